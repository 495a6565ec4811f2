"""Checking engines against the reference, and measuring them in turn."""

from __future__ import annotations

import gc
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.engines.engine import Decided, Engine, Task
from benchmarks.workload import Expected, Workload

SAMPLE = 100
"""How many records are decided over and over while a speed is measured, the same for every engine.

Few enough to stay in the processor's cache, as one inspection that has just been read does.
"""

PART = 25
"""The sample is timed in parts of so many records."""

SECONDS = 1.0
"""How long one engine is measured in one round."""


CORES = frozenset(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else frozenset()
"""The cores that this process began with, as far as the system tells."""


def threads() -> int:
    """How many threads can work at once on the cores that this process is held to."""
    return len(os.sched_getaffinity(0)) if CORES else os.cpu_count() or 1


def on_one_core() -> int | None:
    """Hold this process and those it starts to one core; which one, where the system allows it."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(CORES)
    os.sched_setaffinity(0, {core})
    return core


def processor() -> str:
    """What this machine calls its processor."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def about(workload: Workload, rounds: int, seconds: float, clock: str, core: int | None) -> dict[str, Any]:
    """The parts of a report that say what was measured, and how."""
    return {
        "workload": {
            "rules": len(workload.pack["rules"]),
            "items": len(workload.pack["indicators"]),
            "areas": len(workload.pack["areas"]) + 1,
            "records_checked": len(workload.records),
            "records_measured_over_and_over": SAMPLE,
        },
        "how": {
            "rounds": rounds,
            "seconds_a_round": seconds,
            "clock": clock,
            "core": core,
            "python": platform.python_version(),
            "machine": processor(),
        },
    }


def figures_of(speed: Speed) -> dict[str, Any]:
    """The figures of one engine in one task."""
    return {
        "median": round(speed.median, 1),
        "best": round(speed.best, 1),
        "rounds": [round(one, 1) for one in speed.rounds],
    }


# --- checking -----------------------------------------------------------------------------------------


class DisagreementError(Exception):
    """An engine does not decide what the reference decides, so that its speed means nothing."""


def check(engine: Engine, task: Task, workload: Workload, inputs: Sequence[Any]) -> None:
    """Hold every answer to the reference. Raises DisagreementError at the first that differs."""
    run = engine.tasks[task]
    answers = map(run, inputs) if engine.answers is None else engine.answers(task, inputs)
    for number, (answer, expected) in enumerate(zip(answers, workload.expected, strict=True)):
        difference = _difference(engine.read(task, answer), expected, _permitted(workload, expected))
        if difference:
            raise DisagreementError(f"{engine.name}, {task}, record {number}: {difference}")


def _difference(found: Decided, expected: Expected, permitted: dict[str, tuple[int, int]]) -> str | None:
    pairs: tuple[tuple[str, Any, Any], ...] = (
        ("grades", found.grades, expected.grades),
        ("rules that fired", sorted(found.fired), expected.fired),
        ("undecided rules", _sorted(found.undecided), expected.undecided),
        ("worst of reach", found.lowest, expected.lowest),
        ("best of reach", found.highest, expected.highest),
        ("permitted range", found.permitted, permitted),
    )
    for what, one, other in pairs:
        if one is not None and one != other:
            return f"{what} are {one}, and {other} in the reference"
    return None


def _sorted(rules: Sequence[str] | None) -> list[str] | None:
    return None if rules is None else sorted(rules)


def _permitted(workload: Workload, expected: Expected) -> dict[str, tuple[int, int]]:
    """What the limits that fired leave open. The reference has no word for it, but it has the rules."""
    top = max(workload.pack["grades"])
    found = {area: top for area in workload.pack["areas"]}
    fired = set(expected.fired)
    for rule in workload.pack["rules"]:
        said = rule["then"]
        if said["kind"] == "limits" and rule["id"] in fired:
            found[said["area"]] = min(found[said["area"]], said["grade"])
    # A limit on the overall grade surely fires where it does at the best that the areas can still be.
    found["overall"] = min(
        (
            one["cap"]
            for one in workload.pack["overall"]
            if sum(expected.highest[area] <= one["at_most"] for area in one["areas"]) >= one["count"]
        ),
        default=top,
    )
    return {area: (0, ceiling) for area, ceiling in found.items()}


# --- measuring ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Speed:
    """What one engine reaches at one task: records a second in each round."""

    engine: str
    task: Task
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.rounds)

    @property
    def best(self) -> float:
        """The best of the rounds, the least disturbed by whatever else the machine does."""
        return max(self.rounds)


def measure(
    engines: Sequence[tuple[Engine, Sequence[Any]]],
    rounds: int,
    seconds: float,
    told: Callable[[str], None],
    clock: Callable[[], float] = time.process_time,
) -> list[Speed]:
    """Measure every task of every engine, all in turn in each round."""
    found: dict[tuple[str, Task], list[float]] = {}
    for number in range(rounds):
        for task in Task:
            for engine, inputs in engines:
                if task not in engine.tasks:
                    continue
                reached = _rate(engine, task, inputs[:SAMPLE], seconds, clock)
                found.setdefault((engine.name, task), []).append(reached)
                told(f"round {number + 1}, {task}: {engine.name} {reached:,.0f}/s")
    return [Speed(engine, task, tuple(reached)) for (engine, task), reached in found.items()]


def _rate(
    engine: Engine, task: Task, inputs: Sequence[Any], seconds: float, clock: Callable[[], float]
) -> float:
    """Records a second, each part of the sample at its best within the round.

    On a machine with other work, time on the wall is theirs too, and now and then so are its caches. So the
    clock is that of the processor, except for what works in several processes.
    """
    if engine.rate is not None:
        return engine.rate(task, inputs, seconds)
    run = engine.tasks[task]
    for one in inputs:
        run(one)
    gc.collect()
    parts = [inputs[at : at + PART] for at in range(0, len(inputs), PART)]
    best = [math.inf] * len(parts)
    until = clock() + seconds
    while clock() < until:
        for number, part in enumerate(parts):
            start = clock()
            for one in part:
                run(one)
            best[number] = min(best[number], clock() - start)
    return len(inputs) / sum(best)


def in_turn_rate(engine: Engine, task: Task, inputs: Sequence[Any], rounds: int) -> float:
    """The best of some rounds over all records, each asked once: more than the processor's cache holds."""
    run = engine.tasks[task]
    best = math.inf
    for _ in range(rounds + 1):
        gc.collect()
        start = time.process_time()
        for one in inputs:
            run(one)
        best = min(best, time.process_time() - start)
    return len(inputs) / best
