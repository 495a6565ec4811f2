"""The parts of a rule set that are decided on their own: the conditions of rules and areas, and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.diagnostics import Span
from evenhand.domain import Scale
from evenhand.language.nodes import Condition, Leaf, positive_of
from evenhand.language.reads import leaves_of
from evenhand.language.rules import AnyRule, Area, DecisionTable, FindingTable, StartTable
from evenhand.language.ruleset import RuleSet, RulesInForce

JUDGED_WHEN = "judged when"

Place = tuple[str, str, int]
"""A rule (or an area), the part of it, and the number of the leaf within the part."""


@dataclass(frozen=True, slots=True)
class ConditionPart:
    """The `when` or `unless` of a rule, or what an area is judged when."""

    rule: str
    part: str
    condition: Condition
    area: str | None
    """The area of the file that it stands in; None in a file without an area."""
    span: Span | None

    def leaves(self) -> Iterator[tuple[Place, Leaf, Span | None]]:
        """Its leaves, each with where it is found and where it was written."""
        for number, leaf in enumerate(leaves_of(self.condition)):
            yield (self.rule, self.part, number), leaf, _span_of(leaf) or self.span


@dataclass(frozen=True, slots=True)
class TablePart:
    """The table that an area starts at (`scale` orders its grades), or a table of findings."""

    rule: str
    table: DecisionTable
    area: str | None
    scale: Scale | None = None

    def place(self, row: str) -> Place:
        """Where a row is found, by its id."""
        return self.rule, f"row {row}", 0

    def leaves(self) -> Iterator[tuple[Place, Leaf, Span | None]]:
        """The leaves of its cells, each with where it is found and where it was written."""
        for row in self.table.rows:
            for column, cell in zip(self.table.columns, row.cells, strict=True):
                for number, leaf in enumerate(() if cell is None else leaves_of(cell)):
                    place = self.rule, f"row {row.id}, column {column.head}", number
                    yield place, leaf, _span_of(leaf) or row.span or self.table.span


Part = ConditionPart | TablePart


def parts_of(rules: RuleSet | RulesInForce) -> Iterator[Part]:
    """Every part of every rule, in order, then what areas are judged when and the tables they start at."""
    for area in rules.areas:
        for rule in area.rules:
            yield from _of_rule(rule, area.id)
    for rule in rules.other_rules:
        yield from _of_rule(rule, None)
    for area in rules.areas:
        yield from _of_area(area)


def _of_rule(rule: AnyRule, area: str | None) -> Iterator[Part]:
    if isinstance(rule, FindingTable):
        yield TablePart(rule.id, rule.table, area)
        return
    for part, condition in (("when", rule.when), ("unless", rule.unless)):
        if condition is not None:
            yield ConditionPart(rule.id, part, condition, area, rule.span)


def _of_area(area: Area) -> Iterator[Part]:
    if area.judged_when is not None:
        yield ConditionPart(area.id, JUDGED_WHEN, area.judged_when, area.id, area.span)
    if isinstance(area.start, StartTable):
        yield TablePart(area.id, area.start.table, area.id, area.scale)


def _span_of(leaf: Leaf) -> Span | None:
    return leaf.span or positive_of(leaf).span
