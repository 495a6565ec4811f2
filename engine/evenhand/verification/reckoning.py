"""Leaves that reckon with several numbers, as linear arithmetic on both rails.

The formulas are those of `evaluation.readings` and `evaluation.leaves`, over terms of Z3 in the place of
numbers: what a term can be at least and at most, whether it exists, and whether it rests on a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    Comparison,
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
from evenhand.verification.numbers import Numbers, rational

Z3 = Any
"""A term of Z3, or a Boolean of Python where it is fixed."""

Rail = tuple[Z3, Z3]
"""That something surely holds, and that it possibly does."""


def _all(*parts: Z3) -> Z3:
    open_parts = [part for part in parts if part is not True]
    if any(part is False for part in open_parts):
        return False
    return z3.And(*open_parts) if open_parts else True


def _any(*parts: Z3) -> Z3:
    open_parts = [part for part in parts if part is not False]
    if any(part is True for part in open_parts):
        return True
    return z3.Or(*open_parts) if open_parts else False


def _not(part: Z3) -> Z3:
    return not part if isinstance(part, bool) else z3.Not(part)


def _if(condition: Z3, then: Z3, otherwise: Z3) -> Z3:
    if isinstance(condition, bool):
        return then if condition else otherwise
    return z3.If(condition, then, otherwise)


@dataclass(frozen=True)
class End:
    """One end of what a term can be: a number over a divisor above zero (None: 1), or no end."""

    value: Z3
    none: Z3 = False
    over: Z3 | None = None


@dataclass(frozen=True)
class Amount:
    """What a term can be: its ends, whether it exists, whether it rests on an area in conflict."""

    low: End
    high: End
    exists: Rail = (True, True)
    conflict: Z3 = False


def _constant(value: Number) -> Amount:
    end = End(rational(value))
    return Amount(end, end)


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
                return _standing(_compared(amounts[0], comparison, amounts[1]), amounts, turned)
            case Between(subject, lowest, highest):
                amounts = [self.read(subject), self.read(lowest), self.read(highest)]
                return _standing(_between(*amounts), amounts, turned)
            case IsKnown(item):
                return _turned(self._known(item), turned)
            case DoesNotApplyTo(item):
                exists = self.read(ItemNumber(item)).exists
                return _turned(exists, not turned)
            case _:
                raise TypeError(f"{type(inner).__name__} is no arithmetic")

    def _known(self, item: EvidenceItem) -> Rail:
        """A computed item is known when all its parts are."""
        if item.id in self.computed:
            parts = [self._known(part) for part in items_in_operand(self.computed[item.id])]
            return _all(*(part[0] for part in parts)), _all(*(part[1] for part in parts))
        column = item_column(item.id)
        settled: list[Z3] = []
        open_: list[Z3] = []
        for at, state in enumerate(self.world.spaces[column].others):
            if isinstance(state, Unknown):
                (open_ if state.reason.may_be_settled else settled).append(self._other(column, at))
        return _not(_any(*settled, *open_)), _not(_any(*settled))

    # --- terms ---------------------------------------------------------------------------------------

    def read(self, term: Term) -> Amount:
        """What a term can be."""
        match term:
            case Constant(value):
                return _constant(value)
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
                return _summed([self.read(part) for part in parts])
            case Scaled(part, by):
                return _scaled(self.read(part), by)
            case Quotient(part, by):
                return _divided(self.read(part), self.read(by))
            case Extreme(greatest, parts):
                return _extreme([self.read(part) for part in parts], greatest)
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
        return Amount(low, high, (_not(_any(*never, *perhaps)), _not(_any(*never))))

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
        return Amount(End(low), End(-high), (_not(_any(*never, *perhaps)), _not(_any(*never))))

    def _points_of_area(self, area: str) -> Amount:
        scale, signals = self.areas[area]
        assert scale.points is not None
        top = len(scale) - 1
        surely, possibly, conflict = signals[:3]
        worst, best = [True, *signals[3 : 3 + top], False], [True, *signals[3 + top :], False]
        here = [
            (point, _any(conflict, _all(best[at], _not(worst[at + 1]))))
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
        return End(otherwise.value, _any(here, otherwise.none))
    return End(_if(here, rational(bound), otherwise.value), _all(_not(here), otherwise.none))


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
        found = _if(here, rational(number), found)
    return found


# --- amounts ------------------------------------------------------------------------------------------


def _exists(parts: Sequence[Amount]) -> Rail:
    return _all(*(part.exists[0] for part in parts)), _all(*(part.exists[1] for part in parts))


def _conflict(parts: Sequence[Amount]) -> Z3:
    return _any(*(part.conflict for part in parts))


def _summed(parts: Sequence[Amount]) -> Amount:
    ends = []
    for own in ([part.low for part in parts], [part.high for part in parts]):
        value = own[0].value
        for end in own[1:]:
            value = value + end.value
        ends.append(End(value, _any(*(end.none for end in own))))
    return Amount(ends[0], ends[1], _exists(parts), _conflict(parts))


def _scaled(part: Amount, by: Number) -> Amount:
    if by == 0:
        return Amount(End(rational(0)), End(rational(0)), part.exists, part.conflict)
    factor = rational(by)
    low, high = (End(end.value * factor, end.none, end.over) for end in (part.low, part.high))
    if by < 0:
        low, high = high, low
    return Amount(low, high, part.exists, part.conflict)


def _divided(part: Amount, by: Amount) -> Amount:
    """By zero does not exist, by a range that holds zero is unknown."""
    above = _all(_not(by.low.none), by.low.value > 0)
    some = _any(by.high.none, by.high.value > 0)
    surely = _all(part.exists[0], by.exists[0], above)
    possibly = _all(part.exists[1], by.exists[1], some)

    def end(own: End, *, upper: bool) -> End:
        # A larger divisor brings the quotient nearer to zero; without an end it brings it there.
        nearer = own.value >= 0 if upper else own.value < 0
        greatest = _if(nearer, False, by.high.none)
        value = _if(greatest, rational(0), own.value)
        over = _if(nearer, by.low.value, by.high.value)
        over = _if(greatest, rational(1), over)
        return End(value, _any(own.none, _not(above)), over)

    exists = (surely, possibly)
    return Amount(end(part.low, upper=False), end(part.high, upper=True), exists, part.conflict)


def _extreme(parts: Sequence[Amount], greatest: bool) -> Amount:
    lows = _outermost([part.low for part in parts], greatest, skipping=greatest)
    highs = _outermost([part.high for part in parts], greatest, skipping=not greatest)
    return Amount(lows, highs, _exists(parts), _conflict(parts))


def _outermost(ends: Sequence[End], greatest: bool, *, skipping: bool) -> End:
    """The greatest or least of some ends; where `skipping`, those that are none are left out."""
    found = ends[0]
    for end in ends[1:]:
        further = end.value > found.value if greatest else end.value < found.value
        value = _if(further, end.value, found.value)
        if skipping:
            value = _if(found.none, end.value, _if(end.none, found.value, value))
            found = End(value, _all(found.none, end.none))
        else:
            found = End(value, _any(found.none, end.none))
    return found


# --- comparing ----------------------------------------------------------------------------------------


def _in_order(one: End, other: End, strict: bool, *, unbounded: bool) -> Z3:
    left = one.value if other.over is None else one.value * other.over
    right = other.value if one.over is None else other.value * one.over
    holds = left < right if strict else left <= right
    none = _any(one.none, other.none)
    return _any(none, holds) if unbounded else _all(_not(none), holds)


def _at_most(one: Amount, other: Amount, strict: bool) -> Rail:
    return (
        _in_order(one.high, other.low, strict, unbounded=False),
        _in_order(one.low, other.high, strict, unbounded=True),
    )


def _compared(left: Amount, comparison: Comparison, right: Amount) -> Rail:
    match comparison:
        case Comparison.AT_LEAST:
            return _at_most(right, left, False)
        case Comparison.AT_MOST:
            return _at_most(left, right, False)
        case Comparison.MORE:
            return _at_most(right, left, True)
        case Comparison.LESS:
            return _at_most(left, right, True)
        case Comparison.EQUAL:
            one, other = _at_most(left, right, False), _at_most(right, left, False)
            return _all(one[0], other[0]), _all(one[1], other[1])
        case _:
            assert_never(comparison)


def _between(subject: Amount, low: Amount, high: Amount) -> Rail:
    above, below = _at_most(low, subject, False), _at_most(subject, high, False)
    empty = _at_most(high, low, True)[0]
    return _all(above[0], below[0], _not(empty)), _all(above[1], below[1], _not(empty))


def _turned(rail: Rail, turned: bool) -> Rail:
    return (_not(rail[1]), _not(rail[0])) if turned else rail


def _standing(base: Rail, amounts: Sequence[Amount], turned: bool) -> Rail:
    """A comparison once existence and conflict are looked at, in the order of `evaluation.leaves`."""
    surely, possibly = _turned(base, turned)
    exists = _exists(amounts)
    conflict = _conflict(amounts)
    return _all(surely, exists[0], _not(conflict)), _all(exists[1], _any(possibly, conflict))
