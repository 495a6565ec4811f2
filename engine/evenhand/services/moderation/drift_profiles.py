"""How the grade of an area follows from those it rests on, earlier and later."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evenhand.language import areas_of_start
from evenhand.moderation.drift.profiles import ProfileChanges, profile_changes
from evenhand.moderation.drift.tables import timed
from evenhand.services.moderation.judgements import AreaJudgements, FrameworkJudgements
from evenhand.statistics import holm


@dataclass(frozen=True)
class Profile:
    """One profile: the grades of the areas read, as places on their scales, and what followed from it.

    `early` and `late` count each grade, worst first. `usual_early` and `usual_late` are the commonest grades,
    None where there is no one such. `p` tests a change of its mean grade, and `adjusted` allows for every
    profile of the area that is tested.
    """

    grades: tuple[int, ...]
    early: tuple[int, ...]
    late: tuple[int, ...]
    usual_early: int | None
    usual_late: int | None
    p: float
    adjusted: float

    @property
    def changed(self) -> bool:
        """Whether its usual grade is another one later."""
        return None not in (self.usual_early, self.usual_late) and self.usual_early != self.usual_late


@dataclass(frozen=True)
class AreaProfiles:
    """The profiles of one area whose start reads others.

    `profiles` are those with enough cases, in the order of the grades, best first; `rare` counts the others.
    `left_out` counts cases with a grade in the area and without one of those read, or without a day. `split`
    is the day on which the later half begins. `p` tests all profiles together, None where there is nothing
    to test; `way` is 1 where later grades are higher given the profile, -1 where lower.
    """

    read: tuple[str, ...]
    cases: int
    left_out: int
    profiles: tuple[Profile, ...] = ()
    rare: int = 0
    split: datetime.date | None = None
    p: float | None = None
    way: int = 0

    @property
    def changed(self) -> tuple[Profile, ...]:
        """Those whose usual grade changed."""
        return tuple(one for one in self.profiles if one.changed)


def profiles_of(
    one: FrameworkJudgements, area: AreaJudgements, random: np.random.Generator, draws: int, minimum: int
) -> AreaProfiles:
    """The profiles of an area: `minimum` cases in each half make one enough to be told of."""
    read = tuple(id for id in dict.fromkeys(areas_of_start(area.area.start)) if id in one.areas)
    grades = np.stack([one.areas[id].recorded for id in read])
    usable = area.graded & (grades >= 0).all(axis=0) & (one.days > 0)
    rows = np.flatnonzero(usable)
    left_out = int(area.graded.sum()) - len(rows)
    found = AreaProfiles(read, len(rows), left_out)
    if not len(rows) or len(np.unique(one.days[rows])) < 2:
        return found
    profiles, which = np.unique(grades[:, rows], axis=1, return_inverse=True)
    counts = timed(one.days[rows], which.ravel(), area.awarded[rows], profiles.shape[1], len(area.scale))
    changes = profile_changes(counts, draws, random)
    early, late = changes.early.sum(axis=1), changes.late.sum(axis=1)
    enough = np.flatnonzero((early >= minimum) & (late >= minimum))
    told = _told(profiles, changes, enough)
    return AreaProfiles(
        read,
        len(rows),
        left_out,
        tuple(sorted(told, key=lambda profile: profile.grades, reverse=True)),
        profiles.shape[1] - len(enough),
        datetime.date.fromordinal(int(counts.first[changes.split])),
        changes.overall if bool(((early > 0) & (late > 0)).any()) else None,
        changes.way,
    )


def _told(
    profiles: npt.NDArray[Any],
    changes: ProfileChanges,
    enough: npt.NDArray[Any],
) -> list[Profile]:
    adjusted = holm(changes.p[enough].tolist())
    return [
        Profile(
            tuple(profiles[:, at].tolist()),
            tuple(changes.early[at].tolist()),
            tuple(changes.late[at].tolist()),
            _known(int(changes.usual_early[at])),
            _known(int(changes.usual_late[at])),
            float(changes.p[at]),
            float(p),
        )
        for at, p in zip(enough.tolist(), adjusted, strict=True)
    ]


def _known(grade: int) -> int | None:
    return None if grade < 0 else grade
