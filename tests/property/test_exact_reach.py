"""Exact reach and what would settle it are what trying every completion finds."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings

from evenhand.domain import Case
from evenhand.evaluation import interpret
from evenhand.verification import exact_reach, likely_to_settle, settling_sets
from evenhand.verification.reach import outcomes_of
from generators import draw_case
from generators.small_rule_sets import SmallDrawing, small_drawings
from oracle import inspections
from oracle.values import CannotEnumerate


def _case(drawn: SmallDrawing) -> Case:
    """A case whose number of sampled cases is known: brute force does not try every number."""
    case = draw_case(drawn.rng(), drawn.rules.rule_set)
    return replace(case, profile=replace(case.profile, cases=case.profile.cases or 0))


def _no_limit() -> None:
    return None


@settings(max_examples=60)
@given(small_drawings(150))
def test_exact_reach_is_what_every_completion_gives_and_lies_in_the_reach(drawn: SmallDrawing) -> None:
    rules, case = drawn.rules, _case(drawn)
    try:
        expected = inspections.exact_reach(rules, case)
    except CannotEnumerate:
        return
    trace = interpret(rules, case)
    for area in rules.areas:
        found = exact_reach(rules, case, area.id, left=_no_limit)
        by_itself = outcomes_of(trace.areas[area.id].outcome)
        assert set(found.outcomes) == expected[area.id] <= set(by_itself)
        assert set(found.wider) == set(by_itself) - expected[area.id]
        for outcome, completion in found.examples.items():
            assert outcome in outcomes_of(interpret(rules, completion).areas[area.id].outcome)


@settings(max_examples=60)
@given(small_drawings(150))
def test_settling_sets_are_those_that_trying_every_completion_finds(drawn: SmallDrawing) -> None:
    rules, case = drawn.rules, _case(drawn)
    for area in rules.areas:
        try:
            expected = inspections.settling_sets(rules, case, area.id)
        except CannotEnumerate:
            return
        found = settling_sets(rules, case, area.id, left=_no_limit, most=100)
        assert found.in_time
        assert frozenset(found.sets) == expected


@settings(max_examples=20)
@given(small_drawings(150))
def test_items_are_ranked_alike_for_one_seed_and_none_decides_more_often_than_there_are_rounds(
    drawn: SmallDrawing,
) -> None:
    rules, case = drawn.rules, _case(drawn)
    for area in rules.areas:
        items = settling_sets(rules, case, area.id, left=_no_limit).items
        ranked, again = (likely_to_settle(rules, case, area.id, items, Random(7), 20) for _ in range(2))
        assert ranked == again
        assert sum(one.decided for one in ranked) <= 20
        assert all(one.decided <= one.narrowed for one in ranked)
