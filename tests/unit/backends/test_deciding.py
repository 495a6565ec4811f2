"""Inspections with little in them, or with odd things, decided as by the interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from evenhand.backends.durable import (
    DurableRules,
    DurableRulesError,
    TooLargeError,
    compile_program,
    deciding,
)
from evenhand.domain import Case, EvidenceProfile, Number, NumberRange, Recorded
from evenhand.evaluation.interpreter import interpret
from generators import COMPLETE, Drawing
from oracle.checks import unlike_interpreter
from unit.backends.deriving import derive, needs_durable_rules
from unit.backends.test_program import leaders
from unit.evaluation.asking import trace_of

pytestmark = needs_durable_rules

ASKED = leaders(
    "late >= 3",
    "late / due > 0.5",
    "due / cases > 1",
    "caseload > 0.0000001",
    "caseload < 99999999999",
    "late > due",
    "harm is not known",
    "wellbeing does not apply",
)


def case_of(**values: Number) -> Case:
    return Case(EvidenceProfile({id: Recorded(NumberRange(value, value)) for id, value in values.items()}))


@pytest.mark.parametrize(
    "evidence", ["{}", "{due: 0, late: 3}", "{due: 0 to 2, late: 0}", "{due: 2, late: 1}"]
)
def test_nothing_recorded_and_divisions_by_zero_are_decided(evidence: str) -> None:
    trace = trace_of(f"evidence: {evidence}", leaders_yaml=ASKED)
    assert list(unlike_interpreter(trace.rules, trace.case, derive)) == []


@pytest.mark.parametrize(
    "value",
    [0, 1e-07, 1e22, Fraction(1, 10**7), Fraction(1, 10**7 - 1), 10**25, -(10**25), Fraction(10**25, 3)],
)
def test_tiny_and_huge_values_are_decided(value: Number) -> None:
    rules = trace_of("evidence: {}", leaders_yaml=ASKED).rules
    assert list(unlike_interpreter(rules, case_of(caseload=Fraction(value)), derive)) == []


@pytest.mark.parametrize("late", [10**25, Fraction(1, 10**25)])
def test_values_that_cannot_be_put_side_by_side_are_told_and_leave_nothing_behind(late: Number) -> None:
    rules = trace_of("evidence: {}", leaders_yaml=ASKED).rules
    engine = DurableRules(compile_program(rules))
    with pytest.raises(TooLargeError, match=r"the numbers in `late / due > 0\.5` have too many digits"):
        engine.run(case_of(late=late, due=7))
    for case in (case_of(), case_of(late=9, due=7), case_of()):
        assert list(unlike_interpreter(rules, case, lambda _, case: engine.run(case))) == []
    engine.free()


def test_a_case_that_could_not_be_begun_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawing(6, 1)
    engine = DurableRules(compile_program(drawn.rules))
    right = engine.session._assert
    begun: list[int] = []

    def failing(index: int, facts: Any) -> list[str]:
        begun.append(index)
        return right(index, facts) if index == 0 else []

    with monkeypatch.context() as patch:
        patch.setattr(engine.session, "_assert", failing)
        with pytest.raises(DurableRulesError, match="did not open"):
            engine.run(drawn.case)
    assert begun == [0, 1]
    assert list(unlike_interpreter(drawn.rules, drawn.case, lambda _, case: engine.run(case))) == []
    engine.free()


def test_a_start_that_nobody_planned_for_is_refused() -> None:
    made_of_areas = ASKED.replace("starts_at: good", "starts_at: {worst_of: both}")
    program = compile_program(trace_of("evidence: {}", leaders_yaml=made_of_areas).rules)
    plan = replace(program.areas["leaders"], members=None)
    engine = DurableRules(replace(program, areas={**program.areas, "leaders": plan}))
    with pytest.raises(TypeError, match="no plan for the start of leaders"):
        engine.run(case_of())
    engine.free()


def decided_drawings() -> Iterator[Drawing]:
    """Drawings of which every area is decided, not judged, or given."""
    for seed in range(40):
        drawn = Drawing(6, seed, COMPLETE)
        outcomes = [step.outcome for step in interpret(drawn.rules, drawn.case).areas.values()]
        if all(outcome.proposed or outcome.judged == "no" for outcome in outcomes):
            yield drawn


def test_a_second_pass_over_what_is_decided_would_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(decided_drawings())
    assert len(found) > 12
    once = [derive(drawn.rules, drawn.case) for drawn in found]
    passes: list[object] = []
    right = deciding._Pass.run
    monkeypatch.setattr(deciding._Pass, "run", lambda own: (passes.append(own), right(own))[1])
    assert [derive(drawn.rules, drawn.case) for drawn in found[:10]] == once[:10]
    assert len(passes) == 10
    monkeypatch.setattr(deciding._Pass, "already_provisional", lambda own: None)
    assert [derive(drawn.rules, drawn.case) for drawn in found] == once
    assert len(passes) == 10 + 2 * len(found)


def test_each_rule_set_of_durable_rules_is_of_one_area() -> None:
    drawn = Drawing(6, 1)
    program = compile_program(drawn.rules)
    owners = {one.token: owner for owner, own in program.productions.items() for one in own}
    engine = DurableRules(program)
    assert {area.id for area in drawn.rules.areas} <= set(owners.values())
    for part in engine.session.parts:
        assert len({owners[token] for token in part.tokens.values()}) == 1
    engine.free()
