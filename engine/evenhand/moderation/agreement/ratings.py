"""Ratings as an array, and what the statistics need of them, summed over any sample of the cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

MISSING = -1
"""The code of a rating that was not made."""

Codes = npt.NDArray[np.int16]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the cases of B samples; q is the number of grades, R that of raters. All are float64.

    `cases` (B,) counts those with a rating, `paired` (B,) those with two or more. `shares` (B, q) adds up the
    share of each grade among the ratings of a case. `pairs` (B, q, q) adds up the share of each two grades
    among the ordered pairs of ratings of a paired case, so that every paired case weighs alike, and
    `coincidences` (B, q, q) the same times the number of ratings of the case (Krippendorff's matrix).
    `by_rater` (B, R, q) counts the ratings of each rater. `crossed` (B, q, q) counts the paired cases of two
    raters by the grade of the first and of the second; None unless there are two.
    """

    cases: Floats
    paired: Floats
    shares: Floats
    pairs: Floats
    coincidences: Floats
    by_rater: Floats
    crossed: Floats | None


@dataclass(frozen=True, eq=False)
class RatedCases:
    """Cases and the ratings of them, alike ones held once.

    `patterns` (P, R) holds each different row of ratings that has at least one, grades as 0 (worst) to
    q - 1 and MISSING; `counts` (P,) how many cases have it. `size` is q: grades of the scale that nobody gave
    are counted too.
    """

    patterns: Codes
    counts: Counts
    size: int

    @classmethod
    def of(cls, codes: npt.ArrayLike, size: int) -> RatedCases:
        """The cases of an array of codes, shape (cases, raters). Raters without any rating are left out.

        Raises ValueError where it is of another shape, or a code is no grade of a scale of `size`.
        """
        found = np.asarray(codes, dtype=np.int16)
        if found.ndim != 2:
            raise ValueError(f"ratings have the shape (cases, raters), not {found.shape}")
        if found.size and (found.min() < MISSING or found.max() >= size):
            raise ValueError(f"a rating is no grade of a scale of {size}")
        rated = found != MISSING
        found = found[rated.any(axis=1)][:, rated.any(axis=0)]
        if not found.size:
            return cls(np.empty((0, 0), dtype=np.int16), np.empty(0, dtype=np.int64), size)
        patterns, counts = np.unique(found, axis=0, return_counts=True)
        return cls(patterns, counts.astype(np.int64), size)

    @property
    def cases(self) -> int:
        """How many cases have a rating."""
        return int(self.counts.sum())

    @property
    def raters(self) -> int:
        """How many raters gave one."""
        return int(self.patterns.shape[1])

    @cached_property
    def given(self) -> Counts:
        """How often each pattern has each grade; shape (P, q)."""
        grades = np.arange(self.size, dtype=np.int16)
        found: Counts = np.stack([(self.patterns == grade).sum(axis=1) for grade in grades], axis=1)
        return found

    @cached_property
    def ratings_of(self) -> Counts:
        """How many ratings each pattern has; shape (P,)."""
        found: Counts = self.given.sum(axis=1)
        return found

    @property
    def ratings(self) -> int:
        """How many ratings there are."""
        return int(self.ratings_of @ self.counts)

    @property
    def paired(self) -> int:
        """How many cases have two ratings or more."""
        return int(self.counts[self.ratings_of >= 2].sum())

    @property
    def all_given(self) -> Counts:
        """How often each grade was given; shape (q,)."""
        found: Counts = self.counts @ self.given
        return found

    def sums(self, times: npt.ArrayLike) -> Sums:
        """The sums where each pattern is taken as many `times` as said; shape (B, P)."""
        weights = np.asarray(times, dtype=np.float64)
        q, raters, samples = self.size, self.raters, len(weights)
        two = self.ratings_of >= 2
        paired = weights[:, two]
        pairs = (paired @ self._pair_shares[two]).reshape(samples, q, q)
        coincidences = (paired @ (self._pair_shares[two] * self.ratings_of[two, None])).reshape(samples, q, q)
        by_rater = np.asarray((self._one_by_one.T @ weights.T).T).reshape(samples, raters, q)
        return Sums(
            cases=weights.sum(axis=1),
            paired=paired.sum(axis=1),
            shares=weights @ (self.given / self.ratings_of[:, None]),
            pairs=pairs,
            coincidences=coincidences,
            by_rater=by_rater,
            crossed=self._crossed(weights) if raters == 2 else None,
        )

    @cached_property
    def _pair_shares(self) -> Floats:
        """The share of each two grades among the ordered pairs of ratings of a pattern; shape (P, q * q)."""
        q = self.size
        ordered = self.given[:, :, None] * self.given[:, None, :]
        ordered[:, range(q), range(q)] -= self.given
        several = np.maximum(self.ratings_of * (self.ratings_of - 1), 1)
        found: Floats = ordered.reshape(-1, q * q) / several[:, None]
        return found

    @cached_property
    def _one_by_one(self) -> sparse.csr_array:
        """Which rater gives which grade in a pattern; shape (P, R * q)."""
        at, rater = np.nonzero(self.patterns != MISSING)
        places = rater * self.size + self.patterns[at, rater]
        shape = (len(self.patterns), self.raters * self.size)
        return sparse.csr_array((np.ones(len(at)), (at, places)), shape=shape)

    def _crossed(self, weights: Floats) -> Floats:
        q = self.size
        both = (self.patterns != MISSING).all(axis=1)
        first, second = self.patterns[both].T.astype(np.intp)
        table = np.zeros((both.sum(), q * q))
        table[np.arange(len(table)), first * q + second] = 1
        found: Floats = (weights[:, both] @ table).reshape(len(weights), q, q)
        return found
