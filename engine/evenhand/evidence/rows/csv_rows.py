"""Rows of a CSV file, some at a time, however long it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from evenhand.diagnostics import Span
from evenhand.evidence.csv_files import CsvRow, in_plain_words, other_separator
from evenhand.evidence.rows.chunk import BadRows, RowChunk
from evenhand.evidence.rows.column import column_of


@dataclass
class CsvRows:
    """A CSV file with a head. Raises BadRows where it cannot be read."""

    path: Path
    shown: str
    head: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        first = next(self._records(), None)
        if first is None:
            raise BadRows("it is empty", Span.whole(self.shown), "the first line names the columns")
        other = other_separator(first.cells)
        if other is not None:
            raise BadRows(other[0], first.span, other[1])
        self.head = tuple(cell.strip() for cell in first.cells)
        for name, span in zip(self.head, first.places(), strict=True):
            if self.head.count(name) > 1:
                raise BadRows(f"there are two columns `{name}`", span)

    @property
    def size(self) -> int:
        """How much there is to read, for progress: bytes."""
        return self.path.stat().st_size

    @property
    def most_rows(self) -> int:
        """How many rows there may be: each has a byte for every column."""
        return self.size // max(1, len(self.head))

    def place_in_head(self, column: str) -> Span:
        """Where the head names a column."""
        first = next(self._records())
        return first.places()[self.head.index(column)]

    def chunks(
        self, columns: frozenset[str], rows: int, *, lazily: frozenset[str] = frozenset(), start: int = 0
    ) -> Iterator[RowChunk]:
        """The rows from place `start` on, no more than `rows` at a time, with the columns that are asked for.

        Nothing is put off here: `lazily` is for files whose cells are not text.
        """
        records = islice(self._records(), 1 + start, None)
        gathered: list[CsvRow] = []
        first = 1 + start
        for record in records:
            if len(record.cells) != len(self.head):
                found, expected = len(record.cells), len(self.head)
                raise BadRows(f"this row has {found} cells, and the head has {expected}", record.span)
            gathered.append(record)
            if len(gathered) == rows:
                yield self._chunk(gathered, first, columns)
                first += len(gathered)
                gathered = []
        if gathered:
            yield self._chunk(gathered, first, columns)

    def _chunk(self, records: list[CsvRow], first: int, columns: frozenset[str]) -> RowChunk:
        found = {
            name: column_of(record.cells[at].strip() for record in records)
            for at, name in enumerate(self.head)
            if name in columns
        }

        def place(row: int, column: str | None) -> Span:
            record = records[row]
            return record.span if column is None else record.places()[self.head.index(column)]

        return RowChunk(first, len(records), found, place)

    def _records(self) -> Iterator[CsvRow]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as stream:
                yield from self._rows(stream)
        except UnicodeDecodeError as error:
            raise BadRows("it is not UTF-8 text", Span.whole(self.shown), "save it again as UTF-8") from error

    def _rows(self, stream: io.TextIOBase) -> Iterator[CsvRow]:
        lines = _Lines(stream)
        reader = csv.reader(lines, strict=True)
        try:
            for cells in reader:
                # A line with nothing on it is no row; one of empty cells is a case that nothing is known of.
                if len(cells) > 1 or any(cell.strip() for cell in cells):
                    at = reader.line_num
                    yield CsvRow(tuple(cells), Span(self.shown, at, 1, at, 2), lines.last.rstrip("\r\n"))
        except csv.Error as error:
            at = reader.line_num
            raise BadRows(in_plain_words(error), Span(self.shown, at, 1, at, 2)) from error


class _Lines:
    """The lines of a file, and the last that was read: the one that a row ends on."""

    def __init__(self, stream: io.TextIOBase) -> None:
        self.stream = stream
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.last = next(self.stream)
        return self.last
