"""Decision tables: from a block of text or a CSV file to a checked table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import Number, Scale
from evenhand.evidence import BadCsv, csv_rows, other_separator
from evenhand.language.leaves import read_leaf
from evenhand.language.names import Names, collapsed
from evenhand.language.nodes import (
    AreaGrade,
    Condition,
    DoesNotApplyTo,
    HasFinding,
    IsJudged,
    ItemName,
    ItemNumber,
    Not,
    PreviousGrade,
)
from evenhand.language.printer import print_leaf
from evenhand.language.reads import leaves_of
from evenhand.language.rules import Column, Coverage, DecisionTable, HitPolicy, Row
from evenhand.language.table_coverage import TooLarge, is_fixed, is_open_first, survey
from evenhand.source import Scalar, scalar_span

_DATE = re.compile(
    r"\d{1,2}-[A-Za-z]{3}(-\d{2,4})?|[A-Za-z]{3}-\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(/\d{2,4})?"
)
_TO = re.compile(r"(not\s+)?(.+?)\s+to\s+(.+)")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table as written, with the head first; ragged rows are already refused."""

    head: tuple[Scalar, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    span: Span


def grid_from_text(written: Scalar, problems: Problems) -> Grid | None:
    """The cells of a table written as a block of text with `|` between them."""
    lines: list[tuple[Scalar, ...]] = []
    start = 0
    for line in written.text.split("\n"):
        cells = _cells_of(line, start, written)
        start += len(line) + 1
        if not cells:
            continue
        # A line may begin and end with `|`. An empty cell is one only where that leaves enough of them.
        width = len(lines[0]) if lines else 0
        if not cells[0].text and len(cells) > max(width, 1):
            cells = cells[1:]
        if not cells[-1].text and len(cells) > max(width, 1):
            cells = cells[:-1]
        if not all(re.fullmatch(r":?-{3,}:?", cell.text) for cell in cells):
            lines.append(cells)
    return _grid(lines, written.span, problems)


def _cells_of(line: str, start: int, written: Scalar) -> tuple[Scalar, ...]:
    if not line.strip():
        return ()
    parts = line.split("|")
    offset = 0
    found: list[Scalar] = []
    for part in parts:
        left = len(part) - len(part.lstrip())
        text = part.strip()
        at = start + offset + left
        offset += len(part) + 1
        found.append(Scalar(text, scalar_span(written, at, at + max(1, len(text)))))
    return tuple(found)


def grid_from_csv(text: str, file: str, problems: Problems) -> Grid | None:
    """The cells of a table in a CSV file."""
    lines: list[tuple[Scalar, ...]] = []
    try:
        for row in csv_rows(text, file):
            lines.append(tuple(Scalar(cell.strip(), row.span) for cell in row.cells))
    except BadCsv as bad:
        problems.add(codes.BAD_TABLE.at(bad.span, problem=f"this is not a CSV file: {bad}"))
        return None
    other = other_separator([cell.text for cell in lines[0]]) if lines else None
    if other is not None:
        problem, hint = other
        problems.add(codes.BAD_TABLE.at(lines[0][0].span, problem=problem, hint=hint))
        return None
    return _grid(lines, Span.whole(file), problems)


def _grid(lines: Sequence[tuple[Scalar, ...]], span: Span, problems: Problems) -> Grid | None:
    if len(lines) < 2:
        problems.add(codes.BAD_TABLE.at(span, problem="a table needs a head and at least one row"))
        return None
    head, rows = lines[0], lines[1:]
    good = True
    for row in rows:
        if len(row) != len(head):
            problem = f"cells in this row: {len(row)}; in the head: {len(head)}"
            problems.add(codes.BAD_TABLE.at(row[0].span, problem=problem))
            good = False
    seen: set[str] = set()
    for cell in head:
        if not cell.text or collapsed(cell.text) in seen:
            problem = f"the head names `{cell.text}` twice" if cell.text else "a column has no head"
            problems.add(codes.BAD_TABLE.at(cell.span, problem=problem))
            good = False
        seen.add(collapsed(cell.text))
    return Grid(head, tuple(rows), span) if good else None


def outcomes_of(grid: Grid) -> tuple[Scalar, ...]:
    """The cells of the last column: what each row concludes."""
    return tuple(row[-1] for row in grid.rows)


def read_table(
    grid: Grid, hit: HitPolicy, outcome: Scale | None, names: Names, problems: Problems
) -> DecisionTable | None:
    """A table that concludes a grade of `outcome`, or, where that is None, findings.

    Gaps and overlaps are looked for by `check_table`, once parameters have values.
    """
    before = problems.error_count()
    wanted = "finding" if outcome is None else "grade"
    if grid.head[-1].text != wanted:
        problem = f"the last column must be headed `{wanted}`"
        problems.add(codes.BAD_TABLE.at(grid.head[-1].span, problem=problem))
        return None
    if outcome is None and hit not in (HitPolicy.UNIQUE, HitPolicy.FIRST):
        problems.add(codes.TABLE_HIT.at(grid.span, hit=hit))
    inner = [index for index, cell in enumerate(grid.head[:-1]) if cell.text != "id"]
    id_column = next((index for index, cell in enumerate(grid.head) if cell.text == "id"), None)
    columns = [_read_column(grid.head[index], names, problems) for index in inner]
    if not inner:
        problems.add(codes.BAD_TABLE.at(grid.span, problem="a table needs at least one column to read"))
    rows: list[Row] = []
    whole = None not in columns
    for cells in grid.rows:
        read = tuple(
            None if column is None else _read_cell(cells[index], column, names, problems)
            for index, column in zip(inner, columns, strict=True)
        )
        concluded = _read_outcome(cells[-1], outcome, names, problems)
        written = [cells[index].text for index in inner]
        whole = whole and all(
            cell is not None or text == "-" for cell, text in zip(read, written, strict=True)
        )
        id = cells[id_column].text if id_column is not None else _row_id(written)
        rows.append(Row(id, read, concluded, cells[0].span))
    _check_row_ids(rows, problems)
    if problems.error_count() > before or not whole:
        return None
    found = tuple(column for column in columns if column is not None)
    return DecisionTable(found, hit, tuple(rows), span=grid.span)


def _row_id(cells: Sequence[str]) -> str:
    text = "|".join(collapsed(cell) for cell in cells)
    return "row_" + hashlib.sha256(text.encode()).hexdigest()[:6]


def _check_row_ids(rows: Sequence[Row], problems: Problems) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        if row.id in seen:
            problem = f"two rows are the same or share the id `{row.id}`"
            problems.add(codes.BAD_TABLE.at(row.span, problem=problem))
        seen[row.id] = row


def _read_column(head: Scalar, names: Names, problems: Problems) -> Column | None:
    text = collapsed(head.text)
    if text in names.findings:
        return Column(text, names.findings[text])
    if text.startswith("previous "):
        area = text.removeprefix("previous ")
        if area in names.areas:
            return Column(text, PreviousGrade(area, names.areas[area], head.span))
    if text in names.areas:
        return Column(text, AreaGrade(text, names.areas[text], head.span))
    if text in names.items:
        item = names.items[text]
        subject = ItemNumber(item, head.span) if item.type.is_numeric else ItemName(item, head.span)
        return Column(text, subject)
    known = [*names.items, *names.areas, *names.findings]
    names.refuse_unknown(text, codes.UNKNOWN_NAME, head.span, known, problems)
    return None


def _read_cell(cell: Scalar, column: Column, names: Names, problems: Problems) -> Condition | None:
    text = collapsed(cell.text)
    if text == "-":
        return None
    if not text:
        problems.add(codes.BAD_TABLE.at(cell.span, problem="an empty cell; write `-` for any value"))
        return None
    if _DATE.fullmatch(text):
        hint = "format the cells as text, and write `3 to 4`"
        problems.add(codes.SPREADSHEET_DATE.at(cell.span, text=text, hint=hint))
        return None
    subject = column.subject
    if isinstance(subject, str):
        leaf = HasFinding(subject, cell.span)
        if text in ("yes", "no"):
            return leaf if text == "yes" else Not(leaf, cell.span)
        problem = f"a finding is `yes` or `no`, not `{text}`"
        problems.add(codes.BAD_TABLE.at(cell.span, problem=problem))
        return None
    if text == "does not apply" and isinstance(subject, ItemName | ItemNumber):
        return DoesNotApplyTo(subject.item, cell.span)
    if text in ("judged", "not judged") and isinstance(subject, AreaGrade):
        judged = IsJudged(subject.area, cell.span)
        return judged if text == "judged" else Not(judged, cell.span)
    between = _TO.fullmatch(text)
    if between is not None:
        no = "not " if between.group(1) else ""
        written = f"{column.head} is {no}between {between.group(2)} and {between.group(3)}"
    elif text[0] in "<>=":
        written = f"{column.head} {text}"
    else:
        written = f"{column.head} is {text}"
    return read_leaf(Scalar(written, cell.span), names, problems, whole=True)


def _read_outcome(cell: Scalar, scale: Scale | None, names: Names, problems: Problems) -> str | None:
    text = collapsed(cell.text)
    if scale is None:
        return None if text == "-" else names.findings.get(text, text)
    if text not in scale:
        hint = did_you_mean(text, scale.names)
        problems.add(codes.UNKNOWN_GRADE.at(cell.span, name=text, hint=hint))
        return None
    return text


def check_table(
    table: DecisionTable,
    valuations: Sequence[Mapping[str, Number]],
    problems: Problems,
    *,
    grading: bool,
) -> DecisionTable:
    """The table with its coverage worked out; gaps and overlaps are added to `problems`.

    `valuations` are the values that parameters have at some time: the table is searched at each.
    """
    loose = [
        (row, cell) for row in table.rows for cell in row.cells if cell is not None and not is_fixed(cell)
    ]
    if loose:
        if is_open_first(table):
            return replace(table, coverage=Coverage.ALWAYS)
        for row, cell in loose:
            problems.add(codes.CELL_NOT_CONSTANT.at(cell.span or row.span, text=_in_words(cell)))
        return table
    coverage = Coverage.ALWAYS
    for parameters in valuations:
        try:
            found = survey(table, parameters)
        except TooLarge:
            problem = "this table has too many combinations to be searched for gaps"
            hint = "make it `first` with a last row of `-`, or split it"
            problems.add(codes.BAD_TABLE.at(table.span, problem=problem, hint=hint))
            return table
        if found.gap is not None and grading:
            problems.add(codes.TABLE_GAP.at(table.span, combination=found.gap.words))
        for overlap in found.overlaps:
            first, second = table.rows[overlap.first], table.rows[overlap.second]
            problems.add(
                codes.TABLE_OVERLAP.at(
                    second.span,
                    rows=f"`{first.id}` and `{second.id}`",
                    combination=overlap.words,
                    related=[(first.span, "the other row")] if first.span else (),
                )
            )
        coverage = max(coverage, found.coverage, key=_LOOSENESS.__getitem__)
    return replace(table, coverage=coverage)


def _in_words(cell: Condition) -> str:
    return " or ".join(dict.fromkeys(print_leaf(leaf) for leaf in leaves_of(cell)))


_LOOSENESS = {Coverage.ALWAYS: 0, Coverage.WHERE_COLUMNS_EXIST: 1, Coverage.PARTIAL: 2}
