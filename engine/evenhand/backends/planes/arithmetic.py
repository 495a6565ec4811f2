"""Leaves that compare numbers, reckoned for all rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from evenhand.backends.planes.amounts import Amounts, Pair, compare
from evenhand.backends.planes.columns import Column
from evenhand.backends.planes.fractions_64 import TooLargeError
from evenhand.backends.planes.knowing import knowledge_of
from evenhand.backends.planes.row_leaves import RowLeaf, columns_read
from evenhand.evaluation.readings import read_term
from evenhand.language import (
    Between,
    CaseTotal,
    ColumnId,
    Compare,
    Comparison,
    Constant,
    DoesNotApplyTo,
    Extreme,
    ItemNumber,
    Leaf,
    Not,
    ParameterValue,
    Points,
    Quotient,
    Scaled,
    Sum,
    Term,
    atoms_of,
    positive_of,
)


def reckon(question: RowLeaf, ids: Sequence[ColumnId], columns: Sequence[Column]) -> Pair | None:
    """Whether a leaf of numbers surely and possibly holds in each row.

    None for leaves that compare no numbers, and for numbers that 64 bits may not hold.
    """
    try:
        return _Reckoning(question, dict(zip(ids, columns, strict=True))).leaf(question.leaf)
    except TooLargeError:
        return None


class _Reckoning:
    def __init__(self, question: RowLeaf, columns: Mapping[ColumnId, Column]) -> None:
        self.columns = columns
        self.computed = dict(question.computed)

    def leaf(self, leaf: Leaf) -> Pair | None:
        """Whether a leaf holds: by its bounds, then by whether what it compares exists."""
        match positive_of(leaf):
            case Compare(left, comparison, right):
                amounts = [self.term(left), self.term(right)]
                surely, possibly = compare(amounts[0], comparison, amounts[1])
            case Between(subject, lowest, highest):
                amounts = [self.term(subject), self.term(lowest), self.term(highest)]
                surely, possibly = _between(*amounts)
            case DoesNotApplyTo(item) if item.type.is_numeric:
                exists = self.term(ItemNumber(item)).exists
                return (exists == 2, exists > 0) if isinstance(leaf, Not) else (exists == 0, exists < 2)
            case _:
                return None
        if isinstance(leaf, Not):
            surely, possibly = ~possibly, ~surely
        for amount in amounts:
            surely, possibly = surely & (amount.exists == 2), possibly & (amount.exists > 0)
        return surely, possibly

    def term(self, term: Term) -> Amounts:
        """A term for every row, or, where it reads no column, once for all of them."""
        match term:
            case ItemNumber(item) if item.id in self.computed:
                return self.term(self.computed[item.id])
            case Constant() | ItemNumber() | CaseTotal() | Points():
                return self._read(term)
            case Sum(parts):
                first, *others = [self.term(part) for part in parts]
                for other in others:
                    first = first.plus(other)
                return first
            case Scaled(part, by):
                return self.term(part).times(by)
            case Quotient(part, by):
                return self.term(part).over(self.term(by))
            case Extreme(greatest, parts):
                first, *others = [self.term(part) for part in parts]
                for other in others:
                    first = first.extreme(other, greatest=greatest)
                return first
            case ParameterValue():
                raise TypeError("parameters of leaves over rows are replaced by their values")
            case _:
                assert_never(term)

    def _read(self, term: Term) -> Amounts:
        """A term that one column decides: each of its states is read as the interpreter does."""
        ids = columns_read(atoms_of(term), {})
        if not ids:
            return Amounts.of([read_term(term, knowledge_of((), (), (), {}))])
        (column,) = (self.columns[id] for id in ids)
        amounts = [read_term(term, knowledge_of((), ids, (state,), {})) for state in column.states]
        return Amounts.of(amounts).taken(column.which)


def _between(amount: Amounts, lowest: Amounts, highest: Amounts) -> Pair:
    """Whether an amount lies between two others, both included; never where those surely crossed."""
    above = compare(amount, Comparison.AT_LEAST, lowest)
    below = compare(amount, Comparison.AT_MOST, highest)
    crossed, _ = compare(lowest, Comparison.MORE, highest)
    return above[0] & below[0] & ~crossed, above[1] & below[1] & ~crossed
