"""One area told apart by groups of cases, small counts kept out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.replay.suppression import suppressed, with_totals
from evenhand.replay.tally import Tally
from evenhand.statistics import wilson_interval

ALL = "all"
"""The name of the row of totals; where a group has that name, it is `all cases`."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The counts of one group. None is a count that is not shown: it is small, or would give one away."""

    group: str
    same: int | None
    up: int | None
    down: int | None
    no_grade: int | None
    cases: int | None

    @property
    def moved(self) -> int | None:
        """How many moved either way; not shown where one of the two ways is not."""
        return None if self.up is None or self.down is None else self.up + self.down

    @property
    def n(self) -> int | None:
        """How many have a grade on both sides; not shown where a part of them is not."""
        return None if self.moved is None or self.same is None else self.same + self.moved

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson interval of the share that moved, where both counts are shown."""
        moved, n = self.moved, self.n
        return None if moved is None or not n else wilson_interval(moved, n)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is kept out."""
        return None not in (self.same, self.up, self.down, self.no_grade, self.cases)


def group_rows(tallies: Mapping[str, Tally], below: int) -> tuple[GroupRow, ...]:
    """The counts of each group in order of their names, and of all of them.

    Counts of a group from 1 to `below` - 1 are not shown, nor any from which one of them could be worked out.
    Those of all cases are: they are what is said of the area, and what one group alone has. They come alone
    where groups cannot be listed, because each of them has one case. There is nothing where there are no
    groups.
    """
    # A reader takes it that a group that is listed has a case.
    names = sorted(name for name, tally in tallies.items() if tally.cases)
    if not names:
        return ()
    counts = [_counts(tallies[name]) for name in names]
    hidden = suppressed(counts, below)
    if hidden is None:
        return (GroupRow(ALL, *with_totals(counts)[-1]),)
    found = []
    whole = ALL if ALL not in tallies else f"{ALL} cases"
    for row, (name, shown) in enumerate(zip([*names, whole], with_totals(counts), strict=True)):
        cells = [None if (row, column) in hidden else count for column, count in enumerate(shown)]
        found.append(GroupRow(name, *cells))
    return tuple(found)


def _counts(tally: Tally) -> list[int]:
    return [tally.same, tally.up, tally.down, tally.cases - tally.n]
