"""Every rule set that is shipped can be put to durable-rules, which decides its model cases the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.backends.durable import DurableRules, compile_program
from evenhand.diagnostics import Problems
from evenhand.domain import Case, EvidenceProfile
from evenhand.services.model_cases import ModelCase, examples_of, model_inspections, written_model_inspections
from evenhand.services.workspace import Workspace, open_workspace
from oracle.checks import unlike_interpreter
from unit.backends.deriving import derive, needs_durable_rules

pytestmark = needs_durable_rules

TOP = Path(__file__).parents[2]
RULE_SETS = sorted(path.parent for path in (TOP / "rules").glob("*/*/framework.yaml"))


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return open_workspace(TOP)


def model_cases(folder: Path, workspace: Workspace) -> list[ModelCase]:
    """The examples of a rule set, and the model inspections that say what is expected of it."""
    problems = Problems()
    rule_set = workspace.load_folder(folder)
    found = [
        *examples_of(rule_set, folder, problems),
        *model_inspections(rule_set, written_model_inspections(workspace, problems), problems),
    ]
    assert not problems, list(problems)
    return found


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_model_cases_are_decided_as_by_the_interpreter(folder: Path, workspace: Workspace) -> None:
    cases = model_cases(folder, workspace)
    assert cases
    unlike = {
        case.id: found
        for case in cases
        if (found := list(unlike_interpreter(case.trace.rules, case.trace.case, derive)))
    }
    assert unlike == {}


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_model_cases_are_decided_as_by_the_interpreter_with_less_and_less_evidence(
    folder: Path, workspace: Workspace
) -> None:
    """The items of a case are taken away one after another, down to none."""
    case = model_cases(folder, workspace)[0].trace
    engine = DurableRules(compile_program(case.rules))
    states = dict(case.case.profile.states)
    while True:
        fewer = Case(EvidenceProfile(dict(states)), previous=case.case.previous)
        assert list(unlike_interpreter(case.rules, fewer, lambda _, case: engine.run(case))) == []
        if not states:
            break
        del states[next(iter(states))]
    engine.free()
