"""Grades moved away from the proposals, by as much as is asked."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.synthesis import choose_areas, drift_by_year, severities, shifted


def random() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(5))


GRADES = np.array([-3, -1, 0, 1, 2, 3] * 5000, dtype=np.int8)


@pytest.mark.parametrize("shift", [-0.9, -0.2, 0.0, 0.2, 0.9])
def test_grades_move_one_step_with_the_chance_asked_where_there_is_room(shift: float) -> None:
    found = shifted(random(), GRADES, np.full(len(GRADES), shift), best=3)
    assert (found.grades - GRADES == found.moved).all()
    assert (found.grades[GRADES < 0] == GRADES[GRADES < 0]).all()
    assert found.grades.max() <= 3
    inside = (GRADES == 1) | (GRADES == 2)
    assert found.moved[inside].mean() == pytest.approx(shift, abs=0.02)
    end = (3 if shift > 0 else 0) == GRADES
    assert (found.moved[end] == 0).all()


def test_one_area_is_chosen_among_those_that_can_move() -> None:
    rows = np.arange(0, len(GRADES), 2)
    never, other = np.full(len(GRADES), -3, dtype=np.int8), np.roll(GRADES, 1)
    table = {"a": GRADES, "never": never, "b": other}
    chosen = choose_areas(random(), rows, table, {"a": 3, "never": 3, "b": 3})
    assert set(chosen.rows) <= set(rows)
    assert set(np.unique(chosen.areas)) == {0, 2}
    for row, area, step in zip(chosen.rows[:500], chosen.areas, chosen.steps, strict=False):
        before = list(table.values())[area][row]
        assert before >= 0 and 0 <= before + step <= 3 and abs(step) == 1
    left = np.setdiff1d(rows, chosen.rows)
    assert all(GRADES[row] < 0 and other[row] < 0 for row in left)


def test_an_area_with_one_grade_cannot_move() -> None:
    one = np.zeros(10, dtype=np.int8)
    assert len(choose_areas(random(), np.arange(10), {"a": one}, {"a": 0}).rows) == 0


def test_leads_differ_as_much_as_asked_and_are_fair_together() -> None:
    found = severities(random(), 150, 0.3)
    assert found.std() == pytest.approx(0.3, abs=0.05)
    assert found.mean() == pytest.approx(0, abs=0.02)
    assert (severities(random(), 150, 0.0) == 0).all()
    assert np.abs(severities(random(), 150, 1.0)).max() <= 0.9


def test_drift_rises_evenly_and_never_by_more_than_a_grade() -> None:
    assert drift_by_year(0.2, 4).tolist() == [-0.3, -0.1, 0.1, 0.3]
    assert drift_by_year(1.0, 9).max() == 0.9
