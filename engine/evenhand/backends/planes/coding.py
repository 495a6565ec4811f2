"""From columns to coded columns: bit planes that hold all that some rule sets can see of them.

Only what the rules ask is kept: on which side of their thresholds a value lies. What is asked of one column
is told from as few planes as `basis` finds, what rests on several columns has a plane for each rail.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.area_circuit import GivenInput
from evenhand.backends.planes.basis import Basis, Expression, Vector
from evenhand.backends.planes.bits import packed, words_for
from evenhand.backends.planes.columns import Column, Columns
from evenhand.backends.planes.one_column import OneColumn
from evenhand.backends.planes.packing import pack_column
from evenhand.backends.planes.row_leaves import Rail, RowInput, RowLeaf, RowQuestion
from evenhand.backends.planes.several import decide_several
from evenhand.domain import EvidenceItem, Scale
from evenhand.evaluation.item_codes import coded_item
from evenhand.language import (
    ColumnId,
    IsOneOf,
    IsRanked,
    PreviousGrade,
    given_column,
    item_column,
    positive_of,
    previous_column,
)


@dataclass(frozen=True)
class Form:
    """What planes coded columns have: which columns take two planes a leaf, and which areas are given.

    A form decides how the planes are read. Coded columns of one form can be read by the same program.
    """

    full: frozenset[ColumnId] = frozenset()
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
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

    `inputs` are the inputs of their circuits, `raw` the columns that are read besides.
    """

    def __init__(self, inputs: Iterable[Hashable], raw: Iterable[ColumnId]) -> None:
        asked: dict[RowQuestion, set[Rail]] = {}
        self.given: list[GivenInput] = []
        for key in dict.fromkeys(inputs):
            if isinstance(key, RowInput):
                asked.setdefault(key.question, set()).add(key.rail)
            elif isinstance(key, GivenInput):
                self.given.append(key)
        self.raw = tuple(dict.fromkeys(raw))
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
        for key in self.given:
            inputs[key] = Expression((first,)) if key.area in form.given else Expression()
            first += key.area in form.given
        return Layout(first, inputs)

    # --- coding --------------------------------------------------------------------------------------

    def code(self, columns: Columns, form: Form | None = None) -> CodedColumns:
        """The planes of some rows. A column whose states do not fit the few planes takes two a leaf.

        `form` asks for a form that is wide enough, as where several batches are to have the same. Raises
        ValueError for a given or previous grade that is not on the area's scale.
        """
        held = {part: part.held(columns.column(part.column).states) for part in self.alone}
        wanted = Form() if form is None else form
        full = {
            part.column
            for part in self.alone
            if not part.basis.fits(held[part], len(columns.column(part.column).states))
        }
        given = {key.area for key in self.given if given_column(key.area) in columns.columns}
        form = Form(wanted.full | full, wanted.given | given)
        planes = np.zeros((self.layout(form).planes, words_for(columns.rows)), dtype="<u8")
        first = 0
        for part in self.alone:
            vectors = self.basis(part, form).vectors(held[part])
            pack_column(columns.column(part.column), vectors, planes[first : first + len(vectors)])
            first += len(vectors)
        for question, rails in self.several:
            surely, possibly = decide_several(question, columns)
            for rail in rails:
                planes[first] = packed(surely if rail is Rail.SURELY else possibly, columns.rows)
                first += 1
        for key in self.given:
            if key.area in form.given:
                column = columns.column(given_column(key.area))
                pack_column(column, [_given(key, column)], planes[first : first + 1])
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


def _given(key: GivenInput, column: Column) -> Vector:
    """The states of a column of a given area for which an input holds."""
    held = 0
    for at, state in enumerate(column.states):
        assert state is None or isinstance(state, str)
        held |= key.holds(state) << at
    return held
