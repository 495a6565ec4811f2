"""The order in which areas and findings are decided, by what their rules read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from evenhand.language.nodes import Leaf
from evenhand.language.reads import (
    areas_in_leaf,
    areas_of_start,
    finding_in_leaf,
    findings_of,
    leaves_of,
    leaves_of_rule,
    leaves_of_start,
)
from evenhand.language.rules import AnyRule, Area, Concludes, FindingTable


class Circle(Exception):
    """Areas and findings that read each other; `members` in the order in which they do."""

    def __init__(self, members: tuple[str, ...]) -> None:
        super().__init__(" > ".join(members))
        self.members = members


def dependence_order(
    areas: Iterable[Area], other_rules: Iterable[AnyRule], findings: Iterable[str]
) -> tuple[str, ...]:
    """Areas and findings by id, each after what its rules read. Raises Circle.

    The order of files and rules decides only where nothing else does.
    """
    graph = dependences(areas, other_rules, findings)
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        raise Circle(tuple(error.args[1][:-1])) from None
    found: list[str] = []
    place = {id: position for position, id in enumerate(graph)}
    while sorter.is_active():
        # What is read but was refused has no place of its own.
        ready = sorted(sorter.get_ready(), key=lambda id: place.get(id, len(place)))
        found.extend(ready)
        sorter.done(*ready)
    return tuple(found)


def dependences(
    areas: Iterable[Area], other_rules: Iterable[AnyRule], findings: Iterable[str]
) -> Mapping[str, tuple[str, ...]]:
    """What each area and finding reads: areas and findings, each once."""
    graph: dict[str, dict[str, None]] = {finding: {} for finding in findings}
    rules: list[AnyRule] = list(other_rules)
    for area in areas:
        reads = graph.setdefault(area.id, {})
        reads.update(dict.fromkeys(areas_of_start(area.start)))
        for leaf in leaves_of_start(area.start):
            reads.update(dict.fromkeys(_read_by(leaf)))
        if area.judged_when is not None:
            for leaf in leaves_of(area.judged_when):
                reads.update(dict.fromkeys(_read_by(leaf)))
        for rule in area.rules:
            if isinstance(rule, FindingTable) or isinstance(rule.conclusion, Concludes):
                rules.append(rule)
                continue
            for leaf in leaves_of_rule(rule):
                reads.update(dict.fromkeys(_read_by(leaf)))
    for rule in rules:
        for finding in findings_of(rule):
            for leaf in leaves_of_rule(rule):
                graph.setdefault(finding, {}).update(dict.fromkeys(_read_by(leaf)))
    return {id: tuple(reads) for id, reads in graph.items()}


def _read_by(leaf: Leaf) -> tuple[str, ...]:
    finding = finding_in_leaf(leaf)
    return (*areas_in_leaf(leaf), *((finding,) if finding is not None else ()))
