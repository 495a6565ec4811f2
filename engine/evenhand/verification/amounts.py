"""What a term can be, as terms of Z3: its least and most, whether it exists, and comparisons of such.

The formulas are those of `evaluation.readings` and `evaluation.leaves`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import z3

from evenhand.domain import Number
from evenhand.language import Comparison
from evenhand.verification.numbers import rational

Z3 = Any
"""A term of Z3, or a Boolean of Python where it is fixed."""

Rail = tuple[Z3, Z3]
"""That something surely holds, and that it possibly does."""


def all_of(*parts: Z3) -> Z3:
    """All of some parts, with those left out that are fixed."""
    open_parts = [part for part in parts if part is not True]
    if any(part is False for part in open_parts):
        return False
    return z3.And(*open_parts) if open_parts else True


def any_of(*parts: Z3) -> Z3:
    """Any of some parts, with those left out that are fixed."""
    open_parts = [part for part in parts if part is not False]
    if any(part is True for part in open_parts):
        return True
    return z3.Or(*open_parts) if open_parts else False


def negated(part: Z3) -> Z3:
    """That something does not hold."""
    return not part if isinstance(part, bool) else z3.Not(part)


def either(condition: Z3, then: Z3, otherwise: Z3) -> Z3:
    """One term where a condition holds, and another where it does not."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    return z3.If(condition, then, otherwise)


@dataclass(frozen=True)
class End:
    """One end of what a term can be: a number over a divisor above zero (None: 1), or no end."""

    value: Z3
    none: Z3 = False
    over: Z3 | None = None


@dataclass(frozen=True)
class Amount:
    """What a term can be: its ends, whether it exists, whether it rests on an area in conflict."""

    low: End
    high: End
    exists: Rail = (True, True)
    conflict: Z3 = False


def constant(value: Number) -> Amount:
    """A fixed number."""
    end = End(rational(value))
    return Amount(end, end)


def _exists(parts: Sequence[Amount]) -> Rail:
    return all_of(*(part.exists[0] for part in parts)), all_of(*(part.exists[1] for part in parts))


def _conflict(parts: Sequence[Amount]) -> Z3:
    return any_of(*(part.conflict for part in parts))


def summed(parts: Sequence[Amount]) -> Amount:
    """What some terms come to together."""
    ends = []
    for own in ([part.low for part in parts], [part.high for part in parts]):
        value = own[0].value
        for end in own[1:]:
            value = value + end.value
        ends.append(End(value, any_of(*(end.none for end in own))))
    return Amount(ends[0], ends[1], _exists(parts), _conflict(parts))


def scaled(part: Amount, by: Number) -> Amount:
    """A term times a number."""
    if by == 0:
        return Amount(End(rational(0)), End(rational(0)), part.exists, part.conflict)
    factor = rational(by)
    low, high = (End(end.value * factor, end.none, end.over) for end in (part.low, part.high))
    if by < 0:
        low, high = high, low
    return Amount(low, high, part.exists, part.conflict)


def divided(part: Amount, by: Amount) -> Amount:
    """By zero does not exist, by a range that holds zero is unknown."""
    above = all_of(negated(by.low.none), by.low.value > 0)
    some = any_of(by.high.none, by.high.value > 0)
    surely = all_of(part.exists[0], by.exists[0], above)
    possibly = all_of(part.exists[1], by.exists[1], some)

    def end(own: End, *, upper: bool) -> End:
        # A larger divisor brings the quotient nearer to zero; without an end it brings it there.
        nearer = own.value >= 0 if upper else own.value < 0
        greatest = either(nearer, False, by.high.none)
        value = either(greatest, rational(0), own.value)
        over = either(nearer, by.low.value, by.high.value)
        over = either(greatest, rational(1), over)
        return End(value, any_of(own.none, negated(above)), over)

    exists = (surely, possibly)
    return Amount(end(part.low, upper=False), end(part.high, upper=True), exists, part.conflict)


def extreme(parts: Sequence[Amount], greatest: bool) -> Amount:
    """The greatest or the least of some terms."""
    lows = _outermost([part.low for part in parts], greatest, skipping=greatest)
    highs = _outermost([part.high for part in parts], greatest, skipping=not greatest)
    return Amount(lows, highs, _exists(parts), _conflict(parts))


def _outermost(ends: Sequence[End], greatest: bool, *, skipping: bool) -> End:
    """The greatest or least of some ends; where `skipping`, those that are none are left out."""
    found = ends[0]
    for end in ends[1:]:
        further = end.value > found.value if greatest else end.value < found.value
        value = either(further, end.value, found.value)
        if skipping:
            value = either(found.none, end.value, either(end.none, found.value, value))
            found = End(value, all_of(found.none, end.none))
        else:
            found = End(value, any_of(found.none, end.none))
    return found


def _in_order(one: End, other: End, strict: bool, *, unbounded: bool) -> Z3:
    left = one.value if other.over is None else one.value * other.over
    right = other.value if one.over is None else other.value * one.over
    holds = left < right if strict else left <= right
    none = any_of(one.none, other.none)
    return any_of(none, holds) if unbounded else all_of(negated(none), holds)


def _at_most(one: Amount, other: Amount, strict: bool) -> Rail:
    return (
        _in_order(one.high, other.low, strict, unbounded=False),
        _in_order(one.low, other.high, strict, unbounded=True),
    )


def compared(left: Amount, comparison: Comparison, right: Amount) -> Rail:
    """What a comparison of two terms comes to, whether or not they exist."""
    match comparison:
        case Comparison.AT_LEAST:
            return _at_most(right, left, False)
        case Comparison.AT_MOST:
            return _at_most(left, right, False)
        case Comparison.MORE:
            return _at_most(right, left, True)
        case Comparison.LESS:
            return _at_most(left, right, True)
        case Comparison.EQUAL:
            one, other = _at_most(left, right, False), _at_most(right, left, False)
            return all_of(one[0], other[0]), all_of(one[1], other[1])
        case _:
            assert_never(comparison)


def between(subject: Amount, low: Amount, high: Amount) -> Rail:
    """That a term lies between two others, which are in order."""
    above, below = _at_most(low, subject, False), _at_most(subject, high, False)
    empty = _at_most(high, low, True)[0]
    return all_of(above[0], below[0], negated(empty)), all_of(above[1], below[1], negated(empty))


def turned_rail(rail: Rail, turned: bool) -> Rail:
    """What the opposite of something comes to, if it is `turned`."""
    return (negated(rail[1]), negated(rail[0])) if turned else rail


def standing(base: Rail, amounts: Sequence[Amount], turned: bool) -> Rail:
    """A comparison once existence and conflict are looked at, in the order of `evaluation.leaves`."""
    surely, possibly = turned_rail(base, turned)
    exists = _exists(amounts)
    conflict = _conflict(amounts)
    return all_of(surely, exists[0], negated(conflict)), all_of(exists[1], any_of(possibly, conflict))
