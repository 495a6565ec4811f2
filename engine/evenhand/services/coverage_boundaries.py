"""What the cases of a casebook show of one boundary: on it, beside it, and how near they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.diagnostics import Span
from evenhand.domain import Number
from evenhand.evaluation import Belongs, Boundary
from evenhand.language import Leaf, Place, RulesInForce
from evenhand.services.coverage import Seen


@dataclass(slots=True)
class BoundarySeen:
    """One boundary of one condition, and where the values of the cases lie that are known exactly.

    `below` and `above` are cases beside the threshold, on it aside; `lower` and `upper` are all cases on
    that side. `seen` is how often the condition was true, false and unknown. `rules` are in force where the
    threshold is this one.
    """

    place: Place
    leaf: Leaf
    text: str
    boundary: Boundary
    area: str | None
    span: Span | None
    seen: Seen
    rules: RulesInForce
    at: int = 0
    below: int = 0
    above: int = 0
    lower: int = 0
    upper: int = 0
    nearest_below: Number | None = None
    nearest_above: Number | None = None

    def add(self, numbers: Mapping[Number, int]) -> None:
        """Count some cases by their values."""
        threshold, width = self.boundary.threshold, self.boundary.width
        for value, cases in numbers.items():
            if value == threshold:
                self.at += cases
            elif value < threshold:
                self.lower += cases
                self.below += cases if threshold - value <= width else 0
                if self.nearest_below is None or value > self.nearest_below:
                    self.nearest_below = value
            else:
                self.upper += cases
                self.above += cases if value - threshold <= width else 0
                if self.nearest_above is None or value < self.nearest_above:
                    self.nearest_above = value

    @property
    def cases(self) -> int:
        """How many cases have an exact value."""
        return self.at + self.lower + self.upper

    @property
    def can_be_exercised(self) -> bool:
        """Whether the item can have a value on each side."""
        return self.boundary.pair is not None

    @property
    def exercised(self) -> bool:
        """Whether some case lies on each side of it, on the threshold or beside it."""
        match self.boundary.belongs:
            case Belongs.ABOVE:
                return self.below > 0 and self.at + self.above > 0
            case Belongs.BELOW:
                return self.at + self.below > 0 and self.above > 0
            case Belongs.ALONE:
                return self.at > 0 and self.below + self.above > 0
