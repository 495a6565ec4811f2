"""What is printed reads back as an equal tree."""

from __future__ import annotations

import yaml
from hypothesis import given

from evenhand.diagnostics import Problems
from evenhand.language import Condition, RuleSet
from evenhand.language.conditions import read_condition
from evenhand.language.names import Names
from evenhand.language.printer import print_condition
from evenhand.source import read_yaml
from generators import Drawing, drawings
from generators.cases import every_condition


@given(drawings())
def test_a_condition_printed_and_read_back_is_equal(drawn: Drawing) -> None:
    names = names_of(drawn.rule_set)
    for condition in every_condition(drawn.rule_set):
        assert read_back(condition, names) == condition, print_condition(condition)


def read_back(condition: Condition, names: Names) -> Condition | None:
    problems = Problems()
    node = read_yaml(yaml.safe_dump(print_condition(condition), width=1000), "printed.yaml", problems)
    assert node is not None
    return read_condition(node, names, problems)


def names_of(rule_set: RuleSet) -> Names:
    return Names(
        items=rule_set.schema.items,
        areas={area.id: area.scale for area in rule_set.areas},
        parameters=rule_set.parameters,
        findings={finding: finding for finding in rule_set.findings},
        computed=frozenset(rule_set.derivations.parts()),
    )
