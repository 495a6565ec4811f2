"""Holding an engine's answers about a casebook to the slow reference."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks.casebook_engines.engine import GRADES, Answer, Engine, Matrix, Packs, Task
from benchmarks.measuring import DisagreementError

KINDS = {"grades": "grade", "lowest": "lower", "highest": "upper"}
STATUSES = {"fired": "fired", "undecided": "unknown"}
PARTS = {
    Task.GRADES: ("grades",),
    Task.STATUSES: ("grades", "lowest", "highest", "fired", "undecided"),
    Task.REPLAY: ("migration",),
}
"""What an answer to each task has to hold."""


@dataclass(frozen=True)
class Checked:
    """Records that the reference has decided."""

    packs: Packs
    matrix: Matrix
    expected: Answer


def decided(module: ModuleType, packs: Packs, records: int) -> Checked:
    """The first records of the workload's seed, decided by the reference under both rule sets."""
    import numpy

    matrix = module.gen_np(records)
    read = module.to_records(matrix)
    now = [module.evaluate(packs.now, record) for record in read]
    after = [module.evaluate(packs.edited, record)["grade"] for record in read]
    grades = {
        part: numpy.array([[one[kind][area] for one in now] for area in packs.areas], dtype=numpy.uint8)
        for part, kind in KINDS.items()
    }
    rules = {
        part: numpy.array([[rule in one[kind] for one in now] for rule in packs.rules])
        for part, kind in STATUSES.items()
    }
    migration = numpy.zeros((len(packs.areas), GRADES, GRADES), dtype=numpy.int64)
    for place, area in enumerate(packs.areas):
        for one, other in zip(now, after, strict=True):
            migration[place, one["grade"][area], other[area]] += 1
    return Checked(packs, matrix, Answer(**grades, **rules, migration=migration))


def check(engine: Engine, task: Task, checked: Checked) -> None:
    """Hold an answer to the reference. Raises DisagreementError where a part differs or is not there."""
    held = engine.take(checked.matrix)
    found = engine.read(task, engine.tasks[task](held))
    engine.free(held)
    for part in PARTS[task]:
        difference = _difference(part, getattr(found, part), getattr(checked.expected, part))
        if difference:
            raise DisagreementError(f"{engine.name}, {task}: {part} {difference}")


def _difference(part: str, found: Any, expected: Any) -> str | None:
    import numpy

    if found is None:
        return "are not there"
    if found.shape != expected.shape:
        return f"have the shape {found.shape}, and {expected.shape} in the reference"
    differing = numpy.argwhere(found != expected)
    if not len(differing):
        return None
    first = tuple(int(place) for place in differing[0])
    return (
        f"differ from the reference in {len(differing)} places, the first of them {first}: "
        f"{found[first]}, and {expected[first]} in the reference"
    )
