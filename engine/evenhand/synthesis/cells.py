"""What can stand in the cells of one evidence item: every value it takes here, ranges, and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import floor
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.domain import (
    Better,
    EvidenceItem,
    ItemState,
    ItemType,
    Number,
    UnknownReason,
    show_number,
    show_percent,
    simplest,
)
from evenhand.evidence import read_cell
from evenhand.synthesis.spreads import Spread

Codes = npt.NDArray[np.uint32]
"""For each case, the place of its cell among those of the item; shape (cases,)."""

SAMPLE_SIZES: Final = (20, 24, 30, 36, 40, 48, 60)
"""How many cases are sampled in an inspection."""

NOT_APPLYING: Final = "does not apply"
_MOST_VALUES = 10_000


@dataclass(frozen=True)
class Cells:
    """The cells of an item as they are written. A cell's code is its place in `texts`.

    The first `exact` hold one value each; `ranges[code]` is the cell with a range around that value, the same
    cell where there is none. `reasons` holds the code of each reason for not knowing that is used, and
    `not_applying` the one for an item that does not apply, or None. `plain` is set where a column holds
    nothing but numbers and gaps.
    """

    item: EvidenceItem
    texts: tuple[str, ...]
    exact: int
    ranges: Codes
    reasons: dict[UnknownReason, int]
    not_applying: int | None
    plain: bool

    @cached_property
    def states(self) -> tuple[ItemState, ...]:
        """What each cell says, as it is read back."""
        return tuple(read_cell(self.item, text) for text in self.texts)


def cells_of(item: EvidenceItem, spread: Spread | None, *, may_be_empty: bool) -> Cells:
    """The cells of an item; `spread` is that of a numeric one.

    `may_be_empty` says that there are cases to which it does not apply. Formally a share always may be one of
    nothing.
    """
    exact, ranges = _values(item, spread)
    plain = not may_be_empty and _is_counted(item)
    texts = list(exact)
    places = {text: at for at, text in enumerate(texts)}

    def place(text: str) -> int:
        if text not in places:
            places[text] = len(texts)
            texts.append(text)
        return places[text]

    around = [place(text) for text in (exact if plain or ranges is None else ranges)]
    reasons = {reason: place(_written(reason)) for reason in _reasons(item, plain=plain)}
    not_applying = place(NOT_APPLYING) if may_be_empty else None
    codes = np.array(around, dtype=np.uint32)
    return Cells(item, tuple(texts), len(exact), codes, reasons, not_applying, plain)


def _values(item: EvidenceItem, spread: Spread | None) -> tuple[list[str], list[str] | None]:
    """Every single value as it is written, and the range around each."""
    if item.scale is not None:
        names = item.scale.names
        both = [f"{one} or {other}" for one, other in pairwise(names)]
        # Yes or no says nothing, and choices that are in no order have no neighbours.
        return list(names), [*both, *both[-1:]] if item.type is ItemType.LEVEL and both else None
    if counts_sample(item):
        return _counted() if item.type is ItemType.SHARE else (_up_to(max(SAMPLE_SIZES)), None)
    assert spread is not None
    values = Grid.of(item, spread).values
    if item.type is ItemType.SHARE:
        return [show_percent(value) for value in values], [_between(item, value, 100) for value in values]
    texts = [show_number(value, item.places) for value in values]
    return texts, [_between(item, value, 1) for value in values]


def _up_to(most: int) -> list[str]:
    return [str(count) for count in range(most + 1)]


def _is_counted(item: EvidenceItem) -> bool:
    """Whether somebody counted it, so that there is an exact number or nothing."""
    return item.type is ItemType.COUNT or (item.type is ItemType.NUMBER and item.from_cases is not None)


def _reasons(item: EvidenceItem, *, plain: bool) -> list[UnknownReason]:
    if plain:
        return [UnknownReason.NOT_LOOKED_AT]
    # Numbers are suppressed where they are small; words are not.
    return [reason for reason in UnknownReason if item.scale is None or reason != UnknownReason.SUPPRESSED]


def counts_sample(item: EvidenceItem) -> bool:
    """Whether an item is a share or number of sampled cases, over all that a sample can be."""
    if item.from_cases is None or item.lowest not in (0, None):
        return False
    if item.type is ItemType.SHARE:
        return item.highest in (1, None)
    return item.type is ItemType.COUNT and (item.highest is None or item.highest >= max(SAMPLE_SIZES))


def _written(reason: UnknownReason) -> str:
    # An empty cell is not looked at.
    return "" if reason is UnknownReason.NOT_LOOKED_AT else f"unknown: {reason}"


# --- numbers ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grid:
    """The values that a numeric item takes, in equal steps: `first + n * step`, `size` of them."""

    first: Fraction
    step: Fraction
    size: int

    @classmethod
    def of(cls, item: EvidenceItem, spread: Spread) -> Grid:
        """The grid that holds a spread, as fine as the item keeps decimals, or coarser where that is much."""
        places = {ItemType.SHARE: 3, ItemType.COUNT: 0}.get(item.type, item.places)
        step = Fraction(1, 10**places)
        low, high = (Fraction(end) for end in spread.ends)
        while (high - low) / step > _MOST_VALUES:
            step *= 10
        first, last = -floor(-low / step), floor(high / step)
        if item.better is Better.NEITHER and item.lowest is not None:
            # A size may be nothing at all, as where an authority has no care leavers.
            first = -floor(-Fraction(item.lowest) / step)
        return cls(first * step, step, max(1, last - first + 1))

    @property
    def values(self) -> list[Number]:
        """The values in order."""
        return [simplest(self.first + at * self.step) for at in range(self.size)]

    def nearest(self, values: npt.NDArray[np.float64]) -> Codes:
        """The place on the grid that is nearest to each value; uint32, of the same shape."""
        places = np.rint((values - float(self.first)) / float(self.step))
        return np.clip(places, 0, self.size - 1).astype(np.uint32)


def _between(item: EvidenceItem, value: Number, by: int) -> str:
    """The whole numbers or percentages around a value; the value alone where bounds leave no room."""
    sign = "%" if by == 100 else ""
    low, high = floor(value * by) - (by == 100), floor(value * by) + 1 + (by == 100)
    if item.lowest is not None:
        low = max(low, -floor(-item.lowest * by))
    if item.highest is not None:
        high = min(high, floor(item.highest * by))
    if not low <= value * by <= high or low == high:
        return show_percent(value) if sign else show_number(value, item.places)
    return f"{low}{sign} to {high}{sign}"


# --- shares of a sample ------------------------------------------------------------------------------


def _counted() -> tuple[list[str], list[str]]:
    exact, ranges = [], []
    for size in SAMPLE_SIZES:
        for count in range(size + 1):
            exact.append(f"{count} of {size}")
            ranges.append(f"{max(0, count - 1)} to {min(size, count + 1)} of {size}")
    return exact, ranges


FIRST_OF_SIZE: Final = np.cumsum([0, *(size + 1 for size in SAMPLE_SIZES[:-1])])
"""The code of `0 of n` for each sample size."""
