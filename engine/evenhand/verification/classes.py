"""The values of a number, count or share sorted into classes that no condition can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from evenhand.domain import Number, simplest


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a class begins: at a value or, where `beyond`, just above it."""

    at: Number
    beyond: bool

    def is_passed(self, value: Number) -> bool:
        """Whether a value lies in the class that begins here, or above it."""
        return value > self.at if self.beyond else value >= self.at


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values from `begins` (None: the least) up to where the next class begins; `value` is one of them."""

    begins: Boundary | None
    value: Number


@dataclass(frozen=True, slots=True)
class Domain:
    """What a number can be: from `lowest` to `highest` (None: no end), in steps or, where None, any.

    A number that can be any may still be recorded in the steps of a `grid` only. One of these is chosen
    wherever there is one.
    """

    lowest: Number | None
    highest: Number | None
    step: Fraction | None
    grid: Fraction | None = None

    def holds(self, value: Number) -> bool:
        """Whether the number can have a value."""
        if (self.lowest is not None and value < self.lowest) or (
            self.highest is not None and value > self.highest
        ):
            return False
        return self.step is None or (Fraction(value) / self.step).denominator == 1

    def can_record(self, value: Number) -> bool:
        """Whether a value that the number can have lies on its grid."""
        return self.grid is None or (Fraction(value) / self.grid).denominator == 1

    def between(self, low: Number | None, high: Number | None) -> Number | None:
        """A value above `low` and below `high`, None where the number can have none there.

        >>> Domain(0, 10, None, Fraction(1, 10)).between(1, 2), Domain(0, 10, None, Fraction(1)).between(1, 2)
        (Fraction(3, 2), Fraction(3, 2))
        """
        value = self._between(low, high)
        if value is None or self.grid is None or self.can_record(value):
            return value
        on_grid = self._step_between(low, high, self.grid)
        return value if on_grid is None else on_grid

    def _between(self, low: Number | None, high: Number | None) -> Number | None:
        least = low if self.lowest is None or (low is not None and low >= self.lowest) else None
        if self.step is not None:
            return self._step_between(low, high, self.step)
        begins = low if least is not None else self.lowest
        if self.highest is None or (high is not None and high <= self.highest):
            ends, at_end = high, False
        else:
            ends, at_end = self.highest, True
        if begins is None and ends is None:
            return 0
        if begins is None or ends is None:
            value: Number = begins + 1 if begins is not None else (ends or 0) - 1
        else:
            value = simplest(Fraction(begins + ends) / 2)
        inside = (low is None or value > low) and (high is None or value < high)
        if inside and self.holds(value):
            return value
        # Only one end of what the number can be lies there.
        if at_end and ends is not None and (low is None or ends > low) and self.holds(ends):
            return ends
        return None

    def _step_between(self, low: Number | None, high: Number | None, step: Fraction) -> Number | None:
        value: Fraction
        if low is not None and (self.lowest is None or low >= self.lowest):
            value = step * (floor(Fraction(low) / step) + 1)
        elif self.lowest is not None:
            value = step * ceil(Fraction(self.lowest) / step)
        elif high is not None and (self.highest is None or high <= self.highest):
            value = step * (ceil(Fraction(high) / step) - 1)
        else:
            value = step * floor(Fraction(self.highest or 0) / step)
        if high is not None and value >= high:
            return None
        return simplest(value) if self.holds(simplest(value)) else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The values of a class, from where it begins (None: the least) to where the next does."""

    domain: Domain
    begins: Boundary | None
    ends: Boundary | None

    def holds(self, value: Number) -> bool:
        """Whether a value is one of them."""
        return self.domain.holds(value) and not self._below(value) and not self._above(value)

    def nearest(self, to: Number, step: Fraction) -> Number | None:
        """The one nearest to a value, of those that are so many steps from zero; None where none is.

        >>> Stretch(Domain(0, 10, None), Boundary(5, beyond=True), None).nearest(3, Fraction(1))
        6
        """
        steps = Fraction(to) / step
        if self.begins is not None and self._below(to):
            at = Fraction(self.begins.at) / step
            tried = [floor(at) + 1 if self.begins.beyond else ceil(at)]
        elif self.ends is not None and self._above(to):
            at = Fraction(self.ends.at) / step
            tried = [floor(at) if self.ends.beyond else ceil(at) - 1]
        else:
            tried = sorted({floor(steps), ceil(steps)}, key=lambda place: abs(place - steps))
        for place in tried:
            value = simplest(step * place)
            if self.holds(value):
                return value
        return None

    def _below(self, value: Number) -> bool:
        begins = self.begins
        return begins is not None and (value < begins.at or (begins.beyond and value == begins.at))

    def _above(self, value: Number) -> bool:
        ends = self.ends
        return ends is not None and (value > ends.at or (not ends.beyond and value == ends.at))


def value_classes(domain: Domain, thresholds: Sequence[Number]) -> Iterator[ValueClass]:
    """A class for each threshold and each gap between two, least first, where the number can be there.

    >>> [one.value for one in value_classes(Domain(0, 10, Fraction(1)), [0, 1, 5])]
    [0, 1, 2, 5, 6]
    """
    first = True
    ends: list[Number | None] = [None, *sorted(set(thresholds)), None]
    for low, high in pairwise(ends):
        if low is not None and domain.holds(low):
            yield ValueClass(None if first else Boundary(low, beyond=False), low)
            first = False
        value = domain.between(low, high)
        if value is not None:
            begins = None if first or low is None else Boundary(low, beyond=True)
            yield ValueClass(begins, value)
            first = False
