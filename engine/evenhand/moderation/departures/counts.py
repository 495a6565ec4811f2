"""How often and by how much awarded grades depart from those proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from evenhand.statistics import wilson_interval

Codes = npt.NDArray[np.int8]
"""The grade of each case as its place on the scale, worst first; shape (cases,)."""
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share as a fraction of one; None of none."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson score interval of the rate; None of none."""
        return wilson_interval(self.count, self.of) if self.of else None


@dataclass(frozen=True)
class Counts:
    """The departures among some cases that have both an awarded and a proposed grade.

    `by_steps` says how many cases were awarded a grade so many steps above the one proposed (below, where
    negative); 0 is left out. `outside` counts awards that the rules do not permit.
    """

    cases: int
    by_steps: Mapping[int, int]
    outside: int

    @cached_property
    def up(self) -> int:
        """How many were awarded a better grade than is proposed."""
        return sum(count for step, count in self.by_steps.items() if step > 0)

    @cached_property
    def down(self) -> int:
        """How many were awarded a worse grade than is proposed."""
        return sum(count for step, count in self.by_steps.items() if step < 0)

    @property
    def departures(self) -> Share:
        """How many of the cases were awarded another grade than is proposed."""
        return Share(self.up + self.down, self.cases)


def count_departures(awarded: Codes, proposed: Codes, floor: Codes, ceiling: Codes) -> Counts:
    """Count the departures among cases that all have an awarded and a proposed grade.

    `floor` and `ceiling` are the ends of what the rules permit, below 0 where they leave nothing. All of
    shape (cases,).
    """
    steps = awarded.astype(np.int64) - proposed
    values, counts = np.unique(steps[steps != 0], return_counts=True)
    by_steps = dict(zip(values.tolist(), counts.tolist(), strict=True))
    return Counts(len(awarded), by_steps, int(outside(awarded, floor, ceiling).sum()))


def outside(awarded: Codes, floor: Codes, ceiling: Codes) -> Flags:
    """Which awarded grades lie outside what the rules permit; bool, shape (cases,)."""
    found: Flags = (floor >= 0) & ((awarded < floor) | (awarded > ceiling))
    return found
