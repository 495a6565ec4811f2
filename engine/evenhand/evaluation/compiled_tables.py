"""For the compiled path: a decision table over bits of rows that surely and possibly hold."""

from __future__ import annotations

from evenhand.domain import Scale
from evenhand.evaluation.board import SURELY
from evenhand.evaluation.readings import Knowledge
from evenhand.evaluation.tables import gap_of
from evenhand.evaluation.trace import Existence
from evenhand.language import DecisionTable, HitPolicy

KEPT_ROWS = 4096
"""How many combinations of rows of one table are remembered."""


class RowBits(dict[int, tuple[int, int]]):
    """The rows that surely and possibly hold, each a bit, by the word that the rows stand in."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def __missing__(self, word: int) -> tuple[int, int]:
        certain = possible = 0
        for row in range(self.rows):
            certain |= (word >> 2 * row & SURELY) << row
            possible |= (word >> 2 * row + 1 & SURELY) << row
        if len(self) < KEPT_ROWS:
            self[word] = certain, possible
        return certain, possible


class TableProgram:
    """Which rows may count, whether none may, and what follows; rows are bits, the first one lowest."""

    def __init__(self, table: DecisionTable, scale: Scale | None) -> None:
        self.table = table
        self.scale = scale
        self.by_outcome: dict[str | None, int] = {}
        for index, row in enumerate(table.rows):
            self.by_outcome[row.outcome] = self.by_outcome.get(row.outcome, 0) | 1 << index
        if scale is not None:
            self.by_grade = [self.by_outcome.get(name, 0) for name in scale.names]

    def counting(self, certain: int, possible: int) -> int:
        """The rows that may be the one that counts."""
        if not certain:
            return possible
        match self.table.hit:
            case HitPolicy.UNIQUE:
                return certain
            case HitPolicy.FIRST:
                first = certain & -certain
                return possible & ((first << 1) - 1)
            case HitPolicy.BEST:
                best = self._grades(certain)[1]
                return possible & sum(self.by_grade[best:])
            case HitPolicy.WORST:
                worst = self._grades(certain)[0]
                return possible & sum(self.by_grade[: worst + 1])

    def start(self, certain: int, possible: int, known: Knowledge) -> tuple[int, int, Existence]:
        """Worst and best position that a grading table gives, and whether the area is judged."""
        counting = self.counting(certain, possible)
        gap = gap_of(certain != 0, counting != 0, self.table, known)
        if gap is Existence.YES:
            return 0, len(self.by_grade) - 1, Existence.NO
        worst, best = self._grades(counting)
        return worst, best, Existence.MAYBE if gap is Existence.MAYBE else Existence.YES

    def _grades(self, rows: int) -> tuple[int, int]:
        held = [grade for grade, mask in enumerate(self.by_grade) if mask & rows]
        return held[0], held[-1]

    def findings(self, certain: int, possible: int, known: Knowledge) -> tuple[set[str], set[str]]:
        """The findings that a table surely and possibly concludes."""
        counting = self.counting(certain, possible)
        gap = gap_of(certain != 0, counting != 0, self.table, known)
        sure: set[str] = set()
        open_: set[str] = set()
        for name, mask in self.by_outcome.items():
            if name is not None and mask & counting:
                open_.add(name)
                if gap is Existence.NO and not counting & ~mask:
                    sure.add(name)
        return sure, open_
