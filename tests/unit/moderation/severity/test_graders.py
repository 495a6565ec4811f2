"""How much harder each grader awards than the others would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq, minimize

from evenhand.moderation.severity.awards import Awards, award_model, cells_of
from evenhand.moderation.severity.graders import severities_of_awards
from evenhand.moderation.severity.ordinal import Cells, fit
from evenhand.moderation.severity.posterior import effects_of
from unit.moderation.severity.drawn_awards import drawn_awards

PLANTED = np.linspace(-0.4, 0.4, 20)


def test_severities_that_were_planted_are_found_again() -> None:
    found = severities_of_awards(drawn_awards(1, severity=PLANTED))
    assert np.corrcoef(PLANTED, found.severity)[0, 1] > 0.9
    assert found.differ
    # A quarter of proposals is at the end of the scale, and has nowhere to go.
    within = (found.low <= 0.75 * PLANTED) & (found.high >= 0.75 * PLANTED)
    assert within.sum() >= 17
    large = np.abs(PLANTED) > 0.3
    assert found.flagged[large].sum() >= 5 and not found.flagged[8:12].any()
    assert (np.sign(found.severity) == np.sign(PLANTED))[found.flagged].all()
    assert 0.1 < found.spread_grades < 0.3


def test_positive_is_harder() -> None:
    planted = np.zeros(20)
    planted[3] = 0.6
    found = severities_of_awards(drawn_awards(2, severity=planted))
    assert int(found.severity.argmax()) == 3 and found.severity[3] > 0.2


def test_more_judgements_shrink_less() -> None:
    few = drawn_awards(3, cases=60, severity=PLANTED)
    many = Awards(
        *(np.tile(one, 4) for one in (few.area, few.proposed, few.awarded, few.grader)),
        np.concatenate([few.case + 60 * at for at in range(4)]),
        few.grades,
        few.graders,
    )
    before, after = severities_of_awards(few), severities_of_awards(many)
    assert np.abs(after.severity).sum() > np.abs(before.severity).sum()
    assert (after.high - after.low).mean() < (before.high - before.low).mean()


@pytest.mark.parametrize("shared", [0.0, 0.3])
def test_where_graders_are_alike_few_tests_say_that_they_differ(shared: float) -> None:
    found = [severities_of_awards(drawn_awards(seed, cases=150, shared=shared)) for seed in range(40)]
    assert sum(one.differ for one in found) <= 5
    assert sum(one.flagged.any() for one in found) <= 5


def test_judgements_of_one_case_that_go_together_count_less() -> None:
    alone, together = (severities_of_awards(drawn_awards(5, shared=shared)) for shared in (0.0, 0.4))
    assert alone.clustering < 1.2
    assert 1.8 < together.clustering < 3.3


def test_where_all_agree_there_is_no_sign_and_every_number_is_finite() -> None:
    awards = drawn_awards(6, noise=0.0)
    found = severities_of_awards(awards)
    assert (found.spread, found.p, found.differ) == (0.0, 1.0, False)
    for values in (found.severity, found.low, found.high, found.logits):
        assert np.isfinite(values).all()
    assert np.abs(found.severity).max() < 0.01
    # Not certain for that: nobody was seen often enough to say that they never depart.
    assert (found.high > 0).all() and (found.low < 0).all()


def test_a_grader_who_always_departs_is_separated_and_stays_finite() -> None:
    awards = drawn_awards(7, noise=0.0)
    awarded = np.where(awards.grader == 4, np.maximum(awards.proposed - 1, 0), awards.proposed)
    found = severities_of_awards(replace(awards, awarded=awarded))
    assert found.flagged.tolist() == [at == 4 for at in range(20)]
    assert 0.5 < found.severity[4] <= 1 and np.isfinite(found.logits).all()


def test_with_one_grader_there_is_nobody_to_compare_with() -> None:
    awards = drawn_awards(8)
    with pytest.raises(ValueError, match="fewer than two"):
        severities_of_awards(replace(awards, grader=np.zeros_like(awards.grader), graders=1))


def test_one_case_of_each_of_two_graders_says_next_to_nothing() -> None:
    two = np.array([0, 1])
    found = severities_of_awards(Awards(two * 0, np.array([2, 2]), np.array([1, 3]), two, two, [4], 2))
    assert not found.differ and (found.low < 0).all() and (found.high > 0).all()


def test_judgements_without_a_grader_count_for_none() -> None:
    awards = drawn_awards(9, severity=PLANTED)
    grader = np.where(awards.grader == 0, -1, awards.grader)
    found = severities_of_awards(replace(awards, grader=grader))
    assert found.judgements[0] == 0 and found.judgements.sum() == (grader >= 0).sum()
    assert not found.flagged[0]


# --- the mathematics ---------------------------------------------------------------------------------


def test_the_mode_is_that_of_a_general_optimiser() -> None:
    awards = drawn_awards(10, cases=60, graders=4, areas=1, severity=np.array([-0.4, -0.1, 0.1, 0.4]))
    model = award_model(awards.grades)
    cells = cells_of(model.kinds(awards), awards.grader, 4)
    found = fit(model.design, cells, 1.0)

    def value(at: np.ndarray) -> float:
        theta, effects = at[:8], at[8:]
        gaps = model.design.gaps @ theta
        if (gaps <= 0).any():
            return 1e10
        above, below = model.design.ends(theta, cells.kind, effects[cells.grader])
        chance = 1 / (1 + np.exp(-above)) - 1 / (1 + np.exp(-below))
        prior = model.design.weight @ np.log(gaps) - model.design.rate @ theta
        prior -= (model.design.precision @ theta**2) / 2
        return -float(cells.count @ np.log(chance) + prior - effects @ effects / 2)

    start = np.concatenate([model.design.start, np.zeros(4)])
    best = minimize(value, start, method="BFGS", options={"gtol": 1e-6})
    assert -value(np.concatenate([found.theta, found.effects])) >= -best.fun - 1e-6
    assert found.effects == pytest.approx(best.x[8:], abs=1e-3)
    own = found.deviations**2
    # BFGS only approaches the inverse of the second derivatives.
    assert np.diag(_inverse(value, best.x))[8:] == pytest.approx(own, rel=0.02)


def _inverse(value: object, at: np.ndarray) -> np.ndarray:
    """The inverse of the second derivatives, by differences."""
    assert callable(value)
    size, step = len(at), 1e-3
    found = np.zeros((size, size))
    steps = np.eye(size) * step
    for i in range(size):
        for j in range(size):
            found[i, j] = (
                value(at + steps[i] + steps[j])
                - value(at + steps[i] - steps[j])
                - value(at - steps[i] + steps[j])
                + value(at - steps[i] - steps[j])
            ) / (4 * step**2)
    return np.linalg.inv(found)


def test_intervals_are_those_of_the_profile_of_the_posterior() -> None:
    awards = drawn_awards(11, cases=300, graders=6, areas=1, severity=np.linspace(-0.4, 0.4, 6))
    model = award_model(awards.grades)
    kinds = model.kinds(awards)
    cells = cells_of(kinds, awards.grader, 6)
    whole = fit(model.design, cells, 1.0)
    effects = effects_of(model.design, cells, whole, np.array([1.0]), np.array([1.0]), whole)
    low, high = effects.quantile(0.025), effects.quantile(0.975)
    for grader in (0, 5):

        def lost(effect: float, grader: int = grader) -> float:
            """By how much the log posterior lies below its best where one effect is held."""
            offset = np.where(cells.grader == grader, effect, 0.0)
            others = np.where(cells.grader == grader, -1, cells.grader)
            held = fit(model.design, Cells(cells.kind, others, cells.count, 6, offset), 1.0)
            return value(whole) - (value(held) - effect**2 / 2) - 1.96**2 / 2

        def value(one: object) -> float:
            return one.likelihood + one.prior - float((one.effects**2).sum()) / 2  # type: ignore[attr-defined]

        best, apart = whole.effects[grader], 8 * whole.deviations[grader]
        ends = [brentq(lost, best, best + way * apart) for way in (-1, 1)]
        width = ends[1] - ends[0]
        assert [low[grader], high[grader]] == pytest.approx(ends, abs=0.08 * width)
