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
from evenhand.language import GivenOnly, RestsOn, RulesInForce, Whole, read_by_start, rests_on
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

    def whole(area: str) -> bool:
        return area in by_grade or isinstance(rules.area_by_id[area].start, GivenOnly)

    asked = [id for id in areas if id in rules.area_by_id]
    found = RestsOn()
    for id in asked:
        if len(asked) > 1 and whole(id):
            found.areas[id] = None
        else:
            found.add(rests_on(rules, id, Whole(area=whole, item=set(recorded).__contains__)))
    return _profile(rules, found, whole)


def start_profile(rules: RulesInForce, area: str) -> Profile:
    """What the start of an area reads: items, the areas whose grades it starts from, and previous grades."""
    return _profile(rules, read_by_start(rules, area, Whole(area=_any)), _any)


def _any(area: str) -> bool:
    return True


def _profile(rules: RulesInForce, found: RestsOn, by_grade: Callable[[str], bool]) -> Profile:
    return Profile(
        {id: rules.schema.items[id] for id in found.items},
        {id: None for id in found.areas if by_grade(id)},
        dict.fromkeys(found.previous),
    )


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
