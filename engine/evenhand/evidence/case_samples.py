"""A case sample: a CSV file with one row for each sampled child's case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import NOT_LOOKED_AT, ItemState, UnknownReason
from evenhand.evidence.csv_files import BadCsv, CsvRow, csv_rows, other_separator
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
    head: list[str] | None = None
    rows: list[dict[str, ItemState]] = []
    seen: set[str] = set()
    try:
        for row in csv_rows(text, file):
            if len(rows) == MOST_CASES:
                problem = f"it has more than {MOST_CASES:,} cases"
                problems.add(codes.CASES_UNREADABLE.at(row.span, problem=problem))
                return None
            if head is None:
                other = other_separator(row.cells)
                if other is not None:
                    problem, hint = other
                    problems.add(codes.CASES_UNREADABLE.at(row.span, problem=problem, hint=hint))
                    return None
                head = [cell.strip() for cell in row.cells]
                _check_head(head, schema, row.places(), problems)
            elif len(row.cells) != len(head):
                problems.add(codes.CASES_RAGGED.at(row.span, found=len(row.cells), expected=len(head)))
            else:
                rows.append(_read_row(head, row, schema, seen, problems))
    except BadCsv as bad:
        problems.add(codes.CASES_UNREADABLE.at(bad.span, problem=str(bad)))
        return None
    if head is None:
        problems.add(codes.CASES_UNREADABLE.at(Span.whole(file), problem="it is empty"))
    return CaseSample(tuple(rows), text) if problems.error_count() == before else None


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
    head: list[str], row: CsvRow, schema: EvidenceSchema, seen: set[str], problems: Problems
) -> dict[str, ItemState]:
    found: dict[str, ItemState] = {}
    for name, cell, span in zip(head, row.cells, row.places(), strict=True):
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
                found[name] = read_reason(reason) if text else NOT_LOOKED_AT
            else:
                found[name] = read_value(item, text)
        except BadValue as bad:
            problems.add(bad.code.at(span, hint=bad.hint, related=(), **bad.details))
    return found
