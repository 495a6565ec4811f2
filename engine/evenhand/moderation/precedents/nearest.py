"""Which cases are the nearest to one, and which cases have none near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.moderation.precedents.gower import Feature, Flags, Floats, Rows, distances

LEAST_COMPARED = 0.5
"""The part of the weight that must be known of both cases; with less, they are not compared."""

NEAR = 0.05
"""How far a case may be and still be near enough: a twentieth of the range of each item, on average.

Cases that are compared by three or four grades are near enough only where none of these differs.
"""

FAR = 0.1
"""From which distance of the nearest other on a case is far from every precedent."""

MOST_COMPARISONS = 400_000_000
"""How many items of pairs of cases are compared at most to find cases without a near one."""

_AT_FIRST = 64
_AT_ONCE = 2_048
_BLOCK = 128


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Cases by how near they are to one: `rows` are their places, nearest first.

    `distance` and `compared` are in that order (shape (comparable cases,)). `incomparable` counts the cases
    of which too little is known.
    """

    rows: Rows
    distance: Floats
    compared: Floats
    incomparable: int

    def near(self, limit: float) -> int:
        """How many are within a distance."""
        return int((self.distance <= limit).sum())

    def with_ties(self, k: int, limit: float) -> int:
        """How many are within a distance, and among the `k` nearest or as near as the last of these."""
        within = self.near(limit)
        if within <= k:
            return within
        return int((self.distance <= self.distance[k - 1]).sum()) if k else 0


def nearest(
    features: Sequence[Feature],
    case: int,
    others: Rows,
    order: npt.NDArray[np.int64],
    least_compared: float = LEAST_COMPARED,
) -> Neighbours:
    """The `others` by their distance to a case, all places among those of the features.

    Equally near ones stand in rising `order` (shape (others,)), which has no number twice.
    """
    found = distances(features, np.array([case], dtype=np.intp), others)
    distance, compared = found.distance[0], found.compared[0]
    kept = np.flatnonzero((compared >= least_compared) & ~np.isnan(distance))
    ranked = kept[np.lexsort((order[kept], distance[kept]))]
    return Neighbours(others[ranked], distance[ranked], compared[ranked], len(others) - len(kept))


@dataclass(frozen=True, eq=False)
class Apart:
    """For each case, whether any other is near; arrays have the shape (cases,).

    `nearest` is the distance of the nearest other case where none is near enough: infinite where no other
    can be compared, and NaN where one is near enough or it was not worked out.
    """

    far: Flags
    nearest: Floats
    worked_out: Flags


def far_from_others(
    features: Sequence[Feature],
    near: float = FAR,
    least_compared: float = LEAST_COMPARED,
    most: int = MOST_COMPARISONS,
) -> Apart:
    """The cases that have no other within `near`.

    Each is compared block by block until one near enough is found; whoever of some cases that are the same
    in everything has the others. After `most` comparisons of items the cases that are left are not worked
    out. Cases of which less than `least_compared` of the weight is known are compared with nobody, and are
    neither far nor worked out.
    """
    weighed = [feature for feature in features if feature.weight > 0]
    rows = len(weighed[0].values) if weighed else 0
    far, worked_out = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    closest = np.full(rows, np.nan)
    if rows == 0:
        return Apart(far, closest, worked_out)
    total = sum(feature.weight for feature in weighed)
    share = sum((feature.weight * feature.known for feature in weighed), np.zeros(rows)) / total
    usable = np.flatnonzero(share >= least_compared)
    firsts, which, counts = _distinct([feature.taken(usable) for feature in weighed])
    pending = np.flatnonzero(counts == 1)
    found = np.where(counts > 1, 0.0, np.inf)
    done = counts > 1
    own = [feature.taken(usable[firsts]) for feature in weighed]
    for to in _blocks(len(firsts)):
        most -= len(pending) * len(to) * len(own)
        if most < 0:
            break
        for at in range(0, len(pending), _BLOCK):
            of = pending[at : at + _BLOCK]
            pair = distances(own, of, to)
            pair.distance[(pair.compared < least_compared) | np.isnan(pair.distance)] = np.inf
            pair.distance[of[:, None] == to[None, :]] = np.inf
            found[of] = np.minimum(found[of], pair.distance.min(axis=1))
        pending = pending[found[pending] > near]
    else:
        done[pending] = True
    done |= found <= near
    apart = done & (found > near)
    worked_out[usable], far[usable] = done[which], apart[which]
    closest[usable] = np.where(apart, found, np.nan)[which]
    return Apart(far, closest, worked_out)


def _blocks(cases: int) -> Iterator[Rows]:
    """Cases to compare with, some at a time: few and of all kinds at first, as most cases have a near one."""
    # Always the same order, so that the answer is too.
    order = np.random.default_rng(0).permutation(cases).astype(np.intp)
    start, size = 0, _AT_FIRST
    while start < cases:
        yield order[start : start + size]
        start, size = start + size, min(2 * size, _AT_ONCE)


def _distinct(features: Sequence[Feature]) -> tuple[Rows, Rows, Rows]:
    """The first of every distinct case, which of them each case is, and how many are like each."""
    columns = [np.where(feature.absent, -np.inf, feature.values) for feature in features]
    table = np.nan_to_num(np.stack(columns, axis=1), nan=np.inf, posinf=np.inf, neginf=-np.inf)
    _, firsts, which, counts = np.unique(
        table, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return firsts.astype(np.intp), which.reshape(-1).astype(np.intp), counts.astype(np.intp)
