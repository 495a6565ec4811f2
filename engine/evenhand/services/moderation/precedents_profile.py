"""What cases are compared by: the items, areas and previous grades that an area rests on, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from evenhand.domain import (
    NOT_JUDGED,
    DoesNotApply,
    EvidenceItem,
    ItemState,
    NameSet,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
)
from evenhand.evidence.rows import Column, paired
from evenhand.language import (
    AnyRule,
    Area,
    AreaGrade,
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
from evenhand.moderation.precedents.gower import Feature, Flags, Floats, observed_span
from evenhand.services.cases import NO_PREVIOUS, Cases

Value = TypeVar("Value")
Coded = tuple[Floats, Flags]
"""Values as numbers, and which of the cases the thing does not apply to; both of shape (cases,)."""


@dataclass
class Profile:
    """What an area rests on, each by its id in the order in which it is first read.

    `items` are recorded ones: of a computed item its parts, where no case records it itself. `areas` are
    those whose grades are compared, `previous` those whose grade at the inspection before is.
    """

    items: dict[str, EvidenceItem] = field(default_factory=dict)
    areas: dict[str, None] = field(default_factory=dict)
    previous: dict[str, None] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """All of it by the ids that differences are told under."""
        return (*self.items, *self.areas, *(f"previous {area}" for area in self.previous))


def profile_of(
    rules: RulesInForce, areas: Iterable[str], by_grade: Collection[str], recorded: Collection[str]
) -> Profile:
    """What an area of a rule set rests on, or several together.

    Areas in `by_grade` are compared by their grades, and what these rest on is not gone into; one area by
    itself is not compared by its own grade. `recorded` are the items that cases have.
    """
    reader = _Reader(rules, set(by_grade), set(recorded))
    asked = list(areas)
    for id in asked:
        if len(asked) == 1:
            reader.top(id)
        else:
            reader.area(id)
    return reader.found


def start_profile(rules: RulesInForce, area: str) -> Profile:
    """What the start of an area reads: items, the areas whose grades it starts from, and previous grades."""
    reader = _Reader(rules, set(rules.area_by_id), set())
    reader.start(rules.area_by_id[area])
    return reader.found


class _Reader:
    def __init__(self, rules: RulesInForce, by_grade: set[str], recorded: set[str]) -> None:
        self.rules = rules
        self.by_grade = by_grade
        self.recorded = recorded
        self.found = Profile()
        self.computed = rules.rule_set.derivations.parts()
        self.seen: set[tuple[str, str]] = set()

    def top(self, id: str) -> None:
        """Read one of the areas asked about: its own grade is what it is not compared by."""
        if ("area", id) not in self.seen:
            self.seen.add(("area", id))
            self._read(self.rules.area_by_id[id])

    def area(self, id: str) -> None:
        """Read an area by its grade, or by what it rests on."""
        area = self.rules.area_by_id.get(id)
        if area is not None and (id in self.by_grade or isinstance(area.start, GivenOnly)):
            self.found.areas[id] = None
        elif area is not None:
            self.top(id)

    def start(self, area: Area) -> None:
        """Read the start of an area."""
        if isinstance(area.start, StartAt):
            self._operand(area.start.subject)
        for other in areas_of_start(area.start):
            self.area(other)
        self._leaves(leaves_of_start(area.start))

    def _read(self, area: Area) -> None:
        self.start(area)
        if area.judged_when is not None:
            self._leaves(leaves_of(area.judged_when))
        for rule in area.grading_rules:
            self._rule(rule)

    def _rule(self, rule: AnyRule) -> None:
        if ("rule", rule.id) not in self.seen:
            self.seen.add(("rule", rule.id))
            self._leaves(leaves_of_rule(rule))

    def _leaves(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            for item in items_in_leaf(leaf):
                self._item(item)
            for operand in operands_of(leaf):
                self._operand(operand)
            for area in areas_in_leaf(leaf):
                self.area(area)
            finding = finding_in_leaf(leaf)
            for rule in self.rules.concluding_rules.get(finding or "", ()):
                self._rule(rule)

    def _operand(self, operand: Term | Named) -> None:
        for atom in atoms_of(operand):
            match atom:
                case ItemNumber(item) | ItemName(item):
                    self._item(item)
                case PreviousGrade(area, _):
                    self.found.previous[area] = None
                case AreaGrade(area, _):
                    self.area(area)
                case _:
                    pass

    def _item(self, item: EvidenceItem) -> None:
        if item.id in self.computed and item.id not in self.recorded:
            self._operand(self.computed[item.id])
        else:
            self.found.items[item.id] = item


# --- cases as numbers ----------------------------------------------------------------------------------


def features_of(profile: Profile, parts: Sequence[Cases], rules: RulesInForce) -> list[Feature]:
    """What cases are compared by, for all cases of the parts one after the other.

    The range of a number is that between its declared bounds if it has both, else what the cases have.
    """
    found = []
    for item in profile.items.values():
        values, absent = _together([_items(cases, item) for cases in parts])
        ordered = item.scale is None or item.scale.ordered
        if item.scale is not None:
            span = float(max(1, len(item.scale) - 1))
        elif item.lowest is not None and item.highest is not None:
            span = float(item.highest - item.lowest)
        else:
            span = observed_span(values, absent)
        found.append(Feature(item.id, values, absent, ordered, span, float(item.weight)))
    for area in profile.areas:
        scale = rules.area_by_id[area].scale
        values, absent = _together([_area_grades(cases, area, scale) for cases in parts])
        found.append(Feature(area, values, absent, True, float(max(1, len(scale) - 1))))
    for area in profile.previous:
        scale = rules.area_by_id[area].scale
        values, absent = _together([_previous_grades(cases, area, scale) for cases in parts])
        found.append(Feature(f"previous {area}", values, absent, True, float(max(1, len(scale) - 1))))
    return found


def _together(parts: Sequence[Coded]) -> Coded:
    return np.concatenate([values for values, _ in parts]), np.concatenate([absent for _, absent in parts])


def _coded(column: Column[Value], code: Callable[[Value], tuple[float, bool]]) -> Coded:
    pairs = [code(value) for value in column.values]
    values = np.array([value for value, _ in pairs], dtype=np.float64)
    absent = np.array([absent for _, absent in pairs], dtype=bool)
    return values[column.which], absent[column.which]


def _unknown(rows: int) -> Coded:
    return np.full(rows, np.nan), np.zeros(rows, dtype=bool)


def _items(cases: Cases, item: EvidenceItem) -> Coded:
    column = cases.items.get(item.id)
    if column is None:
        return _unknown(cases.rows)
    return _coded(column, lambda state: state_as_number(state, item))


def state_as_number(state: ItemState, item: EvidenceItem) -> tuple[float, bool]:
    """A state as a number (NaN where it is not known), and whether the item does not apply.

    What is known to lie in a range counts at its middle, a level known to be one of several at the middle
    of the lowest and the highest. A choice of which several are possible is not known.
    """
    match state:
        case DoesNotApply():
            return np.nan, True
        case Recorded(NumberRange(lowest, highest)):
            if lowest is None or highest is None:
                return np.nan, False
            return float(lowest + highest) / 2, False
        case Recorded(ShareRange() as share):
            low, high = share.bounds
            return float(low + high) / 2, False
        case Recorded(NameSet(mask)) if mask.bit_count() == 1 or item.names.ordered:
            return ((mask & -mask).bit_length() - 1 + mask.bit_length() - 1) / 2, False
        case _:
            return np.nan, False


def _area_grades(cases: Cases, area: str, scale: Scale) -> Coded:
    """The grades given, and those awarded where none is given."""
    blank: Column[str | None] = Column([None], np.zeros(cases.rows, dtype=np.uint8))
    given, awarded = cases.given.get(area, blank), cases.awarded.get(area, blank)

    def code(pair: tuple[str | None, str | None]) -> tuple[float, bool]:
        return _grade(pair[1] if pair[0] is None else pair[0], scale)

    return _coded(paired(given, awarded), code)


def _previous_grades(cases: Cases, area: str, scale: Scale) -> Coded:
    column = cases.previous.get(area)
    return _unknown(cases.rows) if column is None else _coded(column, lambda grade: _grade(grade, scale))


def _grade(grade: str | None, scale: Scale) -> tuple[float, bool]:
    if grade is None:
        return np.nan, False
    if grade in (NOT_JUDGED, NO_PREVIOUS):
        return np.nan, True
    own = scale.own_name(grade)
    return (np.nan if own is None else float(scale.position(own))), False
