"""The strongest opposing precedent of each judgement to reconsider: what speaks against it most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.moderation.likeness.dominance import Side, Tile, WeightedOnes, tiles
from evenhand.moderation.likeness.profiles import Flags, Nodes, Places

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Opposition:
    """For each member of a repair set what opposes it, among the cases that are not in the set.

    `members` are nodes. `strongest` is the node that opposes each most, and `by` (int64) how many cases
    oppose it; shape (members,) each.
    """

    members: Places
    strongest: Places
    by: Numbers


def opposition(nodes: Nodes, members: Flags, days: Numbers, names: Numbers, threads: int = 1) -> Opposition:
    """What opposes each member most: the first of the other nodes that are in a violating pair with it.

    First goes the greatest difference in grade, then most cases, the nearest profile (fewest ranks between
    their ends over all items), the latest day, and the first name. `days` and `names` (int64, shape
    (nodes,)) are those of the case that stands for each node; names are places in their order. Every member
    of a smallest set has such an opponent: without one it would not be needed.
    """
    own, rest = np.flatnonzero(members), np.flatnonzero(~members)
    best = _Best(len(own))
    by = np.zeros(len(own), dtype=np.int64)
    weigh = WeightedOnes(nodes.weights[rest])
    for rows, columns in (
        (Side(nodes.low, nodes.grades), Side(nodes.high, nodes.grades)),
        (Side(nodes.high, nodes.grades).turned, Side(nodes.low, nodes.grades).turned),
    ):
        for part, counts in tiles(rows.taken(own), columns.taken(rest), _counted(weigh), threads):
            by[part] += counts
        # The highest grades come first, so a member that has an opponent there is asked about no further.
        for grade in np.unique(columns.grades)[::-1]:
            asked = np.flatnonzero(best.node < 0)
            against = rest[columns.grades[rest] == grade]
            for at, to in tiles(rows.taken(own[asked]), columns.taken(against), Tile.pairs, threads):
                best.offer(nodes, own, asked[at], against[to], days, names)
    return Opposition(own, best.node, by)


def _counted(weigh: WeightedOnes) -> Callable[[Tile], tuple[Places, Numbers]]:
    return lambda tile: (tile.rows, weigh(tile))


class _Best:
    """The best opponent so far of each member, -1 for none; all offered at one time have one grade."""

    def __init__(self, members: int) -> None:
        self.node = np.full(members, -1, dtype=np.intp)

    def offer(
        self, nodes: Nodes, own: Places, at: Places, node: Places, days: Numbers, names: Numbers
    ) -> None:
        """Take the best of some opponents `node` of members `at`, and of those that were best before."""
        held = np.unique(at)
        held = held[self.node[held] >= 0]
        at, node = np.concatenate([at, held]), np.concatenate([node, self.node[held]])
        # Most can be told apart by how many cases they are, and need no distance.
        most = np.zeros(len(self.node), dtype=np.int64)
        np.maximum.at(most, at, nodes.weights[node])
        heavy = nodes.weights[node] == most[at]
        at, node = at[heavy], node[heavy]
        far = _steps_between(nodes, own[at], node)
        nearest = np.full(len(self.node), np.iinfo(np.int64).max)
        np.minimum.at(nearest, at, far)
        near = far == nearest[at]
        at, node = at[near], node[near]
        order = np.lexsort([names[node], -days[node], at])
        first = order[np.flatnonzero(np.diff(at[order], prepend=-1))]
        self.node[at[first]] = node[first]


def _steps_between(nodes: Nodes, one: Places, other: Places) -> Numbers:
    """How many ranks lie between two profiles over all items, lower and upper ends together."""
    found = np.zeros(len(one), dtype=np.int64)
    for ends in (nodes.low, nodes.high):
        found += np.abs(ends[one] - ends[other]).sum(axis=1, dtype=np.int64)
    return found
