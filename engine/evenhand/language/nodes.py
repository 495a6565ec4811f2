"""The closed tree of conditions. Every reading of a rule is one function over these nodes.

Nodes are immutable and carry their place in the file; equality ignores the place. Sugar (`is 5 or 7`,
`at least 2 of safe and caring are good`, `mean of a and b`) is lowered before a node is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from evenhand.diagnostics import Span
from evenhand.domain import EvidenceItem, Number, Scale


def _place() -> Span | None:
    return field(default=None, compare=False, repr=False)


# --- numbers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """A number as written, in `unit`; a percentage or `3 of 4` is a share and a fraction of one."""

    value: Number
    unit: str | None = None
    is_share: bool = False
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of a named threshold on the day of the inspection, in the parameter's own unit."""

    id: str
    unit: str | None = None
    is_share: bool = False
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class ItemNumber:
    """The recorded value of a number, count or share item."""

    item: EvidenceItem
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class CaseTotal:
    """`cases`: the number of rows of the case sample."""

    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a level item's level or of an area's grade."""

    subject: Named
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Sum:
    """The parts added up; subtraction is adding a part scaled by -1."""

    parts: tuple[Term, ...]
    span: Span | None = _place()


class Written(StrEnum):
    """How a scaled term is written, so that it can be printed as it was."""

    TIMES = "times"
    PERCENT = "percent of"
    UNIT = "not written: a conversion of units"


@dataclass(frozen=True, slots=True)
class Scaled:
    """A part times a number: `10% of cases`, `a / 36`, `-a`, or weeks read as days."""

    part: Term
    by: Number
    written: Written = field(default=Written.TIMES, compare=False)
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Quotient:
    """A part divided by a declared count. Dividing by zero does not exist."""

    part: Term
    by: ItemNumber | CaseTotal
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of the parts."""

    greatest: bool
    parts: tuple[Term, ...]
    span: Span | None = _place()


Term = Constant | ParameterValue | ItemNumber | CaseTotal | Points | Sum | Scaled | Quotient | Extreme


# --- names -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemName:
    """The recorded level, choice or yes/no of an item."""

    item: EvidenceItem
    span: Span | None = _place()

    @property
    def scale(self) -> Scale:
        """The names that it can have."""
        return self.item.names


@dataclass(frozen=True, slots=True)
class AreaGrade:
    """The grade of a judgement area in this inspection."""

    area: str
    scale: Scale
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class PreviousGrade:
    """The grade of a judgement area at the previous inspection."""

    area: str
    scale: Scale
    span: Span | None = _place()


Named = ItemName | AreaGrade | PreviousGrade


# --- leaves ----------------------------------------------------------------------------------------


class Comparison(StrEnum):
    """How two numbers are compared."""

    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    EQUAL = "="


class Relation(StrEnum):
    """How a name on a scale is compared with another.

    The first two follow the order written; better and worse follow the declared direction (grades are
    always written worst to best).
    """

    AT_LEAST = "at least"
    AT_MOST = "at most"
    BETTER = "better than"
    WORSE = "worse than"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Compare:
    """`left >= right`, and the like."""

    left: Term
    comparison: Comparison
    right: Term
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Between:
    """`subject is between lowest and highest`, both included."""

    subject: Term
    lowest: Term
    highest: Term
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """`subject is a or b`: names in the order of the scale, each once."""

    subject: Named
    names: tuple[str, ...]
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class IsRanked:
    """`subject is at least good`: against one name of its scale. Never with `Relation.SAME`."""

    subject: Named
    relation: Relation
    name: str
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class IsAgainst:
    """`staffing is better than health`: against another item or area on the same scale."""

    subject: Named
    relation: Relation
    other: Named
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class IsKnown:
    """`item is known`."""

    item: EvidenceItem
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class DoesNotApplyTo:
    """`item does not apply`."""

    item: EvidenceItem
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class IsJudged:
    """`area is judged`."""

    area: str
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class HasFinding:
    """A finding's name or id, standing alone."""

    finding: str
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Not:
    """The not-form of a leaf. It, too, is false where the thing does not exist."""

    leaf: PositiveLeaf
    span: Span | None = _place()


PositiveLeaf = (
    Compare | Between | IsOneOf | IsRanked | IsAgainst | IsKnown | DoesNotApplyTo | IsJudged | HasFinding
)
Leaf = PositiveLeaf | Not


def positive_of(leaf: Leaf) -> PositiveLeaf:
    """The leaf itself, or what a not-form is of."""
    return leaf.leaf if isinstance(leaf, Not) else leaf


# --- connectives -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds. A plain list of conditions is one of these."""

    parts: tuple[Condition, ...]
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class NoneOf:
    """No part holds."""

    parts: tuple[Condition, ...]
    span: Span | None = _place()


class Quantity(StrEnum):
    """How many parts of a count must hold."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class CountOf:
    """`at least N of`, `at most N of`, `exactly N of` the parts hold."""

    quantity: Quantity
    number: int
    parts: tuple[Condition, ...]
    span: Span | None = _place()


Connective = AllOf | AnyOf | NoneOf | CountOf
Condition = Leaf | Connective

CONNECTIVES = (AllOf, AnyOf, NoneOf, CountOf)
