"""Every shipped rule set and amendment has all that `evenhand verify` asks, or says why it need not."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.services.verify import Verification, day_to_verify
from evenhand.services.workspace import Workspace

HERE = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 22)
FILES = sorted(
    path.relative_to(HERE).as_posix()
    for path in (*HERE.glob("rules/*/*/framework.yaml"), *HERE.glob("rules/amendments/*.yaml"))
)


@pytest.mark.parametrize("file", FILES)
def test_everything_holds_or_is_waived(file: str, workspace: Workspace) -> None:
    path = HERE / file
    path = path.parent if path.name == "framework.yaml" else path
    rule_set = workspace.load(path)
    problems = Problems()
    verification = Verification(
        rule_set,
        workspace,
        problems,
        on=day_to_verify(rule_set, TODAY),
        amendment=workspace.amendment_at(path),
    )
    answers = list(verification.answers())
    assert [str(one.obligation) for one in answers if one.is_open] == []
    assert problems.sorted() == ()
    graded = any(area.grading_rules for area in rule_set.areas)
    assert bool(answers) or not graded
