"""Cases as they are compared: a range of ranks for every item; those with one profile and grade as one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ranks = npt.NDArray[np.int32]
"""The ranks of some cases; shape (cases, items). Higher is better."""

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
"""Places of some cases or nodes; shape (any,)."""


@dataclass(frozen=True, eq=False)
class Profiles:
    """What cases are compared on, and the grade that each was awarded.

    `low` and `high` are the ends of what each item of a case may be, as ranks, `low <= high`; they are the
    same where the value is known. `kinds` (int64, shape (cases,)) says which cases are of one kind: only
    those are compared at all. `grades` (int64, shape (cases,)) are places on the scale, worst first.
    """

    low: Ranks
    high: Ranks
    kinds: npt.NDArray[np.int64]
    grades: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        rows = len(self.grades)
        if self.low.shape != self.high.shape or self.low.shape[:1] != (rows,) or len(self.kinds) != rows:
            raise ValueError("the arrays of profiles are not of one length")
        if bool((self.low > self.high).any()):
            raise ValueError("a range of ranks ends before it begins")

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return len(self.grades)

    @cached_property
    def exact(self) -> Flags:
        """Which cases have every item known."""
        found: Flags = (self.low == self.high).all(axis=1)
        return found


@dataclass(frozen=True, eq=False)
class Nodes:
    """Cases with the same ranges, kind and grade, as one node each, in an order that the rows do not change.

    `low` and `high` have two columns more than the profiles where there are several kinds: the kind and its
    negative, so that one node is at least as good as another on both only where they are of one kind.
    `weights` (int64, shape (nodes,)) says how many cases a node is, and `which` (shape (cases,)) the node of
    each case.
    """

    low: Ranks
    high: Ranks
    grades: npt.NDArray[np.int64]
    weights: npt.NDArray[np.int64]
    which: Places

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.grades)

    def cases_of(self, nodes: Places) -> Places:
        """The cases of some nodes, by place."""
        chosen = np.zeros(self.count, dtype=bool)
        chosen[nodes] = True
        return np.flatnonzero(chosen[self.which])


def nodes_of(profiles: Profiles) -> Nodes:
    """The nodes of some cases, sorted by kind, ranges and grade."""
    low, high = profiles.low, profiles.high
    kinds = np.unique(profiles.kinds, return_inverse=True)[1].astype(np.int32)[:, None]
    if bool(kinds.any()):
        low, high = np.hstack([kinds, -kinds, low]), np.hstack([kinds, -kinds, high])
    whole = np.hstack([low, high, profiles.grades[:, None].astype(np.int32)])
    first, which, weights = _distinct(whole)
    return Nodes(
        np.ascontiguousarray(low[first]),
        np.ascontiguousarray(high[first]),
        profiles.grades[first],
        weights,
        which,
    )


def _distinct(rows: Ranks) -> tuple[Places, Places, npt.NDArray[np.int64]]:
    """Where each distinct row first is, in order; which of them every row is; how often each is there."""
    if not len(rows):
        none = np.zeros(0, dtype=np.intp)
        return none, none, none.astype(np.int64)
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    begins = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])
    which = np.empty(len(rows), dtype=np.intp)
    which[order] = np.cumsum(begins) - 1
    starts = np.flatnonzero(begins)
    return order[starts], which, np.diff(np.append(starts, len(rows))).astype(np.int64)
