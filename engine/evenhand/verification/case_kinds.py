"""Which states of a record item the conditions of counted items can tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from evenhand.backends.planes.row_leaves import RowLeaf
from evenhand.domain import (
    EvidenceItem,
    ItemState,
    Number,
    Recorded,
    simplest,
)
from evenhand.evaluation.board import Marks
from evenhand.evaluation.item_codes import ItemCodes
from evenhand.language import (
    ColumnId,
    Compare,
    FromCases,
    IsKnown,
    ItemNumber,
    Leaf,
    Summary,
    item_column,
    items_in_leaf,
    leaves_of,
    positive_of,
)
from evenhand.verification.classes import Domain, Stretch, value_classes
from evenhand.verification.spaces import domain_of, exact, item_space, states_beside

Ends = tuple[Number | None, Number | None]
"""The least and the most of a stretch of values; None where it has no such end."""

Cuts = Callable[[ColumnId], Iterable[Number]]
"""The values at which the conditions of rules tell those of a column apart."""


class CannotSort(Exception):
    """The conditions of some items tell more kinds of case apart than can be told."""


def middle_of(one: FromCases) -> EvidenceItem | None:
    """The record item that a mean or median is of, if it is of one."""
    return one.of.item if isinstance(one.of, ItemNumber) else None


def leaves_in(one: FromCases) -> list[Leaf]:
    """The leaves of the condition that cases are counted by."""
    return [] if one.condition is None else list(leaves_of(one.condition))


def record_items(one: FromCases) -> dict[str, EvidenceItem]:
    """The items of the case record that an item is counted from."""
    found = {item.id: item for leaf in leaves_in(one) for item in items_in_leaf(leaf)}
    middle = middle_of(one)
    return found if middle is None else {**found, middle.id: middle}


@dataclass(frozen=True, slots=True)
class Kind:
    """One state of a record item that can be told from the others; for numbers, with its values."""

    state: ItemState
    ends: Ends | None = None


def kinds_among(
    group: Sequence[FromCases], items: Mapping[str, EvidenceItem], cuts: Cuts
) -> tuple[dict[str, list[Kind]], set[str]]:
    """The states of each record item that can be told apart, and the numbers compared with each other.

    Raises CannotSort where a condition reckons with several numbers.
    """
    alone: dict[str, dict[RowLeaf, None]] = {id: {} for id in items}
    known_asked: set[str] = set()
    several: set[str] = set()
    compared: set[str] = set()
    for leaf in (leaf for one in group for leaf in leaves_in(one)):
        read = list({item.id: item for item in items_in_leaf(leaf)}.values())
        inner = positive_of(leaf)
        if isinstance(inner, IsKnown):
            known_asked |= {item.id for item in read}
        if len(read) == 1:
            alone[read[0].id][RowLeaf(leaf)] = None
            continue
        if not any(item.type.is_numeric for item in read):
            several |= {item.id for item in read}
            continue
        plain = isinstance(inner, Compare) and all(
            isinstance(side, ItemNumber) for side in (inner.left, inner.right)
        )
        if not plain or any(domain_of(item).step is None for item in read):
            raise CannotSort
        compared |= {item.id for item in read}
    thresholds: dict[str, set[Number]] = {}
    for id, item in items.items():
        if item.type.is_numeric:
            try:
                codes = ItemCodes(item, {leaf.leaf: Marks() for leaf in alone[id]}, {})
            except (TypeError, AssertionError, KeyError):
                # Something else than a comparison with a fixed value.
                raise CannotSort from None
            thresholds[id] = set(codes.thresholds)
    for one in group:
        middle = middle_of(one)
        if middle is not None and one.summary is Summary.MEDIAN:
            thresholds[middle.id] |= set(cuts(item_column(one.item)))
    values = _compared_values([items[id] for id in compared], thresholds)
    found: dict[str, list[Kind]] = {}
    for id, item in items.items():
        if id in values:
            # Where every value is there, each stands for itself.
            whole = _is_whole(domain_of(item), values[id])
            kinds = [Kind(exact(item, value), (value, value) if whole else None) for value in values[id]]
            if whole:
                compared = compared - {id}
        elif item.type.is_numeric:
            kinds = list(_stretches(item, thresholds[id]))
        else:
            kinds = names_apart(item, list(alone[id]), merged=id not in several)
        kinds += [Kind(state) for state in beside(item, known_asked=id in known_asked)]
        found[id] = kinds
    return found, compared


def beside(item: EvidenceItem, *, known_asked: bool) -> Iterator[ItemState]:
    """The states that a record item can be in besides its values."""
    for state in states_beside(item, known_asked=known_asked):
        assert state is not None and not isinstance(state, str | int)
        yield state


def names_apart(item: EvidenceItem, leaves: Sequence[RowLeaf], *, merged: bool) -> list[Kind]:
    """One of the names that a record item can be, for each way in which its leaves come out if `merged`."""
    space = item_space(item_column(item.id), item, leaves, ())
    found: dict[object, Kind] = {}
    for at, state in enumerate(space.ordered):
        assert isinstance(state, Recorded)
        key = tuple(held.surely >> at & 1 for held in space.held.values()) if merged else at
        found.setdefault(key, Kind(state))
    return list(found.values())


def _stretches(item: EvidenceItem, thresholds: Iterable[Number]) -> Iterator[Kind]:
    """The values of a number between the thresholds, with the least and the most of each stretch."""
    domain = domain_of(item)
    classes = list(value_classes(domain, list(thresholds)))
    if domain.step is None:
        # There is no mean of shares.
        yield from (Kind(exact(item, one.value)) for one in classes)
        return
    begins = [None, *(one.begins for one in classes[1:]), None]
    for one, (low, high) in zip(classes, pairwise(begins), strict=True):
        stretch = Stretch(domain, low, high)
        lowest, highest = domain.lowest, domain.highest
        if low is not None:
            steps = Fraction(low.at) / domain.step
            lowest = simplest(domain.step * (floor(steps) + 1 if low.beyond else ceil(steps)))
        if high is not None:
            steps = Fraction(high.at) / domain.step
            highest = simplest(domain.step * (floor(steps) if high.beyond else ceil(steps) - 1))
        assert stretch.holds(one.value)
        yield Kind(exact(item, one.value), (lowest, highest))


def _compared_values(
    items: Sequence[EvidenceItem], thresholds: Mapping[str, set[Number]]
) -> dict[str, list[Number]]:
    """Values of numbers that are compared with each other, so that every order among them is there."""
    domains = {item.id: domain_of(item) for item in items}
    at = {0, *(value for id in domains for value in thresholds[id])}
    for domain in domains.values():
        at |= {end for end in (domain.lowest, domain.highest) if end is not None}
    # Beside each value there is room for every one of them, above it and below.
    reach = range(-len(items), len(items) + 1)
    near = {
        simplest(grid + domain.step * steps)
        for value in at
        for domain in domains.values()
        if domain.step is not None
        for grid in (domain.step * floor(Fraction(value) / domain.step),)
        for steps in reach
    }
    return {id: sorted(on_grid(domain, near)) for id, domain in domains.items()}


def _is_whole(domain: Domain, values: Sequence[Number]) -> bool:
    """Whether some values are all that a number can have."""
    if domain.lowest is None or domain.highest is None or domain.step is None:
        return False
    steps = floor(Fraction(domain.highest) / domain.step) - ceil(Fraction(domain.lowest) / domain.step)
    return len(values) == steps + 1


def on_grid(domain: Domain, near: Iterable[Number]) -> set[Number]:
    """The values that a number can have next to some others."""
    assert domain.step is not None
    found: set[Number] = set()
    for value in near:
        steps = Fraction(value) / domain.step
        beside = (floor(steps) - 1, floor(steps), ceil(steps), ceil(steps) + 1)
        found |= {simplest(domain.step * at) for at in beside}
    return {value for value in found if domain.holds(value)}
