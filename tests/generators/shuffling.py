"""The same rule set and case, written in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from evenhand.domain import Case
from evenhand.language import (
    AllOf,
    AnyOf,
    AnyRule,
    Area,
    Condition,
    CountOf,
    DecisionTable,
    FindingTable,
    HitPolicy,
    NoneOf,
    Rule,
    RuleSet,
    Start,
    StartExtreme,
    StartMedian,
    StartTable,
    areas_in_leaf,
    areas_of_start,
    conditions_of_rule,
    finding_in_leaf,
    findings_of,
    leaves_of,
    leaves_of_start,
)

_T = TypeVar("_T")


def shuffled(rng: Random, rule_set: RuleSet, case: Case) -> tuple[RuleSet, Case]:
    """Files, rules, rows (except under `first`), parts of conditions and evidence in another order."""
    areas = tuple(_area(rng, area) for area in _mixed(rng, rule_set.areas))
    other = tuple(_rule(rng, rule) for rule in _mixed(rng, rule_set.other_rules))
    mixed = replace(rule_set, areas=areas, other_rules=other, order=tuple(_another_order(rng, rule_set)))
    states = dict(_mixed(rng, tuple(case.profile.states.items())))
    given = dict(_mixed(rng, tuple(case.given.items())))
    return mixed, replace(case, profile=replace(case.profile, states=states), given=given)


def reads_by_node(rule_set: RuleSet) -> dict[str, set[str]]:
    """Which areas and findings each area and finding reads."""
    reads: dict[str, set[str]] = {id: set() for id in rule_set.order}
    for area in rule_set.areas:
        conditions: list[Condition] = [*leaves_of_start(area.start)]
        if area.judged_when is not None:
            conditions.append(area.judged_when)
        reads[area.id] |= set(areas_of_start(area.start))
        reads[area.id] |= {node for condition in conditions for node in _nodes(condition)}
        for rule in area.rules:
            if not findings_of(rule):
                reads[area.id] |= _rule_nodes(rule)
    for rule in rule_set.all_rules:
        for finding in findings_of(rule):
            reads[finding] |= _rule_nodes(rule)
    return reads


def _another_order(rng: Random, rule_set: RuleSet) -> Iterator[str]:
    """Another order in which everything stands after what it reads."""
    waiting = reads_by_node(rule_set)
    while waiting:
        free = [id for id, reads in waiting.items() if not reads & waiting.keys()]
        chosen = rng.choice(free)
        del waiting[chosen]
        yield chosen


def _rule_nodes(rule: AnyRule) -> set[str]:
    return {node for condition in conditions_of_rule(rule) for node in _nodes(condition)}


def _nodes(condition: Condition) -> Iterator[str]:
    for leaf in leaves_of(condition):
        yield from areas_in_leaf(leaf)
        finding = finding_in_leaf(leaf)
        if finding is not None:
            yield finding


def _mixed(rng: Random, things: Sequence[_T]) -> tuple[_T, ...]:
    return tuple(rng.sample(things, len(things)))


def _area(rng: Random, area: Area) -> Area:
    return replace(
        area,
        start=_start(rng, area.start),
        rules=tuple(_rule(rng, rule) for rule in _mixed(rng, area.rules)),
        judged_when=_condition(rng, area.judged_when),
    )


def _start(rng: Random, start: Start) -> Start:
    match start:
        case StartMedian(areas) | StartExtreme(_, areas):
            return replace(start, areas=_mixed(rng, areas))
        case StartTable(table):
            return StartTable(_table(rng, table))
        case _:
            return start


def _rule(rng: Random, rule: AnyRule) -> AnyRule:
    if isinstance(rule, FindingTable):
        return replace(rule, table=_table(rng, rule.table))
    assert isinstance(rule, Rule)
    return replace(rule, when=_condition(rng, rule.when), unless=_condition(rng, rule.unless))


def _table(rng: Random, table: DecisionTable) -> DecisionTable:
    if table.hit is HitPolicy.FIRST:
        return table
    return replace(table, rows=_mixed(rng, table.rows))


def _condition(rng: Random, condition: Condition | None) -> Condition | None:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | CountOf(_, _, parts):
            mixed = [_condition(rng, part) for part in _mixed(rng, parts)]
            return replace(condition, parts=tuple(part for part in mixed if part is not None))
        case _:
            return condition
