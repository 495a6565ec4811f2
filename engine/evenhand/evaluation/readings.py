"""What a term or name can be, given what is known: interval arithmetic on exact numbers, sets of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from evenhand.domain import (
    Case,
    DoesNotApply,
    EvidenceItem,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    simplest,
)
from evenhand.evaluation.trace import Amount, Existence, Names
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    AreaGrade,
    CaseTotal,
    Constant,
    Extreme,
    ItemName,
    ItemNumber,
    Named,
    ParameterValue,
    Points,
    PreviousGrade,
    Quotient,
    Scaled,
    Sum,
    Term,
)


def weakest(*parts: Existence) -> Existence:
    """A thing made of parts exists only as surely as its least sure part."""
    if Existence.NO in parts:
        return Existence.NO
    return Existence.MAYBE if Existence.MAYBE in parts else Existence.YES


@dataclass(slots=True)
class Knowledge:
    """What is known while an inspection is decided: the case, and what was settled so far.

    `areas` maps an area to the names that its grade can be; `findings` to a truth. `computed` holds the
    terms of computed items. Many leaves read the same item: `amounts` and `names` keep what was read.
    """

    case: Case
    parameters: Mapping[str, Number]
    computed: Mapping[str, Term]
    areas: dict[str, Names] = field(default_factory=dict)
    findings: dict[str, Truth] = field(default_factory=dict)
    amounts: dict[str, Amount] = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)


def read_term(term: Term, known: Knowledge) -> Amount:
    """What `term` can be: its bounds, and whether it exists for this inspection."""
    match term:
        case ItemNumber(item):
            return read_item_number(item, known)
        case Constant(value, unit, is_share):
            return _exactly(value, unit, is_share)
        case ParameterValue(id, unit, is_share):
            return _exactly(known.parameters[id], unit, is_share)
        case CaseTotal():
            cases = known.case.profile.cases
            return Amount(cases if cases is not None else 0, cases, Existence.YES, "cases")
        case Points(subject):
            return _read_points(read_name(subject, known))
        case Sum(parts):
            return _add([read_term(part, known) for part in parts])
        case Scaled(part, by):
            return _scale(read_term(part, known), by)
        case Quotient(part, by):
            return _divide(read_term(part, known), read_term(by, known))
        case Extreme(greatest, parts):
            return _extreme([read_term(part, known) for part in parts], greatest=greatest)
        case _:
            assert_never(term)


@lru_cache(maxsize=4096)
def _exactly(value: Number, unit: str | None, is_share: bool) -> Amount:
    return Amount(value, value, Existence.YES, unit, is_share)


def read_item_number(item: EvidenceItem, known: Knowledge) -> Amount:
    """What a number, count or share item can be."""
    found = known.amounts.get(item.id)
    if found is None:
        found = known.amounts[item.id] = _item_amount(item, known)
    return found


def _item_amount(item: EvidenceItem, known: Knowledge) -> Amount:
    is_share = item.type == "share"
    if item.id in known.computed:
        amount = read_term(known.computed[item.id], known)
        return Amount(amount.lowest, amount.highest, amount.exists, item.unit, is_share)
    state = known.case.profile.state(item.id)
    match state:
        case Recorded(NumberRange(lowest, highest), may_not_exist):
            exists = Existence.MAYBE if may_not_exist else Existence.YES
            return Amount(lowest, highest, exists, item.unit, is_share)
        case Recorded(ShareRange() as share, may_not_exist):
            exists = Existence.MAYBE if may_not_exist else Existence.YES
            lowest, highest = share.bounds
            return Amount(lowest, highest, exists, item.unit, is_share, share.of)
        case DoesNotApply():
            return Amount(None, None, Existence.NO, item.unit, is_share)
        case Unknown():
            exists = Existence.MAYBE if item.may_not_apply else Existence.YES
            return Amount(item.lowest, item.highest, exists, item.unit, is_share)
        case _:
            raise TypeError(f"item {item.id} is a {item.type} but has recorded names")


def read_name(subject: Named, known: Knowledge) -> Names:
    """Which names an item's level, an area's grade or a previous grade can be."""
    match subject:
        case ItemName(item):
            found = known.names.get(item.id)
            if found is None:
                found = known.names[item.id] = _read_item_name(item, known)
            return found
        case AreaGrade(area, _):
            return known.areas[area]
        case PreviousGrade(area, scale):
            return _read_previous(area, scale, known)
        case _:
            assert_never(subject)


def _read_item_name(item: EvidenceItem, known: Knowledge) -> Names:
    scale = item.names
    state = known.case.profile.state(item.id)
    match state:
        case Recorded(NameSet(mask), may_not_exist):
            return Names(scale, mask, Existence.MAYBE if may_not_exist else Existence.YES)
        case DoesNotApply():
            return Names(scale, 0, Existence.NO)
        case Unknown():
            exists = Existence.MAYBE if item.may_not_apply else Existence.YES
            return Names(scale, scale.whole, exists)
        case _:
            raise TypeError(f"item {item.id} is a {item.type} but has a recorded number")


def _read_previous(area: str, scale: Scale, known: Knowledge) -> Names:
    previous = known.case.previous
    if previous.none:
        return Names(scale, 0, Existence.NO)
    grade = previous.grades.get(area)
    if grade is None:
        return Names(scale, scale.whole, Existence.MAYBE)
    own = scale.own_name(grade)
    if own is None:
        raise ValueError(f"previous grade {grade} of {area} is not on its scale")
    return Names(scale, scale.bit(own))


def _read_points(names: Names) -> Amount:
    points = names.scale.points
    if points is None:
        raise TypeError(f"scale {names.scale.id} has no points")
    possible = [point for position, point in enumerate(points) if names.mask >> position & 1]
    if not possible:
        return Amount(None, None, names.exists)
    return Amount(min(possible), max(possible), names.exists, in_conflict=names.in_conflict)


def _add(parts: list[Amount]) -> Amount:
    lows = [part.lowest for part in parts]
    highs = [part.highest for part in parts]
    return Amount(
        None if None in lows else simplest(sum(low for low in lows if low is not None)),
        None if None in highs else simplest(sum(high for high in highs if high is not None)),
        weakest(*(part.exists for part in parts)),
        next((part.unit for part in parts if part.unit), None),
        any(part.is_share for part in parts),
        in_conflict=any(part.in_conflict for part in parts),
    )


def _scale(part: Amount, by: Number) -> Amount:
    low = None if part.lowest is None else simplest(part.lowest * by)
    high = None if part.highest is None else simplest(part.highest * by)
    if by < 0:
        low, high = high, low
    if by == 0:
        low = high = 0
    return Amount(low, high, part.exists, part.unit, part.is_share, in_conflict=part.in_conflict)


def _divide(part: Amount, by: Amount) -> Amount:
    """Interval division by a count: by zero does not exist, by a range that holds zero is unknown."""
    exists = weakest(part.exists, by.exists)
    if exists is Existence.NO or (by.highest is not None and by.highest <= 0):
        return Amount(None, None, Existence.NO)
    if by.lowest is None or by.lowest <= 0:
        return Amount(None, None, Existence.MAYBE, in_conflict=part.in_conflict)
    low = _quotient_end(part.lowest, by.lowest, by.highest, upper=False)
    high = _quotient_end(part.highest, by.lowest, by.highest, upper=True)
    return Amount(low, high, exists, in_conflict=part.in_conflict)


def _quotient_end(
    end: Number | None, least: Number, greatest: Number | None, *, upper: bool
) -> Number | None:
    if end is None:
        return None
    # A larger divisor brings the quotient nearer to zero.
    divisor = least if (end >= 0) == upper else greatest
    return 0 if divisor is None else simplest(Fraction(end) / divisor)


def _extreme(parts: list[Amount], *, greatest: bool) -> Amount:
    lows = [part.lowest for part in parts]
    highs = [part.highest for part in parts]
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    low: Number | None
    high: Number | None
    if greatest:
        low = max(known_lows, default=None)
        high = max(known_highs) if len(known_highs) == len(highs) else None
    else:
        low = min(known_lows) if len(known_lows) == len(lows) else None
        high = min(known_highs, default=None)
    return Amount(
        low,
        high,
        weakest(*(part.exists for part in parts)),
        next((part.unit for part in parts if part.unit), None),
        any(part.is_share for part in parts),
        in_conflict=any(part.in_conflict for part in parts),
    )
