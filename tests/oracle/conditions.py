"""Whether a condition holds in one world: language.md sections 2 and 3, read plainly."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, assert_never

from evenhand.domain import Better, EvidenceItem, Number, Scale
from evenhand.language import (
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    CaseTotal,
    Compare,
    Comparison,
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
    Named,
    NoneOf,
    Not,
    ParameterValue,
    Points,
    PreviousGrade,
    Quantity,
    Quotient,
    Relation,
    Scaled,
    Sum,
    Term,
)
from oracle.worlds import World


@dataclass
class Facts:
    """What a condition may look at: the world, and the areas and findings settled so far.

    `grades` has None for an area that is not judged.
    """

    world: World
    parameters: Mapping[str, Number]
    computed: Mapping[str, Term]
    grades: dict[str, str | None] = field(default_factory=dict)
    findings: dict[str, bool] = field(default_factory=dict)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether `condition` holds."""
    match condition:
        case AllOf(parts):
            return all([holds(part, facts) for part in parts])
        case AnyOf(parts):
            return any([holds(part, facts) for part in parts])
        case NoneOf(parts):
            return not any([holds(part, facts) for part in parts])
        case CountOf(quantity, number, parts):
            return _COUNTS[quantity](sum(holds(part, facts) for part in parts), number)
        case HasFinding(finding):
            return facts.findings[finding]
        case IsJudged(area):
            return facts.grades[area] is not None
        case IsKnown(item):
            return _is_known(item, facts)
        case DoesNotApplyTo(item):
            return _value(item, facts) is None
        case Not(HasFinding() | IsJudged() | IsKnown() | DoesNotApplyTo() as inner):
            return not holds(inner, facts)
        case Not(inner):
            compared = _compares(inner, facts)
            return compared is False
        case _:
            return _compares(condition, facts) is True


_COUNTS: Final[dict[Quantity, Callable[[int, int], bool]]] = {
    Quantity.AT_LEAST: operator.ge,
    Quantity.AT_MOST: operator.le,
    Quantity.EXACTLY: operator.eq,
}
_COMPARISONS: Final[dict[Comparison, Callable[[Fraction, Fraction], bool]]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.MORE: operator.gt,
    Comparison.LESS: operator.lt,
    Comparison.EQUAL: operator.eq,
}


def _is_known(item: EvidenceItem, facts: Facts) -> bool:
    if item.id in facts.computed:
        return all(_is_known(part, facts) for part in _parts(facts.computed[item.id]))
    return item.id not in facts.world.never_known


def _parts(term: Term) -> list[EvidenceItem]:
    match term:
        case ItemNumber(item) | Points(ItemName(item)):
            return [item]
        case Sum(parts) | Extreme(_, parts):
            return [item for part in parts for item in _parts(part)]
        case Scaled(part, _):
            return _parts(part)
        case Quotient(part, by):
            return _parts(part) + _parts(by)
        case _:
            return []


def _compares(leaf: Condition, facts: Facts) -> bool | None:
    """How a comparison turns out; None where something in it does not exist."""
    match leaf:
        case Compare(left, comparison, right):
            a, b = number(left, facts), number(right, facts)
            return None if a is None or b is None else _COMPARISONS[comparison](a, b)
        case Between(subject, lowest, highest):
            value, low, high = (number(term, facts) for term in (subject, lowest, highest))
            if value is None or low is None or high is None:
                return None
            return low <= value <= high
        case IsOneOf(subject, names):
            found = name(subject, facts)
            return None if found is None else found in names
        case IsRanked(subject, relation, other):
            found = name(subject, facts)
            return None if found is None else _ranks(subject, found, relation, other)
        case IsAgainst(subject, relation, against):
            found, other_found = name(subject, facts), name(against, facts)
            if found is None or other_found is None:
                return None
            return _ranks(subject, found, relation, other_found)
        case _:
            raise TypeError(f"not a comparison: {leaf}")


def _ranks(subject: Named, found: str, relation: Relation, other: str) -> bool:
    order = list(subject.scale.names)
    mine, theirs = order.index(found), order.index(other)
    upside_down = isinstance(subject, ItemName) and subject.item.better is Better.LOWER
    match relation:
        case Relation.SAME:
            return found == other
        case Relation.AT_LEAST:
            return mine >= theirs
        case Relation.AT_MOST:
            return mine <= theirs
        case Relation.BETTER:
            return mine < theirs if upside_down else mine > theirs
        case Relation.WORSE:
            return mine > theirs if upside_down else mine < theirs
        case _:
            assert_never(relation)


def _value(item: EvidenceItem, facts: Facts) -> Fraction | str | None:
    if item.id in facts.computed:
        return number(facts.computed[item.id], facts)
    return facts.world.facts[item.id]


def name(subject: Named, facts: Facts) -> str | None:
    """The level or grade that `subject` has; None where it does not exist."""
    match subject:
        case ItemName(item):
            found = _value(item, facts)
        case AreaGrade(area, _):
            found = facts.grades[area]
        case PreviousGrade(area, _):
            found = facts.world.previous[area]
        case _:
            assert_never(subject)
    assert found is None or isinstance(found, str)
    return found


def number(term: Term, facts: Facts) -> Fraction | None:
    """What `term` comes to; None where a part does not exist, or it divides by zero."""
    match term:
        case Constant(value):
            return Fraction(value)
        case ParameterValue(id):
            return Fraction(facts.parameters[id])
        case ItemNumber(item):
            found = _value(item, facts)
            assert found is None or isinstance(found, Fraction)
            return found
        case CaseTotal():
            return Fraction(facts.world.cases)
        case Points(subject):
            level = name(subject, facts)
            return None if level is None else _points(subject.scale, level)
        case Sum(parts):
            found_parts = [number(part, facts) for part in parts]
            sure = [part for part in found_parts if part is not None]
            return sum(sure, Fraction()) if len(sure) == len(parts) else None
        case Scaled(part, by):
            found = number(part, facts)
            return None if found is None else found * by
        case Quotient(part, divisor):
            above, below = number(part, facts), number(divisor, facts)
            return None if above is None or not below else above / below
        case Extreme(greatest, parts):
            found_parts = [number(part, facts) for part in parts]
            sure = [part for part in found_parts if part is not None]
            if len(sure) < len(parts):
                return None
            return max(sure) if greatest else min(sure)
        case _:
            assert_never(term)


def exists(operand: Term | Named, facts: Facts) -> bool:
    """Whether what is compared exists in this world."""
    if isinstance(operand, ItemName | AreaGrade | PreviousGrade):
        return name(operand, facts) is not None
    return number(operand, facts) is not None


def _points(scale: Scale, level: str) -> Fraction:
    assert scale.points is not None
    return Fraction(scale.points[scale.names.index(level)])
