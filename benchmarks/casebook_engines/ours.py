"""evenhand's own engine over columns, in the two forms in which a replay meets a casebook.

Coded: the bit planes that the first replay keeps beside a casebook, and the next one maps into memory.
Columns: one byte a value, as a file of rows is read; the coding is timed with the deciding. Both call what
`evenhand replay` calls. A record's grade is its provisional one: the workload counts a rule that is undecided
as not fired.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.casebook_engines.engine import MISSING, Answer, Engine, Matrix, Packs, Task
from benchmarks.translate import load_pack
from evenhand import __version__
from evenhand.backends.planes import (
    About,
    Asked,
    CodedColumns,
    Column,
    Columns,
    PlaneResult,
    PlaneRules,
    compile_together,
    item_column,
)
from evenhand.domain import NOT_LOOKED_AT, EvidenceItem, ItemState
from evenhand.evidence import read_value

STATUSES = Asked.PROVISIONAL | Asked.REACH | Asked.RULES


def build(packs: Packs) -> Engine:
    """evenhand, asked of coded columns."""
    alone, both = _compiled(packs)

    def take(matrix: Matrix) -> tuple[CodedColumns, CodedColumns]:
        columns = _columns(packs, matrix, alone[0])
        return alone[0].coding.code(columns), both[0].coding.code(columns)

    tasks = {
        Task.GRADES: lambda held: alone[0].run(held[0], Asked.PROVISIONAL),
        Task.STATUSES: lambda held: alone[0].run(held[0], STATUSES),
        Task.REPLAY: lambda held: _replayed(packs, both, held[1]),
    }
    return Engine("evenhand", __version__, take, tasks, lambda task, found: _answer(packs, task, found))


def build_columns(packs: Packs) -> Engine:
    """evenhand, asked of columns that it has to code first."""
    alone, both = _compiled(packs)

    def coded(rules: Sequence[PlaneRules], held: Columns) -> CodedColumns:
        return rules[0].coding.code(held)

    tasks = {
        Task.GRADES: lambda held: alone[0].run(coded(alone, held), Asked.PROVISIONAL),
        Task.STATUSES: lambda held: alone[0].run(coded(alone, held), STATUSES),
        Task.REPLAY: lambda held: _replayed(packs, both, coded(both, held)),
    }
    return Engine(
        "evenhand, from columns",
        __version__,
        lambda matrix: _columns(packs, matrix, alone[0]),
        tasks,
        lambda task, found: _answer(packs, task, found),
    )


def _compiled(packs: Packs) -> tuple[list[PlaneRules], list[PlaneRules]]:
    now, edited = load_pack(packs.now), load_pack(packs.edited)
    return compile_together([now]), compile_together([now, edited])


def _columns(packs: Packs, matrix: Matrix, rules: PlaneRules) -> Columns:
    items = rules.rules.schema.items
    found = {}
    for name, values in zip(packs.items, matrix, strict=True):
        written = np.unique(values)
        table = np.zeros(256, dtype=np.uint8)
        table[written] = np.arange(len(written))
        states = tuple(_state(items[name], int(value), packs) for value in written)
        found[item_column(name)] = Column(states, table[values])
    return Columns(matrix.shape[1], found)


def _state(item: EvidenceItem, value: int, packs: Packs) -> ItemState:
    if value == MISSING:
        return NOT_LOOKED_AT
    if item.id in packs.flags:
        return read_value(item, "yes" if value else "no")
    return read_value(item, str(value) if item.type.is_numeric else f"level_{value}")


def _replayed(packs: Packs, both: Sequence[PlaneRules], held: CodedColumns) -> dict[str, Any]:
    before, after = (rules.run(held, Asked.PROVISIONAL) for rules in both)
    return {area: before.moves(after, About.PROVISIONAL, area) for area in packs.areas}


def _answer(packs: Packs, task: Task, found: Any) -> Answer:
    if task is Task.REPLAY:
        # A record without a grade would be counted first; the workload has none.
        return Answer(migration=np.stack([found[area][1:, 1:] for area in packs.areas]))

    def areas(about: About) -> Any:
        return np.stack([found.codes(about, area) for area in packs.areas])

    if task is Task.GRADES:
        return Answer(grades=areas(About.PROVISIONAL))
    fired, undecided = _statuses(packs, found)
    return Answer(
        grades=areas(About.PROVISIONAL),
        lowest=areas(About.WORST),
        highest=areas(About.BEST),
        fired=fired,
        undecided=undecided,
    )


def _statuses(packs: Packs, found: PlaneResult) -> tuple[Any, Any]:
    truths = np.stack([found.codes(About.RULE, rule) for rule in packs.rules])
    return truths == 2, truths == 1
