"""What a comparison asks of one number alone: where on its line the answer may change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from evenhand.domain import EvidenceItem, Number
from evenhand.language import (
    Between,
    CaseTotal,
    Compare,
    Constant,
    Extreme,
    ItemNumber,
    ParameterValue,
    Quotient,
    RulesInForce,
    Scaled,
    Sum,
    Term,
    atoms_of,
    positive_of,
)

Comparison = tuple[Term, Term]
"""The two sides of a comparison, computed items written out."""


def comparisons(rules: RulesInForce) -> Iterator[Comparison]:
    """Every comparison of numbers in force; `is between` is two."""
    parts = rules.rule_set.derivations.parts()
    for leaf in rules.leaves():
        match positive_of(leaf):
            case Compare(left, _, right):
                yield written_out(left, parts), written_out(right, parts)
            case Between(subject, lowest, highest):
                for end in (lowest, highest):
                    yield written_out(subject, parts), written_out(end, parts)
            case _:
                pass


def written_out(term: Term, parts: Mapping[str, Term]) -> Term:
    """The term with computed items replaced by what they are computed from."""
    match term:
        case ItemNumber(item) if item.id in parts:
            return written_out(parts[item.id], parts)
        case Sum(inner):
            return Sum(tuple(written_out(part, parts) for part in inner))
        case Scaled(part, by):
            return Scaled(written_out(part, parts), by)
        case Quotient(part, by):
            return Quotient(written_out(part, parts), by)
        case Extreme(greatest, inner):
            return Extreme(greatest, tuple(written_out(part, parts) for part in inner))
        case _:
            return term


def numbers_in(*terms: Term) -> list[EvidenceItem]:
    """The number items that terms are made of, each once."""
    found = {
        atom.item.id: atom.item for term in terms for atom in atoms_of(term) if isinstance(atom, ItemNumber)
    }
    return list(found.values())


def rests_on_more(*terms: Term) -> bool:
    """Whether terms are made of more than numbers recorded and numbers written."""
    atoms = (atom for term in terms for atom in atoms_of(term))
    return any(not isinstance(atom, ItemNumber | Constant | ParameterValue) for atom in atoms)


def reads_total(*terms: Term) -> bool:
    """Whether terms read the number of cases."""
    return any(isinstance(atom, CaseTotal) for term in terms for atom in atoms_of(term))


def cut_of(left: Term, right: Term, parameters: Mapping[str, Number]) -> Fraction | None:
    """Where two sides that read one number meet; None where they never do. Raises ValueError for others."""
    slope, offset = _line(left, parameters)
    other_slope, other_offset = _line(right, parameters)
    if slope == other_slope:
        return None
    return (other_offset - offset) / (slope - other_slope)


def _line(term: Term, parameters: Mapping[str, Number]) -> tuple[Fraction, Fraction]:
    match term:
        case Constant(value):
            return Fraction(0), Fraction(value)
        case ParameterValue(id):
            return Fraction(0), Fraction(parameters[id])
        case ItemNumber():
            return Fraction(1), Fraction(0)
        case Sum(parts):
            lines = [_line(part, parameters) for part in parts]
            return sum((line[0] for line in lines), Fraction()), sum((line[1] for line in lines), Fraction())
        case Scaled(part, by):
            slope, offset = _line(part, parameters)
            return slope * Fraction(by), offset * Fraction(by)
        case _:
            raise ValueError(f"not a straight line: {term}")
