"""Percentile intervals from samples of the cases, drawn again and again with a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from evenhand.moderation.agreement.ratings import Floats, RatedCases, Sums

RESAMPLES = 2_000
"""How many samples are drawn unless one says otherwise."""

FEWEST_CASES = 10
"""With fewer cases that have two ratings, samples of them say nothing about other cases."""

MOST_WITHOUT_VALUE = 0.05
"""Where a larger share of the samples than this has no value, there is no interval."""

_ENDS = (0.025, 0.975)
_AT_ONCE = 4_000_000
"""About how many numbers of samples are held at once."""

Statistic = Callable[[Sums], Floats]


@dataclass(frozen=True)
class Interval:
    """The 95% interval, None where `note` says why not. `note` also says where samples were left out."""

    ends: tuple[float, float] | None
    note: str | None = None


def bootstrap(
    rated: RatedCases, statistics: dict[str, Statistic], seed: int, resamples: int = RESAMPLES
) -> dict[str, Interval]:
    """An interval for each statistic, all from the same samples.

    B. Efron and R. J. Tibshirani (1993), An Introduction to the Bootstrap, chapter 13 (percentile interval).
    A sample has as many cases as there are, drawn with replacement, each with all its ratings. The order of
    cases makes no difference.
    """
    if rated.paired < FEWEST_CASES:
        note = f"no interval: fewer than {FEWEST_CASES} cases have two ratings"
        return dict.fromkeys(statistics, Interval(None, note))
    values: dict[str, list[Floats]] = {name: [] for name in statistics}
    for sums in _samples(rated, np.random.default_rng(seed), resamples):
        for name, statistic in statistics.items():
            values[name].append(statistic(sums))
    return {name: _interval(np.concatenate(found)) for name, found in values.items()}


def _samples(rated: RatedCases, random: np.random.Generator, resamples: int) -> Iterator[Sums]:
    shares = rated.counts / rated.cases
    wide = max(len(shares), rated.raters * rated.size, rated.size**2)
    at_once = max(1, _AT_ONCE // wide)
    for start in range(0, resamples, at_once):
        number = min(at_once, resamples - start)
        # Alike cases are drawn together: how often each pattern comes up has the multinomial distribution.
        yield rated.sums(random.multinomial(rated.cases, shares, size=number))


def _interval(values: Floats) -> Interval:
    known = values[np.isfinite(values)]
    without = len(values) - len(known)
    if without > MOST_WITHOUT_VALUE * len(values):
        share = f"{without:,} of {len(values):,} samples of the cases"
        return Interval(None, f"no interval: it has no value in {share}")
    low, high = (float(end) for end in np.quantile(known, _ENDS))
    if high - low < 1e-12:
        # An interval of no width would claim more certainty than any number of cases gives.
        return Interval(None, "no interval: samples of the cases all give the same")
    left_out = f"{without:,} of {len(values):,} samples, without a value, left out of the interval"
    return Interval((low, high), left_out if without else None)
