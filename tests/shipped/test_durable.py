"""Every rule set that is shipped can be put to durable-rules, which decides its model cases the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.backends.durable import DurableRules, compile_program
from evenhand.domain import Case, EvidenceProfile
from oracle.checks import unlike_interpreter
from shipped.model_cases import RULE_SETS, model_cases, name_of
from unit.backends.deriving import derive, needs_durable_rules

pytestmark = needs_durable_rules


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_model_cases_are_decided_as_by_the_interpreter(folder: Path) -> None:
    cases = model_cases(folder)
    assert cases
    unlike = {
        case.id: found
        for case in cases
        if (found := list(unlike_interpreter(case.trace.rules, case.trace.case, derive)))
    }
    assert unlike == {}


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_model_cases_are_decided_as_by_the_interpreter_with_less_and_less_evidence(folder: Path) -> None:
    """The items of a case are taken away one after another, down to none."""
    case = model_cases(folder)[0].trace
    engine = DurableRules(compile_program(case.rules))
    states = dict(case.case.profile.states)
    while True:
        fewer = Case(EvidenceProfile(dict(states)), previous=case.case.previous)
        assert list(unlike_interpreter(case.rules, fewer, lambda _, case: engine.run(case))) == []
        if not states:
            break
        del states[next(iter(states))]
    engine.free()
