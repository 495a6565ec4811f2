"""A condition in the one form is true, false or unknown as its parts make it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.backends.durable.conditions import ALWAYS, NEVER, AtLeast, Direct, Literal, Node, Normal
from evenhand.domain import EvidenceItem, ItemType
from evenhand.evaluation.interpreter import connect
from evenhand.evaluation.truth import Truth, truth_of
from evenhand.language import (
    AllOf,
    AnyOf,
    Concludes,
    Condition,
    CountOf,
    HasFinding,
    IsKnown,
    ItemNumber,
    NoneOf,
    Not,
    Quantity,
    Rule,
    Sum,
)

LEAVES = tuple(HasFinding(name) for name in "abcd")
Truths = dict[Condition, Truth]


def _over(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    counted = st.builds(CountOf, st.sampled_from(Quantity), st.integers(0, 5), several)
    return st.builds(AllOf, several) | st.builds(AnyOf, several) | st.builds(NoneOf, several) | counted


conditions = st.recursive(st.sampled_from(LEAVES), _over, max_leaves=10)
truths = st.fixed_dictionaries({leaf: st.sampled_from(Truth) for leaf in LEAVES})


def truth_by_connecting(condition: Condition, given: Truths) -> Truth:
    if isinstance(condition, HasFinding):
        return given[condition]
    return connect(condition, [truth_by_connecting(part, given) for part in condition.parts])


def holds(node: Node, given: Truths, *, surely: bool) -> bool:
    """Whether a node is concluded on one rail."""
    match node:
        case Literal(leaf, positive):
            truth = given[leaf] if positive else given[leaf].negated()
            return truth.certain if surely else truth.possible
        case AtLeast(needed, parts):
            return sum(holds(part, given, surely=surely) for part in parts) >= needed
        case Direct():
            raise TypeError("no condition tests a fact by itself")
        case _:
            assert_never(node)


def truth(node: Node, given: Truths) -> Truth:
    return truth_of(certain=holds(node, given, surely=True), possible=holds(node, given, surely=False))


@given(conditions, truths)
def test_the_one_form_decides_as_the_connectives_do(condition: Condition, given: Truths) -> None:
    expected = truth_by_connecting(condition, given)
    normal = Normal({})
    assert truth(normal.condition(condition, True), given) is expected
    assert truth(normal.condition(condition, False), given) is expected.negated()


@given(st.none() | conditions, st.none() | conditions, truths)
def test_a_rule_fires_where_when_holds_and_unless_does_not(
    when: Condition | None, unless: Condition | None, given: Truths
) -> None:
    rule = Rule("R1", "A rule", Concludes("found"), when, unless)
    parts = [Truth.TRUE if when is None else truth_by_connecting(when, given)]
    if unless is not None:
        parts.append(truth_by_connecting(unless, given).negated())
    expected = (
        Truth.FALSE if Truth.FALSE in parts else Truth.UNKNOWN if Truth.UNKNOWN in parts else Truth.TRUE
    )
    assert truth(Normal({}).rule(rule), given) is expected


def test_a_count_that_cannot_fail_or_cannot_hold_asks_nothing() -> None:
    normal = Normal({})
    assert normal.condition(CountOf(Quantity.AT_LEAST, 0, LEAVES), True) == ALWAYS
    assert normal.condition(CountOf(Quantity.AT_LEAST, 5, LEAVES), True) == NEVER
    assert normal.condition(CountOf(Quantity.AT_MOST, 4, LEAVES), True) == ALWAYS


def test_a_quantity_that_nobody_taught_it_is_refused() -> None:
    with pytest.raises(TypeError, match="no count for about"):
        Normal({}).condition(CountOf("about", 2, LEAVES), True)  # type: ignore[arg-type]


LATE, DUE, BOTH = (
    EvidenceItem(id, ItemType.COUNT, id, computed="late + due" if id == "both" else None)
    for id in ("late", "due", "both")
)


def test_a_computed_item_is_known_where_all_its_parts_are() -> None:
    normal = Normal({"both": Sum((ItemNumber(LATE), ItemNumber(DUE)))})
    parts = (IsKnown(LATE), IsKnown(DUE))
    known, not_known = (normal.condition(leaf, True) for leaf in (IsKnown(BOTH), Not(IsKnown(BOTH))))
    assert known == AtLeast(2, tuple(Literal(part, True) for part in parts))
    assert not_known == AtLeast(1, tuple(Literal(part, False) for part in parts))
    assert normal.condition(Not(IsKnown(LATE)), True) == Literal(IsKnown(LATE), False)


def test_exactly_within_exactly_grows_by_a_level_and_not_twofold() -> None:
    normal = Normal({})
    condition: Condition = LEAVES[0]
    for _ in range(40):
        condition = CountOf(Quantity.EXACTLY, 1, (condition, LEAVES[1]))
    seen: set[int] = set()
    waiting: list[Node] = [normal.condition(condition, True)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, AtLeast) and id(node) not in seen:
            seen.add(id(node))
            waiting += node.parts
    assert len(seen) < 40 * 6


def test_nodes_that_ask_the_same_are_the_same() -> None:
    one, other = (AtLeast(1, (Literal(LEAVES[0], True), Literal(LEAVES[1], True))) for _ in range(2))
    assert one == other and hash(one) == hash(other)
    assert one != replace(other, needed=2)
    assert hash(one) != hash(replace(other, needed=2))
