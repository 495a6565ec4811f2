"""Samples: their sizes, their strata, their seeds, and how often each case is drawn."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.moderation.sampling.draw import allocated, at_random, by_strata, by_weight, most_first
from evenhand.moderation.sampling.size import reach, size_for
from evenhand.statistics import Z_95, wilson_interval

SEEDS = st.integers(0, 2**32)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.data(), SEEDS)
def test_every_way_of_drawing_draws_so_many_different_cases_and_the_same_again(
    counts: list[int], data: st.DataObject, seed: int
) -> None:
    size = data.draw(st.integers(1, len(counts)))
    of = np.array(counts)
    strata = np.unique(of, return_inverse=True)[1].reshape(-1)
    ways = [
        lambda: at_random(len(counts), size, seed),
        lambda: by_weight(1.0 + of, size, seed),
        lambda: most_first(of, size, seed),
        lambda: by_strata(strata, size, seed).drawn,
    ]
    for way in ways:
        drawn = way().tolist()
        assert len(set(drawn)) == len(drawn) == size
        assert set(drawn) <= set(range(len(counts)))
        assert way().tolist() == drawn
    most = of[ways[2]()].tolist()
    assert most == sorted(counts, reverse=True)[:size]
    found = by_strata(strata, size, seed)
    assert np.bincount(strata[found.drawn], minlength=len(found.sizes)).tolist() == found.sizes.tolist()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12).filter(any), st.data())
def test_strata_are_allocated_in_proportion_with_one_at_least_of_each(
    population: list[int], data: st.DataObject
) -> None:
    whole = sum(population)
    size = data.draw(st.integers(1, whole))
    found = allocated(np.array(population), size)
    assert found.sum() == size
    assert all(0 <= n <= of for n, of in zip(found, population, strict=True))
    held = [n for n, of in zip(found, population, strict=True) if of]
    if size >= len(held):
        assert min(held) >= 1
        above = [n - size * of / whole for n, of in zip(found, population, strict=True) if n > 1]
        assert max(above, default=0) <= 1
    ordered = sorted(zip(population, found.tolist(), strict=True))
    if size >= len(held):
        assert all(a[1] <= b[1] + 1 for a, b in pairwise(ordered))


@given(st.integers(1, 400), st.floats(0, 1), st.floats(0.01, 0.6))
def test_the_size_is_the_smallest_that_is_precise_enough(
    population: int, expected: float, precision: float
) -> None:
    found = size_for(precision, population, expected)
    widths = [reach(n, population, expected) for n in range(1, population + 1)]
    assert found == next(n for n, width in enumerate(widths, start=1) if width <= precision)
    assert all(one >= other - 1e-12 for one, other in pairwise(widths))


@given(st.integers(1, 200), st.data())
def test_of_a_very_large_casebook_the_interval_is_wilsons(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    low, high = wilson_interval(count, n)
    share = count / n
    assert reach(n, 10**12, share) == pytest.approx(max(share - low, high - share), abs=1e-6)


def test_a_case_of_twice_the_weight_is_drawn_first_twice_as_often() -> None:
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    rounds = 4000
    first = np.bincount([by_weight(weights, 1, seed)[0] for seed in range(rounds)], minlength=4)
    for at, weight in enumerate(weights):
        share = weight / weights.sum()
        # Five standard errors: these seeds are fixed, so it holds or it does not.
        assert abs(first[at] / rounds - share) < 5 * sqrt(share * (1 - share) / rounds)


def test_without_weights_every_case_is_drawn_as_often() -> None:
    rounds, size = 3000, 3
    drawn = np.bincount(np.concatenate([at_random(10, size, seed) for seed in range(rounds)]), minlength=10)
    assert np.abs(drawn / rounds - size / 10).max() < 5 * sqrt(0.21 / rounds)


@pytest.mark.parametrize(("population", "size"), [(3, 0), (3, 4), (0, 1), (3, -1)])
def test_a_sample_has_one_case_at_least_and_all_at_most(population: int, size: int) -> None:
    for draw in (
        lambda: at_random(population, size, 1),
        lambda: by_weight(np.ones(population), size, 1),
        lambda: most_first(np.zeros(population, dtype=np.int64), size, 1),
        lambda: by_strata(np.zeros(population, dtype=np.intp), size, 1),
    ):
        with pytest.raises(ValueError, match="no sample"):
            draw()


def test_weights_are_above_0() -> None:
    with pytest.raises(ValueError, match="above 0"):
        by_weight(np.array([1.0, 0.0]), 1, 1)


@pytest.mark.parametrize(
    ("n", "population", "expected"), [(0, 5, 0.9), (6, 5, 0.9), (2, 5, 1.1), (2, 5, -0.1)]
)
def test_no_interval_where_there_is_none(n: int, population: int, expected: float) -> None:
    with pytest.raises(ValueError, match="no interval"):
        reach(n, population, expected)
    with pytest.raises(ValueError, match="no precision"):
        size_for(0, 5, 0.9)


def test_a_worked_size() -> None:
    # By hand: n cases count as n (N - 1) / (N - n), put into Wilson's formula.
    counted = 105 * 399 / 295
    low, _ = _wilson(0.9, counted)
    assert reach(105, 400, 0.9) == pytest.approx(0.9 - low)
    size = size_for(0.05, 400, 0.9)
    assert reach(size, 400, 0.9) <= 0.05 < reach(size - 1, 400, 0.9)


def _wilson(share: float, n: float) -> tuple[float, float]:
    middle = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
    half = Z_95 * sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2)) / (1 + Z_95**2 / n)
    return middle - half, middle + half
