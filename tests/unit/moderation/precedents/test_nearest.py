"""Nearest cases: ties, cases of which too little is known, and the end of patience."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.moderation.precedents.gower import Feature, observed_span
from evenhand.moderation.precedents.nearest import far_from_others, nearest

NAN = np.nan


def feature(*values: float, id: str = "a", weight: float = 1.0, span: float = 10.0) -> Feature:
    return Feature(id, np.array(values, dtype=float), np.zeros(len(values), dtype=bool), True, span, weight)


def test_equally_near_cases_stand_in_the_order_that_is_given() -> None:
    found = nearest([feature(0, 2, 1, 2, 1)], 0, np.array([1, 2, 3, 4]), np.array([4, 3, 2, 1]))
    assert found.rows.tolist() == [4, 2, 3, 1]
    assert found.distance.tolist() == [0.1, 0.1, 0.2, 0.2]
    assert [found.near(limit) for limit in (0.05, 0.1, 1)] == [0, 2, 4]


def test_those_as_near_as_the_last_are_counted_with_it() -> None:
    found = nearest([feature(0, 1, 2, 2, 2, 9)], 0, np.arange(1, 6), np.arange(5))
    assert [found.with_ties(k, 0.5) for k in (0, 1, 2, 3, 4, 9)] == [0, 1, 4, 4, 4, 4]


def test_a_case_of_which_less_than_half_is_known_is_not_compared() -> None:
    items = [feature(0, 0, NAN, 0), feature(0, NAN, NAN, 0), feature(0, 0, 0, NAN)]
    found = nearest(items, 0, np.arange(1, 4), np.arange(3))
    assert (found.rows.tolist(), found.incomparable) == ([1, 3], 1)
    assert found.compared.tolist() == pytest.approx([2 / 3, 2 / 3])


def test_a_weight_of_0_leaves_an_item_out_of_everything() -> None:
    items = [feature(0, 0, 5), feature(0, 10, 0, weight=0.0), feature(0, NAN, NAN, weight=0.0)]
    found = nearest(items, 0, np.array([1, 2]), np.arange(2))
    assert found.distance.tolist() == [0.0, 0.5]
    assert found.compared.tolist() == [1.0, 1.0]


def test_a_case_alone_is_far_from_all_and_nothing_is_its_nearest() -> None:
    found = far_from_others([feature(3)])
    assert (found.far.tolist(), found.nearest.tolist(), found.worked_out.tolist()) == (
        [True],
        [np.inf],
        [True],
    )


def test_who_is_not_reached_is_neither_far_nor_near() -> None:
    items = [feature(*range(0, 40, 4), 36)]
    found = far_from_others(items, 0.05, most=10)
    assert found.worked_out.tolist() == [*[False] * 9, True, True]
    assert not found.far.any()


@pytest.mark.parametrize("wrong", [{"weight": -1.0}, {"span": -1.0}, {"weight": NAN}])
def test_weights_and_spans_below_0_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        feature(1, 2, **wrong)


def test_the_span_seen_leaves_out_what_is_not_known() -> None:
    values = np.array([1.0, NAN, 9.0, 4.0])
    assert observed_span(values, np.array([False, False, True, False])) == 3.0
    assert observed_span(values[:1], np.array([False])) == 0.0
    assert observed_span(values, np.ones(4, dtype=bool)) == 0.0
