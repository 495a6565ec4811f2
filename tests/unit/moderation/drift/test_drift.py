"""Whether like cases come to be graded otherwise: each test finds what is there, and seldom what is not."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from scipy.stats import binom

from evenhand.moderation.drift.cusum import cusum
from evenhand.moderation.drift.p_chart import p_chart, period_months, periods_of
from evenhand.moderation.drift.profiles import profile_changes
from evenhand.moderation.drift.tables import Timed, drawn_sums, timed
from evenhand.moderation.drift.trend import trend

FIRST = datetime.date(2020, 1, 6).toordinal()


def drawn(seed: int, n: int = 400, a_year: float = 0.0, step: float = 0.0, noise: float = 0.1) -> Timed:
    """Four years of grades of four: noise, and a rise each year or all at once in the middle."""
    random = np.random.default_rng(seed)
    days = FIRST + random.integers(0, 4 * 365, n)
    proposed = random.integers(0, 4, n)
    years = (days - FIRST) / 365 - 2
    rise = a_year * years + step * (years > 0)
    moved = np.where(random.random(n) < np.abs(rise), np.sign(rise), 0)
    own = np.where(random.random(n) < noise, random.choice([-1, 1], n), 0)
    return timed(days, proposed, np.clip(proposed + moved + own, 0, 3).astype(int), 4, 4)


# --- counts over time --------------------------------------------------------------------------------


def test_judgements_are_counted_by_day_and_by_some_days_where_there_are_many() -> None:
    days = np.array([5, 3, 3, 9])
    one = timed(days, np.array([0, 1, 1, 0]), np.array([0, 1, 0, 1]), 2, 2)
    assert one.first.tolist() == one.last.tolist() == [3, 5, 9]
    assert one.counts.tolist() == [[[0, 0], [1, 0], [0, 1]], [[1, 1], [0, 0], [0, 0]]]
    many = timed(np.arange(1000), np.zeros(1000, int), np.zeros(1000, int), 1, 2, most=10)
    assert many.steps == 10 and many.per_step().tolist() == [100] * 10
    assert many.first.tolist() == list(range(0, 1000, 100))


def test_tables_are_drawn_with_the_margins_of_each_stratum() -> None:
    one = drawn(1, 60)
    total = drawn_sums(one, np.ones((4, 4)), 20, np.random.default_rng(1))
    assert (total == one.per_step()).all()
    grades = drawn_sums(one, np.tile(np.arange(4.0), (4, 1)), 20, np.random.default_rng(1))
    assert grades.sum(axis=1) == pytest.approx(one.counts.sum(axis=(0, 1)) @ np.arange(4))
    assert len(np.unique(grades[:, one.steps // 2 :].sum(axis=1))) > 1


# --- cumulative sums ---------------------------------------------------------------------------------


def test_a_step_in_the_middle_is_found_with_its_way_and_time() -> None:
    one = drawn(2, 600, step=0.35)
    found = cusum(one, 499, np.random.default_rng(1))
    assert found.signals and found.p < 0.01
    assert max(found.up.max(), found.down.max()) > found.limit
    # Grades lie below the mean of all before the middle, and above it after.
    middle = FIRST + 2 * 365
    last_up = int(np.flatnonzero(found.up <= 0)[-1])
    assert abs(one.first[last_up] - middle) < 150
    assert found.way in (1, -1) and found.start is not None


def test_without_drift_about_one_series_in_twenty_signals() -> None:
    signals = [cusum(drawn(seed, 120), 199, np.random.default_rng(seed)).signals for seed in range(200)]
    # 2 to 19 of 200 has a chance of 99.8% where each has one of 5%.
    assert 2 <= sum(signals) <= 19


def test_the_share_of_false_signals_holds_in_series_with_few_departures() -> None:
    signals = [
        cusum(drawn(seed, 100, noise=0.02), 199, np.random.default_rng(seed)).signals for seed in range(150)
    ]
    assert sum(signals) <= 16


def test_where_every_proposal_got_one_grade_there_is_nothing_to_add_up() -> None:
    found = cusum(drawn(3, noise=0.0), 99, np.random.default_rng(1))
    assert (found.way, found.p, found.start) == (0, 1.0, None)
    assert not found.up.any() and not found.signals


# --- trend -------------------------------------------------------------------------------------------


def test_a_rise_each_year_is_found_in_grades() -> None:
    found = trend(drawn(4, 1500, a_year=0.12))
    assert found is not None
    # Grades at the top have nowhere to go: about three quarters of the rise is left.
    assert found.low < 0.75 * 0.12 < found.high and found.p < 0.001
    assert trend(drawn(4, 1500, a_year=-0.12)).slope < -0.05  # type: ignore[union-attr]
    assert found.years == pytest.approx(4, abs=0.1)


def test_without_a_rise_about_one_interval_in_twenty_leaves_nought_out() -> None:
    found = [trend(drawn(seed, 150)) for seed in range(100)]
    assert sum(one.p < 0.05 for one in found if one is not None) <= 12
    assert all(
        (one.low <= 0 <= one.high) == (one.p >= 0.05) for one in found if one and abs(one.p - 0.05) > 0.01
    )


def test_a_trend_of_judgements_that_all_agree_is_finite_and_nought() -> None:
    found = trend(drawn(5, noise=0.0))
    assert found is not None and abs(found.slope) < 0.01 and found.low < 0 < found.high


def test_grades_that_time_parts_wholly_have_a_finite_trend() -> None:
    days = np.arange(FIRST, FIRST + 60)
    found = trend(timed(days, np.full(60, 1), np.repeat([0, 2], 30), 4, 4))
    assert found is not None and np.isfinite([found.slope, found.low, found.high]).all() and found.slope > 0


def test_one_day_has_no_trend() -> None:
    assert trend(timed(np.full(3, FIRST), np.zeros(3, int), np.arange(3), 4, 4)) is None


# --- p-charts ----------------------------------------------------------------------------------------


def test_limits_are_those_of_the_binomial_distribution() -> None:
    counts, of = np.array([3, 5, 30, 0]), np.array([40, 50, 60, 0])
    found = p_chart(counts, of)
    assert found.centre == pytest.approx(38 / 150)
    assert found.flagged.tolist() == [False, False, True, False]
    high = round(found.high[0] * 40)
    assert binom.sf(high, 40, found.centre) <= 0.00135 < binom.sf(high - 1, 40, found.centre)
    low = round(found.low[0] * 40)
    assert binom.cdf(low, 40, found.centre) > 0.00135 and low == round(found.low[0] * 40)
    assert binom.cdf(low - 1, 40, found.centre) <= 0.00135
    assert np.isnan(found.low[3]) and np.isnan(found.shares[3])
    assert 0 < found.expected_flags < 3 * 2 * 0.00135


def test_where_nothing_departs_nothing_is_flagged() -> None:
    found = p_chart(np.zeros(3, int), np.array([5, 6, 7]))
    assert not found.flagged.any() and found.expected_flags == 0 and found.high.tolist() == [0, 0, 0]


def test_periods_are_long_enough_to_hold_some_judgements() -> None:
    days = FIRST + np.arange(0, 730)
    assert period_months(np.repeat(days, 2)) == 3
    assert period_months(days[::15]) == 6
    assert period_months(days[::60]) == 12
    which, names = periods_of(np.array([FIRST, FIRST + 400]), 6)
    assert names == [(2020, 0), (2020, 1), (2021, 0)] and which.tolist() == [0, 2]


# --- what follows from areas -------------------------------------------------------------------------


def test_a_profile_that_got_another_grade_is_found() -> None:
    days = FIRST + np.arange(80)
    profile = np.tile([0, 1], 40)
    grade = np.where((profile == 0) & (days >= FIRST + 40), 2, 1)
    found = profile_changes(timed(days, profile, grade, 2, 4), 999, np.random.default_rng(1))
    assert found.changed.tolist() == [True, False] and found.way == 1
    assert found.p[0] == 0.001 and found.p[1] == 1 and found.overall == 0.001
    assert found.early.tolist() == [[0, 20, 0, 0], [0, 20, 0, 0]] and found.split == 40


def test_profiles_that_do_not_change_are_seldom_said_to() -> None:
    hits = [
        profile_changes(drawn(seed, 100), 199, np.random.default_rng(seed)).overall <= 0.05
        for seed in range(150)
    ]
    assert sum(hits) <= 16


def test_a_usual_grade_is_one_that_no_other_is_as_common_as() -> None:
    days = FIRST + np.arange(4)
    found = profile_changes(
        timed(days, np.zeros(4, int), np.array([0, 1, 1, 1]), 1, 2), 9, np.random.default_rng(1)
    )
    assert (found.usual_early.tolist(), found.usual_late.tolist()) == ([-1], [1])
    assert not found.changed.any()
