"""Rows of Parquet files: every plain type as it would be written in a CSV file."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from evenhand.evidence.rows import BadRows, Cells, ParquetRows


def rows_of(folder: Path, frame: pl.DataFrame) -> ParquetRows:
    path = folder / "rows.parquet"
    frame.write_parquet(path)
    return ParquetRows(path, "rows.parquet")


def cells(rows: ParquetRows, name: str, size: int = 100) -> list[str]:
    found = []
    for chunk in rows.chunks(frozenset([name]), size):
        assert chunk.columns[name].rows == chunk.rows
        found += chunk.columns[name].each()
    return found


PLAIN = {
    "text": (["good", None, " poor ", "", "good"], None, ["good", "", "poor", "", "good"]),
    "categories": (["a", None, "b"], pl.Categorical, ["a", "", "b"]),
    "enum": (["a", None, "b"], pl.Enum(["b", "a"]), ["a", "", "b"]),
    "small": ([3, None, -2, 3], pl.Int8, ["3", "", "-2", "3"]),
    "unsigned": ([0, 200, None], pl.UInt8, ["0", "200", ""]),
    "wide": ([1, 10**12, None, 1], pl.Int64, ["1", str(10**12), "", "1"]),
    "huge": ([2**64 - 1, 2**64 - 2], pl.UInt64, [str(2**64 - 1), str(2**64 - 2)]),
    "lowest": ([-(2**63), -(2**63) + 5], pl.Int64, [str(-(2**63)), str(-(2**63) + 5)]),
    "none": ([None, None], pl.Int32, ["", ""]),
    "yes or no": ([True, None, False], pl.Boolean, ["yes", "", "no"]),
    "dates": ([datetime.date(2024, 5, 13), None], pl.Date, ["2024-05-13", ""]),
    "decimals": ([Decimal("17.20"), None], pl.Decimal(6, 2), ["17.20", ""]),
    "numbers": ([17.0, 17.25, None, 0.00001, 1e22], pl.Float64, ["17", "17.25", "", "0.00001", str(10**22)]),
    "short numbers": ([17.2, 0.1, None], pl.Float32, ["17.2", "0.1", ""]),
    "no number": ([float("nan"), float("inf")], pl.Float64, ["nan", "inf"]),
    "nothing": ([None, None], pl.String, ["", ""]),
}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_plain_values_are_read_as_they_would_be_written(tmp_path, name, size) -> None:
    values, kind, expected = PLAIN[name]
    rows = rows_of(tmp_path, pl.DataFrame({name: pl.Series(name, values, dtype=kind)}))
    assert rows.size == len(values)
    assert cells(rows, name, size) == expected


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical, pl.Enum(["a", " ", ""])])
def test_a_cell_of_nothing_but_spaces_is_blank_whatever_holds_the_text(tmp_path, kind) -> None:
    ids = pl.Series("id", ["a", " ", None, "", "a"], dtype=kind)
    (chunk,) = rows_of(tmp_path, pl.DataFrame({"id": ids})).chunks(
        frozenset(["id"]), 10, lazily=frozenset(["id"])
    )
    cells = chunk.columns["id"].values
    assert isinstance(cells, Cells)
    assert cells.blank() == [1, 2, 3]


@pytest.mark.parametrize("count", [255, 256, 257, 65_535, 65_536, 65_537])
def test_any_number_of_different_values_can_be_read(tmp_path, count) -> None:
    words = [f"{number} of {count}" for number in range(count)]
    rows = rows_of(tmp_path, pl.DataFrame({"shares": words}))
    assert cells(rows, "shares", count) == words


def test_only_the_columns_asked_for_are_read_and_others_may_hold_anything(tmp_path) -> None:
    rows = rows_of(tmp_path, pl.DataFrame({"id": ["1"], "lists": [[1, 2]]}))
    assert rows.head == ("id", "lists")
    assert cells(rows, "id") == ["1"]
    with pytest.raises(BadRows, match="column `lists` holds List"):
        cells(rows, "lists")


def test_times_of_day_are_no_plain_values(tmp_path) -> None:
    rows = rows_of(tmp_path, pl.DataFrame({"on": [datetime.datetime(2024, 5, 13, 9, 0)]}))
    with pytest.raises(BadRows) as bad:
        cells(rows, "on")
    assert bad.value.hint == "write the day alone: in pandas, `.dt.date` makes dates of the column"


def test_a_table_without_rows_has_none(tmp_path) -> None:
    rows = rows_of(tmp_path, pl.DataFrame({"id": []}, schema={"id": pl.String}))
    assert (rows.size, list(rows.chunks(frozenset(["id"]), 10))) == (0, [])


def test_chunks_know_where_they_begin_and_have_no_lines(tmp_path) -> None:
    rows = rows_of(tmp_path, pl.DataFrame({"id": list("abcde")}))
    chunks = list(rows.chunks(frozenset(["id"]), 2))
    assert [(chunk.first, chunk.rows) for chunk in chunks] == [(1, 2), (3, 2), (5, 1)]
    assert chunks[0].place(0, "id") is None


def test_a_slice_is_read_once_and_nothing_after_it(tmp_path, monkeypatch) -> None:
    rows = rows_of(tmp_path, pl.DataFrame({"id": list("abcdef"), "on": range(6)}))
    read = []
    of = ParquetRows._read
    monkeypatch.setattr(ParquetRows, "_read", lambda *asked: read.append(asked[1:]) or of(*asked))
    found = rows.slice(frozenset(["id"]), 2, 2)
    assert (found.first, found.columns["id"].each(), list(found.columns)) == (3, ["c", "d"], ["id"])
    assert read == [(["id"], 2, 2)]
    with pytest.raises(BadRows, match="fewer rows than it had"):
        rows.slice(frozenset(["id"]), 5, 2)


@pytest.mark.parametrize("kept", [0, 4, 60, -8])
def test_a_file_that_is_not_whole_is_told(tmp_path, kept) -> None:
    path = tmp_path / "rows.parquet"
    pl.DataFrame({"id": ["a", "b"]}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(BadRows, match="no whole Parquet file"):
        ParquetRows(path, "rows.parquet")


def test_text_under_the_name_of_a_parquet_file_is_told(tmp_path) -> None:
    path = tmp_path / "rows.parquet"
    path.write_text("id,care\n1,good\n")
    with pytest.raises(BadRows, match="no whole Parquet file"):
        ParquetRows(path, "rows.parquet")


def test_a_page_that_is_broken_is_told_when_it_is_reached(tmp_path) -> None:
    path = tmp_path / "rows.parquet"
    pl.DataFrame({"id": [f"{number:06}" for number in range(5000)]}).write_parquet(path)
    written = bytearray(path.read_bytes())
    written[200:2000] = b"\xff" * 1800
    path.write_bytes(bytes(written))
    with pytest.raises(BadRows, match="no whole Parquet file"):
        cells(ParquetRows(path, "rows.parquet"), "id")


def damage(path: Path) -> None:
    """Spoil the first page of a file, and leave its end, which says what is in it, as it was."""
    written = path.read_bytes()
    path.write_bytes(written[:10] + bytes(byte ^ 0xFF for byte in written[10:60]) + written[60:])


def test_damage_is_told_wherever_a_column_is_read(tmp_path) -> None:
    ids = pl.DataFrame({"id": [f"{number % 9}" for number in range(5000)]})
    rows = rows_of(tmp_path, ids)
    damage(rows.path)
    with pytest.raises(BadRows, match="it is no whole Parquet file"):
        rows.repeated("id")
    with pytest.raises(BadRows, match="it is no whole Parquet file"):
        cells(rows, "id")


def folder_of(folder: Path, *parts: pl.DataFrame) -> Path:
    for at, part in enumerate(parts):
        part.write_parquet(folder / f"part-{at}.parquet")
    return folder


def test_the_part_that_is_damaged_is_named(tmp_path) -> None:
    ids = pl.DataFrame({"id": [f"{number:06}" for number in range(500)]})
    folder = folder_of(tmp_path, ids, ids, ids)
    damage(folder / "part-1.parquet")
    rows = ParquetRows(folder, "rows")
    with pytest.raises(BadRows, match=r"`part-1\.parquet` is no whole Parquet file"):
        rows.repeated("id")
    with pytest.raises(BadRows, match=r"`part-1\.parquet` is no whole Parquet file"):
        cells(rows, "id")
    for content in (b"", b"id,care\n1,good\n"):
        (folder / "part-2.parquet").write_bytes(content)
        with pytest.raises(BadRows, match=r"`part-2\.parquet` is no whole Parquet file"):
            ParquetRows(folder, "rows")


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"id": ["b"], "seen": ["2"]}, "column `seen` holds String in `part-1.parquet` and Int64 in `part-0"),
        ({"id": ["b"]}, "`part-1.parquet` has no column `seen`, and `part-0.parquet` has one"),
        (
            {"id": ["b"], "seen": [1], "on": [2]},
            "`part-1.parquet` has a column `on`, and `part-0.parquet` ha",
        ),
    ],
)
def test_parts_with_other_columns_say_which(tmp_path, other, problem) -> None:
    folder = folder_of(tmp_path, pl.DataFrame({"id": ["a"], "seen": [1]}), pl.DataFrame(other))
    with pytest.raises(BadRows) as bad:
        ParquetRows(folder, "rows")
    assert bad.value.problem.startswith(problem)
    assert bad.value.hint == "write every file with the same columns"


def test_a_name_with_stars_is_one_file(tmp_path) -> None:
    path = tmp_path / "rows[1]*.parquet"
    pl.DataFrame({"id": ["a"]}).write_parquet(path)
    assert cells(ParquetRows(path, path.name), "id") == ["a"]
