"""What is known of each grader's effect: its posterior on a grid, the spread of graders averaged over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from evenhand.moderation.severity.ordinal import Cells, Design, Fit, Floats, log_chance

_POINTS = 241
_REACH = 6.0
"""How many standard deviations a grid goes beyond what it must hold."""
_CELLS_AT_ONCE = 20_000


@dataclass(frozen=True, eq=False)
class Effects:
    """The distribution of each effect: `values` and its distribution function `below`, (graders, points)."""

    values: Floats
    below: Floats

    def quantile(self, level: Floats | float) -> Floats:
        """The value that a share `level` of the distribution lies below, one level or one for each grader."""
        levels = np.broadcast_to(level, (len(self.values),))
        return np.array(
            [
                np.interp(own, below, values)
                for own, below, values in zip(levels, self.below, self.values, strict=True)
            ]
        )

    def share_below(self, value: float) -> Floats:
        """The share of each distribution that lies below a value."""
        pairs = zip(self.values, self.below, strict=True)
        return np.array([np.interp(value, values, below) for values, below in pairs])


def effects_of(
    design: Design, cells: Cells, at: Fit, spreads: Floats, weights: Floats, widest: Fit
) -> Effects:
    """The posterior of each effect, averaged over `spreads` with `weights` (both (any,), weights sum to 1).

    Thresholds are held where they are in `at`, and every distribution is then widened about its median for
    their uncertainty, in the proportion that Laplace's approximation gives. `widest` is the fit at the widest
    of the spreads, which says how far the grid must go. Averaging over the spread is what keeps intervals
    from closing on nought where few graders differ.
    """
    deviation = 1 / np.sqrt(widest.information + 1 / widest.spread**2)
    low = np.minimum(widest.effects, 0) - _REACH * deviation
    high = np.maximum(widest.effects, 0) + _REACH * deviation
    # Points lie closer about the middle of the grid's two ends of interest than far out.
    values = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _POINTS)[None, :]
    likelihood = _likelihoods(design, cells, at.theta, values)
    density = np.zeros_like(values)
    for spread, weight in zip(spreads, weights, strict=True):
        found = likelihood - values**2 / (2 * spread**2)
        density += weight * np.exp(found - logsumexp(found, axis=1, keepdims=True))
    below = np.cumsum(density, axis=1) - density / 2
    # Strictly rising, so that it can be read backwards.
    below = below / density.sum(axis=1, keepdims=True) + np.linspace(0, 1e-9, _POINTS)[None, :]
    found_effects = Effects(values, below)
    middle = found_effects.quantile(0.5)
    return Effects(middle[:, None] + (values - middle[:, None]) * _widening(at)[:, None], below)


def _widening(at: Fit) -> Floats:
    if at.spread == 0:
        return np.ones(len(at.effects))
    found: Floats = at.deviations * np.sqrt(at.information + 1 / at.spread**2)
    return found


def _likelihoods(design: Design, cells: Cells, theta: Floats, values: Floats) -> Floats:
    """The log likelihood of each grader's own judgements at each point of its grid."""
    found = np.zeros_like(values)
    known = np.flatnonzero(cells.grader >= 0)
    for start in range(0, len(known), _CELLS_AT_ONCE):
        some = known[start : start + _CELLS_AT_ONCE]
        kind, grader = cells.kind[some], cells.grader[some]
        above, below = design.ends(theta, kind, np.zeros(len(some)))
        shift = values[grader]
        each = cells.count[some, None] * log_chance(above[:, None] + shift, below[:, None] + shift)
        np.add.at(found, grader, each)
    return found
