"""One inspection as the rules see it: evidence, grades given, the previous inspection, and the draft."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from evenhand.domain.states import NOT_LOOKED_AT, ItemState

NOT_JUDGED: Final = "not_judged"
"""The word for an area that is given as not judged. No scale may use it as a grade."""


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One recording of one item: what, by whom, from where. Several may concern the same item."""

    item: str
    state: ItemState
    written: str
    source: str | None = None
    on: datetime.date | None = None
    note: str | None = None
    by: str | None = None
    assumed_because: str | None = None
    settles: bool = False

    @property
    def is_assumed(self) -> bool:
        """Whether the value was assumed and not recorded."""
        return self.assumed_because is not None


@dataclass(frozen=True)
class EvidenceProfile:
    """All that is recorded for one inspection.

    `states` holds the settled state of each item; an item that is not in it was not looked at. `entries`
    holds every recording, conflicting ones included. `cases` is the number of rows of the case sample,
    or None without one. `derived` names the items that were computed or counted, not recorded.
    """

    states: Mapping[str, ItemState]
    entries: Mapping[str, tuple[EvidenceEntry, ...]] = field(default_factory=dict)
    cases: int | None = None
    derived: frozenset[str] = frozenset()

    def state(self, item: str) -> ItemState:
        """What is recorded for `item`."""
        return self.states.get(item, NOT_LOOKED_AT)

    @cached_property
    def has_assumptions(self) -> bool:
        """Whether any value rests on an assumption."""
        return any(entry.is_assumed for entries in self.entries.values() for entry in entries)

    def is_assumed(self, item: str) -> bool:
        """Whether the item's value rests on an assumption."""
        return any(entry.is_assumed for entry in self.entries.get(item, ()))


@dataclass(frozen=True)
class Previous:
    """The previous inspection. `grades` is empty and `none` set when there was none before.

    A grade of None here never occurs: an area that is not in `grades` is not given.
    """

    grades: Mapping[str, str] = field(default_factory=dict)
    on: datetime.date | None = None
    none: bool = False


NO_PREVIOUS_GIVEN = Previous()


@dataclass(frozen=True)
class Case:
    """What the interpreter is asked about: evidence, grades taken as given, the previous inspection."""

    profile: EvidenceProfile
    given: Mapping[str, str] = field(default_factory=dict)
    previous: Previous = NO_PREVIOUS_GIVEN


@dataclass(frozen=True, slots=True)
class Departure:
    """A recorded difference from the proposal: why, by whom, and the second person where one is needed."""

    reason: str
    by: str
    second: str | None = None
    on: datetime.date | None = None
