"""What one column of an inspection can be: states in order, and states beside the order.

Values that no condition can tell apart are one state. The states in order are exact values or names; beside
them stand those that are no value: does not apply, not looked at, could not tell, no inspection before, or
what is recorded already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evenhand.backends.planes import CASES, ColumnId, ColumnKind, ColumnState, NoGrade
from evenhand.backends.planes.basis import Held
from evenhand.backends.planes.one_column import OneColumn
from evenhand.backends.planes.row_leaves import RowLeaf
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_JUDGED,
    NOT_LOOKED_AT,
    Case,
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
from evenhand.verification.classes import Boundary, Domain, value_classes

COULD_NOT_TELL = Unknown(UnknownReason.COULD_NOT_TELL)

NO_MASK = Held(0, 0)


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

    @property
    def states(self) -> tuple[ColumnState, ...]:
        """All states, those in order first."""
        return (*self.ordered, *self.others)

    @property
    def is_choice(self) -> bool:
        """Whether its names stand in no order."""
        return self.item is not None and self.item.type is ItemType.CHOICE

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


def state_in(column: ColumnId, case: Case) -> ColumnState:
    """What a case has for a column."""
    match column.kind:
        case ColumnKind.ITEM:
            return case.profile.state(column.id)
        case ColumnKind.PREVIOUS:
            if case.previous.none:
                return NoGrade.NONE_BEFORE
            return case.previous.grades.get(column.id, NoGrade.NOT_GIVEN)
        case ColumnKind.CASES:
            return case.profile.cases
        case ColumnKind.GIVEN:
            return case.given.get(column.id)


def exact(item: EvidenceItem, value: Number) -> Recorded:
    """The state of an item that has one value."""
    is_share = item.type is ItemType.SHARE
    return Recorded(ShareRange(value, value) if is_share else NumberRange(value, value))


def domain_of(item: EvidenceItem) -> Domain:
    """What an item that is a number, count or share can be."""
    derived = item.from_cases is not None and item.type is not ItemType.COUNT
    free = item.type is ItemType.SHARE or derived
    return Domain(item.lowest, item.highest, None if free else Fraction(1, 10**item.places))


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
    ordered: list[ColumnState] = []
    begins: list[Boundary | None] = []
    own_domain = None
    if item.type.is_numeric:
        own_domain = domain_of(item) if domain is None else domain
        codes = ItemCodes(item, {leaf.leaf: Marks() for leaf in leaves}, {})
        for one in value_classes(own_domain, codes.thresholds):
            ordered.append(exact(item, one.value))
            begins.append(one.begins)
    else:
        mask = item.names.whole if names is None else names
        ordered = [Recorded(NameSet(1 << at)) for at in range(len(item.names)) if mask >> at & 1]
    held = _held(asked, [*ordered, *others])
    if item.type.is_numeric:
        ordered, begins, held = _merged(ordered, begins, others, held)
    return StateSpace(
        column,
        tuple(ordered),
        tuple(others),
        dict(zip(leaves, held, strict=True)),
        item,
        None if item.type.is_numeric else item.names,
        own_domain,
        tuple(begin for begin in begins[1:] if begin is not None),
    )


def _held(asked: OneColumn, states: Sequence[ColumnState]) -> list[Held]:
    return asked.held(states) if asked.questions else []


def _merged(
    ordered: Sequence[ColumnState],
    begins: Sequence[Boundary | None],
    others: Sequence[ColumnState],
    held: Sequence[Held],
) -> tuple[list[ColumnState], list[Boundary | None], list[Held]]:
    """Neighbouring classes for which the same leaves hold, put together."""

    def leaves_at(place: int) -> tuple[tuple[int, int], ...]:
        return tuple((one.surely >> place & 1, one.possibly >> place & 1) for one in held)

    kept = [at for at in range(len(ordered)) if at == 0 or leaves_at(at) != leaves_at(at - 1)]
    places = [*kept, *range(len(ordered), len(ordered) + len(others))]

    def picked(bits: int) -> int:
        return sum((bits >> place & 1) << at for at, place in enumerate(places))

    return (
        [ordered[at] for at in kept],
        [begins[at] for at in kept],
        [Held(picked(one.surely), picked(one.possibly)) for one in held],
    )


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


PREVIOUS_OTHERS: tuple[ColumnState, ...] = (NoGrade.NONE_BEFORE,)
GIVEN_OTHERS: tuple[ColumnState, ...] = (NOT_JUDGED,)
