from __future__ import annotations

import numpy as np
import pytest

from evenhand.backends.planes import Column, Columns, NoGrade, columns_of_cases
from evenhand.backends.planes.columns import numbered
from evenhand.domain import NOT_JUDGED, NOT_LOOKED_AT, Case, EvidenceProfile, NumberRange, Previous, Recorded
from evenhand.language import (
    CASES,
    given_column,
    item_column,
    previous_column,
)
from generators import Drawing


def test_a_column_has_each_state_once() -> None:
    two = Recorded(NumberRange(2, 2))
    column = Column.of([two, NOT_LOOKED_AT, two])
    assert column.states == (two, NOT_LOOKED_AT)
    assert column.which.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("states", "type_"), [(256, np.uint8), (257, np.uint16), (65_536, np.uint16), (65_537, np.uint32)]
)
def test_places_are_kept_in_the_smallest_type(states: int, type_: type) -> None:
    assert numbered([0, states - 1], states).dtype == type_
    assert numbered([0, states - 1], states).tolist() == [0, states - 1]


def test_a_column_that_is_not_there_holds_nothing() -> None:
    columns = Columns(2, {})
    assert columns.column(item_column("late")).states == (NOT_LOOKED_AT,)
    assert columns.column(previous_column("care")).states == (NoGrade.NOT_GIVEN,)
    assert columns.column(given_column("care")).states == (None,)
    assert columns.column(CASES).states == (None,)
    assert columns.column(CASES).which.tolist() == [0, 0]


def test_cases_are_read_into_columns() -> None:
    rule_set = Drawing(1, 0).rule_set
    (area,) = rule_set.areas
    good = area.scale.names[1]
    cases = [
        Case(EvidenceProfile({}, cases=3), {area.id: good}, Previous({area.id: good})),
        Case(EvidenceProfile({}), {area.id: NOT_JUDGED}, Previous(none=True)),
        Case(EvidenceProfile({})),
    ]
    columns = columns_of_cases(cases, rule_set)
    assert columns.rows == 3
    assert columns.column(given_column(area.id)).states == (good, NOT_JUDGED, None)
    previous = columns.column(previous_column(area.id))
    assert previous.states == (good, NoGrade.NONE_BEFORE, NoGrade.NOT_GIVEN)
    assert columns.column(CASES).states == (3, None)
