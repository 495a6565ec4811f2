"""Tests of facts: what passes them, what is their opposite, and the ways in which they can be passed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.backends.durable.productions import (
    FAILS,
    HOLDS,
    Compare,
    Every,
    Operator,
    Some,
    Test,
    count_rule,
    every,
    match_rule,
    opposite,
    some,
    ways,
    where_zero,
)

OPERATORS: Mapping[Operator, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
ATTRIBUTES = ("a", "b", "c")

comparisons = st.builds(
    Compare,
    st.sampled_from(ATTRIBUTES),
    st.sampled_from(list(OPERATORS)),
    st.integers(-1, 2) | st.sampled_from(ATTRIBUTES),
)
tests = st.recursive(
    comparisons,
    lambda parts: (
        st.builds(Every, st.lists(parts, max_size=3).map(tuple))
        | st.builds(Some, st.lists(parts, max_size=3).map(tuple))
    ),
    max_leaves=6,
)
facts = st.fixed_dictionaries({name: st.integers(-1, 2) for name in ATTRIBUTES})


def passes(test: Test, fact: Mapping[str, int]) -> bool:
    match test:
        case Compare(attribute, sign, value):
            right = fact[value] if isinstance(value, str) else value
            return OPERATORS[sign](fact[attribute], right)
        case Every(parts):
            return all(passes(part, fact) for part in parts)
        case Some(parts):
            return any(passes(part, fact) for part in parts)
        case _:
            assert_never(test)


@given(tests, facts)
def test_the_opposite_holds_exactly_where_the_test_does_not(test: Test, fact: dict[str, int]) -> None:
    assert passes(opposite(test), fact) is not passes(test, fact)


@given(tests, facts)
def test_a_test_is_passed_in_one_of_its_ways_or_not_at_all(test: Test, fact: dict[str, int]) -> None:
    found = any(all(passes(comparison, fact) for comparison in way) for way in ways(test))
    assert found is passes(test, fact)


@given(tests, st.sets(st.sampled_from(ATTRIBUTES)), facts)
def test_what_is_always_zero_need_not_be_tested(test: Test, zero: set[str], fact: dict[str, int]) -> None:
    settled = {name: 0 if name in zero else value for name, value in fact.items()}
    assert passes(where_zero(test, zero), settled) is passes(test, settled)


@given(st.lists(tests, max_size=3), facts)
def test_what_is_put_together_holds_as_its_parts_do(parts: list[Test], fact: dict[str, int]) -> None:
    assert passes(every(*parts), fact) is all(passes(part, fact) for part in parts)
    assert passes(some(*parts), fact) is any(passes(part, fact) for part in parts)


def test_a_test_of_nothing_is_settled() -> None:
    assert every() == every(HOLDS, HOLDS) == HOLDS == opposite(FAILS)
    assert some() == some(FAILS, FAILS) == FAILS == opposite(HOLDS)
    assert every(Compare("a", "=", 1), FAILS) == FAILS
    assert some(Compare("a", "=", 1), HOLDS) == HOLDS
    assert list(ways(HOLDS)) == [()]
    assert list(ways(FAILS)) == []


def test_a_way_names_no_comparison_twice() -> None:
    one, other = Compare("a", "=", 1), Compare("b", "=", 1)
    assert list(ways(Every((one, Some((one, other)), one)))) == [(one,), (one, other)]


@pytest.mark.parametrize(
    ("comparison", "written"),
    [
        (Compare("a", "=", 1), {"a": 1}),
        (Compare("a", "!=", 1), {"$neq": {"a": 1}}),
        (Compare("a", "<", "b"), {"$lt": {"a": {"$m": "b"}}}),
        (Compare("a", "=", "b"), {"a": {"$m": "b"}}),
    ],
)
def test_a_match_names_its_fact_first(comparison: Compare, written: dict[str, object]) -> None:
    assert match_rule(7, [comparison]) == {"all": [{"m": {"$and": [{"n": 7}, written]}}]}


def test_a_count_waits_for_as_many_facts_of_its_gate() -> None:
    assert count_rule("r3", 1) == {"all": [{"m": {"r3": 1}}]}
    assert count_rule("r3", 2) == {"all": [{"m": {"r3": 1}}], "count": 2}
