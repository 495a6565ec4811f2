"""What each area rests on: its rules and start, and those of all areas and findings that these read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

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
    findings: dict[str, None] = field(default_factory=dict)
    rules: dict[str, AnyRule] = field(default_factory=dict)

    def add(self, other: RestsOn) -> None:
        """Add what something else rests on."""
        self.columns |= other.columns
        self.areas |= other.areas
        self.findings |= other.findings
        self.rules |= other.rules


class Whole(NamedTuple):
    """Which areas and which findings are taken as they are: what these rest on is not asked."""

    area: Callable[[str], bool]
    finding: Callable[[str], bool]


_NOTHING_WHOLE = Whole(lambda id: False, lambda id: False)


def rests_on(rules: RulesInForce, area: str, whole: Whole = _NOTHING_WHOLE) -> RestsOn:
    """What an area of a rule set in force rests on; the area itself is never taken whole."""
    found = RestsOn()
    _Reader(rules, found, whole).read(rules.area_by_id[area])
    return found


def read_by(rules: RulesInForce, ids: Collection[str], whole: Whole = _NOTHING_WHOLE) -> RestsOn:
    """What some rules of a rule set in force read; those that it has not are passed over."""
    found = RestsOn()
    reader = _Reader(rules, found, whole)
    for rule in rules.all_rules:
        if rule.id in ids:
            reader.rule(rule)
    return found


class _Reader:
    def __init__(self, rules: RulesInForce, found: RestsOn, whole: Whole) -> None:
        self.rules = rules
        self.found = found
        self.whole = whole
        self.computed = rules.rule_set.derivations.parts()

    def area(self, id: str) -> None:
        if id in self.found.areas:
            return
        if self.whole.area(id):
            self.found.areas[id] = None
        else:
            self.read(self.rules.area_by_id[id])

    def read(self, area: Area) -> None:
        self.found.areas[area.id] = None
        if isinstance(area.start, GivenOnly):
            self.found.columns[given_column(area.id)] = None
        if isinstance(area.start, StartAt):
            self._operand(area.start.subject)
        for other in areas_of_start(area.start):
            self.area(other)
        self._leaves(leaves_of_start(area.start))
        if area.judged_when is not None:
            self._leaves(leaves_of(area.judged_when))
        for rule in area.grading_rules:
            self.rule(rule)

    def rule(self, rule: AnyRule) -> None:
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
                self.area(area)
            finding = finding_in_leaf(leaf)
            if finding is not None and finding not in self.found.findings:
                self.found.findings[finding] = None
                if not self.whole.finding(finding):
                    for rule in self.rules.concluding_rules.get(finding, ()):
                        self.rule(rule)

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
                    self.area(area)
                case _:
                    pass
