"""Which items are counted from the same cases, so that they may not contradict each other.

The cases of a sample are sorted into classes that no condition of the items can tell apart. Every item is
then a count of cases of some classes; a share, mean or median is over those to which it applies. All of
them are of one sample, so that the classes of each tie make up the same number of cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod

from evenhand.domain import (
    Case,
    DoesNotApply,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    Number,
    Unknown,
)
from evenhand.evaluation import Truth
from evenhand.evaluation.board import Marks
from evenhand.evaluation.interpreter import decide
from evenhand.evaluation.item_codes import ItemCodes
from evenhand.evaluation.readings import Knowledge
from evenhand.language import (
    CASES,
    ColumnId,
    FromCases,
    Leaf,
    Summary,
    item_column,
    items_in_leaf,
)
from evenhand.verification.case_kinds import (
    CannotSort,
    Cuts,
    Ends,
    Kind,
    beside,
    kinds_among,
    leaves_in,
    middle_of,
    names_apart,
    on_grid,
    record_items,
)
from evenhand.verification.classes import value_classes
from evenhand.verification.spaces import domain_of, exact

MOST_CLASSES = 256
"""How many classes of cases the items of one tie may need."""

MOST_TRIED = 8192
"""How many kinds of case are sorted into the classes of one tie."""

MIDDLES = (Summary.MEAN, Summary.MEDIAN)

Record = Mapping[str, ItemState]


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
        return middle_of(self.derived)


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


def ties_among(derived: Iterable[FromCases], columns: Iterable[ColumnId], cuts: Cuts) -> tuple[Tie, ...]:
    """The ties among some columns."""
    asked = set(columns)
    own = [one for one in derived if item_column(one.item) in asked]
    total = CASES if CASES in asked else None
    found: list[Tie] = []
    for group in _connected(own):
        try:
            found.append(_tie(group, total, cuts))
        except CannotSort:
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
    kinds, compared = kinds_among(group, items, cuts)
    if prod(map(len, kinds.values())) > MOST_TRIED:
        raise CannotSort
    middles = {item.id for one in group if (item := middle_of(one)) is not None}
    told = [_Told(one) for one in group]
    # Cases are alike where every item is told the same of them, and a mean or median has the same values.
    classes: dict[tuple[object, ...], dict[str, Kind]] = {}
    for picked in product(*kinds.values()):
        record = dict(zip(kinds, picked, strict=True))
        states = {id: kind.state for id, kind in record.items()}
        held = [one.of(states) for one in told]
        if None not in held:
            classes.setdefault((*held, *(record[id].ends for id in sorted(middles))), record)
    if len(classes) > MOST_CLASSES:
        raise CannotSort
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
    middle = middle_of(one)
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
                for leaf in leaves_in(one)
                if [part.id for part in items_in_leaf(leaf)] == [id]
                for value in _fixed(item, leaf)
            }
            ends = {end for end in (domain.lowest, domain.highest) if end is not None}
            if domain.step is None:
                values = [one.value for one in value_classes(domain, list(near | ends))]
            else:
                values = sorted(on_grid(domain, near | ends | {0, 1, 10, 100}))
            own = [exact(item, value) for value in (values[-1:] + values)]
        else:
            own = [kind.state for kind in names_apart(item, (), merged=False)]
            own = [own[-1], *own]
        choices.append([*own, *beside(item, known_asked=False)])
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
