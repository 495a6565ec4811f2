"""What one column of an inspection can be: states in order, and states beside the order.

Values that no condition can tell apart are one state. The states in order are exact values or names; beside
them stand those that are no value: does not apply, not looked at, could not tell, no inspection before, or
what is recorded already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from evenhand.backends.planes import ColumnState
from evenhand.backends.planes.basis import Held
from evenhand.backends.planes.one_column import OneColumn
from evenhand.backends.planes.row_leaves import RowLeaf
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    EvidenceItem,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    UnknownReason,
)
from evenhand.evaluation.board import Marks
from evenhand.evaluation.item_codes import ItemCodes
from evenhand.language import (
    CASES,
    ColumnId,
)
from evenhand.verification.classes import Boundary, Domain, Stretch, ValueClass, value_classes

COULD_NOT_TELL = Unknown(UnknownReason.COULD_NOT_TELL)


@dataclass(frozen=True)
class StateSpace:
    """The states of one column.

    `boundaries` has, for numbers, where each state in order but the first begins. `held` says for which
    states each leaf surely and possibly holds: bit i stands for state i, those in order first.
    """

    column: ColumnId
    ordered: tuple[ColumnState, ...]
    others: tuple[ColumnState, ...]
    held: Mapping[RowLeaf, Held]
    item: EvidenceItem | None = None
    scale: Scale | None = None
    domain: Domain | None = None
    boundaries: tuple[Boundary, ...] = ()
    decided_by: OneColumn | None = None
    """What decides the leaves for one state more."""

    @property
    def states(self) -> tuple[ColumnState, ...]:
        """All states, those in order first."""
        return (*self.ordered, *self.others)

    @property
    def is_choice(self) -> bool:
        """Whether its names stand in no order."""
        return self.item is not None and self.item.type is ItemType.CHOICE

    def stretch(self, place: int) -> Stretch:
        """The values of a state in order of an item that is a number."""
        assert self.domain is not None
        begins, ends = ([None, *self.boundaries, None][at] for at in (place, place + 1))
        return Stretch(self.domain, begins, ends)

    def place(self, state: ColumnState) -> int | None:
        """Where a state stands among all of them; None where it leaves open in which of them it is."""
        if state in self.others:
            return len(self.ordered) + self.others.index(state)
        if self.item is not None and self.item.type.is_numeric:
            value = _one_number(state)
            return None if value is None else sum(boundary.is_passed(value) for boundary in self.boundaries)
        if self.column == CASES:
            return 0 if isinstance(state, int) else None
        return self.ordered.index(state) if state in self.ordered else None


def _one_number(state: ColumnState) -> Number | None:
    """The number that a state records; None where it records none, or a range."""
    match state:
        case Recorded(ShareRange() as share, False) if share.is_exact:
            return share.bounds[0]
        case Recorded(NumberRange(lowest, _) as number, False) if number.is_exact:
            return lowest
        case _:
            return None


def exact(item: EvidenceItem, value: Number) -> Recorded:
    """The state of an item that has one value."""
    is_share = item.type is ItemType.SHARE
    return Recorded(ShareRange(value, value) if is_share else NumberRange(value, value))


def domain_of(item: EvidenceItem) -> Domain:
    """What an item that is a number, count or share can be.

    A mean or median of cases may have any value, but is recorded with the item's decimals.
    """
    derived = item.from_cases is not None and item.type is not ItemType.COUNT
    free = item.type is ItemType.SHARE or derived
    step = Fraction(1, 10**item.places)
    if not free:
        return Domain(item.lowest, item.highest, step)
    return Domain(item.lowest, item.highest, None, None if item.type is ItemType.SHARE else step)


def may_not_apply(item: EvidenceItem) -> bool:
    """Whether an item may not exist for an inspection: declared, or a share or middle of no cases."""
    return item.may_not_apply or (item.from_cases is not None and item.type is not ItemType.COUNT)


def states_beside(item: EvidenceItem, *, known_asked: bool = False, open_: bool = False) -> list[ColumnState]:
    """The states of an item that are no value.

    `known_asked`: some condition asks whether it is known. `open_`: it need not be looked at.
    """
    found: list[ColumnState] = [DOES_NOT_APPLY] if may_not_apply(item) else []
    if known_asked:
        found.append(COULD_NOT_TELL)
    return [*found, NOT_LOOKED_AT] if open_ else found


def item_space(
    column: ColumnId,
    item: EvidenceItem,
    leaves: Sequence[RowLeaf],
    others: Sequence[ColumnState],
    domain: Domain | None = None,
    names: int | None = None,
) -> StateSpace:
    """The states of an item. `domain` or `names` (as bits) narrow what it can be."""
    asked = OneColumn(column, tuple(leaves), item)
    if not item.type.is_numeric:
        mask = item.names.whole if names is None else names
        ordered = [Recorded(NameSet(1 << at)) for at in range(len(item.names)) if mask >> at & 1]
        held = dict(zip(leaves, _held(asked, ordered), strict=True))
        by_name = StateSpace(column, tuple(ordered), (), held, item, item.names, decided_by=asked)
        return beside(by_name, others)
    domain = domain_of(item) if domain is None else domain
    codes = ItemCodes(item, {leaf.leaf: Marks() for leaf in leaves}, {})
    classes = list(value_classes(domain, codes.thresholds))
    numbers = [exact(item, one.value) for one in classes]
    kept, merged = _merged(_held(asked, numbers), len(numbers))
    space = StateSpace(
        column,
        tuple(numbers[at] for at in _recordable(domain, classes, kept)),
        (),
        dict(zip(leaves, merged, strict=True)),
        item,
        None,
        domain,
        tuple(begins for at in kept[1:] if (begins := classes[at].begins) is not None),
        asked,
    )
    return beside(space, others)


def beside(space: StateSpace, others: Sequence[ColumnState]) -> StateSpace:
    """The same states in order, with other states beside them."""
    above = (
        _held(space.decided_by, others) if space.decided_by is not None else [Held(0, 0)] * len(space.held)
    )
    count = len(space.ordered)
    in_order = (1 << count) - 1
    held = {
        leaf: Held(
            own.surely & in_order | more.surely << count, own.possibly & in_order | more.possibly << count
        )
        for (leaf, own), more in zip(space.held.items(), above, strict=True)
    }
    return replace(space, others=tuple(others), held=held)


def _held(asked: OneColumn, states: Sequence[ColumnState]) -> list[Held]:
    return asked.held(states) if asked.questions else []


def _merged(held: Sequence[Held], count: int) -> tuple[list[int], list[Held]]:
    """The places of the classes for which other leaves hold than for the one before, and what holds there."""

    def leaves_at(place: int) -> tuple[tuple[int, int], ...]:
        return tuple((one.surely >> place & 1, one.possibly >> place & 1) for one in held)

    kept = [at for at in range(count) if at == 0 or leaves_at(at) != leaves_at(at - 1)]

    def picked(bits: int) -> int:
        return sum((bits >> place & 1) << at for at, place in enumerate(kept))

    return kept, [Held(picked(one.surely), picked(one.possibly)) for one in held]


def _recordable(domain: Domain, classes: Sequence[ValueClass], kept: Sequence[int]) -> Iterator[int]:
    """For each run of classes that were merged, the first whose value can be recorded, else its first."""
    for first, end in pairwise([*kept, len(classes)]):
        yield next((at for at in range(first, end) if domain.can_record(classes[at].value)), first)


def previous_space(
    column: ColumnId,
    scale: Scale,
    leaves: Sequence[RowLeaf],
    others: Sequence[ColumnState],
    names: Sequence[str] | None = None,
) -> StateSpace:
    """The states of an area's previous grade; `names` narrow what it can be."""
    asked = OneColumn(column, tuple(leaves), None, scale)
    ordered = tuple(scale.names if names is None else names)
    held = _held(asked, [*ordered, *others])
    return StateSpace(column, ordered, tuple(others), dict(zip(leaves, held, strict=True)), None, scale)


def given_space(column: ColumnId, scale: Scale, others: Sequence[ColumnState]) -> StateSpace:
    """The states of an area that is given: its grades, with `not_judged` and the like beside them."""
    return StateSpace(column, scale.names, tuple(others), {}, None, scale)
