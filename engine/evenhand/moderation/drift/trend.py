"""By how many grades awards for the same proposal rise each year: ordinal regression on time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtrc, chdtri

from evenhand.moderation.drift.tables import Timed
from evenhand.moderation.severity.awards import award_model
from evenhand.moderation.severity.ordinal import Cells, Fit, fit

DAYS_OF_YEAR = 365.2425
_PRIOR, _FARTHEST = 10.0, 12.0
"""In logits: the standard deviation of the slope beforehand, and the farthest shift over the whole time."""


@dataclass(frozen=True)
class Trend:
    """The slope in grades a year (positive is softer), its 95% interval, and the test that it is nought.

    `years` is how much time the judgements span.
    """

    slope: float
    low: float
    high: float
    ratio: float
    p: float
    years: float


def trend(one: Timed) -> Trend | None:
    """The slope over time of awarded grades, given what was proposed (the strata), from counts over time.

    The model is that of `severity.awards` with one area, and minus the slope times the years where the
    severity of a grader would stand; the slope has a normal prior of standard deviation 10 logits, weak
    enough to show only where the judgements would send it to infinity. The interval is that of the profile
    likelihood: slopes whose likelihood ratio stays within the 95% point of the chi-squared distribution with
    one degree of freedom. None where all is of one day, or the scale has one grade. Strata are grades of
    the same scale.
    """
    size = one.counts.shape[2]
    if one.steps < 2 or size < 2 or one.judgements == 0:
        return None
    middle = (one.first + one.last) / 2 / DAYS_OF_YEAR
    years = middle - float(one.per_step() @ middle) / one.judgements
    model = award_model([size])
    strata, steps, grades = np.nonzero(one.counts)
    kinds = strata * size + grades
    counts = one.counts[strata, steps, grades].astype(np.float64)
    nobody = np.full(len(kinds), -1)

    def held(slope: float, start: Fit | None = None) -> tuple[Fit, float]:
        # Who is softer is less severe, so the shift is downwards.
        cells = Cells(kinds, nobody, counts, 0, -slope * years[steps])
        found = fit(model.design, cells, 0.0, start)
        return found, found.marginal - slope**2 / (2 * _PRIOR**2)

    none, without = held(0.0)
    span = float(np.ptp(years))
    widest = _FARTHEST / span
    found = minimize_scalar(
        lambda slope: -held(slope, none)[1],
        bounds=(-widest, widest),
        method="bounded",
        options={"xatol": 1e-5},
    )
    best = float(found.x)
    at, reached = held(best, none)
    limit = float(chdtri(1, 0.05)) / 2
    ends = []
    for way in (-1, 1):
        end = way * 3 * widest
        if reached - held(end, none)[1] > limit:
            end = brentq(lambda slope: reached - held(slope, none)[1] - limit, best, end, xtol=1e-4)
        ends.append(float(end))
    mix = one.counts.sum(axis=(1, 2)) / one.judgements

    def grades_a_year(slope: float) -> float:
        expected = model.expected(at.theta, np.array([slope / 2, -slope / 2]))
        return float(mix @ (expected[:, 1] - expected[:, 0]))

    ratio = max(0.0, 2 * (reached - without))
    low, high = (grades_a_year(end) for end in ends)
    return Trend(grades_a_year(best), low, high, ratio, float(chdtrc(1, ratio)), span)
