"""The rows of a CSV file, each with its place, and what is wrong with a file in plain words."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.diagnostics import Span

_FAULTS = {
    "unexpected end of data": "a quotation mark is never closed",
    "field larger than field limit (131072)": "a cell is longer than 131072 characters",
    "',' expected after '\"'": "there is text after a closing quotation mark",
}


class BadCsv(Exception):
    """A file cannot be read further, at `span`; the message says why in words for who can mend it."""

    def __init__(self, problem: str, span: Span) -> None:
        super().__init__(problem)
        self.span = span


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its cells as written, the place where it begins, and the line that it ends on."""

    cells: tuple[str, ...]
    span: Span
    line: str

    def places(self) -> list[Span]:
        """The place of each cell; that of the row where quotation marks or line breaks hide them."""
        if self.line != ",".join(self.cells):
            return [self.span] * len(self.cells)
        file, line = self.span.file, self.span.line
        found: list[Span] = []
        start = 1
        for cell in self.cells:
            first = start + len(cell) - len(cell.lstrip())
            found.append(Span(file, line, first, line, first + max(1, len(cell.strip()))))
            start += len(cell) + 1
        return found


def csv_rows(text: str, file: str) -> Iterator[CsvRow]:
    """The rows that are not empty. Raises BadCsv where the file cannot be read further."""
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    reader = csv.reader(io.StringIO("\n".join(lines)), strict=True)
    # A row may go over several lines; its place is the line that it begins on.
    at = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                line = lines[reader.line_num - 1] if reader.line_num <= len(lines) else ""
                yield CsvRow(tuple(cells), _row_span(file, at), line)
            at = reader.line_num + 1
    except csv.Error as error:
        raise BadCsv(in_plain_words(error), _row_span(file, at)) from error


def in_plain_words(error: csv.Error) -> str:
    """What is wrong with a file, in words for who can mend it."""
    return _FAULTS.get(str(error), str(error))


def _row_span(file: str, line: int) -> Span:
    return Span(file, line, 1, line, 2)


def other_separator(head: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong, with a hint, where a spreadsheet put something else than commas between the columns.

    >>> other_separator(["case;seen_alone"])
    ('the columns are separated by `;`', 'save it again with commas')
    """
    if len(head) > 1:
        return None
    for mark, words in ((";", "`;`"), ("\t", "tabs")):
        if mark in head[0].strip():
            return f"the columns are separated by {words}", "save it again with commas"
    return None
