"""Who rated the same cases: pairs of raters, groups that share none, and cases graded far apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from evenhand.moderation.agreement.bootstrap import FEWEST_CASES
from evenhand.moderation.agreement.ratings import MISSING, Codes, Counts
from evenhand.statistics import Agreement as TwoGradings
from evenhand.statistics import Weights, agreement_of

FAR_APART = 2
"""Ratings of one case that lie so many grades apart are looked at first; on a scale of two grades, one."""


@dataclass(frozen=True, eq=False)
class RaterPair:
    """Two raters by their places, and the cases that both rated.

    `counts[i, j]` counts those with grade i by the first and j by the second; shape (q, q).
    """

    first: int
    second: int
    counts: Counts

    @property
    def shared(self) -> int:
        """How many cases both rated."""
        return int(self.counts.sum())

    @property
    def alike(self) -> int:
        """How many of them have the same grade from both."""
        return int(self.counts.trace())

    @property
    def within_one(self) -> int:
        """How many of them have the same or adjacent grades."""
        places = np.arange(len(self.counts))
        return int(self.counts[np.abs(places[:, None] - places[None, :]) <= 1].sum())

    def agreement(self, weights: Weights) -> TwoGradings | None:
        """Weighted kappa of the two; None where they share too few cases (FEWEST_CASES)."""
        return None if self.shared < FEWEST_CASES else agreement_of(self.counts.tolist(), weights)


def rater_pairs(codes: Codes, size: int) -> Iterator[RaterPair]:
    """Every two raters that rated a case both, in the order of their places."""
    rated = codes != MISSING
    shared = _shared(rated)
    firsts, seconds = np.nonzero(np.triu(shared, 1))
    for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True):
        both = rated[:, first] & rated[:, second]
        places = codes[both, first].astype(np.intp) * size + codes[both, second]
        yield RaterPair(first, second, np.bincount(places, minlength=size * size).reshape(size, size))


def components(codes: Codes) -> list[tuple[int, ...]]:
    """Raters by their places, in groups that are linked by shared cases, the largest group first.

    Raters of two groups cannot be compared: nobody of one rated a case of the other. Groups of one size stand
    in the order of their first raters.
    """
    if codes.shape[1] == 0:
        return []
    _, which = connected_components(sparse.csr_array(_shared(codes != MISSING)), directed=False)
    groups: dict[int, list[int]] = {}
    for rater, group in enumerate(which.tolist()):
        groups.setdefault(group, []).append(rater)
    return sorted((tuple(group) for group in groups.values()), key=lambda group: (-len(group), group))


def steps_apart(codes: Codes) -> npt.NDArray[np.int64]:
    """How many grades the best rating of each case lies above the worst; 0 where it has fewer than two."""
    if codes.shape[1] == 0:
        return np.zeros(len(codes), dtype=np.int64)
    rated = codes != MISSING
    best = codes.max(axis=1).astype(np.int64)
    worst = np.where(rated, codes, np.iinfo(codes.dtype).max).min(axis=1).astype(np.int64)
    found: npt.NDArray[np.int64] = np.where(rated.sum(axis=1) >= 2, best - worst, 0)
    return found


def far_apart(codes: Codes, size: int) -> npt.NDArray[np.intp]:
    """The places of the cases whose ratings lie far apart, the farthest first, then in their own order."""
    steps = steps_apart(codes)
    places = np.flatnonzero(steps >= max(1, min(FAR_APART, size - 1)))
    found: npt.NDArray[np.intp] = places[np.argsort(-steps[places], kind="stable")]
    return found


def coincidence_counts(codes: Codes, size: int) -> Counts:
    """How many pairs of ratings of one case have each two grades, each pair counted both ways round."""
    grades = np.arange(size)
    given = (codes[:, :, None] == grades).sum(axis=1)
    found: Counts = given.T @ given - np.diag(given.sum(axis=0))
    return found


def _shared(rated: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """How many cases each two raters both rated; shape (raters, raters)."""
    one = sparse.csr_array(rated.astype(np.int64))
    found: npt.NDArray[np.int64] = (one.T @ one).toarray()
    return found
