"""Every rule set that is shipped can be decided over columns, its model cases in one batch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.domain import Case, EvidenceProfile
from evenhand.language import RulesInForce
from evenhand.services.model_cases import ModelCase, examples_of, model_inspections, written_model_inspections
from evenhand.services.workspace import Workspace, open_workspace
from oracle.columns import unlike_interpreter_over_columns

TOP = Path(__file__).parents[2]
RULE_SETS = sorted(path.parent for path in (TOP / "rules").glob("*/*/framework.yaml"))


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


def batches(folder: Path, workspace: Workspace) -> list[tuple[RulesInForce, list[Case]]]:
    """The model cases that are decided by the same rules on the same values of parameters."""
    found: list[tuple[RulesInForce, list[Case]]] = []
    for case in model_cases(folder, workspace):
        rules = case.trace.rules
        for known, cases in found:
            if known.areas == rules.areas and known.parameters == rules.parameters:
                cases.append(case.trace.case)
                break
        else:
            found.append((rules, [case.trace.case]))
    return found


def with_less(case: Case) -> list[Case]:
    """The case, and the same with its items taken away one after another, down to none."""
    found = [case]
    states = dict(case.profile.states)
    while states:
        states.pop(next(iter(states)))
        found.append(replace(case, profile=EvidenceProfile(dict(states), cases=case.profile.cases)))
    return found


@pytest.mark.parametrize("folder", RULE_SETS, ids=lambda path: path.relative_to(TOP).as_posix())
def test_model_cases_are_decided_as_by_the_interpreter_down_to_no_evidence(
    folder: Path, workspace: Workspace
) -> None:
    decided = 0
    for rules, cases in batches(folder, workspace):
        rows = [less for case in cases for less in with_less(case)]
        assert list(unlike_interpreter_over_columns(rules, rows)) == []
        decided += len(rows)
    assert decided
