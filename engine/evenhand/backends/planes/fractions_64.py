"""Exact fractions for many rows at once, in 64-bit whole numbers that surely do not overflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.domain import Number
from evenhand.language import Comparison

LARGEST: Final = (1 << 62) - 1
"""No number that is worked out may be larger: a sum of two is still exact."""

Whole = NDArray[np.int64]


_COMPARED: Final = {
    Comparison.AT_LEAST: np.greater_equal,
    Comparison.AT_MOST: np.less_equal,
    Comparison.MORE: np.greater,
    Comparison.LESS: np.less,
    Comparison.EQUAL: np.equal,
}


class TooLargeError(Exception):
    """A result could be too large for 64 bits."""


@dataclass(frozen=True, eq=False)
class Fractions:
    """One fraction for each row: `tops` over `bottoms`, which are above 0.

    `most_top` and `most_bottom` are bounds, whatever the rows hold; `bottoms` is one number where all rows
    have the same.
    """

    tops: Whole
    bottoms: Whole | int
    most_top: int
    most_bottom: int

    @classmethod
    def of(cls, values: Sequence[Number]) -> Fractions:
        """From exact numbers; over one bottom where that is small enough. Raises TooLargeError."""
        exact = [Fraction(value) for value in values]
        common = lcm(*(value.denominator for value in exact))
        tops = [int(value * common) for value in exact]
        if common <= 1 << 30:
            return cls(_whole(tops), common, _most(tops), common)
        tops = [value.numerator for value in exact]
        bottoms = [value.denominator for value in exact]
        return cls(_whole(tops), _whole(bottoms), _most(tops), _most(bottoms))

    def taken(self, which: NDArray[Any]) -> Fractions:
        """For each row, the fraction at its place."""
        bottoms = self.bottoms if isinstance(self.bottoms, int) else self.bottoms[which]
        return Fractions(self.tops[which], bottoms, self.most_top, self.most_bottom)

    def times(self, number: Number) -> Fractions:
        """Every fraction times one number."""
        by = Fraction(number)
        most_top, most_bottom = self.most_top * abs(by.numerator), self.most_bottom * by.denominator
        _check(most_top, most_bottom)
        return Fractions(self.tops * by.numerator, self.bottoms * by.denominator, most_top, most_bottom)

    def plus(self, other: Fractions) -> Fractions:
        """The sums."""
        one, another = on_one_bottom(self, other)
        _check(one.most_top + another.most_top)
        return Fractions(
            one.tops + another.tops, one.bottoms, one.most_top + another.most_top, one.most_bottom
        )

    def over(self, other: Fractions) -> Fractions:
        """The quotients by numbers above 0. Where the other is not above 0 the result means nothing."""
        divisor = np.maximum(other.tops, 1)
        most_top, most_bottom = self.most_top * other.most_bottom, self.most_bottom * max(1, other.most_top)
        _check(most_top, most_bottom)
        return Fractions(self.tops * other.bottoms, self.bottoms * divisor, most_top, most_bottom)

    def extreme(self, other: Fractions, *, greatest: bool) -> Fractions:
        """The greater or the lesser of each two."""
        one, another = on_one_bottom(self, other)
        choose = np.maximum if greatest else np.minimum
        most = max(one.most_top, another.most_top)
        return Fractions(choose(one.tops, another.tops), one.bottoms, most, one.most_bottom)

    def compared(self, comparison: Comparison, other: Fractions) -> NDArray[np.bool_]:
        """How each two compare."""
        one, another = on_one_bottom(self, other)
        found: NDArray[np.bool_] = _COMPARED[comparison](one.tops, another.tops)
        return found


def chosen(mask: NDArray[np.bool_], one: Fractions, other: Fractions) -> Fractions:
    """`one` where the mask holds, else `other`. Raises TooLargeError."""
    one, other = on_one_bottom(one, other)
    most = max(one.most_top, other.most_top)
    return Fractions(np.where(mask, one.tops, other.tops), one.bottoms, most, one.most_bottom)


def on_one_bottom(one: Fractions, other: Fractions) -> tuple[Fractions, Fractions]:
    """The same fractions, each two over one bottom. Raises TooLargeError."""
    if isinstance(one.bottoms, int) and isinstance(other.bottoms, int):
        shared = gcd(one.bottoms, other.bottoms)
        mine, theirs = other.bottoms // shared, one.bottoms // shared
        _check(one.most_top * mine, other.most_top * theirs, one.bottoms * mine)
        bottom = one.bottoms * mine
        return (
            Fractions(one.tops * mine, bottom, one.most_top * mine, bottom),
            Fractions(other.tops * theirs, bottom, other.most_top * theirs, bottom),
        )
    most_bottom = one.most_bottom * other.most_bottom
    mine_most, theirs_most = one.most_top * other.most_bottom, other.most_top * one.most_bottom
    _check(most_bottom, mine_most, theirs_most)
    bottoms = one.bottoms * other.bottoms
    return (
        Fractions(one.tops * other.bottoms, bottoms, mine_most, most_bottom),
        Fractions(other.tops * one.bottoms, bottoms, theirs_most, most_bottom),
    )


def _check(*bounds: int) -> None:
    if max(bounds) > LARGEST:
        raise TooLargeError


def _most(values: Sequence[int]) -> int:
    return max((abs(value) for value in values), default=0)


def _whole(values: Sequence[int]) -> Whole:
    _check(_most(values))
    return np.array(values, dtype=np.int64)
