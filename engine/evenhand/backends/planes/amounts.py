"""What terms can be for many rows at once: the bounds and existence of `evaluation.readings`, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.fractions_64 import Fractions, chosen
from evenhand.domain import Number
from evenhand.evaluation.trace import Amount, Existence
from evenhand.language import Comparison

Mask = NDArray[np.bool_]
"""For each row, or once for all rows, whether something holds."""

Pair = tuple[Mask, Mask]
"""Whether something surely and possibly holds."""

_DEGREES: Final = {Existence.NO: 0, Existence.MAYBE: 1, Existence.YES: 2}


@dataclass(frozen=True, eq=False)
class Amounts:
    """For each row, or once for all rows, what a term can be.

    `low` and `high` mean nothing where `no_low` and `no_high` say that there is no bound. `exists` is 0 for
    no, 1 for maybe, 2 for yes (int8); the others mean nothing where it is 0.
    """

    low: Fractions
    high: Fractions
    no_low: Mask
    no_high: Mask
    exists: NDArray[np.int8]

    @classmethod
    def of(cls, amounts: Sequence[Amount]) -> Amounts:
        """From the amounts that the interpreter reads."""
        return cls(
            Fractions.of([amount.lowest or 0 for amount in amounts]),
            Fractions.of([amount.highest or 0 for amount in amounts]),
            np.array([amount.lowest is None for amount in amounts], dtype=bool),
            np.array([amount.highest is None for amount in amounts], dtype=bool),
            np.array([_DEGREES[amount.exists] for amount in amounts], dtype=np.int8),
        )

    def taken(self, which: NDArray[Any]) -> Amounts:
        """For each row, the amount at its place."""
        return Amounts(
            self.low.taken(which),
            self.high.taken(which),
            self.no_low[which],
            self.no_high[which],
            self.exists[which],
        )

    def plus(self, other: Amounts) -> Amounts:
        """The sums."""
        return Amounts(
            self.low.plus(other.low),
            self.high.plus(other.high),
            self.no_low | other.no_low,
            self.no_high | other.no_high,
            np.minimum(self.exists, other.exists),
        )

    def times(self, number: Number) -> Amounts:
        """Every amount times one number; times 0 it is 0, whatever it could be."""
        low, high, no_low, no_high = self.low, self.high, self.no_low, self.no_high
        if number < 0:
            low, high, no_low, no_high = high, low, no_high, no_low
        if number == 0:
            no_low = no_high = np.zeros(1, dtype=bool)
        return Amounts(low.times(number), high.times(number), no_low, no_high, self.exists)

    def over(self, other: Amounts) -> Amounts:
        """The quotients by counts: by 0 it does not exist, by a range that holds 0 it is unknown."""
        exists = np.minimum(self.exists, other.exists)
        nothing = (exists == 0) | (~other.no_high & (other.high.tops <= 0))
        open_ = other.no_low | (other.low.tops <= 0)
        return Amounts(
            _quotient_end(self.low, other, upper=False),
            _quotient_end(self.high, other, upper=True),
            self.no_low | open_,
            self.no_high | open_,
            np.where(nothing, 0, np.where(open_, 1, exists)).astype(np.int8),
        )

    def extreme(self, other: Amounts, *, greatest: bool) -> Amounts:
        """The greater or the lesser of each two. An end is open where the one that decides it is."""
        low = _extreme_end(self.low, self.no_low, other.low, other.no_low, greatest)
        high = _extreme_end(self.high, self.no_high, other.high, other.no_high, greatest)
        one, either = self.no_low & other.no_low, self.no_low | other.no_low
        one_high, either_high = self.no_high & other.no_high, self.no_high | other.no_high
        return Amounts(
            low,
            high,
            one if greatest else either,
            either_high if greatest else one_high,
            np.minimum(self.exists, other.exists),
        )


def _quotient_end(end: Fractions, by: Amounts, *, upper: bool) -> Fractions:
    # A larger divisor brings the quotient nearer to zero; an endless one brings it there.
    least = (end.tops >= 0) == upper
    found = end.over(chosen(least, by.low, by.high))
    vanishes = ~least & by.no_high
    return Fractions(np.where(vanishes, 0, found.tops), found.bottoms, found.most_top, found.most_bottom)


def _extreme_end(one: Fractions, no_one: Mask, other: Fractions, no_other: Mask, greatest: bool) -> Fractions:
    """The extreme of two ends, or the only one that there is."""
    both = one.extreme(other, greatest=greatest)
    return chosen(no_one, other, chosen(no_other, one, both))


def compare(left: Amounts, comparison: Comparison, right: Amounts) -> Pair:
    """Compare by bounds alone; existence is not looked at."""
    match comparison:
        case Comparison.AT_LEAST:
            return _in_order(right, left, strict=False)
        case Comparison.AT_MOST:
            return _in_order(left, right, strict=False)
        case Comparison.MORE:
            return _in_order(right, left, strict=True)
        case Comparison.LESS:
            return _in_order(left, right, strict=True)
        case Comparison.EQUAL:
            same = left.low.compared(Comparison.EQUAL, right.low)
            surely = _is_exact(left) & _is_exact(right) & same
            below = _ends_in_order(left.low, left.no_low, right.high, right.no_high, False, unbounded=True)
            above = _ends_in_order(right.low, right.no_low, left.high, left.no_high, False, unbounded=True)
            return surely, below & above


def _is_exact(amounts: Amounts) -> Mask:
    same = amounts.low.compared(Comparison.EQUAL, amounts.high)
    return same & ~amounts.no_low & ~amounts.no_high


def _in_order(one: Amounts, other: Amounts, *, strict: bool) -> Pair:
    """Whether one amount is at most (where strict, less than) the other."""
    return (
        _ends_in_order(one.high, one.no_high, other.low, other.no_low, strict, unbounded=False),
        _ends_in_order(one.low, one.no_low, other.high, other.no_high, strict, unbounded=True),
    )


def _ends_in_order(
    one: Fractions, no_one: Mask, other: Fractions, no_other: Mask, strict: bool, *, unbounded: bool
) -> Mask:
    held = one.compared(Comparison.LESS if strict else Comparison.AT_MOST, other)
    open_ = no_one | no_other
    return held | open_ if unbounded else held & ~open_
