"""zen-engine: one record after another, on a part of the records. It has no columns.

The two fastest forms of the benchmark of one inspection, which says how they are made. What it is given are
records as Python has them, which is what it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.casebook_engines.engine import GRADES, MISSING, Answer, Engine, Matrix, Packs, Task
from benchmarks.engines import zen
from benchmarks.engines.engine import Decided
from benchmarks.engines.engine import Engine as OneByOne
from benchmarks.engines.engine import Task as OneTask
from benchmarks.workload import Pack, Record

AT_MOST = 20_000


def build(packs: Packs) -> Engine:
    """A decision table that collects."""
    return _engine(packs, zen.build)


def build_expression(packs: Packs) -> Engine:
    """One compiled expression that is an array of all conditions: no decision, no rules."""
    return _engine(packs, zen.build_expression)


def _engine(packs: Packs, form: Callable[[Pack], OneByOne]) -> Engine:
    now, edited = form(packs.now), form(packs.edited)
    grades, edited_grades = now.tasks[OneTask.FIRED], edited.tasks[OneTask.FIRED]
    reach = now.tasks[OneTask.REACH]
    return Engine(
        name=now.name,
        version=now.version,
        take=lambda matrix: _records(packs, matrix),
        tasks={
            Task.GRADES: lambda held: [grades(record) for record in held],
            Task.STATUSES: lambda held: [reach(record) for record in held],
            Task.REPLAY: lambda held: [(grades(record), edited_grades(record)) for record in held],
        },
        read=lambda task, found: _read(packs, task, found),
        note=f"one record after another; {now.note}",
        at_most=AT_MOST,
    )


def _records(packs: Packs, matrix: Matrix) -> list[Record]:
    found: list[Record] = []
    for values in matrix.T.tolist():
        pairs = zip(packs.items, values, strict=True)
        found.append(
            {item: bool(value) if item in packs.flags else value for item, value in pairs if value != MISSING}
        )
    return found


def _read(packs: Packs, task: Task, found: list[Any]) -> Answer:
    import numpy

    if task is Task.REPLAY:
        migration = numpy.zeros((len(packs.areas), GRADES, GRADES), dtype=numpy.int64)
        for one, other in found:
            for place, area in enumerate(packs.areas):
                migration[place, one.grades[area], other.grades[area]] += 1
        return Answer(migration=migration)

    def of(part: Callable[[Decided], Any]) -> Any:
        return numpy.array([[part(one)[area] for one in found] for area in packs.areas], dtype=numpy.uint8)

    if task is Task.GRADES:
        return Answer(of(lambda one: one.grades))

    def ruled(part: Callable[[Decided], Any]) -> Any:
        named = [set(part(one)) for one in found]
        return numpy.array([[rule in names for names in named] for rule in packs.rules])

    return Answer(
        of(lambda one: one.grades),
        of(lambda one: one.lowest),
        of(lambda one: one.highest),
        ruled(lambda one: one.fired),
        ruled(lambda one: one.undecided),
    )
