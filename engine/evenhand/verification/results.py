"""What was found of an obligation: proved, refuted with inspections that show it, or undecided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evenhand.backends.planes.reading import Switch
from evenhand.language import Row
from evenhand.language.claims import ObligationName, row_subject
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

    `subject` names it: an area, a rule, a row of a table (`HP3 row 2`), two rules, an area and a grade, an
    area and items. `row` is the row of a table that it is about.
    """

    name: ObligationName
    subject: tuple[str, ...]
    row: Switch | None = None

    @property
    def switch(self) -> Switch:
        """What to switch off to take the rule or the row that it is about away."""
        return self.row or Switch(self.subject[0])


def of_row(name: ObligationName, owner: str, row: Row) -> Obligation:
    """An obligation of one row of the table of an area or rule."""
    return Obligation(name, (row_subject(owner, row),), Switch(owner, row.id))


@dataclass(frozen=True)
class Found:
    """What was found of an obligation.

    `witnesses` are inspections that show that it does not hold, as few items recorded as will do (`fewest`
    says whether that is known); none where no single inspection can show it. `region` has the conditions
    under which it fails as it does in the first of them, `related` the rules that go with it. `says_nothing`
    is set of a claim that holds only because no inspection meets its condition.
    """

    obligation: Obligation
    result: Result
    witnesses: tuple[Example, ...] = ()
    fewest: bool = True
    region: Region | None = None
    related: tuple[str, ...] = ()
    says_nothing: bool = False
