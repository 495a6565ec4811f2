"""Leaves that reckon with several numbers, as linear arithmetic on both rails.

The formulas are those of `evaluation.readings` and `evaluation.leaves`, over terms of Z3 in the place of
numbers: what a term can be at least and at most, whether it exists, and whether it rests on a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

import z3

from evenhand.backends.planes.reading import LookUp
from evenhand.backends.planes.row_leaves import RowGap, RowQuestion
from evenhand.domain import (
    DoesNotApply,
    EvidenceItem,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
)
from evenhand.language import (
    CASES,
    AreaGrade,
    Between,
    CaseTotal,
    Compare,
    Constant,
    DoesNotApplyTo,
    Extreme,
    IsKnown,
    ItemName,
    ItemNumber,
    Leaf,
    Named,
    Not,
    ParameterValue,
    Points,
    PositiveLeaf,
    PreviousGrade,
    Quotient,
    Scaled,
    Sum,
    Term,
    item_column,
    items_in_operand,
    positive_of,
    previous_column,
)
from evenhand.verification.amounts import (
    Z3,
    Amount,
    End,
    Rail,
    all_of,
    any_of,
    between,
    compared,
    constant,
    divided,
    either,
    extreme,
    negated,
    scaled,
    standing,
    summed,
    turned_rail,
)
from evenhand.verification.numbers import Numbers, rational


class Reckoner:
    """Decides questions over the numbers of one world.

    For a question that reckons with areas, `key` and `arguments` say what they can be, in the order that
    `backends.planes.reading.LookUp` gives.
    """

    def __init__(self, numbers: Numbers, key: LookUp | None = None, arguments: Sequence[Z3] = ()) -> None:
        self.numbers = numbers
        self.world = numbers.world
        self.computed: dict[str, Term] = {}
        self.areas: dict[str, tuple[Scale, Sequence[Z3]]] = {}
        at = 0
        for area, scale in key.areas if key is not None else ():
            size = 3 + 2 * (len(scale) - 1)
            self.areas[area] = scale, arguments[at : at + size]
            at += size

    def decide(self, question: RowQuestion) -> Rail:
        """That what is asked surely holds, and possibly."""
        if isinstance(question, RowGap):
            raise TypeError("whether a table may have a gap is no arithmetic")
        self.computed = dict(question.computed)
        surely, possibly = self._leaf(question.leaf)
        return _term(surely), _term(possibly)

    # --- leaves --------------------------------------------------------------------------------------

    def _leaf(self, leaf: Leaf) -> Rail:
        turned = isinstance(leaf, Not)
        inner: PositiveLeaf = positive_of(leaf)
        match inner:
            case Compare(left, comparison, right):
                amounts = [self.read(left), self.read(right)]
                return standing(compared(amounts[0], comparison, amounts[1]), amounts, turned)
            case Between(subject, lowest, highest):
                amounts = [self.read(subject), self.read(lowest), self.read(highest)]
                return standing(between(*amounts), amounts, turned)
            case IsKnown(item):
                return turned_rail(self._known(item), turned)
            case DoesNotApplyTo(item):
                exists = self.read(ItemNumber(item)).exists
                return turned_rail(exists, not turned)
            case _:
                raise TypeError(f"{type(inner).__name__} is no arithmetic")

    def _known(self, item: EvidenceItem) -> Rail:
        """A computed item is known when all its parts are."""
        if item.id in self.computed:
            parts = [self._known(part) for part in items_in_operand(self.computed[item.id])]
            return all_of(*(part[0] for part in parts)), all_of(*(part[1] for part in parts))
        column = item_column(item.id)
        settled: list[Z3] = []
        open_: list[Z3] = []
        for at, state in enumerate(self.world.spaces[column].others):
            if isinstance(state, Unknown):
                (open_ if state.reason.may_be_settled else settled).append(self._other(column, at))
        return negated(any_of(*settled, *open_)), negated(any_of(*settled))

    # --- terms ---------------------------------------------------------------------------------------

    def read(self, term: Term) -> Amount:
        """What a term can be."""
        match term:
            case Constant(value):
                return constant(value)
            case ParameterValue():
                raise TypeError("a question carries the values of its parameters")
            case ItemNumber(item):
                if item.id in self.computed:
                    return self.read(self.computed[item.id])
                return self._item(item)
            case CaseTotal():
                return self._cases()
            case Points(subject):
                return self._points(subject)
            case Sum(parts):
                return summed([self.read(part) for part in parts])
            case Scaled(part, by):
                return scaled(self.read(part), by)
            case Quotient(part, by):
                return divided(self.read(part), self.read(by))
            case Extreme(greatest, parts):
                return extreme([self.read(part) for part in parts], greatest)
            case _:
                assert_never(term)

    def _item(self, item: EvidenceItem) -> Amount:
        column = item_column(item.id)
        space = self.world.spaces[column]
        low = high = End(self.numbers.value(column)) if space.ordered else End(rational(0))
        perhaps: list[Z3] = []
        never: list[Z3] = []
        for at, state in enumerate(space.others):
            here = self._other(column, at)
            match state:
                case DoesNotApply():
                    never.append(here)
                case Unknown():
                    low, high = _put(here, item.lowest, low), _put(here, item.highest, high)
                    if item.may_not_apply:
                        perhaps.append(here)
                case Recorded(value, may_not_exist):
                    assert not isinstance(value, NameSet)
                    ends = value.bounds if isinstance(value, ShareRange) else _ends(value)
                    low, high = _put(here, ends[0], low), _put(here, ends[1], high)
                    if may_not_exist:
                        perhaps.append(here)
                case _:
                    raise TypeError(f"no number is known for {state}")
        return Amount(low, high, (negated(any_of(*never, *perhaps)), negated(any_of(*never))))

    def _cases(self) -> Amount:
        low = high = End(self.numbers.value(CASES))
        for at, state in enumerate(self.world.spaces[CASES].others):
            here = self._other(CASES, at)
            assert state is None or isinstance(state, int)
            low, high = _put(here, state or 0, low), _put(here, state, high)
        return Amount(low, high)

    def _points(self, subject: Named) -> Amount:
        scale = subject.scale
        assert scale.points is not None
        if isinstance(subject, AreaGrade):
            return self._points_of_area(subject.area)
        column = (
            item_column(subject.item.id) if isinstance(subject, ItemName) else previous_column(subject.area)
        )
        space = self.world.spaces[column]
        possible: list[tuple[int, Z3]] = []
        perhaps: list[Z3] = []
        never: list[Z3] = []
        for at, state in enumerate(space.states):
            here = self.numbers.of(self.world.in_states(column, 1 << at))
            mask, exists = _names(state, scale, subject)
            if not exists:
                never.append(here)
            elif exists is None:
                perhaps.append(here)
            possible += [(point, here) for at, point in enumerate(scale.points) if mask >> at & 1]
        low, high = _least(possible), _least([(-point, here) for point, here in possible])
        return Amount(End(low), End(-high), (negated(any_of(*never, *perhaps)), negated(any_of(*never))))

    def _points_of_area(self, area: str) -> Amount:
        scale, signals = self.areas[area]
        assert scale.points is not None
        top = len(scale) - 1
        surely, possibly, conflict = signals[:3]
        worst, best = [True, *signals[3 : 3 + top], False], [True, *signals[3 + top :], False]
        here = [
            (point, any_of(conflict, all_of(best[at], negated(worst[at + 1]))))
            for at, point in enumerate(scale.points)
        ]
        low, high = _least(here), _least([(-point, can) for point, can in here])
        return Amount(End(low), End(-high), (surely, possibly), conflict)

    def _other(self, column: Any, place: int) -> Z3:
        found = self.numbers.of(self.world.is_other(column, place))
        return True if z3.is_true(found) else found


def _term(value: Z3) -> Z3:
    return z3.BoolVal(value) if isinstance(value, bool) else value


def _ends(value: NumberRange) -> tuple[Number | None, Number | None]:
    return value.lowest, value.highest


def _put(here: Z3, bound: Number | None, otherwise: End) -> End:
    """Another end where something holds."""
    if bound is None:
        return End(otherwise.value, any_of(here, otherwise.none))
    return End(either(here, rational(bound), otherwise.value), all_of(negated(here), otherwise.none))


def _names(state: Any, scale: Scale, subject: Named) -> tuple[int, bool | None]:
    """The names that a state leaves open, and whether it exists (None: it may)."""
    from evenhand.backends.planes import NoGrade

    match state:
        case Recorded(NameSet(mask), may_not_exist):
            return mask, None if may_not_exist else True
        case DoesNotApply() | NoGrade.NONE_BEFORE:
            return 0, False
        case Unknown():
            assert isinstance(subject, ItemName)
            return scale.whole, None if subject.item.may_not_apply else True
        case NoGrade.NOT_GIVEN:
            return scale.whole, None
        case str():
            assert isinstance(subject, PreviousGrade)
            return scale.bit(state), True
        case _:
            raise TypeError(f"no names are known for {state}")


def _least(possible: Sequence[tuple[int, Z3]]) -> Z3:
    """The least of some numbers, each of which is there where something holds."""
    found = rational(0)
    for number, here in sorted(possible, key=lambda one: -one[0]):
        found = either(here, rational(number), found)
    return found
