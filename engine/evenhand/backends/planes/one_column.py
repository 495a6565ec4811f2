"""Leaves that one column decides by itself: what each of its states says of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import floor

from evenhand.backends.planes.basis import Basis, Held, Vector, plain_basis, small_basis
from evenhand.backends.planes.columns import ColumnState, NoGrade
from evenhand.backends.planes.knowing import decide_row
from evenhand.backends.planes.row_leaves import RowLeaf
from evenhand.domain import (
    DOES_NOT_APPLY,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    UnknownReason,
    simplest,
)
from evenhand.evaluation.board import Marks
from evenhand.evaluation.item_codes import ItemCodes
from evenhand.language import ColumnId

KEPT_STATES = 1 << 16
"""How many states of one column are remembered with the leaves that hold for them."""


@dataclass(frozen=True, eq=False)
class OneColumn:
    """Some leaves over one item, or over the previous grade of one area (`names` is then its scale)."""

    column: ColumnId
    questions: tuple[RowLeaf, ...]
    item: EvidenceItem | None
    scale: Scale | None = None

    @cached_property
    def _codes(self) -> ItemCodes | None:
        if self.item is None:
            return None
        return ItemCodes(self.item, {question.leaf: Marks() for question in self.questions}, {})

    def held(self, states: Sequence[ColumnState]) -> list[Held]:
        """For each leaf, the states for which it surely and possibly holds."""
        bits = [self._bits(state) for state in states]
        return [
            Held(*(_turned(pair[rail] >> leaf & 1 for pair in bits) for rail in range(2)))
            for leaf in range(len(self.questions))
        ]

    @cached_property
    def _kept(self) -> dict[ColumnState, tuple[int, int]]:
        return {}

    def _bits(self, state: ColumnState) -> tuple[int, int]:
        """The leaves that surely and possibly hold for a state, as bits."""
        # Batches of one casebook have most of their states in common.
        found = self._kept.get(state)
        if found is None:
            found = self._decided(state)
            if len(self._kept) < KEPT_STATES:
                self._kept[state] = found
        return found

    def _decided(self, state: ColumnState) -> tuple[int, int]:
        if self._codes is not None:
            return self._codes.bits(_item_state(state))
        certain = possible = 0
        for at, question in enumerate(self.questions):
            surely, may = decide_row(question, (self.column,), (state,))
            certain |= surely << at
            possible |= may << at
        return certain, possible

    @cached_property
    def basis(self) -> Basis:
        """The planes for states that are exact or unknown."""
        classes = list(self._classes())
        return small_basis(self.held(classes), len(classes))

    @cached_property
    def full_basis(self) -> Basis:
        """The planes for any states."""
        return plain_basis(len(self.questions))

    def _classes(self) -> Iterator[ColumnState]:
        """A state for each class that the leaves can tell apart, ranges aside."""
        if self.item is None:
            assert self.scale is not None
            yield from self.scale.names
            yield from NoGrade
            return
        yield Unknown(UnknownReason.NOT_LOOKED_AT)
        yield Unknown(UnknownReason.COULD_NOT_TELL)
        if self.item.may_not_apply or self.item.from_cases:
            yield DOES_NOT_APPLY
        if not self.item.type.is_numeric:
            for position in range(len(self.item.names)):
                yield Recorded(NameSet(1 << position))
            return
        assert self._codes is not None
        is_share = self.item.type is ItemType.SHARE
        for value in _values(self.item, self._codes.thresholds):
            yield Recorded(ShareRange(value, value) if is_share else NumberRange(value, value))


def _turned(held: Iterable[int]) -> Vector:
    """Zeros and ones, one for each state, as one number."""
    return int("".join(map(str, held))[::-1] or "0", 2)


def _item_state(state: ColumnState) -> ItemState:
    assert state is not None and not isinstance(state, str | int)
    return state


def _values(item: EvidenceItem, thresholds: Sequence[Number]) -> Iterator[Number]:
    """A value on each threshold and one beside and between each two, where the item can have one."""
    derived = item.from_cases and item.type is not ItemType.COUNT
    step = None if item.type is ItemType.SHARE or derived else Fraction(1, 10**item.places)
    if not thresholds:
        return
    ends: list[Number] = [thresholds[0] - 1, *thresholds, thresholds[-1] + 1]
    if item.lowest is not None:
        ends[0] = min(item.lowest, thresholds[0]) - 1
    for low, high in pairwise(ends):
        between: Number = Fraction(low + high) / 2
        if step is not None:
            between = step * (floor(Fraction(low) / step) + 1)
        if between < high and _is_possible(item, between, step):
            yield simplest(between)
        elif item.lowest is not None and low < item.lowest < high:
            yield item.lowest
        if _is_possible(item, high, step):
            yield high
    beyond = thresholds[-1] + (step or 1)
    if step is not None:
        beyond = step * (floor(Fraction(thresholds[-1]) / step) + 1)
    for value in (beyond, item.highest):
        if value is not None and value > thresholds[-1] and _is_possible(item, value, step):
            yield simplest(value)


def _is_possible(item: EvidenceItem, value: Number, step: Fraction | None) -> bool:
    if (item.lowest is not None and value < item.lowest) or (
        item.highest is not None and value > item.highest
    ):
        return False
    return step is None or (Fraction(value) / step).denominator == 1
