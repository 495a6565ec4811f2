"""Every rule set that is shipped can be decided over columns, its model cases in one batch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.domain import Case, EvidenceProfile
from evenhand.language import RulesInForce
from oracle.columns import unlike_interpreter_over_columns
from shipped.model_cases import RULE_SETS, model_cases, name_of


def batches(folder: Path) -> list[tuple[RulesInForce, list[Case]]]:
    """The model cases that are decided by the same rules on the same values of parameters."""
    found: list[tuple[RulesInForce, list[Case]]] = []
    for case in model_cases(folder):
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


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_model_cases_are_decided_as_by_the_interpreter_down_to_no_evidence(folder: Path) -> None:
    decided = 0
    for rules, cases in batches(folder):
        rows = [less for case in cases for less in with_less(case)]
        assert list(unlike_interpreter_over_columns(rules, rows)) == []
        decided += len(rows)
    assert decided
