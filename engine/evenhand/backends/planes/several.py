"""What rests on several columns, for every row: by arithmetic where that is exact, else by combinations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.arithmetic import reckon
from evenhand.backends.planes.columns import Column, Columns, ColumnState, NoGrade
from evenhand.backends.planes.combinations import Held, decide_combinations
from evenhand.backends.planes.knowing import decide_row
from evenhand.backends.planes.row_leaves import ColumnId, RowGap, RowQuestion, columns_of
from evenhand.domain import DOES_NOT_APPLY, DoesNotApply, Recorded, Unknown
from evenhand.language import IsKnown, positive_of


def decide_several(question: RowQuestion, columns: Columns) -> Held:
    """A question over several columns, for every row."""
    ids = columns_of(question)
    read = [columns.column(id) for id in ids]
    if isinstance(question, RowGap):
        # Where nothing is open every row of the table is decided, and nobody asks for its gap.
        return _decide_open(
            question, ids, read, _settled(read, columns.rows), np.zeros(columns.rows, dtype=bool)
        )
    if isinstance(positive_of(question.leaf), IsKnown):
        read = [_by_presence(column) for column in read]
    reckoned = reckon(question, ids, read, columns.rows)
    if reckoned is None:
        return decide_combinations(read, columns.rows, lambda states: decide_row(question, ids, states))
    return _decide_open(question, ids, read, reckoned.exact, reckoned.holds)


def _decide_open(
    question: RowQuestion,
    ids: Sequence[ColumnId],
    read: Sequence[Column],
    decided: NDArray[np.bool_],
    holds: NDArray[np.bool_],
) -> Held:
    """What holds where it is decided; the other rows are decided by combinations."""
    surely, possibly = holds, holds.copy()
    open_rows = np.flatnonzero(~decided)
    if len(open_rows):
        part = [Column(column.states, column.which[open_rows]) for column in read]
        surely[open_rows], possibly[open_rows] = decide_combinations(
            part, len(open_rows), lambda states: decide_row(question, ids, states)
        )
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
    """The column as `is known` sees it: all states that are known are one, and all numbers of cases."""
    seen: dict[ColumnState, int] = {}
    places = []
    for state in column.states:
        shown = DOES_NOT_APPLY if isinstance(state, Recorded) else None if isinstance(state, int) else state
        places.append(seen.setdefault(shown, len(seen)))
    return Column(tuple(seen), np.array(places, dtype=np.uint8)[column.which])
