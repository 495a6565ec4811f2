"""Columns with each value once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.evidence.rows import column_of, constant, paired

words = st.lists(st.sampled_from(["", "good", "poor", " good"]), max_size=30)


@given(words)
def test_a_column_gives_back_what_it_was_made_of(cells: list[str]) -> None:
    column = column_of(cells)
    assert column.each() == cells
    assert column.rows == len(cells)
    assert len(set(column.values)) == len(column.values)
    assert [column.at(row) for row in range(len(cells))] == cells


@given(words, st.data())
def test_taken_rows_come_in_the_order_asked_for(cells: list[str], data) -> None:
    rows = data.draw(st.lists(st.integers(0, len(cells) - 1)) if cells else st.just([]))
    taken = column_of(cells).taken(np.array(rows, dtype=np.intp))
    assert taken.each() == [cells[row] for row in rows]
    assert taken.used().each() == taken.each()
    assert sorted(taken.used().values) == sorted(set(taken.each()))


@given(words, st.data())
def test_pairs_are_those_of_the_rows_each_once(cells: list[str], data) -> None:
    others = data.draw(st.lists(st.integers(0, 2), min_size=len(cells), max_size=len(cells)))
    both = paired(column_of(cells), column_of(others))
    assert both.each() == list(zip(cells, others, strict=True))
    assert len(set(both.values)) == len(both.values)


def test_a_value_is_changed_once_however_many_rows_have_it() -> None:
    asked = []
    column = column_of(["a", "b", "a", "a"]).mapped(lambda value: asked.append(value) or value.upper())
    assert column.each() == ["A", "B", "A", "A"]
    assert asked == ["a", "b"]


def test_a_constant_says_the_same_in_every_row() -> None:
    assert constant(None, 3).each() == [None, None, None]
    assert constant("x", 0).each() == []
