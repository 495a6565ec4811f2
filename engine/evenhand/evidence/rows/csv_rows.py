"""Rows of a CSV file, some at a time, however long it is."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from evenhand.diagnostics import Span
from evenhand.evidence.csv_files import CsvRow, in_plain_words, other_separator
from evenhand.evidence.rows.chunk import BadRows, RowChunk
from evenhand.evidence.rows.column import column_of
from evenhand.source.text import hint_for_byte, other_kind

_HEAD_BYTES = 1 << 12
"""How much of a file shows what kind of file it is."""
_MARK_EVERY = 1 << 12
"""A place is remembered at every so many rows: reading from the middle begins at most so many too early."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a row begins: how many bytes and how many lines are before it."""

    bytes: int
    lines: int


@dataclass
class CsvRows:
    """A CSV file with a head. Raises BadRows where it cannot be read."""

    path: Path
    shown: str
    head: tuple[str, ...] = field(init=False)
    _marks: list[_Mark] = field(init=False, repr=False, compare=False)
    """Where every so many rows begin, the head counted as one, as far as the file was read."""

    def __post_init__(self) -> None:
        self._marks = [_Mark(0, 0)]
        with self.path.open("rb") as file:
            other = other_kind(file.read(_HEAD_BYTES), self.shown, may_be_marked=True)
        if other is not None:
            raise BadRows(other.message, Span.whole(self.shown), other.hint)
        first = next(self._records(), None)
        if first is None:
            raise BadRows("it is empty", Span.whole(self.shown), "the first line names the columns")
        separated = other_separator(first.cells)
        if separated is not None:
            raise BadRows(separated[0], first.span, separated[1])
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
        """How many rows there may be: each but a ragged one has a byte for every column."""
        return self.size // max(1, len(self.head))

    def place_in_head(self, column: str) -> Span:
        """Where the head names a column."""
        first = next(self._records())
        return first.places()[self.head.index(column)]

    def chunks(
        self, columns: frozenset[str], rows: int, *, lazily: frozenset[str] = frozenset(), start: int = 0
    ) -> Iterator[RowChunk]:
        """The rows from place `start` on, no more than `rows` at a time, with the columns that are asked for.

        Nothing is put off here: `lazily` is for files whose cells are not text. What was read before is not
        read again to come to `start`, but for a few rows.
        """
        gathered: list[CsvRow] = []
        first = 1 + start
        for record in self._records(1 + start):
            gathered.append(record)
            if len(gathered) == rows:
                yield self._chunk(gathered, first, columns)
                first += len(gathered)
                gathered = []
        if gathered:
            yield self._chunk(gathered, first, columns)

    def _chunk(self, records: list[CsvRow], first: int, columns: frozenset[str]) -> RowChunk:
        width = len(self.head)
        ragged = {at: record.cells for at, record in enumerate(records) if len(record.cells) != width}
        for at, cells in ragged.items():
            # Cells that are not there say nothing, so that there are columns; nothing is made of this row.
            records[at] = replace(records[at], cells=(*cells, *[""] * (width - len(cells))))
        found = {
            name: column_of(record.cells[at].strip() for record in records)
            for at, name in enumerate(self.head)
            if name in columns
        }

        def place(row: int, column: str | None) -> Span:
            record = records[row]
            return record.span if column is None else record.places()[self.head.index(column)]

        return RowChunk(first, len(records), found, place, ragged=ragged)

    def slice(self, columns: frozenset[str], start: int, rows: int) -> RowChunk:
        """`rows` rows from place `start` on. Raises BadRows where there are not so many."""
        found = next(self.chunks(columns, rows, start=start), None)
        if found is None or found.rows < rows:
            raise BadRows("it has fewer rows than it had", Span.whole(self.shown))
        return found

    def _records(self, start: int = 0) -> Iterator[CsvRow]:
        """The rows from place `start` on, the head counted as one."""
        near = min(start // _MARK_EVERY, len(self._marks) - 1)
        first, mark = near * _MARK_EVERY, self._marks[near]
        # Only at its beginning can a file say that it is UTF-8.
        encoding = "utf-8" if mark.bytes else "utf-8-sig"
        try:
            with self.path.open("rb") as file:
                bom = not mark.bytes and file.read(len(BOM_UTF8)) == BOM_UTF8
                file.seek(mark.bytes)
                # Text mode and no lines of bytes: a line may end in a carriage return alone.
                with io.TextIOWrapper(file, encoding=encoding, newline="") as stream:
                    lines = _Lines(stream, mark.bytes + (len(BOM_UTF8) if bom else 0))
                    yield from islice(self._rows(lines, first, mark.lines), start - first, None)
        except UnicodeDecodeError as error:
            raise self._not_utf8() from error

    def _not_utf8(self) -> BadRows:
        """What is told of the first byte that is not UTF-8 text: the place of it."""
        before = 0
        with self.path.open("rb") as file:
            for line in file:
                try:
                    line.decode()
                except UnicodeDecodeError as error:
                    ended = re.split(r"\r(?!\n)", line[: error.start].decode())
                    at = before + len(ended)
                    # Nobody counts the mark that says that a file is UTF-8.
                    column = len(ended[-1].removeprefix("\ufeff")) + 1
                    byte = line[error.start]
                    problem = f"its byte 0x{byte:02X} is not UTF-8 text"
                    span = Span(self.shown, at, column, at, column + 1)
                    return BadRows(problem, span, hint_for_byte(byte, csv=True))
                # A line of bytes ends in a line feed; a carriage return alone ends one of text as well.
                before += 1 + len(re.findall(rb"\r(?!\n)", line))
        return BadRows("it is no longer what it was", Span.whole(self.shown))

    def _rows(self, lines: _Lines, number: int, before: int) -> Iterator[CsvRow]:
        """The rows of some lines: the first is row `number`, and as many lines are `before` it."""
        reader = csv.reader(lines, strict=True)
        # A row may go over several lines; its place is the line that it begins on.
        at = before + 1
        try:
            for cells in reader:
                # A line with nothing on it is no row; one of empty cells is a case that nothing is known of.
                if len(cells) > 1 or any(cell.strip() for cell in cells):
                    number += 1
                    if number == len(self._marks) * _MARK_EVERY:
                        # INVARIANT: a reader has taken no line beyond the row that it gives.
                        self._marks.append(_Mark(lines.bytes, before + reader.line_num))
                    yield CsvRow(tuple(cells), Span(self.shown, at, 1, at, 2), lines.last.rstrip("\r\n"))
                at = before + reader.line_num + 1
        except csv.Error as error:
            raise BadRows(in_plain_words(error), Span(self.shown, at, 1, at, 2)) from error


class _Lines:
    """The lines of a file, the last that was read: the one that a row ends on, and the bytes so far."""

    def __init__(self, stream: io.TextIOBase, bytes: int) -> None:
        self.stream = stream
        self.bytes = bytes
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.last = line = next(self.stream)
        self.bytes += len(line) if line.isascii() else len(line.encode())
        return line
