"""Repair sets where brute force over every set would take too long, and the parts that they are found by."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.moderation.likeness import cover, dominance, ties
from evenhand.moderation.likeness.dominance import Side, ones, tiles
from evenhand.moderation.likeness.flow import Pairs, largest_flow
from evenhand.moderation.likeness.profiles import Profiles, nodes_of
from evenhand.moderation.likeness.repair import RepairSet, compare


def exact(values: object, grades: object, kinds: object = None) -> Profiles:
    ranks = np.array(values, dtype=np.int32)
    ranks = ranks[:, None] if ranks.ndim == 1 else ranks
    same = np.zeros(len(ranks)) if kinds is None else np.array(kinds)
    return Profiles(ranks, ranks, same.astype(np.int64), np.array(grades, dtype=np.int64))


def drawn(cases: int, seed: int, *, missing: float = 0.1, levels: int = 5, items: int = 4) -> Profiles:
    """Cases whose items go together, graded by their quality with noise; some values are missing."""
    random = np.random.default_rng(seed)
    quality = random.normal(size=(cases, 1))
    values = np.clip(np.round(quality + random.normal(size=(cases, items)) / 2 + levels / 2), 0, levels)
    low = values.astype(np.int32)
    high = low.copy()
    lost = random.random(low.shape) < missing
    low[lost], high[lost] = -1, levels + 1
    grades = np.clip(np.round(quality[:, 0] + random.normal(size=cases) + 1.5), 0, 3).astype(np.int64)
    kinds = random.integers(0, 2, cases).astype(np.int64)
    return Profiles(low, high, kinds, grades)


def repaired(of: Profiles) -> RepairSet:
    found = compare(of, np.arange(of.cases, dtype=np.int64))[1]
    assert found is not None
    return found


def plain_pairs(of: Profiles) -> np.ndarray:
    over = (of.low[:, None, :] >= of.high[None, :, :]).all(axis=2)
    over &= of.kinds[:, None] == of.kinds[None, :]
    found: np.ndarray = over & (of.grades[:, None] < of.grades[None, :])
    return found


def test_what_lies_between_two_choices_is_in_every_smallest_set() -> None:
    # Two at the top graded lowest, one between, two at the bottom graded highest: either the two at the top
    # or the two at the bottom, and in any case the one between.
    found = repaired(exact([2, 2, 1, 0, 0], [0, 0, 1, 2, 2]))
    assert dict(zip(found.members.tolist(), found.in_every.tolist(), strict=True)) == {0: 0, 1: 0, 2: 1}
    assert found.others.tolist() == [3, 4]
    assert not found.only


def test_what_takes_too_long_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ties, "MOST_STEPS", 0)
    found = repaired(exact([2, 2, 1, 0, 0], [0, 0, 1, 2, 2]))
    assert dict(zip(found.members.tolist(), found.in_every.tolist(), strict=True)) == {0: 0, 1: 0, 2: -1}


def test_one_odd_record_taints_hundreds_and_is_the_only_one_to_reconsider() -> None:
    values, grades = [*range(300), 400], [1] * 300 + [0]
    counts, found = compare(exact(values, grades))
    assert found is not None
    assert (counts.pairs, counts.quality, found.members.tolist()) == (300, 0.0, [300])
    assert (found.suggested.tolist(), found.opposed_by.tolist()) == ([1], [300])


def test_many_cases_of_one_profile_outweigh_a_few() -> None:
    found = repaired(exact([5] * 7, [2, 1, 2, 2, 1, 2, 2]))
    assert found.members.tolist() == [1, 4]
    assert found.only


@pytest.mark.parametrize("seed", range(4))
def test_blocks_of_their_real_size_count_what_a_plain_comparison_counts(seed: int) -> None:
    some = drawn(1_500 + 900 * seed, seed)
    counts, found = compare(some, threads=2)
    pairs = plain_pairs(some)
    assert counts.pairs == int(pairs.sum())
    assert (counts.tainted == (pairs.any(axis=0) | pairs.any(axis=1))).all()
    assert found is not None
    kept = np.ones(some.cases, dtype=bool)
    kept[found.members] = False
    assert not pairs[kept][:, kept].any()


@pytest.mark.parametrize("levels", [3, 5_000])
def test_drawing_some_pairs_finds_the_same_set_as_taking_all(
    levels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = drawn(1_200, 7, levels=levels)
    whole = repaired(some)
    monkeypatch.setattr(cover, "WHOLE", 100)
    monkeypatch.setattr(cover, "_LEAST", 1)
    few = repaired(some)
    assert whole.members.tolist() == few.members.tolist()
    assert whole.in_every.tolist() == few.in_every.tolist()
    assert whole.others.tolist() == few.others.tolist()


def test_more_pairs_than_can_be_held_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "WHOLE", 10)
    monkeypatch.setattr(cover, "MOST", 20)
    monkeypatch.setattr(cover, "MOST_FLOW", 20)
    counts, found = compare(drawn(400, 1))
    assert counts.pairs > 20
    assert found is None


def test_cases_of_two_kinds_are_not_compared() -> None:
    assert compare(exact([2, 1], [0, 1], kinds=[4, 9]))[0].pairs == 0
    assert compare(exact([2, 1], [0, 1], kinds=[4, 4]))[0].pairs == 1


def test_no_cases_have_no_quality() -> None:
    counts, found = compare(exact(np.zeros((0, 3)), []))
    assert (counts.pairs, counts.quality) == (0, None)
    assert found is not None and found.only


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    one = np.array([[1]], dtype=np.int32)
    kind = np.zeros(1, dtype=np.int64)
    with pytest.raises(ValueError, match="ends before it begins"):
        Profiles(one, one - 1, kind, kind)
    with pytest.raises(ValueError, match="not of one length"):
        Profiles(one, one, np.zeros(2, dtype=np.int64), kind)


def test_bits_are_counted_alike_with_and_without_numpy_2() -> None:
    bits = np.random.default_rng(1).integers(0, 2**63, (50, 3), dtype=np.uint64)
    assert ones(bits).tolist() == dominance._ones_by_table()(bits).tolist()


def test_a_flow_of_capacity_one_is_a_matching() -> None:
    random = np.random.default_rng(3)
    at = np.unique(random.integers(0, 40, (200, 2)), axis=0).astype(np.int32)
    pairs = Pairs(at[:, 0], at[:, 1], 40)
    alone = largest_flow(pairs, np.ones(40, dtype=np.int64))
    assert len(set(alone.rows.tolist())) == len(set(alone.columns.tolist())) == len(alone.rows)
    doubled = largest_flow(pairs, np.full(40, 2, dtype=np.int64))
    assert doubled.amounts.sum() == 2 * alone.amounts.sum()


def test_tiles_tell_each_pair_once() -> None:
    nodes = nodes_of(drawn(700, 5))
    rows, columns = Side(nodes.low, nodes.grades), Side(nodes.high, nodes.grades)
    found = [
        pair for part in tiles(rows, columns, lambda tile: tile.pairs()) for pair in zip(*part, strict=True)
    ]
    over = (nodes.low[:, None, :] >= nodes.high[None, :, :]).all(axis=2)
    over &= nodes.grades[:, None] < nodes.grades[None, :]
    assert sorted(found) == [tuple(pair) for pair in np.argwhere(over)]
