"""Ratings as a CSV file holds them, long or wide: each with its case, rater, area, word and place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from evenhand.diagnostics import Problems, Span, codes, nearest
from evenhand.evidence.csv_files import BadCsv, CsvRow, csv_rows, other_separator
from evenhand.services.workspace import shown_path
from evenhand.source import Limits, decode, read_bytes

_LIMITS = Limits(size=64 * 1024 * 1024)

CASE_COLUMNS = ("case", "id", "case id")
RATER_COLUMN, AREA_COLUMN, GRADE_COLUMN = "rater", "area", "grade"

_MISSING_WORDS = frozenset(("", "not judged", "not known", "unknown", "missing", "n/a", "-"))
_NAME = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}")


class Layout(StrEnum):
    """How ratings stand in a file."""

    LONG = "long"
    """One rating a row."""
    WIDE = "wide"
    """One case a row, and a column for each rater."""


@dataclass(frozen=True, slots=True)
class WrittenRating:
    """One rating. `area` is None where the file names no areas; the spans are those of its cells."""

    case: str
    rater: str
    area: str | None
    word: str
    span: Span
    case_span: Span
    area_span: Span


@dataclass
class WrittenRatings:
    """The ratings of a file. `raters` are all that it names, `missing` counts cells that say no grade.

    `shown` has what stands for a rater who looks like a person, whose name is not shown.
    """

    file: str
    layout: Layout
    has_areas: bool
    raters: dict[str, Span] = field(default_factory=dict)
    ratings: list[WrittenRating] = field(default_factory=list)
    missing: int = 0
    shown: dict[str, str] = field(default_factory=dict)


def fold(word: str) -> str:
    """A word as it is compared: capitals, spaces, hyphens and underscores make no difference.

    >>> fold(" Requires_improvement "), fold("Requires improvement to be good")
    ('requires improvement', 'requires improvement')
    """
    plain = " ".join(re.split(r"[\s_\-‐‑–]+", word.strip().casefold())).strip()
    return plain.removesuffix(" to be good") or plain


def read_ratings_file(path: Path, problems: Problems) -> WrittenRatings | None:
    """The ratings of a CSV file, or None with every problem added. What is odd is added as warnings."""
    file = shown_path(path)
    before = problems.error_count()
    written = read_bytes(path, problems, _LIMITS, file)
    text = None if written is None else decode(written, file, problems, may_be_marked=True)
    if text is None:
        return None
    found: WrittenRatings | None = None
    try:
        rows = csv_rows(text, file)
        head = next(rows, None)
        if head is None:
            span, hint = Span.whole(file), "the first line names the columns"
            problems.add(codes.RATINGS_UNREADABLE.at(span, problem="the file is empty", hint=hint))
            return None
        columns = _columns(head, file, problems)
        if columns is None:
            return None
        found = columns.found
        columns.read(rows, problems)
    except BadCsv as bad:
        problems.add(codes.RATINGS_UNREADABLE.at(bad.span, problem=str(bad)))
    if found is not None and problems.error_count() == before and not found.ratings:
        problems.add(codes.NO_RATINGS.at(Span.whole(file)))
    if found is not None:
        _check_codes(found, problems)
    return found if problems.error_count() == before else None


@dataclass
class _Columns:
    """Where in a row what stands; `graded` holds the places of the columns with grades."""

    head: tuple[str, ...]
    found: WrittenRatings
    case: int
    area: int | None
    rater: int | None
    graded: tuple[int, ...]

    def read(self, rows: Iterator[CsvRow], problems: Problems) -> None:
        for row in rows:
            if len(row.cells) != len(self.head):
                found, expected = len(row.cells), len(self.head)
                problems.add(codes.RATINGS_RAGGED.at(row.span, found=found, expected=expected))
            else:
                self._row([cell.strip() for cell in row.cells], row.places(), problems)

    def _row(self, cells: Sequence[str], places: Sequence[Span], problems: Problems) -> None:
        wanted = {"case": self.case, "area": self.area, "rater": self.rater}
        empty = [what for what, at in wanted.items() if at is not None and not cells[at]]
        for what in empty:
            at = wanted[what]
            assert at is not None
            problems.add(codes.RATING_INCOMPLETE.at(places[at], what=what))
        area = self.case if self.area is None else self.area
        for at in self.graded:
            rater = self.head[at] if self.rater is None else cells[self.rater]
            if rater:
                self.found.raters.setdefault(rater, places[at if self.rater is None else self.rater])
            if fold(cells[at]) in _MISSING_WORDS:
                self.found.missing += 1
            elif not empty:
                named = None if self.area is None else cells[self.area]
                spans = (places[at], places[self.case], places[area])
                self.found.ratings.append(WrittenRating(cells[self.case], rater, named, cells[at], *spans))


# --- the head ----------------------------------------------------------------------------------------


def _columns(row: CsvRow, file: str, problems: Problems) -> _Columns | None:
    """The columns that a head names, or None with what is wrong with it."""
    other = other_separator(row.cells)
    if other is not None:
        problems.add(codes.RATINGS_UNREADABLE.at(row.span, problem=other[0], hint=other[1]))
        return None
    head = tuple(cell.strip() for cell in row.cells)
    places = row.places()
    names = [fold(name) for name in head]
    before = problems.error_count()
    for at, name in enumerate(head):
        if not name:
            _wrong_layout("a column has no name", places[at], "name it, or take it out", problems)
        elif name in head[:at] or (names[at] in names[:at] and names[at] in _KNOWN):
            hint = "each column has a name of its own"
            _wrong_layout(f"there are two columns `{name}`", places[at], hint, problems)
    cases = [at for at, name in enumerate(names) if name in CASE_COLUMNS]
    if not cases:
        hint = _like("case", head) or "name the column with the id of each case `case`"
        _wrong_layout("no column is called `case`", row.span, hint, problems)
    elif len(cases) > 1:
        told = " and ".join(f"`{head[at]}`" for at in cases)
        _wrong_layout(f"several columns could be the case: {told}", places[cases[1]], "keep one", problems)
    if problems.error_count() > before:
        return None
    area = names.index(AREA_COLUMN) if AREA_COLUMN in names else None
    kept = {cases[0], area}
    if RATER_COLUMN in names or GRADE_COLUMN in names:
        return _long(head, names, places, file, cases[0], area, problems)
    graded = tuple(at for at in range(len(head)) if at not in kept)
    if not graded:
        hint = "add the columns `rater` and `grade`, or one column for each rater"
        _wrong_layout("no column holds grades", row.span, hint, problems)
        return None
    found = WrittenRatings(file, Layout.WIDE, area is not None, {head[at]: places[at] for at in graded})
    return _Columns(head, found, cases[0], area, None, graded)


_KNOWN = (*CASE_COLUMNS, RATER_COLUMN, AREA_COLUMN, GRADE_COLUMN)


def _long(
    head: tuple[str, ...],
    names: list[str],
    places: list[Span],
    file: str,
    case: int,
    area: int | None,
    problems: Problems,
) -> _Columns | None:
    for there, lacking in ((RATER_COLUMN, GRADE_COLUMN), (GRADE_COLUMN, RATER_COLUMN)):
        if lacking not in names:
            problem = f"there is a column `{there}`, and none called `{lacking}`"
            otherwise = f"add `{lacking}`, or give each rater a column and leave out `{there}`"
            span = places[names.index(there)]
            _wrong_layout(problem, span, _like(lacking, head) or otherwise, problems)
            return None
    rater, grade = names.index(RATER_COLUMN), names.index(GRADE_COLUMN)
    for at, name in enumerate(head):
        if at not in (case, area, rater, grade):
            like = None if area is not None else _like(AREA_COLUMN, [name])
            problems.add(codes.RATINGS_COLUMN_NOT_READ.at(places[at], name=name, hint=like))
    found = WrittenRatings(file, Layout.LONG, area is not None)
    return _Columns(head, found, case, area, rater, (grade,))


def _like(wanted: str, head: Sequence[str]) -> str | None:
    found = nearest(wanted, head)
    return None if found is None else f"should `{found}` be called `{wanted}`?"


def _wrong_layout(problem: str, span: Span, hint: str | None, problems: Problems) -> None:
    problems.add(codes.RATINGS_LAYOUT.at(span, problem=problem, hint=hint))


def _check_codes(found: WrittenRatings, problems: Problems) -> None:
    """Tell of raters who look like people, and of names that are likely to be one, written in two ways."""
    for rater, span in found.raters.items():
        if _NAME.search(rater):
            taken = {*found.raters, *found.shown.values()}
            free = next(name for at in itertools.count(1) if (name := f"rater {at}") not in taken)
            found.shown[rater] = free
            hint = f"it is shown as `{free}`; give each rater a code, and keep the list elsewhere"
            problems.add(codes.RATER_NOT_A_CODE.at(span, rater=rater, hint=hint))
    cases = {one.case: one.case_span for one in reversed(found.ratings)}
    areas = {one.area: one.area_span for one in reversed(found.ratings) if one.area is not None}
    for what, names in (("raters", found.raters), ("cases", cases), ("areas", areas)):
        first: dict[str, str] = {}
        for name in sorted(names, key=lambda name: names[name]):
            other = first.setdefault(fold(name), name)
            if other != name:
                related = [(names[other], "the other one is here")]
                told = {"what": what, "name": other, "other": name}
                problems.add(codes.NEARLY_ALIKE.at(names[name], related=related, **told))
