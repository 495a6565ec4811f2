"""Lists as files: whole, safe to open in a spreadsheet, and never over something else."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.diagnostics import InvalidInput
from evenhand.services.moderation.list_files import check_lists, csv_text, workbook, write_lists
from evenhand.services.moderation.lists import ListTable

LISTS = [
    ListTable("repair", "Judgements to reconsider", ("id", "n"), [("A", 1), ("=cmd|' /C calc'!A0", 2.5)]),
    ListTable("unlike", "Like cases", ("id",), []),
]

texts = st.text(max_size=12)
tables = st.lists(st.tuples(texts, st.integers(-5, 5) | st.none()), max_size=6)


@given(tables)
def test_csv_reads_back_equal_but_for_what_a_spreadsheet_would_run(rows) -> None:  # type: ignore[no-untyped-def]
    rows = [(text.replace("\x00", "").replace("\r", ""), number) for text, number in rows]
    head, *read = csv.reader(io.StringIO(csv_text(ListTable("x", "X", ("a", "b"), rows)), newline=""))
    assert head == ["a", "b"]
    for (text, number), (cell, other) in zip(rows, read, strict=True):
        assert cell == (f"'{text}" if text and text[0] in "=+-@\t" else text)
        assert other == ("" if number is None else str(number))


def test_a_workbook_has_a_sheet_for_each_list_and_says_what_is_where() -> None:
    found = openpyxl.load_workbook(io.BytesIO(workbook("Moderation of mine", LISTS)))
    assert found.sheetnames == ["Contents", "repair", "unlike"]
    contents = [[cell.value for cell in row] for row in found["Contents"].iter_rows(min_row=3)]
    assert contents[1:] == [["repair", "Judgements to reconsider", 2], ["unlike", "Like cases", 0]]
    sheet = [[cell.value for cell in row] for row in found["repair"].iter_rows()]
    assert sheet == [["id", "n"], ["A", 1], ["=cmd|' /C calc'!A0", 2.5]]
    assert found["repair"]["A3"].data_type == "s"


def test_the_same_lists_make_the_same_workbook() -> None:
    assert workbook("t", LISTS) == workbook("t", LISTS)


@pytest.mark.parametrize("name", ["a" * 40, "a/b:c", "contents", "", "[x]"])
def test_any_name_of_a_list_makes_a_sheet(name: str) -> None:
    rows = [("\x00\ud800\ufffe" + "y" * 40_000,)]
    lists = [ListTable(name, "x", ("a",), rows), ListTable(name, "x", ("a",), [])]
    found = openpyxl.load_workbook(io.BytesIO(workbook("t\x00", lists)))
    assert len(set(found.sheetnames)) == 3


def test_lists_go_to_a_folder_as_csv(tmp_path: Path) -> None:
    written = write_lists(tmp_path / "lists", "t", LISTS, replace=False)
    assert [path.name for path in written] == ["repair.csv", "unlike.csv"]
    assert written[1].read_text() == "id\n"


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    for place in (tmp_path / "lists.xlsx", tmp_path / "lists"):
        write_lists(place, "t", LISTS, replace=False)
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        with pytest.raises(InvalidInput) as refused:
            write_lists(place, "another", [LISTS[1]], replace=False)
        assert refused.value.diagnostics[0].hint == "choose another name, or add --overwrite"
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
        write_lists(place, "t", LISTS, replace=True)


def test_what_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_lists(tmp_path / "lists.csv", replace=False)
    assert refused.value.diagnostics[0].code.id == "M802"
    (tmp_path / "there.xlsx").write_text("mine")
    with pytest.raises(InvalidInput):
        check_lists(tmp_path / "there.xlsx", replace=False)
    check_lists(tmp_path / "there.xlsx", replace=True)
    check_lists(tmp_path / "a-folder", replace=False)
    assert (tmp_path / "there.xlsx").read_text() == "mine"
