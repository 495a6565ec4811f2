"""A case that is fully recorded is decided, and as the plain two-valued reading decides it."""

from __future__ import annotations

from hypothesis import given

from evenhand.domain import Conflict
from evenhand.evaluation import interpret
from evenhand.evaluation.truth import Truth
from generators import COMPLETE, OFTEN, Drawing, drawings, is_fully_recorded
from oracle.checks import unlike_when_recorded


@OFTEN
@given(drawings(COMPLETE))
def test_a_fully_recorded_case_is_graded_as_the_plain_reading_grades_it(drawn: Drawing) -> None:
    assert is_fully_recorded(drawn.rule_set, drawn.case)
    assert list(unlike_when_recorded(drawn.rules, drawn.case, interpret)) == []


@OFTEN
@given(drawings(COMPLETE))
def test_a_fully_recorded_case_is_never_undecided_except_below_a_conflict(drawn: Drawing) -> None:
    trace = interpret(drawn.rules, drawn.case)
    if any(step.outcome.conflict is not Conflict.NO for step in trace.areas.values()):
        return
    for step in trace.areas.values():
        assert step.outcome.status_of(None) in ("no_draft", "not_judged")
        assert step.undecided == ()
        assert step.settle == ()
    assert all(step.truth is not Truth.UNKNOWN for step in trace.findings.values())
