"""evenhand's own engine over columns, in the two forms in which a replay meets a casebook.

Coded: the bit planes that the first replay keeps beside a casebook, and the next one maps into memory.
Columns: one byte a value, as a file of rows is read; the coding is timed with the deciding. Both call what
`evenhand replay` calls. A record's grade is its provisional one: the workload counts a rule that is undecided
as not fired.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.casebook_engines.engine import MISSING, Answer, Engine, Matrix, Packs, Task, in_words
from benchmarks.translate import load_pack, rule_set_files, schema_text
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
)
from evenhand.domain import NOT_LOOKED_AT, EvidenceItem, ItemState
from evenhand.evidence import read_value
from evenhand.language import item_column
from evenhand.services.replay_cache import FOLDER as CACHE
from evenhand.services.replay_casebook import replay_casebook
from evenhand.services.workspace import open_workspace

WITHOUT = 3
"""How many codes there are for records without a grade."""

WORKSPACE = "evenhand-workspace"
STATUSES = Asked.PROVISIONAL | Asked.REACH | Asked.RULES


def build(packs: Packs) -> Engine:
    """evenhand, asked of coded columns."""
    alone, both = _compiled(packs)

    def take(matrix: Matrix) -> tuple[CodedColumns, CodedColumns]:
        columns = columns_of(packs, matrix, alone[0])
        return alone[0].coding.code(columns), both[0].coding.code(columns)

    tasks = {
        Task.GRADES: lambda held: alone[0].run(held[0], Asked.PROVISIONAL),
        Task.STATUSES: lambda held: alone[0].run(held[0], STATUSES),
        Task.REPLAY: lambda held: _replayed(packs, both, held[1]),
    }
    return Engine(
        "evenhand",
        __version__,
        take,
        tasks,
        lambda task, found: _answer(packs, task, found),
        note="From Parquet: what an earlier replay kept beside the file is there, but for the first round.",
        summary=lambda path: _summary(packs, path),
    )


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
        lambda matrix: columns_of(packs, matrix, alone[0]),
        tasks,
        lambda task, found: _answer(packs, task, found),
        note="From Parquet: nothing was kept by an earlier replay, and what the next can use is written.",
        summary=lambda path: _first_summary(packs, path),
    )


def _first_summary(packs: Packs, path: Path) -> Any:
    shutil.rmtree(path.parent / CACHE, ignore_errors=True)
    return _summary(packs, path)


def _summary(packs: Packs, path: Path) -> Any:
    """The migration counts that `evenhand replay --provisional` prints, as an array."""
    folder = path.parent / WORKSPACE
    _write_workspace(packs, path, folder)
    found = replay_casebook(
        str(folder / "casebook.yaml"),
        open_workspace(folder),
        before=f"workload@{packs.now['version']}",
        after=f"workload@{packs.edited['version']}",
        provisional=True,
    )
    areas = found.replay.areas
    return np.stack([areas[area].tally.graded for area in packs.areas])


def _write_workspace(packs: Packs, rows: Path, folder: Path) -> None:
    files = {"evidence_schemas/workload.yaml": schema_text(packs.now)}
    for pack in (packs.now, packs.edited):
        for name, text in rule_set_files(pack).items():
            files[f"rules/workload/{pack['version']}/{name}"] = text
    levels = list(packs.levels)
    columns = {
        "evidence": {item: in_words(item) if item in levels else item for item in packs.items},
        "not_used": levels,
    }
    casebook = {
        "casebook": "workload",
        "title": "The workload of the benchmarks",
        "kind": "synthetic",
        "source": {"document": "The workload of the benchmarks"},
        "licence": "none",
        "rows": str(rows),
        "framework": f"workload@{packs.now['version']}",
        "columns": columns,
    }
    files["casebook.yaml"] = yaml.safe_dump(casebook, sort_keys=False)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _compiled(packs: Packs) -> tuple[list[PlaneRules], list[PlaneRules]]:
    now, edited = load_pack(packs.now), load_pack(packs.edited)
    return compile_together([now]), compile_together([now, edited])


def columns_of(packs: Packs, matrix: Matrix, rules: PlaneRules) -> Columns:
    """The records of a matrix of the workload as our columns."""
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
    # Records without a grade are counted before the others; the workload has none.
    return {area: before.moves(after, About.PROVISIONAL, area)[WITHOUT:, WITHOUT:] for area in packs.areas}


def _answer(packs: Packs, task: Task, found: Any) -> Answer:
    if task is Task.REPLAY:
        return Answer(migration=np.stack([found[area] for area in packs.areas]))

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
