"""The values of each evidence item at which the rules in force begin to say something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from evenhand.language import (
    Between,
    Compare,
    Constant,
    ItemNumber,
    Leaf,
    ParameterValue,
    RulesInForce,
    Scaled,
    Sum,
    Term,
    positive_of,
)

Thresholds = dict[str, frozenset[Fraction]]


def thresholds_of(rules: RulesInForce) -> Thresholds:
    """For each item, the numbers that it is compared with, in its own unit; a share's as fractions of one.

    What a computed item is compared with is shared out among the parts of its sum. Comparisons between items
    have no one threshold and are left out.
    """
    found: dict[str, set[Fraction]] = {}
    parts = rules.rule_set.derivations.parts()
    for leaf in rules.leaves():
        for subject, against in _comparisons(leaf):
            value = _value(against, rules)
            if value is not None:
                _add(found, subject, value, parts)
    return {item: frozenset(values) for item, values in found.items()}


def _comparisons(leaf: Leaf) -> Iterator[tuple[Term, Term]]:
    match positive_of(leaf):
        case Compare(left, _, right):
            yield left, right
            yield right, left
        case Between(subject, lowest, highest):
            yield subject, lowest
            yield subject, highest


def _value(term: Term, rules: RulesInForce) -> Fraction | None:
    match term:
        case Constant(value):
            return Fraction(value)
        case ParameterValue(id):
            known = rules.parameters.get(id)
            return None if known is None else Fraction(known)
        case Scaled(part, by):
            of_part = _value(part, rules)
            return None if of_part is None else of_part * Fraction(by)
    return None


def _add(found: dict[str, set[Fraction]], subject: Term, value: Fraction, parts: Mapping[str, Term]) -> None:
    match subject:
        case ItemNumber(item) if item.id in parts:
            _add(found, parts[item.id], value, parts)
        case ItemNumber(item):
            found.setdefault(item.id, set()).add(value)
        case Scaled(part, by) if by != 0:
            _add(found, part, value / Fraction(by), parts)
        case Sum(terms):
            for term in terms:
                _add(found, term, value / len(terms), parts)
