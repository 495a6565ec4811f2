"""Case samples: how the items counted from one sample turn out together, and the number of cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import ceil, comb, floor

from evenhand.domain import (
    DOES_NOT_APPLY,
    EvidenceItem,
    ItemState,
    ItemType,
    NumberRange,
    Recorded,
)
from evenhand.evaluation import CaseRow, count_cases
from evenhand.language import (
    CaseTotal,
    Constant,
    FromCases,
    ItemName,
    ItemNumber,
    Quotient,
    RulesInForce,
    Scaled,
    Sum,
    Term,
    atoms_of,
    items_in_leaf,
    items_in_operand,
    leaves_of,
    operands_of,
)
from oracle.linear import comparisons, cut_of, numbers_in, reads_total
from oracle.values import CannotEnumerate, Key, Values, key_of

MOST_CASES = 8
"""Samples of up to this many cases are tried."""

MOST_SAMPLES = 300
"""Fewer cases are tried where there would be more samples than this."""


@dataclass(frozen=True)
class Sample:
    """What one case sample says of the items counted from it, and how many cases it has (None: not read)."""

    states: tuple[tuple[str, ItemState], ...]
    cases: int | None


def counted_items(rules: Sequence[RulesInForce], values: dict[str, Values]) -> list[FromCases]:
    """The items read that are counted from cases."""
    found = {
        derived.item: derived
        for one in rules
        for derived in one.rule_set.derivations.from_cases
        if derived.item in values
    }
    return list(found.values())


def cases_are_read(rules: Sequence[RulesInForce]) -> bool:
    """Whether some rule reads the number of cases."""
    return any(reads_total(left, right) for one in rules for left, right in comparisons(one))


def samples(
    rules: Sequence[RulesInForce], counted: Sequence[FromCases], values: dict[str, Values]
) -> list[Sample]:
    """Every way in which samples of up to `MOST_CASES` cases can turn out, in what rules read of them."""
    kinds = _kinds(counted)
    most = MOST_CASES
    while most > 2 and comb(most + len(kinds), len(kinds)) > MOST_SAMPLES:
        most -= 1
    total_read = cases_are_read(rules)
    found: dict[tuple[object, ...], Sample] = {}
    for size in range(most + 1):
        for rows in combinations_with_replacement(kinds, size):
            states = tuple((derived.item, count_cases(derived, rows)) for derived in counted)
            if all(_within(values[id].item, state) for id, state in states):
                cases = size if total_read else None
                keys = (*(key_of(state) for _, state in states), cases)
                found.setdefault(keys, Sample(states, cases))
    return list(found.values())


def _within(item: EvidenceItem, state: ItemState) -> bool:
    if not isinstance(state, Recorded) or not isinstance(state.value, NumberRange):
        return True
    value = state.value.lowest
    assert value is not None
    return (item.lowest is None or item.lowest <= value) and (item.highest is None or value <= item.highest)


def _kinds(counted: Sequence[FromCases]) -> list[CaseRow]:
    """One row for each way in which a case can count for the items."""
    items: dict[str, EvidenceItem] = {}
    cuts: dict[str, set[Fraction]] = {}
    whole: set[str] = set()
    for derived in counted:
        if derived.condition is not None:
            for leaf in leaves_of(derived.condition):
                read = items_in_leaf(leaf)
                items |= {item.id: item for item in read}
                fixed = {
                    Fraction(atom.value)
                    for operand in operands_of(leaf)
                    for atom in atoms_of(operand)
                    if isinstance(atom, Constant)
                }
                for item in read:
                    cuts.setdefault(item.id, set()).update(fixed)
                plain = all(isinstance(one, ItemNumber | ItemName | Constant) for one in operands_of(leaf))
                if len(read) > 1 or not plain:
                    whole |= {item.id for item in read}
        if derived.of is not None:
            read_of = list(items_in_operand(derived.of))
            items |= {item.id: item for item in read_of}
            whole |= {item.id for item in read_of}
    ways: list[list[tuple[str, ItemState]]] = []
    for id, item in items.items():
        step = None if item.type is ItemType.SHARE else Fraction(1, 10**item.places)
        values = Values(item, None if id in whole else tuple(sorted(cuts.get(id, ()))), step)
        states = values.every() + ([DOES_NOT_APPLY] if item.may_not_apply else [])
        ways.append([(id, state) for state in states])
    found: dict[tuple[Key, ...], CaseRow] = {}
    for chosen in product(*ways):
        row = dict(chosen)
        found.setdefault(tuple(key_of(count_cases(derived, [row])) for derived in counted), row)
    return list(found.values())


def totals(rules: Sequence[RulesInForce], values: dict[str, Values]) -> list[int]:
    """Numbers of cases that stand for all, where nothing that is read is counted from the cases."""
    cuts = {Fraction(0)}
    for one in rules:
        for left, right in comparisons(one):
            if reads_total(left, right):
                cuts |= set(_total_cuts(one, left, right, values))
    found: set[int] = set()
    for cut in cuts:
        found |= {floor(cut) - 1, floor(cut), ceil(cut), ceil(cut) + 1, floor(cut) + 1}
    return sorted(total for total in found if total >= 0)


_TOTAL = EvidenceItem("cases", ItemType.COUNT, "cases")
"""The number of cases as a number like others, to find where it meets the other side."""


def _total_cuts(
    rules: RulesInForce, left: Term, right: Term, values: Mapping[str, Values]
) -> Iterator[Fraction]:
    read = numbers_in(left, right)
    for chosen in product(*(values[item.id].every() for item in read)):
        numbers = {item.id: key_of(state) for item, state in zip(read, chosen, strict=True)}
        one, other = _filled_in(left, numbers), _filled_in(right, numbers)
        if isinstance(one, Quotient):
            fixed = cut_of(ItemNumber(_TOTAL), other, rules.parameters)
            one, other = one.part, Scaled(ItemNumber(_TOTAL), fixed or 0)
        try:
            cut = cut_of(one, other, rules.parameters)
        except ValueError as problem:
            raise CannotEnumerate(f"the number of cases in {left} and {right}") from problem
        if cut is not None:
            yield cut


def _filled_in(term: Term, numbers: Mapping[str, Key]) -> Term:
    """The term with values for its items, and the number of cases as an item."""
    match term:
        case ItemNumber(item):
            value = numbers[item.id]
            assert isinstance(value, Fraction)
            return Constant(value)
        case CaseTotal():
            return ItemNumber(_TOTAL)
        case Sum(parts):
            return Sum(tuple(_filled_in(part, numbers) for part in parts))
        case Scaled(part, by):
            return Scaled(_filled_in(part, numbers), by)
        case Quotient(part, CaseTotal()):
            return Quotient(_filled_in(part, numbers), CaseTotal())
        case _:
            return term
