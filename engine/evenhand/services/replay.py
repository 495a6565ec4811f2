"""Replay a casebook: what two rule sets, or rules and the grades awarded, make of the same cases."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import InvalidInput, codes, did_you_mean
from evenhand.domain import NOT_JUDGED as NOT_JUDGED_WORD
from evenhand.domain import Scale
from evenhand.evidence.rows import Column, paired
from evenhand.language import Area, GivenOnly, Role, RulesInForce
from evenhand.replay import ABSENT, NOT_JUDGED, UNDECIDED, Codes, Tally
from evenhand.services.case_of_row import on_scale
from evenhand.services.case_rules import Day, Fault
from evenhand.services.cases import NOT_RECORDED, Cases
from evenhand.services.decided_cases import DecidedCases
from evenhand.services.missing_evidence import missing_for
from evenhand.services.replay_sides import Asked, Side

FRAMEWORK, PERIOD, PUBLISHED = "framework", "period", "published"
"""What cases can always be told apart by: their rule set, the year inspected, and the year published."""

MOST_LISTED = 10_000
"""How many cases are listed by name, of those that moved and of those that cannot be replayed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose grade of one area is not the same on both sides."""

    id: str
    provider: str
    rules: str
    on: datetime.date | None
    published: datetime.date | None
    area: str
    before: str
    after: str
    scale: Scale


@dataclass(frozen=True, slots=True)
class Unreplayed:
    """A case that one of the sides cannot grade, and the items or areas that are missing.

    `area` is None where no area can be graded: `reason` says why a side has no rules for the case.
    """

    id: str
    area: str | None
    missing: tuple[str, ...]
    reason: str | None = None


@dataclass
class AreaReplay:
    """One area over all cases."""

    id: str
    title: str
    tally: Tally
    rules: str
    """The rule set whose words for grades the tally has: that of the first case."""
    groups: dict[str, Tally] = field(default_factory=dict)
    gone: int = 0


@dataclass
class Replay:
    """What came of a replay. Lists stop at MOST_LISTED; the counts beside them do not."""

    before: Side
    after: Side
    by: str | None
    cases: int = 0
    areas: dict[str, AreaReplay] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    unreplayed: list[Unreplayed] = field(default_factory=list)
    unreplayed_count: int = 0
    not_affected: int = 0

    @property
    def moved_count(self) -> int:
        """How many times a case moved in an area."""
        return sum(area.tally.moved for area in self.areas.values())


class Replayer:
    """Replays cases, some at a time."""

    def __init__(self, before: Side, after: Side, area: str | None = None, by: str | None = None) -> None:
        self.found = Replay(before, after, by)
        self.area = area
        self.decided = DecidedCases()

    def add(self, cases: Cases) -> None:
        """Replay some cases more. Raises InvalidInput where they cannot be compared."""
        self.found.cases += cases.rows
        for before, after, rows in self._alike(cases):
            own = cases.taken(rows)
            if before is None or after is None or before is after:
                self.found.not_affected += own.rows
            elif isinstance(before, Fault):
                self._without_rules(own, before)
            elif isinstance(after, Fault):
                self._without_rules(own, after)
            else:
                self._compare(own, before, after)

    def _alike(self, cases: Cases) -> Iterator[tuple[Asked, Asked, npt.NDArray[np.intp]]]:
        """The cases that both sides grade alike: how, and their rows."""
        asked = paired(cases.rules, cases.on)
        sides = asked.mapped(
            lambda own: (self._asked(self.found.before, own), self._asked(self.found.after, own))
        )
        places: dict[tuple[int, int], list[int]] = {}
        for at, (before, after) in enumerate(sides.values):
            places.setdefault((id(before), id(after)), []).append(at)
        for alike in places.values():
            rows = np.flatnonzero(np.isin(sides.which, alike))
            if len(rows):
                yield *sides.values[alike[0]], rows

    def _asked(self, side: Side, own: tuple[RulesInForce, Day]) -> Asked:
        return side.asked(*own)

    # --- comparing -----------------------------------------------------------------------------------

    def _compare(self, cases: Cases, before: Asked, after: Asked) -> None:
        rules = [side for side in (before, after) if isinstance(side, RulesInForce)]
        _check_schemas(cases, rules)
        areas = self._areas(cases, rules)
        sides = []
        for asked in (before, after):
            if isinstance(asked, RulesInForce):
                own = [area for area in areas if area in asked.area_by_id]
                sides.append(self.decided.decide(cases, asked, own))
            else:
                sides.append(_awarded(cases, rules[0], areas))
        for area in areas:
            self._area(cases, area, rules, sides[0].get(area), sides[1].get(area))

    def _areas(self, cases: Cases, rules: list[RulesInForce]) -> list[str]:
        """The areas to compare: those asked for, or every judgement that is not taken as given."""
        known: dict[str, Area] = {area.id: area for side in rules for area in side.areas}
        if self.area is not None:
            return [self.area] if self.area in known else []
        graded = [area for side in rules for area in side.areas if not isinstance(area.start, GivenOnly)]
        wanted = {area.id for area in graded if area.role is Role.JUDGEMENT}
        if self.found.after.is_awarded or self.found.before.is_awarded:
            wanted &= cases.awarded.keys()
        return [id for id in known if id in wanted]

    def _area(
        self,
        cases: Cases,
        id: str,
        rules: list[RulesInForce],
        before: Codes | None,
        after: Codes | None,
    ) -> None:
        area = rules[-1].area_by_id.get(id) or rules[0].area_by_id[id]
        replayed = self.found.areas.get(id)
        if replayed is None:
            replayed = AreaReplay(id, area.title, Tally(area.scale), rules[-1].rule_set.name)
            self.found.areas[id] = replayed
        if before is None or after is None:
            replayed.gone += cases.rows if after is None else 0
            return
        scales = [side.area_by_id[id].scale for side in (rules[0], rules[-1])]
        before, after = (
            _rescaled(side, own, replayed, made_by.rule_set.name)
            for side, own, made_by in zip((before, after), scales, (rules[0], rules[-1]), strict=True)
        )
        # A grade that is taken as given comes out as it went in: there is nothing to compare.
        given = _given(cases, id)
        before, after = (np.where(given, np.int8(ABSENT), side) for side in (before, after))
        replayed.tally.add(before, after)
        self._group(cases, replayed, before, after)
        self._list(cases, replayed, rules, before, after)

    def _group(self, cases: Cases, replayed: AreaReplay, before: Codes, after: Codes) -> None:
        if self.found.by is None:
            return
        column = group_column(cases, self.found.by)
        for at, value in enumerate(column.values):
            rows = column.which == at
            if rows.any():
                tally = replayed.groups.setdefault(value, Tally(replayed.tally.scale))
                tally.add(before[rows], after[rows])

    def _list(
        self, cases: Cases, replayed: AreaReplay, rules: list[RulesInForce], before: Codes, after: Codes
    ) -> None:
        graded = (before >= 0) & (after >= 0)
        room = MOST_LISTED - len(self.found.moved)
        words = replayed.tally.scale.names
        for row in np.flatnonzero(graded & (before != after))[:room].tolist():
            grades = (words[before[row]], words[after[row]])
            self.found.moved.append(_moved(cases, row, replayed, *grades))
        there = (before != ABSENT) & (after != ABSENT)
        open_rows = np.flatnonzero(there & ((before == UNDECIDED) | (after == UNDECIDED)))

        def missing(row: int) -> tuple[str, ...]:
            # A side of awarded grades has no rules, and is never undecided.
            sides = zip((rules[0], rules[-1]), (before, after), strict=True)
            asked = [side for side, found in sides if found[row] == UNDECIDED]
            return missing_for(cases, row, replayed.id, asked)

        def unreplayed(row: int) -> Unreplayed:
            return Unreplayed(cases.id.at(row), replayed.id, missing(row))

        self._cannot(open_rows, unreplayed)

    def _without_rules(self, cases: Cases, fault: Fault) -> None:
        missing = ("on",) if fault.code is codes.CASE_WITHOUT_DAY else ()
        reason = fault.at(None).message
        self._cannot(np.arange(cases.rows), lambda row: Unreplayed(cases.id.at(row), None, missing, reason))

    def _cannot(self, rows: npt.NDArray[np.intp], unreplayed: Callable[[int], Unreplayed]) -> None:
        self.found.unreplayed_count += len(rows)
        room = MOST_LISTED - len(self.found.unreplayed)
        self.found.unreplayed += [unreplayed(row) for row in rows[:room].tolist()]


def _given(cases: Cases, area: str) -> npt.NDArray[np.bool_]:
    """Which cases give the grade of an area; shape (rows,)."""
    column = cases.given.get(area)
    if column is None:
        return np.zeros(cases.rows, dtype=bool)
    return np.array([grade is not None for grade in column.values], dtype=bool)[column.which]


def _moved(cases: Cases, row: int, replayed: AreaReplay, before: str, after: str) -> Moved:
    return Moved(
        id=cases.id.at(row),
        provider=cases.provider.at(row),
        rules=cases.rules.at(row).rule_set.name,
        on=cases.on.at(row),
        published=cases.published.at(row),
        area=replayed.id,
        before=before,
        after=after,
        scale=replayed.tally.scale,
    )


def _awarded(cases: Cases, rules: RulesInForce, areas: Iterable[str]) -> dict[str, Codes]:
    """The grades awarded, on the scales of the rules that they are compared with."""
    found = {}
    for area in areas:
        awarded = cases.awarded.get(area)
        if awarded is None:
            found[area] = np.full(cases.rows, ABSENT, dtype=np.int8)
            continue
        scale = rules.area_by_id[area].scale

        def code(pair: tuple[str | None, RulesInForce], area: str = area, scale: Scale = scale) -> int:
            grade, own = pair
            if grade is None:
                return ABSENT
            return (
                NOT_JUDGED if grade == NOT_JUDGED_WORD else scale.position(on_scale(area, grade, own, rules))
            )

        column = paired(awarded, cases.rules).mapped(code)
        found[area] = np.array(column.values, dtype=np.int8)[column.which]
    return found


def _check_schemas(cases: Cases, rules: Iterable[RulesInForce]) -> None:
    """Evidence is read only by rules of its own schema: an item of another may mean something else."""
    if not cases.items:
        return
    for own in cases.rules.used().values:
        for side in rules:
            if side.schema.id != own.schema.id:
                name, schema = side.rule_set.name, side.schema.id
                raise InvalidInput([codes.OTHER_SCHEMA.at(None, name=name, schema=schema, own=own.schema.id)])


def _rescaled(codes_: Codes, own: Scale, replayed: AreaReplay, rules: str) -> Codes:
    """Codes on the scale of `rules` as codes on that of a tally. Raises InvalidInput for unlinked scales."""
    scale = replayed.tally.scale
    if own.same_names(scale):
        return codes_
    table = _counterparts(own, scale)
    if table is None:
        raise InvalidInput(
            [codes.UNLIKE_SCALES.at(None, area=replayed.id, before=rules, after=replayed.rules)]
        )
    return np.where(codes_ >= 0, table[np.maximum(codes_, 0)], codes_).astype(np.int8)


def _counterparts(own: Scale, other: Scale) -> npt.NDArray[np.int8] | None:
    """The place on another scale of every grade; None where neither scale says which each stands for."""
    names = [other.own_name(name) for name in own.names]
    if None in names:
        back = {own.own_name(name): name for name in other.names}
        names = [back.get(name) for name in own.names]
    places = [other.position(name) for name in names if name is not None]
    return np.array(places, dtype=np.int8) if len(places) == len(own.names) else None


def group_column(cases: Cases, by: str) -> Column[str]:
    """The group of each case. Raises InvalidInput for a group that the casebook has not."""
    match by:
        case "framework":
            return cases.rules.mapped(lambda rules: rules.rule_set.name)
        case "period":
            return cases.on.mapped(_year)
        case "published" if by not in cases.groups:
            return cases.published.mapped(_year)
        case _ if by in cases.groups:
            return cases.groups[by]
    known = [FRAMEWORK, PERIOD, PUBLISHED, *cases.groups]
    raise InvalidInput([codes.UNKNOWN_GROUP.at(None, name=by, hint=did_you_mean(by, known))])


def _year(day: datetime.date | None) -> str:
    return NOT_RECORDED if day is None else str(day.year)
