"""What is asked of a rule set in force: every obligation, in the order of its files (design.md section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from evenhand.domain import Better, Scale
from evenhand.language import (
    AnyRule,
    Area,
    ColumnId,
    ColumnKind,
    DecisionTable,
    FindingTable,
    GivenOnly,
    Grades,
    HitPolicy,
    Modality,
    Rule,
    RulesInForce,
    StartGrade,
    StartTable,
    rests_on,
)
from evenhand.language.claims import ObligationName
from evenhand.verification.problem import Problem
from evenhand.verification.results import Obligation, of_row


def obligations_of(rules: RulesInForce, problem: Problem) -> Iterator[Obligation]:
    """Every obligation of a rule set in force but its claims: by area with its rules, then the others."""
    for area in rules.areas:
        yield from _of_area(area)
        for rule in area.rules:
            yield from _of_rule(rule)
        if not isinstance(area.start, GivenOnly):
            yield from _monotone(area, rules, problem)
    for rule in rules.other_rules:
        yield from _of_rule(rule)


def _of_area(area: Area) -> Iterator[Obligation]:
    if isinstance(area.start, GivenOnly):
        return
    floors = _limiting(area, Modality.AT_LEAST)
    ceilings = _limiting(area, Modality.AT_MOST)
    if floors and ceilings:
        yield Obligation(ObligationName.NO_CONFLICT, (area.id,))
    for floor, ceiling in product(floors, ceilings):
        if _position(area.scale, floor) > _position(area.scale, ceiling):
            yield Obligation(ObligationName.FLOOR_BELOW_CEILING, (floor.id, ceiling.id))
    if isinstance(area.start, StartGrade) and area.grading_rules:
        yield Obligation(ObligationName.A_RULE_SPEAKS, (area.id,))
    for grade in area.scale.names:
        yield Obligation(ObligationName.GRADE_REACHED, (area.id, grade))
    if isinstance(area.start, StartTable):
        yield Obligation(ObligationName.TABLE_COMPLETE, (area.id,))
        yield from _of_table(area.start.table, area.id)


def _limiting(area: Area, modality: Modality) -> list[Rule]:
    return [
        rule
        for rule in area.grading_rules
        if isinstance(rule.conclusion, Grades) and rule.conclusion.modality is modality
    ]


def _position(scale: Scale, rule: Rule) -> int:
    assert isinstance(rule.conclusion, Grades)
    return scale.position(rule.conclusion.grade)


def _of_rule(rule: AnyRule) -> Iterator[Obligation]:
    if isinstance(rule, FindingTable):
        yield from _of_table(rule.table, rule.id)
        return
    yield Obligation(ObligationName.CAN_FIRE, (rule.id,))
    yield Obligation(ObligationName.NOT_REDUNDANT, (rule.id,))
    if rule.when is not None:
        yield Obligation(ObligationName.NOT_ALWAYS, (rule.id,))


def _of_table(table: DecisionTable, owner: str) -> Iterator[Obligation]:
    if table.hit is HitPolicy.UNIQUE and len(table.rows) > 1:
        yield Obligation(ObligationName.ROWS_APART, (owner,))
    for row in table.rows:
        yield of_row(ObligationName.CAN_FIRE, owner, row)
        yield of_row(ObligationName.NOT_REDUNDANT, owner, row)


def _monotone(area: Area, rules: RulesInForce, problem: Problem) -> Iterator[Obligation]:
    """Of every item with a direction that the area rests on, and every area that is given to it."""
    for column in rests_on(rules, area.id).columns:
        if has_direction(column, problem) and column.id != area.id:
            yield Obligation(ObligationName.BETTER_NEVER_LOWERS, (area.id, column.id))


def has_direction(column: ColumnId, problem: Problem) -> bool:
    """Whether one direction of a column is better."""
    if column.kind is ColumnKind.GIVEN:
        return True
    return column.kind is ColumnKind.ITEM and problem.item(column).better is not Better.NEITHER
