"""How the values of a numeric item spread from the worst to the best authorities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from evenhand.domain import Better, EvidenceItem, ItemType
from evenhand.synthesis.normal import Floats

USUAL: Final = {
    "children_social_care": {
        # Department for Education, children's social work workforce, 2025: mean 15.2, most 12.7 to 18.1.
        "caseload_mean": (24.0, 12.0),
        "caseload_highest": (36.0, 16.0),
        # The same: turnover 11.8%, agency workers 13.0% (most 2.3% to 28.4%), vacancies 14.2%.
        "turnover_rate": (0.30, 0.06),
        "agency_rate": (0.35, 0.02),
        "vacancy_rate": (0.30, 0.04),
        # Children in need, England 2025: 22.6% (most 15.1% to 26.0%), 24.5% (most 16.0% to 31.0%), 2.3%.
        "re_referral_rate": (0.32, 0.13),
        "repeat_plans": (0.36, 0.14),
        "long_plans": (0.07, 0.0),
    }
}
"""The worst and the best value by evidence schema and item, where there are figures for England."""

_FIRST, _LAST = 0.25, 0.6
"""Thresholds lie between these qualities: a quarter of authorities are below all, and four in ten above."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Values by quality: `values[i]` at quality `points[i]`, both float64, points rising from 0 to 1."""

    points: Floats
    values: Floats

    def at(self, quality: Floats) -> Floats:
        """The value at each quality from 0 (worst) to 1 (best); float64, of the same shape."""
        return np.interp(quality, self.points, self.values)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest value."""
        return float(self.values.min()), float(self.values.max())


def spread_of(
    item: EvidenceItem, thresholds: Iterable[Fraction] = (), usual: tuple[float, float] | None = None
) -> Spread:
    """The spread of a numeric item within its bounds, around the thresholds that rules compare it with.

    `usual` holds the worst and the best value where they are known. An item that is neither better higher
    nor lower spreads from small to large.
    """
    if item.better is Better.NEITHER:
        return _sizes(item)
    worst, best = _natural_ends(item)
    sign = 1.0 if best > worst else -1.0
    inside = sorted(value * sign for value in map(float, thresholds) if _is_inside(item, value))
    if inside:
        gap = inside[-1] - inside[0] or _usual_gap(item, inside[0])
        worst, best = (inside[0] - 1.5 * gap) * sign, (inside[-1] + gap) * sign
    if usual is not None:
        worst, best = usual
        inside = [value for value in inside if worst * sign < value < best * sign]
    middle = np.linspace(_FIRST, _LAST, len(inside)) if len(inside) > 1 else [0.45] * len(inside)
    points = np.array([0.0, *middle, 1.0])
    values = np.array([worst, *(value * sign for value in inside), best])
    return Spread(points, np.clip(values, *_bounds(item)))


def _bounds(item: EvidenceItem) -> tuple[float, float]:
    low = -np.inf if item.lowest is None else float(item.lowest)
    high = np.inf if item.highest is None else float(item.highest)
    return low, high


def _is_inside(item: EvidenceItem, value: float) -> bool:
    low, high = _bounds(item)
    return low <= value <= high


def _natural_ends(item: EvidenceItem) -> tuple[float, float]:
    """The worst and best value of an item of which only the bounds are known."""
    if item.type is ItemType.SHARE:
        return (0.45, 0.98) if item.better is Better.HIGHER else (0.40, 0.03)
    low, high = _bounds(item)
    if np.isinf(low):
        low = 0.0 if np.isinf(high) else high - 100.0
    high = min(high, low + 100.0)
    return (low, high) if item.better is Better.HIGHER else (high, low)


def _usual_gap(item: EvidenceItem, threshold: float) -> float:
    """How far values lie from the one threshold that there is."""
    if item.type is ItemType.SHARE:
        return 0.15
    return max(abs(threshold) * 0.4, 2.0)


def _sizes(item: EvidenceItem) -> Spread:
    """From small to large in equal factors: a quarter to a twentieth of the largest that there can be."""
    low, high = _bounds(item)
    if item.type is ItemType.SHARE or np.isinf(low) or low < 0:
        return Spread(np.array([0.0, 1.0]), np.array([max(low, 0.0), min(high, 1.0)]))
    largest = (low + 1000.0 if np.isinf(high) else high) / 4
    points = np.linspace(0.0, 1.0, 17)
    return Spread(points, np.maximum(low, largest * 20.0 ** (points - 1.0)))
