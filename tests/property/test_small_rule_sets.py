"""Small rule sets are drawn so that everything that can be asked of them comes out both ways."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given, settings

from evenhand.domain import NOT_JUDGED, Case, EvidenceProfile, Previous
from evenhand.evaluation import interpret
from evenhand.language import GivenOnly, RulesInForce
from generators import COMPLETE, draw_case
from generators.cases import draw_state
from generators.small_rule_sets import SmallDrawing, small_drawings, small_pairs
from oracle.decisions import decide
from oracle.every_case import previous_areas
from oracle.inspections import every_completion, exact_reach
from oracle.obligations import OBLIGATIONS, EveryCase
from oracle.relations import Relation, relations
from oracle.samples import cases_are_read, counted_items
from oracle.values import CannotEnumerate, values_of

FEW = 60
"""Complete cases of the rule sets drawn here: enough to ask everything of, and quickly."""

MIRRORED = {Relation.STRICTER: Relation.SOFTER, Relation.SOFTER: Relation.STRICTER}


def test_every_obligation_is_drawn_both_proved_and_refuted() -> None:
    found: Counter[tuple[str, bool]] = Counter()
    for seed in range(300):
        every = EveryCase(SmallDrawing(1 + seed % 3, seed, FEW).rules)
        found.update((one.name, answer.proved) for one, answer in every.answers.items())
    never_loaded = {("table_complete", False), ("rows_apart", False)}
    expected = {(name, proved) for name in OBLIGATIONS for proved in (True, False)} - never_loaded
    assert {pair for pair in expected if found[pair] < 3} == set()
    assert set(found) == expected


def test_tables_with_a_gap_or_an_overlap_are_told_apart_from_good_ones() -> None:
    found: set[tuple[str, bool]] = set()
    for seed in range(60):
        every = EveryCase(SmallDrawing(1, seed, 2 * FEW).flawed)
        found |= {(one.name, answer.proved) for one, answer in every.answers.items()}
    tables = ("table_complete", "rows_apart")
    assert {(name, proved) for name in tables for proved in (True, False)} <= found


def test_edits_make_rule_sets_equivalent_stricter_softer_and_neither() -> None:
    found: Counter[Relation] = Counter()
    for seed in range(80):
        drawn = SmallDrawing(1 + seed % 3, seed, FEW)
        found.update(relations(drawn.rules, drawn.edited).values())
    assert all(found[relation] >= 3 for relation in Relation), found


@given(small_pairs(FEW))
@settings(max_examples=30)
def test_a_rule_set_stricter_than_another_leaves_that_one_softer(
    pair: tuple[RulesInForce, RulesInForce],
) -> None:
    before, after = pair
    there = relations(before, after)
    assert relations(after, before) == {area: MIRRORED.get(one, one) for area, one in there.items()}
    assert set(relations(before, before).values()) <= {Relation.EQUIVALENT}


@given(small_drawings(150))
@settings(max_examples=30)
def test_any_complete_case_comes_out_as_one_of_those_tried(drawn: SmallDrawing) -> None:
    every = EveryCase(drawn.rules)
    if counted_items([drawn.rules], every.places.values) or cases_are_read([drawn.rules]):
        return
    tried = {_shown(drawn.rules, one.case) for one in every.all}
    rng = drawn.rng()
    for _ in range(10):
        assert _shown(drawn.rules, _complete_case(rng, drawn.rules)) in tried


def _shown(rules: RulesInForce, case: Case) -> object:
    decision = decide(rules, case)
    return decision.seen, tuple(decision.rules.values())


def _complete_case(rng: Random, rules: RulesInForce) -> Case:
    """A case in which nothing is open, with any values at all."""
    values = values_of([rules])
    states = {id: draw_state(rng, one.item, COMPLETE) for id, one in values.items()}
    given = {
        area.id: rng.choice((*area.scale.names, NOT_JUDGED))
        for area in rules.areas
        if isinstance(area.start, GivenOnly)
    }
    grades = {area: rng.choice(rules.area_by_id[area].scale.names) for area in previous_areas([rules])}
    none = not grades or rng.random() < 0.2
    return Case(EvidenceProfile(states), given, Previous({} if none else grades, none=none))


@given(small_drawings(150))
@settings(max_examples=30)
def test_the_exact_reach_lies_in_that_of_the_interpreter(drawn: SmallDrawing) -> None:
    case = draw_case(drawn.rng(), drawn.rules.rule_set)
    try:
        if sum(1 for _ in every_completion(drawn.rules, case)) > 300:
            return
    except CannotEnumerate:
        return
    trace = interpret(drawn.rules, case)
    for area, exact in exact_reach(drawn.rules, case).items():
        outcome = trace.areas[area].outcome
        assert exact - {"not judged", "conflict"} <= set(outcome.reach_grades) or outcome.reach is None
        assert "not judged" not in exact or outcome.judged != "yes"
        assert "conflict" not in exact or outcome.conflict != "no"
