"""A checked rule set, and the part of it that is in force for one inspection."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import cached_property

from evenhand.domain import EvidenceItem, Number, Scale, Source
from evenhand.evidence import EvidenceSchema
from evenhand.language.nodes import Leaf
from evenhand.language.reads import (
    areas_in_leaf,
    finding_in_leaf,
    findings_of,
    leaves_of,
    leaves_of_rule,
    leaves_of_start,
)
from evenhand.language.rules import (
    AnyRule,
    Area,
    Derivations,
    Finding,
    Parameter,
    Period,
)
from evenhand.source import Node


@dataclass(frozen=True)
class RuleSet:
    """One version of a framework's rules, with in-force dates.

    `areas` is in the order for pages. `order` lists areas and findings (by id) so that each stands after
    everything that its rules read. `files` holds the text of every file it was read from, by name
    relative to the rule set's folder, so that a record can carry them. `amends` names the rule set that
    this one is a proposed change of. `shown_in` and `nodes` are for messages: the folder as they name it,
    and the files that an amendment changed, each part with the place where it was written.
    """

    id: str
    version: str
    title: str
    status: str
    in_force: Period
    schema: EvidenceSchema
    scales: Mapping[str, Scale]
    areas: tuple[Area, ...]
    findings: Mapping[str, Finding]
    parameters: Mapping[str, Parameter]
    order: tuple[str, ...]
    derivations: Derivations
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    finding_kinds: Mapping[str, str] = field(default_factory=dict)
    other_rules: tuple[AnyRule, ...] = ()
    source: Source | None = None
    note: str | None = None
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    hash: str = ""
    amends: str | None = None
    shown_in: str = field(default="", compare=False, repr=False)
    nodes: Mapping[str, Node] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """`ilacs@2023`."""
        return f"{self.id}@{self.version}"

    @cached_property
    def area_by_id(self) -> dict[str, Area]:
        """Areas by id."""
        return {area.id: area for area in self.areas}

    @cached_property
    def all_rules(self) -> tuple[AnyRule, ...]:
        """Every rule of every file, in order."""
        return (
            *(rule for area in self.areas for rule in area.rules),
            *self.other_rules,
        )

    def item(self, id: str) -> EvidenceItem:
        """An evidence item of its schema. Raises KeyError when there is none."""
        return self.schema.items[id]

    def in_force_on(self, day: datetime.date, local: Mapping[str, Number] | None = None) -> RulesInForce:
        """The rules and parameter values in force on `day`, with values set by local policy."""
        values = {}
        for parameter in self.parameters.values():
            dated = parameter.on(day)
            if dated is not None:
                values[parameter.id] = dated.value
        values.update(local or {})
        areas = tuple(
            replace(
                area,
                rules=tuple(rule for rule in area.rules if rule.in_force.holds(day)),
            )
            for area in self.areas
        )
        other = tuple(rule for rule in self.other_rules if rule.in_force.holds(day))
        return RulesInForce(self, day, areas, other, values)


def reads_areas(rule: AnyRule, findings: Set[str]) -> bool:
    """Whether a rule reads the outcome of an area, or one of `findings`."""
    return any(areas_in_leaf(leaf) or finding_in_leaf(leaf) in findings for leaf in leaves_of_rule(rule))


@dataclass(frozen=True)
class RulesInForce:
    """A rule set as it stands on one day: rules out of force are gone, parameters have values."""

    rule_set: RuleSet
    on: datetime.date
    areas: tuple[Area, ...]
    other_rules: tuple[AnyRule, ...]
    parameters: Mapping[str, Number]

    @cached_property
    def area_by_id(self) -> dict[str, Area]:
        """Areas by id."""
        return {area.id: area for area in self.areas}

    @property
    def schema(self) -> EvidenceSchema:
        """The evidence schema that the rules read."""
        return self.rule_set.schema

    @cached_property
    def all_rules(self) -> tuple[AnyRule, ...]:
        """Every rule in force, area by area and then those of files without an area."""
        return (
            *(rule for area in self.areas for rule in area.rules),
            *self.other_rules,
        )

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf in force: of rules, tables and starts, and of what areas are judged when."""
        for rule in self.all_rules:
            yield from leaves_of_rule(rule)
        for area in self.areas:
            yield from leaves_of_start(area.start)
            if area.judged_when is not None:
                yield from leaves_of(area.judged_when)

    @cached_property
    def concluding_rules(self) -> dict[str, tuple[AnyRule, ...]]:
        """The rules and tables that conclude each finding, in order."""
        found: dict[str, list[AnyRule]] = {}
        for rule in self.all_rules:
            for finding in findings_of(rule):
                found.setdefault(finding, []).append(rule)
        return {finding: tuple(rules) for finding, rules in found.items()}

    @cached_property
    def findings_reading_areas(self) -> frozenset[str]:
        """The findings that rest on the outcome of an area, directly or through other findings."""
        reading: set[str] = set()
        for id in self.rule_set.order:
            rules = self.concluding_rules.get(id, ())
            if id not in self.area_by_id and any(reads_areas(rule, reading) for rule in rules):
                reading.add(id)
        return frozenset(reading)

    @cached_property
    def rules_reading_areas(self) -> frozenset[str]:
        """The ids of rules that rest on the outcome of an area, directly or through findings."""
        return frozenset(rule.id for rule in self.all_rules if reads_areas(rule, self.findings_reading_areas))
