"""A case sample: a CSV file with one row for each sampled child's case."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import NOT_LOOKED_AT, ItemState, UnknownReason
from evenhand.evidence.schema import EvidenceSchema
from evenhand.evidence.values import BadValue, read_reason, read_value

CASE_COLUMN = "case"
"""The column with each case's pseudonym. It may be left out."""

NOT_KNOWN_WORDS = frozenset(("", "unknown", "not known", "?", *UnknownReason))
"""Cells that say nothing: an empty cell is unknown, never no and never zero."""


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
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    head: list[str] | None = None
    rows: list[dict[str, ItemState]] = []
    seen: set[str] = set()
    try:
        for cells in reader:
            span = Span(file, reader.line_num, 1, reader.line_num, 2)
            if not any(cell.strip() for cell in cells):
                continue
            if head is None:
                head = [cell.strip() for cell in cells]
                _check_head(head, schema, span, problems)
            elif len(cells) != len(head):
                problems.add(codes.CASES_RAGGED.at(span, found=len(cells), expected=len(head)))
            else:
                rows.append(_read_row(head, cells, schema, span, seen, problems))
    except csv.Error as error:
        span = Span(file, reader.line_num, 1, reader.line_num, 2)
        problems.add(codes.CASES_UNREADABLE.at(span, problem=str(error)))
        return None
    if head is None:
        problems.add(codes.CASES_UNREADABLE.at(Span.whole(file), problem="it is empty"))
    return CaseSample(tuple(rows), text) if problems.error_count() == before else None


def _check_head(head: list[str], schema: EvidenceSchema, span: Span, problems: Problems) -> None:
    seen: set[str] = set()
    for name in head:
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
    span: Span,
    seen: set[str],
    problems: Problems,
) -> dict[str, ItemState]:
    row: dict[str, ItemState] = {}
    for name, cell in zip(head, cells, strict=True):
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
