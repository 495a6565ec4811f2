"""One inspection at a time: evenhand beside four kinds of rule engine, results checked first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.engines import clips, durable_rules, json_rules_engine, ours, rule_engine_py, zen
from benchmarks.engines.engine import Engine, NotInstalledError, Task
from benchmarks.measuring import Speed, about, check, figures_of, in_turn_rate, measure, on_one_core
from benchmarks.workload import Pack, Workload, load_workload, workload_file

RULES = 60
TARGETS = {
    Task.STATUSES: {"records a second": 50_000, "times zen-engine": 30},
    Task.REACH: {"records a second": 25_000, "times zen-engine": 15},
    Task.TRACE: {"records a second": 500},
}
"""What design.md section 12 asks for."""

BUILDS: dict[str, Callable[[Pack], Engine]] = {
    "evenhand": ours.build,
    "zen-engine": zen.build,
    "zen-engine, node": zen.build_node,
    "zen-engine, evaluator": zen.build_expression,
    "durable-rules": durable_rules.build,
    "CLIPS": clips.build,
    "json-rules-engine": json_rules_engine.build,
    "rule-engine": rule_engine_py.build,
}


def run(rounds: int, seconds: float, told: Callable[[str], None]) -> dict[str, Any]:
    """Check and measure every engine that is installed; the report as plain data."""
    path = workload_file()
    if path is None:
        raise FileNotFoundError("EVENHAND_DATA does not name a folder with bench/workload.py")
    module = load_workload(path)
    core = on_one_core()
    workload = Workload.make(module, module.gen_pack(RULES))
    engines: list[tuple[Engine, list[Any]]] = []
    skipped: dict[str, str] = {}
    for name, build in BUILDS.items():
        try:
            engine = build(workload.pack)
        except NotInstalledError as missing:
            skipped[name] = f"not installed: {missing}"
            told(f"{name} is skipped, {skipped[name]}")
            continue
        inputs = [engine.take(record) for record in workload.records]
        for task in engine.tasks:
            check(engine, task, workload, inputs)
        told(f"{name} {engine.version} decides all {len(inputs)} records as the reference does")
        engines.append((engine, inputs))
    speeds = measure(engines, rounds, seconds, told)
    found = report([engine for engine, _ in engines], skipped, speeds, workload, rounds, seconds, core)
    own, inputs = engines[0]
    in_turn = in_turn_rate(own, Task.STATUSES, inputs, rounds)
    found["evenhand_on_all_records_in_turn"] = {str(Task.STATUSES): round(in_turn, 1)}
    return found


def report(
    engines: list[Engine],
    skipped: dict[str, str],
    speeds: list[Speed],
    workload: Workload,
    rounds: int,
    seconds: float,
    core: int | None,
) -> dict[str, Any]:
    """What was measured, how, and how it stands to what was asked for."""
    found: dict[str, dict[str, Any]] = {}
    for speed in speeds:
        found.setdefault(speed.task, {})[speed.engine] = figures_of(speed)
    for by_engine in found.values():
        own = by_engine["evenhand"]
        for name, figures in by_engine.items():
            if name != "evenhand":
                figures["evenhand_is_times_faster"] = round(own["median"] / figures["median"], 1)
    return {
        "benchmark": "one inspection",
        **about(workload, rounds, seconds, "processor time of one process held to one core", core),
        "engines": {
            engine.name: {
                "version": engine.version,
                "note": engine.note,
                "cannot": {str(task): why for task, why in engine.cannot.items()},
            }
            for engine in engines
        },
        "skipped": skipped,
        "records_a_second": {str(task): by_engine for task, by_engine in found.items()},
        "asked_for": {str(task): _standing(asked, found.get(task, {})) for task, asked in TARGETS.items()},
    }


def _standing(asked: dict[str, int], reached: dict[str, Any]) -> dict[str, Any]:
    standing: dict[str, Any] = {}
    own = reached.get("evenhand", {}).get("median")
    for what, target in asked.items():
        if what == "records a second":
            value = own
        else:
            value = reached.get("zen-engine", {}).get("evenhand_is_times_faster")
        met = None if value is None else value >= target
        standing[what] = {"asked": target, "reached": value, "met": met}
    return standing
