"""A sample of judgements for second marking: who is in it and why, who is left out, and how it was drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from evenhand.diagnostics import InvalidInput, codes, did_you_mean, did_you_mean_each
from evenhand.moderation.sampling.draw import Rows, at_random, by_strata, by_weight, most_first
from evenhand.moderation.sampling.size import reach, size_for
from evenhand.services.cases import BUILT_IN_GROUPS
from evenhand.services.moderation.case_names import case_name, grade_name
from evenhand.services.moderation.casebook import ModeratedCasebook, Scope, read_for_moderation
from evenhand.services.moderation.judgements import FrameworkJudgements
from evenhand.services.moderation.sampling_triggers import TITLES, Trigger, triggers_of
from evenhand.services.workspace import Workspace


class By(StrEnum):
    """How a sample is drawn."""

    TRIGGERS = "triggers"
    """Those with most triggers first; of equals at random."""
    RISK = "risk"
    """At random, each with a weight of one and one more for every trigger."""
    STRATIFIED = "stratified"
    """At random of every stratum, in proportion."""
    RANDOM = "random"
    """At random."""


@dataclass(frozen=True)
class Plan:
    """How to draw. Either `size`, or a `precision` with the agreement `expect`ed, says how many.

    `precision` is half of the 95% interval of exact agreement. `stratify` names a group of cases; None is the
    framework version with the grade awarded. `exclude` are ids of cases.
    """

    by: By
    seed: int
    size: int | None = None
    precision: float | None = None
    expect: float = 0.9
    stratify: str | None = None
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A trigger that holds for a case: its id, the area, and why in words."""

    trigger: str
    area: str
    why: str


@dataclass(frozen=True)
class Drawn:
    """One case of the sample.

    `weight` is what it was drawn with by risk, else None. `chance` is the chance that it had to be in the
    sample, where that is known exactly: by strata, and at random.
    """

    id: str
    name: str
    rules: str
    grades: Mapping[str, str]
    reasons: tuple[Reason, ...]
    stratum: str | None
    weight: int | None
    chance: float | None


@dataclass(frozen=True)
class Excluded:
    """A case that could not be drawn, and why."""

    id: str
    why: str


@dataclass(frozen=True)
class Stratum:
    """One stratum: how many cases there are, and how many were drawn."""

    name: str
    cases: int
    drawn: int


@dataclass(frozen=True)
class Told:
    """One trigger over all cases that could be drawn: for how many it holds, and could not be told."""

    trigger: str
    holds: int
    not_told: int


@dataclass(frozen=True)
class Sample:
    """A sample. `reached` is half of the interval that its size gives for the agreement expected."""

    book: ModeratedCasebook
    plan: Plan
    areas: tuple[str, ...]
    population: int
    drawn: tuple[Drawn, ...]
    excluded: tuple[Excluded, ...]
    strata: tuple[Stratum, ...]
    triggers: tuple[Told, ...]
    untriggered: int
    """How many of a sample by triggers have none."""
    reached: float

    @property
    def size(self) -> int:
        """How many cases were drawn."""
        return len(self.drawn)


def draw_sample(
    casebook: str,
    workspace: Workspace,
    plan: Plan,
    scope: Scope | None = None,
    *,
    rejects: Path | None = None,
    outputs: Iterable[Path | None] = (),
    told: Callable[[int], None] = lambda read: None,
) -> Sample:
    """Draw a sample of a casebook. The same seed gives the same sample, whatever the order of the rows.

    Raises InvalidInput where nothing can be read, or what is asked for cannot be drawn.
    """
    book = read_for_moderation(casebook, workspace, scope, rejects=rejects, outputs=outputs, told=told)
    return sample_of(book, plan)


def sample_of(book: ModeratedCasebook, plan: Plan) -> Sample:
    """Draw a sample of a casebook that is read already."""
    frame = _Frame(book, plan)
    population = len(frame.cases)
    size = _size(plan, population)
    triggered = plan.by in (By.TRIGGERS, By.RISK)
    triggers = [_TriggersOf(one, book.areas_of(one)) if triggered else None for one in book.frameworks]
    counts = np.array([_count(triggers[at], row) for at, row in frame.cases], dtype=np.int64)
    weights: list[int | None] = [None] * population
    chances: list[float | None] = [None] * population
    strata: tuple[Stratum, ...] = ()
    names: list[str | None] = [None] * population
    match plan.by:
        case By.TRIGGERS:
            places = most_first(counts, size, plan.seed)
        case By.RISK:
            weights = [1 + int(count) for count in counts]
            places = by_weight((1 + counts).astype(np.float64), size, plan.seed)
        case By.RANDOM:
            places = at_random(population, size, plan.seed)
            chances = [size / population] * population
        case By.STRATIFIED:
            names = list(frame.strata())
            places, strata, chances = _by_strata(names, size, plan.seed)
    drawn = tuple(
        frame.drawn(place, triggers, names[place], weights[place], chances[place])
        for place in places.tolist()
    )
    return Sample(
        book=book,
        plan=plan,
        areas=frame.areas,
        population=population,
        drawn=drawn,
        excluded=tuple(frame.excluded),
        strata=strata,
        triggers=tuple(_told(triggers, frame.cases)) if triggered else (),
        untriggered=sum(not one.reasons for one in drawn) if plan.by is By.TRIGGERS else 0,
        reached=reach(size, population, plan.expect),
    )


def _size(plan: Plan, population: int) -> int:
    if population == 0:
        problem = "no case in scope was awarded a grade and is not left out"
        raise InvalidInput([codes.NO_SAMPLE.at(None, problem=problem)])
    if plan.precision is not None:
        return size_for(plan.precision, population, plan.expect)
    if plan.size is None or plan.size < 1:
        raise InvalidInput([codes.NO_SAMPLE.at(None, problem="it would have no case")])
    if plan.size > population:
        problem = f"{plan.size:,} cases are asked for, and {population:,} can be drawn"
        raise InvalidInput([codes.NO_SAMPLE.at(None, problem=problem)])
    return plan.size


def _by_strata(
    names: Sequence[str | None], size: int, seed: int
) -> tuple[Rows, tuple[Stratum, ...], list[float | None]]:
    known = sorted({name for name in names if name is not None})
    numbers = {name: at for at, name in enumerate(known)}
    which = np.array([numbers[name] for name in names if name is not None], dtype=np.intp)
    found = by_strata(which, size, seed)
    strata = tuple(
        Stratum(name, int(found.population[at]), int(found.sizes[at])) for at, name in enumerate(known)
    )
    return found.drawn, strata, [strata[at].drawn / strata[at].cases for at in which.tolist()]


# --- who can be drawn ----------------------------------------------------------------------------------

Place = tuple[int, int]
"""A case: the number of its framework version among those of the casebook, and its row."""


class _Frame:
    """The cases that can be drawn, in the order of their ids, and those that cannot."""

    def __init__(self, book: ModeratedCasebook, plan: Plan) -> None:
        self.book = book
        self.plan = plan
        self.areas = tuple(dict.fromkeys(id for one in book.frameworks for id in book.areas_of(one)))
        self.excluded: list[Excluded] = []
        ids = {}
        for at, one in enumerate(book.frameworks):
            for row, id in enumerate(one.cases.id.each()):
                ids[id] = at, row
        unknown = [id for id in plan.exclude if id not in ids]
        if unknown:
            hints = did_you_mean_each(unknown, ids)
            raise InvalidInput([codes.BAD_EXCLUSION.at(None, id=id, hint=hint) for id, hint in hints.items()])
        left_out = set(plan.exclude)
        graded = [_graded(one, book.areas_of(one)) for one in book.frameworks]
        self.cases: list[Place] = []
        for id in sorted(ids):
            at, row = ids[id]
            if id in left_out:
                self.excluded.append(Excluded(id, "left out as asked"))
            elif not graded[at][row]:
                scope = "" if book.scope.area is None else f" for `{book.scope.area}`"
                self.excluded.append(Excluded(id, f"no grade was awarded{scope}"))
            else:
                self.cases.append((at, row))

    def strata(self) -> Iterator[str]:
        """The stratum of each case."""
        plan, book = self.plan, self.book
        if plan.stratify is not None:
            self._check_group(plan.stratify)
            for at, row in self.cases:
                yield _group(book.frameworks[at], row, plan.stratify)
            return
        area = book.scope.area or ("overall" if "overall" in self.areas else None)
        if area is None:
            problem = "strata are framework and grade, and no area is named"
            hint = f"add --area {self.areas[0]}, or --stratify with a group"
            raise InvalidInput([codes.NO_SAMPLE.at(None, problem=problem, hint=hint)])
        for at, row in self.cases:
            one = self.book.frameworks[at]
            own = one.areas.get(area)
            grade = "none" if own is None else grade_name(int(own.awarded[row]), own.scale)
            yield f"{one.name}, {grade}"

    def _check_group(self, name: str) -> None:
        known = {*BUILT_IN_GROUPS, *(group for one in self.book.frameworks for group in one.cases.groups)}
        if name not in known:
            hint = did_you_mean(name, known)
            raise InvalidInput([codes.UNKNOWN_GROUP.at(None, name=name, hint=hint)])

    def drawn(
        self,
        place: int,
        triggers: Sequence[_TriggersOf | None],
        stratum: str | None,
        weight: int | None,
        chance: float | None,
    ) -> Drawn:
        """One of the cases, with its reasons."""
        at, row = self.cases[place]
        one, own = self.book.frameworks[at], triggers[at]
        areas = self.book.areas_of(one)
        grades = {
            id: grade_name(int(one.areas[id].awarded[row]), one.areas[id].scale)
            for id in areas
            if one.areas[id].graded[row]
        }
        reasons = () if own is None else tuple(own.reasons(row))
        name = case_name(one.cases, row)
        return Drawn(one.cases.id.at(row), name, one.name, grades, reasons, stratum, weight, chance)


def _graded(one: FrameworkJudgements, areas: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(one.rows, dtype=bool)
    for id in areas:
        found |= one.areas[id].graded
    return found


def _group(one: FrameworkJudgements, row: int, name: str) -> str:
    if name == "framework":
        return one.name
    if name in ("period", "published"):
        column = one.cases.on if name == "period" else one.cases.published
        day = column.at(row)
        return "not recorded" if day is None else str(day.year)
    group = one.cases.groups.get(name)
    return "not recorded" if group is None else group.at(row)


# --- triggers ------------------------------------------------------------------------------------------


@dataclass
class _TriggersOf:
    """The triggers of a framework version, in the order of areas."""

    one: FrameworkJudgements
    areas: Sequence[str]
    triggers: list[Trigger] = field(init=False)

    def __post_init__(self) -> None:
        self.triggers = [trigger for area in self.areas for trigger in triggers_of(self.one, area)]
        self.counts = np.zeros(self.one.rows, dtype=np.int64)
        for id in dict.fromkeys(trigger.id for trigger in self.triggers):
            # One reason in several areas is one reason: five areas of the lowest grade tell no more than one.
            self.counts += np.any([one.holds for one in self.triggers if one.id == id], axis=0)

    def reasons(self, row: int) -> Iterator[Reason]:
        """Why one case is worth a second look."""
        for trigger in self.triggers:
            if trigger.holds[row]:
                yield Reason(trigger.id, trigger.area, trigger.why(row))


def _count(triggers: _TriggersOf | None, row: int) -> int:
    return 0 if triggers is None else int(triggers.counts[row])


def _told(triggers: Sequence[_TriggersOf | None], cases: Sequence[Place]) -> Iterator[Told]:
    """For how many of the cases each trigger holds, in one area at least."""
    holds: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for at, own in enumerate(triggers):
        rows = np.array([row for place, row in cases if place == at], dtype=np.intp)
        if own is None:
            continue
        for id in TITLES:
            some = [trigger for trigger in own.triggers if trigger.id == id]
            held, asked = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
            for trigger in some:
                held |= trigger.holds[rows]
                asked |= True if trigger.asked is None else trigger.asked[rows]
            holds[id] += int(held.sum())
            known[id] += int(asked.sum())
    for id in TITLES:
        yield Told(id, holds[id], len(cases) - known[id])
