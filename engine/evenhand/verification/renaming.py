"""A rule set with some of its areas called otherwise, so that it can be compared with another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from evenhand.language import (
    Area,
    AreaGrade,
    IsJudged,
    PreviousGrade,
    RulesInForce,
    StartExtreme,
    StartMedian,
)

Node = TypeVar("Node")

_LANGUAGE = Area.__module__.rpartition(".")[0]


def with_areas_called(rules: RulesInForce, names: Mapping[str, str]) -> RulesInForce:
    """The rules with some areas under other ids: the new one by the one that they have."""
    if all(old == new for old, new in names.items()):
        return rules
    areas = tuple(_renamed(area, names) for area in rules.areas)
    order = tuple(names.get(id, id) for id in rules.rule_set.order)
    rule_set = replace(rules.rule_set, areas=areas, order=order)
    other = tuple(_renamed(rule, names) for rule in rules.other_rules)
    return replace(rules, rule_set=rule_set, areas=areas, other_rules=other)


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    """A part of a rule set with every area in it renamed."""
    changed: dict[str, Any] = {}
    match node:
        case tuple():
            return tuple(_renamed(part, names) for part in node)  # type: ignore[return-value]
        case _ if not _is_of_the_language(node):
            return node
        case Area(id=id, part_of=part_of):
            changed = {"id": names.get(id, id), "part_of": names.get(part_of or "", part_of)}
        case AreaGrade(area) | PreviousGrade(area) | IsJudged(area):
            changed = {"area": names.get(area, area)}
        case StartMedian(areas=members) | StartExtreme(areas=members):
            changed = {"areas": tuple(names.get(area, area) for area in members)}
    for one in fields(node):  # type: ignore[arg-type]
        if one.name not in changed:
            before = getattr(node, one.name)
            after = _renamed(before, names)
            if after is not before:
                changed[one.name] = after
    return replace(node, **changed) if changed else node  # type: ignore[type-var]


def _is_of_the_language(node: object) -> bool:
    return is_dataclass(node) and type(node).__module__.startswith(_LANGUAGE)
