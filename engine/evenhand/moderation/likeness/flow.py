"""The largest flow through some pairs, from rows to columns, each of a limited capacity; by scipy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, maximum_flow

from evenhand.moderation.likeness.profiles import Flags, Places

Amounts = npt.NDArray[np.int64]
Places32 = npt.NDArray[np.int32]


class Pairs:
    """Some pairs of a row and a column, each once; rows and columns are places below `size`.

    Row i is paired with `columns[ends[i]:ends[i + 1]]`.
    """

    def __init__(self, rows: Places32, columns: Places32, size: int) -> None:
        self.size = size
        held: Any = coo_array(
            (np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size)
        ).tocsr()
        self.graph = held
        self.ends = held.indptr
        self.columns = held.indices

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def rows(self) -> Places32:
        """The row of each pair, in the order of `columns`."""
        found: Places32 = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.ends))
        return found

    def with_more(self, rows: Places32, columns: Places32) -> Pairs:
        """These and others, none of them held already."""
        return Pairs(np.concatenate([self.rows, rows]), np.concatenate([self.columns, columns]), self.size)


@dataclass(frozen=True, eq=False)
class Flow:
    """What flows: `amounts` (int64) from each of `rows` to the one of `columns` beside it, each above 0."""

    rows: Places
    columns: Places
    amounts: Amounts

    def left_over(self, capacities: Amounts) -> tuple[Flags, Flags]:
        """Which rows, and which columns, have capacity that the flow does not use."""
        size = len(capacities)
        sent = np.bincount(self.rows, self.amounts, size).astype(np.int64)
        taken = np.bincount(self.columns, self.amounts, size).astype(np.int64)
        return sent < capacities, taken < capacities


def largest_flow(pairs: Pairs, capacities: Amounts) -> Flow:
    """A largest flow where row i sends, and column i takes, at most `capacities[i]` (int64, above 0).

    A largest matching (Hopcroft and Karp 1973) where every capacity is one; else by the method of Dinitz
    (1970). Capacities together stay below 2**31.
    """
    if not len(pairs):
        none = np.zeros(0, dtype=np.intp)
        return Flow(none, none, none.astype(np.int64))
    if bool((capacities == 1).all()):
        return _matching(pairs)
    return _flow(pairs, capacities)


def _matching(pairs: Pairs) -> Flow:
    mate = np.asarray(maximum_bipartite_matching(pairs.graph, perm_type="column"))
    rows = np.flatnonzero(mate >= 0)
    return Flow(rows, mate[rows].astype(np.intp), np.ones(len(rows), dtype=np.int64))


def _flow(pairs: Pairs, capacities: Amounts) -> Flow:
    """Rows stand first, then columns, then where all comes from and where all goes."""
    size = pairs.size
    source, sink = 2 * size, 2 * size + 1
    limits = capacities.astype(np.int32)
    heads = np.concatenate([pairs.columns + size, np.full(size, sink), np.arange(size)]).astype(np.int32)
    most = np.concatenate([np.minimum(limits[pairs.rows], limits[pairs.columns]), limits, limits])
    begins = np.concatenate([pairs.ends, len(pairs) + np.arange(1, size + 1), [len(heads), len(heads)]])
    shape = (2 * size + 2, 2 * size + 2)
    graph: Any = csr_array((most, heads, begins.astype(np.int32)), shape=shape)
    found: Any = maximum_flow(graph, source, sink).flow.tocoo()
    own = (found.data > 0) & (found.row < size) & (found.col < source)
    return Flow(
        found.row[own].astype(np.intp),
        found.col[own].astype(np.intp) - size,
        found.data[own].astype(np.int64),
    )


class Reached:
    """Which rows and which columns are reached; shape (size,) each. Grows by what is added to it."""

    def __init__(self, start: Flags, onwards: Steps, back: Steps) -> None:
        self.own = np.zeros_like(start)
        self.other = np.zeros_like(start)
        self._onwards, self._back = onwards, back
        self.add_own(np.flatnonzero(start))

    def add_own(self, front: Places) -> Places:
        """Add what is reached from some places on the side of the start; those that are new on that side."""
        new = [front]
        self.own[front] = True
        while len(front):
            front = self._added_other(np.unique(self._onwards.of(front)))
            new.append(front)
        return np.concatenate(new)

    def add_other(self, places: npt.NDArray[Any]) -> Places:
        """Add what is reached from some places on the other side; those that are new on that of the start."""
        return self.add_own(self._added_other(np.unique(places)))

    def _added_other(self, places: npt.NDArray[Any]) -> Places:
        places = places[~self.other[places]]
        self.other[places] = True
        front = np.unique(self._back.of(places))
        front = front[~self.own[front]].astype(np.intp)
        self.own[front] = True
        found: Places = front
        return found


def from_source(pairs: Pairs, flow: Flow, start: Flags) -> Reached:
    """What more could flow to, from the rows in `start`: on by any pair, back by what flows.

    Rows are its own side, columns the other.
    """
    onwards = Steps(pairs.ends, pairs.columns)
    return Reached(start, onwards, _steps(flow.columns, flow.rows, pairs.size))


def to_sink(pairs: Pairs, flow: Flow, end: Flags) -> Reached:
    """What more could flow from, to the columns in `end`: against any pair, and along what flows.

    Columns are its own side, rows the other.
    """
    turned: Any = pairs.graph.tocsc()
    along = _steps(flow.rows, flow.columns, pairs.size)
    return Reached(end, Steps(turned.indptr, turned.indices), along)


def _steps(places: Places, to: Places, size: int) -> Steps:
    ends = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=size))])
    return Steps(ends, to[np.argsort(places, kind="stable")])


@dataclass(frozen=True, eq=False)
class Steps:
    """Where one can go: from place i to `to[ends[i]:ends[i + 1]]`."""

    ends: npt.NDArray[Any]
    to: npt.NDArray[Any]

    def of(self, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Where one can go from some places, repeated where there are several ways."""
        begins = self.ends[places]
        lengths = self.ends[places + 1] - begins
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        found: npt.NDArray[Any] = self.to[np.repeat(begins - ends + lengths, lengths) + np.arange(total)]
        return found
