"""A second opinion: the raw durable-rules beside evenhand's guard around it, results checked first."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.engines import durable_rules, guarded
from benchmarks.engines.engine import Engine, Task
from benchmarks.measuring import about, check, figures_of, measure, on_one_core
from benchmarks.translate import load_pack
from benchmarks.workload import Pack, Workload, load_workload, workload_file
from evenhand.backends.durable import compile_program
from evenhand.backends.durable.worker import Worker

RULES = 60
LONGER = 3
"""Each engine is measured so many times as long as one that decides without durable-rules."""

RAW = "durable-rules"
BUILDS: dict[str, Callable[[Pack], Engine]] = {
    RAW: durable_rules.build,
    "guard": guarded.build,
    "guard, own process": guarded.build_worker,
}
ANSWERS = {
    Task.FIRED: "rules that fired; grades from them in Python",
    Task.REACH: "rules that fired, undecided rules, provisional grades, reach, permitted range",
}


def run(rounds: int, seconds: float, told: Callable[[str], None]) -> dict[str, Any]:
    """Check and measure; the report as plain data. Raises NotInstalledError without durable-rules."""
    path = workload_file()
    if path is None:
        raise FileNotFoundError("EVENHAND_DATA does not name a folder with bench/workload.py")
    module = load_workload(path)
    core = on_one_core()
    workload = Workload.make(module, module.gen_pack(RULES))
    engines: list[tuple[Engine, list[Any]]] = []
    for build in BUILDS.values():
        engine = build(workload.pack)
        inputs = [engine.take(record) for record in workload.records]
        for task in engine.tasks:
            check(engine, task, workload, inputs)
        told(f"{engine.name} decides all {len(inputs)} records as the reference does")
        engines.append((engine, inputs))
    speeds = measure(engines, rounds, seconds * LONGER, told, time.perf_counter)
    raw = next(speed.median for speed in speeds if speed.engine == RAW)
    versions = {engine.name: engine.version for engine, _ in engines}
    return {
        "benchmark": "second opinion",
        **about(workload, rounds, seconds * LONGER, "time on the wall; all processes held to one core", core),
        "engines": {
            speed.engine: {
                "version": versions[speed.engine],
                "answers": ANSWERS[speed.task],
                **figures_of(speed),
                "raw_is_times_faster": round(raw / speed.median, 1),
            }
            for speed in speeds
        },
        "seconds_to_load": round(statistics.median(_loading(workload.pack) for _ in range(rounds)), 2),
    }


def _loading(pack: Pack) -> float:
    rules = load_pack(pack)
    start = time.perf_counter()
    Worker(compile_program(rules)).close()
    return time.perf_counter() - start


def figures(found: dict[str, Any]) -> str:
    """The table of a report, in Markdown."""
    how, workload = found["how"], found["workload"]
    lines = [
        f"Made by `make bench` on {how['machine']}, Python {how['python']}, one core, median of "
        f"{how['rounds']} rounds in turn. {workload['rules']} rules, {workload['items']} items, "
        f"{workload['areas']} areas. Records a second; in brackets how many times faster the raw library is.",
        "",
        "| engine | what it answers | records a second |",
        "|---|---|---:|",
    ]
    for name, engine in found["engines"].items():
        rate = f"{engine['median']:,.0f}"
        if name != RAW:
            rate += f" ({engine['raw_is_times_faster']:g}x)"
        lines.append(f"| {name} {engine['version']} | {engine['answers']} | {rate} |")
    loading = found["seconds_to_load"]
    lines += ["", f"To start the process and load the rules takes {loading} s, once for a rule set."]
    return "\n".join(lines)
