"""A case sample: a CSV file with one row for each sampled child's case."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import NOT_LOOKED_AT, ItemState, UnknownReason
from evenhand.evidence.schema import EvidenceSchema
from evenhand.evidence.values import BadValue, read_reason, read_value

CASE_COLUMN = "case"
"""The column with each case's pseudonym. It may be left out."""

NOT_KNOWN_WORDS = frozenset(("", "unknown", "not known", "?", *UnknownReason))
"""Cells that say nothing: an empty cell is unknown, never no and never zero."""

MOST_CASES = 20_000
"""The largest sample that is read. People sample tens of cases; a longer file is a whole register."""


@dataclass(frozen=True)
class CaseSample:
    """The rows of a case sample: for each, the state of each item of the case record that it has."""

    rows: tuple[Mapping[str, ItemState], ...]
    text: str = ""


def read_case_sample(text: str, file: str, schema: EvidenceSchema, problems: Problems) -> CaseSample | None:
    """The case sample that a CSV file holds, or None with every problem added.

    A file with a head and no rows is a sample of no cases.
    """
    before = problems.error_count()
    if not schema.case_record:
        problems.add(codes.CASES_NOT_IN_SCHEMA.at(Span.whole(file), schema=schema.id))
        return None
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    reader = csv.reader(io.StringIO("\n".join(lines)), strict=True)
    head: list[str] | None = None
    rows: list[dict[str, ItemState]] = []
    seen: set[str] = set()
    try:
        for cells in reader:
            span = Span(file, reader.line_num, 1, reader.line_num, 2)
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) == MOST_CASES:
                problems.add(
                    codes.CASES_UNREADABLE.at(span, problem=f"it has more than {MOST_CASES:,} cases")
                )
                return None
            if head is None:
                other = other_separator(cells)
                if other is not None:
                    problem, hint = other
                    problems.add(codes.CASES_UNREADABLE.at(span, problem=problem, hint=hint))
                    return None
                head = [cell.strip() for cell in cells]
                places = [_place_of(index, cells, lines, span) for index in range(len(cells))]
                _check_head(head, schema, places, problems)
            elif len(cells) != len(head):
                problems.add(codes.CASES_RAGGED.at(span, found=len(cells), expected=len(head)))
            else:
                places = [_place_of(index, cells, lines, span) for index in range(len(cells))]
                rows.append(_read_row(head, cells, schema, places, seen, problems))
    except csv.Error as error:
        span = Span(file, reader.line_num, 1, reader.line_num, 2)
        problems.add(codes.CASES_UNREADABLE.at(span, problem=csv_fault(error)))
        return None
    if head is None:
        problems.add(codes.CASES_UNREADABLE.at(Span.whole(file), problem="it is empty"))
    return CaseSample(tuple(rows), text) if problems.error_count() == before else None


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


_FAULTS = {
    "unexpected end of data": "a quotation mark is never closed",
    "field larger than field limit (131072)": "a cell is longer than 131072 characters",
    "',' expected after '\"'": "there is text after a closing quotation mark",
}


def csv_fault(error: csv.Error) -> str:
    """What is wrong with a CSV file, in words for the person who can mend it."""
    return _FAULTS.get(str(error), str(error))


def _place_of(index: int, cells: list[str], lines: list[str], row: Span) -> Span:
    """The place of one cell; that of its row where quotation marks or line breaks hide it."""
    line = lines[row.line - 1] if row.line <= len(lines) else ""
    if line != ",".join(cells):
        return row
    start = sum(len(cell) + 1 for cell in cells[:index])
    cell = cells[index]
    start += len(cell) - len(cell.lstrip())
    return Span(row.file, row.line, start + 1, row.line, start + 1 + max(1, len(cell.strip())))


def _check_head(head: list[str], schema: EvidenceSchema, places: list[Span], problems: Problems) -> None:
    seen: set[str] = set()
    for name, span in zip(head, places, strict=True):
        if name in seen:
            problems.add(codes.CASES_REPEATED.at(span, what="column", name=name))
        seen.add(name)
        if name != CASE_COLUMN and name not in schema.case_record:
            hint = did_you_mean(name, [CASE_COLUMN, *schema.case_record])
            problems.add(codes.CASES_UNKNOWN_COLUMN.at(span, name=name, hint=hint))


def _read_row(
    head: list[str],
    cells: list[str],
    schema: EvidenceSchema,
    places: list[Span],
    seen: set[str],
    problems: Problems,
) -> dict[str, ItemState]:
    row: dict[str, ItemState] = {}
    for name, cell, span in zip(head, cells, places, strict=True):
        text = cell.strip()
        if name == CASE_COLUMN:
            if text and text in seen:
                problems.add(codes.CASES_REPEATED.at(span, what="case", name=text))
            seen.add(text)
            continue
        item = schema.case_record.get(name)
        if item is None:
            continue
        try:
            if text in NOT_KNOWN_WORDS:
                reason = text if text in set(UnknownReason) else UnknownReason.NOT_LOOKED_AT
                row[name] = read_reason(reason) if text else NOT_LOOKED_AT
            else:
                row[name] = read_value(item, text)
        except BadValue as bad:
            problems.add(bad.code.at(span, hint=bad.hint, related=(), **bad.details))
    return row
