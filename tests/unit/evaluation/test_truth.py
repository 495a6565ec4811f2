"""Strong Kleene logic, held to every way in which what is unknown may turn out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import pytest

from evenhand.evaluation.truth import Truth, all_of, any_of, at_least, at_most, exactly, truth_of

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
EVERY = [list(parts) for length in range(1, 6) for parts in product(Truth, repeat=length)]


def ways(parts: Iterable[Truth]) -> Iterator[list[bool]]:
    """Every way in which the parts may turn out."""
    return map(list, product(*([True, False] if part is U else [part is T] for part in parts)))


def by_enumeration(parts: list[Truth], holds: Callable[[list[bool]], bool]) -> Truth:
    outcomes = {holds(way) for way in ways(parts)}
    return U if len(outcomes) == 2 else (T if outcomes == {True} else F)


def counts(parts: list[Truth]) -> tuple[int, int]:
    return parts.count(T), len(parts) - parts.count(F)


@pytest.mark.parametrize(("decide", "holds"), [(all_of, all), (any_of, any)], ids=["all", "any"])
def test_all_and_any_are_decided_as_soon_as_they_can_be(decide, holds) -> None:
    for parts in EVERY:
        assert decide(parts) is by_enumeration(parts, holds), parts


def test_all_of_nothing_holds_and_any_of_nothing_does_not() -> None:
    assert (all_of([]), any_of([])) == (T, F)


@pytest.mark.parametrize(
    ("decide", "holds"),
    [
        (at_least, lambda way, number: sum(way) >= number),
        (at_most, lambda way, number: sum(way) <= number),
        (exactly, lambda way, number: sum(way) == number),
    ],
    ids=["at least", "at most", "exactly"],
)
def test_a_count_is_decided_as_soon_as_it_can_be(decide, holds) -> None:
    for parts in EVERY:
        for number in range(1, len(parts) + 1):
            expected = by_enumeration(parts, lambda way, number=number: holds(way, number))
            assert decide(number, *counts(parts)) is expected, (number, parts)


def test_not_leaves_unknown_alone() -> None:
    assert [truth.negated() for truth in (T, F, U)] == [F, T, U]


def test_what_is_certain_is_possible() -> None:
    assert [(truth.certain, truth.possible) for truth in (T, U, F)] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert [truth_of(certain=truth.certain, possible=truth.possible) for truth in Truth] == list(Truth)
