"""True, false or unknown: strong Kleene logic, by counting what holds and what may hold."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """The truth of a condition when evidence may be missing."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @property
    def certain(self) -> bool:
        """Whether it surely holds."""
        return self is Truth.TRUE

    @property
    def possible(self) -> bool:
        """Whether it may hold."""
        return self is not Truth.FALSE

    def negated(self) -> Truth:
        """Not: unknown stays unknown."""
        return _NEGATED[self]


# Reading a member of an enumeration from its class is slow on Python 3.11, and this is done for every leaf.
TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

_NEGATED = {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}


def truth_of(*, certain: bool, possible: bool) -> Truth:
    """The truth of something that surely holds, possibly holds, or cannot."""
    if certain:
        return TRUE
    return UNKNOWN if possible else FALSE


def all_of(parts: Iterable[Truth]) -> Truth:
    """And: false if any part is, else unknown if any part is."""
    found = TRUE
    for part in parts:
        if part is FALSE:
            return FALSE
        if part is UNKNOWN:
            found = UNKNOWN
    return found


def any_of(parts: Iterable[Truth]) -> Truth:
    """Or: true if any part is, else unknown if any part is."""
    found = FALSE
    for part in parts:
        if part is TRUE:
            return TRUE
        if part is UNKNOWN:
            found = UNKNOWN
    return found


def at_least(number: int, certain: int, possible: int) -> Truth:
    """At least `number`, when `certain` parts hold and `possible` may (the certain ones included)."""
    return truth_of(certain=certain >= number, possible=possible >= number)


def at_most(number: int, certain: int, possible: int) -> Truth:
    """At most `number`, when `certain` parts hold and `possible` may."""
    return truth_of(certain=possible <= number, possible=certain <= number)


def exactly(number: int, certain: int, possible: int) -> Truth:
    """Exactly `number`, when `certain` parts hold and `possible` may."""
    return truth_of(certain=certain == number == possible, possible=certain <= number <= possible)
