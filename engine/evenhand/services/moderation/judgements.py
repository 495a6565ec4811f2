"""The judgements of a casebook as moderators compare them: by framework version and area, decided."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from evenhand.backends.planes import About, Asked, PlaneResult, compile_together
from evenhand.domain import Scale
from evenhand.evidence.rows import Column
from evenhand.language import Area, GivenOnly, Role, RuleSet, RulesInForce
from evenhand.replay import ABSENT, Codes
from evenhand.services.awarded_codes import awarded_codes, grade_codes
from evenhand.services.cases import Cases
from evenhand.services.decided_cases import columns_of

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class AreaJudgements:
    """One area of every case of a framework version, in the order of the casebook.

    Every array has the shape (cases,). Grades are places on `area.scale`, worst first, or one of the words of
    `replay.WORDS` as a code, or ABSENT. `awarded` is what people decided, `proposed` what the rules make of
    the evidence, `provisional` the same with what is missing left out. The rest are ends of ranges, NONE (-1)
    where there is no range: `worst` and `best` of the reach, `floor` and `ceiling` of what is permitted.
    """

    area: Area
    awarded: Codes
    proposed: Codes
    provisional: Codes
    worst: Codes
    best: Codes
    floor: Codes
    ceiling: Codes
    given: Flags
    """Which cases have the grade taken as given, so that the rules propose what they are told."""
    recorded: Codes
    """The grade awarded, or that taken as given where none was awarded."""

    @property
    def id(self) -> str:
        """The id of the area."""
        return self.area.id

    @property
    def scale(self) -> Scale:
        """Its grades, worst first."""
        return self.area.scale

    @cached_property
    def graded(self) -> Flags:
        """Which cases were awarded a grade."""
        return self.awarded >= 0

    @cached_property
    def compared(self) -> Flags:
        """Which cases were awarded a grade, and have one proposed that is not given."""
        return self.graded & (self.proposed >= 0) & ~self.given


@dataclass(frozen=True, eq=False)
class FrameworkJudgements:
    """All cases of a casebook under one framework version."""

    rule_set: RuleSet
    rules: RulesInForce
    """The rules as they stood for the first case; those of each case are in `cases.rules`."""
    cases: Cases
    areas: Mapping[str, AreaJudgements]
    """Every area that a grade was awarded for or is proposed for, in the order of the rule set."""
    decided: Sequence[tuple[Rows, PlaneResult]] = field(repr=False, default=())
    """What was decided of which rows: one part for each set of rules in force."""

    @property
    def name(self) -> str:
        """The rule set, as in `ilacs@2023`."""
        return self.rule_set.name

    @property
    def rows(self) -> int:
        """How many cases there are."""
        return self.cases.rows

    @cached_property
    def judged_areas(self) -> tuple[str, ...]:
        """The ids of the areas that are judgements and that some case was awarded a grade for."""
        return tuple(
            id
            for id, one in self.areas.items()
            if one.area.role is Role.JUDGEMENT and bool((one.awarded >= 0).any())
        )

    @cached_property
    def worked_out(self) -> tuple[str, ...]:
        """Those of the judged areas that rules work out for some case that was awarded a grade."""
        return tuple(
            id
            for id in self.judged_areas
            if not isinstance(self.areas[id].area.start, GivenOnly)
            and bool((self.areas[id].graded & ~self.areas[id].given).any())
        )

    def statuses(self, about: About, id: str) -> npt.NDArray[np.int8]:
        """Of a rule or finding, for each case: 2 it fired or was found, 1 possibly, 0 no; -1 not in force."""
        found = np.full(self.rows, -1, dtype=np.int8)
        for rows, result in self.decided:
            try:
                found[rows] = result.codes(about, id)
            except KeyError:
                continue
        return found

    @cached_property
    def days(self) -> npt.NDArray[np.int64]:
        """The day of each case as a number of days (`datetime.date.toordinal`): inspected, or else published.

        0 where neither is known.
        """
        on, published = _ordinals(self.cases.on), _ordinals(self.cases.published)
        return np.where(on > 0, on, published)

    @cached_property
    def years(self) -> npt.NDArray[np.int64]:
        """The year of each case, by the same day; 0 where it is not known."""
        days, which = np.unique(self.days, return_inverse=True)
        years = [datetime.date.fromordinal(day).year if day else 0 for day in days.tolist()]
        return np.array(years, dtype=np.int64)[which]


def _ordinals(column: Column[datetime.date | None]) -> npt.NDArray[np.int64]:
    values = [0 if day is None else day.toordinal() for day in column.values]
    return np.array(values, dtype=np.int64)[column.which]


def judgements_of(chunks: Iterable[Cases]) -> list[FrameworkJudgements]:
    """The cases of a casebook by framework version, in the order in which these first occur, decided.

    Rule sets that have one name and differ (a draft, and what it is a draft of) stay apart.
    Raises InvalidInput where a case gives a grade that its rules have not.
    """
    parts: dict[tuple[str, str], list[Cases]] = {}
    for cases in chunks:
        keys = [(rules.rule_set.name, rules.rule_set.hash) for rules in cases.rules.values]
        places = {key: at for at, key in enumerate(dict.fromkeys(keys))}
        which = np.array([places[key] for key in keys], dtype=np.intp)[cases.rules.which]
        for key, at in places.items():
            rows = np.flatnonzero(which == at)
            if len(rows):
                parts.setdefault(key, []).append(cases.taken(rows))
    return [_decided(together(some)) for some in parts.values()]


def _decided(cases: Cases) -> FrameworkJudgements:
    rules = cases.rules.at(0)
    decided = []
    # Days on which the same rules hold share them, and are decided together.
    held = {id(own): own for own in cases.rules.values}
    places = {key: place for place, key in enumerate(held)}
    which = np.array([places[id(own)] for own in cases.rules.values], dtype=np.intp)[cases.rules.which]
    for place, own in enumerate(held.values()):
        rows = np.flatnonzero(which == place)
        if len(rows):
            (compiled,) = compile_together([own])
            coded = compiled.coding.code(columns_of(cases.taken(rows), [own]))
            decided.append((rows, compiled.run(coded, Asked.EVERYTHING)))
    areas = {area.id: _area(area, cases, rules, decided) for area in rules.areas}
    return FrameworkJudgements(rules.rule_set, rules, cases, areas, decided)


_VIEWS = {
    "proposed": About.PROPOSED,
    "provisional": About.PROVISIONAL,
    "worst": About.WORST,
    "best": About.BEST,
    "floor": About.FLOOR,
    "ceiling": About.CEILING,
}


def _area(
    area: Area, cases: Cases, rules: RulesInForce, decided: Sequence[tuple[Rows, PlaneResult]]
) -> AreaJudgements:
    found = {}
    for name, about in _VIEWS.items():
        codes = np.full(cases.rows, ABSENT, dtype=np.int8)
        for rows, result in decided:
            codes[rows] = result.codes(about, area.id)
        found[name] = codes
    awarded = awarded_codes(cases, rules, area.id)
    as_given = grade_codes(cases.given.get(area.id), cases, rules, area.id)
    recorded: Codes = np.where(awarded == ABSENT, as_given, awarded).astype(np.int8)
    return AreaJudgements(area, awarded, **found, given=_given(cases, area.id), recorded=recorded)


def _given(cases: Cases, area: str) -> Flags:
    column = cases.given.get(area)
    if column is None:
        return np.zeros(cases.rows, dtype=bool)
    said: Flags = np.array([grade is not None for grade in column.values], dtype=bool)[column.which]
    return said


# --- cases put together ------------------------------------------------------------------------------


def together(parts: Sequence[Cases]) -> Cases:
    """Some cases after the others. Those of one casebook have the same columns."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]

    def joined(read: Callable[[Cases], Column[Any]]) -> Column[Any]:
        return _joined([read(one) for one in parts])

    def each(read: Callable[[Cases], Mapping[str, Column[Any]]]) -> dict[str, Column[Any]]:
        return {key: _joined([read(one)[key] for one in parts]) for key in read(first)}

    return Cases(
        number=np.concatenate([one.number for one in parts]),
        id=joined(lambda one: one.id),
        provider=joined(lambda one: one.provider),
        on=joined(lambda one: one.on),
        published=joined(lambda one: one.published),
        rules=joined(lambda one: one.rules),
        groups=each(lambda one: one.groups),
        items=each(lambda one: one.items),
        given=each(lambda one: one.given),
        awarded=each(lambda one: one.awarded),
        previous=each(lambda one: one.previous),
        sampled=joined(lambda one: one.sampled),
        departures=each(lambda one: one.departures),
        graded_on=each(lambda one: one.graded_on),
    )


def _joined(columns: Sequence[Column[Any]]) -> Column[Any]:
    """Columns one after the other. Values are told apart by identity or by what they are, each kept once."""
    places: dict[Any, int] = {}
    values: list[Any] = []
    parts = []
    for column in columns:
        table = np.empty(max(1, len(column.values)), dtype=np.uint32)
        for at, value in enumerate(column.values):
            key = value if _is_hashable(value) else id(value)
            place = places.setdefault(key, len(values))
            if place == len(values):
                values.append(value)
            table[at] = place
        parts.append(table[column.which])
    return Column(values, np.concatenate(parts))


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True
