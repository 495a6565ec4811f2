"""Weighted kappa and its interval, against statsmodels, and where neither can be calculated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.statistics import Weights, agreement_of

FLEISS = [[44, 5, 1], [7, 20, 3], [9, 5, 6]]
FOUR = [[20, 5, 0, 1], [3, 40, 9, 0], [0, 8, 70, 4], [0, 1, 6, 13]]
PUBLISHED = [[71, 0, 0, 0], [1, 134, 0, 0], [0, 8, 158, 0], [0, 0, 2, 56]]
TWO = [[10, 3], [4, 20]]
UNUSED = [[0, 0, 0], [2, 30, 5], [0, 1, 2]]

# What `cohens_kappa` of statsmodels 0.14 gives for these tables, with the squares or the number of the grades
# between two as its weights: kappa, and both ends of its 95% interval.
REFERENCE = [
    (FLEISS, Weights.LINEAR, 0.4736842105, 0.3228083196, 0.6245601014),
    (FLEISS, Weights.QUADRATIC, 0.4545454545, 0.2703486313, 0.6387422775),
    (FOUR, Weights.LINEAR, 0.7570194384, 0.6812457965, 0.8327930804),
    (FOUR, Weights.QUADRATIC, 0.8178137652, 0.7354612955, 0.9001662349),
    (PUBLISHED, Weights.LINEAR, 0.9746002084, 0.9596250840, 0.9895753328),
    (PUBLISHED, Weights.QUADRATIC, 0.9849050582, 0.9758854664, 0.9939246501),
    (TWO, Weights.LINEAR, 0.5921259843, 0.3225034970, 0.8617484715),
    (TWO, Weights.QUADRATIC, 0.5921259843, 0.3225034970, 0.8617484715),
    (UNUSED, Weights.LINEAR, 0.2694063927, -0.0667145395, 0.6055273249),
    (UNUSED, Weights.QUADRATIC, 0.2888888889, -0.0438865009, 0.6216642787),
]


@pytest.mark.parametrize(("counts", "weights", "kappa", "low", "high"), REFERENCE)
def test_kappa_and_its_interval_are_those_of_statsmodels(counts, weights, kappa, low, high) -> None:
    found = agreement_of(counts, weights)
    assert found.kappa == pytest.approx(kappa, abs=1e-9)
    assert found.interval == pytest.approx((low, high), abs=1e-9)
    assert found.note is None


def test_exact_and_adjacent_agreement_are_shares_of_all_cases() -> None:
    found = agreement_of(FOUR)
    assert found.n == 180
    assert found.exact == pytest.approx(143 / 180)
    assert found.adjacent == pytest.approx(178 / 180)


def test_no_case_has_no_agreement() -> None:
    found = agreement_of([[0, 0], [0, 0]])
    assert (found.n, found.exact, found.adjacent, found.kappa, found.interval) == (0, None, None, None, None)
    assert found.note == "no case has both grades"


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("n", [1, 7, 49, 1_000_003])
def test_one_grade_alone_is_no_agreement_beyond_chance(place: int, n: int) -> None:
    counts = [[0] * 3 for _ in range(3)]
    counts[place][place] = n
    found = agreement_of(counts)
    assert (found.exact, found.kappa, found.interval) == (1, None, None)
    assert "chance alone" in (found.note or "")


def test_a_scale_of_one_grade_has_no_agreement_beyond_chance() -> None:
    found = agreement_of([[12]])
    assert (found.exact, found.kappa, found.note) == (1, None, "the scale has one grade")


def test_where_all_agree_there_is_no_interval() -> None:
    found = agreement_of([[3, 0, 0], [0, 9, 0], [0, 0, 2]])
    assert (found.exact, found.kappa, found.interval) == (1, 1, None)
    assert "all cases agree" in (found.note or "")


@pytest.mark.parametrize("counts", [[[0, 5], [5, 0]], [[0, 5], [0, 0]], [[5, 0], [3, 0]]])
def test_an_interval_is_never_without_width(counts: list[list[int]]) -> None:
    found = agreement_of(counts)
    assert found.interval is None
    assert "vary too little" in (found.note or "")


tables = st.integers(2, 5).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 40), min_size=size, max_size=size), min_size=size, max_size=size
    )
)


@given(tables, st.sampled_from(Weights))
def test_agreement_does_not_depend_on_which_side_comes_first(counts, weights) -> None:
    one, other = (
        agreement_of(counts, weights),
        agreement_of([list(row) for row in zip(*counts, strict=True)], weights),
    )
    assert (one.n, one.note) == (other.n, other.note)
    assert one.kappa == pytest.approx(other.kappa)
    assert one.interval == pytest.approx(other.interval)


@given(tables, st.sampled_from(Weights))
def test_agreement_does_not_depend_on_which_end_is_better(counts, weights) -> None:
    turned = [list(reversed(row)) for row in reversed(counts)]
    one, other = agreement_of(counts, weights), agreement_of(turned, weights)
    assert one.kappa == pytest.approx(other.kappa)
    assert one.interval == pytest.approx(other.interval)


@given(tables, st.sampled_from(Weights))
def test_kappa_lies_within_its_interval_and_both_between_minus_one_and_one(counts, weights) -> None:
    found = agreement_of(counts, weights)
    if found.kappa is not None:
        assert -1 - 1e-9 <= found.kappa <= 1 + 1e-9
    if found.interval is not None and found.kappa is not None:
        low, high = found.interval
        assert -1 <= low <= found.kappa <= high <= 1


@given(tables)
def test_a_reason_is_given_wherever_something_cannot_be_calculated(counts) -> None:
    found = agreement_of(counts)
    assert (found.note is None) == (found.kappa is not None and found.interval is not None)
