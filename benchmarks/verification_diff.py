"""How long it takes to compare two versions of a rule set over every possible inspection."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.translate import load_pack
from evenhand.verification import Difference, SameArea

SIZES = (60, 300)
ASKED = 0.1
"""Seconds an area that were asked for."""


def run(data: Path, rounds: int = 5) -> dict[str, Any]:
    """For each size, the seconds for the relation of an area once both are read, and with witnesses."""
    return {str(size): _measured(data, size, rounds) for size in SIZES}


def _measured(data: Path, size: int, rounds: int) -> dict[str, Any]:
    before, after = (
        load_pack(json.loads((data / "bench" / f"pack{size}{version}.json").read_text(encoding="utf-8")))
        for version in ("", "_v2")
    )
    same = [SameArea(area.id, area.id, area.id, tuple(range(len(area.scale)))) for area in before.areas]
    relations: list[float] = []
    shown: list[float] = []
    set_up: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        difference = Difference(before, after, same, clock=time.monotonic)
        difference.area(same[0].id, witnesses=0)
        set_up.append(time.perf_counter() - start)
        for area in same:
            relations.append(_seconds(difference, area.id, 0))
    for area in same:
        shown.append(_seconds(Difference(before, after, same, clock=time.monotonic, seconds=10), area.id, 3))
    return {
        "set_up_median": round(statistics.median(set_up), 3),
        "relation_median": round(statistics.median(relations), 4),
        "relation_worst": round(max(relations), 4),
        "with_witnesses_median": round(statistics.median(shown), 3),
        "with_witnesses_worst": round(max(shown), 3),
        "asked": ASKED,
        "met": max(relations) <= ASKED,
    }


def _seconds(difference: Difference, area: str, witnesses: int) -> float:
    start = time.perf_counter()
    difference.area(area, witnesses=witnesses)
    return time.perf_counter() - start


if __name__ == "__main__":
    folder = os.environ.get("EVENHAND_DATA")
    if folder is None:
        sys.exit("EVENHAND_DATA does not name a folder with bench/pack300.json")
    print(json.dumps(run(Path(folder)), indent=2))
