"""The fewest judgements to reconsider: a smallest cover of all violating pairs; is it the only one?

A pair is violating where one case is known to be at least as good as another on every item and yet has a
lower grade. This relation is a strict partial order. It is irreflexive, since a grade is not lower than
itself. It is transitive: of a over b and b over c, each item has low(a) >= high(b) >= low(b) >= high(c),
and the grade of a is below that of b, which is below that of c.

Cases without a violating pair among them are an antichain of the order. So the fewest to take out are all
but a largest antichain, and these are as many as the pairs in a largest matching of the bipartite graph
with every case once as a row and once as a column (Dilworth 1950; Fulkerson 1956; Koenig 1931). Cases with
one profile and grade have the same opponents, so a smallest set has all or none of them: they are one node
whose capacity is their number, and the matching becomes a largest flow (Ford and Fulkerson 1956). No node
is cut both as a row and as a column in a smallest cut. Otherwise the nodes cut were fewer than those
outside a largest antichain.

The smallest cuts are the sets of nodes that nothing leaves in what the flow leaves over (Picard and Queyranne
1980), and each is one smallest set. Not all pairs are needed to find them: a largest flow through some pairs
whose cut covers every other pair too is a largest flow through all. So where there are very many, some are
taken, and those that the cut leaves open are added until it leaves none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evenhand.moderation.likeness.dominance import Side, Tile, tiles
from evenhand.moderation.likeness.flow import (
    Flow,
    Pairs,
    Places32,
    Reached,
    from_source,
    largest_flow,
    to_sink,
)
from evenhand.moderation.likeness.profiles import Flags, Nodes, Places

WHOLE = 12_000_000
"""Up to so many pairs of nodes are all taken at once."""

MOST = 40_000_000
MOST_FLOW = 20_000_000
"""No more pairs than these are held: about 2 GB. A flow, which nodes of several cases need, takes more."""

_DRAWN = 1_000_000
"""Of more, about so many are drawn at first."""

_LEAST = 4
"""So many a row are drawn from each tile at least."""

_SEED = 20260101
"""The draw changes how fast the smallest set is found, never which it is."""


class TooManyPairs(Exception):
    """More pairs than can be held are needed to find a smallest set."""


@dataclass(frozen=True, eq=False)
class Cover:
    """A smallest set of nodes that meets every violating pair, and what all smallest sets have in common.

    `above` are the members that are graded lower than what they are at least as good as, `below` those that
    are graded higher than what is at least as good as they; shape (nodes,) each. Of several smallest sets it
    is the one that takes the lower graded side of what can be settled either way. In what the flow leaves
    over, `near` is what more could flow to and `far` what more could flow from: nodes as rows and as columns.
    """

    above: Flags
    below: Flags
    near_rows: Flags
    near_columns: Flags
    far_rows: Flags
    far_columns: Flags
    flow: Flow

    @property
    def members(self) -> Flags:
        """Which nodes are in it; shape (nodes,)."""
        return self.above | self.below

    @property
    def only(self) -> bool:
        """Whether no other set is as small."""
        return bool((self.near_rows | self.far_rows).all() and (self.near_columns | self.far_columns).all())


class Violations:
    """The violating pairs of some nodes, found when they are asked for."""

    def __init__(self, nodes: Nodes, threads: int = 1) -> None:
        self.nodes = nodes
        self._rows = Side(nodes.low, nodes.grades)
        self._columns = Side(nodes.high, nodes.grades)
        self._threads = threads
        self.most = MOST if bool((nodes.weights == 1).all()) else MOST_FLOW

    def among(self, rows: Places, columns: Places, share: float | None = None) -> tuple[Places32, Places32]:
        """The pairs of some rows and some columns; of many only about that share, if one is given.

        Raises TooManyPairs where they are more than can be held.
        """
        found: list[tuple[Places32, Places32]] = []
        count = 0
        draw = _drawn(rows.astype(np.int32), columns.astype(np.int32), share)
        sides = self._rows.taken(rows), self._columns.taken(columns)
        for part in tiles(*sides, draw, self._threads):
            found.append(part)
            count += len(part[0])
            if count > self.most:
                raise TooManyPairs
        if not found:
            none = np.zeros(0, dtype=np.int32)
            return none, none
        at = np.concatenate([one for one, _ in found])
        to = np.concatenate([one for _, one in found])
        return at, to


def _drawn(
    rows: Places32, columns: Places32, share: float | None
) -> Callable[[Tile], tuple[Places32, Places32]]:
    """Takes the pairs out of a tile: all, or one in each of some words that are drawn."""

    def draw(tile: Tile) -> tuple[Places32, Places32]:
        if share is None:
            at, to = tile.pairs()
            return rows[at], columns[to]
        at, word = np.nonzero(tile.bits)
        quota = max(1, _LEAST * len(tile.rows), int(share * len(at)))
        if len(at) > quota:
            random = np.random.default_rng([_SEED, len(at), int(tile.columns[0])])
            chosen = random.choice(len(at), quota, replace=False)
            at, word = at[chosen], word[chosen]
            # One of the pairs of each word: the first from a place on that differs from word to word.
            turn = random.integers(0, 64, quota, dtype=np.uint64)
            bits = tile.bits[at, word]
            later = bits & (~np.uint64(0) << turn)
            bits = np.where(later != 0, later, bits)
            lowest = np.log2((bits & (~bits + np.uint64(1))).astype(np.float64)).astype(np.intp)
            return rows[tile.rows[at]], columns[tile.columns[word * 64 + lowest]]
        at, to = tile.pairs_in(at, word)
        return rows[at], columns[to]

    return draw


def smallest_cover(nodes: Nodes, pairs: int, threads: int = 1) -> Cover:
    """A smallest set of nodes that meets every violating pair; each node counts for its weight.

    `pairs` is how many pairs of nodes there are. Which set it is depends neither on the order of the cases
    nor on the pairs that happen to be drawn. Raises TooManyPairs where too many pairs would have to be
    held.
    """
    violations = Violations(nodes, threads)
    every = np.arange(nodes.count)
    whole = pairs <= WHOLE
    share = None if whole else _DRAWN / pairs
    held = Pairs(*violations.among(every, every, share), nodes.count)
    while True:
        flow = largest_flow(held, nodes.weights)
        rows_left, columns_left = flow.left_over(nodes.weights)
        near = from_source(held, flow, rows_left)
        if whole:
            break
        held = _closed(near, held, lambda own, other: violations.among(own, other, 0), violations.most)
        if not bool((near.other & columns_left).any()):
            break

    def against(own: Places, other: Places) -> tuple[Places32, Places32]:
        rows, columns = violations.among(other, own, 0)
        return columns, rows

    far = to_sink(held, flow, columns_left)
    if not whole:
        held = _closed(far, held, against, violations.most, turned=True)
    return Cover(~near.own, near.other, near.own, near.other, far.other, far.own, flow)


def _closed(
    reached: Reached,
    held: Pairs,
    among: Callable[[Places, Places], tuple[Places32, Places32]],
    most: int,
    *,
    turned: bool = False,
) -> Pairs:
    """Grow what is reached until no pair leads out of it. The pairs held, and those that did lead out."""
    found: list[tuple[Places32, Places32]] = []
    count = len(held)
    fresh, is_all = np.flatnonzero(reached.own), True
    while True:
        own, other = among(fresh, np.flatnonzero(~reached.other))
        if not len(own) and is_all:
            break
        found.append((other, own) if turned else (own, other))
        count += len(own)
        if count > most:
            raise TooManyPairs
        fresh = reached.add_other(other)
        # Of many pairs some are drawn, so in the end all that is reached is asked about once more.
        is_all = not len(fresh)
        if is_all:
            fresh = np.flatnonzero(reached.own)
    if not found:
        return held
    return held.with_more(
        np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])
    )
