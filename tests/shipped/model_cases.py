"""The shipped rule sets, and the model cases of each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from evenhand.diagnostics import Problems
from evenhand.services.model_cases import ModelCase, examples_of, model_inspections, written_model_inspections
from evenhand.services.workspace import Workspace, open_workspace

TOP = Path(__file__).parents[2]
RULE_SETS = sorted(path.parent for path in (TOP / "rules").glob("*/*/framework.yaml"))


def name_of(path: Path) -> str:
    """What a rule set's folder is called in the name of a test."""
    return path.relative_to(TOP).as_posix()


@cache
def shipped() -> Workspace:
    """The workspace that is shipped, opened once."""
    return open_workspace(TOP)


@cache
def model_cases(folder: Path) -> tuple[ModelCase, ...]:
    """The examples of a rule set, and the model inspections that say what is expected of it."""
    problems = Problems()
    rule_set = shipped().load_folder(folder)
    found = (
        *examples_of(rule_set, folder, problems),
        *model_inspections(rule_set, written_model_inspections(shipped(), problems), problems),
    )
    assert not problems, list(problems)
    return found
