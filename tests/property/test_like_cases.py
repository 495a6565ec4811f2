"""Like cases and repair sets are what brute force over every pair and every set makes of them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.moderation.likeness import cover, dominance
from evenhand.moderation.likeness.profiles import Profiles
from evenhand.moderation.likeness.repair import compare

MOST = 9
"""Cases: every set of them is tried."""


@st.composite
def profiles(draw, most: int = MOST, items: int = 3, levels: int = 3) -> Profiles:
    rows = draw(st.integers(0, most))
    width = draw(st.integers(1, items))
    ends = st.integers(0, levels)
    ranges = st.one_of(ends.map(lambda end: (end, end)), st.tuples(ends, ends).map(sorted), st.just((-1, 9)))
    cells = draw(st.lists(st.lists(ranges, min_size=width, max_size=width), min_size=rows, max_size=rows))
    values = np.array(cells, dtype=np.int32).reshape(rows, width, 2)
    kinds = draw(st.lists(st.sampled_from([5, 5, 5, 8]), min_size=rows, max_size=rows))
    grades = draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows))
    return Profiles(
        values[:, :, 0], values[:, :, 1], np.array(kinds, dtype=np.int64), np.array(grades, dtype=np.int64)
    )


def is_over(one: int, other: int, of: Profiles, *, possibly: bool = False) -> bool:
    if of.kinds[one] != of.kinds[other]:
        return False
    ends = (of.high[one], of.low[other]) if possibly else (of.low[one], of.high[other])
    return all(a >= b for a, b in zip(*ends, strict=True))


def violating(of: Profiles, *, possibly: bool = False) -> set[tuple[int, int]]:
    return {
        (one, other)
        for one, other in itertools.permutations(range(of.cases), 2)
        if of.grades[one] < of.grades[other] and is_over(one, other, of, possibly=possibly)
    }


def smallest_sets(of: Profiles) -> list[frozenset[int]]:
    """Every set of the fewest cases that meets every violating pair."""
    pairs = violating(of)
    for size in range(of.cases + 1):
        sets = itertools.combinations(range(of.cases), size)
        found = [frozenset(one) for one in sets if all(a in one or b in one for a, b in pairs)]
        if found:
            return found
    raise AssertionError


def changed(of: Profiles, grades: np.ndarray) -> Profiles:
    return Profiles(of.low, of.high, of.kinds, grades)


def taken(of: Profiles, rows: list[int]) -> Profiles:
    return Profiles(of.low[rows], of.high[rows], of.kinds[rows], of.grades[rows])


@pytest.fixture(params=["all at once", "some drawn"], autouse=True)
def way(request, monkeypatch) -> None:
    """Held to all pairs at once, and to a draw of them that is added to; in small tiles both."""
    monkeypatch.setattr(dominance, "BLOCK", 4)
    monkeypatch.setattr(dominance, "BATCH", 3)
    if request.param == "some drawn":
        monkeypatch.setattr(cover, "WHOLE", 0)
        monkeypatch.setattr(cover, "_LEAST", 0)


@given(profiles(most=30))
def test_counts_are_those_of_a_plain_loop(some: Profiles) -> None:
    found, _ = compare(some)
    pairs = violating(some)
    assert found.pairs == len(pairs)
    assert found.possible == len(violating(some, possibly=True) - pairs)
    assert set(np.flatnonzero(found.tainted)) == {case for pair in pairs for case in pair}


@given(profiles(most=12))
def test_known_dominance_with_falling_grades_is_a_strict_order(some: Profiles) -> None:
    pairs = violating(some)
    assert all((a, c) in pairs for a, b in pairs for other, c in pairs if other == b)
    assert not any((b, a) in pairs for a, b in pairs)


@given(profiles())
def test_no_smaller_set_leaves_no_violation_and_ties_are_told(some: Profiles) -> None:
    _, found = compare(some)
    assert found is not None
    sets = smallest_sets(some)
    members = frozenset(found.members.tolist())
    assert members in sets
    assert found.only == (len(sets) == 1)
    assert found.in_every.tolist() == [int(all(case in one for one in sets)) for case in found.members]
    assert set(found.others.tolist()) == frozenset().union(*sets) - members


@given(profiles())
def test_of_equally_small_sets_the_one_with_most_that_are_graded_low_is_told(some: Profiles) -> None:
    _, found = compare(some)
    assert found is not None
    pairs = violating(some)

    def low(one: frozenset[int]) -> int:
        return sum(any(a == case and b not in one for a, b in pairs) for case in one)

    assert low(frozenset(found.members.tolist())) == max(map(low, smallest_sets(some)))


@given(profiles(most=30))
def test_suggested_grades_leave_no_violation(some: Profiles) -> None:
    _, found = compare(some)
    assert found is not None
    rest = [case for case in range(some.cases) if case not in set(found.members.tolist())]
    assert not violating(taken(some, rest))
    grades = some.grades.copy()
    grades[found.members] = found.suggested
    assert not violating(changed(some, grades))
    assert (found.suggested != some.grades[found.members]).all()


@given(profiles(most=20), st.data())
def test_the_strongest_precedent_opposes_most(some: Profiles, data) -> None:
    days = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=some.cases, max_size=some.cases)), np.int64
    )
    names = np.array(data.draw(st.permutations(range(some.cases))), np.int64).reshape(some.cases)
    _, found = compare(some, names, days)
    assert found is not None
    pairs = violating(some)
    members = set(found.members.tolist())
    for at, case in enumerate(found.members.tolist()):
        against = [b for a, b in pairs if a == case] + [a for a, b in pairs if b == case]
        against = [other for other in against if other not in members]
        assert found.opposed_by[at] == len(against)
        assert found.strongest[at] == max(against, key=lambda one: strength(some, case, one, days, names))


def strength(some: Profiles, case: int, other: int, days: np.ndarray, names: np.ndarray) -> tuple[int, ...]:
    same = sum(
        some.kinds[other] == some.kinds[one]
        and some.grades[other] == some.grades[one]
        and bool((some.low[other] == some.low[one]).all() and (some.high[other] == some.high[one]).all())
        for one in range(some.cases)
    )
    far = np.abs(some.low[case] - some.low[other]).sum() + np.abs(some.high[case] - some.high[other]).sum()
    gap = abs(int(some.grades[case]) - int(some.grades[other]))
    return gap, same, -int(far), int(days[other]), -int(names[other])


@given(profiles(most=20), st.data())
def test_the_order_of_rows_makes_no_difference(some: Profiles, data) -> None:
    names = np.arange(some.cases, dtype=np.int64)
    order = np.array(data.draw(st.permutations(range(some.cases))), dtype=np.intp).reshape(some.cases)
    counts, found = compare(some, names)
    again, other = compare(taken(some, order), names[order])
    assert found is not None and other is not None
    assert (counts.pairs, counts.possible) == (again.pairs, again.possible)

    def said(one, place) -> list[tuple[int, ...]]:
        return sorted(
            (int(place[case]), int(grade), int(place[strongest]), int(by), int(every))
            for case, grade, strongest, by, every in zip(
                one.members, one.suggested, one.strongest, one.opposed_by, one.in_every, strict=True
            )
        )

    assert said(found, names) == said(other, order)
    assert sorted(found.others) == sorted(order[other.others])


@given(profiles(most=12), st.integers(2, 4))
def test_rows_that_are_all_there_several_times_count_several_times(some: Profiles, times: int) -> None:
    counts, found = compare(some)
    again, other = compare(taken(some, [*range(some.cases)] * times))
    assert found is not None and other is not None
    assert again.pairs == counts.pairs * times**2
    assert again.quality == counts.quality
    assert sorted(other.members % some.cases) == sorted([*found.members] * times)
    assert other.only == found.only


@given(profiles(most=20))
def test_threads_make_no_difference(some: Profiles) -> None:
    (counts, found), (again, other) = compare(some), compare(some, threads=2)
    assert found is not None and other is not None
    assert (counts.pairs, counts.possible) == (again.pairs, again.possible)
    assert found.members.tolist() == other.members.tolist()
    assert found.suggested.tolist() == other.suggested.tolist()
