"""Brute force: every complete case of some small rule sets, one after the other.

A complete case leaves nothing open: each item that the rules read has one exact value, does not apply, or
(only where a condition asks whether it is known) could not be told; each previous grade that they read is
one, or there was no inspection before; each area that is only given is given. Values are those of
`oracle.values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import prod

from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_JUDGED,
    Better,
    Case,
    EvidenceProfile,
    ItemState,
    Previous,
    Scale,
)
from evenhand.language import Area, GivenOnly, PreviousGrade, RulesInForce, atoms_of, operands_of
from oracle.samples import cases_are_read, counted_items, samples, totals
from oracle.values import COULD_NOT_TELL, Key, Values, asked_whether_known, key_of, values_of

CASES = "the number of cases"
"""Stands beside items among the facts of a case."""


@dataclass(frozen=True)
class Way:
    """One way in which one thing of a case turns out."""

    states: tuple[tuple[str, ItemState], ...] = ()
    cases: int | None = None
    previous: tuple[tuple[str, str], ...] | None = ()
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Complete:
    """A complete case, and each fact of it by name: items, areas given, previous grades, cases."""

    case: Case
    facts: tuple[Key | int | None, ...]


@dataclass(frozen=True)
class Places:
    """All that has to be settled for a case to be complete, and every way in which each can be."""

    rules: tuple[RulesInForce, ...]
    values: dict[str, Values]
    ways: tuple[tuple[Way, ...], ...] = field(repr=False)

    @property
    def how_many(self) -> int:
        """The number of complete cases."""
        return prod(len(ways) for ways in self.ways)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the facts of each case, in their order."""
        previous = (f"previous {area}" for area in previous_areas(self.rules))
        return (*self.values, *given_areas(self.rules), *previous, CASES)

    def cases(self) -> Iterator[Complete]:
        """Every complete case."""
        for chosen in product(*self.ways):
            case = case_of(chosen)
            yield Complete(case, self._facts(case))

    def _facts(self, case: Case) -> tuple[Key | int | None, ...]:
        items = (key_of(case.profile.state(id)) for id in self.values)
        given = (case.given[area] for area in given_areas(self.rules))
        previous = (case.previous.grades.get(area) for area in previous_areas(self.rules))
        return (*items, *given, *previous, case.profile.cases)

    def rank(self, name: str, fact: Key | int | None) -> int | None:
        """Where a fact stands among those of its name, better ones higher; None where it stands nowhere."""
        area = self._given.get(name)
        if area is not None:
            return None if fact == NOT_JUDGED else area.scale.position(str(fact))
        item = self.values[name].item
        if isinstance(fact, str) or fact is None or item.better is Better.NEITHER:
            return None
        ranks = self._ranks[name]
        return ranks[fact] if item.better is Better.HIGHER else -ranks[fact]

    @cached_property
    def _given(self) -> dict[str, Area]:
        return {
            area.id: area for one in self.rules for area in one.areas if isinstance(area.start, GivenOnly)
        }

    @cached_property
    def _ranks(self) -> dict[str, dict[Key | int, int]]:
        found: dict[str, set[Key]] = {id: set() for id in self.values}
        for ways in self.ways:
            for way in ways:
                for id, state in way.states:
                    if not isinstance(key := key_of(state), str):
                        found[id].add(key)
        return {id: {key: place for place, key in enumerate(sorted(keys))} for id, keys in found.items()}


def complete_cases(*rules: RulesInForce) -> Places:
    """What every complete case of some rule sets in force settles.

    Raises CannotEnumerate where a number that others are added to or compared with has too many values.
    """
    values = values_of(rules)
    asked = set().union(*(asked_whether_known(one) for one in rules))
    counted = counted_items(rules, values)
    total_read = cases_are_read(rules)
    together = {derived.item for derived in counted} if total_read or len(counted) > 1 else set()
    absent = {derived.item for derived in counted if derived.summary != "count"}
    ways: list[tuple[Way, ...]] = []
    for id, one in values.items():
        if id in together:
            continue
        states = one.every()
        if one.item.may_not_apply or id in absent:
            states.append(DOES_NOT_APPLY)
        if id in asked:
            states.append(COULD_NOT_TELL)
        ways.append(tuple(Way(((id, state),)) for state in states))
    if together:
        ways.append(tuple(_tied(rules, values, asked)))
    elif total_read:
        ways.append(tuple(Way(cases=total) for total in totals(rules, values)))
    return Places(tuple(rules), values, (*ways, *_given_ways(rules), *_previous_ways(rules)))


def how_many_cases(*rules: RulesInForce) -> int:
    """How many complete cases some rule sets in force have together."""
    return complete_cases(*rules).how_many


def case_of(chosen: Sequence[Way]) -> Case:
    """The case in which each thing turned out in the way chosen."""
    states = dict(state for way in chosen for state in way.states)
    cases = next((way.cases for way in chosen if way.cases is not None), None)
    given = dict(grade for way in chosen for grade in way.given)
    none = any(way.previous is None for way in chosen)
    grades = {area: grade for way in chosen for area, grade in way.previous or ()}
    return Case(EvidenceProfile(states, cases=cases), given, Previous(grades, none=none or not grades))


def _tied(rules: Sequence[RulesInForce], values: dict[str, Values], asked: set[str]) -> Iterator[Way]:
    counted = counted_items(rules, values)
    found: dict[tuple[object, ...], Way] = {}
    for sample in samples(rules, counted, values):
        # What is counted from a sample that is there can always be told.
        open_ = asked if sample.cases is None else set()
        hidden = [(state, COULD_NOT_TELL) if id in open_ else (state,) for id, state in sample.states]
        for states in product(*hidden):
            named = tuple((id, state) for (id, _), state in zip(sample.states, states, strict=True))
            keys = (*(key_of(state) for state in states), sample.cases)
            found.setdefault(keys, Way(named, sample.cases))
    yield from found.values()


# --- areas ---------------------------------------------------------------------------------------------


def given_areas(rules: Sequence[RulesInForce]) -> list[str]:
    """The areas that are only ever given, in some of the rule sets."""
    found = {area.id: None for one in rules for area in one.areas if isinstance(area.start, GivenOnly)}
    return list(found)


def previous_areas(rules: Sequence[RulesInForce]) -> list[str]:
    """The areas whose previous grade some rule reads."""
    return list(_previous_scales(rules))


def _previous_scales(rules: Sequence[RulesInForce]) -> dict[str, Scale]:
    return {
        atom.area: atom.scale
        for one in rules
        for leaf in one.leaves()
        for operand in operands_of(leaf)
        for atom in atoms_of(operand)
        if isinstance(atom, PreviousGrade)
    }


def _given_ways(rules: Sequence[RulesInForce]) -> Iterator[tuple[Way, ...]]:
    scales = {area.id: area.scale for one in rules for area in one.areas}
    for area in given_areas(rules):
        yield tuple(Way(given=((area, grade),)) for grade in (*scales[area].names, NOT_JUDGED))


def _previous_ways(rules: Sequence[RulesInForce]) -> Iterator[tuple[Way, ...]]:
    scales = _previous_scales(rules)
    if scales:
        grades = product(*(scale.names for scale in scales.values()))
        some = (Way(previous=tuple(zip(scales, chosen, strict=True))) for chosen in grades)
        yield (*some, Way(previous=None))
