"""Who is inspected, by whom, where and when: invented authorities, codes for people, working days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.language import Period
from evenhand.synthesis.normal import Floats, point_above

Places = npt.NDArray[np.intp]

REGIONS: Final = ("East", "London", "Midlands", "North", "South", "West")
KINDS: Final = ("standard", "short")
_SHORT = 0.3

YEARS_OF_OPEN_PERIOD: Final = 3
"""How many years are covered where a rule set has no first or no last day."""
_NOWHERE = datetime.date(2024, 1, 1)


@dataclass(frozen=True)
class Authorities:
    """The authorities and leads of a casebook: each authority with its region, quality and size.

    `quality` and `size` are points of a normal distribution, float64, shape (authorities,). Qualities are
    spread evenly over it, so that few authorities have the same mix as many.
    """

    regions: Places
    quality: Floats
    size: Floats
    leads: int

    @property
    def names(self) -> list[str]:
        """What the authorities are called."""
        return [f"Authority {at + 1:03} (invented)" for at in range(len(self.regions))]

    @property
    def codes(self) -> list[str]:
        """The codes of the lead inspectors."""
        return [f"INS-{at + 1:03}" for at in range(self.leads)]


def authorities(random: np.random.Generator, cases: int) -> Authorities:
    """As many authorities and leads as suit so many cases, and never more than can be held at once."""
    count = min(max(cases // 8, 3), 400)
    steps = (np.arange(count) + 0.5) / count
    return Authorities(
        regions=random.integers(0, len(REGIONS), count),
        quality=random.permutation(point_above(steps)),
        size=random.permutation(point_above(steps)),
        leads=min(max(cases // 20, 2), 150),
    )


@dataclass(frozen=True)
class Met:
    """Who met whom in some cases: places of authorities, leads, kinds and days; each of shape (cases,)."""

    authorities: Places
    leads: Places
    kinds: Places
    days: Places


def met(random: np.random.Generator, cases: int, known: Authorities, days: int) -> Met:
    """Draw who is inspected by whom and when, all equally often."""
    return Met(
        authorities=random.integers(0, len(known.regions), cases),
        leads=random.integers(0, known.leads, cases),
        kinds=(random.random(cases) < _SHORT).astype(np.intp),
        days=random.integers(0, days, cases),
    )


def working_days(period: Period) -> list[datetime.date]:
    """The days from Monday to Friday in a period, or all where it has none of those; open ends are closed."""
    first, last = _closed(period)
    days = [first + datetime.timedelta(at) for at in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5] or days


def _closed(period: Period) -> tuple[datetime.date, datetime.date]:
    span = 365 * YEARS_OF_OPEN_PERIOD
    start, end = period.start, period.end
    if start is None:
        start = _NOWHERE if end is None else datetime.date.fromordinal(max(1, end.toordinal() - span))
    if end is None:
        end = datetime.date.fromordinal(min(datetime.date.max.toordinal(), start.toordinal() + span))
    return start, end
