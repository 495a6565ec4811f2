"""Many inspections as columns: for each row, which of a few distinct states an item is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.domain import NOT_LOOKED_AT, Case, EvidenceProfile, ItemState, Previous
from evenhand.language import (
    CASES,
    ColumnId,
    ColumnKind,
    RuleSet,
    given_column,
    item_column,
    previous_column,
)

Which = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]
"""For each row, the place of its state."""


class NoGrade(StrEnum):
    """Why there is no previous grade of an area."""

    NOT_GIVEN = "not given"
    NONE_BEFORE = "no inspection before"


PreviousState = str | NoGrade
"""The previous grade of an area, by name."""

ColumnState = ItemState | PreviousState | int | None
"""What a column holds: an item's state, a previous grade, a number of sampled cases, or what is given.

None is no sample, or nothing given; an area is given by its grade, or as `not_judged`.
"""


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its distinct states, and for each row the place of its own among them."""

    states: tuple[ColumnState, ...]
    which: Which

    @classmethod
    def of(cls, values: Iterable[ColumnState]) -> Column:
        """A column from one state for every row."""
        places: dict[ColumnState, int] = {}
        which = [places.setdefault(value, len(places)) for value in values]
        return cls(tuple(places), numbered(which, len(places)))


def numbered(which: Sequence[int], states: int) -> Which:
    """Places among so many states, in the smallest type that tells them apart."""
    if states <= 1 << 8:
        return np.array(which, dtype=np.uint8)
    if states <= 1 << 16:
        return np.array(which, dtype=np.uint16)
    return np.array(which, dtype=np.uint32)


_ABSENT: Final[Mapping[ColumnKind, ColumnState]] = {
    ColumnKind.ITEM: NOT_LOOKED_AT,
    ColumnKind.PREVIOUS: NoGrade.NOT_GIVEN,
    ColumnKind.CASES: None,
    ColumnKind.GIVEN: None,
}


@dataclass(frozen=True, eq=False)
class Columns:
    """The evidence of many inspections. A column that is not there holds nothing."""

    rows: int
    columns: Mapping[ColumnId, Column]

    def column(self, id: ColumnId) -> Column:
        """A column, or one that holds nothing."""
        found = self.columns.get(id)
        if found is None:
            return Column((_ABSENT[id.kind],), np.zeros(self.rows, dtype=np.uint8))
        return found


def columns_of_cases(cases: Sequence[Case], rule_set: RuleSet) -> Columns:
    """The columns of some checked cases: every item, previous and given areas, and sampled cases."""
    columns = [item_column(item) for item in rule_set.schema.items]
    for area in rule_set.areas:
        columns.append(previous_column(area.id))
        if any(area.id in case.given for case in cases):
            columns.append(given_column(area.id))
    columns.append(CASES)
    found = {column: Column.of(state_in(column, case) for case in cases) for column in columns}
    return Columns(len(cases), found)


def state_in(column: ColumnId, case: Case) -> ColumnState:
    """What a case has for a column."""
    match column.kind:
        case ColumnKind.ITEM:
            return case.profile.state(column.id)
        case ColumnKind.PREVIOUS:
            if case.previous.none:
                return NoGrade.NONE_BEFORE
            return case.previous.grades.get(column.id, NoGrade.NOT_GIVEN)
        case ColumnKind.CASES:
            return case.profile.cases
        case ColumnKind.GIVEN:
            return case.given.get(column.id)


def case_of(states: Iterable[tuple[ColumnId, ColumnState]]) -> Case:
    """The case that has some states, and nothing in its other columns."""
    items: dict[str, ItemState] = {}
    given: dict[str, str] = {}
    grades: dict[str, str] = {}
    none_before = False
    cases: int | None = None
    for column, state in states:
        match column.kind:
            case ColumnKind.ITEM:
                assert state is not None and not isinstance(state, str | int)
                if state != NOT_LOOKED_AT:
                    items[column.id] = state
            case ColumnKind.PREVIOUS:
                if state is NoGrade.NONE_BEFORE:
                    none_before = True
                elif state is not NoGrade.NOT_GIVEN:
                    grades[column.id] = str(state)
            case ColumnKind.CASES:
                assert state is None or isinstance(state, int)
                cases = state
            case ColumnKind.GIVEN:
                if state is not None:
                    given[column.id] = str(state)
    previous = Previous(none=True) if none_before else Previous(grades)
    return Case(EvidenceProfile(items, cases=cases), given, previous)
