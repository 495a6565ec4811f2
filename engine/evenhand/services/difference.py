"""Compare two rule sets over every possible inspection, and over the cases of a casebook."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.diagnostics import Diagnostic, InvalidInput, codes, did_you_mean
from evenhand.language import Amendment, Period, RuleSet, RulesInForce
from evenhand.services.area_names import AreaNames, renamed_by
from evenhand.services.awarded_codes import counterparts
from evenhand.services.casebooks import is_path
from evenhand.services.difference_cases import Asked, CasebookDifference, CaseCounts, casebook_difference
from evenhand.services.rule_sets import day_in_force, rule_set_in_force
from evenhand.services.workspace import Workspace
from evenhand.verification import (
    AreaDifference,
    CannotCompare,
    Difference,
    DifferenceWitness,
    MakeSolver,
    SameArea,
    Z3Solver,
)


@dataclass(frozen=True)
class ComparedSide:
    """One of the two rule sets: what files and commands call it, and its rules on the day compared.

    `name` is what pages call it: `ilacs@2023`, or its reference where the other one has the same name.
    """

    reference: str
    name: str
    rule_set: RuleSet
    amendment: Amendment | None
    rules: RulesInForce


@dataclass(frozen=True)
class WitnessCases:
    """A witness, and how many cases of the casebook lie in its region; None where that is not known."""

    witness: DifferenceWitness
    cases: int | None


@dataclass(frozen=True)
class AreaCompared:
    """One area compared. `counts` are of the casebook, where one was asked for and has the area."""

    difference: AreaDifference
    title: str
    witnesses: tuple[WitnessCases, ...]
    counts: CaseCounts | None


@dataclass(frozen=True)
class RuleSetsCompared:
    """Two rule sets compared."""

    before: ComparedSide
    after: ComparedSide
    areas: Mapping[str, AreaCompared]
    casebook: CasebookDifference | None
    diagnostics: tuple[Diagnostic, ...]


def same_areas(before: RulesInForce, after: RulesInForce, called: AreaNames) -> tuple[SameArea, ...]:
    """The areas that two rule sets have in common, renamed or not, and how their scales belong together."""
    found = []
    taken: set[str] = set()
    for area in before.areas:
        other = called.area(after, area.id)
        if other is None or other.id in taken:
            continue
        taken.add(other.id)
        if other.scale.same_names(area.scale):
            places: tuple[int, ...] | None = tuple(range(len(area.scale)))
        else:
            table = counterparts(other.scale, area.scale)
            places = None if table is None else tuple(int(place) for place in table)
        found.append(SameArea(area.id, area.id, other.id, places))
    return tuple(found)


def days_to_compare(
    before: Period, after: Period, today: datetime.date
) -> tuple[datetime.date, datetime.date]:
    """The day on which each of two rule sets is read: today, or the nearest on which both are in force.

    Where there is no such day, each on its own nearest.
    """
    if before.meets(after):
        starts = [day for day in (before.start, after.start) if day is not None]
        ends = [day for day in (before.end, after.end) if day is not None]
        both = Period(max(starts, default=None), min(ends, default=None))
        day = day_in_force(both, today)
        return day, day
    return day_in_force(before, today), day_in_force(after, today)


def compare_rule_sets(
    before: str,
    after: str,
    workspace: Workspace,
    *,
    today: datetime.date,
    clock: Callable[[], float],
    seconds: float | None,
    witnesses: int,
    area: str | None = None,
    casebook: str | None = None,
    told: Callable[[int], None] = lambda read: None,
    make_solver: MakeSolver = Z3Solver,
) -> RuleSetsCompared:
    """Compare two rule sets, area by area, each in at most so many seconds.

    Raises InvalidInput where a rule set is not there, or no inspection can be put to both.
    """
    paths = [rule_set_in_force(workspace, reference, today) for reference in (before, after)]
    rule_sets = [workspace.load(path) for path in paths]
    references = [
        _reference(written, rule_set) for written, rule_set in zip((before, after), rule_sets, strict=True)
    ]
    names = [rule_set.name for rule_set in rule_sets]
    if names[0] == names[1]:
        names = references
    _check_schemas(rule_sets, names)
    days = days_to_compare(rule_sets[0].in_force, rule_sets[1].in_force, today)
    one, other = (
        ComparedSide(reference, name, rule_set, workspace.amendment_at(path), rule_set.in_force_on(day))
        for reference, name, rule_set, path, day in zip(
            references, names, rule_sets, paths, days, strict=True
        )
    )
    called = AreaNames(renamed_by(one.amendment), renamed_by(other.amendment))
    same = same_areas(one.rules, other.rules, called)
    try:
        difference = Difference(
            one.rules, other.rules, same, clock=clock, seconds=seconds, make_solver=make_solver
        )
    except CannotCompare as cannot:
        raise InvalidInput([_told(cannot, one, other)]) from cannot
    ids = _asked_for(area, difference, called, other)
    found = {id: difference.area(id, witnesses=witnesses) for id in ids}
    counted = None
    asked: list[Asked] = []
    if casebook is not None:
        asked = [
            Asked(id, witness.direction, witness.region)
            for id, own in found.items()
            for witness in own.witnesses
            if witness.region is not None
        ]
        counted = casebook_difference(casebook, workspace, one.reference, other.reference, found, asked, told)
    inside = iter(() if counted is None else counted.inside)
    areas = {}
    for id, own in found.items():
        counts = None if counted is None else _counts(counted, id, called)
        areas[id] = AreaCompared(
            own, _title(own, one, other), tuple(_with_cases(own, inside, counted)), counts
        )
    amendments = [side.amendment for side in (one, other) if side.amendment is not None]
    warnings = dict.fromkeys(one for amendment in amendments for one in amendment.warnings)
    return RuleSetsCompared(
        one, other, areas, counted, (*warnings, *(counted.diagnostics if counted else ()))
    )


def _reference(written: str, rule_set: RuleSet) -> str:
    """What files and commands call a rule set: its path where it was named by one."""
    return written if is_path(written) or Path(written).exists() else rule_set.name


def _check_schemas(rule_sets: Sequence[RuleSet], names: Sequence[str]) -> None:
    one, other = (rule_set.schema.id for rule_set in rule_sets)
    if one != other:
        told = codes.UNLIKE_SCHEMAS.at(None, before=names[0], schema=one, after=names[1], other=other)
        raise InvalidInput([told])


def _told(cannot: CannotCompare, before: ComparedSide, after: ComparedSide) -> Diagnostic:
    if cannot.area is not None:
        return codes.UNLIKE_SCALES.at(None, area=cannot.area, before=before.name, after=after.name)
    schemas = [side.rule_set.schema.id for side in (before, after)]
    return codes.UNLIKE_SCHEMAS.at(
        None,
        before=before.name,
        schema=schemas[0],
        after=after.name,
        other=schemas[1],
        hint=f"the item `{cannot.item}` is not the same in both",
    )


def _asked_for(
    area: str | None, difference: Difference, called: AreaNames, after: ComparedSide
) -> tuple[str, ...]:
    """The areas asked for: one by any of its names, or all. Raises InvalidInput."""
    if area is None:
        return difference.ids
    found = [id for id in called.ids(area) if id in difference.ids]
    if not found:
        hint = did_you_mean(area, difference.ids)
        told = codes.AREA_NOT_IN_RULES.at(None, rules=after.name, name=area, hint=hint)
        raise InvalidInput([told])
    return (found[0],)


def _title(own: AreaDifference, before: ComparedSide, after: ComparedSide) -> str:
    """What an area is called: as the second has it, else as the first."""
    names = [own.id] if own.area is None else [own.area.after, own.area.before]
    areas = [side.rules.area_by_id for side in (after, before)]
    return next((by_id[name].title for by_id in areas for name in names if name in by_id), own.id)


def _counts(counted: CasebookDifference, id: str, called: AreaNames) -> CaseCounts | None:
    return next((counted.areas[name] for name in called.ids(id) if name in counted.areas), None)


def _with_cases(
    own: AreaDifference, inside: Iterator[int | None], counted: CasebookDifference | None
) -> Iterator[WitnessCases]:
    for witness in own.witnesses:
        has_count = counted is not None and witness.region is not None
        yield WitnessCases(witness, next(inside) if has_count else None)
