"""What was found of an obligation: proved, refuted with inspections that show it, or undecided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evenhand.language.claims import ObligationName
from evenhand.verification.counterexample import Example
from evenhand.verification.regions import Region


class Result(StrEnum):
    """What was found of an obligation."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that a rule set must have, and what it is asked of.

    `subject` names it: an area, a rule, a rule and the id of a row, two rules, an area and a grade or items.
    """

    name: ObligationName
    subject: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What was found of an obligation.

    `witnesses` are inspections that show that it does not hold, as few items recorded as will do (`fewest`
    says whether that is known); none where no single inspection can show it. `region` has the conditions
    under which it fails as it does in the first of them, `related` the rules that go with it.
    """

    obligation: Obligation
    result: Result
    witnesses: tuple[Example, ...] = ()
    fewest: bool = True
    region: Region | None = None
    related: tuple[str, ...] = ()
