"""Who is compared: the case whose precedents are looked for, and the past cases among which they are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evenhand.diagnostics import InvalidInput, codes, did_you_mean
from evenhand.language import Area, Role, RulesInForce
from evenhand.moderation.precedents.nearest import NEAR
from evenhand.services.cases import Cases
from evenhand.services.inspection_cases import cases_of
from evenhand.services.inspections import Inspection
from evenhand.services.moderation.case_names import case_name, day_of
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.judgements import together

K = 5
"""How many precedents are shown unless said."""


@dataclass(frozen=True)
class Wanted:
    """Which precedents are asked for.

    Without `areas`, cases are compared by all that the judged areas rest on. `framework` is a rule set with
    or without its version, that of the inspection where it is None. A period is either a number of years
    before and after the day of the inspection (`within`), or days, both included.
    """

    area: str | None = None
    framework: str | None = None
    within: int | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    k: int = K
    near: float = NEAR


@dataclass(frozen=True)
class Subject:
    """The case whose precedents are looked for. `is_past` says that it is one of the casebook."""

    id: str
    name: str
    day: datetime.date | None
    rules: RulesInForce
    cases: Cases
    drafts: Mapping[str, str]
    is_past: bool


def of_inspection(inspection: Inspection) -> Subject:
    """An inspection as a case; its drafts are its grades."""
    cases = cases_of([inspection])
    name = case_name(cases, 0)
    return Subject(inspection.id, name, inspection.on, inspection.rules, cases, inspection.drafts, False)


def of_case(id: str, moderated: ModeratedCasebook) -> Subject:
    """A case of the casebook by its id. Raises InvalidInput where there is none."""
    ids = []
    for framework in moderated.frameworks:
        cases = framework.cases
        own = cases.id.each()
        if id in own:
            row = own.index(id)
            one = cases.alone(row)
            grades = {area: column.at(0) for area, column in one.awarded.items()}
            rules = one.rules.at(0)
            drafts = {
                area: grade
                for area, grade in grades.items()
                if grade is not None and area in rules.area_by_id and grade in rules.area_by_id[area].scale
            }
            return Subject(id, case_name(one, 0), day_of(one, 0), rules, one, drafts, True)
        ids += own
    hint = did_you_mean(id, ids)
    if moderated.rejected and hint is None:
        hint = f"{moderated.rejected:,} of its rows could not be read"
    raise InvalidInput([codes.NO_SUCH_CASE.at(None, id=id, casebook=moderated.casebook.id, hint=hint)])


def areas_asked(rules: RulesInForce, area: str | None) -> list[Area]:
    """The judged areas, or the one asked for. Raises InvalidInput where the rules have no such area."""
    if area is None:
        return [one for one in rules.areas if one.role is Role.JUDGEMENT]
    if area not in rules.area_by_id:
        hint = did_you_mean(area, rules.area_by_id)
        told = codes.AREA_NOT_IN_RULES.at(None, rules=rules.rule_set.name, name=area, hint=hint)
        raise InvalidInput([told])
    return [rules.area_by_id[area]]


def pool_of(moderated: ModeratedCasebook, subject: Subject, wanted: Wanted) -> Cases | None:
    """The cases of the framework and period that are asked for, without the case itself."""
    own = subject.rules.rule_set
    asked = wanted.framework or own.name
    frameworks = [one for one in moderated.frameworks if asked in (one.name, one.rule_set.id)]
    if wanted.framework is not None and not frameworks:
        hint = did_you_mean(asked, [one.name for one in moderated.frameworks])
        problem = f"no case is under `{asked}`"
        raise InvalidInput([codes.NOTHING_TO_MODERATE.at(None, problem=problem, hint=hint)])
    others = {one.rule_set.schema.id for one in frameworks} - {own.schema.id}
    if others:
        problem = f"`{asked}` reads other evidence than `{own.name}`"
        raise InvalidInput([codes.NOTHING_TO_MODERATE.at(None, problem=problem)])
    first, last = period_of(subject, wanted)
    parts = []
    for one in frameworks:
        keep = np.array([id != subject.id for id in one.cases.id.values], dtype=bool)[one.cases.id.which]
        if first is not None:
            keep &= one.days >= first.toordinal()
        if last is not None:
            keep &= (one.days <= last.toordinal()) & (one.days > 0)
        rows = np.flatnonzero(keep)
        if len(rows):
            parts.append(one.cases.taken(rows))
    return together(parts) if parts else None


def period_of(subject: Subject, wanted: Wanted) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day that cases may be of. Raises InvalidInput for years around an unknown day."""
    if wanted.within is None:
        return wanted.first, wanted.last
    if subject.day is None:
        raise InvalidInput([codes.NO_DAY_TO_COUNT_FROM.at(None, id=subject.id)])
    return _years_on(subject.day, -wanted.within), _years_on(subject.day, wanted.within)


def _years_on(day: datetime.date, years: int) -> datetime.date:
    year = day.year + years
    if year < datetime.MINYEAR:
        return datetime.date.min
    if year > datetime.MAXYEAR:
        return datetime.date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def scope_words(subject: Subject, wanted: Wanted) -> str:
    """Which cases `pool_of` takes, to stand behind `no case is`."""
    where = f"under {wanted.framework or subject.rules.rule_set.name}"
    limited = (wanted.within, wanted.first, wanted.last) != (None, None, None)
    return f"{where} and of the period asked for" if limited else where
