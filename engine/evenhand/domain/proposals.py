"""What the rules propose for one judgement area, and how a draft grade stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from evenhand.domain.scales import Scale


class Conflict(StrEnum):
    """Whether limiting rules leave no grade."""

    NO = "no"
    POSSIBLE = "possible"
    CERTAIN = "certain"


class Judged(StrEnum):
    """Whether the area is judged at all."""

    YES = "yes"
    POSSIBLY = "possibly"
    NO = "no"


class DraftStatus(StrEnum):
    """How a draft grade stands to the proposal (language.md section 6)."""

    AGREES = "agrees"
    DEPARTS = "departs"
    OUTSIDE = "outside"
    UNDECIDED = "undecided"
    CONFLICT = "conflict"
    NOT_JUDGED = "not_judged"
    NO_DRAFT = "no_draft"


@dataclass(frozen=True)
class Outcome:
    """What follows for one area.

    `reach` and `permitted` are (worst, best) positions on the scale, both included, or None when empty:
    not judged, or in certain conflict. `provisional` is a position, or None when there is none (not
    judged, or fired rules in conflict).
    """

    scale: Scale
    reach: tuple[int, int] | None
    permitted: tuple[int, int] | None
    provisional: int | None
    conflict: Conflict
    judged: Judged

    @cached_property
    def proposed(self) -> str | None:
        """The proposed grade: only where the reach is one grade and nothing else is possible."""
        if self.reach is None or self.conflict is not Conflict.NO or self.judged is not Judged.YES:
            return None
        worst, best = self.reach
        return self.scale.names[worst] if worst == best else None

    @cached_property
    def provisional_grade(self) -> str | None:
        """The provisional grade by name."""
        return None if self.provisional is None else self.scale.names[self.provisional]

    @cached_property
    def reach_grades(self) -> tuple[str, ...]:
        """The grades still possible, worst first."""
        return () if self.reach is None else self.scale.run(*self.reach)

    @cached_property
    def permitted_grades(self) -> tuple[str, ...]:
        """The grades that the fired must-rules leave open, worst first."""
        return () if self.permitted is None else self.scale.run(*self.permitted)

    def status_of(self, draft: str | None) -> DraftStatus:
        """How `draft` stands to this outcome: the first status that holds, in the order of language.md 6."""
        if self.judged is Judged.NO:
            return DraftStatus.NOT_JUDGED
        if self.conflict is Conflict.CERTAIN:
            return DraftStatus.CONFLICT if self.judged is Judged.YES else DraftStatus.UNDECIDED
        if draft is not None:
            # Of an area that is given while its own rules are in conflict, every grade is excluded.
            if draft not in self.permitted_grades:
                return DraftStatus.OUTSIDE
            if draft not in self.reach_grades:
                return DraftStatus.DEPARTS
        if self.proposed is None:
            return DraftStatus.UNDECIDED
        return DraftStatus.NO_DRAFT if draft is None else DraftStatus.AGREES
