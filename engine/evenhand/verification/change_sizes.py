"""How large a change of one item is, and the value that is the smallest change within a class.

The size lies from 0 to 1. A number moves by the distance as a part of the item's declared bounds, or of the
greater of the two values where it has no bounds; a level by its steps as a part of all its steps. Anything
else is a whole: another choice, the other answer, what does not apply, and what was not known and is found
out. What is partly known is measured from the nearest value that it can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from evenhand.domain import (
    Better,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
)
from evenhand.verification.spaces import StateSpace, exact

WHOLE = Fraction(1)

FREE_STEPS = tuple(Fraction(1, 10**places) for places in range(3, 8))
"""How finely a value is chosen of a share without a denominator; the first that will do."""


def size_of(item: EvidenceItem, before: ItemState, after: ItemState) -> Fraction:
    """How large a change of an item is, from 0 to 1."""
    match before, after:
        case Recorded(NameSet(was)), Recorded(NameSet(becomes)):
            return _steps(item, was, becomes)
        case Recorded(NumberRange() | ShareRange()), Recorded(NumberRange() | ShareRange()):
            value = ends_of(after)[0]
            assert value is not None
            return min((_part(item, end, value) for end in _nearest_ends(before, value)), default=Fraction(0))
        case _:
            return WHOLE


def _steps(item: EvidenceItem, was: int, becomes: int) -> Fraction:
    if was & becomes:
        return Fraction(0)
    if item.type is not ItemType.LEVEL or not item.names.ordered:
        return WHOLE
    place = becomes.bit_length() - 1
    nearest = min(abs(place - at) for at in range(len(item.names)) if was >> at & 1)
    return Fraction(nearest, len(item.names) - 1)


def _part(item: EvidenceItem, was: Number, becomes: Number) -> Fraction:
    lowest, highest = (0, 1) if item.type is ItemType.SHARE else (item.lowest, item.highest)
    if lowest is not None and highest is not None and lowest < highest:
        of = Fraction(highest - lowest)
    else:
        of = max(abs(Fraction(was)), abs(Fraction(becomes)))
    return min(WHOLE, abs(Fraction(becomes) - was) / of) if of else Fraction(0)


def _nearest_ends(state: ItemState, value: Number) -> Iterator[Number]:
    """The ends of a range that a value lies beyond: none where it lies inside."""
    low, high = ends_of(state)
    if low is not None and value < low:
        yield low
    if high is not None and value > high:
        yield high


def ends_of(state: ItemState) -> tuple[Number | None, Number | None]:
    """The least and the greatest number that a state leaves open."""
    match state:
        case Recorded(NumberRange(lowest, highest)):
            return lowest, highest
        case Recorded(ShareRange() as share):
            return share.bounds
        case _:
            return None, None


def goes(item: EvidenceItem, before: ItemState, after: ItemState) -> int:
    """Which way a change of an item goes: 1 for the better, -1 for the worse, else 0.

    It goes neither way where the item declares no direction, or the value was possible already.
    """
    if item.better is Better.NEITHER:
        return 0
    match before, after:
        case Recorded(NameSet(was)), Recorded(NameSet(becomes)) if item.names.ordered:
            # The highest place of each, and the lowest.
            rises = becomes > was
            falls = becomes < was & -was
        case Recorded(NumberRange() | ShareRange()), Recorded(NumberRange() | ShareRange()):
            (low, high), value = ends_of(before), ends_of(after)[0]
            assert value is not None
            rises = high is not None and value > high
            falls = low is not None and value < low
        case _:
            return 0
    return (rises - falls) * (1 if item.better is Better.HIGHER else -1)


# --- the nearest value -----------------------------------------------------------------------------------


def steps_of(space: StateSpace, before: ItemState) -> tuple[Fraction, ...]:
    """In which steps a number may change: a share keeps the denominator that is recorded, where it can.

    A mean or median keeps the decimals of its item, where it can.
    """
    recorded = _recorded_in(space, before)
    if recorded is None:
        return FREE_STEPS
    assert space.domain is not None
    if space.domain.step is not None:
        return (recorded,)
    if space.domain.grid is not None:
        return (recorded, *(recorded / 10**places for places in range(1, 6)))
    return (recorded, *FREE_STEPS)


def _recorded_in(space: StateSpace, before: ItemState) -> Fraction | None:
    """The steps in which a number is recorded, before any other; None where any value is as good."""
    assert space.domain is not None
    match before:
        case Recorded(ShareRange(_, _, of)) if of is not None and space.domain.step is None:
            return Fraction(1, of)
        case _:
            return space.domain.step or space.domain.grid


def nearest_in(space: StateSpace, place: int, before: ItemState) -> ItemState:
    """Of the values of one class, the one nearest to what is recorded.

    For what is not known, or partly, it is the least good value that will do of those as near.
    """
    representative = space.ordered[place]
    assert isinstance(representative, Recorded)
    item = space.item
    if item is None or not item.type.is_numeric:
        return representative
    targets = _numbers(ends_of(before)) or _least_good(space, place) or _numbers(ends_of(representative))
    targets.sort(reverse=item.better is Better.LOWER)
    value = _nearest(space, place, before, targets)
    return representative if value is None else state_of(item, value, before)


def _nearest(space: StateSpace, place: int, before: ItemState, targets: Sequence[Number]) -> Number | None:
    stretch = space.stretch(place)

    def away(value: Number) -> Fraction:
        inside = min(targets) <= value <= max(targets)
        return Fraction(0) if inside else min(abs(Fraction(value) - to) for to in targets)

    steps, recorded = steps_of(space, before), _recorded_in(space, before)
    ends = [end.at for end in (stretch.begins, stretch.ends) if end is not None and stretch.holds(end.at)]
    for step in steps:
        found = [value for to in targets if (value := stretch.nearest(to, step)) is not None]
        if step != recorded:
            # A share or mean may have any value: the very threshold, where it will do.
            found += ends
        if found:
            return min(found, key=away)
    return None


def _least_good(space: StateSpace, place: int) -> list[Number]:
    assert space.item is not None and space.domain is not None
    stretch = space.stretch(place)
    low = space.domain.lowest if stretch.begins is None else stretch.begins.at
    high = space.domain.highest if stretch.ends is None else stretch.ends.at
    wanted = {Better.HIGHER: low, Better.LOWER: high, Better.NEITHER: None}
    return _numbers([wanted[space.item.better]])


def _numbers(ends: Iterable[Number | None]) -> list[Number]:
    return [end for end in ends if end is not None]


def state_of(item: EvidenceItem, value: Number, before: ItemState) -> ItemState:
    """An item at a value, with the denominator that is recorded where the value has it."""
    match before:
        case Recorded(ShareRange(_, _, of), _, sampled):
            count = None if of is None else Fraction(value) * of
            if of is not None and count is not None and count.denominator == 1:
                return Recorded(ShareRange(int(count), int(count), of), sampled=sampled)
            return Recorded(ShareRange(value, value), sampled=sampled)
        case _:
            return exact(item, value)
