"""One condition asked of one inspection, both written as text."""

from __future__ import annotations

from functools import lru_cache

from evenhand.diagnostics import Problems
from evenhand.evaluation import InspectionTrace, LeafStep, RuleStep
from evenhand.evaluation.trace import Step
from evenhand.language import RuleSet
from unit.language.vocabulary import FILES
from written import INSPECTION_FILE, as_terminal, check, load

HEADER = "inspection: {id: EX-1, framework: small, on: 2024-05-13}\n"


@lru_cache(maxsize=256)
def _rule_set(files: tuple[tuple[str, str], ...]) -> RuleSet:
    return load(dict(files)).usable


def trace_of(inspection: str, *, cases: str | None = None, **files: str) -> InspectionTrace:
    """An inspection decided under the vocabulary's rule set, with some of its files changed."""
    changed = {name.replace("_yaml", ".yaml"): text for name, text in files.items()}
    rule_set = _rule_set(tuple({**FILES, **changed}.items()))
    told = {INSPECTION_FILE: HEADER + inspection}
    if cases is not None:
        told |= {"cases.csv": cases, INSPECTION_FILE: HEADER + "cases: cases.csv\n" + inspection}
    problems = Problems()
    checked = check(told, rule_set, problems)
    assert checked is not None, "\n" + as_terminal(problems, told)
    return checked.trace


def asked(condition: str, inspection: str = "", **files: str) -> Step:
    """The step of a condition."""
    leaders = (
        "area: leaders\ntitle: Leaders\nstarts_at: good\nrules:\n"
        "  - id: F1\n    title: Managers keep a grip\n    when: grip is strong\n"
        "    then: {finding: {id: keeps_grip, name: managers keep a grip}}\n"
        "  - id: A1\n    title: Asked\n    then: {at_most: good}\n    when:\n      all:\n"
        f"        - {condition}\n"
    )
    step = trace_of(inspection, leaders_yaml=leaders, **files).rule_step("A1")
    assert isinstance(step, RuleStep) and step.when is not None
    assert not isinstance(step.when, LeafStep)
    return step.when.parts[0]


def leaf(condition: str, inspection: str = "", **files: str) -> LeafStep:
    """The step of a condition of one leaf."""
    found = asked(condition, inspection, **files)
    assert isinstance(found, LeafStep)
    return found


def truth(condition: str, inspection: str = "", **files: str) -> str:
    """`true`, `false` or `unknown`."""
    return asked(condition, inspection, **files).truth.value
