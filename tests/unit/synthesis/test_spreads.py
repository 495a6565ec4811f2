"""Spreads of numeric items: inside their bounds, in their better direction, around the rules' thresholds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.domain import Better, EvidenceItem, ItemType
from evenhand.synthesis.spreads import spread_of

QUALITIES = np.linspace(0, 1, 101)


def share(better: Better, **more: object) -> EvidenceItem:
    return EvidenceItem("s", ItemType.SHARE, "S", lowest=0, highest=1, better=better, **more)  # type: ignore[arg-type]


def count(better: Better, highest: int | None = 5000) -> EvidenceItem:
    return EvidenceItem("c", ItemType.COUNT, "C", lowest=0, highest=highest, better=better)


@given(
    st.sampled_from(list(Better)),
    st.lists(st.fractions(0, 1, max_denominator=100), max_size=4),
)
def test_better_authorities_have_better_values_within_the_bounds(
    better: Better, thresholds: list[Fraction]
) -> None:
    for item in (share(better), count(better)):
        values = spread_of(item, thresholds).at(QUALITIES)
        steps = np.diff(values)
        assert (steps >= 0).all() if better is not Better.LOWER else (steps <= 0).all()
        assert values.min() >= 0 and values.max() <= item.highest


def test_every_threshold_is_met_by_some_and_missed_by_others() -> None:
    values = spread_of(share(Better.HIGHER), [Fraction(1, 2), Fraction(4, 5)]).at(QUALITIES)
    assert 0.2 < (values < 0.5).mean() < 0.3
    assert 0.55 < (values < 0.8).mean() < 0.65


def test_a_threshold_of_none_at_all_is_kept_by_the_better_ones() -> None:
    values = spread_of(count(Better.LOWER), [Fraction(0), Fraction(15, 2)]).at(QUALITIES)
    assert 0.3 < (values == 0).mean() < 0.5


def test_a_threshold_outside_the_bounds_changes_nothing() -> None:
    plain = spread_of(share(Better.HIGHER))
    assert spread_of(share(Better.HIGHER), [Fraction(3, 2)]).values.tolist() == plain.values.tolist()


def test_known_figures_set_the_ends() -> None:
    spread = spread_of(share(Better.LOWER), [Fraction(17, 100), Fraction(1, 2)], (0.30, 0.06))
    assert spread.values.tolist() == pytest.approx([0.30, 0.17, 0.06])


@pytest.mark.parametrize("highest", [None, 5000, 3])
def test_sizes_run_from_small_to_large(highest: int | None) -> None:
    values = spread_of(count(Better.NEITHER, highest)).at(QUALITIES)
    assert (np.diff(values) >= 0).all() and values[0] < values[-1]
