"""Gower's distance: a mean of differences of what is known, the same whatever the order and the units."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.moderation.precedents.gower import PLACES, Feature, distances, observed_span
from evenhand.moderation.precedents.nearest import far_from_others, nearest

CELL = st.one_of(st.none(), st.just("absent"), st.integers(0, 4))


@st.composite
def tables(draw: st.DrawFn) -> list[Feature]:
    rows = draw(st.integers(1, 9))
    found = []
    for number in range(draw(st.integers(1, 5))):
        cells = draw(st.lists(CELL, min_size=rows, max_size=rows))
        values = np.array([float(cell) if isinstance(cell, int) else np.nan for cell in cells])
        absent = np.array([cell == "absent" for cell in cells])
        weight = draw(st.sampled_from([0.0, 0.5, 1.0, 2.0]))
        span = draw(st.sampled_from([observed_span(values, absent), 4.0, 2.0]))
        found.append(Feature(f"f{number}", values, absent, draw(st.booleans()), span, weight))
    return found


def cells(feature: Feature) -> list[object]:
    pairs = zip(feature.values.tolist(), feature.absent.tolist(), strict=True)
    return ["absent" if absent else None if math.isnan(value) else value for value, absent in pairs]


def plainly(features: list[Feature], a: int, b: int) -> tuple[float | None, float]:
    """The distance of two cases and the part of the weight compared, item by item."""
    apart = compared = total = 0.0
    for feature in features:
        total += feature.weight
        x, y = cells(feature)[a], cells(feature)[b]
        if x is None or y is None:
            continue
        compared += feature.weight
        if x == y:
            continue
        if x == "absent" or y == "absent" or not feature.ordered:
            apart += feature.weight
        elif feature.span > 0:
            apart += feature.weight * min(1.0, abs(float(str(x)) - float(str(y))) / feature.span)
    return (apart / compared if compared else None), (compared / total if total else 0.0)


@given(tables())
def test_distances_are_those_of_a_plain_loop_and_symmetric(features: list[Feature]) -> None:
    every = np.arange(len(features[0].values))
    found = distances(features, every, every)
    assert np.array_equal(found.distance, found.distance.T, equal_nan=True)
    for a in every.tolist():
        for b in every.tolist():
            distance, share = plainly(features, a, b)
            assert abs(found.compared[a, b] - share) < 10.0**-PLACES
            if distance is None:
                assert math.isnan(found.distance[a, b])
            else:
                assert abs(found.distance[a, b] - distance) < 10.0**-PLACES
                assert 0 <= found.distance[a, b] <= 1
        assert math.isnan(found.distance[a, a]) or found.distance[a, a] == 0


@given(tables(), st.randoms(use_true_random=False), st.integers(1, 6))
def test_neither_the_order_of_cases_nor_the_unit_matters(
    features: list[Feature], shuffler, factor: int
) -> None:
    rows = len(features[0].values)
    order = list(range(rows))
    shuffler.shuffle(order)
    scaled = [
        Feature(
            one.id, factor * one.values - 3, one.absent, one.ordered, factor * one.span, factor * one.weight
        ).taken(np.array(order))
        for one in features
    ]
    others = np.arange(1, rows)
    ranks = np.arange(1, rows)
    plain = nearest(features, 0, others, ranks, 0.0)
    places = {row: at for at, row in enumerate(order)}
    moved = np.array([places[row] for row in others.tolist()], dtype=np.intp)
    back = nearest(scaled, places[0], moved, ranks, 0.0)
    assert [order[row] for row in back.rows.tolist()] == plain.rows.tolist()
    assert back.distance.tolist() == plain.distance.tolist()


@given(tables(), st.sampled_from([0.0, 0.1, 0.5]), st.sampled_from([0.0, 0.5, 1.0]))
def test_a_case_is_far_where_no_other_that_can_be_compared_is_near(
    features: list[Feature], near: float, least: float
) -> None:
    rows = len(features[0].values)
    weighed = [feature for feature in features if feature.weight > 0]
    found = far_from_others(features, near, least)
    if not weighed:
        assert len(found.far) == 0
        return
    for row in range(rows):
        known = sum(one.weight for one in weighed if one.known[row]) / sum(one.weight for one in weighed)
        pairs = [plainly(features, row, other) for other in range(rows) if other != row]
        near_ones = [one for one, share in pairs if one is not None and share >= least - 1e-9]
        usable = known >= least - 1e-9
        assert found.worked_out[row] == usable
        # Cases of which nothing is known are alike, and are compared with nobody.
        if usable and known > 0:
            assert found.far[row] == all(one > near for one in near_ones)
            if found.far[row]:
                assert found.nearest[row] == min(near_ones, default=math.inf) or math.isclose(
                    found.nearest[row], min(near_ones)
                )
