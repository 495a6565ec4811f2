"""Conditions of the shipped rule sets, printed and read back."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evenhand.diagnostics import Problems
from evenhand.language import conditions_of_rule, names_of, print_condition, read_condition
from evenhand.services.workspace import open_workspace
from evenhand.source import read_yaml

SHIPPED = sorted(
    f"{path.parent.name}@{path.name}"
    for path in (Path(__file__).parents[3] / "rules").glob("*/*")
    if (path / "framework.yaml").is_file()
)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_condition_reads_back_equal(name: str, repository: Path) -> None:
    rule_set = open_workspace(repository).rule_set(name)
    names = names_of(rule_set)
    conditions = [condition for rule in rule_set.all_rules for condition in conditions_of_rule(rule)]
    conditions += [area.judged_when for area in rule_set.areas if area.judged_when is not None]
    assert conditions or not rule_set.all_rules  # some frameworks record every grade
    for condition in conditions:
        problems = Problems()
        written = yaml.safe_dump(print_condition(condition), width=10_000)
        node = read_yaml(written, "printed.yaml", problems)
        assert node is not None, written
        # Lints are told again; nothing else is.
        assert read_condition(node, names, problems) == condition, written
        assert not problems.has_errors
