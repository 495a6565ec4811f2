"""Cases compared: how many contradict each other, and the fewest to reconsider so that none does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.moderation.likeness.cover import TooManyPairs, smallest_cover
from evenhand.moderation.likeness.dominance import Side, Tile, WeightedOnes, ones, tiles
from evenhand.moderation.likeness.precedents import opposition
from evenhand.moderation.likeness.profiles import Flags, Nodes, Places, Profiles, nodes_of
from evenhand.moderation.likeness.settling import settled_grades
from evenhand.moderation.likeness.ties import ties_of

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Contradictions:
    """What stands against what among some cases.

    `pairs` are the violating pairs of cases: one is known to be at least as good on every item, and has a
    lower grade. `possible` are those of which that is only possible, as something is not known. `tainted`
    (shape (cases,)) are the cases in some violating pair.
    """

    pairs: int
    possible: int
    tainted: Flags

    @property
    def quality(self) -> float | None:
        """The classical quality of approximation: the share of cases in no violating pair; None of no cases.

        (Greco, Matarazzo and Slowinski 2001, after Pawlak 1982: the cases in no boundary, of all.)
        """
        return (
            None if not len(self.tainted) else 1 - float(np.count_nonzero(self.tainted)) / len(self.tainted)
        )


@dataclass(frozen=True, eq=False)
class RepairSet:
    """The fewest cases to reconsider so that no violating pair remains, and what would settle each.

    `members` are places of cases, in order. Beside each, shape (members,): `suggested`, the grade that would
    settle it; `strongest`, the case that opposes it most among those that are not members; `opposed_by`, how
    many of those oppose it; `in_every`, 1 where every set as small has it, 0 where not, -1 where that would
    take too long to find out. `others` are cases that are not members but are in another set as small.
    """

    members: Places
    suggested: Numbers
    strongest: Places
    opposed_by: Numbers
    in_every: npt.NDArray[np.int8]
    others: Places
    only: bool


def compare(
    profiles: Profiles, names: Numbers | None = None, days: Numbers | None = None, threads: int = 1
) -> tuple[Contradictions, RepairSet | None]:
    """What contradicts what, and a repair set; None for that where far too many pairs would have to be held.

    `names` (int64, shape (cases,)) are places in the order of the cases' names, and `days` (int64, the same)
    their days: of several equally strong precedents the latest is told, then the first by name. The answer
    does not depend on the order of the cases. Which of several smallest sets it is, `cover` says.
    """
    names = np.zeros(profiles.cases, dtype=np.int64) if names is None else names
    days = np.zeros(profiles.cases, dtype=np.int64) if days is None else days
    nodes = nodes_of(profiles)
    tainted, pairs, node_pairs = _counted(nodes, threads)
    possible = 0 if bool(profiles.exact.all()) else _possible(nodes, threads) - pairs
    found = Contradictions(pairs, possible, tainted[nodes.which])
    try:
        return found, _repair(nodes, np.flatnonzero(tainted), node_pairs, names, days, threads)
    except TooManyPairs:
        return found, None


def _counted(nodes: Nodes, threads: int) -> tuple[Flags, int, int]:
    """Which nodes are in a violating pair; how many pairs of cases, and of nodes, there are."""
    weigh = WeightedOnes(nodes.weights)

    def visit(tile: Tile) -> tuple[Places, Places, int, int]:
        held = tile.columns[tile.columns_held()]
        cases = int((weigh(tile) * nodes.weights[tile.rows]).sum())
        return tile.rows, held, cases, int(ones(tile.bits).sum())

    tainted = np.zeros(nodes.count, dtype=bool)
    pairs = node_pairs = 0
    rows, columns = Side(nodes.low, nodes.grades), Side(nodes.high, nodes.grades)
    for at, to, cases, count in tiles(rows, columns, visit, threads):
        tainted[at] = tainted[to] = True
        pairs += cases
        node_pairs += count
    return tainted, pairs, node_pairs


def _possible(nodes: Nodes, threads: int) -> int:
    """How many pairs of cases are violating or possibly so."""
    weigh = WeightedOnes(nodes.weights)
    rows, columns = Side(nodes.high, nodes.grades), Side(nodes.low, nodes.grades)

    def visit(tile: Tile) -> int:
        return int((weigh(tile) * nodes.weights[tile.rows]).sum())

    return sum(tiles(rows, columns, visit, threads))


def _repair(
    nodes: Nodes, tainted: Places, pairs: int, names: Numbers, days: Numbers, threads: int
) -> RepairSet:
    inner = np.full(nodes.count, -1, dtype=np.intp)
    inner[tainted] = np.arange(len(tainted))
    cases = np.flatnonzero(inner[nodes.which] >= 0)
    which = inner[nodes.which[cases]]
    own = Nodes(nodes.low[tainted], nodes.high[tainted], nodes.grades[tainted], nodes.weights[tainted], which)
    cover = smallest_cover(own, pairs, threads)
    ties = ties_of(own, cover, threads)
    standing = _standing(which, names[cases], days[cases], own.count)
    against = opposition(own, cover.members, days[cases][standing], names[cases][standing], threads)
    grades = settled_grades(own, cover.members, cover.below, threads)
    place = np.full(own.count, -1, dtype=np.intp)
    place[against.members] = np.arange(len(against.members))
    members = np.flatnonzero(cover.members[which])
    node = which[members]
    in_every = np.where(ties.unknown, -1, ties.every).astype(np.int8)
    return RepairSet(
        members=cases[members],
        suggested=grades[node],
        strongest=cases[standing[against.strongest[place[node]]]],
        opposed_by=against.by[place[node]],
        in_every=in_every[node],
        others=cases[(ties.some & ~cover.members)[which]],
        only=cover.only,
    )


def _standing(which: Places, names: Numbers, days: Numbers, count: int) -> Places:
    """The case that stands for each node: the latest, and of those of one day the first by name."""
    order = np.lexsort([names, -days, which])
    first = np.flatnonzero(np.diff(which[order], prepend=-1))
    found: Places = order[first]
    assert len(found) == count
    return found
