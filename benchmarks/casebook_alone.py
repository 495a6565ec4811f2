"""One engine in a process of its own, so that its memory can be told: from a Parquet file, and as sizes grow.

    python -m benchmarks.casebook_alone CORES parquet ENGINE FILE
    python -m benchmarks.casebook_alone CORES grades ENGINE RULES ROWS

prints what it found as JSON. The functions here start that, and gather it.
"""

from __future__ import annotations

import gc
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.casebook_engines.builds import BUILDS
from benchmarks.casebook_engines.engine import MISSING, Engine, Packs, Task, in_words
from benchmarks.measuring import CORES, SECONDS
from benchmarks.translate import level_name
from benchmarks.workload import load_workload, workload_file

REPOSITORY = Path(__file__).parent.parent
RULES = 60
SIZES = (60, 300, 600)
RUNS = 3
"""Every task is run so many times in a round, however long it takes."""
SLOW = ("Spark SQL", "zen-engine", "zen-engine, evaluator")
"""Not measured as sizes grow: minutes for each."""
PART = 1_000_000
"""A Parquet file is written so many rows at a time."""
MEGABYTE = 1_000_000

ASKED_ROWS = 10_000_000
ASKED_SECONDS = {"evenhand": 1.5, "evenhand, from columns": 6}
ASKED_MEGABYTES = 1_000
"""What design.md section 12 asks for from Parquet to summary: of a later replay, and of the first."""


@dataclass(frozen=True)
class Alone:
    """How long a process took from its start to its end, and what it found."""

    seconds: float
    found: Any


def alone(cores: Iterable[int], *arguments: str) -> Alone:
    """Run this module on some cores, with as many threads."""
    held = sorted(cores)
    count = str(len(held)) if held else "1"
    environment = {**os.environ, "POLARS_MAX_THREADS": count, "OMP_NUM_THREADS": count}
    command = [sys.executable, "-m", "benchmarks.casebook_alone", ",".join(map(str, held)), *arguments]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, check=True)
    return Alone(time.perf_counter() - start, json.loads(done.stdout))


# --- from a Parquet file ------------------------------------------------------------------------------


def parquet(
    module: ModuleType, names: list[str], rows: int, rounds: int, told: Callable[[str], None]
) -> dict[str, Any]:
    """Seconds and peak memory of every engine that makes migration counts of a Parquet file, in turn.

    All must count the same.
    """
    packs = _packs(module, RULES)
    able = [name for name in names if BUILDS[name](packs).summary is not None]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.parquet"
        write_parquet(module, packs, rows, file)
        taken: dict[str, list[Alone]] = {name: [] for name in able}
        for number in range(rounds):
            for name in able:
                one = alone(CORES, "parquet", name, str(file))
                taken[name].append(one)
                told(
                    f"round {number + 1}, Parquet: {name} {one.seconds:.2f} s, {one.found['megabytes']:,} MB"
                )
        size = file.stat().st_size
    counts = [one.found["counts"] for runs in taken.values() for one in runs]
    if any(one != counts[0] for one in counts):
        raise RuntimeError(f"the migration counts of a Parquet file differ between {', '.join(able)}")
    return {
        "rows": rows,
        "megabytes": round(size / MEGABYTE),
        "cores": len(CORES),
        "engines": {name: _standing(name, rows, runs) for name, runs in taken.items()},
    }


def _standing(name: str, rows: int, runs: list[Alone]) -> dict[str, Any]:
    median = round(statistics.median(one.seconds for one in runs), 3)
    megabytes = max(one.found["megabytes"] for one in runs)
    found = {"median": median, "rounds": [round(one.seconds, 3) for one in runs], "megabytes": megabytes}
    if rows == ASKED_ROWS and name in ASKED_SECONDS:
        asked = ASKED_SECONDS[name]
        met = median <= asked and megabytes <= ASKED_MEGABYTES
        found |= {"asked_seconds": asked, "asked_megabytes": ASKED_MEGABYTES, "met": met}
    return found


def write_parquet(module: ModuleType, packs: Packs, rows: int, file: Path) -> None:
    """Records as a Parquet file with a column an item, null where it is missing.

    An item that is a level has a second column, with its level in words, as a casebook has it.
    """
    import polars

    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        # In parts: the records of a whole casebook are not held beside the columns made of them.
        for seed, start in enumerate(range(0, rows, PART), 1):
            matrix = module.gen_np(min(PART, rows - start), seed)
            columns = {}
            for item, values in zip(packs.items, matrix, strict=True):
                column = polars.Series(item, values).set(polars.Series(values == MISSING), None)
                columns[item] = column.cast(polars.Boolean) if item in packs.flags else column
                if item in packs.levels:
                    words = {number: level_name(number) for number in packs.levels[item]}
                    kind = polars.Enum(list(words.values()))
                    columns[in_words(item)] = column.replace_strict(words, return_dtype=kind)
            polars.DataFrame(columns).write_parquet(Path(folder) / f"{seed:04}.parquet")
        polars.scan_parquet(Path(folder) / "*.parquet").sink_parquet(file, row_group_size=PART)


# --- as sizes grow ------------------------------------------------------------------------------------


def scaling(names: list[str], rows: int, told: Callable[[str], None]) -> dict[str, Any]:
    """Grades for 60, 300 and 600 rules, and for a hundredth of the rows to ten times as many."""
    able = [name for name in names if name not in SLOW]
    sizes = [(SIZES[0], count) for count in (rows // 100, rows // 10, rows, rows * 10)]
    sizes += [(rules, rows) for rules in SIZES[1:]]
    found = []
    for rules, count in sizes:
        by_engine = {}
        for name in able:
            one = alone(sorted(CORES)[-1:], "grades", name, str(rules), str(count)).found
            by_engine[name] = one
            told(f"{rules} rules, {count:,} rows: {name} {one['seconds']:.3f} s, {one['megabytes']:,} MB")
        found.append({"rules": rules, "rows": count, "engines": by_engine})
    return {"engines": able, "sizes": found}


# --- in the process -----------------------------------------------------------------------------------


def main(arguments: list[str]) -> None:
    """Do what is asked for, and print what was found."""
    cores, asked, name, *rest = arguments
    if cores and CORES:
        os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    path = workload_file()
    if path is None:
        raise FileNotFoundError("EVENHAND_DATA does not name a folder with bench/workload.py")
    module = load_workload(path)
    if asked == "parquet":
        found = _from_file(BUILDS[name](_packs(module, RULES)), Path(rest[0]))
    else:
        rules, rows = map(int, rest)
        found = _in_memory(BUILDS[name](_packs(module, rules)), module.gen_np(rows))
    print(json.dumps(found))


def _from_file(engine: Engine, file: Path) -> dict[str, Any]:
    if engine.summary is None:
        raise ValueError(f"{engine.name} does not read Parquet files")
    counts = engine.summary(file).tolist()
    return {"counts": counts, "megabytes": _peak()}


def _in_memory(engine: Engine, matrix: Any) -> dict[str, Any]:
    held = engine.take(matrix)
    del matrix
    gc.collect()
    _forget_peak()
    taken = seconds(engine, Task.GRADES, held, SECONDS)
    return {"seconds": round(taken, 4), "megabytes": _peak()}


def _packs(module: ModuleType, rules: int) -> Packs:
    pack = module.gen_pack(rules)
    return Packs(pack, module.mutate(pack))


def seconds(engine: Engine, task: Task, held: Any, during: float) -> float:
    """The best of the runs that fit into some seconds, and of no fewer than RUNS, by the engine's clock.

    Other work on the machine takes caches from all, and from time on the wall too. The best run is the least
    disturbed, and what compiles as it goes has had time for it by then.
    """
    gc.collect()
    best = math.inf
    runs = 0
    until = time.perf_counter() + during
    while runs < RUNS or time.perf_counter() < until:
        start = engine.clock()
        found = engine.tasks[task](held)
        best = min(best, engine.clock() - start)
        runs += 1
        # What was found is let go of before the next run, so that memory holds it once.
        del found
    return best


# --- memory -------------------------------------------------------------------------------------------

_STATUS = Path("/proc/self/status")


def _peak() -> int:
    """The most memory that this process held, in megabytes.

    On Linux what `getrusage` tells begins with the memory of the process that started this one.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) * 1024 / MEGABYTE)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


def _forget_peak() -> None:
    """Let the peak begin again with what is held now, where the system can: columns are there already."""
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
