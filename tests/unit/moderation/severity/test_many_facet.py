"""The severity of raters whom cases link."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.moderation.severity import many_facet
from evenhand.moderation.severity.many_facet import severities_of_ratings
from evenhand.moderation.severity.ordinal import Cells, fit

SEVERITY = np.linspace(-1.2, 1.2, 7)


def drawn(seed: int, cases: int, severity: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each case graded by two raters, from a latent quality that no rater knows."""
    random = np.random.default_rng(seed)
    raters = np.array([random.choice(len(severity), 2, replace=False) for _ in range(cases)]).ravel()
    case = np.repeat(np.arange(cases), 2)
    quality = random.normal(0, 2, cases)[case]
    latent = quality - severity[raters] + random.logistic(size=len(case))
    return case, raters, np.digitize(latent, [-2, 0, 2])


def test_raters_are_put_in_the_order_of_their_severity() -> None:
    found = severities_of_ratings(*drawn(1, 400, SEVERITY), 4)
    assert found.estimable.all() and found.components == 1
    assert np.corrcoef(SEVERITY, found.severity)[0, 1] > 0.9
    assert found.low[0] < found.high[0] < 0 < found.low[-1] < found.high[-1]


def test_alike_raters_have_intervals_that_hold_nought() -> None:
    inside = []
    for seed in range(10):
        found = severities_of_ratings(*drawn(seed, 80, np.zeros(5)), 4)
        inside += ((found.low <= 0) & (found.high >= 0)).tolist()
    assert np.mean(inside) >= 0.9


def test_raters_who_share_no_case_are_not_compared() -> None:
    case, raters, grades = drawn(2, 100, SEVERITY[:3])
    # A second part with cases of its own, and one rater by herself.
    cases = np.concatenate([case, case + 100, np.arange(200, 220)])
    raters = np.concatenate([raters, raters + 3, np.full(20, 6)])
    found = severities_of_ratings(cases, raters, np.concatenate([grades, grades, np.full(20, 3)]), 4)
    assert found.component.tolist() == [0, 0, 0, 1, 1, 1, 2]
    assert found.estimable.tolist() == [True] * 6 + [False]
    assert np.isnan(found.severity[6]) and np.isnan(found.low[6])
    assert found.severity[:3] == pytest.approx(found.severity[3:6], abs=1e-6)


def test_a_rater_with_few_linked_ratings_has_no_number() -> None:
    case, raters, grades = drawn(3, 60, SEVERITY[:3])
    # A fourth rater shares three cases, and graded ten more alone.
    cases = np.concatenate([case, [0, 1, 2], np.arange(60, 70)])
    found = severities_of_ratings(
        cases, np.concatenate([raters, np.full(13, 3)]), np.concatenate([grades, np.full(13, 2)]), 4
    )
    assert found.component[3] == 0 and found.linked[3] == 3 and found.ratings[3] == 13
    assert not found.estimable[3] and np.isnan(found.severity[3])


@pytest.mark.parametrize("size", [0, 1])
def test_nothing_comes_of_nothing(size: int) -> None:
    found = severities_of_ratings(*(np.zeros(size, dtype=int) for _ in range(3)), 4)
    assert not found.estimable.any() and found.components == size


def test_the_order_of_ratings_and_the_names_of_cases_do_not_matter() -> None:
    case, raters, grades = drawn(4, 80, SEVERITY)
    order = np.random.default_rng(1).permutation(len(case))
    one = severities_of_ratings(case, raters, grades, 4)
    other = severities_of_ratings((999 - case)[order], raters[order], grades[order], 4)
    assert other.severity == pytest.approx(one.severity, abs=1e-6)


def test_a_grade_is_on_the_scale() -> None:
    with pytest.raises(ValueError, match="not on the scale"):
        severities_of_ratings(np.array([0]), np.array([0]), np.array([4]), 4)


def test_cases_that_got_the_same_ratings_are_as_good_as_apart() -> None:
    case, raters, grades = drawn(5, 60, SEVERITY[:3])
    cells = many_facet._cells(case, raters, grades, 4)
    assert cells.graders < 60 and cells.times.sum() == 60 and cells.count.sum() == 120
    kinds = raters * 4 + grades
    apart = Cells(kinds, case, np.ones(120), 60)
    design = many_facet._design(3, 4, 1.0)
    one, other = fit(design, cells, 1.5), fit(design, apart, 1.5)
    assert one.theta == pytest.approx(other.theta, abs=1e-6)
    assert one.marginal == pytest.approx(other.marginal, abs=1e-6)
    assert one.schur == pytest.approx(other.schur, abs=1e-6)
