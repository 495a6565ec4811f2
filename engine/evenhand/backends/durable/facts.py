"""Facts as durable-rules is told them: what each is about, and its attributes.

A number has two ends, and a name a mark for each position of its scale that it can be. Whether something
exists, and whether it rests on an area in conflict, are attributes too (language.md section 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

from evenhand.backends.durable.guard import LARGEST
from evenhand.backends.durable.values import Amount, Evidence, Names, read_amount, read_names
from evenhand.domain import Scale
from evenhand.language import ItemName, Named, PreviousGrade, Term

EXISTS, CONFLICT, KNOWN, SURELY, POSSIBLY = "ex", "cf", "kn", "s", "p"
"""Attributes: whether it exists; whether it rests on an area in conflict; and of findings the two rails."""

Facts = dict[str, int]
"""The attributes of a fact."""


# --- subjects --------------------------------------------------------------------------------------


def item_subject(item: str) -> str:
    """The fact of an evidence item."""
    return f"item {item}"


def finding_subject(finding: str) -> str:
    """The fact of a finding."""
    return f"finding {finding}"


def named_subject(subject: Named) -> str:
    """The fact of a name that is compared."""
    if isinstance(subject, ItemName):
        return item_subject(subject.item.id)
    return f"{'previous' if isinstance(subject, PreviousGrade) else 'area'} {subject.area}"


def position(at: int, prefix: str = "") -> str:
    """The attribute that says whether a name can be the one at a position."""
    return f"{prefix}is{at}"


def excluded(at: int) -> str:
    """The attribute that says whether the name that another is compared with cannot be at a position."""
    return f"bno{at}"


def name_facts(names: Names, scale: Scale, prefix: str = "") -> Facts:
    """A name as attributes: a mark for each position, and the two ends."""
    low, high = names.ends(scale)
    marks = {position(at, prefix): int(at in names.positions) for at in range(len(scale))}
    return {**marks, f"{prefix}lo": low, f"{prefix}hi": high}


# --- numbers beside thresholds ---------------------------------------------------------------------


class TooLargeError(ValueError):
    """A number that durable-rules cannot hold exactly."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The thresholds that one item is compared with, as whole numbers of 1/`parts`.

    A value is asserted rounded down and rounded up to the grid: it is at least a threshold where it is so
    rounded down, and above it where it is so rounded up. Nothing beyond the thresholds is told apart.
    """

    parts: int
    least: int
    greatest: int

    def threshold(self, value: Fraction) -> int:
        """A threshold as it is written into a rule."""
        return int(value * self.parts)

    def facts(self, amount: Amount) -> Facts:
        """The two ends of a value, each rounded down and up."""
        facts = {}
        for end, value, beyond in (("lo", amount.low, self.least), ("hi", amount.high, self.greatest)):
            scaled = None if value is None else value * self.parts
            facts[f"{end}f"] = beyond if scaled is None else self._within(floor(scaled))
            facts[f"{end}c"] = beyond if scaled is None else self._within(ceil(scaled))
        return facts

    def _within(self, value: int) -> int:
        return min(max(value, self.least), self.greatest)


def grid_of(item: str, thresholds: Iterable[Fraction]) -> Grid:
    """The grid of an item's thresholds. Raises TooLargeError where they have too many digits."""
    found = list(thresholds)
    parts = lcm(*(threshold.denominator for threshold in found))
    scaled = [int(threshold * parts) for threshold in found]
    if max(map(abs, scaled)) >= LARGEST:
        raise TooLargeError(f"the numbers that {item} is compared with have too many digits between them")
    return Grid(parts, min(scaled) - 1, max(scaled) + 1)


def _side_by_side(amounts: Sequence[Amount]) -> list[tuple[int, int]] | None:
    """The ends of several amounts as whole numbers of one fraction, what is without bound beyond the rest.

    None where they have too many digits.
    """
    ends = [end for amount in amounts for end in (amount.low, amount.high) if end is not None]
    parts = lcm(*(end.denominator for end in ends)) if ends else 1
    scaled = [int(end * parts) for end in ends]
    least, greatest = min(scaled, default=0) - 1, max(scaled, default=0) + 1
    if max(-least, greatest) >= LARGEST:
        return None
    return [
        (
            least if amount.low is None else int(amount.low * parts),
            greatest if amount.high is None else int(amount.high * parts),
        )
        for amount in amounts
    ]


# --- comparisons of two things that are not a threshold ---------------------------------------------


@dataclass(frozen=True, slots=True)
class Comparands:
    """What must be put side by side in one fact before durable-rules can compare it.

    `terms` are numbers worked out first; `names` are copied from what they are. `areas` must be settled.
    `leaf` is what compares them, as it is written.
    """

    leaf: str
    terms: tuple[Term, ...]
    names: tuple[Named, ...]
    areas: tuple[str, ...]

    def facts(self, known: Evidence) -> Facts:
        """The attributes, now that all areas are settled. Raises TooLargeError."""
        found: Facts = {}
        amounts = [read_amount(term, known) for term in self.terms]
        ends = _side_by_side(amounts)
        if ends is None:
            raise TooLargeError(f"the numbers in `{self.leaf}` have too many digits between them")
        for side, (low, high) in zip("abc", ends, strict=False):
            found |= {f"{side}lo": low, f"{side}hi": high}
        names = [read_names(subject, known) for subject in self.names]
        for side, subject, read in zip("ab", self.names, names, strict=False):
            found |= name_facts(read, subject.scale, side)
        if names:
            found |= {
                excluded(at): int(at not in names[1].positions) for at in range(len(self.names[1].scale))
            }
        parts: list[Amount | Names] = [*amounts, *names]
        found[EXISTS] = min(part.exists for part in parts)
        found[CONFLICT] = int(any(part.conflict for part in parts))
        return found
