"""A claim is decided as by trying every complete case of which it speaks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random

from hypothesis import given, settings

from evenhand.domain import Conflict, Judged, Outcome
from evenhand.evaluation import InspectionTrace, Truth, decide_afterwards, interpret
from evenhand.language import Condition, RulesInForce, areas_in_leaf, leaves_of
from evenhand.language.claims import (
    Always,
    Claim,
    Never,
    NeverDiffers,
    NeverSofter,
    NeverStricter,
    Whenever,
    WithinGrades,
)
from evenhand.verification import Against, Budget, Result, decide_claim
from generators.cases import every_condition
from generators.small_rule_sets import SmallDrawing, small_drawings
from oracle.every_case import complete_cases
from property.test_difference import shared

OTHER = "other@1"


def draw_claims(rng: Random, rules: RulesInForce, most: int) -> Iterator[Claim]:
    """Some claims about a rule set, of every form."""
    in_force = replace(rules.rule_set, areas=rules.areas, other_rules=rules.other_rules)
    conditions = list(every_condition(in_force))
    for condition in rng.sample(conditions, min(most, len(conditions))):
        yield rng.choice((Always, Never))(condition)
        yield Whenever(condition, rng.choice(conditions))
    area = rng.choice(rules.areas)
    like = [other.id for other in rules.areas if other.scale.same_names(area.scale)]
    yield WithinGrades(area.id, rng.choice(like), rng.randint(1, 2))
    yield rng.choice((NeverSofter, NeverStricter, NeverDiffers))(rng.choice((None, area.id)), OTHER)


def holds(claim: Claim, one: InspectionTrace, other: InspectionTrace) -> bool:
    """Whether a claim about the first holds of an inspection; so it does where it does not speak of it."""
    match claim:
        case Always(condition):
            return not _speaks(one, [condition]) or _truth(condition, one) is not Truth.FALSE
        case Never(condition):
            return not _speaks(one, [condition]) or _truth(condition, one) is not Truth.TRUE
        case Whenever(condition, then):
            refuted = _truth(condition, one) is Truth.TRUE and _truth(then, one) is Truth.FALSE
            return not _speaks(one, [condition, then]) or not refuted
        case WithinGrades(area, second, grades):
            outcomes = [one.areas[id].outcome for id in (area, second)]
            if not _graded(outcomes):
                return True
            (low, high), (other_low, other_high) = (outcome.reach for outcome in outcomes)
            return max(low - other_high, other_low - high) <= grades
        case NeverSofter(area) | NeverStricter(area) | NeverDiffers(area):
            areas = [area] if area is not None else [id for id in one.areas if id in other.areas]
            return all(_as_claimed(claim, one.areas[id].outcome, other.areas[id].outcome) for id in areas)


def _as_claimed(claim: Claim, here: Outcome, there: Outcome) -> bool:
    if not _graded([here, there]):
        return True
    softer = any(one > two for one, two in zip(here.reach, there.reach, strict=True))
    stricter = any(one < two for one, two in zip(here.reach, there.reach, strict=True))
    return not (softer and not isinstance(claim, NeverStricter)) and not (
        stricter and not isinstance(claim, NeverSofter)
    )


def _truth(condition: Condition, trace: InspectionTrace) -> Truth:
    return decide_afterwards(condition, trace).truth


def _speaks(trace: InspectionTrace, conditions: Iterable[Condition]) -> bool:
    leaves = [leaf for condition in conditions for leaf in leaves_of(condition)]
    return _graded([trace.areas[area].outcome for leaf in leaves for area in areas_in_leaf(leaf)])


def _graded(outcomes: Iterable[Outcome]) -> bool:
    return all(one.judged is Judged.YES and one.conflict is Conflict.NO for one in outcomes)


@given(small_drawings(100))
@settings(max_examples=40)
def test_a_claim_is_decided_as_by_trying_every_case(drawn: SmallDrawing) -> None:
    rules, other = drawn.edited, drawn.rules
    traces = [
        (interpret(rules, one.case), interpret(other, one.case))
        for one in complete_cases(rules, other).cases()
    ]
    against = Against(other, tuple(shared(other, rules)))
    clock = itertools.count().__next__
    for claim in draw_claims(Random(drawn.seed), rules, 4):
        found = decide_claim(claim, rules, {OTHER: against}.__getitem__, Budget(None, clock))
        expected = all(holds(claim, *pair) for pair in traces)
        assert found.result is (Result.PROVED if expected else Result.REFUTED), claim
        for witness in found.witnesses:
            assert not holds(claim, interpret(rules, witness.case), interpret(other, witness.case))
