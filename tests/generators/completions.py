"""Completions of a case: how what is still open may turn out (language.md section 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from random import Random
from typing import Any

from evenhand.domain import (
    DOES_NOT_APPLY,
    Case,
    DoesNotApply,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Previous,
    Recorded,
    ShareRange,
    Unknown,
    simplest,
)
from evenhand.language import PreviousGrade, RuleSet, atoms_of, leaves_of, operands_of
from generators.cases import every_condition, is_possible, recordable, thresholds_of


@dataclass(frozen=True)
class OpenPlace:
    """An item that may turn out in several ways, and all the ways that need to be tried."""

    item: str
    ways: tuple[ItemState, ...]


def completions(rule_set: RuleSet, case: Case, limit: int) -> Iterator[Case]:
    """Every completion of `case`, or `limit` of them where there are more.

    Open and partly known items take each of their values, a previous grade not given is a grade or
    none; what could not be told and what is suppressed stay. Of numbers, only those that can matter are
    tried: bounds, thresholds and their neighbours. Where not all are returned, the ones in which every
    item is at one end come first, and the rest are drawn from a seed of their own.
    """
    places = open_places(rule_set, case)
    previous = _previous_ways(rule_set, case.previous)
    for chosen in choices([place.ways for place in places] + [previous], limit):
        *states, before = chosen
        settled = dict(case.profile.states)
        settled.update({place.item: state for place, state in zip(places, states, strict=True)})
        yield replace(case, profile=replace(case.profile, states=settled), previous=before)


def open_places(rule_set: RuleSet, case: Case) -> list[OpenPlace]:
    """The items of `case` that a completion settles."""
    found = []
    for item in recordable(rule_set):
        state = case.profile.state(item.id)
        if isinstance(state, Unknown) and not state.reason.may_be_settled:
            continue
        ways = ways_of(rule_set, item, state)
        if ways != (state,):
            found.append(OpenPlace(item.id, ways))
    return found


def ways_of(rule_set: RuleSet, item: EvidenceItem, state: ItemState) -> tuple[ItemState, ...]:
    """What an item that is recorded as `state` can turn out to be."""
    match state:
        case DoesNotApply():
            return (state,)
        case Unknown():
            values = _values_allowed(rule_set, item)
            return (*values, DOES_NOT_APPLY) if item.may_not_apply else values
        case Recorded(value, may_not_exist):
            values = _values_within(rule_set, item, value)
            if len(values) == 1 and not may_not_exist:
                return (state,)
            return (*values, DOES_NOT_APPLY) if may_not_exist else values


def choices(ways: Sequence[Sequence[Any]], limit: int) -> Iterator[tuple[Any, ...]]:
    """One way for each place: every combination, or `limit` of them, those at the ends first."""
    if prod(len(way) for way in ways) <= limit:
        yield from product(*ways)
        return
    yield tuple(way[0] for way in ways)
    yield tuple(way[-1] for way in ways)
    rng = Random(limit)
    for _ in range(limit - 2):
        yield tuple(rng.choice(way) for way in ways)


def _previous_ways(rule_set: RuleSet, previous: Previous) -> tuple[Previous, ...]:
    """A previous grade not given is a grade, or there was none: together none, or a grade each.

    Only areas whose previous grade is read are filled in.
    """
    if previous.none:
        return (previous,)
    read = sorted(
        {
            atom.area
            for condition in every_condition(rule_set)
            for leaf in leaves_of(condition)
            for operand in operands_of(leaf)
            for atom in atoms_of(operand)
            if isinstance(atom, PreviousGrade)
        }
    )
    missing = [area for area in read if area not in previous.grades]
    if not missing:
        return (previous,)
    names = [rule_set.area_by_id[area].scale.names for area in missing]
    given = [
        replace(previous, grades={**previous.grades, **dict(zip(missing, grades, strict=True))})
        for grades in choices(names, 16)
    ]
    if not previous.grades:
        given.append(Previous(none=True))
    return tuple(given)


def _values_allowed(rule_set: RuleSet, item: EvidenceItem) -> tuple[ItemState, ...]:
    if item.type is ItemType.SHARE:
        return _values_within(rule_set, item, ShareRange(0, 1))
    if item.type.is_numeric:
        return _recorded_numbers(_representatives(rule_set, item, item.lowest, item.highest))
    return tuple(Recorded(NameSet(1 << place)) for place in range(len(item.names)))


def _values_within(
    rule_set: RuleSet, item: EvidenceItem, value: NumberRange | ShareRange | NameSet
) -> tuple[ItemState, ...]:
    match value:
        case NumberRange(lowest, highest):
            return _recorded_numbers(_representatives(rule_set, item, lowest, highest))
        case ShareRange(lowest, highest, None):
            return tuple(
                Recorded(ShareRange(share, share))
                for share in _representatives(rule_set, item, lowest, highest)
            )
        case ShareRange(lowest, highest, of):
            counts = range(int(lowest), int(highest) + 1)
            return tuple(Recorded(ShareRange(count, count, of)) for count in counts)
        case NameSet(mask):
            bits = [1 << place for place in range(mask.bit_length()) if mask >> place & 1]
            return tuple(Recorded(NameSet(bit)) for bit in bits)


def _recorded_numbers(values: Sequence[Number]) -> tuple[ItemState, ...]:
    return tuple(Recorded(NumberRange(value, value)) for value in values)


def _representatives(
    rule_set: RuleSet, item: EvidenceItem, lowest: Number | None, highest: Number | None
) -> list[Number]:
    """Values that stand for all: the ends, thresholds and their neighbours; all of a short range."""
    share = item.type is ItemType.SHARE
    step = Fraction(1, 100) if share else Fraction(1, 10**item.places)
    cuts = thresholds_of(rule_set).get(item.id, ())
    least: Number = floor(min((*cuts, 0))) - 20 if lowest is None else lowest
    most: Number = ceil(max((*cuts, 0))) + 20 if highest is None else highest
    if not share and lowest is not None and highest is not None and most - least <= 6 * step:
        tried = {least + step * count for count in range(int((most - least) / step) + 1)}
    else:
        tried = {Fraction(value) for value in (least, (least + most) // 2, most)}
        tried |= {cut + offset for cut in cuts for offset in (-step, Fraction(0), step)}
    allowed = [value for value in tried if least <= value <= most]
    if not share:
        allowed = [value for value in allowed if is_possible(item, value)]
    return sorted(simplest(value) for value in allowed)
