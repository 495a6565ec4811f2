"""The grade of every area in one world: language.md sections 4 to 6, read plainly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from evenhand.domain import NOT_JUDGED, Scale
from evenhand.language import (
    Area,
    Concludes,
    DecisionTable,
    FindingTable,
    GivenOnly,
    Grades,
    HitPolicy,
    Modality,
    Moves,
    Row,
    Rule,
    RulesInForce,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
    Ties,
    findings_of,
)
from oracle.conditions import Facts, holds, name
from oracle.worlds import World


@dataclass(frozen=True)
class AreaVerdict:
    """How one area turns out. `grade` is None where it is not judged or in conflict.

    `floor` and `ceiling` are what the fired must-rules say, whatever else holds.
    """

    judged: bool
    conflict: bool
    grade: str | None
    floor: int
    ceiling: int


@dataclass
class Verdict:
    """How everything turns out in one world."""

    areas: dict[str, AreaVerdict] = field(default_factory=dict)
    findings: Mapping[str, bool] = field(default_factory=dict)
    rules: dict[str, bool] = field(default_factory=dict)
    """Whether each rule fires; a table of findings does when it concludes one."""


def judge(rules: RulesInForce, world: World) -> Verdict:
    """Grade every area of `rules` in `world`."""
    return _Judging(rules, world).verdict


def judge_with_facts(rules: RulesInForce, world: World) -> tuple[Verdict, Facts]:
    """The same, with all that conditions may look at once everything is settled."""
    judging = _Judging(rules, world)
    return judging.verdict, judging.facts


class _Judging:
    def __init__(self, rules: RulesInForce, world: World) -> None:
        self.world = world
        self.facts = Facts(world, rules.parameters, rules.rule_set.derivations.parts())
        self.verdict = Verdict(findings=self.facts.findings)
        self.concluded: dict[str, str | None] = {}
        everything = [rule for area in rules.areas for rule in area.rules]
        everything += rules.other_rules
        by_id = {area.id: area for area in rules.areas}
        for id in rules.rule_set.order:
            if id in by_id:
                self._settle_area(by_id[id])
                continue
            concluding = [rule for rule in everything if id in findings_of(rule)]
            self.facts.findings[id] = any([self._concludes(rule, id) for rule in concluding])

    # --- findings ----------------------------------------------------------------------------------

    def _concludes(self, rule: Rule | FindingTable, finding: str) -> bool:
        if isinstance(rule, Rule):
            return self._fires(rule)
        row = self._row(rule.table, None)
        found = None if row is None else row.outcome
        self.verdict.rules[rule.id] = found is not None
        return found == finding

    def _fires(self, rule: Rule) -> bool:
        fires = (rule.when is None or holds(rule.when, self.facts)) and not (
            rule.unless is not None and holds(rule.unless, self.facts)
        )
        self.verdict.rules[rule.id] = fires
        return fires

    def _row(self, table: DecisionTable, scale: Scale | None) -> Row | None:
        """The row that counts, or None where none holds."""
        rows = [
            row for row in table.rows if all(cell is None or holds(cell, self.facts) for cell in row.cells)
        ]
        if not rows:
            return None
        match table.hit:
            case HitPolicy.FIRST:
                return rows[0]
            case HitPolicy.UNIQUE:
                assert len(rows) == 1, f"rows of a unique table overlap: {rows}"
                return rows[0]
            case HitPolicy.BEST | HitPolicy.WORST:
                assert scale is not None
                order = list(scale.names)
                ranked = sorted(rows, key=lambda row: order.index(row.outcome or ""))
                return ranked[-1] if table.hit is HitPolicy.BEST else ranked[0]
            case _:
                assert_never(table.hit)

    # --- areas -------------------------------------------------------------------------------------

    def _settle_area(self, area: Area) -> None:
        verdict = self._grade(area)
        self.verdict.areas[area.id] = verdict
        if not verdict.judged:
            self.facts.grades[area.id] = None
        elif verdict.conflict:
            self.facts.grades[area.id] = self.world.imagined[area.id]
        else:
            self.facts.grades[area.id] = verdict.grade

    def _grade(self, area: Area) -> AreaVerdict:
        order = list(area.scale.names)
        moves = 0
        said: dict[Modality, list[int]] = {modality: [] for modality in Modality}
        for rule in area.rules:
            if isinstance(rule, FindingTable) or isinstance(rule.conclusion, Concludes):
                continue
            if not self._fires(rule):
                continue
            if isinstance(rule.conclusion, Moves):
                moves += rule.conclusion.steps
            if isinstance(rule.conclusion, Grades):
                said[rule.conclusion.modality].append(order.index(rule.conclusion.grade))
        floor = max(said[Modality.AT_LEAST], default=0)
        ceiling = min(said[Modality.AT_MOST], default=len(order) - 1)
        given = self.world.given.get(area.id)
        if given is not None:
            judged = given != NOT_JUDGED
            return AreaVerdict(judged, False, given if judged else None, floor, ceiling)
        start = self._start(area)
        if area.judged_when is not None and not holds(area.judged_when, self.facts):
            start = None
        if start is None:
            return AreaVerdict(False, False, None, floor, ceiling)
        if floor > ceiling:
            return AreaVerdict(True, True, None, floor, ceiling)
        moved = min(max(order.index(start) + moves, 0), len(order) - 1)
        pointed = max([moved, *said[Modality.SUPPORTS]])
        pointed = min([pointed, *said[Modality.LIKELY]])
        grade = order[min(max(pointed, floor), ceiling)]
        return AreaVerdict(True, False, grade, floor, ceiling)

    def _start(self, area: Area) -> str | None:
        """The grade at which the area starts; None where it is not judged for want of one."""
        match area.start:
            case StartGrade(grade):
                return grade
            case GivenOnly():
                return self.world.imagined[area.id]
            case StartAt(subject):
                return name(subject, self.facts)
            case StartMedian(members, ties):
                ranked = self._judged(members, area.scale)
                if not ranked:
                    return None
                middle = len(ranked) // 2
                if len(ranked) % 2 == 0 and ties is Ties.WORSE:
                    middle -= 1
                return ranked[middle]
            case StartExtreme(best, members):
                ranked = self._judged(members, area.scale)
                if not ranked:
                    return None
                return ranked[-1] if best else ranked[0]
            case StartTable(table):
                row = self._row(table, area.scale)
                return None if row is None else row.outcome
            case _:
                assert_never(area.start)

    def _judged(self, members: tuple[str, ...], scale: Scale) -> list[str]:
        """The grades of the members that are judged, worst first."""
        grades = [self.facts.grades[member] for member in members]
        return sorted((grade for grade in grades if grade is not None), key=scale.names.index)
