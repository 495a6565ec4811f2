"""Like departures treated unalike: cases with the same reasons for one grade, awarded several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.moderation.departures.counts import Codes

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Unalike:
    """Cases that are alike and were awarded several grades, one proposed grade for all of them.

    `rows` are their places, rising; shape (cases,). `grades` counts them by the grade awarded, worst first.
    """

    rows: Rows
    proposed: int
    grades: Mapping[int, int]

    @property
    def departed(self) -> int:
        """How many were awarded another grade than is proposed."""
        return len(self.rows) - self.grades.get(self.proposed, 0)

    @property
    def apart(self) -> int:
        """How many grades lie between the worst and the best award."""
        return max(self.grades) - min(self.grades)

    @property
    def unlikeness(self) -> float:
        """By how many grades two of the cases differ on average."""
        number = len(self.rows)
        grades = list(self.grades.items())
        total = sum(
            (other - one) * count * others
            for at, (one, count) in enumerate(grades)
            for other, others in grades[at + 1 :]
        )
        return total / (number * (number - 1) / 2)


def unalike(keys: npt.NDArray[np.int8], awarded: Codes, proposed: Codes) -> list[Unalike]:
    """The groups of cases that have the same key and proposal and more than one awarded grade.

    `keys` has a row for each case, of shape (cases, parts). Every case has both grades. The most unequal
    group comes first: the widest apart, then the one whose cases differ most on average, then the largest.
    """
    if not len(awarded):
        return []
    whole = np.column_stack([keys, proposed])
    _, which = np.unique(whole, axis=0, return_inverse=True)
    which = which.reshape(-1)
    order = np.argsort(which, kind="stable")
    starts = np.concatenate(([0], np.flatnonzero(np.diff(which[order])) + 1))
    sorted_awards = awarded[order]
    several = np.maximum.reduceat(sorted_awards, starts) > np.minimum.reduceat(sorted_awards, starts)
    ends = np.append(starts[1:], len(order))
    found = []
    for at in np.flatnonzero(several).tolist():
        rows = order[starts[at] : ends[at]]
        grades, counts = np.unique(awarded[rows], return_counts=True)
        by_grade = dict(zip(grades.tolist(), counts.tolist(), strict=True))
        found.append(Unalike(rows, int(proposed[rows[0]]), by_grade))
    return sorted(found, key=lambda one: (-one.apart, -one.unlikeness, -len(one.rows), int(one.rows[0])))
