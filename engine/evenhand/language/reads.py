"""What a condition, term, start or rule reads: items, areas, findings; and its leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from evenhand.domain import EvidenceItem
from evenhand.language.nodes import (
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    CaseTotal,
    Compare,
    Condition,
    Constant,
    CountOf,
    DoesNotApplyTo,
    Extreme,
    HasFinding,
    IsAgainst,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Leaf,
    Named,
    NoneOf,
    Not,
    ParameterValue,
    Points,
    PreviousGrade,
    Quotient,
    Scaled,
    Sum,
    Term,
    positive_of,
)
from evenhand.language.rules import (
    AnyRule,
    Concludes,
    DecisionTable,
    FindingTable,
    GivenOnly,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
)

Operand = Term | Named

_ATOMS = (ItemName, ItemNumber, Constant, ParameterValue, AreaGrade, PreviousGrade, CaseTotal)


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """The leaves of a condition, in the order written."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | CountOf(_, _, parts):
            for part in parts:
                yield from leaves_of(part)
        case _:
            yield condition


def operands_of(leaf: Leaf) -> tuple[Operand, ...]:
    """The terms, items and areas that a leaf compares; none for leaves about presence or findings."""
    match leaf:
        case Not(inner):
            return operands_of(inner)
        case Compare(left, _, right):
            return (left, right)
        case Between(subject, lowest, highest):
            return (subject, lowest, highest)
        case IsOneOf(subject, _) | IsRanked(subject, _, _):
            return (subject,)
        case IsAgainst(subject, _, other):
            return (subject, other)
        case IsKnown() | DoesNotApplyTo() | IsJudged() | HasFinding():
            return ()
        case _:
            assert_never(leaf)


def atoms_of(operand: Operand) -> Iterator[Operand]:
    """The parts of a term that are not made of others: constants, parameters, items, areas."""
    # Most operands are atoms, and every leaf of every inspection is asked.
    if isinstance(operand, _ATOMS):
        yield operand
        return
    match operand:
        case Sum(parts) | Extreme(_, parts):
            for part in parts:
                yield from atoms_of(part)
        case Scaled(part):
            yield from atoms_of(part)
        case Quotient(part, by):
            yield from atoms_of(part)
            yield by
        case Points(subject):
            yield subject
        case _:
            assert_never(operand)


def items_in_leaf(leaf: Leaf) -> tuple[EvidenceItem, ...]:
    """The evidence items that a leaf reads, each once, in the order written."""
    inner = positive_of(leaf)
    if isinstance(inner, IsKnown | DoesNotApplyTo):
        return (inner.item,)
    found: dict[str, EvidenceItem] = {}
    for operand in operands_of(inner):
        for item in items_in_operand(operand):
            found[item.id] = item
    return tuple(found.values())


def items_in_operand(operand: Operand) -> Iterator[EvidenceItem]:
    """The evidence items that a term or name reads."""
    for atom in atoms_of(operand):
        if isinstance(atom, ItemNumber | ItemName):
            yield atom.item


def areas_in_leaf(leaf: Leaf) -> tuple[str, ...]:
    """The judgement areas whose outcome a leaf reads (not previous grades)."""
    inner = positive_of(leaf)
    if isinstance(inner, IsJudged):
        return (inner.area,)
    found = dict.fromkeys(
        atom.area
        for operand in operands_of(inner)
        for atom in atoms_of(operand)
        if isinstance(atom, AreaGrade)
    )
    return tuple(found)


def parameters_in_leaf(leaf: Leaf) -> tuple[str, ...]:
    """The parameters that a leaf reads."""
    found = dict.fromkeys(
        atom.id
        for operand in operands_of(leaf)
        for atom in atoms_of(operand)
        if isinstance(atom, ParameterValue)
    )
    return tuple(found)


def finding_in_leaf(leaf: Leaf) -> str | None:
    """The finding that a leaf reads, if it reads one."""
    inner = positive_of(leaf)
    return inner.finding if isinstance(inner, HasFinding) else None


def conditions_of_rule(rule: AnyRule) -> Iterator[Condition]:
    """The conditions of a rule, or the cells of a table of findings."""
    if isinstance(rule, FindingTable):
        yield from conditions_of_table(rule.table)
        return
    if rule.when is not None:
        yield rule.when
    if rule.unless is not None:
        yield rule.unless


def conditions_of_table(table: DecisionTable) -> Iterator[Condition]:
    """The cells of a table that are not `-`."""
    for row in table.rows:
        for cell in row.cells:
            if cell is not None:
                yield cell


def leaves_of_rule(rule: AnyRule) -> Iterator[Leaf]:
    """The leaves of a rule, in the order written."""
    for condition in conditions_of_rule(rule):
        yield from leaves_of(condition)


def leaves_of_start(start: Start) -> Iterator[Leaf]:
    """The leaves that a start reads: those of its table, if it has one."""
    if isinstance(start, StartTable):
        for condition in conditions_of_table(start.table):
            yield from leaves_of(condition)


def areas_of_start(start: Start) -> tuple[str, ...]:
    """The areas that a start is made of (the columns of a table are in its leaves)."""
    match start:
        case StartAt(AreaGrade(area, _)):
            return (area,)
        case StartMedian(areas, _) | StartExtreme(_, areas):
            return areas
        case StartGrade() | StartAt() | StartTable() | GivenOnly():
            return ()
        case _:
            assert_never(start)


def findings_of(rule: AnyRule) -> tuple[str, ...]:
    """The findings that a rule or table concludes, each once."""
    if isinstance(rule, FindingTable):
        named = (row.outcome for row in rule.table.rows)
        return tuple(dict.fromkeys(finding for finding in named if finding is not None))
    return (rule.conclusion.finding,) if isinstance(rule.conclusion, Concludes) else ()
