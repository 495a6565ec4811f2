"""Worlds: a case in which every open question has one answer, known to inspectors or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from evenhand.domain import (
    NOT_LOOKED_AT,
    Case,
    DoesNotApply,
    EvidenceItem,
    ItemState,
    NameSet,
    NumberRange,
    Previous,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
)
from evenhand.language import RuleSet
from generators.cases import recordable
from generators.completions import choices, ways_of

Fact = Fraction | str | None
"""A number, a name, or None for what does not exist."""


@dataclass(frozen=True)
class World:
    """Everything that is so. `never_known` holds the items whose value nobody could tell.

    `imagined` gives a grade to every area, for where the rules themselves leave any grade open: an area
    without rules that is not given, and an area in conflict as its readers see it.
    """

    facts: Mapping[str, Fact]
    never_known: frozenset[str]
    previous: Mapping[str, str | None]
    given: Mapping[str, str]
    cases: int
    imagined: Mapping[str, str]


def worlds(rule_set: RuleSet, case: Case, limit: int) -> Iterator[World]:
    """Every world that `case` leaves open, or `limit` of them where there are more."""
    items = recordable(rule_set)
    ways: list[tuple[ItemState, ...]] = []
    hidden = set()
    for item in items:
        state = case.profile.state(item.id)
        if isinstance(state, Unknown) and not state.reason.may_be_settled:
            hidden.add(item.id)
            state = NOT_LOOKED_AT
        ways.append(ways_of(rule_set, item, state))
    areas = [area.id for area in rule_set.areas]
    names = [area.scale.names for area in rule_set.areas]
    before = [_previous_ways(case.previous, area.id, area.scale) for area in rule_set.areas]
    total = case.profile.cases
    totals = (0, 1, 4, 10) if total is None else (total,)
    # What an area in conflict is imagined to be matters seldom, so it is drawn and not enumerated.
    for chosen in choices([*ways, *before, totals], limit):
        for shift in (0, 1) if limit > 1 else (0,):
            facts = {
                item.id: _fact(item, state) for item, state in zip(items, chosen[: len(items)], strict=True)
            }
            grades = zip(areas, chosen[len(items) : -1], strict=True)
            imagined = {
                area: own[(place * 7 + shift * (place + 1)) % len(own)]
                for place, (area, own) in enumerate(zip(areas, names, strict=True))
            }
            yield World(facts, frozenset(hidden), dict(grades), case.given, chosen[-1], imagined)


def _previous_ways(previous: Previous, area: str, scale: Scale) -> tuple[str | None, ...]:
    if previous.none:
        return (None,)
    if area in previous.grades:
        written = previous.grades[area]
        return tuple(name for name in scale.names if written in (name, *scale.also_called.get(name, ())))
    return (*scale.names, None)


def _fact(item: EvidenceItem, state: ItemState) -> Fact:
    match state:
        case DoesNotApply():
            return None
        case Recorded(NumberRange(lowest, _)):
            return Fraction(lowest)
        case Recorded(ShareRange(lowest, _, of)):
            return Fraction(lowest) / (of or 1)
        case Recorded(NameSet(mask)):
            return item.names.names[mask.bit_length() - 1]
        case _:
            raise TypeError(f"{item.id} is still open: {state}")
