"""A question about one row, decided as the interpreter does from the states of the columns that it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.backends.planes.columns import ColumnState, case_of
from evenhand.backends.planes.row_leaves import Computed, RowGap, RowLeaf, RowQuestion
from evenhand.domain import Number
from evenhand.evaluation.leaves import decide_leaf
from evenhand.evaluation.readings import Knowledge
from evenhand.evaluation.tables import gap_of
from evenhand.evaluation.trace import Existence
from evenhand.language import (
    ColumnId,
    ColumnKind,
)


def knowledge_of(
    computed: Computed,
    columns: Sequence[ColumnId],
    states: Sequence[ColumnState],
    parameters: Mapping[str, Number],
) -> Knowledge:
    """What is known where only some columns are read."""
    if any(column.kind is ColumnKind.GIVEN for column in columns):
        raise TypeError("what is given of an area is no evidence")
    return Knowledge(case_of(zip(columns, states, strict=True)), parameters, dict(computed))


def decide_row(
    question: RowQuestion, columns: Sequence[ColumnId], states: Sequence[ColumnState]
) -> tuple[bool, bool]:
    """Whether what is asked of a row surely and possibly holds."""
    values = dict(question.values) if isinstance(question, RowGap) else {}
    return decide_known(question, knowledge_of(question.computed, columns, states, values))


def decide_known(question: RowQuestion, known: Knowledge) -> tuple[bool, bool]:
    """Whether a question surely and possibly holds, by what is known."""
    if isinstance(question, RowLeaf):
        truth = decide_leaf(question.leaf, known).truth
        return truth.certain, truth.possible
    gap = gap_of(False, True, question.table, known)
    return gap is Existence.YES, gap is not Existence.NO
