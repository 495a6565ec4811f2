"""What an area reads, through findings and other areas: items, given areas, previous grades, parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

from evenhand.explanation.book import Book
from evenhand.language import (
    Condition,
    Leaf,
    PreviousGrade,
    StartAt,
    StartTable,
    areas_in_leaf,
    areas_of_start,
    atoms_of,
    conditions_of_rule,
    conditions_of_table,
    finding_in_leaf,
    findings_of,
    items_in_leaf,
    items_in_operand,
    leaves_of,
    operands_of,
    parameters_in_leaf,
    positive_of,
)


@dataclass
class Reads:
    """Ids of all that an area rests on, each once and in the order met.

    `rules` are the rules on the way, those of findings included; `areas` the areas read, itself left out.
    """

    items: dict[str, None] = field(default_factory=dict)
    areas: dict[str, None] = field(default_factory=dict)
    previous: dict[str, None] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def reads_of_area(book: Book, area_id: str, *, through_areas: bool = True) -> Reads:
    """What an area reads. Without `through_areas`, other areas are named but not gone into."""
    found = Reads()
    _area(book, area_id, found, through_areas)
    found.areas.pop(area_id, None)
    return found


def _area(book: Book, area_id: str, found: Reads, deep: bool) -> None:
    if area_id in found.areas:
        return
    found.areas[area_id] = None
    area = book.rules.area_by_id[area_id]
    start = area.start
    if isinstance(start, StartAt):
        if isinstance(start.subject, PreviousGrade):
            found.previous[start.subject.area] = None
        for item in items_in_operand(start.subject):
            found.items[item.id] = None
    if isinstance(start, StartTable):
        for condition in conditions_of_table(start.table):
            _condition(book, condition, found, deep)
    for other in areas_of_start(start):
        _other_area(book, other, found, deep)
    if area.judged_when is not None:
        _condition(book, area.judged_when, found, deep)
    for rule in area.rules:
        if findings_of(rule):
            # A finding counts only where a rule reads it.
            continue
        found.rules[rule.id] = None
        for condition in conditions_of_rule(rule):
            _condition(book, condition, found, deep)


def _other_area(book: Book, area_id: str, found: Reads, deep: bool) -> None:
    if deep:
        _area(book, area_id, found, deep)
    else:
        found.areas[area_id] = None


def _condition(book: Book, condition: Condition, found: Reads, deep: bool) -> None:
    for leaf in leaves_of(condition):
        _leaf(book, leaf, found, deep)


def _leaf(book: Book, leaf: Leaf, found: Reads, deep: bool) -> None:
    for item in items_in_leaf(leaf):
        found.items[item.id] = None
    inner = positive_of(leaf)
    for operand in operands_of(inner):
        for atom in atoms_of(operand):
            if isinstance(atom, PreviousGrade):
                found.previous[atom.area] = None
    for id in parameters_in_leaf(leaf):
        found.parameters[id] = None
    for other in areas_in_leaf(leaf):
        _other_area(book, other, found, deep)
    finding = finding_in_leaf(leaf)
    if finding is None:
        return
    for rule in book.rules.concluding_rules.get(finding, ()):
        if rule.id in found.rules:
            continue
        found.rules[rule.id] = None
        for condition in conditions_of_rule(rule):
            _condition(book, condition, found, deep)
