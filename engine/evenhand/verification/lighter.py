"""As much of an inspection taken away as can be, while what it shows stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from evenhand.backends.planes import ColumnState, NoGrade
from evenhand.domain import NOT_LOOKED_AT, Case
from evenhand.language import (
    ColumnId,
    ColumnKind,
)
from evenhand.verification.counterexample import Example

_OPEN: dict[ColumnKind, ColumnState] = {
    ColumnKind.ITEM: NOT_LOOKED_AT,
    ColumnKind.PREVIOUS: NoGrade.NOT_GIVEN,
    ColumnKind.GIVEN: None,
}


def recorded_in(example: Example) -> tuple[ColumnId, ...]:
    """The columns of which something is recorded."""
    return tuple(
        column
        for column, state in example.states.items()
        if column.kind in _OPEN and state != _OPEN[column.kind]
    )


def lighter(example: Example, shows: Callable[[Case], bool]) -> Example:
    """The example without whatever it shows the same without. Nothing more can be left out, one by one.

    Items counted from a sample of cases stay, as the sample itself does.
    """
    if example.sample:
        return example
    for column in recorded_in(example):
        for case in _without(example.case, column):
            if shows(case):
                example = Example(case, {**example.states, column: _OPEN[column.kind]}, example.sample)
    return example


def _without(case: Case, column: ColumnId) -> Iterator[Case]:
    """The case with a column left open; nothing where it can not be left open by itself."""
    id = column.id
    match column.kind:
        case ColumnKind.ITEM:
            states = {item: state for item, state in case.profile.states.items() if item != id}
            yield replace(case, profile=replace(case.profile, states=states))
        case ColumnKind.GIVEN:
            yield replace(case, given={area: grade for area, grade in case.given.items() if area != id})
        case ColumnKind.PREVIOUS if not case.previous.none:
            grades = {area: grade for area, grade in case.previous.grades.items() if area != id}
            yield replace(case, previous=replace(case.previous, grades=grades))
        case _:
            # Where there was no inspection before, that goes for every area.
            pass
