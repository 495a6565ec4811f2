"""Laws of severity and drift: order and names of what is counted make no difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.moderation.drift.cusum import cusum
from evenhand.moderation.drift.tables import timed
from evenhand.moderation.severity.awards import Awards
from evenhand.moderation.severity.graders import Severities, severities_of_awards

SIZE = 4


@st.composite
def awards(draw: st.DrawFn) -> Awards:
    """Some judgements of a few areas by a few graders; two graders have one at least."""
    number = draw(st.integers(2, 25))

    def places(top: int) -> np.ndarray:
        return np.array(draw(st.lists(st.integers(0, top), min_size=number, max_size=number)))

    area, grades = places(1), [SIZE, 3]
    tops = np.array(grades)[area] - 1
    graders = np.concatenate([[0, 1], places(3)])[:number]
    return Awards(
        area,
        np.minimum(places(3), tops),
        np.minimum(places(3), tops),
        graders,
        np.arange(number) // 2,
        grades,
        4,
    )


def told(found: Severities) -> np.ndarray:
    return np.stack([found.severity, found.low, found.high, found.judgements, found.cases])


@given(awards(), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_order_of_judgements_and_names_of_graders_make_no_difference(one: Awards, random) -> None:
    order, names = list(range(one.rows)), list(range(one.graders))
    random.shuffle(order)
    random.shuffle(names)
    other = replace(
        one,
        area=one.area[order],
        proposed=one.proposed[order],
        awarded=one.awarded[order],
        grader=np.array(names)[one.grader[order]],
        case=one.case[order],
    )
    before, after = severities_of_awards(one), severities_of_awards(other)
    assert told(after)[:, names] == pytest.approx(told(before), abs=1e-4)
    assert after.p == pytest.approx(before.p, abs=1e-4)


@given(awards())
@settings(max_examples=15)
def test_every_estimate_is_finite_within_its_interval_and_on_the_scale(one: Awards) -> None:
    found = severities_of_awards(one)
    there = found.judgements > 0
    assert np.isfinite(told(found)).all()
    assert (found.low[there] <= found.severity[there] + 1e-9).all()
    assert (found.severity[there] <= found.high[there] + 1e-9).all()
    assert (np.abs(told(found)[:3]) <= SIZE - 1).all()
    assert 0 <= found.p <= 1 and found.clustering >= 1


@given(awards(), st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_a_cumulative_sum_does_not_depend_on_the_order_of_a_day(one: Awards, seed: int) -> None:
    random = np.random.default_rng(seed)
    days, order = random.integers(1, 6, one.rows), random.permutation(one.rows)
    first = cusum(timed(days, one.proposed, one.awarded, SIZE, SIZE), 19, np.random.default_rng(1))
    again = timed(days[order], one.proposed[order], one.awarded[order], SIZE, SIZE)
    second = cusum(again, 19, np.random.default_rng(1))
    assert (first.p, first.limit, first.up.tolist()) == (second.p, second.limit, second.up.tolist())
    assert 1 / 20 <= first.p <= 1 and (first.up >= 0).all() and (first.down >= 0).all()
