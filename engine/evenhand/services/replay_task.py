"""A part of a replay that another process works out: what it is told, and what it tells.

Rules go there as the text that they were written in, and are loaded there as they are here. What comes back
are counts, and the cases that lists are made of.
"""

from __future__ import annotations

import heapq
import pickle
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from tempfile import mkdtemp
from typing import Any

import numpy as np

from evenhand.diagnostics import Diagnostic, InvalidInput
from evenhand.evidence import EvidenceSchema
from evenhand.evidence.rows import BadRows, RowChunk
from evenhand.services.attribution import COUNTS
from evenhand.services.case_rows import Rejected, RowReader
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import Casebook, casebook_at, rows_fault
from evenhand.services.cases import Cases, Rows
from evenhand.services.replay import Replayer
from evenhand.services.replay_merge import first_moved, first_open
from evenhand.services.replay_results import AreaReplay, Listed, Moved, Unreplayed
from evenhand.services.replay_sides import Side, side_of
from evenhand.services.sweep import Sweep, read_sweep
from evenhand.services.workspace import Workspace


@dataclass(frozen=True)
class Task:
    """What a worker is told: files by where they are put, and what is asked of the cases.

    `rule_sets` are the paths by which the casebook file names rule sets, from where it lies, and where they
    are put; `sides` are the same for the sides, from the current folder.
    `repeats` are the ids that several rows have, with the number of the first.
    """

    files: Mapping[str, bytes]
    roots: tuple[str, ...]
    rule_sets: Mapping[str, str]
    sides: Mapping[str, str]
    casebook: str
    before: str
    after: str
    area: str | None
    by: str | None
    sweep: str | None
    provisional: bool
    keep_departures: bool
    every_move: bool
    repeats: Mapping[str, int]

    def written(self) -> bytes:
        """The task as bytes."""
        return pickle.dumps(self)


@dataclass(frozen=True)
class OpenCase:
    """A case that cannot be replayed. What it is missing is worked out where its cells are sent."""

    id: str
    area: str | None
    reason: str | None
    missing: tuple[str, ...]
    cells: Mapping[str, str]


@dataclass
class Part:
    """What came of some of the cases."""

    first: int = 0
    """The number of the first row, to put parts in order."""
    read: int = 0
    cases: int = 0
    without_rules: int = 0
    not_affected: int = 0
    without_area: int = 0
    areas: dict[str, AreaReplay] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    only_alone: list[Moved] = field(default_factory=list)
    open: list[OpenCase] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    """The tallies of an attribution."""
    sweep: Sweep | None = None
    rejected: list[Rejected] = field(default_factory=list)
    known_areas: set[str] = field(default_factory=set)
    unresolved: bool = False
    faults: tuple[Diagnostic, ...] = ()
    """Why nothing could be replayed."""

    def written(self) -> bytes:
        """The part as bytes."""
        return pickle.dumps(self)


def read_part(written: bytes) -> Part:
    """A part from the bytes that a worker of this program wrote."""
    found = pickle.loads(written)
    assert isinstance(found, Part)
    return found


def there(path: Path) -> str:
    """Where a file of this machine is put below the folder of a task: as it lies here, so that paths hold."""
    pure = PurePath(path)
    return PurePath(pure.drive.strip(":\\/") or "files", *pure.parts[1:]).as_posix()


# --- in the worker -----------------------------------------------------------------------------------


def work(task: bytes, chunks: Iterable[RowChunk], scratch: Path) -> bytes:
    """Replay some rows. Files are put into a folder of their own in `scratch`, which somebody else tidies."""
    folder = _kept[task].folder if task in _kept else Path(mkdtemp(prefix="evenhand-", dir=scratch))
    try:
        return _Work(_ready(task, folder)).part(chunks).written()
    except InvalidInput as invalid:
        return Part(faults=tuple(_without(folder, one) for one in invalid.diagnostics)).written()


def _without(folder: Path, told: Diagnostic) -> Diagnostic:
    """A diagnostic without the folder that the files were put into."""
    own = f"{folder.as_posix()}/files"
    span = told.span
    if span is None or not span.file.startswith(own):
        return told
    return replace(told, span=replace(span, file=span.file.removeprefix(own)))


@dataclass(frozen=True)
class _Ready:
    """A task with its rules at hand."""

    task: Task
    workspace: Workspace
    case_rules: CaseRules
    casebook: Casebook
    schema: EvidenceSchema | None
    folder: Path

    def side(self, reference: str) -> Side:
        name = self.task.sides.get(reference)
        found = side_of(
            reference if name is None else str(self.folder / name), self.workspace, self.case_rules
        )
        return replace(found, reference=reference)


_kept: dict[bytes, _Ready] = {}
"""The last task: a worker gets many parts of the same one."""


def _ready(written: bytes, folder: Path) -> _Ready:
    if written not in _kept:
        task = pickle.loads(written)
        for name, text in task.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        workspace = Workspace(tuple(folder / root for root in task.roots))
        case_rules = CaseRules(workspace)
        casebook = _moved_here(casebook_at(folder / task.casebook), task, folder)
        schema = CaseReading(casebook, workspace, case_rules).schema()
        _kept.clear()
        _kept[written] = _Ready(task, workspace, case_rules, casebook, schema, folder)
    return _kept[written]


def _moved_here(casebook: Casebook, task: Task, folder: Path) -> Casebook:
    """The casebook with rule sets that it names by path named by where they are put."""

    def here(name: str) -> str:
        return str(folder / task.rule_sets[name]) if name in task.rule_sets else name

    document = casebook.document
    framework = None if document.framework is None else here(document.framework)
    frameworks = {word: here(name) for word, name in document.frameworks.items()}
    changed = document.model_copy(update={"framework": framework, "frameworks": frameworks})
    return replace(casebook, document=changed)


class _Gathered:
    """Takes the place of a table of moves: keeps every one of them."""

    def __init__(self) -> None:
        self.moved: list[Moved] = []

    def add(self, moved: Iterable[Moved]) -> None:
        self.moved.extend(moved)


class _PartReplayer(Replayer):
    """Replays a part: lists the cases that come first by id, as these are what the whole of it lists.

    Lists are cut where they are taken from it, after each chunk.
    """

    def is_full(self, listed: Sequence[Listed], most: int) -> bool:
        """Never: another case may come before one that is listed."""
        return False

    def chosen(self, cases: Cases, rows: Rows, listed: Sequence[Listed], most: int) -> Rows:
        """The rows with the first ids. An id is only once among rows, but may be listed for another area."""
        found = [(cases.id.at(row), row) for row in rows.tolist()]
        if len(listed) >= most:
            last = max(one.id for one in listed)
            found = [one for one in found if one[0] <= last]
        chosen = sorted(row for _, row in heapq.nsmallest(most, found))
        return np.array(chosen, dtype=rows.dtype)


class _Work:
    """The replay of one part."""

    def __init__(self, ready: _Ready) -> None:
        task = ready.task
        self.document = ready.casebook.document
        self.reader = RowReader(
            ready.casebook, ready.case_rules, ready.schema, again=True, repeats=task.repeats
        )
        self.every = _Gathered() if task.every_move else None
        sweep = None if task.sweep is None else Sweep(read_sweep(task.sweep))
        sides = ready.side(task.before), ready.side(task.after)
        self.replayer = _PartReplayer(
            *sides,
            task.area,
            task.by,
            sweep,
            self.every,
            provisional=task.provisional,
            keep_departures=task.keep_departures,
        )
        self.found = Part()

    def part(self, chunks: Iterable[RowChunk]) -> Part:
        try:
            for chunk in chunks:
                self._add(chunk)
        except BadRows as bad:
            raise InvalidInput([rows_fault(bad, self.document.rows or bad.span.file)]) from bad
        return self._whole()

    def _add(self, chunk: RowChunk) -> None:
        part, replay = self.found, self.replayer.found
        part.first = min(part.first or chunk.first, chunk.first)
        part.read += chunk.rows
        cases, rejected = self.reader.read(chunk)
        part.rejected += rejected
        known = len(replay.unreplayed)
        for some in self.replayer.alike(cases):
            self.replayer.add(some, self.replayer.tried(some))
        part.open = first_open([*part.open, *(_open(one, chunk) for one in replay.unreplayed[known:])])
        # What a case is missing is not worked out here, and the cases that it would take are let go.
        replay.unreplayed[known:] = [replace(one, find=tuple) for one in replay.unreplayed[known:]]
        replay.unreplayed = first_open(replay.unreplayed)
        replay.moved, replay.only_alone = first_moved(replay.moved), first_moved(replay.only_alone)

    def _whole(self) -> Part:
        part, replay = self.found, self.replayer.found
        part.cases, part.without_rules = replay.cases, replay.without_rules
        part.not_affected, part.without_area = replay.not_affected, replay.without_area
        part.areas = replay.areas
        part.moved = replay.moved if self.every is None else self.every.moved
        part.only_alone = replay.only_alone
        if replay.attribution is not None:
            part.counts = {name: getattr(replay.attribution, name) for name in COUNTS}
        if replay.sweep is not None:
            part.sweep = copy(replay.sweep)
            part.sweep._rules = {}
        part.known_areas, part.unresolved = self.reader.areas, self.reader.unresolved
        return part


def _open(one: Unreplayed, chunk: RowChunk) -> OpenCase:
    if one.area is None:
        return OpenCase(one.id, None, one.reason, one.missing, {})
    row = one.number - chunk.first
    cells = {name: column.at(row) for name, column in chunk.columns.items()}
    return OpenCase(one.id, one.area, one.reason, (), cells)
