"""The fewest changes of evidence that reach another grade: how long they take on the workload's packs.

`python -m benchmarks.verification_changes` prints the report as JSON; EVENHAND_DATA names the reference data.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from benchmarks.translate import case_of, load_pack
from benchmarks.workload import load_workload, workload_file
from evenhand.domain import Case
from evenhand.evaluation import interpret
from evenhand.language import RulesInForce
from evenhand.verification import ChangeFinder

RULES = (60, 300)
RECORDS = 20
TARGET = 0.1
"""Seconds for the fewest changes of one inspection: design.md section 12."""

AREA = "overall"


def run() -> dict[str, Any]:
    """Every figure, by the number of rules."""
    path = workload_file()
    if path is None:
        raise FileNotFoundError("EVENHAND_DATA does not name a folder with bench/workload.py")
    module = load_workload(path)
    found = {}
    for size in RULES:
        rules = load_pack(module.gen_pack(size))
        cases = [case_of(record, rules.rule_set) for record in module.to_records(module.gen_np(RECORDS))]
        found[str(size)] = figures(rules, cases)
    return {"benchmark": "fewest changes", "records": RECORDS, "asked_for": TARGET, "by_rules": found}


def figures(rules: RulesInForce, cases: list[Case]) -> dict[str, Any]:
    """Seconds to the fewest changes that reach the next grade, for the first area and overall."""
    started = time.perf_counter()
    finder = ChangeFinder(rules)
    ready = time.perf_counter() - started
    one, all_ways, sizes, out_of_reach = [], [], [], 0
    for case in cases:
        trace = interpret(rules, case)
        for area in dict.fromkeys((rules.areas[0].id, AREA)):
            outcome = trace.areas[area].outcome
            at = outcome.provisional or 0
            grade = outcome.scale.names[at + 1 if at + 1 < len(outcome.scale) else at - 1]
            for most, seconds in ((1, one), (10, all_ways)):
                started = time.perf_counter()
                found = finder.find(case, area, grade, left=lambda: None, most=most)
                seconds.append(time.perf_counter() - started)
            if found.fewest is None:
                out_of_reach += 1
            else:
                sizes.append(found.fewest)
    return {
        "seconds_to_read_the_rules": round(ready, 3),
        "questions": len(one),
        "out_of_reach": out_of_reach,
        "fewest": {"median": statistics.median(sizes), "most": max(sizes)},
        "seconds": {"median": round(statistics.median(one), 3), "worst": round(max(one), 3)},
        "seconds_for_ten_ways": {
            "median": round(statistics.median(all_ways), 3),
            "worst": round(max(all_ways), 3),
        },
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    sys.stdout.write("\n")
