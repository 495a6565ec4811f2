"""What each area rests on: its rules and start, and those of all areas and findings that these read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from evenhand.domain import EvidenceItem
from evenhand.language.columns import (
    CASES,
    ColumnId,
    ColumnKind,
    given_column,
    item_column,
    previous_column,
)
from evenhand.language.nodes import (
    AreaGrade,
    CaseTotal,
    ItemName,
    ItemNumber,
    Leaf,
    Named,
    PreviousGrade,
    Term,
)
from evenhand.language.reads import (
    areas_in_leaf,
    areas_of_start,
    atoms_of,
    finding_in_leaf,
    items_in_leaf,
    leaves_of,
    leaves_of_rule,
    leaves_of_start,
    operands_of,
    parameters_in_leaf,
)
from evenhand.language.rules import AnyRule, Area, GivenOnly, StartAt
from evenhand.language.ruleset import RulesInForce


@dataclass
class RestsOn:
    """What one area rests on, each in the order in which it is first read.

    `columns` are the items, previous grades and given areas, the parts of a computed item in its place;
    `areas` has the areas that it reads, itself left out; `rules` every rule that can bear on it.
    """

    columns: dict[ColumnId, None] = field(default_factory=dict)
    areas: dict[str, None] = field(default_factory=dict)
    findings: dict[str, None] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    rules: dict[str, AnyRule] = field(default_factory=dict)

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items."""
        return tuple(column.id for column in self.columns if column.kind is ColumnKind.ITEM)

    @property
    def previous(self) -> tuple[str, ...]:
        """The ids of the areas whose previous grade is read."""
        return tuple(column.id for column in self.columns if column.kind is ColumnKind.PREVIOUS)

    def add(self, other: RestsOn) -> None:
        """Add what something else rests on."""
        self.columns |= other.columns
        self.areas |= other.areas
        self.findings |= other.findings
        self.parameters |= other.parameters
        self.rules |= other.rules


class Whole(NamedTuple):
    """What is taken as it is, so that what it rests on is not asked: some areas, findings, computed items."""

    area: Callable[[str], bool] = lambda id: False
    finding: Callable[[str], bool] = lambda id: False
    item: Callable[[str], bool] = lambda id: False


NOTHING = Whole()


def rests_on(rules: RulesInForce, area: str, whole: Whole = NOTHING) -> RestsOn:
    """What an area of a rule set in force rests on; the area itself is never taken whole."""
    reader = _Reader(rules, whole)
    reader.read(rules.area_by_id[area])
    return reader.found


def read_by(rules: RulesInForce, ids: Collection[str], whole: Whole = NOTHING) -> RestsOn:
    """What some rules of a rule set in force read; those that it has not are passed over."""
    reader = _Reader(rules, whole)
    for rule in rules.all_rules:
        if rule.id in ids:
            reader.rule(rule)
    return reader.found


def read_by_start(rules: RulesInForce, area: str, whole: Whole = NOTHING) -> RestsOn:
    """What the start of an area reads."""
    reader = _Reader(rules, whole)
    reader.start(rules.area_by_id[area])
    return reader.found


class _Reader:
    def __init__(self, rules: RulesInForce, whole: Whole) -> None:
        self.rules = rules
        self.whole = whole
        self.found = RestsOn()
        self.computed: Mapping[str, Term] = rules.rule_set.derivations.parts()

    def read(self, area: Area) -> None:
        self.start(area)
        if area.judged_when is not None:
            self._leaves(leaves_of(area.judged_when))
        for rule in area.grading_rules:
            self.rule(rule)

    def start(self, area: Area) -> None:
        if isinstance(area.start, GivenOnly):
            self.found.columns[given_column(area.id)] = None
        if isinstance(area.start, StartAt):
            self._operand(area.start.subject)
        for other in areas_of_start(area.start):
            self._area(other)
        self._leaves(leaves_of_start(area.start))

    def rule(self, rule: AnyRule) -> None:
        if rule.id not in self.found.rules:
            self.found.rules[rule.id] = rule
            self._leaves(leaves_of_rule(rule))

    def _area(self, id: str) -> None:
        if id not in self.found.areas:
            self.found.areas[id] = None
            if not self.whole.area(id):
                self.read(self.rules.area_by_id[id])

    def _leaves(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            for item in items_in_leaf(leaf):
                self._item(item)
            for operand in operands_of(leaf):
                self._operand(operand)
            self.found.parameters |= dict.fromkeys(parameters_in_leaf(leaf))
            for area in areas_in_leaf(leaf):
                self._area(area)
            finding = finding_in_leaf(leaf)
            if finding is not None and finding not in self.found.findings:
                self.found.findings[finding] = None
                if not self.whole.finding(finding):
                    for rule in self.rules.concluding_rules.get(finding, ()):
                        self.rule(rule)

    def _operand(self, operand: Term | Named) -> None:
        for atom in atoms_of(operand):
            match atom:
                case ItemNumber(item) | ItemName(item):
                    self._item(item)
                case PreviousGrade(area, _):
                    self.found.columns[previous_column(area)] = None
                case CaseTotal():
                    self.found.columns[CASES] = None
                case AreaGrade(area, _):
                    self._area(area)
                case _:
                    pass

    def _item(self, item: EvidenceItem) -> None:
        if item.id in self.computed and not self.whole.item(item.id):
            self._operand(self.computed[item.id])
        else:
            self.found.columns[item_column(item.id)] = None
