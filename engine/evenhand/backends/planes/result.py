"""What follows for many rows: packed planes, unpacked and counted only where it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.bits import Level, Plane, all_rows, count, unpacked, words_for
from evenhand.backends.planes.views import About, View
from evenhand.domain import Conflict, Judged, Outcome, Scale


@dataclass(frozen=True, eq=False)
class PlaneResult:
    """What a rule set says of some rows.

    `levels` has, for everything that was asked, nested levels: a row's code is `View.first` and one more for
    every level that holds. Raises KeyError for what was not asked.
    """

    rows: int
    scales: Mapping[str, Scale]
    levels: Mapping[View, tuple[Level, ...]]

    def codes(self, about: About, id: str) -> NDArray[np.int8]:
        """The answer to one question for every row (int8): see `View.first` for what the codes say."""
        view = View(about, id)
        found = np.full(self.rows, view.first, dtype=np.int8)
        for level in self.levels[view]:
            if isinstance(level, bool):
                found += np.int8(level)
            else:
                found += unpacked(level, self.rows).view(np.int8)
        return found

    def counts(self, about: About, id: str) -> dict[int, int]:
        """How many rows have each code; codes that no row has are there with 0."""
        view = View(about, id)
        held = [self.rows, *(self._count(level) for level in self.levels[view]), 0]
        return {view.first + at: held[at] - held[at + 1] for at in range(len(held) - 1)}

    def _count(self, level: Level) -> int:
        if isinstance(level, bool):
            return self.rows if level else 0
        return count(level)

    def moves(self, other: PlaneResult, about: About, id: str) -> NDArray[np.int64]:
        """How many rows have each code here (rows of the table) and each code there (columns).

        Both in rising order of codes from `View.first` on. Raises ValueError where the two differ in rows.
        """
        mine, theirs = self._planes(about, id), other._planes(about, id)
        if self.rows != other.rows:
            raise ValueError(f"{self.rows} rows cannot be compared with {other.rows}")
        both = np.zeros((len(mine) + 1, len(theirs) + 1), dtype=np.int64)
        buffer = np.empty(words_for(self.rows), dtype="<u8")
        for row, one in enumerate(mine):
            for column, another in enumerate(theirs):
                both[row, column] = count(np.bitwise_and(one, another, out=buffer))
        # Levels are nested, so what lies between two of them is what the one has more than the other.
        by_row = both[:-1] - both[1:]
        return by_row[:, :-1] - by_row[:, 1:]

    def differing(self, other: PlaneResult, about: About, id: str) -> Plane:
        """The rows whose answers differ, as a plane."""
        if self.rows != other.rows:
            raise ValueError(f"{self.rows} rows cannot be compared with {other.rows}")
        mine, theirs = self._planes(about, id), other._planes(about, id)
        most = max(len(mine), len(theirs))
        found = np.zeros(words_for(self.rows), dtype="<u8")
        nothing = np.zeros_like(found)
        for at in range(most):
            one = mine[at] if at < len(mine) else nothing
            another = theirs[at] if at < len(theirs) else nothing
            found |= one ^ another
        return found

    def _planes(self, about: About, id: str) -> list[Plane]:
        """Every row, then the levels of one question."""
        every = all_rows(self.rows)
        nothing = np.zeros_like(every)
        levels = self.levels[View(about, id)]
        return [
            every,
            *(level if not isinstance(level, bool) else every if level else nothing for level in levels),
        ]

    # --- one row ---------------------------------------------------------------------------------------

    def code(self, about: About, id: str, row: int) -> int:
        """The answer to one question for one row. Raises IndexError for a row that there is not."""
        if not 0 <= row < self.rows:
            raise IndexError(f"no row {row} of {self.rows}")
        view = View(about, id)
        return view.first + sum(_bit(level, row) for level in self.levels[view])

    def outcome(self, area: str, row: int) -> Outcome:
        """The outcome of an area for one row. Reach, permitted range and provisional grade must be asked."""

        def ends(worst: About, best: About) -> tuple[int, int] | None:
            low = self.code(worst, area, row)
            return None if low < 0 else (low, self.code(best, area, row))

        provisional = self.code(About.PROVISIONAL, area, row)
        return Outcome(
            self.scales[area],
            reach=ends(About.WORST, About.BEST),
            permitted=ends(About.FLOOR, About.CEILING),
            provisional=None if provisional < 0 else provisional,
            conflict=(Conflict.NO, Conflict.POSSIBLE, Conflict.CERTAIN)[self.code(About.CONFLICT, area, row)],
            judged=(Judged.NO, Judged.POSSIBLY, Judged.YES)[self.code(About.JUDGED, area, row)],
        )

    def rows_of(self, plane: Plane, limit: int | None = None) -> Sequence[int]:
        """The rows of a plane, in order; no more than `limit` of them."""
        found: list[int] = []
        for word in np.flatnonzero(plane).tolist():
            bits = int(plane[word])
            while bits and (limit is None or len(found) < limit):
                lowest = bits & -bits
                found.append(64 * word + lowest.bit_length() - 1)
                bits ^= lowest
            if limit is not None and len(found) >= limit:
                break
        return found


def _bit(level: Level, row: int) -> int:
    if isinstance(level, bool):
        return int(level)
    return int(level[row // 64]) >> row % 64 & 1
