"""Coefficients of agreement beyond chance, each from its published formula, for many samples at once.

Every function takes sums over B samples of cases and gives (B,) values, NaN where there is none: where no
case has two ratings, or where chance alone would explain every rating. `weights` is a table of weights,
shape (q, q), from `weight_table`.
"""

from __future__ import annotations

import numpy as np

from evenhand.moderation.agreement.ratings import Floats, Sums
from evenhand.statistics import Weights

_NOTHING_LEFT = 1e-12
"""Less than this is nought, but for rounding."""


def weight_table(weights: Weights, size: int) -> Floats:
    """How much of an agreement each two grades of a scale of `size` are; shape (q, q)."""
    if size < 2:
        return np.ones((size, size))
    return np.array(weights.table(size), dtype=np.float64)


def within(sums: Sums, steps: int) -> Floats:
    """The share of pairs of ratings of one case that lie no more than `steps` grades apart.

    The mean over cases with two ratings or more, each weighing alike: the observed agreement of J. L. Fleiss
    (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76, 378-382.
    """
    places = np.arange(sums.pairs.shape[1])
    near = (np.abs(places[:, None] - places[None, :]) <= steps).astype(np.float64)
    return _seen(sums, near)


def cohen_kappa(sums: Sums, weights: Floats) -> Floats:
    """Kappa of two raters over the cases that both rated.

    J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement
    20, 37-46; with weights, J. Cohen (1968), Weighted kappa, Psychological Bulletin 70, 213-220. Raises
    ValueError unless there are two raters.
    """
    if sums.crossed is None:
        raise ValueError("Cohen's kappa is of two raters")
    n = sums.crossed.sum(axis=(1, 2))
    seen = _share(np.einsum("bij,ij->b", sums.crossed, weights), n)
    rows, columns = sums.crossed.sum(axis=2), sums.crossed.sum(axis=1)
    chance = _share(np.einsum("bi,ij,bj->b", rows, weights, columns), n * n)
    return _beyond(seen, chance)


def conger_kappa(sums: Sums, weights: Floats) -> Floats:
    """Kappa of two or more raters, each with their own shares of grades.

    A. J. Conger (1980), Integration and generalization of kappas for multiple raters, Psychological Bulletin
    88, 322-328: chance agreement is the mean over pairs of raters of what their own shares of grades would
    give. With weights and missing ratings as K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th
    edition, chapters 2 and 3: the shares are those of all that a rater rated. Raters without a rating in a
    sample are no part of it.
    """
    rated = sums.by_rater.sum(axis=2)
    own = _share(sums.by_rater, rated[:, :, None])
    own = np.where(rated[:, :, None] > 0, own, 0.0)
    raters = (rated > 0).sum(axis=1).astype(np.float64)
    total = own.sum(axis=1)
    together = np.einsum("bi,ij,bj->b", total, weights, total)
    alone = np.einsum("bri,ij,brj->b", own, weights, own, optimize=True)
    chance = _share(together - alone, raters * (raters - 1))
    return _beyond(_seen(sums, weights), chance)


def fleiss_kappa(sums: Sums, weights: Floats) -> Floats:
    """Kappa that supposes one distribution of grades for all raters.

    J. L. Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76,
    378-382, which wants as many ratings of every case; where they differ, as K. L. Gwet (2014) chapter 2:
    agreement over cases with two ratings or more, shares of grades over all cases. With two raters it is
    the pi of W. A. Scott (1955).
    """
    shares = _share(sums.shares, sums.cases[:, None])
    chance = np.einsum("bi,ij,bj->b", shares, weights, shares)
    return _beyond(_seen(sums, weights), chance)


def gwet_ac(sums: Sums, weights: Floats) -> Floats:
    """Gwet's AC1 (nominal weights) or AC2 (others).

    K. L. Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement,
    British Journal of Mathematical and Statistical Psychology 61, 29-48; with weights and missing ratings
    K. L. Gwet (2014), chapters 3 and 4. Grades that nobody gave count among the q of the formula.
    """
    size = len(weights)
    shares = _share(sums.shares, sums.cases[:, None])
    if size < 2:
        return np.full(len(shares), np.nan)
    spread = (shares * (1 - shares)).sum(axis=1)
    chance = weights.sum() / (size * (size - 1)) * spread
    return _beyond(_seen(sums, weights), chance)


def _seen(sums: Sums, weights: Floats) -> Floats:
    return _share(np.einsum("bij,ij->b", sums.pairs, weights), sums.paired)


def _beyond(seen: Floats, chance: Floats) -> Floats:
    left = 1 - chance
    return _share(seen - chance, np.where(left < _NOTHING_LEFT, 0.0, left))


def _share(count: Floats, of: Floats) -> Floats:
    """A quotient; NaN where there is nothing to divide by."""
    found: Floats = np.divide(count, of, out=np.full(np.broadcast(count, of).shape, np.nan), where=of > 0)
    return found
