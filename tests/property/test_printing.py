"""What is printed reads back as an equal tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import yaml
from hypothesis import given

from evenhand.diagnostics import Problems
from evenhand.domain import Case, Outcome
from evenhand.evaluation import Truth, interpret
from evenhand.language import Condition, RuleSet
from evenhand.language.conditions import read_condition
from evenhand.language.loader import load_rule_set
from evenhand.language.names import Names, names_of
from evenhand.language.printer import print_condition
from evenhand.language.rule_set_printer import print_rule_set
from evenhand.source import read_yaml
from generators import Drawing, drawings, in_force
from generators.cases import every_condition
from oracle.checks import unlike_interpreter


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


@given(drawings())
def test_a_rule_set_printed_and_read_back_is_equal(drawn: Drawing) -> None:
    written = drawn.rule_set
    problems = Problems()
    back = load_rule_set(print_rule_set(written), {written.schema.id: written.schema}.get, problems)
    assert errors_in(problems) == []
    assert back is not None
    # Files and hash are those of the text; the order is worked out anew, and any that works will do.
    assert sorted(back.order) == sorted(written.order)
    same = replace(back, files={}, hash="", order=written.order)
    assert same == written


@given(drawings())
def test_a_rule_set_read_back_decides_the_same(drawn: Drawing) -> None:
    written = drawn.rule_set
    back = load_rule_set(print_rule_set(written), {written.schema.id: written.schema}.get, Problems())
    assert back is not None
    assert list(unlike_interpreter(drawn.rules, drawn.case, lambda _, case: decided(back, case))) == []


@dataclass(frozen=True)
class Decisions:
    areas: Mapping[str, Outcome]
    fired: tuple[str, ...]
    undecided: tuple[str, ...]


def decided(rule_set: RuleSet, case: Case) -> Decisions:
    """What the interpreter decides, in the form in which other readings give it."""
    rules = in_force(rule_set)
    trace = interpret(rules, case)
    truths = {rule.id: step.truth for rule in rules.all_rules if (step := trace.rule_step(rule.id))}
    return Decisions(
        {id: step.outcome for id, step in trace.areas.items()},
        tuple(id for id, truth in truths.items() if truth is Truth.TRUE),
        tuple(id for id, truth in truths.items() if truth is Truth.UNKNOWN),
    )


def errors_in(problems: Problems) -> list[str]:
    return [str(problem) for problem in problems if problem.is_error]
