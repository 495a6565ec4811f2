"""The rows of a casebook, checked against its evidence schema and rule sets; faulty ones are rejected."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import Diagnostic, Problems, codes, did_you_mean
from evenhand.domain import NOT_LOOKED_AT, ItemState
from evenhand.evidence import BadValue, EvidenceSchema, read_assumptions, read_cell
from evenhand.evidence.rows import Cells, Column, CsvRows, ParquetRows, RowChunk, constant, paired
from evenhand.language import RulesInForce
from evenhand.services.case_cells import count_in, day_in, day_of_area, grade_in, reason_in
from evenhand.services.case_rules import CaseRules, Fault
from evenhand.services.casebooks import Casebook
from evenhand.services.cases import NO_PREVIOUS, NOT_RECORDED, Cases
from evenhand.services.grade_words import GradeWords
from evenhand.source import place

Given = TypeVar("Given")
Found = TypeVar("Found")


_MOST_KEPT = 100_000
"""How many cells are remembered with what they say."""


@dataclass(frozen=True)
class RowNames(Sequence[str]):
    """The names of rows that have none of their own: `row 17`."""

    first: int
    rows: int

    def __len__(self) -> int:
        return self.rows

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        places = range(self.first, self.first + self.rows)[at]
        return f"row {places}" if isinstance(places, int) else [f"row {place}" for place in places]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used, with every reason."""

    number: int
    """The number of the row, from 1; 0 in a table, whose rows have none."""
    id: str
    cells: Mapping[str, str]
    faults: tuple[tuple[str, Diagnostic], ...]
    """What is wrong, each with the column that it stands in; none where it is the row as a whole."""
    more: tuple[str, ...] = ()
    """Cells for which there is no column."""


class RowReader:
    """Reads the rows of one casebook. Raises InvalidInput where the casebook file itself has a fault."""

    def __init__(
        self,
        casebook: Casebook,
        case_rules: CaseRules,
        schema: EvidenceSchema | None,
        *,
        again: bool = False,
        repeats: Mapping[str, int] | None = None,
        words: GradeWords | None = None,
    ) -> None:
        """`again` is for rows that were read before: nothing is checked that was checked then.

        `repeats` are the ids that several rows have, with the number of the first, where that was found out
        elsewhere because the rows come here in parts. `words` are told the words that stand for grades.
        """
        assert casebook.document.columns is not None
        self.document = casebook.document
        self.named = casebook.document.columns
        self.casebook = casebook
        self.case_rules = case_rules
        self.schema = schema
        self.words = words
        self.assumed = _assumed(casebook, schema)
        self.seen: set[str] = set()
        self.areas: set[str] = set()
        """The areas of the rule sets of the rows read so far."""
        self.unresolved = False
        """Whether the rule set of some row is not known."""
        rows = casebook.rows
        self.width = len(rows.head) if isinstance(rows, CsvRows) else 0
        """How many cells a row has, in a file of text."""
        self.repeated: frozenset[str] | None = frozenset() if again else None
        if not again and isinstance(rows, ParquetRows) and self.named.id is not None:
            self.repeated = rows.repeated(self.named.id)
        """The ids that several rows have, where that is known beforehand."""
        self.repeats = repeats or {}
        self.states: dict[tuple[str, str], ItemState | Fault] = {}
        if not again:
            check_items(casebook, schema)

    def read(self, chunk: RowChunk) -> tuple[Cases, list[Rejected]]:
        """The rows without a fault as cases, and the others."""
        reading = _Reading(self, chunk)
        cases = reading.cases()
        if not reading.bad.any():
            return cases, []
        cases = cases.taken(np.flatnonzero(~reading.bad))
        # Rows without rules are gone now, and nobody is to meet what stood for their rules.
        return replace(cases, rules=cases.rules.used()), reading.rejected()


def check_items(casebook: Casebook, schema: EvidenceSchema | None) -> None:
    """Every item that a column of the casebook stands for is one of the schema, and is recorded."""
    assert casebook.document.columns is not None
    problems = Problems()
    items = {} if schema is None else schema.items
    for name in casebook.document.columns.evidence:
        span = place(casebook.node, ("columns", "evidence", name, "[key]"))
        item = items.get(name)
        if item is None:
            problems.add(codes.UNKNOWN_ITEM.at(span, name=name, hint=did_you_mean(name, items)))
        elif item.computed is not None:
            hint = f"name what it is computed from: {item.computed}"
            problems.add(codes.COMPUTED_RECORDED.at(span, item=name, hint=hint))
    problems.raise_if_errors()


def _assumed(casebook: Casebook, schema: EvidenceSchema | None) -> dict[str, ItemState]:
    if schema is None or not casebook.document.assume:
        return {}
    problems = Problems()
    found = read_assumptions(casebook.document.assume, casebook.node, schema, problems)
    problems.raise_if_errors()
    return {entry.item: entry.state for entry in found}


class _Reading:
    """One chunk while it is read."""

    def __init__(self, reader: RowReader, chunk: RowChunk) -> None:
        self.reader = reader
        self.named = reader.named
        self.chunk = chunk
        self.bad: npt.NDArray[np.bool_] = np.zeros(chunk.rows, dtype=bool)
        self.without_day = self.bad
        """The rows whose day was rejected."""
        self.faults: dict[int, list[tuple[str, Diagnostic]]] = {}

    def cases(self) -> Cases:
        """Every row as a case; those that are `bad` mean nothing."""
        for row, cells in self.chunk.ragged.items():
            width = self.reader.width
            hint = "put text with a comma in it in quotation marks" if len(cells) > width else None
            self._reject(row, "", Fault(codes.ROW_RAGGED, {"found": len(cells), "expected": width}, hint))
        on = self.read("on", day_in, None)
        self.without_day = self.bad.copy()
        rules = self.rules(on)
        items = self.items()
        return Cases(
            number=self.chunk.first + np.arange(self.chunk.rows, dtype=np.int64),
            id=self.ids(),
            provider=self.read("provider", str, ""),
            on=on,
            published=self.read("published", day_in, None),
            rules=rules,
            groups={
                group: self.cells(name).mapped(lambda cell: cell or NOT_RECORDED)
                for group, name in self.named.groups.items()
            },
            items=items,
            given=self.grades(self.named.given, rules, previous=False),
            awarded=self.grades(self.named.awarded, rules, previous=False),
            previous=self.previous(rules),
            sampled=self.read("cases", count_in, None),
            departures=self.departures(rules),
            graded_on=self.graded_on(rules),
        )

    # --- cells ---------------------------------------------------------------------------------------

    def cells(self, name: str) -> Column[str]:
        """The cells of a column of the file."""
        return self.chunk.columns[name]

    def ids(self) -> Column[str]:
        """The id of each case. One that another case had before is a fault."""
        if self.named.id is None:
            first = self.chunk.first
            return Column(RowNames(first, self.chunk.rows), np.arange(self.chunk.rows, dtype=np.uint32))
        found = self.cells(self.named.id)
        seen, repeated = self.reader.seen, self.reader.repeated
        blank = (
            found.values.blank()
            if isinstance(found.values, Cells)
            else np.flatnonzero(
                np.array([not cell for cell in found.values], dtype=bool)[found.which]
            ).tolist()
        )
        for row in blank:
            self.reject(row, self.named.id, Fault(codes.NO_ID, {}))
        if self.reader.repeats:
            self._repeated_elsewhere(found, self.named.id)
        if repeated is not None and not repeated:
            return found
        ragged = self.chunk.ragged
        for row, id in enumerate(found.each()):
            if ragged and row in ragged:
                # It is no case, so one with its id comes after none.
                continue
            if id in seen:
                self.reject(row, self.named.id, Fault(codes.REPEATED_CASE, {"id": id}))
            elif id and (repeated is None or id in repeated):
                seen.add(id)
        return found

    def _repeated_elsewhere(self, ids: Column[str], name: str) -> None:
        """Reject each row whose id an earlier one has; in a table, where none is earlier, all of them."""
        first = self.reader.repeats
        for row, id in enumerate(ids.each()):
            if id and id in first and (not self.chunk.numbered or first[id] != self.chunk.first + row):
                self.reject(row, name, Fault(codes.REPEATED_CASE, {"id": id}))

    def read(self, key: str, change: Callable[[str], Found | Fault], absent: Found) -> Column[Found]:
        """The column that the casebook names under a key, read; `absent` where it names none."""
        name = getattr(self.named, key)
        if name is None:
            return constant(absent, self.chunk.rows)
        return self.checked(self.cells(name), change, name, absent)

    def checked(
        self, column: Column[Given], change: Callable[[Given], Found | Fault], name: str, absent: Found
    ) -> Column[Found]:
        """A column with each value read. Rows whose value has a fault are rejected."""
        found: list[Found] = []
        for at, value in enumerate(column.values):
            result = change(value)
            if isinstance(result, Fault):
                rows = column.which == at
                if result.code is codes.CASE_WITHOUT_DAY:
                    # A day that cannot be read is told as such, and is not missing besides.
                    rows &= ~self.without_day
                for row in np.flatnonzero(rows).tolist():
                    self.reject(row, name, result)
                found.append(absent)
            else:
                found.append(result)
        return Column(found, column.which)

    def reject(self, row: int, name: str, fault: Fault) -> None:
        """Reject a row for what a cell says. What cells of a ragged row say is not known."""
        if row not in self.chunk.ragged:
            self._reject(row, name, fault)

    def _reject(self, row: int, name: str, fault: Fault) -> None:
        span = self.chunk.place(row, name or None)
        told = fault.at(span)
        if span is None:
            where = f"{self.chunk_row(row)}, column `{name}`"
            told = replace(told, message=f"{where}: {told.message}")
        self.bad[row] = True
        faults = self.faults.setdefault(row, [])
        # A column may stand for two things, as for a grade given and awarded: its fault is told once.
        if (name, told) not in faults:
            faults.append((name, told))

    def chunk_row(self, row: int) -> str:
        """What a row is called in a file without lines: by its number, or by its id where it has none."""
        if self.chunk.numbered or self.named.id is None:
            return f"row {self.chunk.first + row}"
        return f"case `{self.cells(self.named.id).at(row)}`"

    def rejected(self) -> list[Rejected]:
        """The rows that were rejected, in order."""
        columns = self.chunk.columns
        found = []
        for row, faults in sorted(self.faults.items()):
            cells = {name: column.at(row) for name, column in columns.items()}
            number = self.chunk.first + row if self.chunk.numbered else 0
            id = f"row {number}" if self.named.id is None else cells[self.named.id]
            more = self.chunk.ragged.get(row, ())[self.reader.width :]
            found.append(Rejected(number, id, cells, tuple(faults), more))
        return found

    # --- what they mean ------------------------------------------------------------------------------

    def rules(self, on: Column[datetime.date | None]) -> Column[RulesInForce]:
        """The rules that each case was judged under."""
        document = self.reader.document
        name = self.named.framework
        if name is None:
            assert document.framework is not None
            words: Column[str] = constant(document.framework, self.chunk.rows)
        else:
            words = self.cells(name).mapped(lambda cell: cell or document.framework or "")
        asked = paired(words, on)
        absent: Any = None
        told_at = name or self.named.on or self.named.id or next(iter(self.chunk.columns))
        found = self.checked(asked, self._own_rules, told_at, absent)
        for own in found.values:
            if own is None:
                self.reader.unresolved = True
            else:
                self.reader.areas.update(own.area_by_id)
        return found

    def _own_rules(self, asked: tuple[str, datetime.date | None]) -> RulesInForce | Fault:
        word, day = asked
        if not word:
            return Fault(codes.CASE_WITHOUT_FRAMEWORK, {})
        written = self.reader.document.frameworks.get(word) or word
        return self.reader.case_rules.own(self.reader.casebook.reference(written), day)

    def items(self) -> dict[str, Column[ItemState]]:
        """The evidence of each case, with what is assumed where nothing is recorded."""
        found: dict[str, Column[ItemState]] = {}
        schema, assumed = self.reader.schema, self.reader.assumed
        if schema is None:
            return found
        for id, name in self.named.evidence.items():
            absent: ItemState = NOT_LOOKED_AT
            column = self.checked(self.cells(name), partial(self._state, schema, id), name, absent)
            if id in assumed:
                column = column.mapped(partial(_or_assumed, assumed[id]))
            found[id] = column
        for id, state in assumed.items():
            found.setdefault(id, constant(state, self.chunk.rows))
        return found

    def _state(self, schema: EvidenceSchema, id: str, cell: str) -> ItemState | Fault:
        """The state that a cell says an item is in; read once for all chunks."""
        kept = self.reader.states
        found = kept.get((id, cell))
        if found is None:
            try:
                found = read_cell(schema.items[id], cell)
            except BadValue as bad:
                found = Fault(bad.code, bad.details, bad.hint)
            if len(kept) < _MOST_KEPT:
                kept[id, cell] = found
        return found

    def previous(self, rules: Column[RulesInForce]) -> dict[str, Column[str | None]]:
        """The grades of the inspection before. A case that had none has no grade of it."""
        found = self.grades(self.named.previous, rules, previous=True)
        none, graded = (np.zeros(self.chunk.rows, dtype=bool) for _ in range(2))
        for column in found.values():
            said = [None if grade is None else grade == NO_PREVIOUS for grade in column.values]
            none |= np.array([one is True for one in said], dtype=bool)[column.which]
            graded |= np.array([one is False for one in said], dtype=bool)[column.which]
        for row in np.flatnonzero(none & graded).tolist():
            self.reject(
                row, next(iter(self.named.previous.values())), Fault(codes.NO_PREVIOUS_BUT_GRADED, {})
            )
        return found

    def grades(
        self, named: Mapping[str, str], rules: Column[RulesInForce], *, previous: bool
    ) -> dict[str, Column[str | None]]:
        """Grades by area, as the rules of each case call them."""
        read = partial(grade_in, words=self.reader.document.grades, previous=previous)
        found: dict[str, Column[str | None]] = {}
        for area, name in named.items():
            pairs = paired(rules, self.cells(name))
            found[area] = self.checked(pairs, partial(read, area), name, None)
            told_by_awarded = named is self.named.given and area in self.named.awarded
            if self.reader.words is not None and not previous and not told_by_awarded:
                self.reader.words.add(area, pairs, found[area], self.id_of)
        return found

    def id_of(self, row: int) -> str:
        """What a row is called."""
        return self.chunk_row(row) if self.named.id is None else self.cells(self.named.id).at(row)

    def graded_on(self, rules: Column[RulesInForce]) -> dict[str, Column[datetime.date | None]]:
        """The day of each area's grade, each of an area of the rules of its case."""
        found: dict[str, Column[datetime.date | None]] = {}
        for area, name in self.named.graded_on.items():
            pairs = paired(rules, self.cells(name))
            found[area] = self.checked(pairs, partial(day_of_area, area), name, None)
        return found

    def departures(self, rules: Column[RulesInForce]) -> dict[str, Column[str | None]]:
        """The reasons of departures by area, each of an area of the rules of its case."""
        found: dict[str, Column[str | None]] = {}
        for area, name in self.named.departures.items():
            pairs = paired(rules, self.cells(name))
            found[area] = self.checked(pairs, partial(reason_in, area), name, None)
        return found


def _or_assumed(assumed: ItemState, state: ItemState) -> ItemState:
    return assumed if state == NOT_LOOKED_AT else state
