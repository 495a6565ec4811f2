"""Whether like cases came to be graded otherwise as time went on, within one framework version."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.domain import Scale
from evenhand.language import areas_of_start
from evenhand.moderation.drift.cusum import Cusum, cusum
from evenhand.moderation.drift.p_chart import PChart, p_chart, period_months, periods_of
from evenhand.moderation.drift.tables import Timed, timed
from evenhand.moderation.drift.trend import Trend, trend
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.drift_profiles import AreaProfiles, profiles_of
from evenhand.services.moderation.judgements import AreaJudgements, FrameworkJudgements
from evenhand.statistics import holm

DRAWS: Final = 1999
"""How many series without drift are drawn for each test."""
LEVEL: Final = 0.05
MINIMUM: Final = 5


@dataclass(frozen=True)
class Test:
    """One of the tests of a framework version: its p-value, and that adjusted for all of them (Holm).

    `kind` is `cusum`, `trend` or `profiles`.
    """

    area: str
    kind: str
    p: float
    adjusted: float = 1.0

    @property
    def found(self) -> bool:
        """Whether it says that something changed, with all tests allowed for."""
        return self.adjusted < LEVEL


@dataclass(frozen=True, eq=False)
class AreaDrift:
    """One area over time. What cannot be calculated is None, and `note` says why in words.

    `charts` has the p-charts of all departures and of those up and down, over `periods`, named as people
    write them. `timed` holds the days of the steps of the CUSUM.
    """

    area: str
    judgements: int
    undated: int
    departures: int
    first: datetime.date | None = None
    last: datetime.date | None = None
    months: int | None = None
    periods: tuple[str, ...] = ()
    charts: dict[str, PChart] | None = None
    timed: Timed | None = None
    cusum: Cusum | None = None
    trend: Trend | None = None
    profiles: AreaProfiles | None = None
    note: str | None = None

    def day(self, step: int | None) -> datetime.date | None:
        """The first day of a step of the CUSUM."""
        if step is None or self.timed is None:
            return None
        return datetime.date.fromordinal(int(self.timed.first[step]))


@dataclass(frozen=True)
class FrameworkDrift:
    """The areas of one framework version, and every test that was made of them. `scales` are of all areas."""

    framework: str
    scales: Mapping[str, Scale]
    areas: dict[str, AreaDrift]
    tests: tuple[Test, ...]

    def test(self, area: str, kind: str) -> Test | None:
        """One of the tests; None where it was not made."""
        return next((one for one in self.tests if (one.area, one.kind) == (area, kind)), None)


@dataclass(frozen=True)
class Drift:
    """Drift in every framework version. `seed` is that of all that was drawn."""

    seed: int
    draws: int
    frameworks: tuple[FrameworkDrift, ...]


def drift_of(book: ModeratedCasebook, seed: int = 1, *, draws: int = DRAWS, minimum: int = MINIMUM) -> Drift:
    """Look for drift in the areas in scope.

    `minimum` is how many cases a profile needs before its change is told. The same seed gives the same
    answer, whatever the order of the cases.
    """
    found = tuple(_framework(book, one, seed, draws, minimum) for one in book.frameworks)
    return Drift(seed, draws, found)


def _framework(
    book: ModeratedCasebook, one: FrameworkJudgements, seed: int, draws: int, minimum: int
) -> FrameworkDrift:
    areas = {}
    for id in book.areas_of(one):
        if id not in one.worked_out:
            continue
        # Of each area by itself, so that none depends on which others are in scope.
        random = np.random.default_rng([seed, list(one.areas).index(id)])
        areas[id] = _area(one, one.areas[id], random, draws, minimum)
    tests = [test for id, area in areas.items() for test in _tests(id, area)]
    adjusted = holm([test.p for test in tests])
    return FrameworkDrift(
        one.name,
        {id: area.scale for id, area in one.areas.items()},
        areas,
        tuple(replace(test, adjusted=float(p)) for test, p in zip(tests, adjusted, strict=True)),
    )


def _tests(id: str, area: AreaDrift) -> list[Test]:
    found = []
    if area.cusum is not None:
        found.append(Test(id, "cusum", area.cusum.p))
    if area.trend is not None:
        found.append(Test(id, "trend", area.trend.p))
    if area.profiles is not None and area.profiles.p is not None:
        found.append(Test(id, "profiles", area.profiles.p))
    return found


def _area(
    one: FrameworkJudgements, area: AreaJudgements, random: np.random.Generator, draws: int, minimum: int
) -> AreaDrift:
    compared = int(area.compared.sum())
    rows = np.flatnonzero(area.compared & (one.days > 0))
    days, proposed, awarded = one.days[rows], area.proposed[rows], area.awarded[rows]
    profiles = None
    if areas_of_start(area.area.start):
        profiles = profiles_of(one, area, random, draws, minimum)
    found = AreaDrift(
        area.id, len(rows), compared - len(rows), int((awarded != proposed).sum()), profiles=profiles
    )
    if not compared:
        return replace(found, note="no case has both an awarded and a proposed grade")
    if not len(rows):
        return replace(found, note="no case that can be compared has a day")
    first, last = (datetime.date.fromordinal(int(day)) for day in (days.min(), days.max()))
    found = replace(found, first=first, last=last)
    if first == last:
        return replace(found, note="all cases that can be compared are of one day")
    size = len(area.scale)
    counted = timed(days, proposed, awarded, size, size)
    months = period_months(days)
    which, names = periods_of(days, months)
    return replace(
        found,
        months=months,
        periods=tuple(_period(*name, months) for name in names),
        charts=_charts(which, len(names), proposed, awarded),
        timed=counted,
        cusum=cusum(counted, draws, random),
        trend=trend(counted),
    )


def _charts(
    which: npt.NDArray[np.intp],
    periods: int,
    proposed: npt.NDArray[np.integer],
    awarded: npt.NDArray[np.integer],
) -> dict[str, PChart]:
    judgements = np.bincount(which, minlength=periods).astype(np.int64)
    found = {}
    ways = {"all": awarded != proposed, "up": awarded > proposed, "down": awarded < proposed}
    for name, departed in ways.items():
        counts = np.bincount(which[departed], minlength=periods).astype(np.int64)
        found[name] = p_chart(counts, judgements)
    return found


def _period(year: int, part: int, months: int) -> str:
    """A period as people write it.

    >>> _period(2024, 1, 3), _period(2024, 1, 6), _period(2024, 0, 12)
    ('Apr-Jun 2024', 'Jul-Dec 2024', '2024')
    """
    if months == 12:
        return f"{year}"
    begin, end = (datetime.date(2000, part * months + at, 1) for at in (1, months))
    return f"{_MONTHS[begin.month - 1]}-{_MONTHS[end.month - 1]} {year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
