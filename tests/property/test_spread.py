"""What is drawn is worth testing with: every form occurs, and every kind of conclusion decides grades."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from evenhand.domain import Case, Conflict, DraftStatus, Judged
from evenhand.evaluation import interpret
from evenhand.evaluation.trace import InspectionTrace
from evenhand.evaluation.truth import Truth
from evenhand.explanation import decisive_rules
from evenhand.language import Concludes, Rule, RulesInForce
from generators import draw_case, draw_rule_set, in_force
from generators.cases import values_on_thresholds
from generators.forms import EVERY_FORM, conclusion_form, forms_of

DRAWS = 2_000
FINDINGS_EVERY = 8
"""Whether findings decide is asked of every eighth draw: each rule is dropped in turn for it."""


@dataclass
class Spread:
    forms: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    """How many areas of each sort there are, over all draws."""
    with_kind: Counter[str] = field(default_factory=Counter)
    """Proposed areas that have a rule of each kind of conclusion; draws for findings."""
    decided_by: Counter[str] = field(default_factory=Counter)
    """Those in which such a rule is decisive; draws in which dropping a finding's rule changes an area."""


@pytest.fixture(scope="module")
def spread() -> Spread:
    found = Spread()
    for seed in range(DRAWS):
        rng = Random(seed)
        rule_set = draw_rule_set(rng)
        case = draw_case(rng, rule_set)
        rules = in_force(rule_set)
        found.forms.update(set(forms_of(rule_set)))
        found.areas["on a threshold"] += values_on_thresholds(rule_set, case)
        trace = interpret(rules, case)
        count_areas(found, trace)
        count_decided(found, trace)
        if trace.findings and seed % FINDINGS_EVERY == 0:
            found.with_kind["finding"] += 1
            found.decided_by["finding"] += decided_by_finding(rules, case, trace)
    return found


def count_areas(found: Spread, trace: InspectionTrace) -> None:
    for step in trace.areas.values():
        outcome = step.outcome
        found.areas["all"] += 1
        found.areas["given"] += step.given is not None
        found.areas["not judged"] += outcome.judged is Judged.NO
        found.areas["possibly not judged"] += outcome.judged is Judged.POSSIBLY
        found.areas["possible conflict"] += outcome.conflict is Conflict.POSSIBLE
        found.areas["certain conflict"] += outcome.conflict is Conflict.CERTAIN
        found.areas["undecided"] += outcome.status_of(None) is DraftStatus.UNDECIDED


def count_decided(found: Spread, trace: InspectionTrace) -> None:
    for id, step in trace.areas.items():
        if step.outcome.proposed is None or step.given is not None:
            continue
        kinds = {
            rule.id: conclusion_form(rule.conclusion)
            for rule in step.area.rules
            if isinstance(rule, Rule) and not isinstance(rule.conclusion, Concludes)
        }
        found.with_kind.update(set(kinds.values()))
        found.decided_by.update({kinds[rule] for rule in decisive_rules(trace, id)})


def decided_by_finding(rules: RulesInForce, case: Case, trace: InspectionTrace) -> bool:
    """Whether some area's outcome is another without one of the rules that conclude findings."""
    for rule in rules.all_rules:
        if isinstance(rule, Rule) and isinstance(rule.conclusion, Concludes):
            step = trace.rule_step(rule.id)
            if step is not None and step.truth is not Truth.FALSE:
                without = interpret(dropping(rules, rule), case)
                if any(without.areas[id].outcome != step.outcome for id, step in trace.areas.items()):
                    return True
    return False


def dropping(rules: RulesInForce, rule: Rule) -> RulesInForce:
    areas = tuple(
        replace(area, rules=tuple(other for other in area.rules if other is not rule)) for area in rules.areas
    )
    others = tuple(other for other in rules.other_rules if other is not rule)
    return replace(rules, areas=areas, other_rules=others)


def test_every_form_of_the_language_is_drawn(spread: Spread) -> None:
    assert sorted(EVERY_FORM - spread.forms.keys()) == []
    assert sorted(spread.forms.keys() - EVERY_FORM) == [], "forms that EVERY_FORM does not list"
    rare = [form for form, draws in spread.forms.items() if draws < DRAWS / 100]
    assert rare == [], "each form is in one rule set of a hundred at least"


def test_every_kind_of_conclusion_decides_grades(spread: Spread) -> None:
    """In at least 5% of the proposed areas that have such a rule; findings: of draws that have one."""
    assert set(spread.with_kind) == {
        "supports",
        "likely",
        "at_most",
        "at_least",
        "raise",
        "lower",
        "finding",
    }
    for kind, areas in spread.with_kind.items():
        assert spread.decided_by[kind] >= 0.05 * areas, kind


def test_a_quarter_of_areas_are_undecided(spread: Spread) -> None:
    assert spread.areas["undecided"] >= spread.areas["all"] / 4


@pytest.mark.parametrize(
    "sort",
    [
        "given",
        "not judged",
        "possibly not judged",
        "possible conflict",
        "certain conflict",
        "on a threshold",
    ],
)
def test_every_sort_of_area_is_drawn(spread: Spread, sort: str) -> None:
    assert spread.areas[sort] >= DRAWS / 50
