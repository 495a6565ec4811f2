"""CSV files: their rows with the places of cells, and where one cannot be read further."""

from __future__ import annotations

import pytest

from evenhand.evidence import BadCsv, csv_rows


def test_a_row_has_its_cells_as_written_and_the_place_of_each() -> None:
    head, row = csv_rows("\ufeffcase, seen\r\n\r\nC1,yes\r\n", "cases.csv")
    assert (head.cells, row.cells) == (("case", " seen"), ("C1", "yes"))
    assert [(span.line, span.column, span.end_column) for span in head.places()] == [(1, 1, 5), (1, 7, 11)]
    assert [(span.line, span.column, span.end_column) for span in row.places()] == [(3, 1, 3), (3, 4, 7)]


def test_the_rows_before_a_broken_one_are_read() -> None:
    rows = csv_rows('case\nC1\n"C2', "cases.csv")
    assert [next(rows).cells, next(rows).cells] == [("case",), ("C1",)]
    with pytest.raises(BadCsv, match="a quotation mark is never closed") as bad:
        next(rows)
    assert (bad.value.span.file, bad.value.span.line) == ("cases.csv", 3)
