"""DuckDB, in two forms: a table with nulls, as people have it, and one in which a code stands for null.

Tried and slower: `case` over conditions with three truths (1.6 to 4.5 times slower), the same over codes,
`coalesce` around every comparison, 1 minus a truth for its opposite, and a new table as the result.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.casebook_engines.duckdb_query import UNDECIDED, Query
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
from benchmarks.engines.engine import NotInstalledError
from benchmarks.measuring import threads


def build(packs: Packs) -> Engine:
    """SQL over a table with nulls, which are made codes at the beginning of every query."""
    note = "SQL over a table in memory with nulls, made codes in the query; truths are whole numbers"
    return _engine(packs, "DuckDB", note, nulls=True)


def build_coded(packs: Packs) -> Engine:
    """SQL over a table without nulls."""
    note = "SQL over a table in memory in which 255 is missing; truths are whole numbers"
    return _engine(packs, "DuckDB, coded", note, nulls=False)


def _engine(packs: Packs, name: str, note: str, *, nulls: bool) -> Engine:
    try:
        import duckdb
        import pyarrow  # noqa: F401 (makes the columns)
    except ImportError:
        raise NotInstalledError("pip install duckdb pyarrow") from None

    def opened() -> Any:
        return duckdb.connect(config={"threads": threads()})

    def take(matrix: Matrix) -> Any:
        connection = opened()
        connection.register("given", _table(packs, matrix, nulls=nulls))
        connection.execute("create table records as from given")
        connection.unregister("given")
        return connection

    query = Query(packs, "records", nulls)
    return Engine(
        name=name,
        version=duckdb.__version__,
        take=take,
        tasks={
            Task.GRADES: lambda held: held.execute(query.grades()).fetchnumpy(),
            Task.STATUSES: lambda held: held.execute(query.statuses()).fetchnumpy(),
            Task.REPLAY: lambda held: _replay(held, query),
        },
        read=lambda task, found: _read(packs, task, found),
        note=note,
        # One way of reading a file, whichever form the table in memory has.
        summary=(lambda path: _summary(opened(), packs, path)) if nulls else None,
        free=lambda held: held.close(),
    )


def _table(packs: Packs, matrix: Matrix, *, nulls: bool) -> Any:
    import pyarrow

    if not nulls:
        return pyarrow.table(dict(zip(packs.items, matrix, strict=True)))
    known = known_by(packs, matrix)
    return pyarrow.table(
        {item: pyarrow.array(values, mask=missing) for item, (values, missing) in known.items()}
    )


def _replay(connection: Any, query: Query) -> Any:
    connection.execute(f"create or replace temp table graded as {query.both()}")
    return [
        connection.execute(f"select {area}, count(*) from graded group by {area}").fetchall()
        for area in query.packs.areas
    ]


def _summary(connection: Any, packs: Packs, path: Path) -> Any:
    query = Query(packs, f"read_parquet('{path}')", nulls=True)
    found = _read(packs, Task.REPLAY, _replay(connection, query)).migration
    connection.close()
    return found


def _read(packs: Packs, task: Task, found: Any) -> Answer:
    import numpy

    if task is Task.REPLAY:
        migration = numpy.zeros((len(packs.areas), GRADES * GRADES), dtype=numpy.int64)
        for place, counts in enumerate(found):
            for code, count in counts:
                migration[place, code] = count
        return Answer(migration=migration.reshape(-1, GRADES, GRADES))

    def of(kind: str) -> Any:
        return stacked(found, [f"{kind}_{area}" for area in packs.areas])

    if task is Task.GRADES:
        return Answer(of("grade"))
    fired = stacked(found, packs.rules).astype(bool)
    undecided = stacked(found, [UNDECIDED + rule for rule in packs.rules]).astype(bool)
    return Answer(of("grade"), of("lower"), of("upper"), fired, undecided)
