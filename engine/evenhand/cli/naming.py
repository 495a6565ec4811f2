"""Names given on the command line, looked up in a rule set; the nearest name is offered for a wrong one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenhand.cli.session import Session
    from evenhand.diagnostics import Code
    from evenhand.language import RuleSet
    from evenhand.services.check import Checked


def checked_file(path: Path, session: Session, rules: str | None = None) -> Checked:
    """The inspection in one file, checked. Raises InvalidInput; warnings are told."""
    from evenhand.diagnostics import InvalidInput, Problems
    from evenhand.services.check import check_file

    problems = Problems()
    found = check_file(path, session.workspace, problems, rules)
    if found is None:
        raise InvalidInput(problems.sorted())
    session.tell(problems.sorted())
    return found


def known_area(rule_set: RuleSet, area: str) -> None:
    """Raise InvalidInput where the rule set has no such area."""
    from evenhand.diagnostics import InvalidInput, codes, did_you_mean

    if area not in rule_set.area_by_id:
        hint = did_you_mean(area, rule_set.area_by_id)
        raise InvalidInput([codes.AREA_NOT_IN_RULES.at(None, rules=rule_set.name, name=area, hint=hint)])


def known_grade(rule_set: RuleSet, area: str, grade: str) -> None:
    """Raise InvalidInput where the area's scale has no such grade."""
    from evenhand.diagnostics import InvalidInput, codes, did_you_mean

    scale = rule_set.area_by_id[area].scale
    if grade not in scale:
        hint = did_you_mean(grade, scale.names)
        raise InvalidInput([codes.GRADE_NOT_ON_SCALE.at(None, name=grade, area=area, hint=hint)])


def all_codes() -> dict[str, Code]:
    """The whole catalogue of diagnostic codes."""
    from evenhand.diagnostics import catalogue

    # A code enters the catalogue when the module that defines it is imported.
    import_module("evenhand.diagnostics.codes")
    return catalogue()
