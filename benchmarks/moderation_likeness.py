"""The fewest judgements to reconsider in very many cases: checked against every set first, then timed."""

from __future__ import annotations

import itertools
import platform
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.measuring import DisagreementError, processor, threads
from benchmarks.moderation_likeness_alone import alone
from benchmarks.moderation_likeness_cases import CASES, DRAWN, Drawn, drawn
from evenhand.moderation.likeness import cover
from evenhand.moderation.likeness.profiles import Profiles
from evenhand.moderation.likeness.repair import compare

ASKED_SECONDS = 30.0
ASKED_MEGABYTES = 4096
CHECKED = 60
"""So many small casebooks of each kind are held to brute force."""
SMALL = 11

Told = Callable[[str], None]


def run(rounds: int, told: Told) -> dict[str, Any]:
    """Check and measure; the report as plain data. Raises DisagreementError where an answer is wrong."""
    for kind in DRAWN:
        told(f"checking {kind.name}")
        check(kind)
    found = {}
    for kind in DRAWN:
        rounds_of = []
        for number in range(rounds if kind.asked else 1):
            rounds_of.append(alone(kind.name))
            told(f"round {number + 1}: {kind.name} {rounds_of[-1]['seconds']:.1f} s")
        found[kind.name] = _figures(kind, rounds_of)
    return {
        "benchmark": "moderation_likeness",
        "how": {
            "rounds": rounds,
            "clock": "time on the wall, in a process of its own",
            "threads": threads(),
            "python": platform.python_version(),
            "machine": processor(),
            "cases": CASES,
        },
        "casebooks": found,
    }


def _figures(kind: Drawn, rounds: list[dict[str, Any]]) -> dict[str, Any]:
    seconds = min(one["seconds"] for one in rounds)
    megabytes = max(one["megabytes"] for one in rounds)
    met = {"asked": f"{ASKED_SECONDS:.0f} s and {ASKED_MEGABYTES:,} MB"}
    if kind.asked:
        met["met"] = "met" if seconds <= ASKED_SECONDS and megabytes <= ASKED_MEGABYTES else "not met"
    return {
        **{
            key: value for key, value in rounds[0].items() if key not in ("seconds", "processor", "megabytes")
        },
        "seconds": round(seconds, 2),
        "processor": round(min(one["processor"] for one in rounds), 2),
        "rounds": [round(one["seconds"], 2) for one in rounds],
        "megabytes": megabytes,
        **(met if kind.asked else {}),
    }


def check(kind: Drawn) -> None:
    """Hold small casebooks of a kind to every pair and every set, all pairs at once and some drawn."""
    whole, least = cover.WHOLE, cover._LEAST
    try:
        for seed in range(CHECKED):
            cover.WHOLE, cover._LEAST = (whole, least) if seed % 2 else (0, 0)
            some = drawn(kind, SMALL, seed)
            counts, repair = compare(some)
            pairs = _pairs(some)
            fewest = _fewest(pairs, some.cases)
            if counts.pairs != len(pairs) or repair is None or len(repair.members) != fewest:
                raise DisagreementError(f"{kind.name}, casebook {seed}: not what every pair and set gives")
    finally:
        cover.WHOLE, cover._LEAST = whole, least


def _pairs(some: Profiles) -> list[tuple[int, int]]:
    return [
        (one, other)
        for one, other in itertools.permutations(range(some.cases), 2)
        if some.grades[one] < some.grades[other] and bool(np.all(some.low[one] >= some.high[other]))
    ]


def _fewest(pairs: list[tuple[int, int]], cases: int) -> int:
    for size in range(cases + 1):
        for taken in itertools.combinations(range(cases), size):
            if all(one in taken or other in taken for one, other in pairs):
                return size
    raise AssertionError


def figures(found: dict[str, Any]) -> str:
    """The table of a report, in Markdown."""
    how = found["how"]
    lines = [
        f"Made by `make bench` on {how['machine']}, Python {how['python']}, {how['threads']} threads, best "
        f"of {how['rounds']} rounds. {how['cases']:,} cases.",
        "",
        "| cases | pairs | in a pair | possible pairs | to reconsider | seconds | processor "
        "| peak memory | asked for |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for name, one in found["casebooks"].items():
        fewest = "too many pairs" if one["repair"] is None else f"{one['repair']:,}"
        asked = f"{one['asked']}: {one['met']}" if "asked" in one else ""
        lines.append(
            f"| {name} | {one['pairs']:,} | {one['tainted']:,} | {one['possible']:,} | {fewest} "
            f"| {one['seconds']:.1f} | {one['processor']:.1f} | {one['megabytes']:,} MB | {asked} |"
        )
    return "\n".join(lines)
