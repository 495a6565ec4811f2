"""Which items are counted from the same cases, so that they may not contradict each other.

The cases of a sample are sorted into classes that no condition of the items can tell apart. Every item is
then a count of cases of some classes; a share is over those to which it applies. Means and medians are not
tied: any value within their bounds is taken to be possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from evenhand.backends.planes import CASES, ColumnId, item_column
from evenhand.backends.planes.row_leaves import RowLeaf
from evenhand.domain import Case, DoesNotApply, EvidenceItem, EvidenceProfile, ItemState
from evenhand.evaluation.interpreter import decide
from evenhand.evaluation.readings import Knowledge
from evenhand.language import FromCases, IsKnown, Summary, items_in_leaf, leaves_of, positive_of
from evenhand.verification.spaces import item_space, states_beside

MOST_CLASSES = 256
"""How many classes of cases the items of one tie may need."""


@dataclass(frozen=True, slots=True)
class TiedItem:
    """An item and the classes of cases for which its condition holds; for a share, those it is over."""

    column: ColumnId
    holding: tuple[int, ...]
    applying: tuple[int, ...] | None


@dataclass(frozen=True, eq=False)
class Tie:
    """Items that are counted from the same cases.

    `classes` has what one case of each class records; `total` is the column of the number of cases, where
    rules read it.
    """

    name: str
    classes: tuple[Mapping[str, ItemState], ...]
    items: tuple[TiedItem, ...]
    total: ColumnId | None


class TooManyClasses(Exception):
    """The conditions of items that are counted from the same cases tell too many kinds of case apart."""


def ties_among(derived: Iterable[FromCases], columns: Iterable[ColumnId]) -> tuple[Tie, ...]:
    """The ties among some columns. Raises TooManyClasses."""
    asked = set(columns)
    own = [
        one
        for one in derived
        if item_column(one.item) in asked and one.summary in (Summary.COUNT, Summary.SHARE)
    ]
    total = CASES if CASES in asked else None
    groups = _connected(own)
    return tuple(_tie(group, total) for group in groups if len(group) > 1 or total is not None)


def _record_items(one: FromCases) -> dict[str, EvidenceItem]:
    assert one.condition is not None
    return {item.id: item for leaf in leaves_of(one.condition) for item in items_in_leaf(leaf)}


def _connected(derived: Sequence[FromCases]) -> list[list[FromCases]]:
    """Items whose conditions read a record item in common, directly or through others."""
    groups: list[tuple[set[str], list[FromCases]]] = []
    for one in derived:
        read, members = set(_record_items(one)), [one]
        apart = []
        for other_read, other_members in groups:
            if read & other_read:
                read |= other_read
                members = other_members + members
            else:
                apart.append((other_read, other_members))
        groups = [*apart, (read, members)]
    return [members for _, members in groups]


def _tie(group: Sequence[FromCases], total: ColumnId | None) -> Tie:
    items: dict[str, EvidenceItem] = {}
    leaves: dict[str, dict[RowLeaf, None]] = {}
    for one in group:
        items |= _record_items(one)
        assert one.condition is not None
        for leaf in leaves_of(one.condition):
            for item in items_in_leaf(leaf):
                leaves.setdefault(item.id, {})[RowLeaf(leaf)] = None
    states = {id: _states(item, tuple(leaves[id])) for id, item in items.items()}
    if prod(map(len, states.values())) > MOST_CLASSES:
        raise TooManyClasses
    classes = [dict(zip(states, values, strict=True)) for values in product(*states.values())]
    tied = []
    for one in group:
        holding, applying = [], []
        for at, record in enumerate(classes):
            if any(isinstance(record[id], DoesNotApply) for id in _record_items(one)):
                continue
            applying.append(at)
            assert one.condition is not None
            if decide(one.condition, Knowledge(Case(EvidenceProfile(record)), {}, {})).truth.certain:
                holding.append(at)
        share = one.summary is Summary.SHARE
        tied.append(TiedItem(item_column(one.item), tuple(holding), tuple(applying) if share else None))
    return Tie(group[0].item, tuple(classes), tuple(tied), total)


def _states(item: EvidenceItem, leaves: Sequence[RowLeaf]) -> list[ItemState]:
    """The states of one item of a case record that its conditions can tell apart."""
    alone = [leaf for leaf in leaves if len(items_in_leaf(leaf.leaf)) == 1]
    column = item_column(item.id)
    known_asked = any(isinstance(positive_of(leaf.leaf), IsKnown) for leaf in alone)
    found = item_space(column, item, alone, states_beside(item, known_asked=known_asked)).states
    states: list[ItemState] = []
    for state in found:
        assert state is not None and not isinstance(state, str | int)
        states.append(state)
    return states
