"""How many cases went from which grade to which: the migration matrix of one area."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from evenhand.domain import Scale
from evenhand.replay.codes import ABSENT, WORDS, Codes
from evenhand.statistics import Agreement, Weights, agreement_of

_SPECIAL = len(WORDS)


@dataclass
class Tally:
    """A migration matrix that is added to. Both sides are on one scale.

    `counts` has a row for each outcome before and a column for each after: the grades of the scale, worst
    first, then undecided, conflict and not judged; int64, shape (grades + 3, grades + 3).
    """

    scale: Scale
    counts: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))

    def __post_init__(self) -> None:
        if not self.counts.size:
            size = len(self.scale) + _SPECIAL
            self.counts = np.zeros((size, size), dtype=np.int64)

    def add(self, before: Codes, after: Codes) -> None:
        """Count cases by their codes before and after; those that are ABSENT on a side are left out."""
        # Counted with codes from 0 on, the first of them ABSENT.
        size = len(self.scale) - ABSENT
        both = (before - np.int16(ABSENT)) * np.int16(size) + (after - np.int16(ABSENT))
        counts = np.bincount(both, minlength=size * size).reshape(size, size)
        self.add_counts(counts[1:, 1:])

    def add_counts(self, counts: npt.NDArray[np.int64]) -> None:
        """Add cases that are counted already, by code before (rows) and after (columns), NOT_JUDGED first."""
        special = len(WORDS)
        grades = range(special, special + len(self.scale))
        order = [*grades, *(code + special for code in WORDS)]
        self.counts += counts[np.ix_(order, order)]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What each row and column stands for."""
        return (*self.scale.names, *WORDS.values())

    @property
    def graded(self) -> npt.NDArray[np.int64]:
        """The part of the matrix with a grade on both sides."""
        size = len(self.scale)
        return self.counts[:size, :size]

    @property
    def n(self) -> int:
        """How many cases have a grade on both sides."""
        return int(self.graded.sum())

    @property
    def same(self) -> int:
        """How many have the same grade on both sides."""
        return int(self.graded.trace())

    @property
    def moved(self) -> int:
        """How many have another grade after than before."""
        return self.n - self.same

    @property
    def up(self) -> int:
        """How many have a better grade after than before."""
        return int(np.triu(self.graded, 1).sum())

    @property
    def down(self) -> int:
        """How many have a worse grade after than before."""
        return int(np.tril(self.graded, -1).sum())

    def count_of(self, word: str) -> int:
        """How many are `undecided`, in `conflict` or `not_judged` on one side at least."""
        at = self.words.index(word)
        return int(self.counts[at].sum() + self.counts[:, at].sum() - self.counts[at, at])

    @property
    def undecided(self) -> int:
        """How many missing evidence leaves open on one side at least."""
        return self.count_of("undecided")

    @property
    def cases(self) -> int:
        """How many cases there are, with and without a grade."""
        return int(self.counts.sum())

    def agreement(self, weights: Weights = Weights.LINEAR) -> Agreement:
        """How far the two sides agree, over the cases with a grade on both."""
        return agreement_of(self.graded.tolist(), weights)

    def matrix(self) -> dict[str, dict[str, int]]:
        """The matrix by name: every grade, and what else occurs."""
        grades = len(self.scale)
        used = [at for at in range(len(self.words)) if at < grades or self._occurs(at)]
        return {
            self.words[row]: {self.words[column]: int(self.counts[row, column]) for column in used}
            for row in used
        }

    def _occurs(self, at: int) -> bool:
        return bool(self.counts[at].any() or self.counts[:, at].any())
