"""A small vocabulary, and conditions read with it."""

from __future__ import annotations

from functools import cache

from evenhand.diagnostics import Diagnostic, Problems
from evenhand.language import Condition, Names, RuleSet, names_of, read_condition
from evenhand.source import Scalar, read_yaml
from golden.folders import HERE
from written import SCHEMA_FILE, load

SCHEMA = (HERE / "shared" / SCHEMA_FILE).read_text(encoding="utf-8")
FRAMEWORK = """\
framework: small
version: "1"
title: A small framework
in_force: {from: 2024-01-01, to: 2025-12-31}
evidence_schema: small
scales:
  four_grades:
    grades: [inadequate, requires_improvement, good, outstanding]
    points: [1, 2, 3, 4]
areas: [leaders, care, homes]
groups: {both: [care, homes], management: [grip, oversight]}
"""
FILES = {
    SCHEMA_FILE: SCHEMA,
    "framework.yaml": FRAMEWORK,
    "parameters.yaml": """\
parameters:
  limit: {title: Limit, values: [{value: 3}]}
  expected: {title: Expected, unit: "%", values: [{value: 85%}]}
  interval: {title: Interval, unit: days, local: yes, values: [{value: 4 weeks}]}
""",
    "leaders.yaml": """\
area: leaders
title: Leaders
starts_at: good
rules:
  - id: F1
    title: Managers keep a grip
    when: grip is strong
    then: {finding: {id: keeps_grip, name: managers keep a grip}}
""",
    "care.yaml": "area: care\ntitle: Care\ngiven_only: yes\n",
    "homes.yaml": "area: homes\ntitle: Homes\ngiven_only: yes\n",
}


@cache
def rule_set() -> RuleSet:
    """The rule set of the vocabulary."""
    return load(FILES).usable


@cache
def names() -> Names:
    """The names that a condition of it may use."""
    return names_of(rule_set())


def read(text: str) -> tuple[Condition | None, list[Diagnostic]]:
    """A condition written as YAML, and what is told of it."""
    problems = Problems()
    node = read_yaml(text, "rule.yaml", problems)
    assert node is not None, list(problems)
    found = read_condition(node, names(), problems)
    return found, list(problems.sorted())


def read_line(text: str) -> tuple[Condition | None, list[Diagnostic]]:
    """A condition on one line, and what is told of it."""
    problems = Problems()
    scalar = read_yaml("'" + text.replace("'", "''") + "'", "rule.yaml", problems)
    assert isinstance(scalar, Scalar), list(problems)
    found = read_condition(scalar, names(), problems)
    return found, list(problems.sorted())


def condition(text: str) -> Condition:
    """A condition in order."""
    found, told = read(text)
    assert found is not None and not told, told
    return found
