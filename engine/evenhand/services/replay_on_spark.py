"""Replay a casebook on a Spark cluster: its rows in parts, by the same program, and their counts added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evenhand import __version__
from evenhand.diagnostics import Diagnostic, InvalidInput, codes
from evenhand.evidence.rows import BadRows, Column, CsvRows, RowChunk
from evenhand.services.case_rows import RowReader, check_items
from evenhand.services.casebook_cases import CHUNK, CaseReading
from evenhand.services.casebooks import Casebook, is_path, named_columns, open_casebook, rows_fault
from evenhand.services.missing_evidence import missing_for
from evenhand.services.replay import Replayer
from evenhand.services.replay_merge import in_order, merged
from evenhand.services.replay_results import Replay, Unreplayed
from evenhand.services.replay_task import OpenCase, Part, Task, read_part, there
from evenhand.services.workspace import Workspace

if TYPE_CHECKING:
    from evenhand.backends.spark import SparkRows

WORK = "evenhand.services.replay_task:work"
"""What workers do with a part."""

_HINTS = {
    "java": "install Java 17 or later, or say where it is in JAVA_HOME",
    "pyspark": "pip install 'evenhand[spark]'",
}


@dataclass(frozen=True)
class OnSpark:
    """Where to replay: the master, if not the environment's, and a table, if not the rows of the casebook."""

    master: str | None = None
    table: str | None = None

    def open(self, name: str, workspace: Workspace) -> tuple[Casebook, SparkRows]:
        """The casebook, and its rows as the cluster sees them. Raises InvalidInput."""
        try:
            return self._open(name, workspace)
        except _errors() as error:
            raise InvalidInput([_told(error)]) from error

    def _open(self, name: str, workspace: Workspace) -> tuple[Casebook, SparkRows]:
        from evenhand.backends.spark import from_csv, open_session, parquet_rows, table_rows

        if self.table is not None:
            rows = table_rows(open_session(self.master), self.table)
            casebook = open_casebook(name, workspace, rows)
            columns = casebook.document.columns
            if columns is None or columns.id is None:
                raise _refused(
                    casebook, "its file names no column `id`, and the rows of a table have no numbers"
                )
            return casebook, rows
        casebook = open_casebook(name, workspace)
        own = casebook.rows
        if own is None:
            raise _refused(casebook, "it is a folder of inspection files")
        session = open_session(self.master)
        if not isinstance(own, CsvRows):
            return casebook, parquet_rows(session, own.files, own.shown)
        try:
            return casebook, from_csv(session, own.head, own.chunks(frozenset(own.head), CHUNK), own.shown)
        except BadRows as bad:
            raise InvalidInput([rows_fault(bad, casebook.document.rows or "")]) from bad


def _refused(casebook: Casebook, problem: str) -> InvalidInput:
    return InvalidInput([codes.NOT_FOR_SPARK.at(None, id=casebook.id, problem=problem)])


def _errors() -> tuple[type[Exception], ...]:
    from evenhand.backends.spark import SparkFailedError, SparkMissingError, WorkersLackError

    return SparkFailedError, SparkMissingError, WorkersLackError


def _told(error: Exception) -> Diagnostic:
    from evenhand.backends.spark import SparkMissingError, WorkersLackError

    if isinstance(error, SparkMissingError):
        hint = _HINTS.get(error.what, _HINTS["pyspark"])
        return codes.SPARK_MISSING.at(None, problem=str(error), hint=hint)
    if isinstance(error, WorkersLackError):
        hint = "say in PYSPARK_PYTHON which Python of the workers has it"
        return codes.SPARK_WORKERS.at(None, problem=str(error), hint=hint)
    return codes.SPARK_FAILED.at(None, problem=str(error))


# --- replaying ---------------------------------------------------------------------------------------


def replay_on_spark(replayer: Replayer, reading: CaseReading, rows: SparkRows, sweep: str | None) -> Replay:
    """Replay a casebook in parts, and put together what came of them.

    Rejected rows are added to those of `reading`. Lists are in the order of ids. Raises InvalidInput where
    nothing can be replayed.
    """
    reading.check_rule_sets()
    check_items(reading.casebook, reading.schema())
    named = reading.casebook.document.columns
    assert named is not None
    asked = set(named_columns(reading.casebook.document).values()) - set(named.not_used)
    columns = [name for name in rows.head if name in asked]
    try:
        repeats = {} if named.id is None else rows.repeated(named.id)
        task = _task(replayer, reading, sweep, repeats)
        answers = [read_part(one) for one in rows.each_part(columns, WORK, task.written(), __version__)]
    except _errors() as error:
        raise InvalidInput([_told(error)]) from error
    parts = sorted((part for part in answers if part.read or part.faults), key=lambda part: part.first)
    _check(parts, reading)
    return _put_together(replayer, reading, parts)


def _task(replayer: Replayer, reading: CaseReading, sweep: str | None, repeats: dict[str, int]) -> Task:
    workspace, casebook, found = reading.workspace, reading.casebook, replayer.found
    # Loaded before files are gathered, so that those named by path are among them.
    rule_sets = _named_by_path(reading)
    sides = {
        side.reference: there(workspace.find(side.reference).resolve())
        for side in (found.before, found.after)
        if side.rule_set is not None
    }
    files = {there(path): text for path, text in workspace.files().items()}
    files[there(casebook.path.resolve())] = casebook.path.read_bytes()
    return Task(
        files=files,
        roots=tuple(there(root) for root in workspace.roots),
        rule_sets=rule_sets,
        sides=sides,
        casebook=there(casebook.path.resolve()),
        before=found.before.reference,
        after=found.after.reference,
        area=replayer.area,
        by=found.by,
        sweep=sweep,
        provisional=found.provisional,
        keep_departures=found.keeps_departures,
        every_move=replayer.table is not None,
        repeats=repeats,
    )


def _named_by_path(reading: CaseReading) -> dict[str, str]:
    """Where the rule sets are put that the casebook names by path, from where it lies."""
    casebook, workspace = reading.casebook, reading.workspace
    found = {}
    for name in sorted(casebook.document.rule_sets):
        reference = casebook.reference(name)
        if is_path(reference) or Path(reference).exists():
            workspace.rule_set(reference)
            found[name] = there(workspace.find(reference).resolve())
    return found


def _check(parts: Sequence[Part], reading: CaseReading) -> None:
    faults = dict.fromkeys(fault for part in parts for fault in part.faults)
    if faults:
        raise InvalidInput(list(faults))
    if not parts:
        raise InvalidInput([codes.EMPTY_CASEBOOK.at(None)])
    if not any(part.unresolved for part in parts):
        reading.check_areas({area for part in parts for area in part.known_areas})


def _put_together(replayer: Replayer, reading: CaseReading, parts: Sequence[Part]) -> Replay:
    reading.read = sum(part.read for part in parts)
    rejected = [row for part in parts for row in part.rejected]
    reading.rejects.add(sorted(rejected, key=lambda row: (row.number, row.id)))
    missing = partial(_missing, replayer, reading)
    replays = [_replay(part, replayer.found, missing) for part in parts]
    whole = merged(replays)
    if replayer.table is not None:
        places = {id: at for at, id in enumerate(whole.areas)}
        replayer.table.add(in_order((one for replay in replays for one in replay.moved), places))
    return whole


def _replay(part: Part, empty: Replay, missing: Callable[[OpenCase], tuple[str, ...]]) -> Replay:
    found = Replay(empty.before, empty.after, empty.by, part.cases, provisional=empty.provisional)
    found.keeps_departures = empty.keeps_departures
    found.areas, found.moved, found.only_alone = part.areas, part.moved, part.only_alone
    found.without_rules, found.not_affected = part.without_rules, part.not_affected
    found.without_area = part.without_area
    found.unreplayed = [Unreplayed(one.id, one.area, partial(missing, one), one.reason) for one in part.open]
    found.sweep = part.sweep
    if empty.attribution is not None:
        found.attribution = copy(empty.attribution)
        for name, counts in part.counts.items():
            setattr(found.attribution, name, counts)
    return found


def _missing(replayer: Replayer, reading: CaseReading, one: OpenCase) -> tuple[str, ...]:
    """What a case is missing, worked out here from its cells."""
    if one.area is None:
        return one.missing
    reader = RowReader(reading.casebook, reading.case_rules, reading.schema(), again=True)
    which = np.zeros(1, dtype=np.uint8)
    columns = {name: Column([cell], which) for name, cell in one.cells.items()}
    cases, _ = reader.read(RowChunk(1, 1, columns, lambda row, column: None))
    (same,) = replayer.alike(cases)
    tried = replayer.tried(same)
    return () if tried is None else missing_for(replayer.as_decided(same.cases), 0, tried.on_sides(one.area))
