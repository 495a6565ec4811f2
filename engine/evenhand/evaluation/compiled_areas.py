"""For the compiled path: from the rules of one area to its outcome, each combination worked out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evenhand.domain import NOT_JUDGED, Case, EvidenceProfile, Judged, Outcome
from evenhand.evaluation.board import BOTH, Marks
from evenhand.evaluation.compiled_plan import Columns
from evenhand.evaluation.grading import given_outcome, limits_of, outcome_of, provisional_of
from evenhand.evaluation.interpreter import judged_of, provisional_reading_of, reading_of
from evenhand.evaluation.leaves import decide_leaf
from evenhand.evaluation.readings import Knowledge
from evenhand.evaluation.trace import Existence, Names
from evenhand.evaluation.truth import Truth
from evenhand.language import Area, Conclusion, Leaf

KEPT_OUTCOMES = 100_000
"""How many combinations of one area are remembered with their outcome."""

TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.UNKNOWN, Truth.TRUE)
"""The truth that the two bits of a condition stand for."""


class Beginning(NamedTuple):
    """Where an area starts: its worst and best position, whether it is judged, and the provisional start."""

    worst: int
    best: int
    judged: Existence
    provisional: int


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """An outcome, how other rules read it, and what it writes on the two boards."""

    outcome: Outcome
    names: Names
    provisional_names: Names
    written: int
    provisionally_written: int


FullKey = tuple[tuple[int, ...], Beginning | None, int]
"""What decides an area: the bits of its conclusions in each word they stand in; its start, unless that is
fixed; and the two bits of `judged_when`."""

Key = int | FullKey
"""The bits alone, where the conclusions stand in one word, the start is fixed and the area surely judged."""


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a key: the conclusions that its bits stand for, and the readings that they count for."""

    columns: Columns
    known: bool
    guess: bool


class AreaProgram(dict[Key, Settled]):
    """The outcomes of one area by what decides them. Where `beginning` is None, the key has it."""

    def __init__(
        self,
        area: Area,
        fields: Sequence[Field],
        beginning: Beginning | None,
        marks: Mapping[Leaf, Marks],
    ) -> None:
        super().__init__()
        self.area = area
        self.fields = tuple(fields)
        self.beginning = beginning
        self.marks = marks
        self.kept_given: dict[tuple[str, Key], Settled] = {}

    def __missing__(self, key: Key) -> Settled:
        settled = self._settled(self._outcome(key))
        if len(self) < KEPT_OUTCOMES:
            self[key] = settled
        return settled

    def taken(self, given: Mapping[str, str], key: Key) -> Settled:
        """What is settled where a case gives the grades of some areas."""
        grade = given.get(self.area.id)
        if grade is None:
            return self[key]
        kept = self.kept_given.get((grade, key))
        if kept is None:
            limits = limits_of(self.area.scale, (0, 0), self._conclusions(key, guess=False))
            outcome = given_outcome(self.area.scale, None if grade == NOT_JUDGED else grade, limits)
            kept = self._settled(outcome)
            if len(self.kept_given) < KEPT_OUTCOMES:
                self.kept_given[grade, key] = kept
        return kept

    def _outcome(self, key: Key) -> Outcome:
        scale = self.area.scale
        _, open_start, judged_when = _full(key)
        beginning = open_start or self.beginning
        assert beginning is not None
        limits = limits_of(scale, (beginning.worst, beginning.best), self._conclusions(key, guess=False))
        judged = judged_of(beginning.judged, TRUTHS[judged_when])
        at = beginning.provisional
        fired = [(said, truth) for said, truth in self._conclusions(key, guess=True) if truth is Truth.TRUE]
        provisional = None if judged is Judged.NO else provisional_of(limits_of(scale, (at, at), fired))
        return outcome_of(scale, limits, judged, provisional)

    def _conclusions(self, key: Key, *, guess: bool) -> list[tuple[Conclusion, Truth]]:
        found = []
        for field, bits in zip(self.fields, _full(key)[0], strict=True):
            if field.guess if guess else field.known:
                columns = field.columns
                for at, conclusion in zip(columns.places, columns.conclusions, strict=True):
                    found.append((conclusion, TRUTHS[bits >> 2 * at & BOTH]))
        return found

    def _settled(self, outcome: Outcome) -> Settled:
        names, provisional = reading_of(outcome), provisional_reading_of(outcome)
        return Settled(outcome, names, provisional, self._written(names), self._written(provisional))

    def _written(self, names: Names) -> int:
        return written(self.marks.items(), knowing_areas({self.area.id: names}))


def _full(key: Key) -> FullKey:
    return ((key,), None, BOTH) if isinstance(key, int) else key


def knowing_areas(areas: dict[str, Names]) -> Knowledge:
    """What is known where only areas are read."""
    return Knowledge(Case(EvidenceProfile({})), {}, {}, areas)


def written(leaves: Iterable[tuple[Leaf, Marks]], known: Knowledge) -> int:
    """What is written on the board for leaves decided one by one, as the interpreter does."""
    found = 0
    for leaf, marks in leaves:
        found |= marks.of(decide_leaf(leaf, known).truth)
    return found
