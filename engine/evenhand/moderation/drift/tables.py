"""Judgements over time as counts, and the same counts as they would fall if time said nothing.

Given what was proposed (or any other stratum), without drift every order in time is as likely. So tables
of steps by outcomes with the same margins are drawn, stratum by stratum: the permutation distribution.
Tables with given margins: W. M. Patefield (1981), Algorithm AS 159, Applied Statistics 30, 91-97.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Timed:
    """How many judgements there are: `counts[stratum, step, grade]`, int64.

    `first` and `last` (steps,) are the days (ordinals) that each step holds, in order of time.
    """

    counts: Counts
    first: Counts
    last: Counts

    @property
    def judgements(self) -> int:
        """How many there are in all."""
        return int(self.counts.sum())

    @property
    def steps(self) -> int:
        """How many steps of time."""
        return int(self.counts.shape[1])

    def per_step(self) -> Counts:
        """How many judgements each step holds."""
        found: Counts = self.counts.sum(axis=(0, 2))
        return found


def timed(days: Codes, strata: Codes, grades: Codes, n_strata: int, n_grades: int, most: int = 150) -> Timed:
    """Judgements counted by step: a step is one day, or neighbouring days where there would be over `most`.

    Arrays have the shape (judgements,); every day is known. The order of the judgements does not matter.
    """
    own, place = np.unique(days, return_inverse=True)
    step = np.arange(len(own))
    if len(own) > most:
        held = np.cumsum(np.bincount(place))
        step = np.minimum((held - 1) * most // held[-1], most - 1)
        step = np.unique(step, return_inverse=True)[1]
    steps = int(step.max(initial=-1)) + 1
    counts = np.zeros((n_strata, steps, n_grades), dtype=np.int64)
    np.add.at(counts, (strata.astype(np.intp), step[place], grades.astype(np.intp)), 1)
    ends = np.searchsorted(step, np.arange(steps)), np.searchsorted(step, np.arange(steps), side="right") - 1
    return Timed(counts, own[ends[0]].astype(np.int64), own[ends[1]].astype(np.int64))


def weighted_sums(one: Timed, weights: Floats) -> Floats:
    """For each step the sum of `weights[stratum, grade]` over its judgements; shape (steps,)."""
    found: Floats = np.einsum("stg,sg->t", one.counts, weights)
    return found


def drawn_sums(one: Timed, weights: Floats, draws: int, random: np.random.Generator) -> Floats:
    """`weighted_sums` of as many drawn tables with the same margins in each stratum; shape (draws, steps)."""
    found = np.zeros((draws, one.steps))
    for table, own in zip(one.counts, weights, strict=True):
        for drawn, places in _drawn(table, draws, random):
            found[:, places[0]] += drawn @ own[places[1]]
    return found


def _drawn(
    table: Counts, draws: int, random: np.random.Generator
) -> Sequence[tuple[Counts, tuple[Counts, Counts]]]:
    """Tables with the margins of one, and which rows and columns of it these are; none where it is empty."""
    rows, columns = np.flatnonzero(table.sum(axis=1)), np.flatnonzero(table.sum(axis=0))
    if not len(rows):
        return []
    own = table[np.ix_(rows, columns)]
    if min(own.shape) == 1:
        # With these margins there is no other table.
        return [(np.broadcast_to(own, (draws, *own.shape)), (rows, columns))]
    # Here, because it is slow to load and seldom asked.
    from scipy.stats import random_table

    drawn = random_table.rvs(own.sum(axis=1), own.sum(axis=0), size=draws, random_state=random)
    return [(np.asarray(drawn).astype(np.int64), (rows, columns))]


def share_as_far(seen: float, drawn: Floats) -> float:
    """The p-value of a permutation test: the share of values, the one seen among them, at least as far out.

    Source: B. Phipson and G. K. Smyth (2010), Permutation p-values should never be zero, Statistical
    Applications in Genetics and Molecular Biology 9, article 39.
    """
    # Sums that differ by rounding alone are equal.
    near = seen - 1e-9 * max(1.0, abs(seen))
    return (1 + int((drawn >= near).sum())) / (1 + len(drawn))
