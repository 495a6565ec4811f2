"""Which items are counted from the same cases, so that they may not contradict each other.

The cases of a sample are sorted into classes that no condition of the items can tell apart. Every item is
then a count of cases of some classes; a share, mean or median is over those to which it applies. All of
them are of one sample, so that the classes of each tie make up the same number of cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise, product
from math import ceil, floor, prod

from evenhand.backends.planes.row_leaves import RowLeaf
from evenhand.domain import (
    Case,
    DoesNotApply,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    Number,
    Recorded,
    Unknown,
    simplest,
)
from evenhand.evaluation import Truth
from evenhand.evaluation.board import Marks
from evenhand.evaluation.interpreter import decide
from evenhand.evaluation.item_codes import ItemCodes
from evenhand.evaluation.readings import Knowledge
from evenhand.language import (
    CASES,
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

MOST_CLASSES = 256
"""How many classes of cases the items of one tie may need."""

MOST_TRIED = 8192
"""How many kinds of case are sorted into the classes of one tie."""

MIDDLES = (Summary.MEAN, Summary.MEDIAN)

Record = Mapping[str, ItemState]
Ends = tuple[Number | None, Number | None]
Cuts = Callable[[ColumnId], Iterable[Number]]
"""The values at which the conditions of rules tell those of a column apart."""


@dataclass(frozen=True, slots=True)
class TiedItem:
    """An item and the classes of cases for which its condition holds, and those to which it applies.

    A count is over all cases; of a mean or median no condition holds.
    """

    derived: FromCases
    holding: tuple[int, ...]
    applying: tuple[int, ...]

    @property
    def column(self) -> ColumnId:
        """The column of the item."""
        return item_column(self.derived.item)

    @property
    def middle_of(self) -> EvidenceItem | None:
        """What a mean or median is of."""
        return _middle_of(self.derived)


@dataclass(frozen=True, eq=False)
class Tie:
    """Items that are counted from the same cases.

    `classes` has what one case of each class records; `total` is the column of the number of cases, where
    rules read it. `ends` has, for each item of the case record that a mean or median is of, the least and
    the most that a case of each class may have. Where it is not `exact`, the classes allow for more than
    there can be: an example has to be tried. A `loose` tie says no more than whether there are cases.
    """

    name: str
    classes: tuple[Record, ...]
    items: tuple[TiedItem, ...]
    total: ColumnId | None
    ends: Mapping[str, tuple[Ends | None, ...]]
    exact: bool = True
    loose: bool = False


class _CannotSort(Exception):
    """The conditions of some items tell more kinds of case apart than can be told."""


def ties_among(derived: Iterable[FromCases], columns: Iterable[ColumnId], cuts: Cuts) -> tuple[Tie, ...]:
    """The ties among some columns."""
    asked = set(columns)
    own = [one for one in derived if item_column(one.item) in asked]
    total = CASES if CASES in asked else None
    found: list[Tie] = []
    for group in _connected(own):
        try:
            found.append(_tie(group, total, cuts))
        except _CannotSort:
            found += [_unsorted(one, total) for one in group]
    is_free = not any(one.summary in MIDDLES for one in own) and all(map(_is_free, found))
    if total is None and (len(own) == 1 or is_free):
        # Then there can be as many cases as each of them needs, and nothing has to be said of them.
        return tuple(replace(tie, loose=True) for tie in found)
    return tuple(found)


def _is_free(tie: Tie) -> bool:
    """Whether a tie is of one share or mean, which can have any value while there are cases."""
    if len(tie.items) != 1 or not tie.exact:
        return False
    (item,) = tie.items
    if item.derived.summary is Summary.COUNT:
        return False
    return item.middle_of is not None or 0 < len(item.holding) < len(item.applying)


def _middle_of(one: FromCases) -> EvidenceItem | None:
    return one.of.item if isinstance(one.of, ItemNumber) else None


def _leaves(one: FromCases) -> list[Leaf]:
    return [] if one.condition is None else list(leaves_of(one.condition))


def record_items(one: FromCases) -> dict[str, EvidenceItem]:
    """The items of the case record that an item is counted from."""
    found = {item.id: item for leaf in _leaves(one) for item in items_in_leaf(leaf)}
    middle = _middle_of(one)
    return found if middle is None else {**found, middle.id: middle}


def _connected(derived: Sequence[FromCases]) -> list[list[FromCases]]:
    """Items whose conditions read a record item in common, directly or through others."""
    groups: list[tuple[set[str], list[FromCases]]] = []
    for one in derived:
        read, members = set(record_items(one)), [one]
        apart = []
        for other_read, other_members in groups:
            if read & other_read:
                read |= other_read
                members = other_members + members
            else:
                apart.append((other_read, other_members))
        groups = [*apart, (read, members)]
    return [members for _, members in groups]


# --- classes of cases ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """One state of a record item that can be told from the others; for numbers, with its values."""

    state: ItemState
    ends: Ends | None = None


class _Told:
    """What one case tells of an item: whether its condition holds and whether it applies."""

    def __init__(self, one: FromCases) -> None:
        self.one = one
        self.items = record_items(one)

    def of(self, record: Record) -> tuple[bool, bool] | None:
        """None where it cannot be told."""
        states = [record[id] for id in self.items]
        absent = any(isinstance(state, DoesNotApply) for state in states)
        if self.one.condition is None:
            return None if any(isinstance(state, Unknown) for state in states) else (False, not absent)
        if self.one.summary is Summary.SHARE:
            if absent:
                return False, False
            if any(isinstance(record[id], Unknown) and item.may_not_apply for id, item in self.items.items()):
                return None
        truth = decide(self.one.condition, Knowledge(Case(EvidenceProfile(record)), {}, {})).truth
        return None if truth is Truth.UNKNOWN else (truth is Truth.TRUE, True)


def _tie(group: Sequence[FromCases], total: ColumnId | None, cuts: Cuts) -> Tie:
    items: dict[str, EvidenceItem] = {}
    for one in group:
        items |= record_items(one)
    kinds, compared = _kinds(group, items, cuts)
    if prod(map(len, kinds.values())) > MOST_TRIED:
        raise _CannotSort
    middles = {item.id for one in group if (item := _middle_of(one)) is not None}
    told = [_Told(one) for one in group]
    # Cases are alike where every item is told the same of them, and a mean or median has the same values.
    classes: dict[tuple[object, ...], dict[str, _Kind]] = {}
    for picked in product(*kinds.values()):
        record = dict(zip(kinds, picked, strict=True))
        states = {id: kind.state for id, kind in record.items()}
        held = [one.of(states) for one in told]
        if None not in held:
            classes.setdefault((*held, *(record[id].ends for id in sorted(middles))), record)
    if len(classes) > MOST_CLASSES:
        raise _CannotSort
    told_of = [key[: len(group)] for key in classes]
    tied = tuple(
        TiedItem(
            one,
            tuple(at for at, held in enumerate(told_of) if _truth(held[place], 0)),
            tuple(at for at, held in enumerate(told_of) if _truth(held[place], 1)),
        )
        for place, one in enumerate(group)
    )
    ends = {id: tuple(record[id].ends for record in classes.values()) for id in middles}
    is_median = any(one.summary is Summary.MEDIAN for one in group)
    alone = len(group) == 1 and total is None
    return Tie(
        group[0].item,
        tuple({id: kind.state for id, kind in record.items()} for record in classes.values()),
        tied,
        total,
        ends,
        exact=not (middles & compared) and (alone or not is_median),
    )


def _truth(told: object, part: int) -> bool:
    assert isinstance(told, tuple)
    return bool(told[part])


def _kinds(
    group: Sequence[FromCases], items: Mapping[str, EvidenceItem], cuts: Cuts
) -> tuple[dict[str, list[_Kind]], set[str]]:
    """The states of each record item that can be told apart, and the numbers compared with each other.

    Raises _CannotSort where a condition reckons with several numbers.
    """
    alone: dict[str, dict[RowLeaf, None]] = {id: {} for id in items}
    known_asked: set[str] = set()
    several: set[str] = set()
    compared: set[str] = set()
    for leaf in (leaf for one in group for leaf in _leaves(one)):
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
            raise _CannotSort
        compared |= {item.id for item in read}
    thresholds: dict[str, set[Number]] = {}
    for id, item in items.items():
        if item.type.is_numeric:
            try:
                codes = ItemCodes(item, {leaf.leaf: Marks() for leaf in alone[id]}, {})
            except (TypeError, AssertionError, KeyError):
                # Something else than a comparison with a fixed value.
                raise _CannotSort from None
            thresholds[id] = set(codes.thresholds)
    for one in group:
        middle = _middle_of(one)
        if middle is not None and one.summary is Summary.MEDIAN:
            thresholds[middle.id] |= set(cuts(item_column(one.item)))
    values = _compared_values([items[id] for id in compared], thresholds)
    found: dict[str, list[_Kind]] = {}
    for id, item in items.items():
        if id in values:
            # Where every value is there, each stands for itself.
            whole = _is_whole(domain_of(item), values[id])
            kinds = [_Kind(exact(item, value), (value, value) if whole else None) for value in values[id]]
            if whole:
                compared = compared - {id}
        elif item.type.is_numeric:
            kinds = list(_stretches(item, thresholds[id]))
        else:
            kinds = _names(item, list(alone[id]), merged=id not in several)
        kinds += [_Kind(state) for state in _beside(item, known_asked=id in known_asked)]
        found[id] = kinds
    return found, compared


def _beside(item: EvidenceItem, *, known_asked: bool) -> Iterator[ItemState]:
    for state in states_beside(item, known_asked=known_asked):
        assert state is not None and not isinstance(state, str | int)
        yield state


def _names(item: EvidenceItem, leaves: Sequence[RowLeaf], *, merged: bool) -> list[_Kind]:
    space = item_space(item_column(item.id), item, leaves, ())
    found: dict[object, _Kind] = {}
    for at, state in enumerate(space.ordered):
        assert isinstance(state, Recorded)
        key = tuple(held.surely >> at & 1 for held in space.held.values()) if merged else at
        found.setdefault(key, _Kind(state))
    return list(found.values())


def _stretches(item: EvidenceItem, thresholds: Iterable[Number]) -> Iterator[_Kind]:
    """The values of a number between the thresholds, with the least and the most of each stretch."""
    domain = domain_of(item)
    classes = list(value_classes(domain, list(thresholds)))
    if domain.step is None:
        # There is no mean of shares.
        yield from (_Kind(exact(item, one.value)) for one in classes)
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
        yield _Kind(exact(item, one.value), (lowest, highest))


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
    return {id: sorted(_on_grid(domain, near)) for id, domain in domains.items()}


def _is_whole(domain: Domain, values: Sequence[Number]) -> bool:
    """Whether some values are all that a number can have."""
    if domain.lowest is None or domain.highest is None or domain.step is None:
        return False
    steps = floor(Fraction(domain.highest) / domain.step) - ceil(Fraction(domain.lowest) / domain.step)
    return len(values) == steps + 1


def _on_grid(domain: Domain, near: Iterable[Number]) -> set[Number]:
    assert domain.step is not None
    found: set[Number] = set()
    for value in near:
        steps = Fraction(value) / domain.step
        beside = (floor(steps) - 1, floor(steps), ceil(steps), ceil(steps) + 1)
        found |= {simplest(domain.step * at) for at in beside}
    return {value for value in found if domain.holds(value)}


# --- where cases cannot be sorted ----------------------------------------------------------------------


def _unsorted(one: FromCases, total: ColumnId | None) -> Tie:
    """An item by itself, as if cases of every kind could be had for it without regard to other items."""
    items = record_items(one)
    told = _Told(one)
    found: dict[tuple[bool, bool], Record] = {}
    for record in islice(_some_records(one, items), MOST_TRIED):
        held = told.of(record)
        if held is not None:
            found.setdefault(held, record)
    any_record = next(iter(found.values()), {})
    absent = one.summary is not Summary.COUNT and any(item.may_not_apply for item in items.values())
    kinds = [(False, True), *([(True, True)] if one.condition is not None else [])]
    kinds += [(False, False)] if absent else []
    classes = tuple(found.get(kind, any_record) for kind in kinds)
    tied = TiedItem(
        one,
        tuple(at for at, kind in enumerate(kinds) if kind[0]),
        tuple(at for at, kind in enumerate(kinds) if kind[1]),
    )
    middle = _middle_of(one)
    ends: dict[str, tuple[Ends | None, ...]] = {}
    if middle is not None:
        ends[middle.id] = tuple((middle.lowest, middle.highest) if kind[1] else None for kind in kinds)
    return Tie(one.item, classes, (tied,), total, ends, exact=False)


def _some_records(one: FromCases, items: Mapping[str, EvidenceItem]) -> Iterator[Record]:
    """Kinds of case of which some may do: those that differ most come first."""
    choices: list[list[ItemState]] = []
    for id, item in items.items():
        own: list[ItemState]
        if item.type.is_numeric:
            domain = domain_of(item)
            near = {
                value
                for leaf in _leaves(one)
                if [part.id for part in items_in_leaf(leaf)] == [id]
                for value in _fixed(item, leaf)
            }
            ends = {end for end in (domain.lowest, domain.highest) if end is not None}
            if domain.step is None:
                values = [one.value for one in value_classes(domain, list(near | ends))]
            else:
                values = sorted(_on_grid(domain, near | ends | {0, 1, 10, 100}))
            own = [exact(item, value) for value in (values[-1:] + values)]
        else:
            own = [kind.state for kind in _names(item, (), merged=False)]
            own = [own[-1], *own]
        choices.append([*own, *_beside(item, known_asked=False)])
    if not all(choices):
        return
    # First all of them at the same place, then one after the other.
    yield from (
        dict(zip(items, (own[at % len(own)] for own in choices), strict=True))
        for at in range(max(map(len, choices), default=0))
    )
    yield from (dict(zip(items, states, strict=True)) for states in product(*choices))


def _fixed(item: EvidenceItem, leaf: Leaf) -> list[Number]:
    try:
        return list(ItemCodes(item, {leaf: Marks()}, {}).thresholds)
    except (TypeError, AssertionError, KeyError):
        return []
