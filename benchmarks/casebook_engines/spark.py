"""Spark SQL in one process (`local`), over a table with nulls that is cached in memory.

What is asked for goes nowhere (the `noop` sink), which is the cheapest way to have all of it computed. Java
is told to compile huge methods too: without that, what Spark generates for 60 rules is interpreted, 4 times
slower. Tried and slower: the layers that are fastest in Polars and DuckDB, which Spark writes out again and
again.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.casebook_engines.engine import (
    GRADES,
    Answer,
    Engine,
    Matrix,
    Packs,
    Task,
    known_by,
    stacked,
)
from benchmarks.casebook_engines.layers import READINGS
from benchmarks.engines.engine import NotInstalledError, written
from benchmarks.measuring import threads
from benchmarks.workload import Pack

SETTINGS = {
    "spark.driver.memory": "6g",
    "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
RECORDS = "records"
SIGNS = {"==": "=", "!=": "<>"}
BEFORE, AFTER = "", "edited_"
UNDECIDED = "undecided_"


def build(packs: Packs) -> Engine:
    """SQL over a cached table. Starts a Java machine, the same for all that are built."""
    try:
        import pyarrow  # noqa: F401 (makes the columns)
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError:
        raise NotInstalledError("pip install pyspark pyarrow") from None
    if shutil.which("java") is None:
        raise NotInstalledError("Java 17 or later: apt-get install openjdk-17-jre-headless")
    builder = SparkSession.builder.master(f"local[{threads()}]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")

    def asked(held: _Held, query: str) -> Any:
        held.frame.createOrReplaceTempView(RECORDS)
        return session.sql(query)

    def computed(query: str) -> Any:
        def run(held: _Held) -> Any:
            found = asked(held, query)
            found.write.format("noop").mode("overwrite").save()
            return found

        return run

    return Engine(
        name="Spark SQL",
        version=pyspark.__version__,
        take=lambda matrix: _take(session, packs, matrix),
        tasks={
            Task.GRADES: computed(_graded({BEFORE: packs.now}, ("grade",), packs.areas)),
            Task.STATUSES: computed(_statuses(packs)),
            Task.REPLAY: lambda held: asked(held, _replay(packs)).collect(),
        },
        read=lambda task, found: _read(packs, task, found),
        note="SQL over a cached table with nulls; huge methods compiled; what is computed is thrown away",
        clock=time.perf_counter,
        free=_Held.free,
    )


@dataclass(frozen=True)
class _Held:
    frame: Any
    folder: Any
    """Where the file is that the frame was read from. Spark may look at it as long as there is the frame."""

    def free(self) -> None:
        self.frame.unpersist()
        self.folder.cleanup()


def _take(session: Any, packs: Packs, matrix: Matrix) -> _Held:
    """The table, in as many parts as there are threads. By way of a file it is held in a faster form."""
    import pyarrow
    from pyarrow import parquet

    known = known_by(packs, matrix)
    columns = {
        item: pyarrow.array(values if item in packs.flags else values.view("int8"), mask=missing)
        for item, (values, missing) in known.items()
    }
    folder = tempfile.TemporaryDirectory()
    file = Path(folder.name) / "records.parquet"
    parquet.write_table(pyarrow.table(columns), file)
    frame = session.read.parquet(str(file)).coalesce(threads()).cache()
    frame.count()
    return _Held(frame, folder)


# --- queries ------------------------------------------------------------------------------------------


def _statuses(packs: Packs) -> str:
    rules = [
        column
        for rule in packs.rules
        for column in (f"{rule} is true as {rule}", f"{rule} is null as {UNDECIDED}{rule}")
    ]
    return _graded({BEFORE: packs.now}, tuple(READINGS), packs.areas, rules)


def _graded(
    packs: dict[str, Pack], kinds: tuple[str, ...], areas: Sequence[str], also: Sequence[str] = ()
) -> str:
    """Grades of some kinds under some packs, and other columns made from the rules."""
    rules = [
        f"{_condition(rule['when'])} as {prefix}{rule['id']}"
        for prefix, pack in packs.items()
        for rule in pack["rules"]
    ]
    settled, overall, names = [], [], [column.rpartition(" ")[2] for column in also]
    for prefix, pack in packs.items():
        for kind in kinds:
            settled += [_area(pack, prefix, kind, area) for area in pack["areas"]]
            overall.append(_overall(pack, prefix + kind))
            names += [f"{prefix}{kind}_{area}" for area in pack["areas"]]
    return (
        f"with ruled as (select {', '.join(rules)} from {RECORDS}), "
        f"settled as (select {', '.join([*also, *settled])} from ruled) "
        f"select {', '.join([*names, *overall])} from settled"
    )


def _condition(expression: Any) -> str:
    def leaf(item: str, operation: str, value: int | bool) -> str:
        if isinstance(value, bool):
            return item if value else f"(not {item})"
        return f"({item} {SIGNS.get(operation, operation)} {value}Y)"

    return written(expression, leaf, lambda word, parts: f"({f' {word} '.join(parts)})")


def _area(pack: Pack, prefix: str, kind: str, area: str) -> str:
    """The best grade that is supported, cut to the lowest limit. What is null does not count in a `case`."""
    support, limit = READINGS[kind]

    def case(said: str, possible: bool, grades: Sequence[int], otherwise: int) -> str:
        whens = []
        for grade in grades:
            rules = [
                f"coalesce({prefix}{rule['id']}, true)" if possible else prefix + rule["id"]
                for rule in pack["rules"]
                if (rule["then"]["kind"], rule["then"]["area"], rule["then"]["grade"]) == (said, area, grade)
            ]
            if rules:
                whens.append(f"when {' or '.join(rules)} then {grade}Y")
        return f"case {' '.join(whens)} else {otherwise}Y end"

    best = case("supports", bool(support), sorted(pack["grades"], reverse=True), 0)
    lowest = case("limits", bool(limit), sorted(pack["grades"]), max(pack["grades"]))
    return f"least({best}, {lowest}) as {prefix}{kind}_{area}"


def _overall(pack: Pack, kind: str) -> str:
    top = f"{max(pack['grades'])}Y"
    caps = []
    for one in pack["overall"]:
        below = " + ".join(f"cast({kind}_{area} <= {one['at_most']} as tinyint)" for area in one["areas"])
        caps.append(f"case when {below} >= {one['count']} then {one['cap']}Y else {top} end")
    return f"least({top}, {', '.join(caps)}) as {kind}_overall"


def _replay(packs: Packs) -> str:
    """How many records have which two grades in which area: the place of the area, a code, a count."""
    both = _graded({BEFORE: packs.now, AFTER: packs.edited}, ("grade",), packs.areas)
    codes = [f"{BEFORE}grade_{area} * {GRADES}Y + {AFTER}grade_{area}" for area in packs.areas]
    return (
        f"select pos, col, count(*) from (select posexplode(array({', '.join(codes)})) from ({both})) "
        "group by pos, col"
    )


def _read(packs: Packs, task: Task, found: Any) -> Answer:
    import numpy

    if task is Task.REPLAY:
        migration = numpy.zeros((len(packs.areas), GRADES * GRADES), dtype=numpy.int64)
        for place, code, count in found:
            migration[place, code] = count
        return Answer(migration=migration.reshape(-1, GRADES, GRADES))
    table = found.toArrow()

    def of(kind: str) -> Any:
        return stacked(table, [f"{kind}_{area}" for area in packs.areas])

    if task is Task.GRADES:
        return Answer(of("grade"))
    fired = stacked(table, packs.rules)
    undecided = stacked(table, [UNDECIDED + rule for rule in packs.rules])
    return Answer(of("grade"), of("lower"), of("upper"), fired, undecided)
