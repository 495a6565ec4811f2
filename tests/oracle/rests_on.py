"""What an area rests on, directly or through other areas and findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evenhand.language import (
    Area,
    ItemName,
    Leaf,
    RulesInForce,
    StartAt,
    areas_in_leaf,
    areas_of_start,
    finding_in_leaf,
    items_in_leaf,
    leaves_of,
    leaves_of_rule,
    leaves_of_start,
)
from oracle.values import parts_of


@dataclass
class RestsOn:
    """The items (parts of computed ones in their place), areas and findings that an area rests on."""

    items: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    findings: set[str] = field(default_factory=set)


def rests_on(rules: RulesInForce, area: str) -> RestsOn:
    """What `area` rests on; itself not among it."""
    found = RestsOn()
    _area(rules, rules.area_by_id[area], found)
    found.items = parts_of(rules, found.items)
    return found


def _area(rules: RulesInForce, area: Area, found: RestsOn) -> None:
    start = area.start
    if isinstance(start, StartAt) and isinstance(start.subject, ItemName):
        found.items.add(start.subject.item.id)
    for member in areas_of_start(start):
        _add_area(rules, member, found)
    _leaves(rules, leaves_of_start(start), found)
    if area.judged_when is not None:
        _leaves(rules, leaves_of(area.judged_when), found)
    for rule in area.grading_rules:
        _leaves(rules, leaves_of_rule(rule), found)


def _add_area(rules: RulesInForce, area: str, found: RestsOn) -> None:
    if area not in found.areas:
        found.areas.add(area)
        _area(rules, rules.area_by_id[area], found)


def _leaves(rules: RulesInForce, leaves: Iterable[Leaf], found: RestsOn) -> None:
    for leaf in leaves:
        found.items |= {item.id for item in items_in_leaf(leaf)}
        for area in areas_in_leaf(leaf):
            _add_area(rules, area, found)
        finding = finding_in_leaf(leaf)
        if finding is not None and finding not in found.findings:
            found.findings.add(finding)
            for rule in rules.concluding_rules.get(finding, ()):
                _leaves(rules, leaves_of_rule(rule), found)
