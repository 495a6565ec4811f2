"""What an undecided area says would settle it does settle it, and can still be found out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from evenhand.domain import (
    NOT_LOOKED_AT,
    Case,
    Conflict,
    Judged,
    Previous,
    Recorded,
    Unknown,
)
from evenhand.evaluation import interpret
from evenhand.language import GivenOnly
from generators import OFTEN, Drawing, drawings
from generators.cases import recordable
from generators.completions import ways_of


@OFTEN
@given(drawings())
def test_only_items_that_are_still_open_are_named_to_settle_an_area(drawn: Drawing) -> None:
    for step in interpret(drawn.rules, drawn.case).areas.values():
        assert len(set(step.settle)) == len(step.settle)
        for item in step.settle:
            state = drawn.case.profile.state(item)
            if isinstance(state, Unknown):
                assert state.reason.may_be_settled
            else:
                assert isinstance(state, Recorded)
                assert state.may_not_exist or not state.value.is_exact


@OFTEN
@given(drawings())
def test_recording_what_would_settle_an_area_decides_it(drawn: Drawing) -> None:
    """Where nothing else is open: no value that nobody can tell, previous grades and areas given."""
    case = with_items_alone_open(drawn)
    trace = interpret(drawn.rules, case)
    rng = drawn.rng()
    for id, step in trace.areas.items():
        states = dict(case.profile.states)
        for item in recordable(drawn.rule_set):
            if item.id in step.settle:
                states[item.id] = rng.choice(ways_of(drawn.rule_set, item, case.profile.state(item.id)))
        after = interpret(drawn.rules, replace(case, profile=replace(case.profile, states=states)))
        if any(other.outcome.conflict is Conflict.CERTAIN for other in after.areas.values()):
            continue
        outcome = after.areas[id].outcome
        # Another area may still come into conflict, and its readers wait for that too.
        waits = any(other.outcome.conflict is Conflict.POSSIBLE for other in after.areas.values())
        assert waits or outcome.judged is Judged.NO or outcome.proposed is not None


def with_items_alone_open(drawn: Drawing) -> Case:
    case = drawn.case
    states = {
        item: NOT_LOOKED_AT if isinstance(state, Unknown) else state
        for item, state in case.profile.states.items()
    }
    given_areas = dict(case.given)
    for area in drawn.rule_set.areas:
        if isinstance(area.start, GivenOnly):
            given_areas.setdefault(area.id, area.scale.names[0])
    previous = case.previous
    if not all(area.id in previous.grades for area in drawn.rule_set.areas):
        previous = Previous(none=True)
    profile = replace(case.profile, states=states, cases=case.profile.cases or 0)
    return Case(profile, given_areas, previous)
