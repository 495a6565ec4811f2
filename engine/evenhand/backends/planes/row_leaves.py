"""What can be decided of a row before any rule is: leaves over evidence, the previous inspection and cases.

Such a leaf carries the values of its parameters and the terms of the computed items that it reads, so that
two rule sets that ask the same share it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, assert_never

from evenhand.domain import Number
from evenhand.language import (
    CASES,
    AreaGrade,
    Between,
    CaseTotal,
    ColumnId,
    Compare,
    Constant,
    DecisionTable,
    DoesNotApplyTo,
    Extreme,
    IsKnown,
    ItemName,
    ItemNumber,
    Leaf,
    Not,
    ParameterValue,
    Points,
    PositiveLeaf,
    PreviousGrade,
    Quotient,
    Scaled,
    Sum,
    Term,
    atoms_of,
    conditions_of_table,
    item_column,
    leaves_of,
    operands_of,
    parameters_in_leaf,
    positive_of,
    previous_column,
)

Computed = tuple[tuple[str, Term], ...]
"""Computed items with their terms."""


@dataclass(frozen=True, slots=True)
class RowLeaf:
    """A leaf that reads no area and no finding, with its parameters replaced by their values."""

    leaf: Leaf
    computed: Computed = ()


@dataclass(frozen=True, slots=True)
class RowGap:
    """Whether a table that reads no area and no finding may turn out to have no row that holds.

    It is asked where no row surely holds and some row may. `values` has the parameters that its cells read.
    """

    table: DecisionTable
    values: tuple[tuple[str, Number], ...] = ()
    computed: Computed = ()


RowQuestion = RowLeaf | RowGap


class Rail(StrEnum):
    """One of the two signals of a question."""

    SURELY = "surely"
    POSSIBLY = "possibly"


class RowInput(NamedTuple):
    """An input of a circuit: one rail of what is asked of a row."""

    question: RowQuestion
    rail: Rail


# --- parameters and computed items ------------------------------------------------------------------


def row_leaf(leaf: Leaf, parameters: Mapping[str, Number], computed: Mapping[str, Term]) -> RowLeaf:
    """The leaf as it can be shared: with its parameters' values and the computed items that it reads."""
    return RowLeaf(with_values(leaf, parameters), _computed_in(leaf, parameters, computed))


def row_gap(table: DecisionTable, parameters: Mapping[str, Number], computed: Mapping[str, Term]) -> RowGap:
    """The question whether a table may have a gap, as it can be shared."""
    found: dict[str, Term] = {}
    for column in table.columns:
        if not isinstance(column.subject, str):
            for atom in atoms_of(column.subject):
                found |= _computed_of(atom, parameters, computed)
    leaves = [leaf for cell in conditions_of_table(table) for leaf in leaves_of(cell)]
    read = dict.fromkeys(id for leaf in leaves for id in parameters_in_leaf(leaf))
    return RowGap(table, tuple((id, parameters[id]) for id in read), tuple(found.items()))


def with_values(leaf: Leaf, parameters: Mapping[str, Number]) -> Leaf:
    """The leaf with constants for its parameters."""

    def put(term: Term) -> Term:
        match term:
            case ParameterValue(id, unit, is_share):
                return Constant(parameters[id], unit, is_share)
            case Sum(parts):
                return Sum(tuple(put(part) for part in parts))
            case Extreme(greatest, parts):
                return Extreme(greatest, tuple(put(part) for part in parts))
            case Scaled(part, by):
                return Scaled(put(part), by)
            case Quotient(part, by):
                return Quotient(put(part), by)
            case Constant() | ItemNumber() | CaseTotal() | Points():
                return term
            case _:
                assert_never(term)

    def positive(inner: PositiveLeaf) -> PositiveLeaf:
        match inner:
            case Compare(left, comparison, right):
                return Compare(put(left), comparison, put(right))
            case Between(subject, lowest, highest):
                return Between(put(subject), put(lowest), put(highest))
            case _:
                return inner

    return Not(positive(leaf.leaf)) if isinstance(leaf, Not) else positive(leaf)


def _computed_in(leaf: Leaf, parameters: Mapping[str, Number], computed: Mapping[str, Term]) -> Computed:
    found: dict[str, Term] = {}
    for atom in _atoms(leaf):
        found |= _computed_of(atom, parameters, computed)
    return tuple(found.items())


def _computed_of(
    atom: object, parameters: Mapping[str, Number], computed: Mapping[str, Term]
) -> dict[str, Term]:
    if not isinstance(atom, ItemNumber) or atom.item.id not in computed:
        return {}
    term = computed[atom.item.id]
    found = {atom.item.id: term}
    for part in atoms_of(term):
        found |= _computed_of(part, parameters, computed)
    return found


def _atoms(leaf: Leaf) -> Iterator[object]:
    inner = positive_of(leaf)
    if isinstance(inner, IsKnown | DoesNotApplyTo):
        yield ItemNumber(inner.item) if inner.item.type.is_numeric else ItemName(inner.item)
    for operand in operands_of(inner):
        yield from atoms_of(operand)


# --- columns ----------------------------------------------------------------------------------------


def columns_of(question: RowQuestion) -> tuple[ColumnId, ...]:
    """The columns that decide a question, each once, in the order read."""
    if isinstance(question, RowLeaf):
        return columns_read(_atoms(question.leaf), dict(question.computed))
    return columns_of_table(question.table, dict(question.computed))


def columns_of_leaf(leaf: Leaf, computed: Mapping[str, Term]) -> tuple[ColumnId, ...]:
    """The columns that a leaf reads besides areas and findings."""
    return columns_read(_atoms(leaf), computed)


def columns_of_table(table: DecisionTable, computed: Mapping[str, Term]) -> tuple[ColumnId, ...]:
    """The columns that a table's heads read besides areas and findings, where a cell asks about them."""
    atoms: list[object] = []
    for index, column in enumerate(table.columns):
        if not isinstance(column.subject, str) and table.asks(index):
            atoms += atoms_of(column.subject)
    return columns_read(iter(atoms), computed)


def columns_read(atoms: Iterator[object], computed: Mapping[str, Term]) -> tuple[ColumnId, ...]:
    """The columns behind some atoms of terms: a computed item is read from its parts."""
    found: dict[ColumnId, None] = {}
    for atom in atoms:
        match atom:
            case ItemNumber(item) if item.id in computed:
                found |= dict.fromkeys(columns_read(atoms_of(computed[item.id]), computed))
            case ItemNumber(item) | ItemName(item):
                found[item_column(item.id)] = None
            case PreviousGrade(area, _):
                found[previous_column(area)] = None
            case CaseTotal():
                found[CASES] = None
            case Constant() | ParameterValue() | AreaGrade():
                pass
            case _:
                raise TypeError(f"no column is known for {atom}")
    return tuple(found)
