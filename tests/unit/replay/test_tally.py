"""The migration matrix: what is counted where, and the laws that its sums keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.domain import Scale
from evenhand.replay import ABSENT, CONFLICT, NOT_JUDGED, UNDECIDED, Codes, Tally
from generators.vocabulary import FOUR, THREE


def coded(*values: int) -> Codes:
    return np.array(values, dtype=np.int8)


def tally_of(pairs: list[tuple[int, int]], scale: Scale = FOUR) -> Tally:
    tally = Tally(scale)
    tally.add(coded(*(one for one, _ in pairs)), coded(*(other for _, other in pairs)))
    return tally


pairs = st.lists(st.tuples(st.integers(ABSENT, 3), st.integers(ABSENT, 3)), max_size=60)


def test_each_case_is_counted_in_its_cell() -> None:
    tally = tally_of([(0, 0), (0, 1), (3, 1), (2, UNDECIDED), (CONFLICT, 2), (NOT_JUDGED, NOT_JUDGED)])
    worst, second, third, best = FOUR.names
    matrix = tally.matrix()
    assert list(matrix) == [*FOUR.names, "undecided", "conflict", "not_judged"]
    assert matrix[worst][worst] == matrix[worst][second] == matrix[best][second] == 1
    assert matrix[third]["undecided"] == matrix["conflict"][third] == 1
    assert matrix["not_judged"]["not_judged"] == 1
    assert sum(sum(row.values()) for row in matrix.values()) == tally.cases == 6
    assert (tally.n, tally.same, tally.moved, tally.up, tally.down) == (3, 1, 2, 1, 1)


def test_what_does_not_occur_has_no_row() -> None:
    assert list(tally_of([(0, 0), (1, 0)]).matrix()) == list(FOUR.names)
    assert list(tally_of([(0, CONFLICT)]).matrix()) == [*FOUR.names, "conflict"]


def test_a_case_without_one_side_is_not_counted() -> None:
    tally = tally_of([(ABSENT, 0), (0, ABSENT), (ABSENT, ABSENT), (ABSENT, UNDECIDED)])
    assert tally.cases == 0
    assert tally.agreement().n == 0


def test_undecided_on_both_sides_counts_once() -> None:
    tally = tally_of([(UNDECIDED, UNDECIDED), (UNDECIDED, 0), (0, UNDECIDED)])
    assert tally.undecided == 3


def test_agreement_is_over_the_cases_with_a_grade_on_both_sides() -> None:
    tally = tally_of([(0, 0), (1, 1), (2, 1), (3, UNDECIDED)])
    assert tally.agreement().n == 3
    assert tally.agreement().exact == pytest.approx(2 / 3)


@given(pairs)
def test_what_moved_went_up_or_down(pairs) -> None:
    tally = tally_of(pairs)
    assert tally.moved == tally.up + tally.down
    assert tally.n == tally.same + tally.moved


@given(pairs)
def test_every_case_that_is_there_is_in_the_matrix_once(pairs) -> None:
    there = [pair for pair in pairs if ABSENT not in pair]
    tally = tally_of(pairs)
    assert tally.cases == len(there) == sum(sum(row.values()) for row in tally.matrix().values())
    assert tally.n == sum(one >= 0 and other >= 0 for one, other in there)
    assert tally.up == sum(0 <= one < other for one, other in there)


@given(pairs)
def test_turning_the_sides_round_turns_the_matrix_round(pairs) -> None:
    one, other = tally_of(pairs), tally_of([(after, before) for before, after in pairs])
    assert (one.counts == other.counts.T).all()
    assert (one.up, one.down) == (other.down, other.up)


@given(pairs, st.integers(0, 60), st.randoms())
def test_neither_the_order_of_cases_nor_parts_of_them_matter(pairs, at, chance) -> None:
    whole = tally_of(pairs)
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    parts = tally_of(shuffled[:at])
    parts.add(coded(*(one for one, _ in shuffled[at:])), coded(*(other for _, other in shuffled[at:])))
    assert (parts.counts == whole.counts).all()


def test_tallies_do_not_share_their_counts() -> None:
    one, other = Tally(THREE), Tally(THREE)
    one.add(coded(0), coded(0))
    assert (one.cases, other.cases) == (1, 0)
