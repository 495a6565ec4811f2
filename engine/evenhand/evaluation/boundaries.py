"""Boundaries: the numbers at which a condition over one item turns, and the values beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final

from evenhand.domain import EvidenceItem, ItemType, Number, simplest
from evenhand.evaluation.item_codes import fixed_value
from evenhand.language import (
    Between,
    Compare,
    Comparison,
    ItemNumber,
    Leaf,
    Scaled,
    Term,
    positive_of,
)

SHARE_WIDTH: Final = Fraction(1, 50)
"""How near to a threshold a share counts as beside it: 2 percentage points."""
_SHARE_STEP: Final = Fraction(1, 100)


class Belongs(StrEnum):
    """On which side of a boundary the threshold itself lies: `>= 5` turns below 5, `> 5` above it."""

    ABOVE = "above"
    BELOW = "below"
    ALONE = "alone"
    """`= 5`: the threshold is one side, and what is beside it, above or below, the other."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A number at which a condition turns from false to true or back, in the item's own unit."""

    item: EvidenceItem
    threshold: Number
    belongs: Belongs

    @property
    def width(self) -> Number:
        """How far from the threshold a value may lie to be beside it: a step, or 2 points of a share."""
        return SHARE_WIDTH if self.item.type is ItemType.SHARE else self.step

    @property
    def step(self) -> Number:
        """From one value of the item to the next; of a share, one percentage point."""
        return (
            _SHARE_STEP if self.item.type is ItemType.SHARE else simplest(Fraction(1, 10**self.item.places))
        )

    @property
    def pair(self) -> tuple[Number, Number] | None:
        """The nearest values on its two sides: the threshold where it can be recorded, and the next beyond.

        None where the item can be on one side only, as below 0 for a count. The lower comes first.
        """
        match self.belongs:
            case Belongs.ABOVE:
                found = self._below(strictly=True), self._above(strictly=False)
            case Belongs.BELOW:
                found = self._below(strictly=False), self._above(strictly=True)
            case Belongs.ALONE:
                at = self._above(strictly=False)
                if at != self.threshold:
                    return None
                lower, upper = self._below(strictly=True), self._above(strictly=True)
                found = (at, upper) if upper is not None else (lower, at)
        lower, upper = found
        return None if lower is None or upper is None else (lower, upper)

    def _below(self, *, strictly: bool) -> Number | None:
        item, threshold, step = self.item, Fraction(self.threshold), Fraction(self.step)
        if item.type is ItemType.SHARE:
            # A share can have any value, so that the threshold itself can be recorded.
            value = max(threshold - step, Fraction(0)) if strictly else threshold
        else:
            value = (ceil(threshold / step) - 1) * step if strictly else floor(threshold / step) * step
        highest = value if item.highest is None else min(value, Fraction(item.highest))
        lowest = item.lowest
        there = (lowest is None or highest >= lowest) and (highest < threshold or not strictly)
        return simplest(highest) if there else None

    def _above(self, *, strictly: bool) -> Number | None:
        item, threshold, step = self.item, Fraction(self.threshold), Fraction(self.step)
        if item.type is ItemType.SHARE:
            value = min(threshold + step, Fraction(1)) if strictly else threshold
        else:
            value = (floor(threshold / step) + 1) * step if strictly else ceil(threshold / step) * step
        lowest = value if item.lowest is None else max(value, Fraction(item.lowest))
        highest = item.highest
        there = (highest is None or lowest <= highest) and (lowest > threshold or not strictly)
        return simplest(lowest) if there else None


def boundaries_of(leaf: Leaf, parameters: Mapping[str, Number]) -> tuple[Boundary, ...]:
    """The boundaries of a leaf that compares one numeric item with fixed values; none for any other leaf."""
    return tuple(_boundaries(leaf, parameters))


_TURNED: Final = {
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.LESS: Comparison.MORE,
    Comparison.EQUAL: Comparison.EQUAL,
}
_BELONGS: Final = {
    Comparison.AT_LEAST: Belongs.ABOVE,
    Comparison.LESS: Belongs.ABOVE,
    Comparison.AT_MOST: Belongs.BELOW,
    Comparison.MORE: Belongs.BELOW,
    Comparison.EQUAL: Belongs.ALONE,
}


def _boundaries(leaf: Leaf, parameters: Mapping[str, Number]) -> Iterator[Boundary]:
    match positive_of(leaf):
        case Compare(left, comparison, right):
            yield from _compared(left, comparison, fixed_value(right, parameters))
            yield from _compared(right, _TURNED[comparison], fixed_value(left, parameters))
        case Between(subject, lowest, highest):
            yield from _compared(subject, Comparison.AT_LEAST, fixed_value(lowest, parameters))
            yield from _compared(subject, Comparison.AT_MOST, fixed_value(highest, parameters))


def _compared(subject: Term, comparison: Comparison, value: Number | None) -> Iterator[Boundary]:
    if value is None:
        return
    match subject:
        case ItemNumber(item):
            yield Boundary(item, value, _BELONGS[comparison])
        case Scaled(part, by) if by != 0:
            turned = comparison if by > 0 else _TURNED[comparison]
            yield from _compared(part, turned, simplest(Fraction(value) / Fraction(by)))
