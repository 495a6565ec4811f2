"""Verification gives what brute force over every complete case gives."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from hypothesis import given

from evenhand.domain import Judged
from evenhand.evaluation import Truth, interpret
from evenhand.verification import Found, Result, Verifier
from generators.small_rule_sets import SmallDrawing, small_drawings
from oracle.every_case import complete_cases
from oracle.obligations import Answer, EveryCase, Obligation
from property.test_amendments import SELDOM

SHOWN_BY_A_CASE = ("can_fire", "not_redundant", "not_always", "grade_reached")
"""Obligations that one case proves; one case refutes the others."""


@SELDOM
@given(small_drawings())
def test_every_obligation_is_answered_as_by_trying_every_case(drawn: SmallDrawing) -> None:
    verifier = Verifier(drawn.rules, clock=itertools.count().__next__)
    found = {
        Obligation(one.obligation.name.value, one.obligation.subject): one for one in verifier.decide_all()
    }
    expected = EveryCase(drawn.rules).answers
    if verifier.problem.ties:
        # Brute force tries small samples of cases only: what it has not found there may be in larger ones.
        missed = [
            str(one) for one in found.keys() & expected.keys() if _missed(found[one], expected[one], one)
        ]
        assert missed == []
        return
    assert _of_one_item(found) == _of_one_item(expected)
    wrong = [str(one) for one in _of_one_item(found) if _is_proved(found[one]) != expected[one].proved]
    assert wrong == []
    together = found.keys() - _of_one_item(found)
    assert all(not _is_proved(found[one]) and not expected[one].proved for one in together)
    assert {one.of[0] for one in together} == {one.of[0] for one in expected.keys() - _of_one_item(expected)}


@given(small_drawings(100))
def test_in_every_complete_case_of_a_region_no_rule_speaks(drawn: SmallDrawing) -> None:
    verifier = Verifier(drawn.rules, clock=itertools.count().__next__)
    found = [verifier.decide(one) for one in verifier.obligations if one.name == "a_rule_speaks"]
    shown = [(one.obligation, one.region) for one in found if one.region is not None]
    for complete in complete_cases(drawn.rules).cases() if shown else ():
        trace = interpret(drawn.rules, complete.case)
        for obligation, region in shown:
            if region.holds(complete.case, trace):
                step = trace.areas[obligation.subject[0]]
                assert step.outcome.judged is Judged.YES
                assert all(rule.truth is Truth.FALSE for rule in step.grading_steps)


def _is_proved(found: Found) -> bool:
    assert found.result is not Result.UNDECIDED
    return found.result is Result.PROVED


def _missed(found: Found, expected: Answer, one: Obligation) -> bool:
    """Whether there is a case that verification has not found."""
    there_is_one = expected.proved == (one.name in SHOWN_BY_A_CASE)
    return there_is_one and _is_proved(found) != expected.proved


def _of_one_item(obligations: Iterable[Obligation]) -> set[Obligation]:
    """All but those of several items that are better at once, of which verification names one set."""
    return {one for one in obligations if one.name != "better_never_lowers" or len(one.of) == 2}
