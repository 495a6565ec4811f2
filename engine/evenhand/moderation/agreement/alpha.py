"""Krippendorff's alpha, with its nominal, ordinal and interval metrics, for many samples at once."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from evenhand.moderation.agreement.ratings import Floats, Sums
from evenhand.statistics import Weights

LEVELS = {
    Weights.NOMINAL: "nominal",
    Weights.ORDINAL: "ordinal",
    Weights.LINEAR: "linear",
    Weights.QUADRATIC: "interval",
}
"""What the metric that goes with some weights is called. The interval metric is that of squares."""


def krippendorff_alpha(sums: Sums, weights: Weights) -> Floats:
    """One less the disagreement that is seen, divided by that expected by chance; shape (B,).

    K. Krippendorff (2004), Content Analysis, 2nd edition, chapter 11, and (2011), Computing Krippendorff's
    alpha-reliability: the coincidence matrix of cases with two ratings or more. Metrics: nominal, ordinal
    (from how often the grades between were given in the sample) and interval (QUADRATIC weights). LINEAR is
    the number of steps apart, as K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition,
    chapter 3. NaN where no case has two ratings, or all of them are one grade.
    """
    seen = sums.coincidences
    given = seen.sum(axis=2)
    n = given.sum(axis=1)
    apart = _disagreement(given, weights)
    observed = (seen * apart).sum(axis=(1, 2))
    expected = np.einsum("bi,bij,bj->b", given, apart, given)
    found = np.full(len(n), np.nan)
    some = expected > 0
    found[some] = 1 - (n[some] - 1) * observed[some] / expected[some]
    return found


def _disagreement(given: Floats, weights: Weights) -> Floats:
    """How unlike each two grades are; shape (B, q, q). `given` (B, q) is how often each was given."""
    samples, q = given.shape
    places = np.arange(q)
    steps = np.abs(places[:, None] - places[None, :]).astype(np.float64)
    match weights:
        case Weights.NOMINAL:
            apart = (steps > 0).astype(np.float64)
        case Weights.LINEAR:
            apart = steps
        case Weights.QUADRATIC:
            apart = steps * steps
        case Weights.ORDINAL:
            # Up to the middle of a grade's own ratings, so that the sum between two is a difference.
            middle = given.cumsum(axis=1) - given / 2
            ordinal: Floats = (middle[:, :, None] - middle[:, None, :]) ** 2
            return ordinal
        case _:
            assert_never(weights)
    return np.broadcast_to(apart, (samples, q, q))
