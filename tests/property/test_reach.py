"""Reach holds whatever turns up: every completion, every value that nobody could tell, every conflict."""

from __future__ import annotations

from itertools import islice

from hypothesis import given

from evenhand.domain import Conflict, DraftStatus, Judged, Outcome
from evenhand.evaluation import interpret
from generators import OFTEN, Drawing, completions, drawings
from oracle.checks import outside_reach


@OFTEN
@given(drawings())
def test_no_world_that_a_case_leaves_open_is_ruled_out(drawn: Drawing) -> None:
    assert list(islice(outside_reach(drawn.rules, drawn.case, interpret), 3)) == []


@OFTEN
@given(drawings())
def test_reach_contains_the_outcome_of_every_completion(drawn: Drawing) -> None:
    before = interpret(drawn.rules, drawn.case)
    for completed in completions(drawn.rule_set, drawn.case, 15):
        after = interpret(drawn.rules, completed)
        for id, step in after.areas.items():
            assert contains(before.areas[id].outcome, step.outcome), (id, completed)


def contains(before: Outcome, after: Outcome) -> bool:
    """Whether everything that is still possible after was possible before."""
    judged = before.judged in (Judged.POSSIBLY, after.judged)
    if after.judged is Judged.NO:
        return judged
    conflict = before.conflict in (Conflict.POSSIBLE, after.conflict)
    if after.reach is None:
        return judged and conflict
    reach = set(after.reach_grades) <= set(before.reach_grades)
    # What the fired must-rules leave open only gets narrower.
    permitted = set(after.permitted_grades) <= set(before.permitted_grades)
    return judged and conflict and reach and permitted


@OFTEN
@given(drawings())
def test_the_provisional_grade_lies_in_the_reach(drawn: Drawing) -> None:
    for step in interpret(drawn.rules, drawn.case).areas.values():
        outcome = step.outcome
        if outcome.provisional is not None and outcome.conflict is not Conflict.CERTAIN:
            assert outcome.provisional_grade in outcome.reach_grades


@OFTEN
@given(drawings())
def test_a_grade_is_proposed_only_where_nothing_else_is_possible(drawn: Drawing) -> None:
    for step in interpret(drawn.rules, drawn.case).areas.values():
        outcome = step.outcome
        if outcome.proposed is not None:
            assert outcome.reach_grades == (outcome.proposed,)
            assert outcome.conflict is Conflict.NO
            assert outcome.judged is Judged.YES
            assert outcome.provisional_grade == outcome.proposed


@OFTEN
@given(drawings())
def test_an_area_that_is_not_judged_or_in_certain_conflict_has_no_grades(drawn: Drawing) -> None:
    for step in interpret(drawn.rules, drawn.case).areas.values():
        outcome = step.outcome
        none_left = outcome.judged is Judged.NO or outcome.conflict is Conflict.CERTAIN
        assert (outcome.reach is None) == none_left
        if none_left:
            assert outcome.provisional is None
        if none_left and step.given is None:
            assert outcome.permitted is None


@OFTEN
@given(drawings())
def test_a_draft_outside_the_permitted_range_stays_outside_whatever_turns_up(drawn: Drawing) -> None:
    before = interpret(drawn.rules, drawn.case)
    outside = [
        (id, grade)
        for id, step in before.areas.items()
        for grade in step.outcome.scale.names
        if step.outcome.status_of(grade) is DraftStatus.OUTSIDE
    ]
    for completed in completions(drawn.rule_set, drawn.case, 6) if outside else ():
        after = interpret(drawn.rules, completed)
        for id, grade in outside:
            outcome = after.areas[id].outcome
            unsure = outcome.conflict is Conflict.CERTAIN and outcome.judged is Judged.POSSIBLY
            expected = {DraftStatus.OUTSIDE, DraftStatus.CONFLICT, DraftStatus.NOT_JUDGED}
            assert unsure or outcome.status_of(grade) in expected
