"""The share of departures in each period, beside limits that chance alone seldom leaves.

Source: W. A. Shewhart (1931), Economic control of quality of manufactured product, Van Nostrand; here with
the exact binomial limits of the same tails as three standard deviations, since periods hold few judgements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrc

from evenhand.moderation.drift.tables import Counts, Floats

TAIL = 0.00135
"""The chance that a normal value lies three standard deviations above its mean."""


@dataclass(frozen=True, eq=False)
class PChart:
    """Shares of each period; arrays have the shape (periods,).

    `low` and `high` are the least and the greatest share that is not flagged, NaN for a period without
    judgements. `expected_flags` is how many periods would be flagged by chance if nothing changed.
    """

    judgements: Counts
    counts: Counts
    low: Floats
    high: Floats
    flagged: npt.NDArray[np.bool_]
    centre: float
    expected_flags: float

    @property
    def shares(self) -> Floats:
        """The share of each period, NaN where it has no judgements."""
        with np.errstate(invalid="ignore"):
            found: Floats = self.counts / self.judgements
        return found


def p_chart(counts: Counts, judgements: Counts) -> PChart:
    """The chart of `counts` of `judgements`, both of shape (periods,), about the share of all of them.

    A period is flagged where a count as far from its mean, on its side, has a chance of 0.00135 or less.
    """
    total = int(judgements.sum())
    centre = int(counts.sum()) / total if total else 0.0
    low, high = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    flagged = np.zeros(len(counts), dtype=bool)
    expected = 0.0
    for at, (count, of) in enumerate(zip(counts.tolist(), judgements.tolist(), strict=True)):
        if of == 0:
            continue
        possible = np.arange(of + 1)
        under = bdtr(possible, of, centre)
        over = np.append(1.0, bdtrc(possible[:-1], of, centre))
        inside = np.flatnonzero((under > TAIL) & (over > TAIL))
        low[at], high[at] = inside[0] / of, inside[-1] / of
        flagged[at] = not inside[0] <= count <= inside[-1]
        expected += 1 - float(under[inside[-1]] - (under[inside[0] - 1] if inside[0] else 0.0))
    return PChart(judgements, counts, low, high, flagged, centre, max(0.0, expected))


def period_months(days: npt.NDArray[np.integer], least: int = 10) -> int:
    """How long periods should be, 3, 6 or 12 months: the shortest in which the median one of those from the
    first day to the last has `least` judgements, else 12.

    `days` are ordinals, shape (judgements,), all known.
    """
    for months in (3, 6):
        number = np.bincount(periods_of(days, months)[0])
        if len(number) and np.median(number) >= least:
            return months
    return 12


def periods_of(
    days: npt.NDArray[np.integer], months: int
) -> tuple[npt.NDArray[np.intp], list[tuple[int, int]]]:
    """The period of each day, by place, and all periods from the first to the last as (year, part of it).

    >>> import datetime
    >>> days = [datetime.date(2023, 5, 1).toordinal(), datetime.date(2024, 1, 1).toordinal()]
    >>> periods_of(np.array(days), 6)[1]
    [(2023, 0), (2023, 1), (2024, 0)]
    """
    own, which = np.unique(days, return_inverse=True)
    epoch = np.datetime64("0001-01-01")
    dates = epoch + (own - 1).astype("timedelta64[D]")
    month = dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    number = month // months
    first = int(number.min(initial=0)) if not len(number) else int(number.min())
    parts = 12 // months
    last = int(number.max()) if len(number) else first - 1
    names = [divmod(one, parts) for one in range(first, last + 1)]
    return (number - first)[which].astype(np.intp), names
