"""Which rules make two rule sets differ about an inspection: without them, one comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evenhand.domain import Case, Outcome
from evenhand.evaluation import InspectionTrace, Truth, interpret
from evenhand.language import (
    AnyRule,
    RulesInForce,
    rests_on,
)


@dataclass(frozen=True, slots=True)
class Responsible:
    """The rules that made the outcome of an area on one side; `fired` has all of its own that fired."""

    rules: tuple[str, ...]
    fired: tuple[str, ...]


def responsible_rules(rules: RulesInForce, case: Case, area: str, trace: InspectionTrace) -> Responsible:
    """The fired rules without any one of which the area would come out otherwise.

    Where several fired rules do the same, so that none of them is needed, all of the area's own.
    """
    outcome = trace.areas[area].outcome
    fired = tuple(trace.areas[area].fired)
    needed = tuple(
        rule.id
        for rule in _fired(rules, area, trace)
        if _seen(interpret(without(rules, rule.id), case).areas[area].outcome) != _seen(outcome)
    )
    return Responsible(needed or fired, fired)


def _fired(rules: RulesInForce, area: str, trace: InspectionTrace) -> Iterator[AnyRule]:
    for rule in rests_on(rules, area).rules.values():
        step = trace.rule_step(rule.id)
        if step is not None and step.truth is Truth.TRUE:
            yield rule


def _seen(outcome: Outcome) -> tuple[object, ...]:
    return outcome.judged, outcome.conflict, outcome.reach


def without(rules: RulesInForce, id: str) -> RulesInForce:
    """The rules in force but one."""

    def others(kept: tuple[AnyRule, ...]) -> tuple[AnyRule, ...]:
        return tuple(rule for rule in kept if rule.id != id)

    areas = tuple(replace(area, rules=others(area.rules)) for area in rules.areas)
    return replace(rules, areas=areas, other_rules=others(rules.other_rules))
