"""A made-up case as settings: what each item, given area and grade before is, and what else it could be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from evenhand.domain import (
    NO_PREVIOUS_GIVEN,
    Case,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Previous,
    Recorded,
    ShareRange,
    simplest,
)
from evenhand.evaluation import boundaries_of
from evenhand.evaluation.readings import Knowledge, read_item_number
from evenhand.language import (
    Condition,
    GivenOnly,
    ItemName,
    ItemNumber,
    PreviousGrade,
    RulesInForce,
    StartAt,
    StartTable,
    areas_in_leaf,
    areas_of_start,
    atoms_of,
    conditions_of_rule,
    conditions_of_table,
    finding_in_leaf,
    items_in_leaf,
    leaves_of,
    operands_of,
)


class Kind(StrEnum):
    """What a setting is of."""

    ITEM = "evidence"
    GIVEN = "given"
    PREVIOUS = "previous"


class Setting(NamedTuple):
    """One thing that a case says: an item, an area that is given, or the grade of one before, by id."""

    kind: Kind
    id: str


Value = ItemState | str
"""What a setting is: the state of an item, or a grade."""

Settings = Mapping[Setting, Value]
"""A case: each of its settings."""


def case_of(settings: Settings) -> Case:
    """The case that settings make."""
    states = {key.id: value for key, value in settings.items() if not isinstance(value, str)}
    grades: dict[Kind, dict[str, str]] = {Kind.GIVEN: {}, Kind.PREVIOUS: {}}
    for key, value in settings.items():
        if isinstance(value, str):
            grades[key.kind][key.id] = value
    previous = Previous(grades[Kind.PREVIOUS]) if grades[Kind.PREVIOUS] else NO_PREVIOUS_GIVEN
    return Case(EvidenceProfile(states), grades[Kind.GIVEN], previous)


@dataclass
class Options:
    """What each setting that some rules read can be, as far as they can tell values apart."""

    rules: RulesInForce
    values: dict[Setting, list[Value]] = field(default_factory=dict)
    behind: dict[str, tuple[Setting, ...]] = field(default_factory=dict)
    """For each area, the settings that its grade rests on."""

    def __post_init__(self) -> None:
        self._computed = self.rules.rule_set.derivations.parts()
        self._numbers = self._thresholds()
        for area in self.rules.areas:
            self.behind[area.id] = tuple(self._behind(area.id))

    # --- what an area rests on -----------------------------------------------------------------------

    def _behind(self, id: str) -> list[Setting]:
        areas, waiting = {id}, [id]
        findings: set[str] = set()
        found: dict[Setting, None] = {}
        while waiting:
            area = self.rules.area_by_id[waiting.pop()]
            conditions: list[Condition] = [] if area.judged_when is None else [area.judged_when]
            conditions += [condition for rule in area.grading_rules for condition in conditions_of_rule(rule)]
            read = list(areas_of_start(area.start))
            if isinstance(area.start, GivenOnly):
                self._add(found, Setting(Kind.GIVEN, area.id), list(area.scale.names))
            if isinstance(area.start, StartTable):
                conditions += conditions_of_table(area.start.table)
            if isinstance(area.start, StartAt):
                self._atoms(found, [area.start.subject])
            while conditions:
                for leaf in leaves_of(conditions.pop()):
                    for item in items_in_leaf(leaf):
                        self._item(found, item)
                    self._atoms(found, [atom for one in operands_of(leaf) for atom in atoms_of(one)])
                    read += areas_in_leaf(leaf)
                    finding = finding_in_leaf(leaf)
                    if finding is not None and finding not in findings:
                        findings.add(finding)
                        for rule in self.rules.concluding_rules.get(finding, ()):
                            conditions += conditions_of_rule(rule)
            waiting += [area for area in dict.fromkeys(read) if area not in areas]
            areas.update(read)
        return list(found)

    def _atoms(self, found: dict[Setting, None], atoms: Iterable[object]) -> None:
        for atom in atoms:
            if isinstance(atom, PreviousGrade):
                self._add(found, Setting(Kind.PREVIOUS, atom.area), list(atom.scale.names))
            elif isinstance(atom, ItemName):
                self._item(found, atom.item)

    def _item(self, found: dict[Setting, None], item: EvidenceItem) -> None:
        for part in self.recorded_parts(item):
            self._add(found, Setting(Kind.ITEM, part.id), self._states(part))

    def _add(self, found: dict[Setting, None], setting: Setting, values: Sequence[Value]) -> None:
        found[setting] = None
        self.values.setdefault(setting, list(values))

    def recorded_parts(self, item: EvidenceItem) -> list[EvidenceItem]:
        """The item itself, or what it is computed from."""
        if item.id not in self._computed:
            return [item]
        return [
            part
            for atom in atoms_of(self._computed[item.id])
            if isinstance(atom, ItemNumber | ItemName)
            for part in self.recorded_parts(atom.item)
        ]

    # --- what a setting can be -----------------------------------------------------------------------

    def _thresholds(self) -> dict[str, set[Number]]:
        """For each item the values on both sides of its boundaries; those of computed items for each part."""
        found: dict[str, set[Number]] = {}
        for leaf in self.rules.leaves():
            for boundary in boundaries_of(leaf, self.rules.parameters):
                for part in self.recorded_parts(boundary.item):
                    found.setdefault(part.id, set()).update(boundary.pair or ())
        return found

    def _states(self, item: EvidenceItem) -> list[Value]:
        if not item.type.is_numeric:
            return [Recorded(NameSet(1 << at)) for at in range(len(item.names))]
        numbers = {value for value in self._numbers.get(item.id, ()) if can_be(item, value)}
        numbers |= {value for value in (item.lowest, item.highest) if value is not None}
        numbers = numbers or {0}
        return [exactly(item, value) for value in sorted(numbers)]

    def neutral(self) -> dict[Setting, Value]:
        """A case in the middle: of each setting the value in the middle of what it can be."""
        return {setting: values[len(values) // 2] for setting, values in self.values.items()}

    def completed(self, case: Case) -> dict[Setting, Value]:
        """The evidence of a case, with a value in the middle where it is not known exactly."""
        found = self.neutral()
        for setting in found:
            if setting.kind is Kind.ITEM:
                state = case.profile.state(setting.id)
                if isinstance(state, Recorded) and state.value.is_exact and not state.may_not_exist:
                    found[setting] = Recorded(state.value)
        return found

    # --- setting an item -----------------------------------------------------------------------------

    def with_numbers(
        self, settings: Settings, item: EvidenceItem, numbers: Sequence[Number]
    ) -> list[dict[Setting, Value]] | None:
        """The settings with an item at each of some numbers, one thing changed. None where that cannot be.

        Of a computed item one of its parts is changed.
        """
        for part in self.recorded_parts(item):
            values = [self._part_for(settings, item, part, number) for number in numbers]
            if all(value is not None for value in values):
                setting = Setting(Kind.ITEM, part.id)
                return [{**settings, setting: exactly(part, value)} for value in values if value is not None]
        return None

    def _part_for(
        self, settings: Settings, item: EvidenceItem, part: EvidenceItem, number: Number
    ) -> Number | None:
        """What a part has to be for its item to be a number, the other parts as they are."""
        if part == item:
            return number if can_be(item, number) else None
        if not part.type.is_numeric:
            return None
        at_0, at_1 = (self._value(settings, item, part, value) for value in (0, 1))
        if at_0 is None or at_1 is None or at_0 == at_1:
            return None
        found = simplest((Fraction(number) - at_0) / (Fraction(at_1) - at_0))
        exact = can_be(part, found) and self._value(settings, item, part, found) == number
        return found if exact else None

    def _value(
        self, settings: Settings, item: EvidenceItem, part: EvidenceItem, value: Number
    ) -> Number | None:
        case = case_of({**settings, Setting(Kind.ITEM, part.id): exactly(part, value)})
        amount = read_item_number(item, Knowledge(case, self.rules.parameters, self._computed))
        return amount.lowest if amount.is_exact else None


def can_be(item: EvidenceItem, value: Number) -> bool:
    """Whether a number can be recorded for an item: within its bounds, with no more decimals than it has."""
    if (item.lowest is not None and value < item.lowest) or (
        item.highest is not None and value > item.highest
    ):
        return False
    return item.type is ItemType.SHARE or (Fraction(value) * 10**item.places).denominator == 1


def exactly(item: EvidenceItem, value: Number) -> Recorded:
    """A number as it is recorded for an item: a share that no percentage writes exactly as `n of d`."""
    if item.type is not ItemType.SHARE:
        return Recorded(NumberRange(value, value))
    if (Fraction(value) * 10_000).denominator == 1:
        return Recorded(ShareRange(value, value))
    share = Fraction(value)
    return Recorded(ShareRange(share.numerator, share.numerator, share.denominator))
