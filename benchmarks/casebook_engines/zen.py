"""zen-engine: one record after another, on a part of the records. It has no columns.

Its decision table in one batch, a third faster than one call for each record, and its evaluator alone.
What it is given are records as Python has them, which is what it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from benchmarks.casebook_engines.engine import GRADES, MISSING, Answer, Engine, Matrix, Packs, Task
from benchmarks.engines import zen
from benchmarks.engines.engine import Decided, Grading, infix, told_apart
from benchmarks.engines.engine import Task as OneTask
from benchmarks.workload import Pack, Record

AT_MOST = 5_000
MAYBE = zen.MAYBE

Ask = Callable[[OneTask, Sequence[Record]], list[Decided]]
"""Decides records under one pack."""


def build(packs: Packs) -> Engine:
    """A decision table that collects, asked for all records in one batch."""
    note = "a decision table that collects, one batch of records; graded in Python"
    return _engine(packs, "zen-engine", _batches, note)


def build_expression(packs: Packs) -> Engine:
    """One compiled expression that is an array of all conditions: no decision, no rules."""
    note = "its evaluator alone, one record after another; graded in Python"
    return _engine(packs, "zen-engine, evaluator", _one_by_one, note)


def _batches(pack: Pack) -> Ask:
    library = zen.installed()
    certain = [(rule["id"], infix(rule["when"], possible=False)) for rule in pack["rules"]]
    possible = [(MAYBE + rule["id"], infix(rule["when"], possible=True)) for rule in pack["rules"]]
    tables = {OneTask.FIRED.name: zen.table(certain), OneTask.REACH.name: zen.table(certain + possible)}
    engine = library.ZenEngine({"loader": tables.__getitem__})
    grading = Grading(pack)

    def ask(task: OneTask, records: Sequence[Record]) -> list[Decided]:
        found = engine.evaluate_batch([{"key": task.name, "context": record} for record in records])
        rows = ([row["rule"] for row in one["data"]["result"]] for one in found)
        if task is OneTask.FIRED:
            return [grading.answer(task, fired) for fired in rows]
        return [grading.answer(task, *told_apart(names, MAYBE)) for names in rows]

    return ask


def _one_by_one(pack: Pack) -> Ask:
    engine = zen.build_expression(pack)

    def ask(task: OneTask, records: Sequence[Record]) -> list[Decided]:
        run = engine.tasks[task]
        return [run(record) for record in records]

    return ask


def _engine(packs: Packs, name: str, form: Callable[[Pack], Ask], note: str) -> Engine:
    now, edited = form(packs.now), form(packs.edited)
    return Engine(
        name=name,
        version=version("zen-engine"),
        take=lambda matrix: _records(packs, matrix),
        tasks={
            Task.GRADES: lambda held: now(OneTask.FIRED, held),
            Task.STATUSES: lambda held: now(OneTask.REACH, held),
            Task.REPLAY: lambda held: list(
                zip(now(OneTask.FIRED, held), edited(OneTask.FIRED, held), strict=True)
            ),
        },
        read=lambda task, found: _read(packs, task, found),
        note=note,
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
