"""Evidence drawn for many cases: readable, dependent as declared, and never contradicting itself."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.domain import (
    Better,
    DoesNotApply,
    ItemType,
    NameSet,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
)
from evenhand.language import RulesInForce
from evenhand.services.workspace import open_workspace
from evenhand.synthesis import MISSING, RANGES, SAMPLE_SIZES, Evidence, EvidenceMaker
from evenhand.synthesis.thresholds import thresholds_of
from generators.rule_sets import draw_rule_set, in_force


@lru_cache
def shipped(name: str) -> RulesInForce:
    rule_set = open_workspace().rule_set(name)
    assert rule_set.in_force.start is not None
    return rule_set.in_force_on(rule_set.in_force.start)


def drawn(maker: EvidenceMaker, cases: int, seed: int = 3) -> Evidence:
    random = np.random.Generator(np.random.PCG64(seed))
    quality, size = random.standard_normal(cases), random.standard_normal(cases)
    sample = random.integers(0, len(SAMPLE_SIZES), cases).astype(np.uint32)
    return maker.draw(random, quality, size, sample)


@lru_cache
def large() -> tuple[EvidenceMaker, Evidence]:
    maker = EvidenceMaker(shipped("ilacs@2023"))
    return maker, drawn(maker, 3000)


def middle(state: object) -> float:
    match state:
        case Recorded(NumberRange(low, high)) if low is not None and high is not None:
            return float(low + high) / 2
        case Recorded(ShareRange() as share):
            return float(sum(share.bounds)) / 2
        case Recorded(NameSet(mask)):
            return float(mask.bit_length())
    return float("nan")


@given(st.integers(0, 10**6))
def test_every_cell_of_any_rule_set_is_valid_and_ranges_hold_their_values(seed: int) -> None:
    maker = EvidenceMaker(in_force(draw_rule_set(Random(seed))))
    evidence = drawn(maker, 40, seed)
    hidden = maker.hide(np.random.Generator(np.random.PCG64(seed)), evidence)
    for id, cells in maker.cells.items():
        # Reading a cell raises where it is no value of the item.
        assert len(cells.states) == len(cells.texts) == len(set(cells.texts))
        assert evidence[id].max() < len(cells.texts) and hidden[id].max() < len(cells.texts)
        for state, around in zip(cells.states, cells.ranges.tolist(), strict=False):
            assert isinstance(state, Recorded) and state.value.is_exact
            assert holds(cells.states[around], state)


def holds(around: object, state: Recorded) -> bool:
    assert isinstance(around, Recorded)
    match around.value, state.value:
        case NumberRange(low, high), NumberRange(value, _):
            return low <= value <= high  # type: ignore[operator]
        case ShareRange() as share, ShareRange() as own:
            return share.bounds[0] <= own.bounds[0] <= share.bounds[1]
        case NameSet(mask), NameSet(one):
            return bool(mask & one)
    return False


def test_items_depend_on_each_other_in_the_direction_that_each_declares() -> None:
    maker, evidence = large()
    signs = {Better.HIGHER: 1, Better.LOWER: -1}
    scores = {}
    for item in maker.items:
        if item.better in signs:
            values = np.array([middle(state) for state in maker.cells[item.id].states])[evidence[item.id]]
            scores[item.id] = signs[item.better] * np.nan_to_num(values, nan=float(np.nanmedian(values)))
    table = np.corrcoef([np.argsort(np.argsort(column, kind="stable")) for column in scores.values()])
    assert len(scores) > 50
    assert table.min() > 0.1
    sections = {item.id: item.section for item in maker.items}
    ids = list(scores)
    same = [table[a, b] for a in range(len(ids)) for b in range(a) if sections[ids[a]] == sections[ids[b]]]
    other = [table[a, b] for a in range(len(ids)) for b in range(a) if sections[ids[a]] != sections[ids[b]]]
    assert np.mean(same) > np.mean(other) + 0.03


def test_sizes_go_together_and_say_nothing_about_quality() -> None:
    _, evidence = large()
    sizes = np.corrcoef(evidence["open_cases"], evidence["case_holding_workers"])[0, 1]
    quality = np.corrcoef(evidence["open_cases"], evidence["management_grip_overall"])[0, 1]
    assert sizes > 0.8
    assert abs(quality) < 0.1


def test_cases_with_and_without_grip_add_up_to_the_sample() -> None:
    maker, evidence = large()
    texts, counts = maker.cells["cases_with_grip"].texts, maker.cells["cases_without_grip"].texts
    for with_grip, without in zip(evidence["cases_with_grip"], evidence["cases_without_grip"], strict=True):
        part, whole = texts[with_grip].split(" of ")
        assert int(part) + int(counts[without]) == int(whole)


def test_where_there_are_no_care_leavers_nothing_about_them_applies() -> None:
    maker, evidence = large()
    nobody = evidence["care_leavers_total"] == 0
    assert 5 < nobody.sum() < 100
    for id in ("care_leavers_in_touch", "local_offer", "failure_in_leaving_care"):
        states = maker.cells[id].states
        applies = np.array([not isinstance(state, DoesNotApply) for state in states])[evidence[id]]
        assert (applies == ~nobody).all()


def test_missing_evidence_is_as_frequent_as_it_is_said_to_be() -> None:
    maker, evidence = large()
    hidden = maker.hide(np.random.Generator(np.random.PCG64(9)), evidence)
    missing = maker.missing(hidden)
    cells = sum(map(len, evidence.values()))
    found = sum(missing.reasons.values()) / cells
    assert 0.7 * sum(MISSING.values()) < found < sum(MISSING.values())
    assert 0 < missing.ranges / cells < RANGES
    told = 0
    for id, codes in hidden.items():
        changed = codes != evidence[id]
        states = [maker.cells[id].states[code] for code in codes[changed].tolist()]
        told += sum(isinstance(state, Unknown) for state in states)
        assert all(isinstance(state, Unknown) or not state.value.is_exact for state in states)  # type: ignore[union-attr]
    assert told == sum(missing.reasons.values())


def test_counted_columns_hold_nothing_but_numbers_and_gaps() -> None:
    maker, _ = large()
    plain = [cells for cells in maker.cells.values() if cells.plain]
    assert {cells.item.type for cells in plain} == {ItemType.COUNT, ItemType.NUMBER}
    for cells in plain:
        assert all(text == "" or float(text) >= 0 for text in cells.texts)


@pytest.mark.parametrize(
    ("item", "thresholds"),
    [("caseload_mean", {18, 21}), ("harm_left_too_long", set()), ("unallocated_in_care", {0, 7.5})],
)
def test_thresholds_are_those_of_the_rules_in_force(item: str, thresholds: set[float]) -> None:
    assert set(map(float, thresholds_of(shipped("ilacs@2023")).get(item, ()))) == thresholds
