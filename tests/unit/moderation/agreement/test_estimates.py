"""What is said where a statistic or its interval has no value, and what weighting each names."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.moderation.agreement.estimates import STATISTICS, agreement
from evenhand.moderation.agreement.ratings import RatedCases
from evenhand.statistics import Weights

BEYOND_CHANCE = [name for name in STATISTICS if name not in ("exact", "adjacent")]


def found(codes: object, size: int = 4, weights: Weights = Weights.ORDINAL, **asked):
    asked = {"seed": 1, "resamples": 200, **asked}
    return agreement(RatedCases.of(np.array(codes), size), weights, **asked)


def test_one_rater_has_nothing_to_compare_with() -> None:
    for estimate in found([[0], [1], [2]]).statistics.values():
        assert (estimate.value, estimate.interval, estimate.n) == (None, None, 0)
        assert estimate.note == "there is one rater, so nothing to compare with"


def test_a_rater_who_rated_nothing_is_no_rater() -> None:
    assert found([[0, -1], [1, -1]]).statistics["exact"].note.startswith("there is one rater")


def test_raters_without_a_case_in_common_are_not_compared() -> None:
    for estimate in found([[0, -1], [-1, 1]]).statistics.values():
        assert estimate.note == "no case has two ratings, so there is nothing to compare"


@pytest.mark.parametrize("codes", [np.empty((0, 2), int), np.full((4, 3), -1)])
def test_no_rating_at_all_is_said(codes) -> None:
    assert {one.note for one in found(codes).statistics.values()} == {"there is no rating"}


@pytest.mark.parametrize("raters", [2, 3])
def test_where_all_give_one_grade_there_is_nothing_beyond_chance(raters: int) -> None:
    statistics = found(np.full((30, raters), 2)).statistics
    for name in ("cohen_kappa", "weighted_kappa", "krippendorff_alpha", "fleiss_kappa"):
        assert statistics[name].value is None
        assert "which chance alone would explain" in statistics[name].note
    assert (statistics["exact"].value, statistics["adjacent"].value) == (1, 1)
    # Gwet's coefficient has a value there, and no interval.
    assert (statistics["gwet_ac"].value, statistics["gwet_ac"].interval) == (1, None)
    assert "everyone gave the same grade" in statistics["gwet_ac"].note


def test_a_scale_of_one_grade_has_nothing_beyond_chance() -> None:
    statistics = found(np.zeros((12, 2), int), size=1).statistics
    for name in BEYOND_CHANCE:
        assert statistics[name].note == "cannot be calculated: the scale has one grade"


def test_one_case_has_values_and_no_interval() -> None:
    statistics = found([[1, 2]]).statistics
    assert (statistics["exact"].value, statistics["adjacent"].value) == (0, 1)
    assert all(one.interval is None and "fewer than 10 cases" in one.note for one in statistics.values())


def test_cases_with_one_rating_do_not_make_up_for_too_few_with_two() -> None:
    codes = [[0, 0], [1, 2], [2, 2]] + [[1, -1]] * 40
    assert found(codes).statistics["exact"].interval is None


def test_where_all_agree_there_is_no_interval_without_width() -> None:
    statistics = found([[0, 0], [1, 1]] * 10).statistics
    for name in STATISTICS:
        assert (statistics[name].value, statistics[name].interval) == (1, None)
        assert "all give the same" in statistics[name].note


def test_there_is_no_interval_where_many_samples_have_no_value() -> None:
    # The one case with other grades is in about 63% of the samples.
    statistics = found([[2, 2]] * 19 + [[0, 1]], resamples=500).statistics
    assert statistics["krippendorff_alpha"].value is not None
    assert statistics["krippendorff_alpha"].interval is None
    assert "it has no value in" in statistics["krippendorff_alpha"].note
    assert statistics["exact"].interval is not None


def test_a_few_samples_without_a_value_are_left_out_and_counted() -> None:
    estimate = found([[2, 2]] * 30 + [[0, 1]] * 4, resamples=2000).statistics["krippendorff_alpha"]
    assert estimate.interval is not None
    assert "without a value, left out of the interval" in estimate.note


def test_each_statistic_names_its_weighting() -> None:
    codes = [[0, 0], [1, 2], [2, 2], [3, 1]] * 5
    names = {name: one.weighting for name, one in found(codes, weights=Weights.QUADRATIC).statistics.items()}
    assert names == {
        "exact": None,
        "adjacent": None,
        "cohen_kappa": "nominal",
        "weighted_kappa": "quadratic",
        "krippendorff_alpha": "interval",
        "gwet_ac": "quadratic",
        "fleiss_kappa": "nominal",
    }


def test_the_seed_fixes_the_intervals() -> None:
    codes = [[0, 0], [1, 2], [2, 2], [3, 1], [1, 1]] * 5
    one, again, other = (found(codes, seed=seed).statistics["gwet_ac"].interval for seed in (1, 1, 2))
    assert one == again != other


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    held = 0
    for seed in range(200):
        first = random.integers(0, 3, 60)
        second = np.where(random.random(60) < 0.7, first, random.integers(0, 3, 60))
        # They agree in 70% of cases, and by chance in a third of the others.
        low, high = found(np.stack([first, second], 1), 3, seed=seed).statistics["exact"].interval
        held += low <= 0.8 <= high
    assert 178 <= held <= 200


@pytest.mark.parametrize("codes", [[0, 1], [[4, 0]], [[-2, 0]]])
def test_what_is_no_rating_is_refused(codes) -> None:
    with pytest.raises(ValueError, match="rating"):
        found(codes)
