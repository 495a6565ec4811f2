"""Which nodes are in every smallest set, and which in some: what the choice between such sets leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from evenhand.moderation.likeness.cover import Cover, TooManyPairs, Violations
from evenhand.moderation.likeness.dominance import Side, ones, tiles
from evenhand.moderation.likeness.profiles import Flags, Nodes, Places

MOST_STEPS = 20_000_000_000
"""No more than so many steps between places are followed for what is open; some seconds."""

_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Ties:
    """Which nodes are in some smallest set, which in every one, and of which the latter is not known.

    Shape (nodes,) each. `unknown` are some of those in some set; there are any only where far too many are
    open.
    """

    some: Flags
    every: Flags
    unknown: Flags


def ties_of(nodes: Nodes, cover: Cover, threads: int = 1) -> Ties:
    """What all smallest sets have in common.

    A smallest set is a cut: a set of rows and columns, with all that is near and nothing that is far, that
    nothing leaves in what the flow leaves over (Picard and Queyranne 1980). Its members are the rows outside
    it and the columns in it. So a node is in every set where its row is far, where its column is near, or
    where its column is reached from its row, so that whatever has the row has the column too.
    """
    some: Flags = ~(cover.near_rows & cover.far_columns)
    every = cover.far_rows | cover.near_columns
    open_rows = ~cover.near_rows & ~cover.far_rows
    open_columns = ~cover.near_columns & ~cover.far_columns
    asked = open_rows & open_columns & ~every
    unknown = np.zeros_like(every)
    if bool(asked.any()):
        try:
            every |= _reached_from_itself(nodes, cover, open_rows, open_columns, asked, threads)
        except TooManyPairs:
            unknown = asked
    return Ties(some, every, unknown)


def _reached_from_itself(
    nodes: Nodes, cover: Cover, rows: Flags, columns: Flags, asked: Flags, threads: int
) -> Flags:
    """Of which of the nodes asked about the column is reached from the row, by what is open."""
    violations = Violations(nodes, threads)
    own, other = np.flatnonzero(rows), np.flatnonzero(columns)
    sides = Side(nodes.low[own], nodes.grades[own]), Side(nodes.high[other], nodes.grades[other])
    count = sum(tiles(*sides, lambda tile: int(ones(tile.bits).sum()), threads))
    if count > violations.most or count * (int(asked.sum()) // _AT_ONCE + 1) > MOST_STEPS:
        raise TooManyPairs
    there = violations.among(own, other)
    back = rows[cover.flow.rows] & columns[cover.flow.columns]
    size = nodes.count
    begins = np.concatenate([there[0], cover.flow.columns[back] + size])
    ends = np.concatenate([there[1] + size, cover.flow.rows[back]])
    part, begins, ends = _parts(begins, ends, 2 * size)
    wanted = np.flatnonzero(asked)
    found = np.zeros_like(asked)
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        found[some] = _reaches(part[some], part[some + size], begins, ends, int(part.max()) + 1)
    return found


def _parts(begins: Any, ends: Any, size: int) -> tuple[npt.NDArray[np.int32], Places, Places]:
    """Places that reach each other as one part: the part of each place, and the steps between parts."""
    steps = coo_array((np.ones(len(begins), dtype=np.int8), (begins, ends)), shape=(size, size)).tocsr()
    count, part = connected_components(steps, directed=True, connection="strong")
    begins, ends = part[begins], part[ends]
    between = begins != ends
    keys = np.unique(begins[between].astype(np.int64) * count + ends[between])
    return part, (keys // count).astype(np.intp), (keys % count).astype(np.intp)


def _reaches(starts: Any, goals: Any, begins: Places, ends: Places, size: int) -> Flags:
    """Whether each of up to 64 goals is reached from the start beside it."""
    bits = np.uint64(1) << np.arange(len(starts), dtype=np.uint64)
    reached = np.zeros(size, dtype=np.uint64)
    np.bitwise_or.at(reached, starts, bits)
    order = np.argsort(ends, kind="stable")
    begins, ends = begins[order], ends[order]
    firsts = np.flatnonzero(np.diff(ends, prepend=-1)) if len(ends) else ends
    while len(ends):
        spread = reached[ends[firsts]] | np.bitwise_or.reduceat(reached[begins], firsts)
        if bool((spread == reached[ends[firsts]]).all()):
            break
        reached[ends[firsts]] = spread
    found: Flags = (reached[goals] & bits) != 0
    return found
