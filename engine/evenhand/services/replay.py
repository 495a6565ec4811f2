"""Replay a casebook: what two rule sets, or rules and the grades awarded, make of the same cases."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from evenhand.backends.planes import CodedColumns
from evenhand.diagnostics import InvalidInput, codes, did_you_mean
from evenhand.evidence.rows import Column
from evenhand.language import GivenOnly, Role, RulesInForce
from evenhand.replay import ABSENT, UNDECIDED, Changes, Codes, Reason, Tally, reasons
from evenhand.services.area_names import AreaNames, renamed_by
from evenhand.services.attribution import Attribution
from evenhand.services.awarded_codes import awarded_codes, rescaled
from evenhand.services.case_rules import Fault
from evenhand.services.cases import BUILT_IN_GROUPS, NOT_RECORDED, Cases, Rows
from evenhand.services.decided_cases import DecidedArea, DecidedCases
from evenhand.services.kept_departures import kept_in, with_kept, without_reasons
from evenhand.services.missing_evidence import missing_for
from evenhand.services.replay_results import (
    MOST_LISTED,
    MOST_UNREPLAYED,
    AreaReplay,
    Listed,
    Moved,
    MovedCases,
    Replay,
    Unreplayed,
)
from evenhand.services.replay_sides import AWARDED, Alike, Name, Side, Tried, alike, check_schemas
from evenhand.services.sweep import Sweep


@dataclass(frozen=True, eq=False)
class Graded:
    """One area of some cases under one side, on the scale of its tally.

    `decided` is there where the codes are no others than those that were decided.
    """

    find: Callable[[], Codes]
    decided: DecidedArea | None = None

    @cached_property
    def codes(self) -> Codes:
        """The code of each case."""
        return self.find()


@dataclass(frozen=True, slots=True)
class Compared:
    """One area of some cases: before, after, and under everything else that was tried.

    `decided` has what became of every area that was decided, under the first side that is rules.
    """

    replayed: AreaReplay
    before: Graded
    after: Graded
    others: Mapping[Name, Graded]
    decided: Mapping[str, DecidedArea]


class Replayer:
    """Replays cases, some at a time."""

    def __init__(
        self,
        before: Side,
        after: Side,
        area: str | None = None,
        by: str | None = None,
        sweep: Sweep | None = None,
        table: MovedCases | None = None,
        *,
        provisional: bool = False,
        keep_departures: bool = False,
    ) -> None:
        """With `keep_departures`, cases with a recorded departure keep the grade awarded, under any rules."""
        self.table = table
        self.found = Replay(before, after, by, sweep=sweep, provisional=provisional)
        self.found.keeps_departures = keep_departures
        self.area = area
        self.decided = DecidedCases(provisional=provisional)
        self.found.attribution = _attribution(before, after)
        self.called = AreaNames(renamed_by(before.amendment), renamed_by(after.amendment))

    def alike(self, cases: Cases) -> Iterator[Alike]:
        """The cases told apart by how they are graded: by the two sides, and by what is tried besides."""
        attribution = self.found.attribution
        besides = (lambda day: None) if attribution is None else attribution.of_day
        # Why somebody departed is not asked here, and nothing of it where departures are dropped.
        cases = without_reasons(cases) if self.found.keeps_departures else replace(cases, departures={})
        return alike(cases.called(self.called), self.found.before, self.found.after, besides)

    def tried(self, alike: Alike) -> Tried | None:
        """The rules that some cases are decided under; None where there is nothing to decide.

        Raises InvalidInput for a swept value that does not fit its parameter.
        """
        sweep, attribution = self.found.sweep, self.found.attribution
        before, after = alike.before, alike.after
        stays = before is after and sweep is None
        if before is None or after is None or stays or isinstance(before, Fault) or isinstance(after, Fault):
            return None
        found = Tried(before, after, called=self.called)
        if isinstance(before, RulesInForce) and isinstance(after, RulesInForce) and attribution is not None:
            found.subsets = attribution.rules_for(alike.cases)
        if isinstance(after, RulesInForce) and sweep is not None:
            found.swept = sweep.under(after)
        return found

    def coded(self, cases: Cases, tried: Tried) -> list[CodedColumns]:
        """Cases as columns for the rules tried. Raises InvalidInput where a grade given is on no scale."""
        return self.decided.code(self.as_decided(cases), tried.rules)

    def as_decided(self, cases: Cases) -> Cases:
        """Cases as they are put to the rules: departures that are kept are given."""
        return with_kept(cases) if self.found.keeps_departures else cases

    def add(self, alike: Alike, tried: Tried | None, coded: Sequence[CodedColumns] | None = None) -> None:
        """Replay some cases more. `coded` are they as columns for the rules tried, where these are at hand.

        Raises InvalidInput where they cannot be compared.
        """
        cases = alike.cases
        self.found.cases += cases.rows
        if tried is not None:
            self._compare(cases, tried, coded)
        elif isinstance(alike.before, Fault):
            self._without_rules(cases, alike.before)
        elif isinstance(alike.after, Fault):
            self._without_rules(cases, alike.after)
        else:
            self.found.not_affected += cases.rows

    # --- comparing -----------------------------------------------------------------------------------

    def _compare(self, cases: Cases, tried: Tried, coded: Sequence[CodedColumns] | None) -> None:
        check_schemas(cases, tried.sides)
        areas = self.areas_compared(cases, tried)
        if coded is None:
            coded = self.coded(cases, tried)
        decide = dict.fromkeys([*areas, *self.areas_beside()])
        called = [name for id in decide for name in self.called.ids(id)]
        found = self.decided.decide(coded, tried.rules, called)
        decided: dict[Name, dict[str, DecidedArea]] = dict(zip(tried.names, found, strict=True))
        for area in areas:
            compared = self._compared(cases, area, tried, decided)
            if compared is not None:
                self.count(compared, tried, cases)
                self._list(cases, compared, tried)

    def areas_compared(self, cases: Cases, tried: Tried) -> list[str]:
        """The areas to compare: those asked for, or every judgement that is not taken as given."""
        known = tried.areas
        if self.area is not None:
            asked = next((id for id in self.called.ids(self.area) if id in known), None)
            if asked is None:
                self.found.without_area += cases.rows
                return []
            return [asked]
        either = self.found.after.is_awarded or self.found.before.is_awarded
        return [id for id in known if _is_graded(id, tried) and (not either or id in cases.awarded)]

    def areas_beside(self) -> Sequence[str]:
        """The areas that are decided and not compared."""
        return ()

    def _compared(
        self, cases: Cases, id: str, tried: Tried, decided: Mapping[Name, Mapping[str, DecidedArea]]
    ) -> Compared | None:
        """The codes of one area on one scale; None where a side has no such area."""
        first, last = (tried.area(side, id) for side in (tried.sides[0], tried.sides[-1]))
        area = last or first
        assert area is not None
        replayed = self.found.areas.get(id)
        if replayed is None:
            replayed = AreaReplay(id, area.title, Tally(area.scale), tried.sides[-1].rule_set.name)
            self.found.areas[id] = replayed
        if last is None:
            replayed.gone += cases.rows
            return None
        if first is None:
            replayed.new += cases.rows
            return None
        given = _given(cases, id)
        scale = replayed.tally.scale

        def graded(name: Name) -> Graded:
            rules = tried.by_name.get(name, tried.sides[0])
            own = tried.area(rules, id)
            assert own is not None

            def codes_of() -> Codes:
                found = (
                    awarded_codes(cases, rules, own.id) if name == AWARDED else decided[name][own.id].codes
                )
                found = rescaled(found, rules, scale, own.id, replayed.rules)
                # A grade that is taken as given comes out as it went in: there is nothing to compare.
                return found if given is None else np.where(given, np.int8(ABSENT), found)

            plain = name != AWARDED and given is None and own.scale.same_names(scale)
            return Graded(codes_of, decided[name][own.id] if plain else None)

        found = {name: graded(name) for name in tried.names if tried.area(tried.by_name[name], id)}
        before, after = (graded(AWARDED) if side == AWARDED else found[name] for name, side in tried.ends)
        return Compared(replayed, before, after, found, decided[tried.names[0]])

    def count(self, compared: Compared, tried: Tried, cases: Cases) -> None:
        """Count some cases in one area."""
        replayed = compared.replayed
        _add(replayed.tally, compared.before, compared.after)
        if self.found.keeps_departures:
            there = (compared.before.codes != ABSENT) & (compared.after.codes != ABSENT)
            replayed.kept += int((kept_in(cases, replayed.id) & there).sum())
        if self.found.by is not None:
            before, after = compared.before.codes, compared.after.codes
            column = group_column(cases, self.found.by)
            for at, value in enumerate(column.values):
                rows = column.which == at
                if rows.any():
                    tally = replayed.groups.setdefault(value, Tally(replayed.tally.scale))
                    tally.add(before[rows], after[rows])
        if self.found.sweep is not None:
            for swept in tried.swept:
                tally = self.found.sweep.tally(swept, replayed.id, replayed.tally.scale)
                _add(tally, compared.before, compared.others["value", swept])

    # --- listing -------------------------------------------------------------------------------------

    def _list(self, cases: Cases, compared: Compared, tried: Tried) -> None:
        attribution = self.found.attribution
        has_room = not self.is_full(self.found.moved, MOST_LISTED)
        if has_room or self.table is not None or attribution is not None:
            self._list_moved(cases, compared, tried)
        if not self.is_full(self.found.unreplayed, MOST_UNREPLAYED):
            self._list_unreplayed(cases, compared, tried)

    def is_full(self, listed: Sequence[Listed], most: int) -> bool:
        """Whether no other case is listed any more, whichever it is."""
        return len(listed) >= most

    def chosen(self, cases: Cases, rows: Rows, listed: Sequence[Listed], most: int) -> Rows:
        """Those of some rows that are listed too: the first, as long as there is room."""
        return rows[: max(most - len(listed), 0)]

    def _list_moved(self, cases: Cases, compared: Compared, tried: Tried) -> None:
        replayed, before, after = compared.replayed, compared.before.codes, compared.after.codes
        others = {changes: compared.others.get(("changes", changes)) for changes in tried.subsets}
        # Some changes of a chain may take away an area that the others bring back.
        alone = {changes: other.codes for changes, other in others.items() if other is not None}
        moved = np.flatnonzero((before >= 0) & (after >= 0) & (before != after))
        because = reasons(after, alone, moved)
        attribution = self.found.attribution
        if attribution is not None and alone:
            stayed = attribution.add(replayed.id, replayed.tally.scale, before, after, alone, because)
            for change, rows in stayed.items():
                self._list_stayed(cases, replayed, rows, before, alone[change], change)
        chosen = self.chosen(cases, moved, self.found.moved, MOST_LISTED)
        listed = moved if self.table is not None else chosen
        reason_of = {
            row: reason for reason, rows in because.items() for row in rows[np.isin(rows, listed)].tolist()
        }
        found = [
            _moved(own, row, replayed, before[at], after[at], reason_of[at])
            for own, row, at in _each_whole(cases, listed)
        ]
        kept = np.isin(listed, chosen).tolist()
        self.found.moved += [one for one, is_chosen in zip(found, kept, strict=True) if is_chosen]
        if self.table is not None:
            self.table.add(found)

    def _list_unreplayed(self, cases: Cases, compared: Compared, tried: Tried) -> None:
        id, before, after = compared.replayed.id, compared.before.codes, compared.after.codes
        sides = tried.on_sides(id)
        there = (before != ABSENT) & (after != ABSENT)
        undecided = there & ((before == UNDECIDED) | (after == UNDECIDED))

        def unreplayed(one: Cases) -> Unreplayed:
            number = int(one.number[0])
            return Unreplayed(
                one.id.at(0), id, lambda: missing_for(self.as_decided(one), 0, sides), number=number
            )

        self._cannot(cases, np.flatnonzero(undecided), unreplayed)

    def _list_stayed(
        self, cases: Cases, replayed: AreaReplay, rows: Rows, before: Codes, alone: Codes, change: Changes
    ) -> None:
        """List cases that one change alone would move, and all changes together do not."""
        rows = self.chosen(cases, rows, self.found.only_alone, MOST_LISTED)
        for own, row, at in _each_whole(cases, rows):
            self.found.only_alone.append(_moved(own, row, replayed, before[at], alone[at], (change,)))

    def _without_rules(self, cases: Cases, fault: Fault) -> None:
        missing = ("on",) if fault.code is codes.CASE_WITHOUT_DAY else ()
        reason = fault.at(None).message

        def unreplayed(one: Cases) -> Unreplayed:
            return Unreplayed(one.id.at(0), None, lambda: missing, reason, int(one.number[0]))

        self.found.without_rules += cases.rows
        self._cannot(cases, np.arange(cases.rows), unreplayed)

    def _cannot(self, cases: Cases, rows: Rows, unreplayed: Callable[[Cases], Unreplayed]) -> None:
        rows = self.chosen(cases, rows, self.found.unreplayed, MOST_UNREPLAYED)
        for own, row, _ in _each_whole(cases, rows, evidence=True):
            # One case is kept, and not all of those that were read with it.
            self.found.unreplayed.append(unreplayed(own.alone(row)))


def _is_graded(id: str, tried: Tried) -> bool:
    """Whether a side has rules that grade the area, so that it is a judgement that is not taken as given."""
    areas = [tried.area(side, id) for side in tried.sides]
    return any(
        area is not None and area.role is Role.JUDGEMENT and not isinstance(area.start, GivenOnly)
        for area in areas
    )


def _attribution(before: Side, after: Side) -> Attribution | None:
    """What tells to which changes a move is owed; None where the sides differ by more than an amendment."""
    if after.amendment is None or before.is_awarded:
        return None
    if before.amendment is None:
        other = before.rule_set is not None and before.rule_set.name != after.amendment.chain[0].base.name
        return None if other else Attribution(after.amendment, after.case_rules)
    below = [one.rule_set.hash for one in after.amendment.chain[:-1]]
    if before.amendment.rule_set.hash not in below:
        return None
    return Attribution(after.amendment, after.case_rules, before.amendment)


def _add(tally: Tally, before: Graded, after: Graded) -> None:
    """Count cases from one side to another: on their planes where these are as decided, else by code."""
    one, other = before.decided, after.decided
    # An area that goes by another name after is counted by code.
    if one is not None and other is not None and one.area == other.area:
        tally.add_counts(one.moves(other))
    else:
        tally.add(before.codes, after.codes)


def _each_whole(cases: Cases, rows: Rows, *, evidence: bool = False) -> Iterator[tuple[Cases, int, int]]:
    """Each of some rows: cases that have all of it, its row there, and its row among `cases`."""
    if len(rows):
        own = cases.whole(rows, evidence=evidence)
        yield from ((own, place, at) for place, at in enumerate(rows.tolist()))


def _given(cases: Cases, area: str) -> npt.NDArray[np.bool_] | None:
    """Which cases give the grade of an area; shape (rows,). None where none does."""
    column = cases.given.get(area)
    if column is None or not any(grade is not None for grade in column.values):
        return None
    return np.array([grade is not None for grade in column.values], dtype=bool)[column.which]


def _moved(cases: Cases, row: int, replayed: AreaReplay, before: int, after: int, because: Reason) -> Moved:
    scale = replayed.tally.scale
    return Moved(
        id=cases.id.at(row),
        provider=cases.provider.at(row),
        rules=cases.rules.at(row).rule_set.name,
        on=cases.on.at(row),
        published=cases.published.at(row),
        area=replayed.id,
        before=scale.names[before],
        after=scale.names[after],
        scale=scale,
        because=because,
    )


def group_column(cases: Cases, by: str) -> Column[str]:
    """The group of each case. Raises InvalidInput for a group that the casebook has not."""
    if by in cases.groups:
        # What the casebook calls so is what its readers mean.
        return cases.groups[by]
    match by:
        case "framework":
            return cases.rules.mapped(lambda rules: rules.rule_set.name)
        case "period":
            return cases.on.mapped(_year)
        case "published":
            return cases.published.mapped(_year)
    known = [*BUILT_IN_GROUPS, *cases.groups]
    raise InvalidInput([codes.UNKNOWN_GROUP.at(None, name=by, hint=did_you_mean(by, known))])


def _year(day: datetime.date | None) -> str:
    return NOT_RECORDED if day is None else str(day.year)
