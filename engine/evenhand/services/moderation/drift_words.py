"""Drift as a section of the report, and as what to look at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from evenhand.domain import Scale
from evenhand.explanation import (
    Block,
    ControlChart,
    Details,
    Heading,
    Inset,
    Line,
    Paragraph,
    Point,
    Strong,
    Table,
    line,
)
from evenhand.explanation.words import capital, counted, date_words, listed, tidy
from evenhand.services.moderation.drift import AreaDrift, Drift, FrameworkDrift, Test
from evenhand.services.moderation.drift_profiles import AreaProfiles, Profile
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.severity_words import chance_words, signed

ANCHOR: Final = "drift"

_WAYS: Final = {1: "higher", -1: "lower"}
_NAMES: Final = {"cusum": "cumulative sum", "trend": "trend", "profiles": "what follows from the areas"}
_MOST_STEPS = 24


def drift_blocks(found: Drift) -> Iterator[Block]:
    """The section: by framework version and area, each test with its picture and its table."""
    yield Heading(2, line("Drift"), anchor=ANCHOR)
    yield Inset(
        line(
            "Drift is that the same proposal, or the same grades of areas, came to get another grade within "
            "one framework version. It says that something changed, and not what: the cases, the reading of "
            "the evidence, who inspected, or the standard."
        )
    )
    for one in found.frameworks:
        yield Heading(3, line(one.framework), anchor=f"{ANCHOR}-{one.framework}")
        if not one.areas:
            yield Paragraph(
                line("No area is both graded and worked out by rules, so drift is not estimable.")
            )
            continue
        if one.tests:
            yield Paragraph(_tests(found, one))
        for area in one.areas.values():
            yield from _area(one, area)


def _tests(found: Drift, one: FrameworkDrift) -> Line:
    """How many tests were made, and how many of them found something."""
    hits = [test for test in one.tests if test.found]
    made = counted(len(one.tests), "tests")
    how = (
        f" {capital(made)} were made under this framework; all are allowed for in each (Holm), so that a "
        f"false alarm anywhere has a chance of 5% at most. Permutation tests draw {found.draws:,} series "
        f"with seed {found.seed}."
    )
    if not hits:
        return line(Strong("There is no sign of drift."), how)
    told = listed([f"{tidy(test.area)} ({_NAMES[test.kind]})" for test in hits])
    return line(Strong(f"There is a sign of drift in {told}."), how)


def _area(one: FrameworkDrift, area: AreaDrift) -> Iterator[Block]:
    yield Heading(4, line(capital(tidy(area.area))), anchor=f"{ANCHOR}-{one.framework}-{area.area}")
    if area.note is not None:
        yield Paragraph(line(Strong("Not estimable"), f": {area.note}."))
    else:
        assert area.first is not None and area.last is not None
        undated = f" Left out: {counted(area.undated, 'judgements')} without a day." if area.undated else ""
        yield Paragraph(
            line(
                f"{counted(area.judgements, 'judgements')} from {date_words(area.first)} "
                f"to {date_words(area.last)}, "
                f"{counted(area.departures, 'departures')} from the proposal.{undated}"
            )
        )
        yield from _trend(one, area)
        yield from _cusum(one, area)
        yield from _p_chart(one, area)
    if area.profiles is not None:
        yield from _profiles(one, area, area.profiles)


def _chance(test: Test | None) -> str:
    assert test is not None, "what has a result was tested"
    return f"{chance_words(test.p)}, with all tests allowed for {chance_words(test.adjusted)}"


def _trend(one: FrameworkDrift, area: AreaDrift) -> Iterator[Block]:
    found = area.trend
    if found is None:
        return
    test = one.test(area.area, "trend")
    yield Paragraph(
        line(
            Strong("Trend: "),
            f"awarded grades for the same proposal moved by {signed(found.slope)} grades a year (95% "
            f"interval {signed(found.low)} to {signed(found.high)}; {_chance(test)}).",
        )
    )


def _cusum(one: FrameworkDrift, area: AreaDrift) -> Iterator[Block]:
    found, steps = area.cusum, area.timed
    if found is None or steps is None:
        return
    test = one.test(area.area, "cusum")
    if found.way == 0:
        yield Paragraph(
            line(Strong("Cumulative sum: "), "every proposal got one grade, so there is nothing to add up.")
        )
        return
    reached = max(float(found.up.max()), float(found.down.max()))
    told = (
        f"the sum of departures reached {reached:.1f}; in 5% of series without drift it passes "
        f"{found.limit:.1f} somewhere ({_chance(test)})."
    )
    start = area.day(found.start)
    if test is not None and test.found and start is not None:
        told += (
            f" Grades seem to be {_WAYS[found.way]} from {date_words(start)} on than in the rest of the time."
        )
    yield Paragraph(line(Strong("Cumulative sum: "), told))
    series = (("up", "higher", found.up), ("down", "lower", found.down))
    for _, word, sums in series:
        points = tuple(
            Point(str(area.day(step)), float(value), None, found.limit, bool(value > found.limit))
            for step, value in enumerate(sums.tolist())
        )
        caption = f"{one.framework} {tidy(area.area)}: sum of grades {word} than usual for the proposal"
        yield ControlChart(caption, "Day", "Standard deviations", points)
    kept = _kept(steps.steps)
    rows = tuple(
        (
            line(str(area.day(step))),
            line(f"{int(steps.per_step()[step]):,}"),
            line(f"{found.up[step]:.1f}"),
            line(f"{found.down[step]:.1f}"),
        )
        for step in kept
    )
    some = (
        "" if len(kept) == steps.steps else f", {len(kept)} of {steps.steps} days: JSON and --lists have all"
    )
    caption = f"{one.framework} {tidy(area.area)}: cumulative sums{some}"
    table = Table(caption, ("From", "Judgements", "Sum of higher", "Sum of lower"), rows)
    yield Details(f"Figures of the cumulative sums, {tidy(area.area)}", (table,))


def _kept(steps: int) -> list[int]:
    """Steps that a table shows: all of them, or some that lie evenly."""
    if steps <= _MOST_STEPS:
        return list(range(steps))
    return sorted({round(at * (steps - 1) / (_MOST_STEPS - 1)) for at in range(_MOST_STEPS)})


def _p_chart(one: FrameworkDrift, area: AreaDrift) -> Iterator[Block]:
    if area.charts is None:
        return
    every = area.charts["all"]
    flags = {
        way: [p for p, hit in zip(area.periods, chart.flagged, strict=True) if hit]
        for way, chart in area.charts.items()
    }
    expected = sum(chart.expected_flags for chart in area.charts.values())
    hits = [f"{word}: {listed(flags[way])}" for way, word in _CHARTS.items() if flags[way]]
    told = f"outside its limits for {'; '.join(hits)}" if hits else "no period lies outside its limits"
    yield Paragraph(
        line(
            Strong("Share of departures: "),
            f"{told}. If nothing changed, the three charts (all departures, upwards, downwards) would show "
            f"{expected:.2f} such periods on average.",
        )
    )
    points = tuple(
        Point(period, share, low, high, bool(flag))
        for period, share, low, high, flag in zip(
            area.periods,
            every.shares.tolist(),
            every.low.tolist(),
            every.high.tolist(),
            every.flagged.tolist(),
            strict=True,
        )
        if share == share
    )
    caption = f"{one.framework} {tidy(area.area)}: share of departures by period (dashed: limits)"
    yield ControlChart(caption, "Period", "Share of judgements", points, every.centre, as_percent=True)
    rows = tuple(
        (
            line(period),
            line(f"{int(every.judgements[at]):,}"),
            line(f"{int(every.counts[at]):,}"),
            line(f"{int(area.charts['up'].counts[at]):,}"),
            line(f"{int(area.charts['down'].counts[at]):,}"),
            line(_limits(float(every.low[at]), float(every.high[at]))),
        )
        for at, period in enumerate(area.periods)
    )
    columns = ("Period", "Judgements", "Departures", "Upwards", "Downwards", "Limits of the share")
    marked = frozenset(
        at
        for at in range(len(area.periods))
        if any(bool(chart.flagged[at]) for chart in area.charts.values())
    )
    yield Table(caption, columns, rows, marked)


_CHARTS: Final = {"all": "all departures", "up": "departures upwards", "down": "departures downwards"}


def _limits(low: float, high: float) -> str:
    return "-" if low != low else f"{100 * low:.0f}% to {100 * high:.0f}%"


def _counts(some: tuple[int, ...], scale: Scale) -> str:
    return ", ".join(f"{count} {scale.title(scale.names[at])}" for at, count in enumerate(some) if count)


def _grades(profile: Profile, own: AreaProfiles, one: FrameworkDrift) -> str:
    parts = zip(own.read, profile.grades, strict=True)
    return ", ".join(one.scales[id].title(one.scales[id].names[grade]) for id, grade in parts)


def _clearest(one: FrameworkDrift, area: AreaDrift) -> str:
    """The profile that changed most clearly, where all of them together changed."""
    own, test = area.profiles, one.test(area.area, "profiles")
    if own is None or test is None or not test.found or not own.profiles:
        return ""
    found = min(own.profiles, key=lambda profile: profile.p)
    scale = one.scales[area.area]
    return (
        f" Clearest for {_grades(found, own, one)}: {_counts(found.early, scale)} earlier, "
        f"{_counts(found.late, scale)} later."
    )


def _profiles(one: FrameworkDrift, area: AreaDrift, own: AreaProfiles) -> Iterator[Block]:
    scale = one.scales[area.area]
    read = listed([tidy(id) for id in own.read])
    test = one.test(area.area, "profiles")
    left = (
        f" Left out: {counted(own.left_out, 'cases')} without one of these grades, or a day."
        if own.left_out
        else ""
    )
    if test is None:
        yield Paragraph(
            line(Strong("What follows from the areas: "), f"nothing can be compared over time.{left}")
        )
        return
    assert own.split is not None
    way = f"later grades are {_WAYS[own.way]} given the same grades of the areas" if own.way else "no change"
    told = f"{way} ({_chance(test)})" if test.found else f"no sign that it changed ({_chance(test)})"
    yield Paragraph(
        line(
            Strong("What follows from the areas: "),
            f"{told}. {counted(own.cases, 'cases')} by their grades of {read}, before "
            f"{date_words(own.split)} and from then on.{_clearest(one, area)}{left}",
        )
    )
    if own.rare:
        yield Paragraph(
            line(f"{counted(own.rare, 'profiles')} with too few cases before or after are not shown.")
        )
    if not own.profiles:
        return

    rows = tuple(
        (
            line(_grades(profile, own, one)),
            line(_counts(profile.early, scale)),
            line(_counts(profile.late, scale)),
            line(chance_words(profile.adjusted)),
            line("another usual grade" if profile.changed else "-"),
        )
        for profile in own.profiles
    )
    marked = frozenset(at for at, profile in enumerate(own.profiles) if profile.changed)
    columns = (f"Grades of {read}", "Earlier", "Later", "Chance, all profiles allowed for", "Usual grade")
    yield Table(f"{capital(tidy(area.area))} by profile, earlier and later", columns, rows, marked)


def drift_leads(found: Drift) -> Iterator[Lead]:
    """One sentence for each framework version with a sign of drift, and for each usual grade that changed."""
    for one in found.frameworks:
        hits = [test for test in one.tests if test.found]
        if hits:
            areas = listed(list(dict.fromkeys(tidy(test.area) for test in hits)))
            text = f"Under {one.framework}, like cases came to be graded otherwise over time in {areas}."
            more = "".join(_clearest(one, area) for area in one.areas.values())
            yield Lead(60, line(text + more), ANCHOR)
        elif one.tests:
            tests = counted(len(one.tests), "tests")
            yield Lead(20, line(f"Under {one.framework} {tests} show no sign of drift."), ANCHOR)
        for area in one.areas.values():
            changed = () if area.profiles is None else area.profiles.changed
            if changed:
                number = counted(len(changed), "profiles")
                test = one.test(area.area, "profiles")
                yield Lead(
                    40 if test is not None and test.found else 20,
                    line(
                        f"Under {one.framework}, {number} of areas got another usual grade of "
                        f"{tidy(area.area)} in the later half of the time."
                    ),
                    ANCHOR,
                )
