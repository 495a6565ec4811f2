"""For the compiled path: what to write on the board for one item, looked up by its recorded value.

A value is coded by where it lies among the thresholds that the leaves compare it with (2k+1 codes for k
thresholds); each code has the leaves that hold there, as bits. Over a range of codes a leaf surely holds
where all of them have it, and possibly where one has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction

from evenhand.domain import (
    DoesNotApply,
    EvidenceItem,
    ItemState,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    simplest,
)
from evenhand.evaluation.board import Marks
from evenhand.language import (
    Between,
    Compare,
    Constant,
    DoesNotApplyTo,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Leaf,
    Not,
    ParameterValue,
    Scaled,
    Term,
    positive_of,
    ranked_mask,
    satisfies,
)

Bits = tuple[int, int]
"""The leaves that surely hold and those that possibly hold, as bits."""

Key = Number | None | tuple[Number | None, Number | None] | tuple[Number, Number, int | None]
"""A value as generated code looks it up: a number, a range, a share with its denominator, names as bits."""

KEPT_VALUES = 4096
"""How many values of one item are remembered with their bits."""


def fixed_value(term: Term, parameters: Mapping[str, Number]) -> Number | None:
    """The value of a term made of constants and parameters alone; None for any other."""
    match term:
        case Constant(value):
            return value
        case ParameterValue(id):
            return parameters[id]
        case Scaled(part, by):
            inner = fixed_value(part, parameters)
            return None if inner is None else simplest(Fraction(inner) * by)
        case _:
            return None


def coded_item(leaf: Leaf, parameters: Mapping[str, Number]) -> EvidenceItem | None:
    """The one item that a leaf compares with fixed values; None for leaves that need more."""
    inner = positive_of(leaf)
    match inner:
        case Compare(ItemNumber(item), _, right):
            return item if fixed_value(right, parameters) is not None else None
        case Between(ItemNumber(item), low, high):
            fixed = [fixed_value(end, parameters) for end in (low, high)]
            return None if None in fixed else item
        case IsOneOf(ItemName(item)) | IsRanked(ItemName(item)) | IsKnown(item):
            return item
        case DoesNotApplyTo(item):
            return item
        case _:
            return None


class ItemCodes(dict[Key, int]):
    """The leaves over one item, and what is written on the board for each value of it, looked up by key."""

    def __init__(
        self,
        item: EvidenceItem,
        marks: Mapping[Leaf, Marks],
        parameters: Mapping[str, Number],
    ) -> None:
        super().__init__()
        self.item = item
        self.marks = tuple(marks.values())
        leaves = [(leaf, 1 << index) for index, leaf in enumerate(marks)]
        self.is_known = self.absent = 0
        self.not_known = self.not_absent = 0
        compared: list[tuple[Leaf, int]] = []
        for leaf, bit in leaves:
            inner = positive_of(leaf)
            negated = isinstance(leaf, Not)
            if isinstance(inner, IsKnown):
                if negated:
                    self.not_known |= bit
                else:
                    self.is_known |= bit
            elif isinstance(inner, DoesNotApplyTo):
                if negated:
                    self.not_absent |= bit
                else:
                    self.absent |= bit
            else:
                compared.append((leaf, bit))
        self.thresholds: list[Number] = []
        if item.type.is_numeric:
            self._code_numbers(compared, parameters)
        else:
            self._code_names(compared)

    def _code_numbers(self, leaves: Sequence[tuple[Leaf, int]], parameters: Mapping[str, Number]) -> None:
        found: set[Number] = set()
        for leaf, _ in leaves:
            found.update(_thresholds(leaf, parameters))
        self.thresholds = sorted(found)
        self.codes = [0] * (2 * len(self.thresholds) + 1)
        for leaf, bit in leaves:
            for code in range(len(self.codes)):
                if self._holds(leaf, code, parameters):
                    self.codes[code] |= bit

    def _holds(self, leaf: Leaf, code: int, parameters: Mapping[str, Number]) -> bool:
        """Whether a leaf holds for values of one code. Odd codes are thresholds, even ones lie between."""
        if isinstance(leaf, Not):
            return not self._holds(leaf.leaf, code, parameters)
        match leaf:
            case Compare(_, comparison, right):
                at = self._code_of_threshold(fixed_value(right, parameters))
                return satisfies(code, comparison, at)
            case Between(_, low, high):
                return (
                    self._code_of_threshold(fixed_value(low, parameters))
                    <= code
                    <= self._code_of_threshold(fixed_value(high, parameters))
                )
            case _:
                raise TypeError("only comparisons of numbers are coded by thresholds")

    def _code_of_threshold(self, value: Number | None) -> int:
        assert value is not None
        return 2 * self.thresholds.index(value) + 1

    def _code_names(self, leaves: Sequence[tuple[Leaf, int]]) -> None:
        scale = self.item.names
        self.codes = [0] * len(scale)
        for leaf, bit in leaves:
            inner = positive_of(leaf)
            match inner:
                case IsOneOf(_, names):
                    mask = scale.mask(names)
                case IsRanked(subject, relation, name):
                    mask = ranked_mask(subject, relation, name)
                case _:
                    raise TypeError("only comparisons of names are coded by name")
            if isinstance(leaf, Not):
                mask = scale.whole & ~mask
            for position in range(len(scale)):
                if mask >> position & 1:
                    self.codes[position] |= bit

    # --- looking up ----------------------------------------------------------------------------------

    def __missing__(self, key: Key) -> int:
        found = self.written(Recorded(self._value(key)))
        if len(self) < KEPT_VALUES:
            self[key] = found
        return found

    def _value(self, key: Key) -> NumberRange | ShareRange | NameSet:
        match key:
            case (lowest, highest):
                return NumberRange(lowest, highest)
            case (lowest, highest, of):
                return ShareRange(lowest, highest, of)
            case int(mask) if not self.item.type.is_numeric:
                return NameSet(mask)
            case number:
                return NumberRange(number, number)

    def written(self, state: ItemState) -> int:
        """What is written on the board for a state of the item."""
        certain, possible = self.bits(state)
        found = 0
        for index, marks in enumerate(self.marks):
            if certain >> index & 1:
                found |= marks.true
            else:
                found |= marks.unknown if possible >> index & 1 else marks.false
        return found

    def bits(self, state: ItemState) -> Bits:
        """The leaves that surely and possibly hold for a state of the item."""
        match state:
            case Recorded(value, may_not_exist):
                certain, possible = self._with_absence(*self._compared(value), may_not_exist)
                return certain | self.is_known, possible | self.is_known
            case DoesNotApply():
                held = self.is_known | self.absent
                return held, held
            case Unknown(reason):
                return self.unknown_bits(reason.may_be_settled)

    def unknown_bits(self, may_be_settled: bool) -> Bits:
        """The leaves that hold while the item is unknown: what its bounds or names decide."""
        if self.item.type.is_numeric:
            compared = self._over(*self._ends(self.item.lowest, self.item.highest))
        else:
            compared = self._over_names(self.item.names.whole)
        certain, possible = self._with_absence(*compared, self.item.may_not_apply)
        if may_be_settled:
            return certain, possible | self.is_known | self.not_known
        return certain | self.not_known, possible | self.not_known

    def _with_absence(self, certain: int, possible: int, may_be_absent: bool) -> Bits:
        """What comparisons give, with the leaves that ask whether the item applies."""
        if may_be_absent:
            return 0, possible | self.absent | self.not_absent
        return certain | self.not_absent, possible | self.not_absent

    def _compared(self, value: NumberRange | ShareRange | NameSet) -> Bits:
        match value:
            case NumberRange(low, high):
                return self._over(*self._ends(low, high))
            case ShareRange():
                low, high = value.bounds
                return self._over(self._code(low), self._code(high))
            case NameSet(mask):
                return self._over_names(mask)

    def _ends(self, low: Number | None, high: Number | None) -> tuple[int, int]:
        """The codes of two ends; None is no end."""
        first = 0 if low is None else self._code(low)
        return first, len(self.codes) - 1 if high is None else self._code(high)

    def _code(self, value: Number) -> int:
        index = bisect_left(self.thresholds, value)
        at_threshold = index < len(self.thresholds) and self.thresholds[index] == value
        return 2 * index + at_threshold

    def _over(self, first: int, last: int) -> Bits:
        certain = possible = self.codes[first]
        for code in range(first + 1, last + 1):
            certain &= self.codes[code]
            possible |= self.codes[code]
        return certain, possible

    def _over_names(self, mask: int) -> Bits:
        certain, possible = -1, 0
        for position, held in enumerate(self.codes):
            if mask >> position & 1:
                certain &= held
                possible |= held
        return (certain if certain >= 0 else 0), possible


def _thresholds(leaf: Leaf, parameters: Mapping[str, Number]) -> list[Number]:
    inner = positive_of(leaf)
    match inner:
        case Compare(_, _, right):
            ends: tuple[Term, ...] = (right,)
        case Between(_, low, high):
            ends = (low, high)
        case _:
            ends = ()
    values = (fixed_value(end, parameters) for end in ends)
    return [value for value in values if value is not None]
