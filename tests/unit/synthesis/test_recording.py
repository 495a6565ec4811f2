"""Recording error: what is known stays within bounds, and what is not known stays unknown."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from evenhand.domain import ItemType
from evenhand.services.workspace import open_workspace
from evenhand.synthesis import SAMPLE_SIZES, Evidence, EvidenceMaker, changed, recorded_again
from evenhand.synthesis.cells import FIRST_OF_SIZE, Codes, counts_sample

CASES = 2000


@lru_cache
def drawn() -> tuple[EvidenceMaker, Evidence, Codes]:
    rule_set = open_workspace().rule_set("ilacs@2023")
    assert rule_set.in_force.start is not None
    maker = EvidenceMaker(rule_set.in_force_on(rule_set.in_force.start))
    random = np.random.Generator(np.random.PCG64(5))
    sample = random.integers(0, len(SAMPLE_SIZES), CASES).astype(np.uint32)
    quality, size = random.standard_normal(CASES), random.standard_normal(CASES)
    return maker, maker.hide(random, maker.draw(random, quality, size, sample)), sample


def again(share: float) -> Evidence:
    maker, evidence, sample = drawn()
    return recorded_again(np.random.Generator(np.random.PCG64(7)), maker, evidence, sample, share)


def test_without_noise_everything_stays() -> None:
    assert changed(drawn()[1], again(0.0)) == 0


def test_every_value_is_another_one_where_all_are_hit() -> None:
    maker, evidence, _ = drawn()
    for id, after in again(1.0).items():
        before, cells = evidence[id], maker.cells[id]
        hit = before < cells.exact
        if id in maker.totals:
            assert not after[before == 0].any()
            hit &= before > 0
        assert (after[hit] != before[hit]).all(), id
        assert (after[~hit] == before[~hit]).all(), id
        assert (after[hit] < cells.exact).all(), id


def test_the_share_of_values_hit_is_the_one_asked_for() -> None:
    maker, evidence, _ = drawn()
    values = sum(int((codes < maker.cells[id].exact).sum()) for id, codes in evidence.items())
    assert changed(evidence, again(0.05)) == pytest.approx(0.05 * values, rel=0.05)


def test_what_is_counted_in_a_sample_stays_in_one_of_its_size() -> None:
    maker, evidence, sample = drawn()
    found = again(1.0)
    counted = 0
    for item in maker.items:
        cells = maker.cells[item.id]
        if not counts_sample(item):
            continue
        counted += 1
        before, after = evidence[item.id], found[item.id]
        known = before < cells.exact
        if item.type is ItemType.SHARE:
            sizes = [np.searchsorted(FIRST_OF_SIZE, codes[known], side="right") for codes in (before, after)]
            assert (sizes[0] == sizes[1]).all()
        else:
            assert (after[known] <= np.array(SAMPLE_SIZES)[sample[known]]).all()
    assert counted > 5


def test_levels_move_by_one_step_and_answers_are_turned() -> None:
    maker, evidence, _ = drawn()
    found = again(1.0)
    for item in maker.items:
        if item.type not in (ItemType.LEVEL, ItemType.YES_NO):
            continue
        known = evidence[item.id] < maker.cells[item.id].exact
        steps = found[item.id].astype(int) - evidence[item.id].astype(int)
        assert (abs(steps[known]) == 1).all()


def test_numbers_are_off_by_less_than_authorities_differ() -> None:
    """An error that made any number of any other would be no recording error."""
    maker, evidence, _ = drawn()
    found = again(1.0)
    for id, grid in maker.grids.items():
        known = evidence[id] < maker.cells[id].exact
        before, after = (codes[known].astype(float) for codes in (evidence[id], found[id]))
        if grid.size > 50:
            assert np.corrcoef(before, after)[0, 1] > 0.8, id
            assert np.abs(after - before).mean() < 0.5 * before.std(), id
