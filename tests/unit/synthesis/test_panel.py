"""A panel: better evidence gives better grades, in the shares asked for, and by no rule."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.domain import Better
from evenhand.services.workspace import open_workspace
from evenhand.synthesis import SAMPLE_SIZES, Evidence, EvidenceMaker, Panel

CASES = 3000
MIXES = {"care": [0.1, 0.2, 0.4, 0.3], "leaders": [0.5, 0.0, 0.5], "always": [1.0]}


@pytest.fixture(scope="module")
def maker() -> EvidenceMaker:
    rule_set = open_workspace().rule_set("ilacs@2023")
    assert rule_set.in_force.start is not None
    return EvidenceMaker(rule_set.in_force_on(rule_set.in_force.start))


def numbers(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def drawn(maker: EvidenceMaker, quality: np.ndarray, seed: int = 5) -> Evidence:
    random = numbers(seed)
    sample = random.integers(0, len(SAMPLE_SIZES), len(quality)).astype(np.uint32)
    size = random.standard_normal(len(quality))
    return maker.hide(random, maker.draw(random, quality, size, sample))


@pytest.fixture(scope="module")
def panel(maker: EvidenceMaker) -> Panel:
    return Panel.formed(numbers(1), maker, drawn(maker, numbers(2).standard_normal(CASES)), MIXES)


def test_only_evidence_with_a_direction_weighs(maker: EvidenceMaker, panel: Panel) -> None:
    directed = {item.id for item in maker.items if item.better is not Better.NEITHER}
    assert set(panel.positions) == directed
    assert panel.weights.shape == (3, len(directed))
    assert panel.weights.sum(axis=1) == pytest.approx(1.0)
    assert (panel.weights > 0).all()


def test_grades_come_in_the_shares_asked_for(maker: EvidenceMaker, panel: Panel) -> None:
    grades = panel.grades(numbers(3), drawn(maker, numbers(4).standard_normal(CASES), seed=6))
    for area, mix in MIXES.items():
        shares = np.bincount(grades[area], minlength=len(mix)) / CASES
        assert shares == pytest.approx(mix, abs=0.04)


def test_better_evidence_gives_better_scores(maker: EvidenceMaker, panel: Panel) -> None:
    poor, good = (drawn(maker, np.full(400, quality)) for quality in (-1.0, 1.0))
    scores = [panel.scores(numbers(3), evidence).mean(axis=1) for evidence in (poor, good)]
    assert (scores[1] > scores[0] + 2 * panel.spread * 0.5).all()


def test_a_panel_has_a_view_of_its_own_on_every_case(maker: EvidenceMaker, panel: Panel) -> None:
    evidence = drawn(maker, numbers(4).standard_normal(CASES))
    one, other = (panel.grades(numbers(seed), evidence)["care"] for seed in (8, 9))
    same = (one == other).mean()
    assert 0.5 < same < 0.95
    assert (panel.grades(numbers(8), evidence)["care"] == one).all()


def test_what_is_not_known_weighs_nothing(maker: EvidenceMaker, panel: Panel) -> None:
    item = next(item for item in maker.items if item.id in panel.positions)
    cells = maker.cells[item.id]
    for code in cells.reasons.values():
        assert panel.positions[item.id][code] == 0.0
