"""The Wilson interval against published values."""

from __future__ import annotations

import pytest

from evenhand.statistics import wilson_interval

# R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion: comparison of seven
# methods, Statistics in Medicine 17, 857-872, table I, method 3 (score, without continuity correction).
PUBLISHED = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("count", "of", "low", "high"), PUBLISHED)
def test_the_interval_is_that_of_the_published_table(count: int, of: int, low: float, high: float) -> None:
    assert wilson_interval(count, of) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize(("count", "of", "low", "high"), PUBLISHED)
def test_the_interval_of_the_others_is_its_mirror(count: int, of: int, low: float, high: float) -> None:
    assert wilson_interval(of - count, of) == pytest.approx((1 - high, 1 - low), abs=0.00005)


def test_the_interval_stays_within_nought_and_one() -> None:
    for of in range(1, 60):
        assert wilson_interval(0, of)[0] == pytest.approx(0, abs=1e-12)
        assert wilson_interval(of, of)[1] == pytest.approx(1, abs=1e-12)
        for count in range(of + 1):
            low, high = wilson_interval(count, of)
            assert 0 <= low <= count / of + 1e-12 and count / of - 1e-12 <= high <= 1


def test_the_interval_narrows_as_the_sample_grows() -> None:
    widths = [high - low for low, high in (wilson_interval(of // 2, of) for of in (10, 40, 160, 640))]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(("count", "of"), [(0, 0), (-1, 5), (6, 5), (1, -1)])
def test_there_is_no_interval_of_what_is_no_share(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson_interval(count, of)


def test_where_none_or_all_are_found_the_interval_reaches_the_end_exactly() -> None:
    for of in range(1, 400):
        assert wilson_interval(0, of)[0] == 0
        assert wilson_interval(of, of)[1] == 1
