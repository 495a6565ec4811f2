"""What comes of a replay: counts for each area, and the cases that moved or could not be replayed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from evenhand.domain import Scale
from evenhand.replay import Reason, Tally
from evenhand.services.attribution import Attribution
from evenhand.services.replay_sides import Side
from evenhand.services.sweep import Sweep

MOST_LISTED = 10_000
"""How many of the cases that moved are listed by name."""

MOST_UNREPLAYED = 1_000
"""How many of the cases that cannot be replayed are listed, with what is missing."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose grade of one area is not the same on both sides."""

    id: str
    provider: str
    rules: str
    on: datetime.date | None
    published: datetime.date | None
    area: str
    before: str
    after: str
    scale: Scale
    because: Reason = ()
    """The smallest sets of changes that each bring the move about, where an amendment is replayed."""


@dataclass(frozen=True)
class Unreplayed:
    """A case that one of the sides cannot grade.

    `area` is None where no area can be graded: `reason` says why a side has no rules for the case.
    """

    id: str
    area: str | None
    find: Callable[[], tuple[str, ...]]
    reason: str | None = None
    number: int = 0
    """The number of its row, from 1; 0 where that is not known."""

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The items or areas that are missing; worked out when somebody asks."""
        return self.find()


Listed = Moved | Unreplayed
"""A case in a list of a replay."""


class MovedCases(Protocol):
    """Takes every case that moved."""

    def add(self, moved: Iterable[Moved]) -> None:
        """Take some cases."""


@dataclass
class AreaReplay:
    """One area over all cases."""

    id: str
    title: str
    tally: Tally
    rules: str
    """The rule set whose words for grades the tally has: that of the first case."""
    groups: dict[str, Tally] = field(default_factory=dict)
    """The same for each group of cases, where they are told apart."""
    gone: int = 0
    """How many cases have no such area after."""
    new: int = 0
    """How many cases have no such area before."""
    kept: int = 0
    """In how many of the cases counted a recorded departure keeps the grade awarded."""


@dataclass
class Replay:
    """What came of a replay. Lists stop somewhere; the counts beside them do not."""

    before: Side
    after: Side
    by: str | None
    cases: int = 0
    areas: dict[str, AreaReplay] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    unreplayed: list[Unreplayed] = field(default_factory=list)
    without_rules: int = 0
    """How many cases a side has no rules for."""
    not_affected: int = 0
    without_area: int = 0
    """How many cases have the area that was asked for on neither side."""
    attribution: Attribution | None = None
    only_alone: list[Moved] = field(default_factory=list)
    """Moves that one change alone would make, and all changes together do not."""
    sweep: Sweep | None = None
    provisional: bool = False
    """Whether a case that is undecided counts at its provisional grade."""
    keeps_departures: bool = False
    """Whether a case with a recorded departure keeps the grade awarded, whatever the rules."""

    @property
    def unreplayed_count(self) -> int:
        """How many times a case cannot be replayed in an area, or at all."""
        return self.without_rules + sum(area.tally.undecided for area in self.areas.values())

    @property
    def moved_count(self) -> int:
        """How many times a case moved in an area."""
        return sum(area.tally.moved for area in self.areas.values())
