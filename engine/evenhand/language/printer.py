"""Nodes back to the text they are written in. Reading the text again gives an equal tree."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from evenhand.domain import Number, exact_text, factor_between, simplest
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
    Relation,
    Scaled,
    Sum,
    Term,
    Written,
)

Plain = str | list["Plain"] | dict[str, "Plain"]
"""A condition as plain data: text, a list, or one key over a list."""


def print_condition(condition: Condition) -> Plain:
    """The condition as plain data that reads back as an equal tree."""
    match condition:
        case AllOf(parts):
            return {"all": [print_condition(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [print_condition(part) for part in parts]}
        case NoneOf(parts):
            return {"none": [print_condition(part) for part in parts]}
        case CountOf(quantity, number, parts):
            return {f"{quantity} {number} of": [print_condition(part) for part in parts]}
        case _:
            return print_leaf(condition)


def print_leaf(leaf: Leaf) -> str:
    """One leaf on one line."""
    match leaf:
        case Compare(left, comparison, right):
            return f"{print_term(left)} {comparison} {print_term(right)}"
        case Between(subject, lowest, highest):
            low, high = _as_argument(lowest), _as_argument(highest)
            return f"{print_term(subject)} is between {low} and {high}"
        case IsOneOf(subject, names):
            return f"{print_named(subject)} is {' or '.join(names)}"
        case IsRanked(subject, relation, name):
            return f"{print_named(subject)} is {relation} {name}"
        case IsAgainst(subject, Relation.SAME, other):
            return f"{print_named(subject)} is {print_named(other)}"
        case IsAgainst(subject, relation, other):
            return f"{print_named(subject)} is {relation} {print_named(other)}"
        case IsKnown(item):
            return f"{item.id} is known"
        case DoesNotApplyTo(item):
            return f"{item.id} does not apply"
        case IsJudged(area):
            return f"{area} is judged"
        case HasFinding(finding):
            return finding
        case Not(inner):
            return _print_not(inner)
        case _:
            assert_never(leaf)


def _print_not(leaf: Leaf) -> str:
    match leaf:
        case Compare(left, comparison, right):
            return f"{print_term(left)} is not {comparison} {print_term(right)}"
        case DoesNotApplyTo(item):
            return f"{item.id} does apply"
        case HasFinding(finding):
            return f"not {finding}"
        case _:
            before, _, after = print_leaf(leaf).partition(" is ")
            return f"{before} is not {after}"


def print_named(named: Named) -> str:
    """An item, area or previous grade."""
    match named:
        case ItemName(item):
            return item.id
        case AreaGrade(area):
            return area
        case PreviousGrade(area):
            return f"previous {area}"
        case _:
            assert_never(named)


def print_term(term: Term) -> str:
    """A numeric term."""
    match term:
        case Constant(value, unit, is_share):
            return _print_constant(value, unit, is_share)
        case ParameterValue(id):
            return id
        case ItemNumber(item):
            return item.id
        case CaseTotal():
            return "cases"
        case Points(subject):
            return f"points of {print_named(subject)}"
        case Sum(parts):
            return _print_sum(parts)
        case Scaled(part, by, written):
            return _print_scaled(part, by, written)
        case Quotient(part, by):
            return f"{_as_factor(part)} / {print_term(by)}"
        case Extreme(greatest, parts):
            listed = [_as_argument(part) for part in parts]
            name = "max" if greatest else "min"
            return f"{name} of {', '.join(listed[:-1])} and {listed[-1]}"
        case _:
            assert_never(term)


def _print_constant(value: Number, unit: str | None, is_share: bool) -> str:
    if is_share:
        percent = exact_text(simplest(Fraction(value) * 100)) or ""
        if "/" not in percent:
            return f"{percent}%"
        exact = Fraction(value)
        return f"{exact.numerator} of {exact.denominator}"
    text = exact_text(value) or ""
    if "/" in text:
        # Only a conversion from days to weeks leaves a number that no decimal writes.
        days = factor_between(unit, "days") or 1
        return f"{exact_text(simplest(Fraction(value) * days))} days"
    return f"{text} {unit}" if unit in _PRINTED_UNITS else text


_PRINTED_UNITS = frozenset(("days", "weeks", "months", "years", "hours", "working days"))


def _print_sum(parts: tuple[Term, ...]) -> str:
    written = _as_summand(parts[0])
    for part in parts[1:]:
        if isinstance(part, Scaled) and part.by == -1:
            written += f" - {_as_factor(part.part)}"
        else:
            written += f" + {_as_summand(part)}"
    return written


def _print_scaled(part: Term, by: Number, written: Written) -> str:
    if written is Written.UNIT:
        return print_term(part)
    if written is Written.PERCENT:
        share = exact_text(simplest(Fraction(by) * 100)) or ""
        return f"{share}% of {print_term(part)}"
    if by == -1:
        return f"-{_as_factor(part)}"
    exact = Fraction(by)
    if abs(exact.numerator) == 1 and exact.denominator != 1:
        sign = "-" if exact < 0 else ""
        return f"{sign}{_as_factor(part)} / {exact.denominator}"
    text = exact_text(by) or ""
    if "/" in text:
        return f"{exact.numerator} * {_as_factor(part)} / {exact.denominator}"
    return f"{text} * {_as_factor(part)}"


def _as_summand(term: Term) -> str:
    return f"({print_term(term)})" if isinstance(term, Sum) else print_term(term)


def _as_factor(term: Term) -> str:
    return f"({print_term(term)})" if _joins(term) else print_term(term)


def _as_argument(term: Term) -> str:
    """A term where `and` follows: anything made of parts stands in brackets."""
    simple = isinstance(term, Constant | ParameterValue | ItemNumber) and not (
        isinstance(term, Constant) and term.value < 0
    )
    return print_term(term) if simple else f"({print_term(term)})"


def _joins(term: Term) -> bool:
    if isinstance(term, Constant):
        return term.value < 0
    if isinstance(term, Scaled) and term.written is Written.UNIT:
        return _joins(term.part)
    return isinstance(term, Sum | Scaled | Quotient | Extreme)
