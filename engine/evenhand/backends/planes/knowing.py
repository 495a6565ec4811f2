"""A question about one row, decided as the interpreter does from the states of the columns that it reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.backends.planes.columns import ColumnState, NoGrade
from evenhand.backends.planes.row_leaves import ColumnId, ColumnKind, Computed, RowGap, RowLeaf, RowQuestion
from evenhand.domain import Case, EvidenceProfile, ItemState, Number, Previous
from evenhand.evaluation.leaves import decide_leaf
from evenhand.evaluation.readings import Knowledge
from evenhand.evaluation.tables import gap_of
from evenhand.evaluation.trace import Existence


def knowledge_of(
    computed: Computed,
    columns: Sequence[ColumnId],
    states: Sequence[ColumnState],
    parameters: Mapping[str, Number],
) -> Knowledge:
    """What is known where only some columns are read."""
    items: dict[str, ItemState] = {}
    grades: dict[str, str] = {}
    none_before = False
    cases: int | None = None
    for column, state in zip(columns, states, strict=True):
        match column.kind:
            case ColumnKind.ITEM:
                assert state is not None and not isinstance(state, str | int)
                items[column.id] = state
            case ColumnKind.PREVIOUS:
                if state is NoGrade.NONE_BEFORE:
                    none_before = True
                elif state is not NoGrade.NOT_GIVEN:
                    grades[column.id] = str(state)
            case ColumnKind.CASES:
                assert state is None or isinstance(state, int)
                cases = state
            case ColumnKind.GIVEN:
                raise TypeError("what is given of an area is no evidence")
    previous = Previous(none=True) if none_before else Previous(grades)
    return Knowledge(Case(EvidenceProfile(items, cases=cases), {}, previous), parameters, dict(computed))


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
