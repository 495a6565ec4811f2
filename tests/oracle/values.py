"""Values that stand for all that an item can have: on, between and beyond what it is compared with.

A number that is only ever compared with fixed numbers falls into classes: each number that it is compared
with, and each stretch between two of them. Nothing tells two values of one class apart, so one stands for
all. A number that is added to or compared with other numbers is tried at each value that it can have.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from evenhand.domain import (
    DoesNotApply,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    UnknownReason,
    show_number,
    simplest,
)
from evenhand.language import (
    IsKnown,
    ItemName,
    RulesInForce,
    StartAt,
    Summary,
    items_in_leaf,
    items_in_operand,
    positive_of,
)
from oracle.linear import comparisons, cut_of, numbers_in, rests_on_more, written_out

COULD_NOT_TELL = Unknown(UnknownReason.COULD_NOT_TELL)

Key = Fraction | str
"""A number, the place of a name on its scale, or a word for what is neither."""

MOST_VALUES = 60
"""A number with more values than this cannot be tried at each of them."""


class CannotEnumerate(Exception):
    """The rules leave more cases than can be tried one by one."""


@dataclass(frozen=True)
class Values:
    """The values of one item that need to be tried.

    `cuts` are the numbers that it is compared with; None where each value is a class of its own. `step` is
    how far two of its values lie apart; None for shares and for means of cases. `apart` is how many values
    of a stretch must be told apart: shares that are compared with each other.
    """

    item: EvidenceItem
    cuts: tuple[Fraction, ...] | None
    step: Fraction | None
    apart: int = 1

    def exact(self, lowest: Number | None, highest: Number | None) -> list[ItemState]:
        """One exact state for each class from `lowest` to `highest`, in rising order."""
        if not self.item.type.is_numeric:
            return [Recorded(NameSet(1 << place)) for place in range(len(self.item.names))]
        if self.item.type is ItemType.SHARE:
            return [Recorded(ShareRange(value, value)) for value in self._numbers(lowest, highest)]
        return [Recorded(NumberRange(value, value)) for value in self._numbers(lowest, highest)]

    def every(self) -> list[ItemState]:
        """One exact state for each class that the item can have."""
        return self.exact(self.item.lowest, self.item.highest)

    def class_of(self, state: ItemState) -> str:
        """The class of a state in words: the name, the number, or the stretch that a number lies in."""
        key = key_of(state)
        if isinstance(key, str):
            return key
        if not self.item.type.is_numeric:
            return self.item.names.names[int(key)]
        cuts = self.cuts
        if cuts is None or key in cuts:
            return show_number(simplest(key))
        place = bisect_left(cuts, key)
        low = f"above {show_number(simplest(cuts[place - 1]))}" if place else ""
        high = f"below {show_number(simplest(cuts[place]))}" if place < len(cuts) else ""
        return " and ".join(part for part in (low, high) if part) or "any"

    def _numbers(self, lowest: Number | None, highest: Number | None) -> list[Number]:
        low = None if lowest is None else Fraction(lowest)
        high = None if highest is None else Fraction(highest)
        if low is not None and low == high:
            return [simplest(low)]
        step = self.step
        if self.cuts is None:
            return _each(self.item, low, high, step)
        found: list[Fraction] = []
        ends = [None, *self.cuts, None]
        for before, after in pairwise(ends):
            found += _between(before, after, low, high, step, self.apart)
            if after is not None and _allowed(after, low, high, step):
                found.append(after)
        return [simplest(value) for value in found]


def key_of(state: ItemState) -> Key:
    """An exact state by its value alone: a share by its fraction, a name by its place."""
    match state:
        case Recorded(NumberRange(lowest, _)) if lowest is not None:
            return Fraction(lowest)
        case Recorded(ShareRange() as share):
            return Fraction(share.bounds[0])
        case Recorded(NameSet(mask)):
            return Fraction(mask.bit_length() - 1)
        case DoesNotApply():
            return "does not apply"
        case Unknown(reason):
            return reason.value
        case _:
            raise TypeError(f"this state has no value: {state}")


def values_of(
    rules: Sequence[RulesInForce], recorded: Mapping[str, ItemState] | None = None
) -> dict[str, Values]:
    """The values of every item that some of `rules` read, by item; parts in place of computed items.

    `recorded` is what an inspection records: shares that are compared with each other are told apart from it.
    """
    items = {item.id: item for one in rules for item in read_items(one)}
    cuts: dict[str, set[Fraction]] = {id: set() for id in items}
    joined: set[str] = set()
    groups: list[set[str]] = []
    for one in rules:
        for left, right in comparisons(one):
            read = numbers_in(left, right)
            if len(read) == 1 and not rests_on_more(left, right):
                try:
                    cut = cut_of(left, right, one.parameters)
                except ValueError:
                    joined.add(read[0].id)
                    continue
                cuts[read[0].id] |= set() if cut is None else {cut}
            elif read and all(item.type is ItemType.SHARE for item in read):
                groups.append({item.id for item in read})
            else:
                joined |= {item.id for item in read}
    for group in _joined(groups):
        marks = {cut for id in group for cut in cuts[id]} | {
            key for id in group if isinstance(key := _recorded(recorded, id), Fraction)
        }
        cuts |= {id: marks for id in group}
    sizes = {id: len(group) for group in _joined(groups) for id in group}
    continuous = {
        derived.item
        for one in rules
        for derived in one.rule_set.derivations.from_cases
        if derived.summary in (Summary.MEAN, Summary.MEDIAN)
    }
    return {
        id: Values(
            item,
            None if id in joined else tuple(sorted(cuts[id])),
            None if id in continuous or item.type is ItemType.SHARE else Fraction(1, 10**item.places),
            sizes.get(id, 1),
        )
        for id, item in items.items()
    }


def _recorded(recorded: Mapping[str, ItemState] | None, id: str) -> Key | None:
    state = (recorded or {}).get(id)
    return key_of(state) if isinstance(state, Recorded) and state.value.is_exact else None


def _joined(groups: Iterable[set[str]]) -> list[set[str]]:
    """Groups that share a member made one."""
    found: list[set[str]] = []
    for group in groups:
        apart = [other for other in found if not other & group]
        found = [*apart, set(group).union(*(other for other in found if other & group))]
    return found


def read_items(rules: RulesInForce) -> list[EvidenceItem]:
    """The items that rules read, in the order of the schema; parts in place of computed items."""
    read: set[str] = set()
    for leaf in rules.leaves():
        read |= {item.id for item in items_in_leaf(leaf)}
    for area in rules.areas:
        if isinstance(area.start, StartAt) and isinstance(area.start.subject, ItemName):
            read.add(area.start.subject.item.id)
    return [rules.schema.items[id] for id in rules.schema.items if id in parts_of(rules, read)]


def asked_whether_known(rules: RulesInForce) -> set[str]:
    """The items that some leaf asks `is known` about; parts in place of computed items."""
    asked = {inner.item.id for leaf in rules.leaves() if isinstance(inner := positive_of(leaf), IsKnown)}
    return parts_of(rules, asked)


def parts_of(rules: RulesInForce, ids: Iterable[str]) -> set[str]:
    """The items that some items are, or are computed from."""
    parts = rules.rule_set.derivations.parts()
    found: set[str] = set()
    for id in ids:
        if id in parts:
            term = written_out(parts[id], parts)
            found |= {item.id for item in items_in_operand(term)}
        else:
            found.add(id)
    return found


# --- numbers -------------------------------------------------------------------------------------------


def _allowed(value: Fraction, low: Fraction | None, high: Fraction | None, step: Fraction | None) -> bool:
    within = (low is None or low <= value) and (high is None or value <= high)
    return within and (step is None or (value / step).denominator == 1)


def _each(
    item: EvidenceItem, low: Fraction | None, high: Fraction | None, step: Fraction | None
) -> list[Number]:
    if low is None or high is None or step is None or (high - low) / step > MOST_VALUES:
        raise CannotEnumerate(f"{item.id} can have too many values to try each of them")
    return [simplest(step * place) for place in range(ceil(low / step), floor(high / step) + 1)]


def _between(
    before: Fraction | None,
    after: Fraction | None,
    low: Fraction | None,
    high: Fraction | None,
    step: Fraction | None,
    count: int,
) -> list[Fraction]:
    """Up to `count` values strictly between two cuts and within the bounds (which are included)."""
    closed_below = low is not None and (before is None or before < low)
    closed_above = high is not None and (after is None or high < after)
    lower, upper = low if closed_below else before, high if closed_above else after
    width = Fraction(count + 1) * (step or 1)
    bottom = lower if lower is not None else (upper or Fraction(0)) - width
    top = upper if upper is not None else bottom + width
    if step is not None:
        first = ceil(bottom / step) + (not closed_below and (bottom / step).denominator == 1)
        last = floor(top / step) - (not closed_above and (top / step).denominator == 1)
        return [step * place for place in range(first, min(last, first + count - 1) + 1)]
    if bottom > top or (bottom == top and not (closed_below and closed_above)):
        return []
    if bottom == top:
        return [bottom]
    return [bottom + (top - bottom) * place / (count + 1) for place in range(1, count + 1)]
