"""Casebooks written as text in a test, read by the very code that reads files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from evenhand.diagnostics import Diagnostic, InvalidInput
from evenhand.services import casebook_cases
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import open_casebook
from evenhand.services.cases import Cases
from evenhand.services.workspace import Workspace

HEADER = """\
casebook: mine
title: Cases of a test
kind: model
source: {document: Written for a test, part: all of it}
licence: Open Government Licence v3.0
"""


def write_casebook(folder: Path, more: str, rows: str | bytes | None = None, name: str = "rows.csv") -> Path:
    """Write `casebook.yaml` into a folder, with its rows where there are any; its path is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    head = HEADER if rows is None or "rows:" in more else f"{HEADER}rows: {name}\n"
    (folder / "casebook.yaml").write_text(head + more, encoding="utf-8")
    if rows is not None:
        (folder / name).write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    return folder / "casebook.yaml"


@dataclass(frozen=True)
class Read:
    """What came of reading a casebook: its cases, and all that was told."""

    cases: list[Cases]
    reading: CaseReading | None
    refused: list[Diagnostic]

    @property
    def told(self) -> list[Diagnostic]:
        """Everything that was told, of rejected rows too."""
        if self.reading is None:
            return self.refused
        rejected = [told for row in self.reading.rejects.first for _, told in row.faults]
        return [*self.refused, *self.reading.broken, *rejected]

    @property
    def codes(self) -> list[str]:
        """The codes of what was told."""
        return [told.code.id for told in self.told]

    @property
    def ids(self) -> list[str]:
        """The ids of the cases that can be used, in order."""
        return [id for cases in self.cases for id in cases.id.each()]


def read_casebook(path: Path | str, workspace: Workspace) -> Read:
    """Read every case of a casebook, and gather what is told instead of raising it."""
    reading = None
    cases: list[Cases] = []
    try:
        casebook = open_casebook(str(path), workspace)
        reading = CaseReading(casebook, workspace, CaseRules(workspace))
        cases.extend(reading.cases())
    except InvalidInput as invalid:
        return Read(cases, reading, list(invalid.diagnostics))
    return Read(cases, reading, [])


def as_csv(rows: list[dict[str, str]]) -> str:
    """Rows as a CSV file with a head."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def in_chunks_of(rows: int, monkeypatch) -> None:
    """From here on casebooks are read so many rows at a time."""
    monkeypatch.setattr(casebook_cases, "CHUNK", rows)
