"""What the departures ledger holds: departures, their reasons, and the rules and cases that they go with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.domain import Scale
from evenhand.moderation.departures.alike import Unalike
from evenhand.moderation.departures.counts import Counts
from evenhand.moderation.departures.strain import RuleCounts


@dataclass(frozen=True)
class Departed:
    """One departure: a case that was awarded another grade than is proposed. `reason` is as recorded."""

    id: str
    name: str
    proposed: int
    awarded: int
    outside: bool
    reason: str | None

    @property
    def steps(self) -> int:
        """By how many grades the award lies above the proposal; below, where negative."""
        return self.awarded - self.proposed


@dataclass(frozen=True)
class ReasonCount:
    """One reason as most cases write it, and the departures that give it."""

    text: str
    up: int
    down: int

    @property
    def both_ways(self) -> bool:
        """Whether it is given for higher awards and for lower ones."""
        return self.up > 0 and self.down > 0


@dataclass(frozen=True)
class RuleLedger:
    """The departures in one area by whether one of its rules fired.

    `against` counts awards that go against what the rule says where it fired: above its `at_most`, below its
    `at_least`; None for rules that limit nothing. `reasons` are those of the departures where it fired, and
    `without_reason` counts the others.
    """

    id: str
    title: str
    counts: RuleCounts
    against: int | None
    reasons: tuple[ReasonCount, ...] = ()
    without_reason: int = 0


@dataclass(frozen=True)
class UnalikeGroup:
    """Cases with the same reasons for one proposed grade that were awarded several grades.

    `fired` are the rules of the area that fired, and `below` the grades that its start is made of. `cases`
    holds the ids by grade awarded, worst first, and `reasons` those recorded, by id.
    """

    found: Unalike
    fired: tuple[str, ...]
    below: Mapping[str, str]
    cases: Mapping[int, tuple[str, ...]]
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class AreaLedger:
    """The ledger of one area under one framework version.

    `reasons_not_departed` counts cases with a reason whose award is the proposal, or has none to depart from.
    """

    id: str
    title: str
    scale: Scale
    counts: Counts
    departed: tuple[Departed, ...]
    reasons: tuple[ReasonCount, ...]
    without_reason: int
    reasons_not_departed: int
    rules: tuple[RuleLedger, ...]
    unalike: tuple[UnalikeGroup, ...]

    @property
    def both_ways(self) -> list[ReasonCount]:
        """The reasons that are given for higher awards and for lower ones."""
        return [one for one in self.reasons if one.both_ways]


@dataclass(frozen=True)
class FrameworkLedger:
    """The ledgers of one framework version. `given` are the areas where nothing can be proposed."""

    name: str
    areas: tuple[AreaLedger, ...]
    given: tuple[str, ...]
    has_reasons: bool
    """Whether the casebook records reasons at all."""

    @property
    def tested(self) -> int:
        """How many rules were tested for strain."""
        return sum(rule.counts.chance is not None for area in self.areas for rule in area.rules)


@dataclass(frozen=True)
class Departures:
    """The departures ledger of a casebook. `minimum` is of cases in which a rule fired."""

    frameworks: tuple[FrameworkLedger, ...]
    minimum: int
