"""The spread of quality that gives the grades wanted."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.synthesis import BINS, fitted_spread, natural_spread, point_above, share_below


def graded(cuts: list[float]) -> np.ndarray:
    """Grades that turn at some qualities, not quite sharply."""
    spread = natural_spread()
    middles = (spread.edges[:-1] + spread.edges[1:]) / 2
    below = np.stack([share_below((cut - middles) / 0.3) for cut in cuts], axis=1)
    ends = np.hstack([np.zeros((BINS, 1)), below, np.ones((BINS, 1))])
    return np.diff(ends, axis=1)


@pytest.mark.parametrize("wanted", [[0.1, 0.2, 0.4, 0.3], [0.25, 0.25, 0.25, 0.25], [0.7, 0.2, 0.1, 0.0]])
def test_the_grades_wanted_are_reached(wanted: list[float]) -> None:
    found = graded([-1.5, 0.0, 1.5])
    spread = fitted_spread(natural_spread(), found, np.array(wanted))
    assert spread.shares.sum() == pytest.approx(1)
    assert spread.shares @ found == pytest.approx(wanted, abs=0.005)


def test_a_grade_that_nobody_can_have_takes_nothing_from_the_others() -> None:
    found = graded([-1.0, 1.0])
    found = np.hstack([found, np.zeros((BINS, 1))])
    spread = fitted_spread(natural_spread(), found, np.array([0.3, 0.3, 0.3, 0.1]))
    assert np.isfinite(spread.shares).all()
    assert spread.shares @ found == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0], abs=0.01)


def test_quality_below_and_at_undo_each_other() -> None:
    spread = natural_spread()
    shares = np.linspace(0.01, 0.99, 50)
    assert spread.below(spread.at(shares)) == pytest.approx(shares)
    equal = spread.in_equal_bins()
    assert equal.shares == pytest.approx(1 / BINS)
    assert equal.at(shares[3:-3]) == pytest.approx(spread.at(shares[3:-3]), abs=0.2)


def test_the_normal_distribution_is_exact_to_six_decimals() -> None:
    points = np.linspace(-4, 4, 1001)
    from math import erf

    exact = np.array([0.5 * (1 + erf(point / 2**0.5)) for point in points])
    assert np.abs(share_below(points) - exact).max() < 1e-6
    assert np.abs(point_above(exact) - points).max() < 1e-3
