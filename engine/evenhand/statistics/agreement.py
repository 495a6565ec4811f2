"""How far two gradings of the same cases coincide beyond chance, on an ordered scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from evenhand.statistics.intervals import Z_95

_NO_SPREAD = 1e-15
"""A variance below this is nought, but for rounding."""


class Weights(StrEnum):
    """How much of an agreement two unlike grades are."""

    NOMINAL = "nominal"
    """None at all, however near to each other they are."""
    ORDINAL = "ordinal"
    """Less by the number of pairs of grades that lie between them, their own among these."""
    LINEAR = "linear"
    """Less by the same amount for each grade between them."""
    QUADRATIC = "quadratic"
    """Less by the square of the grades between them."""

    def weight(self, steps: int, widest: int) -> float:
        """The weight of two grades that lie `steps` apart, on a scale whose ends lie `widest` apart.

        The four are those of K. L. Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapter 3.

        >>> [round(Weights.ORDINAL.weight(steps, 3), 3) for steps in range(4)]
        [1.0, 0.833, 0.5, 0.0]
        """
        if steps == 0:
            return 1.0
        match self:
            case Weights.NOMINAL:
                return 0.0
            case Weights.ORDINAL:
                return 1 - steps * (steps + 1) / (widest * (widest + 1))
            case Weights.LINEAR:
                return 1 - steps / widest
            case Weights.QUADRATIC:
                return 1 - (steps / widest) ** 2

    def table(self, size: int) -> list[list[float]]:
        """The weights of each two of `size` grades."""
        return [[self.weight(abs(i - j), size - 1) for j in range(size)] for i in range(size)]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two gradings of `n` cases compared.

    `exact` and `adjacent` are shares: graded alike, and alike or one grade apart. `kappa` is weighted kappa
    and `interval` its 95% interval; they are None where `note` says why they cannot be calculated.
    """

    n: int
    exact: float | None
    adjacent: float | None
    kappa: float | None
    interval: tuple[float, float] | None
    weights: Weights
    note: str | None = None


def agreement_of(counts: Sequence[Sequence[int]], weights: Weights = Weights.LINEAR) -> Agreement:
    """The agreement of two gradings from how many cases have each pair of grades.

    `counts[i][j]` is the number of cases with grade i in one grading and j in the other, grades from worst to
    best. Weighted kappa is that of J. Cohen (1968), Weighted kappa, Psychological Bulletin 70, 213-220; its
    interval is the large-sample one of J. L. Fleiss, J. Cohen and B. S. Everitt (1969), Large sample standard
    errors of kappa and weighted kappa, Psychological Bulletin 72, 323-327.

    >>> found = agreement_of([[44, 5, 1], [7, 20, 3], [9, 5, 6]])
    >>> round(found.kappa, 2), [round(end, 2) for end in found.interval]
    (0.47, [0.32, 0.62])
    """
    size = len(counts)
    n = sum(map(sum, counts))
    if n == 0:
        return Agreement(0, None, None, None, None, weights, "no case has both grades")
    exact = sum(counts[at][at] for at in range(size)) / n
    near = sum(counts[i][j] for i in range(size) for j in range(size) if abs(i - j) <= 1) / n
    if size < 2:
        return Agreement(n, exact, near, None, None, weights, "the scale has one grade")
    shares = [[count / n for count in row] for row in counts]
    rows = [sum(row) for row in shares]
    columns = [sum(row[j] for row in shares) for j in range(size)]
    table = weights.table(size)
    cells = [(i, j) for i in range(size) for j in range(size)]
    seen = sum(table[i][j] * shares[i][j] for i, j in cells)
    chance = sum(table[i][j] * rows[i] * columns[j] for i, j in cells)
    # One grade alone on both sides: counts compared exactly, as sums of shares need not add up to 1.
    if any(counts[at][at] == n for at in range(size)):
        note = "every case has the same grade on both sides, so chance alone would explain it"
        return Agreement(n, exact, near, None, None, weights, note)
    kappa = (seen - chance) / (1 - chance)
    if exact == 1:
        note = "all cases agree, so there is nothing to calculate an interval from"
        return Agreement(n, exact, near, kappa, None, weights, note)
    by_row = [sum(columns[j] * table[i][j] for j in range(size)) for i in range(size)]
    by_column = [sum(rows[i] * table[i][j] for i in range(size)) for j in range(size)]
    spread = sum(
        shares[i][j] * (table[i][j] - (by_row[i] + by_column[j]) * (1 - kappa)) ** 2 for i, j in cells
    )
    variance = (spread - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    if variance < _NO_SPREAD:
        # An interval of no width would claim more certainty than any number of cases gives.
        note = "the grades vary too little to calculate an interval from"
        return Agreement(n, exact, near, kappa, None, weights, note)
    margin = Z_95 * sqrt(variance)
    return Agreement(n, exact, near, kappa, (max(-1.0, kappa - margin), min(1.0, kappa + margin)), weights)
