"""Drift as JSON, and as lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenhand.domain import Scale
from evenhand.services.figures import rounded
from evenhand.services.moderation.drift import AreaDrift, Drift, FrameworkDrift, Test
from evenhand.services.moderation.drift_profiles import AreaProfiles, Profile
from evenhand.services.moderation.lists import Cell, ListTable


def drift_json(found: Drift) -> dict[str, Any]:
    """By framework version and area. Grades by id."""
    return {
        one.framework: {area.area: _area(found, one, area) for area in one.areas.values()}
        for one in found.frameworks
    }


def _area(found: Drift, one: FrameworkDrift, area: AreaDrift) -> dict[str, Any]:
    return {
        "seed": found.seed,
        "draws": found.draws,
        "judgements": area.judgements,
        "undated": area.undated,
        "departures": area.departures,
        "from": None if area.first is None else area.first.isoformat(),
        "to": None if area.last is None else area.last.isoformat(),
        "tests_made": len(one.tests),
        "p_chart": _charts(area),
        "cusum": _cusum(one, area),
        "trend": _trend(one, area),
        "profiles": None if area.profiles is None else _profiles(one, area, area.profiles),
        "note": area.note,
    }


def _charts(area: AreaDrift) -> dict[str, Any] | None:
    if area.charts is None:
        return None
    return {
        "months": area.months,
        "periods": list(area.periods),
        **{
            way: {
                "centre": rounded(chart.centre),
                "expected_flags": rounded(chart.expected_flags),
                "judgements": chart.judgements.tolist(),
                "departures": chart.counts.tolist(),
                "low": [rounded(value) for value in chart.low.tolist()],
                "high": [rounded(value) for value in chart.high.tolist()],
                "flagged": chart.flagged.tolist(),
            }
            for way, chart in area.charts.items()
        },
    }


def _cusum(one: FrameworkDrift, area: AreaDrift) -> dict[str, Any] | None:
    sums = area.cusum
    if sums is None or area.timed is None:
        return None
    start, peak = area.day(sums.start), area.day(sums.peak)
    return {
        **_test(one.test(area.area, "cusum")),
        "limit": rounded(sums.limit),
        "way": {1: "up", -1: "down", 0: None}[sums.way],
        "start": None if start is None else start.isoformat(),
        "peak": None if peak is None else peak.isoformat(),
        "days": [str(area.day(step)) for step in range(area.timed.steps)],
        "up": [rounded(value) for value in sums.up.tolist()],
        "down": [rounded(value) for value in sums.down.tolist()],
    }


def _trend(one: FrameworkDrift, area: AreaDrift) -> dict[str, Any] | None:
    if area.trend is None:
        return None
    return {
        **_test(one.test(area.area, "trend")),
        "grades_a_year": rounded(area.trend.slope),
        "interval": [rounded(area.trend.low), rounded(area.trend.high)],
        "likelihood_ratio": rounded(area.trend.ratio),
        "years": rounded(area.trend.years),
    }


def _test(test: Test | None) -> dict[str, Any]:
    assert test is not None, "what has a result was tested"
    return {"p": rounded(test.p), "p_adjusted": rounded(test.adjusted), "found": test.found}


def _profiles(one: FrameworkDrift, area: AreaDrift, own: AreaProfiles) -> dict[str, Any]:
    test = one.test(area.area, "profiles")
    return {
        **({"p": None, "p_adjusted": None, "found": None} if test is None else _test(test)),
        "way": {1: "up", -1: "down", 0: None}[own.way],
        "areas": list(own.read),
        "cases": own.cases,
        "left_out": own.left_out,
        "split": None if own.split is None else own.split.isoformat(),
        "rare": own.rare,
        "profiles": [_profile(profile, area.area, own, one.scales) for profile in own.profiles],
    }


def _profile(one: Profile, area: str, own: AreaProfiles, scales: Mapping[str, Scale]) -> dict[str, Any]:
    scale = scales[area].names

    def counted(counts: tuple[int, ...]) -> dict[str, int]:
        return {grade: count for grade, count in zip(scale, counts, strict=True) if count}

    return {
        "grades": {id: scales[id].names[grade] for id, grade in zip(own.read, one.grades, strict=True)},
        "early": counted(one.early),
        "late": counted(one.late),
        "usual_early": None if one.usual_early is None else scale[one.usual_early],
        "usual_late": None if one.usual_late is None else scale[one.usual_late],
        "changed": one.changed,
        "p": rounded(one.p),
        "p_adjusted": rounded(one.adjusted),
    }


def drift_lists(found: Drift) -> list[ListTable]:
    """Departures by period, profiles earlier and later, and cumulative sums of departures by day."""
    return [_by_period(found), _by_profile(found), _by_day(found)]


def _by_day(found: Drift) -> ListTable:
    rows: list[tuple[Cell, ...]] = []
    for one in found.frameworks:
        for area in one.areas.values():
            sums, timed = area.cusum, area.timed
            if sums is None or timed is None:
                continue
            limit, judgements = rounded(sums.limit), timed.per_step().tolist()
            for step, (up, down) in enumerate(zip(sums.up.tolist(), sums.down.tolist(), strict=True)):
                day = str(area.day(step))
                rows.append(
                    (one.framework, area.area, day, judgements[step], rounded(up), rounded(down), limit)
                )
    columns = ("framework", "area", "from", "judgements", "sum_higher", "sum_lower", "limit")
    return ListTable("drift-sums", "Cumulative sums of departures, with their limit", columns, rows)


def _by_period(found: Drift) -> ListTable:
    columns = (
        "framework",
        "area",
        "period",
        "way",
        "judgements",
        "departures",
        "share",
        "low",
        "high",
        "flagged",
    )
    rows: list[tuple[Cell, ...]] = []
    for one in found.frameworks:
        for area in one.areas.values():
            for way, chart in (area.charts or {}).items():
                for at, period in enumerate(area.periods):
                    of, count = int(chart.judgements[at]), int(chart.counts[at])
                    rows.append(
                        (
                            *(one.framework, area.area, period, way, of, count),
                            rounded(count / of) if of else None,
                            *(rounded(float(chart.low[at])), rounded(float(chart.high[at]))),
                            "yes" if chart.flagged[at] else "no",
                        )
                    )
    return ListTable("drift", "Departures by period, with control limits", columns, rows)


def _by_profile(found: Drift) -> ListTable:
    columns = ("framework", "area", "profile", "half", "grade", "cases", "p", "p_adjusted", "usual_changed")
    rows: list[tuple[Cell, ...]] = []
    for one in found.frameworks:
        for area in one.areas.values():
            own = area.profiles
            for profile in () if own is None else own.profiles:
                assert own is not None
                parts = zip(own.read, profile.grades, strict=True)
                words = ", ".join(f"{id}: {one.scales[id].names[grade]}" for id, grade in parts)
                for half, counts in (("earlier", profile.early), ("later", profile.late)):
                    for grade, count in zip(one.scales[area.area].names, counts, strict=True):
                        if count:
                            rows.append(
                                (
                                    *(one.framework, area.area, words, half, grade, count),
                                    *(rounded(profile.p), rounded(profile.adjusted)),
                                    "yes" if profile.changed else "no",
                                )
                            )
    return ListTable("drift-profiles", "What followed from the same grades, earlier and later", columns, rows)
