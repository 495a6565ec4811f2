"""Verification over every possible inspection: obligations, differences and fewest changes, checked first."""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from benchmarks.measuring import CORES, on_one_core, processor
from benchmarks.start_up import taken_by
from benchmarks.translate import load_pack
from benchmarks.verification_alone import alone
from benchmarks.verification_checks import (
    ALL,
    ROWS,
    ObligationChecks,
    check_changes,
    check_difference,
)
from benchmarks.verification_records import drawn_columns, workload_columns
from benchmarks.verification_subjects import (
    SHIPPED,
    SIZES,
    Packed,
    packed,
    rules_of,
)
from evenhand.backends.planes import PlaneRules, compile_together
from evenhand.domain import Case
from evenhand.evaluation import interpret
from evenhand.language import RulesInForce
from evenhand.services.what_would_change import MOST_SETS
from evenhand.verification import ChangeFinder, Difference, SameArea, Verifier

RECORDS = 20
"""Of each pack so many records are asked about, in every area."""

ASKED_ALL = {"60 rules": 3.0, "300 rules": 10.0}
ASKED_AN_AREA = 0.1
ASKED_CHANGES = 0.1
"""Seconds that design.md section 12 asks for: of 300 rules; the one for 60 rules is ours."""

Told = Callable[[str], None]


def run(rounds: int, told: Told) -> dict[str, Any]:
    """Check and measure; the report as plain data. Raises DisagreementError where something is wrong."""
    packs = [packed(size) for size in SIZES]
    core = on_one_core()
    names = [*(pack.name for pack in packs), *SHIPPED]
    return {
        "benchmark": "verification",
        "how": {
            "rounds": rounds,
            "clock": "processor time, held to one core",
            "core": core,
            "cores": len(CORES),
            "python": platform.python_version(),
            "machine": processor(),
            "random_records": ROWS,
            "records_changed": RECORDS,
        },
        "obligations": {name: _obligations(name, packs, rounds, core, told) for name in names},
        "commands": {name: _command(name, rounds, told) for name in SHIPPED},
        "differences": {pack.name: _differences(pack, rounds, told) for pack in packs},
        "changes": {pack.name: _changes(pack, rounds, told) for pack in packs},
    }


# --- obligations -----------------------------------------------------------------------------------------


def _obligations(
    name: str, packs: Iterable[Packed], rounds: int, core: int | None, told: Told
) -> dict[str, Any]:
    checked = _checked(name, packs)
    told(f"{name}: obligations checked, {', '.join(f'{count} {how}' for how, count in checked.items())}")
    taken = [alone(core, name) for _ in range(rounds)]
    asked = ASKED_ALL.get(name)
    whole = _median(one["all"] for one in taken)
    told(f"{name}: all obligations in {whole} s")
    return {
        "results": taken[0]["obligations"],
        "checked": checked,
        "seconds_to_load": _median(one["load"] for one in taken),
        "seconds_to_the_first_answer": _median(one["first_question"] for one in taken),
        "seconds": whole,
        "rounds": [round(one["all"], 3) for one in taken],
        "seconds_on_the_wall": _median(one["on_the_wall"] for one in taken),
        "megabytes": max(one["megabytes"] for one in taken),
        "megabytes_before": max(one["megabytes_before"] for one in taken),
        **_standing(whole, asked),
    }


def _checked(name: str, packs: Iterable[Packed]) -> dict[str, int]:
    rules = rules_of(name)
    verifier = Verifier(rules, clock=time.monotonic)
    planes = PlaneRules(rules)
    pack = next((one for one in packs if one.name == name), None)
    columns = drawn_columns(verifier, ROWS) if pack is None else workload_columns(pack, ROWS, planes)
    checks = ObligationChecks(verifier, planes, columns)
    for found in tuple(verifier.decide_all()):
        checks.check(found)
    return checks.counts


def _command(name: str, rounds: int, told: Told) -> dict[str, Any]:
    """`evenhand verify` of a shipped rule set, from the start of the process to its end."""
    taken = [taken_by([sys.executable, "-m", "evenhand", "verify", name]) for _ in range(rounds + 1)][1:]
    told(f"evenhand verify {name}: {', '.join(f'{wall:.2f}' for wall, _ in taken)} s")
    return {
        "on_the_wall": _median(wall for wall, _ in taken),
        "processor": _median(used for _, used in taken),
    }


# --- differences -----------------------------------------------------------------------------------------


def _differences(pack: Packed, rounds: int, told: Told) -> dict[str, Any]:
    """The relation of each area of two versions once both are read; and with inspections that show it."""
    before, after = load_pack(pack.now), load_pack(pack.edited)
    same = [SameArea(area.id, area.id, area.id, tuple(range(len(area.scale)))) for area in before.areas]

    def fresh() -> Difference:
        return Difference(before, after, same, clock=time.monotonic, seconds=10)

    planes = compile_together([before, after])
    coded = planes[0].coding.code(workload_columns(pack, ROWS, planes[0]))
    results = [rules.run(coded, ALL) for rules in planes]
    difference = fresh()
    for area in same:
        check_difference(difference.area(area.id, witnesses=1), *results)
    told(f"{pack.name}: differences checked")
    first, relations, shown = [], [], []
    for _ in range(rounds):
        area_of = partial(fresh().area, witnesses=0)
        first.append(_seconds(area_of, same[0].id))
        relations.append([_seconds(area_of, area.id) for area in same])
        shown.append([_seconds(fresh().area, area.id) for area in same])
    found: dict[str, Any] = {
        "seconds_to_read_both": _median(first),
        "an_area": _spread(relations),
        "with_inspections": _spread(shown),
    }
    told(f"{pack.name}: difference, an area {found['an_area']}, shown {found['with_inspections']}")
    return {**found, **_standing(found["an_area"]["worst"], ASKED_AN_AREA)}


# --- changes ---------------------------------------------------------------------------------------------


def _changes(pack: Packed, rounds: int, told: Told) -> dict[str, Any]:
    """The fewest changes of some records that bring each area to the next grade."""
    rules = load_pack(pack.now)
    questions = [
        (case, area, grade)
        for case in pack.cases(RECORDS, rules)
        for area, grade in _next_grades(rules, case).items()
    ]
    planes = PlaneRules(rules)
    finder = ChangeFinder(rules)
    found = [finder.find(*question, left=_no_limit) for question in questions]
    for one, (case, _, _) in zip(found, questions, strict=True):
        check_changes(one, case, rules, planes)
    told(f"{pack.name}: changes checked, {len(found)} questions")
    report: dict[str, Any] = {
        "questions": len(questions),
        "out_of_reach": sum(one.fewest is None for one in found),
        "most_items": max((one.fewest or 0) for one in found),
    }
    for what, most in (("fewest", 1), ("every_way", MOST_SETS)):
        taken = []
        for _ in range(rounds):
            find = partial(ChangeFinder(rules).find, left=_no_limit, most=most)
            taken.append([_seconds(find, *question) for question in questions])
        report[what] = _spread(taken)
    told(f"{pack.name}: fewest changes {report['fewest']}, {MOST_SETS} ways {report['every_way']}")
    return {**report, "ways": MOST_SETS, **_standing(report["fewest"]["worst"], ASKED_CHANGES)}


def _no_limit() -> None:
    """As long as it takes."""


def _next_grades(rules: RulesInForce, case: Case) -> dict[str, str]:
    """For each area the next better grade than the provisional one; for the best, the next worse."""
    found = {}
    for id, step in interpret(rules, case).areas.items():
        names, at = step.outcome.scale.names, step.outcome.provisional or 0
        found[id] = names[at + 1 if at + 1 < len(names) else at - 1]
    return found


# --- figures ---------------------------------------------------------------------------------------------


def _seconds(run: Callable[..., Any], *about: Any) -> float:
    start = time.process_time()
    run(*about)
    return time.process_time() - start


def _median(taken: Iterable[float]) -> float:
    return round(statistics.median(taken), 4)


def _spread(rounds: list[list[float]]) -> dict[str, float]:
    """Of questions that were asked in each round: their median, and the worst, each at its middle round."""
    middle = [statistics.median(one) for one in zip(*rounds, strict=True)]
    return {"median": _median(middle), "worst": round(max(middle), 4)}


def _standing(reached: float, asked: float | None) -> dict[str, Any]:
    return {} if asked is None else {"asked": asked, "met": reached <= asked}
