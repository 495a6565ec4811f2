"""The words that stand for grades in the rows of a casebook, counted as they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from evenhand.evidence.rows import Column
from evenhand.language import RulesInForce


@dataclass(slots=True)
class WordOfGrade:
    """A word that rows under one framework have for a grade of one area.

    `count` is in how many rows it is, and `first` the id of the first of them.
    """

    framework: str
    area: str
    grade: str
    word: str
    count: int
    first: str


@dataclass
class GradeWords:
    """The words met so far."""

    _met: dict[tuple[str, str, str], WordOfGrade] = field(default_factory=dict)

    def add(
        self,
        area: str,
        written: Column[tuple[RulesInForce, str]],
        grades: Column[str | None],
        id_of: Callable[[int], str],
    ) -> None:
        """Count the words of one area in some rows: what is written, and the grade that it was read as.

        Both have the same values in the same order. `id_of` gives the id of a row by its place.
        """
        counts = np.bincount(written.which, minlength=len(written.values))
        for at, ((rules, word), grade) in enumerate(zip(written.values, grades.values, strict=True)):
            if grade is None or not counts[at]:
                continue
            key = (rules.rule_set.name, area, word)
            known = self._met.get(key)
            if known is None:
                first = id_of(int(np.argmax(written.which == at)))
                self._met[key] = WordOfGrade(key[0], area, grade, word, int(counts[at]), first)
            else:
                known.count += int(counts[at])

    def words(self) -> list[WordOfGrade]:
        """Every word met, in the order in which they were."""
        return list(self._met.values())
