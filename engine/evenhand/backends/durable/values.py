"""What is worked out before anything is asserted: what a term or a name can be, given what is recorded.

durable-rules knows neither exact fractions nor ranges, so arithmetic is done here on exact numbers, from
language.md section 2, and the two ends are asserted. This is written apart from the interpreter's own
arithmetic on purpose: the second opinion shares none of its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
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
)
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

ABSENT, PERHAPS, PRESENT = 0, 1, 2
"""Whether something exists for this inspection, as it is asserted."""

End = Fraction | None
"""An end of a range; None is without bound."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a number can be: from `low` to `high`, both included."""

    low: End
    high: End
    exists: int = PRESENT
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """What a name on a scale can be, by position."""

    positions: frozenset[int]
    exists: int = PRESENT
    conflict: bool = False

    def ends(self, scale: Scale) -> tuple[int, int]:
        """The worst and best position; any, where there is none or the area may be in conflict."""
        if self.conflict or not self.positions:
            return 0, len(scale) - 1
        return min(self.positions), max(self.positions)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A case, and what else its terms are read from. `areas` fills up as areas are settled."""

    case: Case
    parameters: Mapping[str, Number]
    computed: Mapping[str, Term]
    areas: dict[str, Names] = field(default_factory=dict)


# --- names -----------------------------------------------------------------------------------------


def read_names(subject: Named, known: Evidence) -> Names:
    """What an item's level, an area's grade or a previous grade can be."""
    match subject:
        case ItemName(item):
            return _item_names(item, known.case)
        case AreaGrade(area):
            return known.areas[area]
        case PreviousGrade(area, scale):
            return _previous_names(area, scale, known.case)
        case _:
            assert_never(subject)


def _item_names(item: EvidenceItem, case: Case) -> Names:
    whole = frozenset(range(len(item.names)))
    match case.profile.state(item.id):
        case Recorded(NameSet(mask), may_not_exist):
            held = frozenset(at for at in whole if mask >> at & 1)
            return Names(held, PERHAPS if may_not_exist else PRESENT)
        case DoesNotApply():
            return Names(frozenset(), ABSENT)
        case Unknown():
            return Names(whole, PERHAPS if item.may_not_apply else PRESENT)
        case state:
            raise TypeError(f"{item.id} is a {item.type}, and {state} is recorded")


def _previous_names(area: str, scale: Scale, case: Case) -> Names:
    if case.previous.none:
        return Names(frozenset(), ABSENT)
    grade = case.previous.grades.get(area)
    if grade is None:
        return Names(frozenset(range(len(scale))), PERHAPS)
    own = scale.own_name(grade)
    if own is None:
        raise ValueError(f"previous grade {grade} of {area} is not on its scale")
    return Names(frozenset({scale.position(own)}))


# --- numbers ---------------------------------------------------------------------------------------


def read_amount(term: Term, known: Evidence) -> Amount:
    """What a term can be, and whether it exists."""
    match term:
        case Constant(value):
            return Amount(Fraction(value), Fraction(value))
        case ParameterValue(id):
            value = Fraction(known.parameters[id])
            return Amount(value, value)
        case ItemNumber(item):
            return _item_amount(item, known)
        case CaseTotal():
            cases = known.case.profile.cases
            return Amount(Fraction(cases or 0), None if cases is None else Fraction(cases))
        case Points(subject):
            return _points(subject, known)
        case Sum(parts):
            amounts = [read_amount(part, known) for part in parts]
            return _made_of(amounts, _total(a.low for a in amounts), _total(a.high for a in amounts))
        case Scaled(part, by):
            return _times(read_amount(part, known), Fraction(by))
        case Quotient(part, by):
            return _divided(read_amount(part, known), read_amount(by, known))
        case Extreme(greatest, parts):
            return _extreme([read_amount(part, known) for part in parts], greatest)
        case _:
            assert_never(term)


def _item_amount(item: EvidenceItem, known: Evidence) -> Amount:
    if item.id in known.computed:
        return read_amount(known.computed[item.id], known)
    match known.case.profile.state(item.id):
        case Recorded(NumberRange(low, high), may_not_exist):
            return Amount(_end(low), _end(high), PERHAPS if may_not_exist else PRESENT)
        case Recorded(ShareRange(low, high, of), may_not_exist):
            exists = PERHAPS if may_not_exist else PRESENT
            return Amount(Fraction(low) / (of or 1), Fraction(high) / (of or 1), exists)
        case DoesNotApply():
            return Amount(None, None, ABSENT)
        case Unknown():
            exists = PERHAPS if item.may_not_apply else PRESENT
            return Amount(_end(item.lowest), _end(item.highest), exists)
        case state:
            raise TypeError(f"{item.id} is a {item.type}, and {state} is recorded")


def _end(value: Number | None) -> End:
    return None if value is None else Fraction(value)


def _points(subject: Named, known: Evidence) -> Amount:
    names = read_names(subject, known)
    points = subject.scale.points
    if points is None:
        raise TypeError(f"scale {subject.scale.id} has no points")
    held = [Fraction(points[at]) for at in names.positions]
    if not held:
        return Amount(None, None, names.exists, names.conflict)
    return Amount(min(held), max(held), names.exists, names.conflict)


def _made_of(parts: Sequence[Amount], low: End, high: End) -> Amount:
    """What is made of parts exists as surely as the least sure of them."""
    return Amount(low, high, min(part.exists for part in parts), any(part.conflict for part in parts))


def _total(ends: Iterable[End]) -> End:
    total = Fraction(0)
    for end in ends:
        if end is None:
            return None
        total += end
    return total


def _times(part: Amount, by: Fraction) -> Amount:
    if by == 0:
        return replace(part, low=by, high=by)
    low, high = (None if end is None else end * by for end in (part.low, part.high))
    return replace(part, low=low, high=high) if by > 0 else replace(part, low=high, high=low)


def _divided(part: Amount, by: Amount) -> Amount:
    """By zero does not exist; by a range that holds zero may not, and can be anything."""
    exists = min(part.exists, by.exists)
    if exists == ABSENT or (by.high is not None and by.high <= 0):
        return Amount(None, None, ABSENT)
    if by.low is None or by.low <= 0:
        return Amount(None, None, PERHAPS, part.conflict)

    def ends(end: End) -> list[End]:
        if end is None:
            return [None]
        return [end / by.low, Fraction(0) if by.high is None else end / by.high]  # type: ignore[operator]

    lows, highs = ends(part.low), ends(part.high)
    low = None if None in lows else min(end for end in lows if end is not None)
    high = None if None in highs else max(end for end in highs if end is not None)
    return Amount(low, high, exists, part.conflict)


def _extreme(parts: Sequence[Amount], greatest: bool) -> Amount:
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts if part.high is not None]
    if greatest:
        low, high = max(lows, default=None), max(highs) if len(highs) == len(parts) else None
    else:
        low, high = min(lows) if len(lows) == len(parts) else None, min(highs, default=None)
    return _made_of(parts, low, high)
