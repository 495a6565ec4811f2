"""A made-up case as settings: what each item, given area and grade before is, and what else it could be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from evenhand.backends.planes import case_of as case_of_columns
from evenhand.domain import (
    Case,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
    simplest,
)
from evenhand.evaluation import boundaries_of
from evenhand.evaluation.readings import Knowledge, read_item_number
from evenhand.language import (
    ColumnId,
    ColumnKind,
    ItemName,
    ItemNumber,
    RulesInForce,
    atoms_of,
    item_column,
    rests_on,
)

Value = ItemState | str
"""What a setting is: the state of an item, or a grade."""

Settings = Mapping[ColumnId, Value]
"""A case: each item, given area and grade before that it says."""


def case_of(settings: Settings) -> Case:
    """The case that settings make."""
    return case_of_columns(settings.items())


@dataclass
class Options:
    """What each setting that some rules read can be, as far as they can tell values apart."""

    rules: RulesInForce
    values: dict[ColumnId, list[Value]] = field(default_factory=dict)
    behind: dict[str, tuple[ColumnId, ...]] = field(default_factory=dict)
    """For each area, the settings that its grade rests on."""

    def __post_init__(self) -> None:
        self._computed = self.rules.rule_set.derivations.parts()
        self._numbers = self._thresholds()
        for area in self.rules.areas:
            self.behind[area.id] = tuple(self._behind(area.id))

    def _behind(self, area: str) -> Iterator[ColumnId]:
        for column in rests_on(self.rules, area).columns:
            # How many cases there are follows from what is counted from them.
            if column.kind is not ColumnKind.CASES:
                self.values.setdefault(column, self._values(column))
                yield column

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

    def _values(self, column: ColumnId) -> list[Value]:
        if column.kind is ColumnKind.ITEM:
            return self._states(self.rules.schema.items[column.id])
        return list(self.rules.area_by_id[column.id].scale.names)

    def _states(self, item: EvidenceItem) -> list[Value]:
        if not item.type.is_numeric:
            return [Recorded(NameSet(1 << at)) for at in range(len(item.names))]
        numbers = {value for value in self._numbers.get(item.id, ()) if can_be(item, value)}
        numbers |= {value for value in (item.lowest, item.highest) if value is not None}
        numbers = numbers or {0}
        return [exactly(item, value) for value in sorted(numbers)]

    def neutral(self) -> dict[ColumnId, Value]:
        """A case in the middle: of each setting the value in the middle of what it can be."""
        return {setting: values[len(values) // 2] for setting, values in self.values.items()}

    def completed(self, case: Case) -> dict[ColumnId, Value]:
        """The evidence of a case, with a value in the middle where it is not known exactly."""
        found = self.neutral()
        for setting in found:
            if setting.kind is ColumnKind.ITEM:
                state = case.profile.state(setting.id)
                if isinstance(state, Recorded) and state.value.is_exact and not state.may_not_exist:
                    found[setting] = Recorded(state.value)
        return found

    # --- setting an item -----------------------------------------------------------------------------

    def with_numbers(
        self, settings: Settings, item: EvidenceItem, numbers: Sequence[Number]
    ) -> list[dict[ColumnId, Value]] | None:
        """The settings with an item at each of some numbers, one thing changed. None where that cannot be.

        Of a computed item one of its parts is changed.
        """
        for part in self.recorded_parts(item):
            values = [self._part_for(settings, item, part, number) for number in numbers]
            if all(value is not None for value in values):
                setting = item_column(part.id)
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
        case = case_of({**settings, item_column(part.id): exactly(part, value)})
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
