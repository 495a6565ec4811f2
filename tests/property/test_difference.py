"""The difference of two rule sets is what brute force over every complete case of both says."""

from __future__ import annotations

import itertools

from hypothesis import given

from evenhand.evaluation import interpret
from evenhand.language import RulesInForce
from evenhand.verification import Difference, Relation, SameArea
from evenhand.verification.unlike import directions_of
from generators.small_rule_sets import SmallDrawing, small_drawings
from oracle.every_case import complete_cases
from oracle.relations import relations

MIRRORED = {Relation.STRICTER: Relation.SOFTER, Relation.SOFTER: Relation.STRICTER}


def shared(before: RulesInForce, after: RulesInForce) -> list[SameArea]:
    """The areas that both have, on scales of the same names."""
    return [
        SameArea(area.id, area.id, area.id, tuple(range(len(area.scale))))
        for area in before.areas
        if area.id in after.area_by_id
    ]


def difference(before: RulesInForce, after: RulesInForce) -> Difference:
    return Difference(before, after, shared(before, after), clock=itertools.count().__next__)


def related(before: RulesInForce, after: RulesInForce) -> dict[str, Relation | None]:
    """The relation for each area, no witness looked for."""
    found = difference(before, after)
    return {id: found.area(id, witnesses=0).relation for id in found.ids}


@given(small_drawings())
def test_the_relation_is_that_of_trying_every_case(drawn: SmallDrawing) -> None:
    found = related(drawn.rules, drawn.edited)
    assert found == {id: Relation(one.value) for id, one in relations(drawn.rules, drawn.edited).items()}


@given(small_drawings(100))
def test_swapping_the_two_turns_the_relation_round(drawn: SmallDrawing) -> None:
    there, back = related(drawn.rules, drawn.edited), related(drawn.edited, drawn.rules)
    assert back == {id: MIRRORED.get(one, one) for id, one in there.items() if one is not None}


@given(small_drawings(100))
def test_a_rule_set_is_equivalent_to_itself(drawn: SmallDrawing) -> None:
    assert set(related(drawn.rules, drawn.rules).values()) == {Relation.EQUIVALENT}


@given(small_drawings(100))
def test_witnesses_show_what_they_say_and_each_something_else(drawn: SmallDrawing) -> None:
    found = difference(drawn.rules, drawn.edited)
    for id in found.ids:
        one = found.area(id)
        assert one.complete
        for direction, there in one.directions.items():
            assert there == any(witness.direction is direction for witness in one.witnesses)
        for witness in one.witnesses:
            sides = (drawn.rules, witness.before), (drawn.edited, witness.after)
            outcomes = [interpret(rules, side.example.case).areas[id].outcome for rules, side in sides]
            assert witness.direction in directions_of(*outcomes, found.sides.areas[id])
        causes = [
            (witness.direction, witness.before.responsible, witness.after.responsible, outcomes_of(witness))
            for witness in one.witnesses
        ]
        assert len(set(causes)) == len(causes)


def outcomes_of(witness) -> tuple[object, ...]:
    outcomes = (witness.before.outcome, witness.after.outcome)
    return tuple((outcome.judged, outcome.conflict, outcome.reach) for outcome in outcomes)


@given(small_drawings(100))
def test_every_complete_case_of_a_region_differs_as_its_witness_does(drawn: SmallDrawing) -> None:
    found = difference(drawn.rules, drawn.edited)
    witnesses = [(id, one) for id in found.ids for one in found.area(id).witnesses if one.region is not None]
    for complete in complete_cases(drawn.rules, drawn.edited).cases() if witnesses else ():
        traces = [interpret(rules, complete.case) for rules in (drawn.rules, drawn.edited)]
        for id, witness in witnesses:
            if witness.region.holds(complete.case, traces[0]):
                outcomes = [trace.areas[id].outcome for trace in traces]
                assert witness.direction in directions_of(*outcomes, found.sides.areas[id])
