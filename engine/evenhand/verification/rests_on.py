"""What each area rests on: its rules and start, and those of all areas and findings that these read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evenhand.backends.planes import CASES, ColumnId, given_column, item_column, previous_column
from evenhand.language import (
    AnyRule,
    Area,
    AreaGrade,
    CaseTotal,
    GivenOnly,
    ItemName,
    ItemNumber,
    Leaf,
    Named,
    PreviousGrade,
    RulesInForce,
    StartAt,
    Term,
    areas_in_leaf,
    areas_of_start,
    atoms_of,
    finding_in_leaf,
    items_in_leaf,
    leaves_of,
    leaves_of_rule,
    leaves_of_start,
    operands_of,
)


@dataclass
class RestsOn:
    """What one area rests on, each in the order in which it is first read.

    `columns` are the items, previous grades and given areas, the parts of a computed item in its place;
    `areas` has the area itself and those that it reads, `rules` every rule that can bear on it.
    """

    columns: dict[ColumnId, None] = field(default_factory=dict)
    areas: dict[str, None] = field(default_factory=dict)
    rules: dict[str, AnyRule] = field(default_factory=dict)


def rests_on(rules: RulesInForce, area: str) -> RestsOn:
    """What an area of a rule set in force rests on."""
    found = RestsOn()
    _Reader(rules, found).area(rules.area_by_id[area])
    return found


class _Reader:
    def __init__(self, rules: RulesInForce, found: RestsOn) -> None:
        self.rules = rules
        self.found = found
        self.computed = rules.rule_set.derivations.parts()
        self.findings: set[str] = set()

    def area(self, area: Area) -> None:
        if area.id in self.found.areas:
            return
        self.found.areas[area.id] = None
        if isinstance(area.start, GivenOnly):
            self.found.columns[given_column(area.id)] = None
        if isinstance(area.start, StartAt):
            self._operand(area.start.subject)
        for other in areas_of_start(area.start):
            self.area(self.rules.area_by_id[other])
        self._leaves(leaves_of_start(area.start))
        if area.judged_when is not None:
            self._leaves(leaves_of(area.judged_when))
        for rule in area.grading_rules:
            self._rule(rule)

    def _rule(self, rule: AnyRule) -> None:
        if rule.id not in self.found.rules:
            self.found.rules[rule.id] = rule
            self._leaves(leaves_of_rule(rule))

    def _leaves(self, leaves: Iterable[Leaf] | Iterator[Leaf]) -> None:
        for leaf in leaves:
            for item in items_in_leaf(leaf):
                self._operand(ItemNumber(item) if item.type.is_numeric else ItemName(item))
            for operand in operands_of(leaf):
                self._operand(operand)
            for area in areas_in_leaf(leaf):
                self.area(self.rules.area_by_id[area])
            finding = finding_in_leaf(leaf)
            if finding is not None and finding not in self.findings:
                self.findings.add(finding)
                for rule in self.rules.concluding_rules.get(finding, ()):
                    self._rule(rule)

    def _operand(self, operand: Term | Named) -> None:
        for atom in atoms_of(operand):
            match atom:
                case ItemNumber(item) if item.id in self.computed:
                    self._operand(self.computed[item.id])
                case ItemNumber(item) | ItemName(item):
                    self.found.columns[item_column(item.id)] = None
                case PreviousGrade(area, _):
                    self.found.columns[previous_column(area)] = None
                case CaseTotal():
                    self.found.columns[CASES] = None
                case AreaGrade(area, _):
                    self.area(self.rules.area_by_id[area])
                case _:
                    pass
