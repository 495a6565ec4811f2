"""From columns to coded columns: bit planes that hold all that some rule sets can see of them.

Only what the rules ask is kept: on which side of their thresholds a value lies. What is asked of one column
is told from as few planes as `basis` finds, what rests on several columns has a plane for each rail.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.area_circuit import GivenAs, GivenInput
from evenhand.backends.planes.arithmetic import reckon
from evenhand.backends.planes.basis import Basis, Expression, Vector
from evenhand.backends.planes.bits import packed, words_for
from evenhand.backends.planes.columns import GIVEN_AS_NOT_JUDGED, Column, Columns, Which
from evenhand.backends.planes.combinations import Held, decide_combinations
from evenhand.backends.planes.knowing import decide_row
from evenhand.backends.planes.one_column import OneColumn
from evenhand.backends.planes.row_leaves import (
    ColumnId,
    Rail,
    RowInput,
    RowLeaf,
    RowQuestion,
    columns_of,
    item_column,
    previous_column,
)
from evenhand.domain import EvidenceItem, Scale
from evenhand.evaluation.item_codes import coded_item
from evenhand.language import IsOneOf, IsRanked, PreviousGrade, positive_of

_ROWS_AT_ONCE: Final = 1 << 16
"""Rows coded at a time, so that what is looked up stays in the processor's cache."""


@dataclass(frozen=True)
class Form:
    """What planes coded columns have: which columns take two planes a leaf, and which areas are given.

    A form decides how the planes are read. Coded columns of one form can be read by the same program.
    """

    full: frozenset[ColumnId] = frozenset()
    given: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CodedColumns:
    """The planes of some rows: `planes` is an array of uint64, one row a plane, 64 rows a word.

    `raw` holds the columns that are read besides, by what is looked up while rules are decided.
    """

    rows: int
    form: Form
    planes: NDArray[np.uint64]
    raw: Mapping[ColumnId, Column]


@dataclass(frozen=True)
class Layout:
    """How every input of a circuit is told from the planes of one form."""

    planes: int
    inputs: Mapping[Hashable, Expression]


class Coding:
    """How columns are coded for some rule sets at once, so that all of them can be run on the same planes.

    `inputs` are the inputs of their circuits, `raw` the columns that are read besides, and `steps` how many
    grades each area has.
    """

    def __init__(
        self, inputs: Iterable[Hashable], raw: Iterable[ColumnId], scales: Mapping[str, int]
    ) -> None:
        asked: dict[RowQuestion, set[Rail]] = {}
        for key in inputs:
            if isinstance(key, RowInput):
                asked.setdefault(key.question, set()).add(key.rail)
        self.raw = tuple(dict.fromkeys(raw))
        self.grades = dict(scales)
        self.alone: list[OneColumn] = []
        self.several: list[tuple[RowQuestion, tuple[Rail, ...]]] = []
        self._sort(asked)
        self._layouts: dict[Form, Layout] = {}

    def _sort(self, asked: Mapping[RowQuestion, set[Rail]]) -> None:
        """Put together what one column decides by itself."""
        items: dict[EvidenceItem, list[RowLeaf]] = {}
        previous: dict[tuple[str, Scale], list[RowLeaf]] = {}
        for question, rails in asked.items():
            item = _item_of(question)
            subject = _previous_of(question)
            if isinstance(question, RowLeaf) and item is not None:
                items.setdefault(item, []).append(question)
            elif isinstance(question, RowLeaf) and subject is not None:
                previous.setdefault((subject.area, subject.scale), []).append(question)
            else:
                self.several.append((question, tuple(rail for rail in Rail if rail in rails)))
        self.alone += [OneColumn(item_column(item.id), tuple(own), item) for item, own in items.items()]
        self.alone += [
            OneColumn(previous_column(area), tuple(own), None, scale)
            for (area, scale), own in previous.items()
        ]

    # --- layout --------------------------------------------------------------------------------------

    def basis(self, part: OneColumn, form: Form) -> Basis:
        """The planes that one column has in a form."""
        return part.full_basis if part.column in form.full else part.basis

    def layout(self, form: Form) -> Layout:
        """How inputs are told from the planes of a form, which stand in the order in which they are coded."""
        found = self._layouts.get(form)
        if found is None:
            found = self._layouts[form] = self._lay_out(form)
        return found

    def _lay_out(self, form: Form) -> Layout:
        inputs: dict[Hashable, Expression] = {}
        first = 0
        for part in self.alone:
            basis = self.basis(part, form)
            for question, surely, possibly in zip(part.questions, basis.surely, basis.possibly, strict=True):
                inputs[RowInput(question, Rail.SURELY)] = surely.at(first)
                inputs[RowInput(question, Rail.POSSIBLY)] = possibly.at(first)
            first += len(basis.planes)
        for several, rails in self.several:
            for rail in rails:
                inputs[RowInput(several, rail)] = Expression((first,))
                first += 1
        for area, grades in self.grades.items():
            for key in _given_inputs(area, grades):
                if area in form.given:
                    inputs[key] = Expression((first,))
                    first += 1
                else:
                    inputs[key] = Expression()
        return Layout(first, inputs)

    # --- coding --------------------------------------------------------------------------------------

    def code(self, columns: Columns, form: Form | None = None) -> CodedColumns:
        """The planes of some rows. A column whose states do not fit the few planes takes two a leaf.

        `form` asks for a form that is wide enough, as where several batches are to have the same.
        """
        held = {part: part.held(columns.column(part.column).states) for part in self.alone}
        wanted = Form() if form is None else form
        full = {
            part.column
            for part in self.alone
            if not part.basis.fits(held[part], len(columns.column(part.column).states))
        }
        given = {area for area in self.grades if area in columns.given}
        form = Form(wanted.full | full, wanted.given | given)
        planes = np.zeros((self.layout(form).planes, words_for(columns.rows)), dtype="<u8")
        first = 0
        for part in self.alone:
            vectors = self.basis(part, form).vectors(held[part])
            _code_column(columns.column(part.column), vectors, planes[first : first + len(vectors)])
            first += len(vectors)
        for question, rails in self.several:
            surely, possibly = _decided(question, columns)
            for rail in rails:
                planes[first] = packed(surely if rail is Rail.SURELY else possibly, columns.rows)
                first += 1
        for area, grades in self.grades.items():
            if area in form.given:
                for key in _given_inputs(area, grades):
                    planes[first] = packed(_given(columns, key), columns.rows)
                    first += 1
        raw = {id: columns.column(id) for id in self.raw}
        return CodedColumns(columns.rows, form, planes, raw)


def _item_of(question: RowQuestion) -> EvidenceItem | None:
    """The one recorded item that decides a question by its codes."""
    if not isinstance(question, RowLeaf) or question.computed:
        return None
    return coded_item(question.leaf, {})


def _previous_of(question: RowQuestion) -> PreviousGrade | None:
    if not isinstance(question, RowLeaf):
        return None
    match positive_of(question.leaf):
        case IsOneOf(PreviousGrade() as subject) | IsRanked(PreviousGrade() as subject):
            return subject
        case _:
            return None


def _given_inputs(area: str, grades: int) -> list[GivenInput]:
    said = [GivenInput(area, GivenAs.GRADE), GivenInput(area, GivenAs.NOT_JUDGED)]
    return said + [GivenInput(area, GivenAs.AT_LEAST, at) for at in range(1, grades)]


def _given(columns: Columns, key: GivenInput) -> NDArray[np.bool_]:
    given = columns.given.get(key.area)
    if given is None:
        return np.zeros(columns.rows, dtype=bool)
    match key.given:
        case GivenAs.GRADE:
            return np.greater_equal(given, 0)
        case GivenAs.NOT_JUDGED:
            return np.equal(given, GIVEN_AS_NOT_JUDGED)
        case GivenAs.AT_LEAST:
            return np.greater_equal(given, key.position)


def _decided(question: RowQuestion, columns: Columns) -> Held:
    """A question over several columns, for every row."""
    ids = columns_of(question)
    read = [columns.column(id) for id in ids]
    reckoned = reckon(question, ids, read, columns.rows) if isinstance(question, RowLeaf) else None
    if reckoned is None:
        return decide_combinations(read, columns.rows, lambda states: decide_row(question, ids, states))
    surely, possibly = reckoned.holds, reckoned.holds.copy()
    open_rows = np.flatnonzero(~reckoned.exact)
    if len(open_rows):
        part = [Column(column.states, column.which[open_rows]) for column in read]
        surely[open_rows], possibly[open_rows] = decide_combinations(
            part, len(open_rows), lambda states: decide_row(question, ids, states)
        )
    return surely, possibly


def _code_column(column: Column, vectors: Sequence[Vector], planes: NDArray[np.uint64]) -> None:
    """Write the planes of one column, which are 0 so far."""
    runs: list[tuple[int, int, int]] = []
    others: list[tuple[int, Vector]] = []
    for number, vector in enumerate(vectors):
        if not vector:
            continue
        first = (vector & -vector).bit_length() - 1
        last = vector.bit_length() - 1
        if vector == (1 << last + 1) - (1 << first):
            runs.append((number, first, last))
        else:
            others.append((number, vector))
    tables = [_table(others[at : at + 8], len(column.states)) for at in range(0, len(others), 8)]
    bytes_ = planes.view(np.uint8)
    for start in range(0, len(column.which), _ROWS_AT_ONCE):
        which = column.which[start : start + _ROWS_AT_ONCE]
        at = slice(start // 8, start // 8 + -(-len(which) // 8))
        for number, first, last in runs:
            bytes_[number, at] = np.packbits(_within(which, first, last), bitorder="little")
        for numbers, table in tables:
            looked_up = table[which]
            for bit, number in enumerate(numbers):
                bytes_[number, at] = np.packbits(looked_up & np.uint8(1 << bit), bitorder="little")


def _within(which: Which, first: int, last: int) -> NDArray[np.bool_]:
    """The rows whose state lies in a run of states: where states stand in order, no table is needed."""
    if not first:
        return np.less_equal(which, last)
    # What lies below the first becomes larger than any state.
    return np.less_equal(which - which.dtype.type(first), last - first)


def _table(eight: Sequence[tuple[int, Vector]], states: int) -> tuple[list[int], NDArray[np.uint8]]:
    """Up to eight planes by number, and for each state their bits in one byte."""
    codes = [
        sum((vector >> state & 1) << bit for bit, (_, vector) in enumerate(eight)) for state in range(states)
    ]
    return [number for number, _ in eight], np.array(codes, dtype=np.uint8)
