"""Replay a casebook: what two rule sets, or rules and the grades awarded, make of the same cases."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import InvalidInput, codes, did_you_mean
from evenhand.domain import NOT_JUDGED as NOT_JUDGED_WORD
from evenhand.domain import Scale
from evenhand.evidence.rows import Column, paired
from evenhand.language import Area, GivenOnly, Role, RulesInForce
from evenhand.replay import ABSENT, NOT_JUDGED, UNDECIDED, Changes, Codes, Reason, Tally, reasons
from evenhand.services.attribution import Attribution
from evenhand.services.case_of_row import on_scale
from evenhand.services.case_rules import Day, Fault
from evenhand.services.cases import NOT_RECORDED, Cases
from evenhand.services.decided_cases import DecidedCases
from evenhand.services.missing_evidence import missing_for
from evenhand.services.moved_table import MovedTable
from evenhand.services.replay_results import (
    MOST_LISTED,
    MOST_UNREPLAYED,
    AreaReplay,
    Moved,
    Replay,
    Unreplayed,
)
from evenhand.services.replay_sides import Asked, Side
from evenhand.services.sweep import Sweep

FRAMEWORK, PERIOD, PUBLISHED = "framework", "period", "published"
"""What cases can always be told apart by: their rule set, the year inspected, and the year published."""


class Replayer:
    """Replays cases, some at a time."""

    def __init__(
        self,
        before: Side,
        after: Side,
        area: str | None = None,
        by: str | None = None,
        sweep: Sweep | None = None,
        table: MovedTable | None = None,
    ) -> None:
        self.table = table
        self.found = Replay(before, after, by, sweep=sweep)
        self.area = area
        self.decided = DecidedCases()
        if after.amendment is not None:
            self.found.attribution = Attribution(after.amendment, after.case_rules)

    def add(self, cases: Cases) -> None:
        """Replay some cases more. Raises InvalidInput where they cannot be compared."""
        self.found.cases += cases.rows
        for before, after, rows in self._alike(cases):
            own = cases.taken(rows)
            stays = before is after and self.found.sweep is None
            if before is None or after is None or stays:
                self.found.not_affected += own.rows
            elif isinstance(before, Fault) or isinstance(after, Fault):
                self._cannot(own, "", np.arange(own.rows), lambda row: lambda: ("on",))
            else:
                self._compare(own, before, after)

    def _alike(self, cases: Cases) -> Iterator[tuple[Asked, Asked, npt.NDArray[np.intp]]]:
        """The cases that both sides grade alike: how, and their rows."""
        asked = paired(cases.rules, cases.on)
        sides = asked.mapped(lambda own: self._sides(*own))
        places: dict[tuple[int, int], list[int]] = {}
        for at, (before, after) in enumerate(sides.values):
            places.setdefault((id(before), id(after)), []).append(at)
        for alike in places.values():
            rows = np.flatnonzero(np.isin(sides.which, alike))
            if len(rows):
                yield *sides.values[alike[0]], rows

    def _sides(self, own: RulesInForce, day: Day) -> tuple[Asked, Asked]:
        before = self.found.before.asked(own, day)
        return before, self.found.after.asked(own, day, before)

    # --- comparing -----------------------------------------------------------------------------------

    def _compare(self, cases: Cases, before: Asked, after: Asked) -> None:
        rules = [side for side in (before, after) if isinstance(side, RulesInForce)]
        areas = self._areas(cases, rules)
        decided = self.decided.decide(cases, rules, areas)
        sides = [
            decided[rules.index(asked)]
            if isinstance(asked, RulesInForce)
            else _awarded(cases, rules[0], areas)
            for asked in (before, after)
        ]
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
            replayed = self.found.areas[id] = AreaReplay(id, area.title, Tally(area.scale))
        if before is None or after is None:
            replayed.gone += cases.rows if after is None else 0
            return
        scale = replayed.tally.scale
        scales = [side.area_by_id[id].scale for side in (rules[0], rules[-1])]
        before, after = (
            _rescaled(side, own, scale, id, rules) for side, own in zip((before, after), scales, strict=True)
        )
        # A grade that is taken as given comes out as it went in: there is nothing to compare.
        given = _given(cases, id)
        before, after = (np.where(given, np.int8(ABSENT), side) for side in (before, after))
        replayed.tally.add(before, after)
        self._group(cases, replayed, before, after)
        alone = self._attribute(cases, replayed, rules, before, after)
        self._sweep(cases, replayed, rules, before)
        self._list(cases, replayed, rules, before, after, alone)

    def _attribute(
        self, cases: Cases, replayed: AreaReplay, rules: list[RulesInForce], before: Codes, after: Codes
    ) -> dict[Changes, Codes]:
        """What each set of changes makes of the cases, on the scale of the tally."""
        attribution = self.found.attribution
        if attribution is None or len(rules) == 1:
            return {}
        scale = replayed.tally.scale
        decided = attribution.decide(cases, self.decided, replayed.id)
        alone = {
            some: _rescaled(codes_, rules[-1].area_by_id[replayed.id].scale, scale, replayed.id, rules)
            for some, codes_ in decided.items()
        }
        stayed = attribution.add(replayed.id, scale, before, after, alone)
        for change, rows in stayed.items():
            only = frozenset((change,))
            for row in rows[: MOST_LISTED - len(self.found.only_alone)]:
                grades = (scale.names[before[row]], scale.names[alone[only][row]])
                self.found.only_alone.append(_moved(cases, row, replayed, *grades, (only,)))
        return alone

    def _group(self, cases: Cases, replayed: AreaReplay, before: Codes, after: Codes) -> None:
        if self.found.by is None:
            return
        column = group_column(cases, self.found.by)
        for at, value in enumerate(column.values):
            rows = column.which == at
            if rows.any():
                tally = replayed.groups.setdefault(value, Tally(replayed.tally.scale))
                tally.add(before[rows], after[rows])

    def _sweep(self, cases: Cases, replayed: AreaReplay, rules: list[RulesInForce], before: Codes) -> None:
        """What each value of a swept threshold makes of the cases."""
        sweep = self.found.sweep
        if sweep is None:
            return
        scale = replayed.tally.scale
        swept = sweep.under(rules[-1])
        if replayed.id not in rules[-1].area_by_id:
            return
        decided = self.decided.decide(cases, list(swept.values()), [replayed.id])
        own = rules[-1].area_by_id[replayed.id].scale
        for value, found in zip(swept, decided, strict=True):
            after = _rescaled(found[replayed.id], own, scale, replayed.id, rules)
            there = np.where(before == ABSENT, np.int8(ABSENT), after)
            sweep.add(value, replayed.id, scale, before, there)

    def _list(
        self,
        cases: Cases,
        replayed: AreaReplay,
        rules: list[RulesInForce],
        before: Codes,
        after: Codes,
        alone: dict[Changes, Codes],
    ) -> None:
        graded = (before >= 0) & (after >= 0)
        room = MOST_LISTED - len(self.found.moved)
        words = replayed.tally.scale.names
        rows = np.flatnonzero(graded & (before != after)).tolist()
        if self.table is None:
            rows = rows[:room]
        moved = [
            _moved(cases, row, replayed, words[before[row]], words[after[row]], reason)
            for row, reason in zip(rows, reasons(after, alone, rows), strict=True)
        ]
        self.found.moved += moved[:room]
        if self.table is not None:
            self.table.add(moved)
        there = (before != ABSENT) & (after != ABSENT)
        open_rows = np.flatnonzero(there & ((before == UNDECIDED) | (after == UNDECIDED)))

        def missing(row: int) -> Callable[[], tuple[str, ...]]:
            sides = zip(rules, (before, after), strict=False)
            asked = [side for side, found in sides if found[row] == UNDECIDED]
            # One case is kept, and not all of those that were read with it.
            own = cases.taken(np.array([row]))
            return lambda: missing_for(own, 0, replayed.id, asked)

        self._cannot(cases, replayed.id, open_rows, missing)

    def _cannot(
        self,
        cases: Cases,
        area: str,
        rows: npt.NDArray[np.intp],
        missing: Callable[[int], Callable[[], tuple[str, ...]]],
    ) -> None:
        self.found.unreplayed_count += len(rows)
        room = MOST_UNREPLAYED - len(self.found.unreplayed)
        for row in rows[:room].tolist():
            self.found.unreplayed.append(Unreplayed(cases.id.at(row), area, missing(row)))


def _given(cases: Cases, area: str) -> npt.NDArray[np.bool_]:
    """Which cases give the grade of an area; shape (rows,)."""
    column = cases.given.get(area)
    if column is None:
        return np.zeros(cases.rows, dtype=bool)
    return np.array([grade is not None for grade in column.values], dtype=bool)[column.which]


def _moved(cases: Cases, row: int, replayed: AreaReplay, before: str, after: str, because: Reason) -> Moved:
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
        because=because,
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


def _rescaled(codes_: Codes, own: Scale, scale: Scale, area: str, rules: list[RulesInForce]) -> Codes:
    """Codes on one scale as codes on another. Raises InvalidInput where a grade has no counterpart."""
    if own.same_names(scale):
        return codes_
    names = [scale.own_name(name) for name in own.names]
    if None in names:
        before, after = rules[0].rule_set.name, rules[-1].rule_set.name
        raise InvalidInput([codes.UNLIKE_SCALES.at(None, area=area, before=before, after=after)])
    table = np.array([scale.position(name) for name in names if name is not None], dtype=np.int8)
    return np.where(codes_ >= 0, table[np.maximum(codes_, 0)], codes_).astype(np.int8)


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
