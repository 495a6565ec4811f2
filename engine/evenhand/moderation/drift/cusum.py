"""Cumulative sums of departures in the order of time: when did awarded grades begin to lie elsewhere?

Source: E. S. Page (1954), Continuous inspection schemes, Biometrika 41, 100-115; here in the tabular form of
two sums, on a finished series, with the decision limit set by permutation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from evenhand.moderation.drift.tables import Floats, Timed, drawn_sums, share_as_far, weighted_sums

ALLOWANCE = 0.1
"""Half of the shift that is looked for, in standard deviations of one judgement."""


@dataclass(frozen=True, eq=False)
class Cusum:
    """The two sums after each step, shape (steps,), in standard deviations of one judgement.

    `up` rises where awarded grades lie above those that the same proposals otherwise got, `down` (0 or more)
    where they lie below. `limit` is what the higher of both sums reaches anywhere in at most 5% of series
    without drift, and `p` the share of those that reach as high as this one did. `start` is the step after
    which the sum that went highest was last nought, `way` 1 for up, -1 for down, 0 where nothing varies.
    """

    up: Floats
    down: Floats
    limit: float
    p: float
    way: int
    start: int | None
    peak: int | None

    @property
    def signals(self) -> bool:
        """Whether a sum goes beyond the limit."""
        return self.p <= 0.05


def residual_weights(one: Timed) -> Floats:
    """By how many grades each grade lies above the mean awarded in its stratum; shape (strata, grades).

    All in units of the standard deviation within strata; all nought where nothing varies.
    """
    grades = np.arange(one.counts.shape[2], dtype=np.float64)
    table = one.counts.sum(axis=1)
    number = table.sum(axis=1)
    means = table @ grades / np.maximum(number, 1)
    apart = grades[None, :] - means[:, None]
    variance = float((table * apart**2).sum()) / max(1, int(number.sum()))
    found: Floats = apart / np.sqrt(variance) if variance > 0 else np.zeros_like(apart)
    return found


def cusum(one: Timed, draws: int, random: np.random.Generator) -> Cusum:
    """Both sums, with a limit from `draws` series in which time says nothing.

    The mean awarded grade of each stratum (what was proposed) is that of the whole series, so a sum tells of
    a change within the series and not of a level. A step of several judgements adds them at once.
    """
    weights = residual_weights(one)
    number = one.per_step().astype(np.float64)
    seen = weighted_sums(one, weights)
    up, down = _sums(seen[None, :], number)[0], _sums(-seen[None, :], number)[0]
    if not weights.any() or one.steps < 2:
        return Cusum(up, down, 0.0, 1.0, 0, None, None)
    drawn = drawn_sums(one, weights, draws, random)
    highest = np.maximum(_sums(drawn, number).max(axis=1), _sums(-drawn, number).max(axis=1))
    reached = max(float(up.max()), float(down.max()))
    way = 1 if up.max() >= down.max() else -1
    higher = up if way > 0 else down
    peak = int(higher.argmax())
    nought = np.flatnonzero(higher[: peak + 1] <= 0)
    start = int(nought[-1]) + 1 if len(nought) else 0
    limit = float(np.sort(highest)[min(draws - 1, ceil(0.95 * (draws + 1)) - 1)])
    return Cusum(up, down, limit, share_as_far(reached, highest), way, start, peak)


def _sums(values: Floats, number: Floats) -> Floats:
    """max(0, sum so far + value - allowance) along the steps, of each row."""
    found = np.zeros_like(values)
    so_far = np.zeros(len(values))
    for step in range(values.shape[1]):
        so_far = np.maximum(0.0, so_far + values[:, step] - ALLOWANCE * number[step])
        found[:, step] = so_far
    return found
