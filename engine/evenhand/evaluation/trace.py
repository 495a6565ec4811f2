"""The trace: the tree of steps that the interpreter returns. Text, HTML and JSON are renderers of it.

`inspection > area > rule > condition > leaf`, each step with what was asked, what was decided, and
because of what. Evidence is looked up by item in the trace's case, so that it is held once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple

from evenhand.domain import Case, Number, Outcome, Scale
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    Area,
    Concludes,
    Connective,
    DecisionTable,
    Finding,
    FindingTable,
    Leaf,
    Row,
    Rule,
    RulesInForce,
)


def ends_of(mask: int) -> tuple[int, int]:
    """The positions of the lowest and the highest bit of a set of names that has one.

    >>> ends_of(0b0110)
    (1, 2)
    """
    return (mask & -mask).bit_length() - 1, mask.bit_length() - 1


class Existence(Enum):
    """Whether the thing compared exists for this inspection."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Amount:
    """What a term can be: `lowest` to `highest`, both included; None is without bound.

    `is_share` says that it is a fraction of one. `of` is the denominator when the term is one recorded
    share with a denominator.
    """

    lowest: Number | None
    highest: Number | None
    exists: Existence = Existence.YES
    unit: str | None = None
    is_share: bool = False
    of: int | None = None
    in_conflict: bool = False
    """It rests on the points of an area whose rules may be in conflict: comparing it is unknown."""

    @property
    def is_exact(self) -> bool:
        """Whether only one value is possible."""
        return self.lowest is not None and self.lowest == self.highest


@dataclass(frozen=True, slots=True)
class Names:
    """What an item's level or an area's grade can be, as bits over `scale`."""

    scale: Scale
    mask: int
    exists: Existence = Existence.YES
    in_conflict: bool = False
    """The area's rules may be in conflict, so that comparing it is unknown."""


Reading = Amount | Names


class LeafNote(StrEnum):
    """What a reader should know about how a leaf was decided."""

    DOES_NOT_EXIST = "does not exist"
    MAY_NOT_EXIST = "may not exist"
    DECIDED_BY_BOUNDS = "decided by bounds"
    WITHIN_SAMPLING_ERROR = "within sampling error"
    ROUNDED_NEAR_THRESHOLD = "rounded near threshold"
    AREA_IN_CONFLICT = "area in conflict"
    NOTHING_TO_DIVIDE_BY = "nothing to divide by"
    ASSUMED = "assumed"


class LeafStep(NamedTuple):
    """One leaf decided. A named tuple, because a case has hundreds and a frozen class is slow to make.

    `left` and `right` are what the two sides can be (`right` only where it is a term, item or area; for
    `is between` it is the lower end and `upper` the upper end). `distance` is how far an exact left value
    lies from an exact threshold: left minus right, in the left side's unit (a share: as a fraction of
    one). `interval` is the 95% Wilson interval of a sampled share.
    """

    leaf: Leaf
    truth: Truth
    left: Reading | None = None
    right: Reading | None = None
    upper: Reading | None = None
    distance: Number | None = None
    interval: tuple[float, float] | None = None
    notes: tuple[LeafNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionStep:
    """A connective decided from its parts."""

    condition: Connective
    truth: Truth
    parts: tuple[Step, ...]


Step = LeafStep | ConditionStep


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule: `truth` is fired, not fired or undecided."""

    rule: Rule
    truth: Truth
    when: Step | None
    unless: Step | None


@dataclass(frozen=True, slots=True)
class RowStep:
    """One row of a table; `cells` has None for `-`. `possible`: the row may be the one that counts."""

    row: Row
    truth: Truth
    possible: bool
    cells: tuple[Step | None, ...]


@dataclass(frozen=True, slots=True)
class TableStep:
    """A decision table decided.

    `gap` says whether no row may count, because a column does not (or may not) exist.
    """

    table: DecisionTable
    rows: tuple[RowStep, ...]
    gap: Existence


@dataclass(frozen=True, slots=True)
class FindingTableStep:
    """A table of findings among the rules of a file: `concluded` has the truth of each finding it names."""

    rule: FindingTable
    table: TableStep
    concluded: Mapping[str, Truth]

    @property
    def truth(self) -> Truth:
        """True where one finding is surely concluded, false where none can be."""
        values = self.concluded.values()
        if Truth.TRUE in values:
            return Truth.TRUE
        return Truth.UNKNOWN if Truth.UNKNOWN in values else Truth.FALSE


AnyRuleStep = RuleStep | FindingTableStep


@dataclass(frozen=True, slots=True)
class StartStep:
    """Where an area starts: worst and best possible position (before moves), and whether it is judged.

    `judged` is YES, MAYBE or NO. `members` holds what each area or item that it reads can be.
    """

    worst: int
    best: int
    judged: Existence
    members: tuple[tuple[str, Names], ...] = ()
    table: TableStep | None = None
    reads_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The worst and best values of what grades an area, as positions (language.md section 6)."""

    start: tuple[int, int]
    pointed: tuple[int, int]
    floor: tuple[int, int]
    ceiling: tuple[int, int]


@dataclass(frozen=True, slots=True)
class AreaStep:
    """One area: where it starts, its rules, the limits they give and what follows.

    `given` is the grade (or `not_judged`) that the inspection file gives. `settle` lists the items that
    would settle an undecided area, the most useful first. `provisional_fired` holds the ids of the rules
    that count for the provisional grade, `provisional_start` the position that it starts from, before moves.
    """

    area: Area
    start: StartStep
    rules: tuple[AnyRuleStep, ...]
    judged_when: Step | None
    limits: Limits
    outcome: Outcome
    given: str | None
    settle: tuple[str, ...]
    provisional_fired: frozenset[str]
    provisional_start: int

    @property
    def grading_steps(self) -> tuple[RuleStep, ...]:
        """The steps of the rules that grade it, in file order."""
        return tuple(
            step
            for step in self.rules
            if isinstance(step, RuleStep) and not isinstance(step.rule.conclusion, Concludes)
        )

    @property
    def fired(self) -> tuple[str, ...]:
        """Ids of the rules that fired, in file order."""
        return tuple(step.rule.id for step in self.rules if step.truth is Truth.TRUE)

    @property
    def undecided(self) -> tuple[str, ...]:
        """Ids of the rules that are undecided, in file order."""
        return tuple(step.rule.id for step in self.rules if step.truth is Truth.UNKNOWN)


@dataclass(frozen=True)
class FindingStep:
    """A finding's truth, and the rules and tables that conclude it."""

    finding: Finding
    truth: Truth
    concluded_by: tuple[str, ...]


@dataclass(frozen=True)
class InspectionTrace:
    """All that was decided about one inspection, and on what."""

    rules: RulesInForce
    case: Case
    areas: Mapping[str, AreaStep]
    findings: Mapping[str, FindingStep]
    other_rules: tuple[AnyRuleStep, ...] = ()
    """Rules of files without an area."""

    def rule_step(self, rule_id: str) -> AnyRuleStep | None:
        """The step of a rule, wherever it stands."""
        for area in self.areas.values():
            for step in area.rules:
                if step.rule.id == rule_id:
                    return step
        return next((step for step in self.other_rules if step.rule.id == rule_id), None)
