"""Departures counted, rules under strain, and like cases treated unalike, over arrays."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests

from evenhand.moderation.departures.alike import unalike
from evenhand.moderation.departures.counts import Share, count_departures
from evenhand.moderation.departures.strain import adjust_all, count_rule, more_often
from evenhand.statistics import holm


def grades(*codes: int) -> np.ndarray:
    return np.array(codes, dtype=np.int8)


# --- counts --------------------------------------------------------------------------------------------


def test_departures_are_counted_by_how_many_grades_and_which_way() -> None:
    found = count_departures(
        grades(2, 3, 1, 0, 3, 1),
        grades(2, 2, 1, 2, 1, 2),
        grades(0, 0, 0, 2, -1, 0),
        grades(3, 2, 3, 3, -1, 3),
    )
    assert dict(found.by_steps) == {-2: 1, -1: 1, 1: 1, 2: 1}
    assert (found.cases, found.up, found.down) == (6, 2, 2)
    # One above the ceiling and one below the floor; where no grade is permitted, none is outside.
    assert found.outside == 2


def test_a_rate_comes_with_the_interval_of_wilson_and_none_of_none() -> None:
    assert Share(3, 12).rate == 0.25
    assert Share(3, 12).interval == pytest.approx((0.0889, 0.5323), abs=5e-5)
    assert (Share(0, 0).rate, Share(0, 0).interval) == (None, None)
    nothing = grades()
    assert count_departures(nothing, nothing, nothing, nothing).departures == Share(0, 0)


# --- strain --------------------------------------------------------------------------------------------


def test_the_chance_is_that_of_fishers_exact_test() -> None:
    random = np.random.default_rng(3)
    for _ in range(200):
        of, others = random.integers(1, 60, 2).tolist()
        count, other = int(random.integers(0, of + 1)), int(random.integers(0, others + 1))
        table = [[count, of - count], [other, others - other]]
        expected = fisher_exact(table, alternative="greater").pvalue
        assert more_often(Share(count, of), Share(other, others)) == pytest.approx(expected, abs=1e-12)


def test_many_looks_are_adjusted_as_holm_says() -> None:
    random = np.random.default_rng(4)
    for size in (1, 2, 7, 40):
        chances = (random.random(size) ** 3).tolist()
        assert holm(chances) == pytest.approx(multipletests(chances, method="holm")[1])
    assert holm([]) == []


def test_a_rule_that_people_do_not_follow_is_under_strain() -> None:
    fired = np.arange(100) < 20
    steps = np.where(np.arange(100) % 20 == 0, -1, 0)
    steps[:12] = 1
    calm = np.arange(100) % 2 == 0
    found = adjust_all({"HP7": count_rule(fired, ~fired, steps, 5), "HP1": count_rule(calm, ~calm, steps, 5)})
    rule = found["HP7"]
    assert (rule.fired, rule.elsewhere, rule.up, rule.down) == (Share(12, 20), Share(4, 80), 12, 0)
    assert rule.strained and rule.adjusted is not None and rule.chance is not None
    assert rule.adjusted == pytest.approx(2 * rule.chance)
    assert not found["HP1"].strained


def test_cases_in_which_it_is_open_whether_a_rule_fires_count_on_neither_side() -> None:
    fired = np.array([True] * 6 + [False] * 10)
    idle = np.array([False] * 8 + [True] * 8)
    found = count_rule(fired, idle, np.array([1] * 8 + [0] * 8), 5)
    assert (found.fired, found.elsewhere) == (Share(6, 6), Share(0, 8))
    assert found.always_departed(5) and not found.always_departed(7)


@pytest.mark.parametrize(("fired", "of"), [(4, 40), (36, 40), (40, 40)])
def test_a_rule_that_fired_in_too_few_cases_or_nearly_all_is_not_tested(fired: int, of: int) -> None:
    where = np.arange(of) < fired
    found = adjust_all({"one": count_rule(where, ~where, np.where(where, 1, 0), 5)})["one"]
    assert (found.chance, found.adjusted, found.strained) == (None, None, False)


# --- like ones treated unalike -------------------------------------------------------------------------


def plain_groups(keys: np.ndarray, awarded: np.ndarray, proposed: np.ndarray) -> set[tuple[int, ...]]:
    groups: dict[tuple[int, ...], list[int]] = {}
    for row in range(len(awarded)):
        groups.setdefault((*keys[row].tolist(), int(proposed[row])), []).append(row)
    return {tuple(rows) for rows in groups.values() if len(set(awarded[rows].tolist())) > 1}


def test_groups_are_those_that_a_plain_look_finds_and_hold_their_cases_once() -> None:
    random = np.random.default_rng(5)
    for cases, parts in ((0, 2), (1, 2), (40, 0), (200, 2), (300, 4)):
        keys = random.integers(-1, 3, (cases, parts)).astype(np.int8)
        awarded, proposed = (random.integers(0, 4, cases).astype(np.int8) for _ in range(2))
        found = unalike(keys, awarded, proposed)
        assert {tuple(one.rows.tolist()) for one in found} == plain_groups(keys, awarded, proposed)
        for one in found:
            own = awarded[one.rows].astype(int)
            assert one.departed == int((own != one.proposed).sum())
            pairs = [abs(a - b) for at, a in enumerate(own) for b in own[:at]]
            assert one.unlikeness == pytest.approx(sum(pairs) / len(pairs))
            assert one.apart == max(pairs)
        order = [(-one.apart, -one.unlikeness, -len(one.rows)) for one in found]
        assert order == sorted(order)


def test_cases_that_all_departed_to_one_grade_are_treated_alike() -> None:
    keys = np.zeros((3, 1), dtype=np.int8)
    assert unalike(keys, grades(1, 1, 1), grades(2, 2, 2)) == []
    (found,) = unalike(keys, grades(1, 3, 1), grades(2, 2, 2))
    assert (found.departed, found.apart) == (3, 2)
