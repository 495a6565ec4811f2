"""Rows of CSV files: what is read, where it stands, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.evidence.rows import BadRows, CsvRows, csv_rows


def rows_of(folder: Path, text: str | bytes) -> CsvRows:
    path = folder / "rows.csv"
    path.write_bytes(text.encode() if isinstance(text, bytes) is False else text)
    return CsvRows(path, "rows.csv")


def all_of(rows: CsvRows, size: int = 100) -> list[dict[str, str]]:
    asked = frozenset(rows.head)
    return [
        {name: column.at(row) for name, column in chunk.columns.items()}
        for chunk in rows.chunks(asked, size)
        for row in range(chunk.rows)
    ]


def refused(folder: Path, text: str | bytes) -> tuple[str, int, str | None]:
    with pytest.raises(BadRows) as bad:
        all_of(rows_of(folder, text))
    return bad.value.problem, bad.value.span.line, bad.value.hint


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_rows_are_read_whatever_their_number_at_a_time(tmp_path, size) -> None:
    rows = rows_of(tmp_path, "id,care\n1,good\n2, poor \n3,\n")
    assert rows.head == ("id", "care")
    assert all_of(rows, size) == [
        {"id": "1", "care": "good"},
        {"id": "2", "care": "poor"},
        {"id": "3", "care": ""},
    ]
    assert [chunk.first for chunk in rows.chunks(frozenset(["id"]), size)] == list(range(1, 4, size))


def test_only_the_columns_asked_for_are_read(tmp_path) -> None:
    chunk = next(rows_of(tmp_path, "id,care\n1,good\n").chunks(frozenset(["care", "else"]), 10))
    assert list(chunk.columns) == ["care"]


def test_cells_may_hold_commas_quotation_marks_and_line_breaks(tmp_path) -> None:
    rows = rows_of(tmp_path, 'id,note\n1,"a, ""b""\nand c"\n2,d\n')
    assert [row["note"] for row in all_of(rows)] == ['a, "b"\nand c', "d"]


def test_each_row_has_its_line_and_each_cell_its_column(tmp_path) -> None:
    rows = rows_of(tmp_path, 'id,note,care\n\n1,"a\nb",good\n2,c,poor\n')
    chunk = next(rows.chunks(frozenset(rows.head), 10))
    first, second = chunk.place(0, None), chunk.place(1, "care")
    assert first is not None and second is not None
    assert first.line == 3
    assert (second.line, second.column, second.end_column) == (5, 5, 9)
    assert rows.place_in_head("care").column == 9


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_file_from_a_spreadsheet_is_read(tmp_path, end) -> None:
    rows = rows_of(tmp_path, b"\xef\xbb\xbf" + f"id,care\r\n1,good{end}".encode())
    assert rows.head == ("id", "care")
    assert all_of(rows) == [{"id": "1", "care": "good"}]


def test_a_line_of_nothing_but_spaces_is_no_row_and_one_of_empty_cells_is(tmp_path) -> None:
    rows = all_of(rows_of(tmp_path, "id,care\n1,good\n\n \n,\n"))
    assert rows == [{"id": "1", "care": "good"}, {"id": "", "care": ""}]


def test_a_head_alone_has_no_rows(tmp_path) -> None:
    assert all_of(rows_of(tmp_path, "id,care\n")) == []


def test_an_empty_file_is_told(tmp_path) -> None:
    assert refused(tmp_path, "") == ("it is empty", 1, "the first line names the columns")
    assert refused(tmp_path, "\n\n")[0] == "it is empty"


def test_a_column_named_twice_is_told(tmp_path) -> None:
    assert refused(tmp_path, "id,care, id\n1,good,2\n")[0] == "there are two columns `id`"


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_ragged_row_is_given_as_such(tmp_path, size) -> None:
    rows = rows_of(tmp_path, 'id,care\n1,"good\n"\n"2\n\n"\n3,poor,\n4,fair\n')
    found = {
        chunk.first + at: (cells, chunk.place(at, None).line)
        for chunk in rows.chunks(frozenset(rows.head), size)
        for at, cells in chunk.ragged.items()
    }
    assert found == {2: (("2\n\n",), 4), 3: (("3", "poor", ""), 7)}
    assert [row["care"] for row in all_of(rows, size)] == ["good", "", "poor", "fair"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_another_separator_is_told(tmp_path, separator) -> None:
    problem, line, hint = refused(tmp_path, f"id{separator}care\n1{separator}good\n")
    assert "separated by" in problem
    assert line == 1
    assert hint


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("id,caf\xe9\n1,good\n", 1, 7),
        ("id,care\r\n1,good\r\n2,caf\xe9\r\n", 3, 6),
        ("id,care\r1,good\r2,caf\xe9\r", 3, 6),
        ("id,care\r1,good\n2,caf\xe9\n", 3, 6),
    ],
)
def test_what_is_not_utf_8_is_told_with_its_place(tmp_path, text, line, column) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadRows) as raised:
        list(CsvRows(path, "rows.csv").chunks(frozenset({"id"}), 10))
    told = raised.value
    assert told.problem == "its byte 0xE9 is not UTF-8 text"
    assert (told.span.line, told.span.column) == (line, column)
    assert told.hint is not None and "as Windows text it would be `\xe9`" in told.hint


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("id,care\n1,good\n".encode("utf-16"), "this file starts with a byte order mark (UTF-16)"),
        ("id,care\n1,good\n".encode("utf-16-le"), "this is not a text file"),
        (b"PK\x03\x04 and so on", "this is not a text file"),
    ],
)
def test_a_file_of_another_kind_is_told_at_once(tmp_path, written, problem) -> None:
    told, line, hint = refused(tmp_path, written)
    assert (told, line) == (problem, 1)
    assert hint is not None and "UTF-8" in hint


def test_an_open_quotation_mark_is_told(tmp_path) -> None:
    problem, line, _ = refused(tmp_path, 'id,care\n1,"good\n2,poor\n')
    assert "quotation mark" in problem
    assert line >= 2


# --- from the middle ---------------------------------------------------------------------------------

AWKWARD = {
    "plain": "{at},note {at}\n",
    "from Windows": "{at},note {at}\r\n",
    "of an old Mac": "{at},note {at}\r",
    "line breaks in cells": '{at},"a ""b""\r\n\n{at}\nc"\r\n',
    "other letters": "{at},naïve 試 𠮷\n",
    "empty lines": "\n\n{at},\n\r\n",
}


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "with a mark"])
@pytest.mark.parametrize("kind", AWKWARD)
def test_rows_from_the_middle_are_those_that_are_there(tmp_path, monkeypatch, kind, bom) -> None:
    monkeypatch.setattr(csv_rows, "_MARK_EVERY", 3)
    text = "id,note\n" + "".join(AWKWARD[kind].format(at=at) for at in range(20))
    if kind == "of an old Mac":
        text = text.replace("\n", "\r")
    columns = frozenset(["id", "note"])
    (whole,) = rows_of(tmp_path, bom + text.encode()).chunks(columns, 100)
    assert whole.columns["id"].each() == [str(at) for at in range(20)]
    for order in (range(18), range(17, -1, -1)):
        rows = rows_of(tmp_path, bom + text.encode())
        for start in order:
            found = rows.slice(columns, start, 2)
            assert (found.first, found.rows) == (start + 1, 2)
            for name in columns:
                assert found.columns[name].each() == whole.columns[name].each()[start : start + 2]
                for row in range(2):
                    assert found.place(row, name) == whole.place(start + row, name)


def test_what_was_read_once_is_not_read_again_to_come_to_later_rows(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(csv_rows, "_MARK_EVERY", 10)
    rows = rows_of(tmp_path, "id\n" + "".join(f"{at}\n" for at in range(1000)))
    read = []
    of_one = csv_rows._Lines.__next__
    monkeypatch.setattr(csv_rows._Lines, "__next__", lambda self: read.append(of_one(self)) or read[-1])
    for start in range(0, 1000, 20):
        found = rows.slice(frozenset(["id"]), start, 20)
        assert found.columns["id"].each() == [str(at) for at in range(start, start + 20)]
    assert len(read) < 2000


def test_fewer_rows_than_are_asked_for_are_told(tmp_path) -> None:
    rows = rows_of(tmp_path, "id\n1\n2\n")
    for start in (1, 2, 5):
        with pytest.raises(BadRows, match="fewer rows than it had"):
            rows.slice(frozenset(["id"]), start, 2)
