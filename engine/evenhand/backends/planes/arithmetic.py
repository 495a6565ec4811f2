"""Numbers reckoned for all rows at once, where every part is known exactly or does not apply.

The other rows are left to the interpreter, which decides each combination of their states once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.columns import Column, ColumnState
from evenhand.backends.planes.fractions_64 import Fractions, TooLargeError
from evenhand.backends.planes.row_leaves import CASES, ColumnId, RowLeaf, item_column
from evenhand.domain import (
    DoesNotApply,
    EvidenceItem,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
)
from evenhand.language import (
    Between,
    CaseTotal,
    Compare,
    Comparison,
    Constant,
    DoesNotApplyTo,
    Extreme,
    ItemName,
    ItemNumber,
    Leaf,
    Not,
    ParameterValue,
    Points,
    Quotient,
    Scaled,
    Sum,
    Term,
    positive_of,
)


@dataclass(frozen=True)
class Reckoned:
    """A leaf decided for the rows where `exact` holds; `holds` means nothing in the others."""

    exact: NDArray[np.bool_]
    holds: NDArray[np.bool_]


class _NotReckonedError(Exception):
    """The leaf has a part that is not reckoned with here."""


def reckon(
    question: RowLeaf, ids: Sequence[ColumnId], columns: Sequence[Column], rows: int
) -> Reckoned | None:
    """Decide a leaf of numbers by arithmetic; None for other leaves and for numbers that are too large."""
    reckoning = _Reckoning(dict(zip(ids, columns, strict=True)), dict(question.computed), rows)
    try:
        held = reckoning.leaf(question.leaf)
    except (_NotReckonedError, TooLargeError):
        return None
    return Reckoned(reckoning.exact | reckoning.absent, held)


Reader = Callable[[ColumnState], Number | None]
"""What a state of a column surely is, as a number."""


class _Reckoning:
    def __init__(self, columns: Mapping[ColumnId, Column], computed: Mapping[str, Term], rows: int) -> None:
        self.columns = columns
        self.computed = computed
        self.rows = rows
        self.exact = np.ones(rows, dtype=bool)
        self.absent = np.zeros(rows, dtype=bool)

    def leaf(self, leaf: Leaf) -> NDArray[np.bool_]:
        """Whether a leaf holds; false where a part does not exist, whichever way it is put."""
        match positive_of(leaf):
            case Compare(left, comparison, right):
                held = self.term(left).compared(comparison, self.term(right))
            case Between(subject, lowest, highest):
                amount = self.term(subject)
                held = amount.compared(Comparison.AT_LEAST, self.term(lowest))
                held &= amount.compared(Comparison.AT_MOST, self.term(highest))
            case DoesNotApplyTo(item) if item.type.is_numeric:
                self.term(ItemNumber(item))
                return self.absent ^ isinstance(leaf, Not)
            case _:
                raise _NotReckonedError
        return (held ^ isinstance(leaf, Not)) & ~self.absent

    def term(self, term: Term) -> Fractions:
        """A term for every row. Where a part does not exist or is not exact, the value means nothing."""
        match term:
            case Constant(constant):
                return Fractions.of([constant]).taken(np.zeros(self.rows, dtype=np.intp))
            case ItemNumber(item) if item.id in self.computed:
                return self.term(self.computed[item.id])
            case ItemNumber(item):
                return self._column(item_column(item.id), _number)
            case CaseTotal():
                return self._column(CASES, _number)
            case Points(ItemName(item)):
                return self._column(item_column(item.id), lambda state: _points(item, state))
            case Sum(parts):
                first, *others = [self.term(part) for part in parts]
                for other in others:
                    first = first.plus(other)
                return first
            case Scaled(part, by):
                return self.term(part).times(by)
            case Quotient(part, by):
                outer, self.exact = self.exact, np.ones(self.rows, dtype=bool)
                divisor = self.term(by)
                self.absent |= (divisor.tops <= 0) & self.exact
                self.exact &= outer
                return self.term(part).over(divisor)
            case Extreme(greatest, parts):
                first, *others = [self.term(part) for part in parts]
                for other in others:
                    first = first.extreme(other, greatest=greatest)
                return first
            case Points() | ParameterValue():
                raise _NotReckonedError
            case _:
                assert_never(term)

    def _column(self, id: ColumnId, read: Reader) -> Fractions:
        column = self.columns[id]
        values = [read(state) for state in column.states]
        exact = np.array([value is not None for value in values], dtype=bool)
        absent = np.array([isinstance(state, DoesNotApply) for state in column.states], dtype=bool)
        self.exact &= exact[column.which]
        self.absent |= absent[column.which]
        return Fractions.of([0 if value is None else value for value in values]).taken(column.which)


def _number(state: ColumnState) -> Number | None:
    """The number that a state surely is."""
    match state:
        case int():
            return state
        case Recorded(NumberRange(lowest, highest), False) if lowest == highest:
            return lowest
        case Recorded(ShareRange() as share, False) if share.is_exact:
            return share.bounds[0]
        case _:
            return None


def _points(item: EvidenceItem, state: ColumnState) -> Number | None:
    """The points of the level that a state surely is."""
    points = item.names.points
    match state:
        case Recorded(NameSet(mask), False) if mask.bit_count() == 1 and points is not None:
            return points[mask.bit_length() - 1]
        case _:
            return None
