"""Evidence items: what can be recorded, with type, unit, bounds and the direction that is better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evenhand.domain.numbers import Number
from evenhand.domain.scales import Scale


class ItemType(StrEnum):
    """The six types of evidence item (language.md section 2)."""

    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"
    LEVEL = "level"
    CHOICE = "choice"
    YES_NO = "yes_no"

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers (and not names)."""
        return self in (ItemType.NUMBER, ItemType.COUNT, ItemType.SHARE)


class Better(StrEnum):
    """Which direction is better for children."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule, figure or definition comes from."""

    document: str
    part: str | None = None
    url: str | None = None

    def __str__(self) -> str:
        return f"{self.document}, {self.part}" if self.part else self.document


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One thing that can be recorded.

    `lowest` and `highest` are the declared bounds in the item's unit (a share's are 0 and 1; a count's
    lowest is 0 at least); None means no bound. `scale` holds the names of a level, choice or yes/no item.
    `computed` and `from_cases` hold the text of a derivation; an item with either is not recorded by hand
    when the parts are there. `weight` is how much the item counts, beside others, where cases are compared.
    """

    id: str
    type: ItemType
    title: str
    section: str | None = None
    unit: str | None = None
    places: int = 0
    lowest: Number | None = None
    highest: Number | None = None
    better: Better = Better.NEITHER
    scale: Scale | None = None
    may_not_apply: bool = False
    question: str | None = None
    found_in: str | None = None
    of: str | None = None
    sampled: bool = False
    changeable: bool = True
    weight: Number = 1
    computed: str | None = None
    from_cases: str | None = None
    source: Source | None = None
    note: str | None = None

    @property
    def names(self) -> Scale:
        """The scale of an item that has one. Raises TypeError for numbers: the checker excludes those."""
        if self.scale is None:
            raise TypeError(f"item {self.id} has no levels or options")
        return self.scale
