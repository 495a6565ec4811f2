"""What rules can read of a case, column by column of a casebook."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ColumnKind(StrEnum):
    """What a column of a casebook is about."""

    ITEM = "item"
    PREVIOUS = "previous"
    CASES = "cases"
    GIVEN = "given"


class ColumnId(NamedTuple):
    """A column: an evidence item, an area's previous grade, the number of sampled cases, or a given area."""

    kind: ColumnKind
    id: str = ""


CASES = ColumnId(ColumnKind.CASES)


def item_column(item: str) -> ColumnId:
    """The column of an evidence item."""
    return ColumnId(ColumnKind.ITEM, item)


def previous_column(area: str) -> ColumnId:
    """The column of an area's grade at the previous inspection."""
    return ColumnId(ColumnKind.PREVIOUS, area)


def given_column(area: str) -> ColumnId:
    """The column of an area that may be given."""
    return ColumnId(ColumnKind.GIVEN, area)
