"""Like cases and unlike grades of a casebook: by framework version and area, the fewest to reconsider."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from evenhand.evaluation import interpret
from evenhand.explanation import decisive_rules
from evenhand.language import Area
from evenhand.moderation.likeness.repair import Contradictions, RepairSet, compare
from evenhand.replay import Codes
from evenhand.services.case_of_row import case_at
from evenhand.services.moderation.case_names import case_name, grade_name
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.judgements import FrameworkJudgements
from evenhand.services.moderation.like_cases_profiles import AreaProfiles, area_profiles

TRACED = 30
"""Of so many judgements to reconsider in an area, and their precedents, it is told which rules decide."""

_THREADS = 2


@dataclass(frozen=True)
class LikeCase:
    """One case as it is told: its id, what people call it, the grade awarded, and what the rules make of it.

    Grades are ids; `proposed` may be a word for why there is none. `decisive` are the rules that set the
    proposed grade; None where that was not asked.
    """

    id: str
    name: str
    awarded: str
    proposed: str
    profile: Mapping[str, str]
    decisive: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ToReconsider:
    """One member of a repair set.

    `suggested` is the grade that would settle it, `opposed_by` how many cases outside the set oppose it, and
    `precedent` the one that does most. `in_every` says whether every set as small has it; None where that
    would take too long to find out.
    """

    case: LikeCase
    suggested: str
    opposed_by: int
    precedent: LikeCase
    in_every: bool | None


@dataclass(frozen=True)
class Unlike:
    """Cases with one profile that were not all awarded one grade: the ids by grade, the best grade first."""

    profile: Mapping[str, str]
    grades: Mapping[str, tuple[str, ...]]

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return sum(map(len, self.grades.values()))


@dataclass(frozen=True)
class AreaLikeCases:
    """One area under one framework version.

    `left_out` says how many graded cases are not compared, by why; `not_compared_on` what the area rests on
    and is not compared on, by why. `to_reconsider` is None where it takes more pairs than can be held; its
    first are in every set as small, and are opposed by most. `others` are ids of cases in another set that is
    as small; `only` says that there is no other.
    """

    framework: str
    area: Area
    cases: int
    left_out: Mapping[str, int]
    compared_on: tuple[str, ...]
    not_compared_on: Mapping[str, str]
    pairs: int
    possible_pairs: int
    tainted: int
    quality: float | None
    to_reconsider: tuple[ToReconsider, ...] | None
    others: tuple[str, ...]
    only: bool
    unlike: tuple[Unlike, ...]


@dataclass(frozen=True)
class LikeCases:
    """Every area in scope. `by_year` says that only cases of one year were compared."""

    areas: tuple[AreaLikeCases, ...]
    by_year: bool


def like_cases(book: ModeratedCasebook, *, by_year: bool = False) -> LikeCases:
    """Compare the judgements of a casebook, each framework version and area apart."""
    names = _apart([one.name for one in book.frameworks])
    found = [
        area_like_cases(one, area, name, by_year=by_year)
        for one, name in zip(book.frameworks, names, strict=True)
        for area in book.areas_of(one)
    ]
    return LikeCases(tuple(found), by_year)


def _apart(names: list[str]) -> list[str]:
    """The names, those that are there again with a number: a draft may have the name of what it amends."""
    return [
        name if name not in names[:at] else f"{name} ({names[: at + 1].count(name)})"
        for at, name in enumerate(names)
    ]


def area_like_cases(
    one: FrameworkJudgements, area: str, framework: str | None = None, *, by_year: bool = False
) -> AreaLikeCases:
    """Compare the judgements of one area."""
    profiles = area_profiles(one, area, by_year=by_year)
    ids = np.array(one.cases.id.each(), dtype=object)[profiles.rows]
    order = np.unique(ids.astype(str), return_inverse=True)[1].reshape(-1).astype(np.int64)
    threads = min(_THREADS, os.cpu_count() or 1)
    against, repair = compare(profiles.profiles, order, one.days[profiles.rows], threads)
    told = _Told(one, area, profiles)
    return AreaLikeCases(
        framework=framework or one.name,
        area=one.areas[area].area,
        cases=len(profiles.rows),
        left_out=profiles.left_out,
        compared_on=profiles.compared_on,
        not_compared_on=profiles.not_compared_on,
        pairs=against.pairs,
        possible_pairs=against.possible,
        tainted=int(against.tainted.sum()),
        quality=against.quality,
        to_reconsider=None if repair is None else told.to_reconsider(repair, order),
        others=() if repair is None else tuple(sorted(ids[repair.others].tolist())),
        only=repair is not None and repair.only,
        unlike=told.unlike(against, order),
    )


class _Told:
    """Tells of cases by their place among those compared."""

    def __init__(self, one: FrameworkJudgements, area: str, profiles: AreaProfiles) -> None:
        self.one = one
        self.area = one.areas[area]
        self.profiles = profiles

    def case(self, place: int) -> LikeCase:
        """One case, without its decisive rules."""
        row = int(self.profiles.rows[place])
        cases = self.one.cases
        return LikeCase(
            cases.id.at(row),
            case_name(cases, row),
            self._grade(self.area.awarded, row),
            self._grade(self.area.proposed, row),
            self.profiles.words(row),
        )

    def _grade(self, codes: Codes, row: int) -> str:
        return grade_name(int(codes[row]), self.area.scale)

    def traced(self, place: int) -> LikeCase:
        """One case, with the rules that decide what is proposed for it."""
        row = int(self.profiles.rows[place])
        rules = self.one.cases.rules.at(row)
        trace = interpret(rules, case_at(self.one.cases, row, rules))
        return replace(self.case(place), decisive=decisive_rules(trace, self.area.id))

    def to_reconsider(self, repair: RepairSet, names: npt.NDArray[np.int64]) -> tuple[ToReconsider, ...]:
        """The members: those in every set as small first, then those that most oppose, then by id."""
        in_every = repair.in_every.astype(np.int64)
        order = np.lexsort((names[repair.members], -repair.opposed_by, -in_every))
        found = []
        for number, at in enumerate(order.tolist()):
            tell = self.traced if number < TRACED else self.case
            found.append(
                ToReconsider(
                    tell(int(repair.members[at])),
                    self.area.scale.names[int(repair.suggested[at])],
                    int(repair.opposed_by[at]),
                    tell(int(repair.strongest[at])),
                    None if in_every[at] < 0 else bool(in_every[at]),
                )
            )
        return tuple(found)

    def unlike(self, against: Contradictions, names: npt.NDArray[np.int64]) -> tuple[Unlike, ...]:
        """Every profile whose cases were not all awarded one grade, those with most cases first."""
        profiles = self.profiles.profiles
        places = np.flatnonzero(against.tainted & profiles.exact)
        if not len(places):
            return ()
        rows = np.hstack([profiles.kinds[places, None], profiles.low[places]])
        which = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
        order = np.lexsort((names[places], -profiles.grades[places], which))
        which, places = which[order], places[order]
        found = []
        for part in np.split(places, np.flatnonzero(np.diff(which)) + 1):
            grades = profiles.grades[part]
            if grades[0] == grades[-1]:
                continue
            by_grade: dict[str, list[str]] = {}
            for place, grade in zip(part.tolist(), grades.tolist(), strict=True):
                id = self.one.cases.id.at(int(self.profiles.rows[place]))
                by_grade.setdefault(self.area.scale.names[grade], []).append(id)
            words = self.profiles.words(int(self.profiles.rows[part[0]]))
            found.append(Unlike(words, {grade: tuple(ids) for grade, ids in by_grade.items()}))
        return tuple(sorted(found, key=lambda one: -one.cases))
