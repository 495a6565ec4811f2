"""What is recorded for one evidence item: a value, that it does not apply, or unknown with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from evenhand.domain.numbers import Number, simplest


class UnknownReason(StrEnum):
    """Why an item is unknown. The first two may yet be settled; the last two will not."""

    NOT_LOOKED_AT = "not looked at"
    SOURCES_CONFLICT = "sources conflict"
    COULD_NOT_TELL = "looked and could not tell"
    SUPPRESSED = "suppressed"

    @property
    def may_be_settled(self) -> bool:
        """Whether more work can still give a value."""
        return self in (UnknownReason.NOT_LOOKED_AT, UnknownReason.SOURCES_CONFLICT)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number or count known to lie from `lowest` to `highest`, both included; exact when equal.

    An end is None only in a mean or median over a case that is not known and has no bound.
    """

    lowest: Number | None
    highest: Number | None

    @property
    def is_exact(self) -> bool:
        """Whether only one value is possible."""
        return self.lowest is not None and self.lowest == self.highest


@dataclass(frozen=True, slots=True)
class ShareRange:
    """A share: `lowest` to `highest` of `of`, or, where `of` is None, fractions of one.

    With a denominator the two ends are whole numbers of it, and `0 < of`.
    """

    lowest: Number
    highest: Number
    of: int | None = None

    @property
    def is_exact(self) -> bool:
        """Whether only one value is possible."""
        return self.lowest == self.highest

    @property
    def bounds(self) -> tuple[Number, Number]:
        """The two ends as exact fractions of one."""
        if self.of is None:
            return self.lowest, self.highest
        return simplest(Fraction(self.lowest, self.of)), simplest(Fraction(self.highest, self.of))


@dataclass(frozen=True, slots=True)
class NameSet:
    """A level, choice or yes/no known to be one of some names, as bits over the item's scale."""

    mask: int

    @property
    def is_exact(self) -> bool:
        """Whether only one name is possible."""
        return self.mask.bit_count() == 1


Value = NumberRange | ShareRange | NameSet


@dataclass(frozen=True, slots=True)
class Recorded:
    """A value was recorded, exactly or partly.

    `may_not_exist` is set for a share of a case sample in which no case surely applies. `sampled` says
    that the share comes from a sample, so that it carries a sampling interval.
    """

    value: Value
    may_not_exist: bool = False
    sampled: bool = False


@dataclass(frozen=True, slots=True)
class DoesNotApply:
    """The item does not exist for this inspection. That is known, and is not the same as unknown."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing usable is recorded, and why."""

    reason: UnknownReason


ItemState = Recorded | DoesNotApply | Unknown

NOT_LOOKED_AT = Unknown(UnknownReason.NOT_LOOKED_AT)
DOES_NOT_APPLY = DoesNotApply()
