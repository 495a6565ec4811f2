"""Pairs of raters, groups of raters that share no case, and cases graded far apart."""

from __future__ import annotations

import numpy as np

from evenhand.moderation.agreement.overlap import (
    coincidence_counts,
    components,
    far_apart,
    rater_pairs,
    steps_apart,
)
from evenhand.statistics import Weights

CODES = np.array(
    [
        [0, 0, -1, -1, -1],
        [1, 3, -1, -1, -1],
        [2, 1, -1, -1, -1],
        [-1, -1, 2, 2, -1],
        [-1, -1, 0, 3, -1],
        [-1, -1, -1, -1, 1],
    ],
    dtype=np.int16,
)


def test_raters_are_linked_by_the_cases_that_they_share() -> None:
    assert components(CODES) == [(0, 1), (2, 3), (4,)]
    linked = np.vstack([CODES, np.array([[-1, 1, 1, -1, -1]])])
    assert components(linked) == [(0, 1, 2, 3), (4,)]
    assert components(CODES[:, :0]) == []


def test_pairs_are_those_who_share_a_case() -> None:
    pairs = list(rater_pairs(CODES, 4))
    assert [(pair.first, pair.second, pair.shared) for pair in pairs] == [(0, 1, 3), (2, 3, 2)]
    assert [(pair.alike, pair.within_one) for pair in pairs] == [(1, 2), (1, 1)]
    assert pairs[0].counts[1, 3] == 1
    assert pairs[0].agreement(Weights.ORDINAL) is None
    (many,) = rater_pairs(np.repeat(CODES[:3, :2], 4, axis=0), 4)
    assert many.agreement(Weights.ORDINAL).n == 12


def test_cases_far_apart_come_farthest_first() -> None:
    assert steps_apart(CODES).tolist() == [0, 2, 1, 0, 3, 0]
    assert far_apart(CODES, 4).tolist() == [4, 1]


def test_on_a_scale_of_two_grades_one_apart_is_far() -> None:
    assert far_apart(np.array([[0, 0], [0, 1]], dtype=np.int16), 2).tolist() == [1]


def test_coincidences_are_counted_both_ways_round() -> None:
    counts = coincidence_counts(np.array([[0, 1, 1], [2, -1, -1]], dtype=np.int16), 3)
    assert counts.tolist() == [[0, 2, 0], [2, 2, 0], [0, 0, 0]]
