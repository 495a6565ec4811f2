"""What moderation finds of severities and drift that were planted, and what it finds where nothing was."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.measuring import processor
from benchmarks.planted_casebooks import RULES, Planted, planted
from evenhand.services.moderation.drift import Drift, drift_of
from evenhand.services.moderation.severity import FrameworkSeverity, severity_of

SIZES = (500, 2000, 10_000)
NOISE = {
    "none": "",
    "some": "noise=2% panel=5%",
    "much": "noise=5% panel=10%",
}
"""Errors in recorded evidence, and cases that a panel graded which is not the rule set."""
SEVERITY, DRIFTS = 0.2, (0.02, 0.05, 0.1)
DRAWS = 499
"""Fewer than the report draws, which tells p-values down to 0.002 apart."""

Told = Callable[[str], None]


@dataclass(frozen=True)
class Found:
    """What one casebook gave: of severities None where none was planted."""

    differ: bool
    flagged: int
    leads: int
    wrong_way: int
    correlation: float | None
    covered: float | None
    spread: float
    drifted: bool
    tests: dict[str, bool]
    slope: float
    slope_planted: float


def run(rounds: int, told: Told) -> dict[str, Any]:
    """Generate, moderate and compare; the report as plain data. Several times as many runs plant nothing."""
    severity, drift, nothing = [], [], []
    for cases in SIZES:
        for noise, words in NOISE.items():
            told(f"{cases:,} cases, noise: {noise}")
            found = _runs(cases, f"severity={SEVERITY} {words}", 1, 2 * rounds)
            severity.append(_severity_row(cases, noise, found))
            for rise in DRIFTS:
                own = _runs(cases, f"drift={rise} {words}", 1001, 2 * rounds)
                drift.append(_drift_row(cases, noise, rise, own))
            own = _runs(cases, words or "nothing", 2001, 10 * rounds)
            nothing.append(_nothing_row(cases, noise, own))
    return {
        "benchmark": "moderation_planted",
        "how": {
            "rules": RULES,
            "draws": DRAWS,
            "noise": NOISE,
            "severity": SEVERITY,
            "python": platform.python_version(),
            "machine": processor(),
        },
        "severity": severity,
        "drift": drift,
        "nothing": nothing,
    }


def _runs(cases: int, plant: str, seed: int, number: int) -> list[Found]:
    return [moderated(planted(cases, seed + at, plant), seed + at) for at in range(number)]


def moderated(one: Planted, seed: int) -> Found:
    """Severity and drift of one casebook, beside the truth about it."""
    (severity,) = severity_of(one.book).frameworks
    drift = drift_of(one.book, seed, draws=DRAWS)
    assert severity.note is None and severity.differ is not None and severity.spread is not None
    correlation, covered, wrong = _beside_truth(one, severity)
    tests = _tests(drift)
    slopes = [area.trend.slope for own in drift.frameworks for area in own.areas.values() if area.trend]
    return Found(
        severity.differ,
        len(severity.flagged),
        len(severity.shown),
        wrong,
        correlation,
        covered,
        severity.spread,
        any(tests.values()),
        tests,
        float(np.mean(slopes)),
        float(one.truth["drift"]["per_year"]),
    )


def _tests(drift: Drift) -> dict[str, bool]:
    found = dict.fromkeys(("cusum", "trend", "profiles"), False)
    for own in drift.frameworks:
        for test in own.tests:
            found[test.kind] |= test.found
    return found


def _beside_truth(one: Planted, found: FrameworkSeverity) -> tuple[float | None, float | None, int]:
    """The correlation of estimated with planted severities, and the share of intervals that hold the truth.

    The truth of an interval is what the plant can do to the lead's own cases: planted severity times the
    share of its judgements that are not at the end of the scale already.
    """
    truth = one.truth["severity"]["leads"]
    if not one.truth["severity"]["spread"]:
        return None, None, 0
    room = _room(one, found)
    known = np.array([truth[lead.code]["severity"] for lead in found.shown])
    able = np.array([room[lead.code][0 if truth[lead.code]["severity"] > 0 else 1] for lead in found.shown])
    own = np.array([lead.severity for lead in found.shown])
    inside = [lead.low <= value <= lead.high for lead, value in zip(found.shown, known * able, strict=True)]
    wrong = sum(
        lead.flagged and lead.severity * value < 0 for lead, value in zip(found.shown, known, strict=True)
    )
    return float(np.corrcoef(known, own)[0, 1]), float(np.mean(inside)), int(wrong)


def _room(one: Planted, found: FrameworkSeverity) -> dict[str, tuple[float, float]]:
    """For each lead, the share of its judgements whose proposed grade has a lower one, and a higher one."""
    (framework,) = one.book.frameworks
    column = framework.cases.groups["lead"]
    size = len(column.values)
    number, down, up = (np.zeros(size) for _ in range(3))
    for id in found.areas:
        area = framework.areas[id]
        rows = np.flatnonzero(area.compared)
        which, proposed = column.which[rows], area.proposed[rows]
        number += np.bincount(which, minlength=size)
        down += np.bincount(which[proposed > 0], minlength=size)
        up += np.bincount(which[proposed < len(area.scale) - 1], minlength=size)
    shares: dict[str, tuple[float, float]] = {}
    for at, code in enumerate(column.values):
        if number[at]:
            shares[code] = (down[at] / number[at], up[at] / number[at])
    return shares


def _severity_row(cases: int, noise: str, found: Sequence[Found]) -> dict[str, Any]:
    flagged = sum(one.flagged for one in found)
    return {
        "cases": cases,
        "noise": noise,
        "runs": len(found),
        "leads": found[0].leads,
        "correlation": _mean([one.correlation for one in found]),
        "covered": _mean([one.covered for one in found]),
        "spread": _mean([one.spread for one in found]),
        "differ": sum(one.differ for one in found),
        "flagged": flagged,
        "flagged_wrong_way": sum(one.wrong_way for one in found),
        "false_drift": sum(one.drifted for one in found),
    }


def _drift_row(cases: int, noise: str, rise: float, found: Sequence[Found]) -> dict[str, Any]:
    return {
        "cases": cases,
        "noise": noise,
        "drift": rise,
        "runs": len(found),
        "found": sum(one.drifted for one in found),
        **{kind: sum(one.tests[kind] for one in found) for kind in found[0].tests},
        "slope": _mean([one.slope for one in found]),
        "false_severity": sum(one.differ for one in found),
    }


def _nothing_row(cases: int, noise: str, found: Sequence[Found]) -> dict[str, Any]:
    return {
        "cases": cases,
        "noise": noise,
        "runs": len(found),
        "differ": sum(one.differ for one in found),
        "leads_flagged": sum(one.flagged for one in found),
        "drift": sum(one.drifted for one in found),
    }


def _mean(values: Sequence[float | None]) -> float:
    return round(float(np.mean([value for value in values if value is not None])), 3)


def figures(found: dict[str, Any]) -> str:
    """The tables of a report, in Markdown."""
    how = found["how"]
    lines = [
        f"Made by `make bench` with casebooks under {how['rules']}. Noise is errors in recorded evidence and "
        "cases graded by a panel that is not the rule set: "
        + "; ".join(f"{name}: {words or 'none'}" for name, words in how["noise"].items())
        + ".",
        "",
        f"Severities planted with a standard deviation of {how['severity']} grades:",
        "",
        "| cases | noise | runs | leads | correlation | intervals that hold the truth | said to differ "
        "| leads that stand out | of these the wrong way | drift said in error |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in found["severity"]:
        lines.append(
            f"| {one['cases']:,} | {one['noise']} | {one['runs']} | {one['leads']} "
            f"| {one['correlation']:.2f} | {100 * one['covered']:.0f}% | {one['differ']} of {one['runs']} "
            f"| {one['flagged']} | {one['flagged_wrong_way']} | {one['false_drift']} of {one['runs']} |"
        )
    lines += [
        "",
        "Drift planted, in grades a year over three years; found is said to have drifted with all 11 tests "
        "allowed for:",
        "",
        "| cases | noise | planted | found | by CUSUM | by trend | by profiles | slope, mean "
        "| leads said to differ in error |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in found["drift"]:
        runs = one["runs"]
        lines.append(
            f"| {one['cases']:,} | {one['noise']} | {one['drift']} | {one['found']} of {runs} "
            f"| {one['cusum']} | {one['trend']} | {one['profiles']} | {one['slope']:.3f} "
            f"| {one['false_severity']} of {runs} |"
        )
    lines += [
        "",
        "Nothing planted: how often something was found.",
        "",
        "| cases | noise | runs | leads said to differ | leads that stand out | drift said |",
        "|---:|---|---:|---:|---:|---:|",
    ]
    for one in found["nothing"]:
        lines.append(
            f"| {one['cases']:,} | {one['noise']} | {one['runs']} | {one['differ']} | {one['leads_flagged']} "
            f"| {one['drift']} |"
        )
    total = {key: sum(one[key] for one in found["nothing"]) for key in ("runs", "differ", "drift")}
    lines += [
        "",
        f"False alarms: {total['differ']} of {total['runs']} for severity "
        f"({100 * total['differ'] / total['runs']:.1f}%) and {total['drift']} of {total['runs']} for drift "
        f"({100 * total['drift'] / total['runs']:.1f}%); each is held to 5%.",
    ]
    return "\n".join(lines)
