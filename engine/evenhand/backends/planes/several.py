"""What rests on several columns, for every row: by arithmetic where that is exact, else by combinations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.arithmetic import reckon
from evenhand.backends.planes.columns import Column, Columns, ColumnState, NoGrade
from evenhand.backends.planes.combinations import Decide, Held, decide_combinations
from evenhand.backends.planes.knowing import decide_row
from evenhand.backends.planes.row_leaves import RowLeaf, RowQuestion, columns_of
from evenhand.domain import DOES_NOT_APPLY, DoesNotApply, Recorded, Unknown
from evenhand.language import (
    ColumnId,
    IsKnown,
    positive_of,
)

_ROWS_AT_ONCE: Final = 1 << 18
_KEPT: Final = 1 << 20
"""How many combinations are remembered from one part of the rows to the next."""


def decide_several(question: RowQuestion, columns: Columns) -> Held:
    """A question over several columns, for every row.

    Rows are taken in parts, so that what is reckoned with stays small; each combination is decided once for
    all parts.
    """
    ids = columns_of(question)
    read = [columns.column(id) for id in ids]
    if isinstance(question, RowLeaf) and isinstance(positive_of(question.leaf), IsKnown):
        read = [_by_presence(column) for column in read]

    @lru_cache(maxsize=_KEPT)
    def decide(*places: int) -> tuple[bool, bool]:
        states = [column.states[at] for column, at in zip(read, places, strict=True)]
        return decide_row(question, ids, states)

    surely, possibly = (np.empty(columns.rows, dtype=bool) for _ in range(2))
    for start in range(0, columns.rows, _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        own = [Column(column.states, column.which[part]) for column in read]
        rows = len(surely[part])
        surely[part], possibly[part] = _decide_part(question, ids, own, rows, decide)
    return surely, possibly


def _decide_part(
    question: RowQuestion, ids: Sequence[ColumnId], read: Sequence[Column], rows: int, decide: Decide
) -> Held:
    """Numbers are reckoned with; whatever else is asked is decided by combinations."""
    if isinstance(question, RowLeaf):
        return reckon(question, ids, read) or decide_combinations(read, rows, decide)
    # Where nothing is open every row of the table is decided, and nobody asks for its gap.
    surely, possibly = (np.zeros(rows, dtype=bool) for _ in range(2))
    open_rows = np.flatnonzero(~_settled(read, rows))
    if len(open_rows):
        part = [Column(column.states, column.which[open_rows]) for column in read]
        surely[open_rows], possibly[open_rows] = decide_combinations(part, len(open_rows), decide)
    return surely, possibly


def _settled(columns: Sequence[Column], rows: int) -> NDArray[np.bool_]:
    """The rows in which nothing is open."""
    found = np.ones(rows, dtype=bool)
    for column in columns:
        found &= np.array([_is_settled(state) for state in column.states], dtype=bool)[column.which]
    return found


def _is_settled(state: ColumnState) -> bool:
    match state:
        case Recorded(value, may_not_exist):
            return value.is_exact and not may_not_exist
        case DoesNotApply():
            return True
        case Unknown() | None:
            return False
        case _:
            return state is not NoGrade.NOT_GIVEN


def _by_presence(column: Column) -> Column:
    """The column as `is known` sees it: all that is known is one state, and so are numbers of cases."""
    seen: dict[ColumnState, int] = {}
    places = []
    for state in column.states:
        shown = DOES_NOT_APPLY if isinstance(state, Recorded) else None if isinstance(state, int) else state
        places.append(seen.setdefault(shown, len(seen)))
    return Column(tuple(seen), np.array(places, dtype=np.uint8)[column.which])
