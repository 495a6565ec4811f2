"""A case in which it matters on which side of a boundary an item lies: searched for, and not always found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from evenhand.domain import Outcome
from evenhand.evaluation import Boundary, CompiledOutcome, CompiledRules
from evenhand.language import ColumnId
from evenhand.services.case_settings import Options, Settings, Value, case_of
from evenhand.services.model_cases import outcome_word

RESTARTS: Final = 48
"""How often the search begins anew where it got nowhere."""
STEPS: Final = 200
"""How many changes are tried each time."""

_MOST_RULES = 6
_AREA: Final = 10
"""What an area that moves is worth to the search beside one rule that does."""


@dataclass(frozen=True)
class Pair:
    """Two cases that differ in one item alone, on either side of a boundary: the lower value first.

    `area` is one whose proposed grade is not the same in both; None where no such pair was found.
    """

    lower: Settings
    upper: Settings
    area: str | None
    start: int
    """Which of the cases that the search was given it began with."""


@dataclass(frozen=True)
class Search:
    """The rules of a search, what cases can be under them, and how far it goes where it finds nothing."""

    compiled: CompiledRules
    options: Options
    restarts: int = RESTARTS
    steps: int = STEPS


def case_where_it_matters(
    boundary: Boundary, search: Search, areas: Sequence[str], starts: Sequence[Settings], seed: str
) -> Pair | None:
    """Two cases on either side of a boundary that get unlike grades in one of `areas`, near one of `starts`.

    Where none are found, those of the first start are given without an area; None where the item cannot be
    set to the two values at all. The same seed finds the same.
    """
    numbers = boundary.pair
    if numbers is None:
        return None
    trial = _Trial(boundary, search, tuple(areas))
    first: Pair | None = None
    for at, start in enumerate(starts):
        begun = search.options.with_numbers(start, boundary.item, numbers)
        if begun is None:
            continue
        area, _ = trial.judged(begun)
        if area is not None:
            return Pair(begun[0], begun[1], area, at)
        first = first or Pair(begun[0], begun[1], None, at)
    random = Random(seed)
    for restart in range(search.restarts if first is not None else 0):
        at = restart % len(starts)
        found = trial.climbed(starts[at], random, shaken=restart >= len(starts))
        if found is not None:
            (lower, upper), area = found
            return Pair(lower, upper, area, at)
    return first


@dataclass(frozen=True)
class _Trial:
    """The search for one boundary."""

    boundary: Boundary
    search: Search
    areas: tuple[str, ...]

    def judged(self, pair: Sequence[Settings]) -> tuple[str | None, int]:
        """The area whose proposed grades differ, and how far the search has come."""
        lower, upper = (self.search.compiled.run(case_of(one)) for one in pair)
        moved = (area for area in self.areas if _moves(lower.areas[area], upper.areas[area]))
        return next(moved, None), _come(lower, upper, self.areas)

    def climbed(
        self, start: Settings, random: Random, *, shaken: bool
    ) -> tuple[Sequence[Settings], str] | None:
        """From one case, change after change that leads no further away."""
        options = self.search.options
        settings = dict(start)
        names = self._names()
        if shaken:
            for name in names:
                if random.random() < 0.5:
                    settings[name] = random.choice(options.values[name])
        come = -1
        for _ in range(self.search.steps):
            tried = dict(settings)
            if come >= 0:
                _change(tried, names, options, random)
            pair = options.with_numbers(tried, self.boundary.item, self.boundary.pair or ())
            if pair is None:
                continue
            area, reached = self.judged(pair)
            if area is not None:
                return pair, area
            if reached >= come:
                come, settings = reached, tried
        return None

    def _names(self) -> list[ColumnId]:
        """What the areas rest on, but for the item itself."""
        own = {part.id for part in self.search.options.recorded_parts(self.boundary.item)[:1]}
        behind = (
            name for area in self.areas for name in self.search.options.behind[area] if name.id not in own
        )
        return list(dict.fromkeys(behind))


def _change(
    settings: dict[ColumnId, Value], names: Sequence[ColumnId], options: Options, random: Random
) -> None:
    for _ in range(random.choice((1, 1, 2, 3)) if names else 0):
        name = random.choice(names)
        settings[name] = random.choice(options.values[name])


def _moves(lower: Outcome, upper: Outcome) -> bool:
    """Whether what becomes of an area is decided on both sides, and not the same: a grade, or not judged."""
    words = outcome_word(lower), outcome_word(upper)
    return words[0] != words[1] and "undecided" not in words


def _come(lower: CompiledOutcome, upper: CompiledOutcome, areas: Sequence[str]) -> int:
    """How far the difference of one value reaches: rules that fire on one side alone, then grades."""
    rules = len(set(lower.fired) ^ set(upper.fired))
    grades = sum(lower.areas[area].provisional != upper.areas[area].provisional for area in areas)
    return min(rules, _MOST_RULES) + _AREA * grades
