"""A casebook at once: evenhand beside engines that decide columns, and zen-engine, results checked first."""

from __future__ import annotations

import importlib.util
import os
import platform
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks import casebook_alone
from benchmarks.casebook_alone import seconds
from benchmarks.casebook_engines.builds import BUILDS, OURS
from benchmarks.casebook_engines.checking import check, decided
from benchmarks.casebook_engines.engine import Engine, Packs, Task
from benchmarks.engines.engine import NotInstalledError
from benchmarks.measuring import CORES, on_one_core, processor
from benchmarks.workload import RECORDS, load_workload, workload_file

RULES = 60
ROWS = 1_000_000

TARGETS: dict[Task, dict[str, float]] = {
    Task.GRADES: {"rows a second": 20_000_000, "OpenFisca-core": 10, "Polars": 1.5, "DuckDB": 20},
    Task.STATUSES: {"rows a second": 12_000_000},
    Task.REPLAY: {"rows a second": 10_000_000},
}
"""What design.md section 12 asks for: rows a second, or how many times the fastest form of a peer."""


def run(rows: int, rounds: int, during: float, told: Callable[[str], None]) -> dict[str, Any]:
    """Check and measure every engine that is installed; the report as plain data.

    Raises NotInstalledError without pyarrow, and DisagreementError where an engine decides otherwise.
    """
    path = workload_file()
    if path is None:
        raise FileNotFoundError("EVENHAND_DATA does not name a folder with bench/workload.py")
    if importlib.util.find_spec("pyarrow") is None:
        raise NotInstalledError("pip install pyarrow")  # makes the columns of several engines
    module = load_workload(path)
    with one_thread() as core:
        pack = module.gen_pack(RULES)
        packs = Packs(pack, module.mutate(pack))
        engines, skipped = checked_engines(packs, decided(module, packs, RECORDS), told)
        found = measure(engines, module.gen_np(rows), rounds, during, told)
    names = [engine.name for engine in engines]
    return {
        "benchmark": "a casebook at once",
        "workload": {
            "rules": RULES,
            "items": len(packs.items),
            "areas": len(packs.areas),
            "rows": rows,
            "records_checked": RECORDS,
        },
        "how": {
            "rounds": rounds,
            "seconds_a_round": during,
            "clock": "processor time, of Spark SQL time on the wall; held to one thread and one core",
            "core": core,
            "python": platform.python_version(),
            "machine": processor(),
        },
        "engines": {
            engine.name: {
                "version": engine.version,
                "note": engine.note,
                "rows": min(rows, engine.at_most or rows),
                "cannot": {str(task): why for task, why in engine.cannot.items()},
            }
            for engine in engines
        },
        "skipped": skipped,
        "rows_a_second": {str(task): _against_ours(by_engine) for task, by_engine in found.items()},
        "asked_for": {str(task): standing(asked, found.get(task, {})) for task, asked in TARGETS.items()},
        "parquet": casebook_alone.parquet(module, names, rows * 10, rounds, told),
        "scaling": casebook_alone.scaling(names, rows, told),
    }


@contextmanager
def one_thread() -> Iterator[int | None]:
    """Hold this process to one core, and libraries that are loaded from here on to one thread."""
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ[name] = "1"
    core = on_one_core()
    try:
        yield core
    finally:
        if core is not None:
            os.sched_setaffinity(0, CORES)


def checked_engines(
    packs: Packs, checked: Any, told: Callable[[str], None]
) -> tuple[list[Engine], dict[str, str]]:
    """Engines that decide as the reference does, and why others are left out."""
    engines: list[Engine] = []
    skipped: dict[str, str] = {}
    for name, build in BUILDS.items():
        try:
            engine = build(packs)
        except NotInstalledError as missing:
            skipped[name] = f"not installed: {missing}"
            told(f"{name} is skipped, {skipped[name]}")
            continue
        for task in engine.tasks:
            check(engine, task, checked)
        told(f"{name} {engine.version} decides all {checked.matrix.shape[1]} records as the reference does")
        engines.append(engine)
    return engines, skipped


# --- measuring ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Speed:
    """Rows a second in each round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


def measure(
    engines: list[Engine], matrix: Any, rounds: int, during: float, told: Callable[[str], None]
) -> dict[Task, dict[str, Speed]]:
    """Every task of every engine, all in turn in each round. All hold their columns all the while."""
    held = {engine.name: engine.take(matrix[:, : engine.at_most]) for engine in engines}
    found: dict[tuple[Task, str], list[float]] = {}
    for number in range(rounds):
        for task in Task:
            for engine in engines:
                if task not in engine.tasks:
                    continue
                rows = min(matrix.shape[1], engine.at_most or matrix.shape[1])
                reached = rows / seconds(engine, task, held[engine.name], during)
                found.setdefault((task, engine.name), []).append(reached)
                told(f"round {number + 1}, {task}: {engine.name} {reached:,.0f}/s")
    for engine in engines:
        engine.free(held[engine.name])
    by_task: dict[Task, dict[str, Speed]] = {}
    for (task, name), reached in found.items():
        by_task.setdefault(task, {})[name] = Speed(tuple(reached))
    return by_task


# --- reporting ----------------------------------------------------------------------------------------


def _against_ours(by_engine: Mapping[str, Speed]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, speed in by_engine.items():
        found[name] = {"median": round(speed.median), "rounds": [round(one) for one in speed.rounds]}
        if OURS in by_engine and name != OURS:
            found[name]["evenhand_is_times_faster"] = round(by_engine[OURS].median / speed.median, 2)
    return found


def standing(asked: Mapping[str, float], reached: Mapping[str, Speed]) -> dict[str, Any]:
    """How evenhand stands to what was asked for; against a peer, to the fastest of its forms."""
    found: dict[str, Any] = {}
    own = reached[OURS].median if OURS in reached else None
    for what, target in asked.items():
        if what == "rows a second":
            value, against = own, None
        else:
            against = _fastest(what, reached)
            value = None if own is None or against is None else round(own / reached[against].median, 2)
        met = None if value is None else value >= target
        found[what] = {"asked": target, "against": against, "reached": value, "met": met}
    return found


def _fastest(peer: str, reached: Mapping[str, Speed]) -> str | None:
    forms = [name for name in reached if name.partition(",")[0] == peer]
    return max(forms, key=lambda name: reached[name].median, default=None)
