"""How many cases of a casebook two rule sets grade differently, and how many of them lie in a region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
import numpy.typing as npt

from evenhand.backends.planes import ColumnState, NoGrade
from evenhand.diagnostics import Diagnostic
from evenhand.evidence.rows import Column
from evenhand.language import ColumnKind
from evenhand.replay import ABSENT, NOT_JUDGED, UNDECIDED, Tally
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import Casebook, open_casebook
from evenhand.services.cases import NO_PREVIOUS, Cases
from evenhand.services.decided_cases import DecidedArea
from evenhand.services.replay import Compared, Replayer
from evenhand.services.replay_sides import Side, Tried, side_of
from evenhand.services.workspace import Workspace
from evenhand.verification import AreaPart, ColumnPart, Direction, FindingPart, Region

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """The cases of a casebook in one area: those with another grade after, or another outcome.

    `other` are judged, or in conflict, on one side alone; missing evidence leaves `undecided` ones open on
    one side at least.
    """

    cases: int
    stricter: int
    softer: int
    other: int
    undecided: int

    @property
    def differ(self) -> int:
        """How many differ."""
        return self.stricter + self.softer + self.other


def counts_of(tally: Tally) -> CaseCounts:
    """The counts of an area from its migration matrix."""
    unlike = int(tally.counts.sum() - tally.counts.trace())
    at = tally.words.index("undecided")
    open_unlike = tally.undecided - int(tally.counts[at, at])
    other = unlike - tally.moved - open_unlike
    return CaseCounts(tally.cases, tally.down, tally.up, other, tally.undecided)


@dataclass(frozen=True)
class CasebookDifference:
    """What a casebook says of a difference.

    `inside` has for each region how many of its cases differ; None where that cannot be known.
    """

    casebook: Casebook
    cases: int
    areas: Mapping[str, CaseCounts]
    inside: Sequence[int | None]
    not_affected: int
    without_rules: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Asked:
    """A region of an area, and the direction in which its cases differ."""

    area: str
    direction: Direction
    region: Region


def casebook_difference(
    name: str,
    workspace: Workspace,
    before: str,
    after: str,
    areas: Iterable[str],
    asked: Sequence[Asked],
    told: Callable[[int], None],
) -> CasebookDifference:
    """Grade every case of a casebook under both rule sets, and count. Raises InvalidInput."""
    case_rules = CaseRules(workspace)
    casebook = open_casebook(name, workspace)
    sides = [side_of(reference, workspace, case_rules) for reference in (before, after)]
    counter = _Counter(sides[0], sides[1], tuple(areas), asked)
    reading = CaseReading(casebook, workspace, case_rules)
    for cases in reading.cases(told):
        for some in counter.alike(cases):
            counter.add(some, counter.tried(some))
    found = counter.found
    amendments = [side.amendment for side in sides if side.amendment is not None]
    diagnostics = [
        *dict.fromkeys(one for amendment in amendments for one in amendment.warnings),
        *casebook.warnings,
        *reading.broken,
        *reading.rejects.diagnostics(),
    ]
    return CasebookDifference(
        casebook,
        found.cases,
        {id: counts_of(area.tally) for id, area in found.areas.items() if area.tally.cases},
        tuple(counter.inside),
        found.not_affected,
        found.without_rules,
        tuple(diagnostics),
    )


class _Counter(Replayer):
    """Replays cases, and counts those of some regions too."""

    def __init__(self, before: Side, after: Side, areas: Sequence[str], asked: Sequence[Asked]) -> None:
        super().__init__(before, after)
        self.areas = areas
        self.asked = asked
        self.inside: list[int | None] = [0 if _is_counted(one.region) else None for one in asked]

    def areas_compared(self, cases: Cases, tried: Tried) -> list[str]:
        """The areas that both sides are compared about."""
        return [id for id in tried.areas if set(self.called.ids(id)) & set(self.areas)]

    def areas_beside(self) -> list[str]:
        """The areas that regions are told in."""
        parts = (part for one in self.asked for part in one.region.parts)
        return [part.area.id for part in parts if isinstance(part, AreaPart)]

    def count(self, compared: Compared, tried: Tried, cases: Cases) -> None:
        """Count some cases in one area, and in each of its regions."""
        super().count(compared, tried, cases)
        for at, one in enumerate(self.asked):
            before = self.inside[at]
            if before is not None and one.area in self.called.ids(compared.replayed.id):
                inside = _differ(compared, one.direction) & _inside(one.region, cases, compared.decided)
                self.inside[at] = before + int(inside.sum())


def _is_counted(region: Region) -> bool:
    """Whether cases can be counted in a region: what findings are made of them is not known."""
    return not any(isinstance(part, FindingPart) for part in region.parts)


def _differ(compared: Compared, direction: Direction) -> Mask:
    before, after = compared.before.codes, compared.after.codes
    graded: Mask = (before >= 0) & (after >= 0)
    match direction.value:
        case "stricter":
            return graded & (after < before)
        case "softer":
            return graded & (after > before)
        case _:
            unlike: Mask = ~graded & (before != after)
            for codes in (before, after):
                unlike &= ~np.isin(codes, (ABSENT, UNDECIDED))
            return unlike


def _inside(region: Region, cases: Cases, decided: Mapping[str, DecidedArea]) -> Mask:
    """Which cases surely lie in a region; `decided` is what became of their areas."""
    found = np.ones(cases.rows, dtype=bool)
    for part in region.parts:
        match part:
            case ColumnPart():
                found &= _recorded(part, cases)
            case AreaPart(area=area):
                found &= np.isin(decided[area.id].codes, _codes(part))
            case FindingPart():
                raise TypeError("no finding is known of a case that is graded")
            case _:
                assert_never(part)
    return found


def _codes(part: AreaPart) -> list[int]:
    """What stands for the states of an area among the codes of cases."""
    return [NOT_JUDGED if place == part.ordered else place for place in range(part.count) if part.has(place)]


def _recorded(part: ColumnPart, cases: Cases) -> Mask:
    kind, id = part.space.column

    def has(state: ColumnState) -> bool:
        return part.has(part.space.place(state))

    match kind:
        case ColumnKind.ITEM:
            return _each(cases.items.get(id), has, cases)
        case ColumnKind.CASES:
            return _each(cases.sampled, has, cases)
        case ColumnKind.GIVEN:
            return _each(cases.given.get(id), lambda grade: has(_called(grade, part)), cases)
        case ColumnKind.PREVIOUS:
            return _each(cases.previous.get(id), lambda grade: has(_before(grade, part)), cases)


def _each(column: Column | None, holds: Callable, cases: Cases) -> Mask:  # type: ignore[type-arg]
    if column is None:
        return np.zeros(cases.rows, dtype=bool)
    return np.array([bool(holds(value)) for value in column.values], dtype=bool)[column.which]


def _called(grade: str | None, part: ColumnPart) -> str | None:
    scale = part.space.scale
    return grade if grade is None or scale is None else scale.own_name(grade) or grade


def _before(grade: str | None, part: ColumnPart) -> str | NoGrade:
    if grade == NO_PREVIOUS:
        return NoGrade.NONE_BEFORE
    return _called(grade, part) or NoGrade.NOT_GIVEN
