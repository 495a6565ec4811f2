"""What would change an area's grade, and what would settle one that is open, within a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from evenhand.domain import Judged
from evenhand.evaluation import AreaStep
from evenhand.language import (
    ColumnKind,
    Whole,
    rests_on,
)
from evenhand.services.check import Checked
from evenhand.verification import (
    Budget,
    ChangeFinder,
    Changes,
    ExactReach,
    Likely,
    Settling,
    exact_reach,
    likely_to_settle,
    settling_sets,
)
from evenhand.verification.likely_to_settle import ROUNDS

Clock = Callable[[], float]

MOST_SETS = 10
"""How many sets of changes, or of items that settle, are given."""


@dataclass(frozen=True)
class WhatWouldChange:
    """What would bring an area to a grade.

    `grade` is `better` or `worse` where the area has no such grade to change to. `found` is None where there
    is nothing to look for; `note` then says why. `better` says whether the grade is better than the one that
    the area has, None where it has none.
    """

    area: str
    grade: str
    only_changeable: bool
    found: Changes | None
    note: str | None = None
    better: bool | None = None

    @property
    def is_decided(self) -> bool:
        """Whether there is an answer: the fewest changes, or that none reach the grade."""
        if self.found is None:
            return True
        return self.found.fewest_known if self.found.sets else self.found.every


@dataclass(frozen=True)
class WhatWouldSettle:
    """What an area can turn out as, and what would settle which.

    `likely` ranks the open items where no few of them settle it: over `rounds` random completions drawn from
    `seed`.
    """

    reach: ExactReach
    settling: Settling
    likely: tuple[Likely, ...]
    seed: int
    rounds: int = ROUNDS

    @property
    def is_decided(self) -> bool:
        """Whether all of it is known."""
        return self.settling.in_time and not self.reach.open


def grade_beside(step: AreaStep, better: bool) -> str | None:
    """The next grade up or down from the one proposed, or provisionally given; None where there is none."""
    scale, position = step.outcome.scale, _position(step)
    if position is None:
        return None
    beside = position + (1 if better else -1)
    return scale.names[beside] if 0 <= beside < len(scale) else None


def what_would_change(
    checked: Checked,
    area: str,
    grade: str,
    *,
    only_changeable: bool = False,
    seconds: float | None = None,
    clock: Clock = time.monotonic,
) -> WhatWouldChange:
    """What would bring an area of an inspection to a grade, in `seconds` at most (None: however long)."""
    note = _nothing_to_look_for(checked, area, grade)
    if note is not None:
        return WhatWouldChange(area, grade, only_changeable, None, note)
    budget = Budget(seconds, clock)
    better = _is_better(checked.trace.areas[area], grade)
    found = ChangeFinder(checked.trace.rules).find(
        checked.trace.case,
        area,
        grade,
        left=budget.left,
        only_changeable=only_changeable,
        better=better,
        most=MOST_SETS,
    )
    return WhatWouldChange(area, grade, only_changeable, found, better=better)


def _is_better(step: AreaStep, grade: str) -> bool | None:
    """Whether a grade is better than the one the area has, proposed or provisional; None for neither."""
    position, other = _position(step), step.outcome.scale.position(grade)
    return None if position is None or position == other else other > position


def _position(step: AreaStep) -> int | None:
    outcome = step.outcome
    return outcome.provisional if outcome.proposed is None else outcome.scale.position(outcome.proposed)


def _nothing_to_look_for(checked: Checked, area: str, grade: str) -> str | None:
    step = checked.trace.areas[area]
    if step.given is not None:
        return _given(step)
    if step.outcome.proposed == grade:
        return "The rules propose this grade already."
    given = checked.trace.case.given
    own = rests_on(checked.trace.rules, area, Whole(area=given.__contains__))
    no_evidence = not any(column.kind in (ColumnKind.ITEM, ColumnKind.CASES) for column in own.columns)
    if no_evidence and not given.keys().isdisjoint(own.areas):
        return "The grades that it rests on are given in the inspection file, so no evidence changes it."
    return None


def _given(step: AreaStep) -> str:
    given = "as not judged " if step.outcome.judged is Judged.NO else ""
    return f"The grade is given {given}in the inspection file, so no evidence changes it."


def none_beside(step: AreaStep, better: bool) -> WhatWouldChange:
    """The answer where `grade_beside` has none: there is no better grade, or no worse one, to change to."""
    outcome = step.outcome
    if step.given is not None:
        note = _given(step)
    elif outcome.judged is Judged.NO:
        note = "The area is not judged, so it has no grade. Name one to see what would reach it."
    elif _position(step) is None:
        note = "The area has no grade now. Name one to see what would reach it."
    else:
        now = "It is" if outcome.proposed is not None else "As far as is known it is"
        note = f"{now} at the {'best' if better else 'worst'} grade already."
    return WhatWouldChange(step.area.id, "better" if better else "worse", False, None, note)


def what_would_settle(
    checked: Checked, area: str, *, seed: int, seconds: float | None = None, clock: Clock = time.monotonic
) -> WhatWouldSettle:
    """What an area can turn out as, and what would settle which, in `seconds` at most."""
    rules, case = checked.trace.rules, checked.trace.case
    budget = Budget(seconds, clock)
    reach = exact_reach(rules, case, area, left=budget.left)
    settling = settling_sets(rules, case, area, left=budget.left, most=MOST_SETS)
    likely: tuple[Likely, ...] = ()
    if not reach.is_decided and len(settling.items) > 1 and (settling.needs_all or not settling.sets):
        likely = likely_to_settle(rules, case, area, settling.items, Random(seed))
    return WhatWouldSettle(reach, settling, likely, seed)
