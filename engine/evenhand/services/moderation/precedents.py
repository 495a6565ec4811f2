"""The precedents of an inspection: the nearest cases of a casebook, and whether a draft parts from them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evenhand.explanation import signature
from evenhand.explanation.book import Book
from evenhand.language import Area
from evenhand.moderation.precedents.gower import Feature, Rows, differences
from evenhand.moderation.precedents.nearest import LEAST_COMPARED, Neighbours, nearest
from evenhand.services.casebooks import Casebook
from evenhand.services.cases import Cases
from evenhand.services.inspections import Inspection
from evenhand.services.moderation.case_names import case_name, day_of
from evenhand.services.moderation.casebook import ModeratedCasebook, read_for_moderation
from evenhand.services.moderation.precedents_pool import (
    Subject,
    Wanted,
    areas_asked,
    of_case,
    of_inspection,
    pool_of,
    scope_words,
)
from evenhand.services.moderation.precedents_profile import Profile, features_of, profile_of
from evenhand.services.moderation.precedents_values import book_of, value_in
from evenhand.services.workspace import Workspace

AGREES, PARTS, NO_PRECEDENT = "agrees", "parts", "no precedent"
"""How a draft stands to its precedents."""


@dataclass(frozen=True)
class Differing:
    """Something known of both cases that is not the same: both values, and what it adds to the distance."""

    id: str
    title: str
    own: str
    other: str
    part: float


@dataclass(frozen=True)
class Precedent:
    """A past case that is near enough: `compared` is the part of the weight that is known of both."""

    id: str
    name: str
    rules: str
    day: datetime.date | None
    distance: float
    compared: float
    grades: Mapping[str, str]
    signature: str
    departures: Mapping[str, str]
    differs: tuple[Differing, ...]


@dataclass(frozen=True)
class DraftAmongPrecedents:
    """How the draft of one area stands to the grades that the cases near in this area were awarded.

    `precedents` counts those among the nearest, or as near as the last of them, by the grade awarded;
    `nearest` is the distance of the nearest that can be compared, whether near enough or not.
    """

    area: Area
    draft: str
    precedents: Mapping[str, int]
    status: str
    nearest: float | None


@dataclass(frozen=True)
class Precedents:
    """The precedents of a case. `note` says why there is none, or what else to know."""

    casebook: Casebook
    subject: Subject
    wanted: Wanted
    profile: Profile
    considered: int
    incomparable: int
    precedents: tuple[Precedent, ...]
    as_near: int
    """How many more are as near as the last one shown."""
    drafts: tuple[DraftAmongPrecedents, ...]
    note: str | None
    moderated: ModeratedCasebook


def find_precedents(
    subject: Inspection | str,
    casebook: str,
    workspace: Workspace,
    wanted: Wanted,
    *,
    rejects: Path | None = None,
    outputs: Iterable[Path | None] = (),
    told: Callable[[int], None] = lambda read: None,
) -> Precedents:
    """The precedents of an inspection, or of the case of the casebook with an id.

    The case itself, and one with the id of the inspection, is left out. Raises InvalidInput where the
    casebook cannot be read, or has no such case or framework, or the rules have no such area.
    """
    moderated = read_for_moderation(casebook, workspace, rejects=rejects, outputs=outputs, told=told)
    asked = of_inspection(subject) if isinstance(subject, Inspection) else of_case(subject, moderated)
    judged = areas_asked(asked.rules, wanted.area)
    pool = pool_of(moderated, asked, wanted)
    if pool is None:
        note = f"none near enough: no case of the casebook is {scope_words(asked, wanted)}"
        drafts = tuple(
            DraftAmongPrecedents(area, asked.drafts[area.id], {}, NO_PRECEDENT, None)
            for area in judged
            if area.id in asked.drafts
        )
        profile = profile_of(asked.rules, [area.id for area in judged], (), ())
        return Precedents(moderated.casebook, asked, wanted, profile, 0, 0, (), 0, drafts, note, moderated)
    search = _Search(asked, pool, wanted)
    profile, features, found = search.by([area.id for area in judged])
    shown = min(wanted.k, found.near(wanted.near))
    book = book_of(asked.cases, 0)
    return Precedents(
        casebook=moderated.casebook,
        subject=asked,
        wanted=wanted,
        profile=profile,
        considered=pool.rows,
        incomparable=found.incomparable,
        precedents=tuple(search.precedent(found, at, profile, features, book) for at in range(shown)),
        as_near=found.with_ties(shown, wanted.near) - shown,
        drafts=tuple(search.draft(area) for area in judged if area.id in asked.drafts),
        note=search.note(found, profile, features),
        moderated=moderated,
    )


# --- the search ----------------------------------------------------------------------------------------


class _Search:
    """Looks for the cases near to a case, by what one area rests on or several do."""

    def __init__(self, subject: Subject, pool: Cases, wanted: Wanted) -> None:
        self.subject = subject
        self.pool = pool
        self.wanted = wanted
        self.by_grade = compared_by_grade([subject.cases, pool])
        self.recorded = {*subject.cases.items, *pool.items}
        self.others: Rows = np.arange(1, pool.rows + 1, dtype=np.intp)
        self.order = _order(pool, subject.day)

    def by(self, areas: Sequence[str]) -> tuple[Profile, list[Feature], Neighbours]:
        """The nearest cases by what some areas rest on. The case itself is at place 0 of the features."""
        rules = self.subject.rules
        profile = profile_of(rules, areas, self.by_grade, self.recorded)
        features = features_of(profile, [self.subject.cases, self.pool], rules)
        return profile, features, nearest(features, 0, self.others, self.order)

    def precedent(
        self, found: Neighbours, at: int, profile: Profile, features: Sequence[Feature], own: Book
    ) -> Precedent:
        """One of the cases found, with what differs."""
        place = int(found.rows[at])
        row = place - 1
        rules = self.pool.rules.at(row)
        book = book_of(self.pool, row)
        grades = {area: column.at(row) for area, column in self.pool.awarded.items()}
        reasons = {area: column.at(row) for area, column in self.pool.departures.items()}
        return Precedent(
            id=self.pool.id.at(row),
            name=case_name(self.pool, row),
            rules=rules.rule_set.name,
            day=day_of(self.pool, row),
            distance=float(found.distance[at]),
            compared=float(found.compared[at]),
            grades={area: grade for area, grade in grades.items() if grade and area in rules.area_by_id},
            signature=signature(book.trace),
            departures={area: reason for area, reason in reasons.items() if reason is not None},
            differs=tuple(self._differing(place, profile, features, own, book)),
        )

    def _differing(
        self, place: int, profile: Profile, features: Sequence[Feature], own: Book, book: Book
    ) -> Iterable[Differing]:
        apart, weight = [], 0.0
        for feature in features:
            pair = (
                feature.taken(np.array([0], dtype=np.intp)),
                feature.taken(np.array([place], dtype=np.intp)),
            )
            unlike = float(differences(*pair)[0, 0]) if feature.weight > 0 else np.nan
            if not np.isnan(unlike):
                weight += feature.weight
                if unlike > 0:
                    apart.append((feature.weight * unlike, feature.id))
        for share, id in sorted(apart, key=lambda one: -one[0]):
            title, ours = value_in(own, self.subject.cases, 0, profile, id)
            _, theirs = value_in(book, self.pool, place - 1, profile, id)
            yield Differing(id, title, ours, theirs, share / weight)

    def draft(self, area: Area) -> DraftAmongPrecedents:
        """How the draft of an area stands to the nearest cases by what this area rests on."""
        _, _, found = self.by([area.id])
        column = self.pool.awarded.get(area.id)
        counted = found.with_ties(self.wanted.k, self.wanted.near)
        awarded = [None if column is None else column.at(int(place) - 1) for place in found.rows[:counted]]
        grades = Counter(grade for grade in awarded if grade is not None and grade in area.scale)
        draft = self.subject.drafts[area.id]
        closest = float(found.distance[0]) if len(found.distance) else None
        if not grades:
            return DraftAmongPrecedents(area, draft, {}, NO_PRECEDENT, closest)
        status = AGREES if grades[draft] == max(grades.values()) else PARTS
        ordered = {name: grades[name] for name in area.scale.names if name in grades}
        return DraftAmongPrecedents(area, draft, ordered, status, closest)

    def note(self, found: Neighbours, profile: Profile, features: Sequence[Feature]) -> str | None:
        """Why no case is near enough; None where one is."""
        if found.near(self.wanted.near):
            return None
        if not profile.ids:
            return "none near enough: the rules read nothing that cases could be compared by"
        if len(found.rows):
            where = f"{self.pool.id.at(int(found.rows[0]) - 1)}, is at {found.distance[0]:.2f}"
            return f"none near enough: the nearest case, {where}, and near is up to {self.wanted.near:g}"
        total = sum(feature.weight for feature in features)
        known = sum(feature.weight for feature in features if feature.known[0])
        if total == 0 or known < LEAST_COMPARED * total:
            missing = [feature.id for feature in features if not feature.known[0] and feature.weight > 0]
            return f"none near enough: too little is recorded to compare it. {_missing_words(missing)}"
        missing = [feature.id for feature in features if not feature.known[1:].any() and feature.weight > 0]
        told = f"of no case is at least half known that is known of {self.subject.id}"
        return f"none near enough: {told}. {_missing_words(missing)}".strip()


def compared_by_grade(parts: Sequence[Cases]) -> set[str]:
    """The areas that are compared by grade: those that the first case gives, or most of the others do."""
    subject, pool = parts[0], parts[-1]
    found = {area for area, column in subject.given.items() if column.at(0) is not None}
    return found | given_by_most(pool)


def given_by_most(cases: Cases) -> set[str]:
    """The areas whose grade more than half of some cases take as given."""
    found = set()
    for area, column in cases.given.items():
        said = np.array([grade is not None for grade in column.values], dtype=bool)[column.which]
        if 2 * int(said.sum()) > cases.rows:
            found.add(area)
    return found


def _order(pool: Cases, day: datetime.date | None) -> Rows:
    """The place of each case where they are equally near: nearest in time first, and then by id."""
    ids = pool.id.each()
    by_id = np.empty(pool.rows, dtype=np.int64)
    by_id[sorted(range(pool.rows), key=ids.__getitem__)] = np.arange(pool.rows)
    if day is None:
        return by_id
    away = np.array([_days_away(day_of(pool, row), day) for row in range(pool.rows)], dtype=np.int64)
    order = np.empty(pool.rows, dtype=np.int64)
    order[np.lexsort((by_id, away))] = np.arange(pool.rows)
    return order


def _days_away(one: datetime.date | None, other: datetime.date) -> int:
    return datetime.date.max.toordinal() if one is None else abs((one - other).days)


def _missing_words(missing: Collection[str], most: int = 6) -> str:
    if not missing:
        return ""
    shown = list(missing)[:most]
    more = f", and {len(missing) - most} more" if len(missing) > most else ""
    return f"Not known: {', '.join(shown)}{more}"
