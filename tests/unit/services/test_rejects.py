"""Rejected rows: what is told, what is kept in the file, and where that is."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput, Span, codes
from evenhand.services.case_rows import Rejected
from evenhand.services.rejects import HEAD, MOST_HELD, MOST_TOLD, Rejects, free_name


def row(number: int, cells: dict[str, str], *columns: str) -> Rejected:
    span = Span("rows.csv", number + 1, 1, number + 1, 2)
    faults = tuple((name, codes.NO_ID.at(span, hint="give it one")) for name in columns)
    return Rejected(number, cells.get("id", ""), cells, faults)


def written(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_each_reason_has_a_line_with_the_cells_of_its_row(tmp_path: Path) -> None:
    cells = {"id": "", "note": 'a, "b"\nand é', "code": "own"}
    rejects = Rejects()
    rejects.add([row(3, cells, "id", "note")])
    told = rejects.write(tmp_path / "out.csv", 1200)
    message = "this case has no id"
    assert written(tmp_path / "out.csv") == [
        [*HEAD, "id", "note", "code"],
        ["3", "id", "C621", message, "give it one", "", 'a, "b"\nand é', "own"],
        ["3", "note", "C621", message, "give it one", "", 'a, "b"\nand é', "own"],
    ]
    assert told.code is codes.ROWS_REJECTED
    assert told.message.startswith("1 of 1,200 rows cannot be used")


def test_the_first_are_told_and_all_are_written(tmp_path: Path) -> None:
    rejects = Rejects()
    for number in range(3 * MOST_TOLD):
        rejects.add([row(number, {"id": ""}, "id", "id")])
    assert len(rejects.diagnostics()) == MOST_TOLD
    rejects.write(tmp_path / "out.csv", 100)
    assert len(written(tmp_path / "out.csv")) == 1 + 6 * MOST_TOLD


def test_few_are_held_however_many_there_are(tmp_path: Path) -> None:
    rejects = Rejects()
    note = "n" * 1000
    for part in range(4):
        numbers = range(1 + part * MOST_HELD, 1 + (part + 1) * MOST_HELD)
        rejects.add([row(number, {"id": "", "note": note}, "id") for number in numbers])
    assert rejects.count == 4 * MOST_HELD
    assert [one.number for one in rejects.first] == list(range(1, 1 + MOST_HELD))
    told = rejects.write(tmp_path / "out.csv", 5 * MOST_HELD)
    assert told.message.startswith("4,000 of 5,000 rows")
    head, *lines = written(tmp_path / "out.csv")
    assert head == [*HEAD, "id", "note"]
    assert [(int(line[0]), line[-1]) for line in lines] == [(1 + at, note) for at in range(4 * MOST_HELD)]


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.rejects.csv"
    assert free_name(path) == path
    path.write_text("worked on")
    rejects = Rejects()
    rejects.add([row(1, {"id": ""}, "id")])
    with pytest.raises(InvalidInput) as refused:
        rejects.write(path, 1)
    assert [one.code for one in refused.value.diagnostics] == [codes.FILE_EXISTS]
    assert path.read_text() == "worked on"
    assert free_name(path).name == "mine.rejects-2.csv"
    (tmp_path / "mine.rejects-2.csv").mkdir()
    assert free_name(path).name == "mine.rejects-3.csv"
    assert free_name(path, [None, path.with_name("mine.rejects-3.csv")]).name == "mine.rejects-4.csv"
