"""What an area is called on the two sides of a replay, where an amendment gives it another id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from evenhand.language import Amendment, Area, RulesInForce, renamed_areas

Grades = TypeVar("Grades")


def renamed_by(amendment: Amendment | None) -> dict[str, str]:
    """The areas that an amendment and those below it rename: the new id by the old one."""
    if amendment is None:
        return {}
    return renamed_areas(change for one in amendment.chain for change in one.changes)


@dataclass(frozen=True)
class AreaNames:
    """The areas that each side renames: the new id by the old one.

    An area goes by its old id where a side has that, else by the id that the side before gives it.
    """

    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _old(self) -> dict[str, str]:
        sides = (self.after, self.before)
        return {new: old for renamed in sides for old, new in renamed.items()}

    def ids(self, id: str) -> tuple[str, ...]:
        """All ids of the area that goes by one of them; that one is the first."""
        old = id if id in self.before or id in self.after else self._old.get(id, id)
        return tuple(dict.fromkeys((id, old, self.before.get(old, old), self.after.get(old, old))))

    def area(self, rules: RulesInForce, id: str) -> Area | None:
        """An area of some rules, renamed or not; None where they have none such."""
        own = rules.area_by_id
        return next((own[name] for name in self.ids(id) if name in own), None)

    def of_sides(self, sides: Iterable[RulesInForce]) -> dict[str, Area]:
        """Every area of some sides by what it goes by, as the last side that has it writes it."""
        every = [area for side in sides for area in side.areas]
        ids = {area.id for area in every}
        return {self._goes_by(area.id, ids): area for area in every}

    def _goes_by(self, id: str, known: set[str]) -> str:
        old = self._old.get(id, id)
        return next(name for name in (old, self.before.get(old, old), id) if name in known)

    def under_all(self, by_area: Mapping[str, Grades]) -> dict[str, Grades]:
        """What a casebook says of areas, to be found under every id that the area has."""
        found = dict(by_area)
        for id, grades in by_area.items():
            for name in self.ids(id):
                found.setdefault(name, grades)
        return found
