"""Lists of moderation as files: a workbook with a sheet for each, or a folder with a CSV file for each."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from pathlib import Path

from evenhand.diagnostics import InvalidInput, codes
from evenhand.services.moderation.lists import Cell, ListTable
from evenhand.services.writing import OR_OVERWRITE, check_free, make_folder, write_result

_FORMULA = re.compile(r"[=+\-@\t\r]")
"""How text begins that a spreadsheet takes for a formula, and runs."""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_LONGEST_SHEET = 31
_MOST_ROWS = 1_048_575


def is_workbook(path: Path) -> bool:
    """Whether lists are written to a workbook, and not to a folder."""
    return path.suffix.lower() == ".xlsx"


def check_lists(path: Path, *, replace: bool) -> None:
    """Told before the work, and not after it, where lists cannot be written.

    Raises InvalidInput for another kind of file, and, without `replace`, for one that is there already.
    """
    if path.suffix and not is_workbook(path) and not path.is_dir():
        raise InvalidInput([codes.BAD_LISTS.at(None, name=path.name)])
    if is_workbook(path) and not replace:
        check_free(path, OR_OVERWRITE)


def write_lists(path: Path, title: str, lists: Sequence[ListTable], *, replace: bool) -> list[Path]:
    """Write every list, the empty ones too, so that nobody looks for them. Gives the files written.

    Raises InvalidInput where a file cannot be written, or is there already and not to be replaced.
    """
    if is_workbook(path):
        write_result(path, workbook(title, lists), replace=replace, hint=OR_OVERWRITE)
        return [path]
    paths = [path / f"{one.name}.csv" for one in lists]
    if not replace:
        for file in paths:
            check_free(file, OR_OVERWRITE)
    make_folder(path)
    for file, one in zip(paths, lists, strict=True):
        write_result(file, csv_text(one).encode(), replace=replace, hint=OR_OVERWRITE)
    return paths


def csv_text(table: ListTable) -> str:
    """A list as CSV, with an apostrophe before text that a spreadsheet would run.

    >>> csv_text(ListTable("x", "X", ("id", "n"), [("=1+1", 2), ("a,b", None)]))
    'id,n\\n\\'=1+1,2\\n"a,b",\\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def workbook(title: str, lists: Sequence[ListTable]) -> bytes:
    """The lists as an .xlsx workbook, the same bytes for the same lists. Its first sheet says what is where.

    A sheet holds 1,048,575 rows; where there are more, the first sheet says so.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # A file that is made again is the same file.
    book.set_properties(
        {"title": _clean(title), "author": "evenhand", "created": datetime.datetime(2000, 1, 1)}
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    first = book.add_worksheet("Contents")
    names = _sheet_names(lists)
    first.write_string(0, 0, _clean(title), book.add_format({"bold": True, "font_size": 14}))
    first.write_row(2, 0, ("Sheet", "What it lists", "Rows"), head)
    first.set_column(0, 0, 28)
    first.set_column(1, 1, 90)
    for at, (name, one) in enumerate(zip(names, lists, strict=True)):
        first.write_string(at + 3, 0, name)
        more = "" if len(one.rows) <= _MOST_ROWS else f" (the first {_MOST_ROWS:,}; write CSV for all)"
        first.write_string(at + 3, 1, _clean(one.title + more))
        first.write_number(at + 3, 2, len(one.rows))
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(one.columns):
            sheet.write_string(0, place, _clean(column), head)
            widest = max(
                (len(str(row[place])) for row in one.rows[:200] if row[place] is not None), default=0
            )
            sheet.set_column(place, place, min(60, max(12, widest + 2, len(column) // 2)))
        for number, row in enumerate(one.rows[:_MOST_ROWS], start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, _clean(cell))
                elif cell is not None:
                    sheet.write_number(number, place, cell)
        if one.rows:
            sheet.autofilter(0, 0, min(len(one.rows), _MOST_ROWS), len(one.columns) - 1)
    book.close()
    return out.getvalue()


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)[:_LONGEST_CELL]


def _sheet_names(lists: Sequence[ListTable]) -> list[str]:
    """A name for each sheet, none of them twice: a workbook takes 31 characters, and few signs."""
    found: list[str] = []
    for one in lists:
        plain = re.sub(r"[\[\]:*?/\\']", " ", one.name)[:_LONGEST_SHEET] or "list"
        name, number = plain, 2
        while name.casefold() in {"contents", *(other.casefold() for other in found)}:
            end = f" {number}"
            name, number = f"{plain[: _LONGEST_SHEET - len(end)]}{end}", number + 1
        found.append(name)
    return found
