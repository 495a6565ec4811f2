"""Records of a casebook that cannot be right, or that should be looked at before anything is made of them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.backends.planes import About
from evenhand.domain import NOT_JUDGED
from evenhand.explanation.words import date_words, listed
from evenhand.language import Area, Modality, areas_of_start
from evenhand.replay import NOT_JUDGED as NOT_JUDGED_CODE
from evenhand.services.cases import NO_PREVIOUS, Cases
from evenhand.services.grade_words import WordOfGrade
from evenhand.services.moderation.case_names import case_name, grade_title
from evenhand.services.moderation.judgements import AreaJudgements, Flags, FrameworkJudgements
from evenhand.services.moderation.same_inspection import Inspections, Place, among, can_be_told, unlike

LONG: Final = datetime.timedelta(days=366)
"""A publication later than this after the inspection is worth a look."""


class Check(StrEnum):
    """What is wrong with a record, or may be."""

    OUTSIDE_PERMITTED = "outside_permitted"
    """The limiting rules of the framework then in force exclude the grade awarded."""
    CONFLICT = "rules_in_conflict"
    """The limiting rules of the framework exclude every grade."""
    CARRIED_FORWARD = "carried_forward"
    """A grade is older than one of the grades that it rests on."""
    MAYBE_CARRIED_FORWARD = "maybe_carried_forward"
    """A grade is that of the inspection before, though grades that it rests on changed."""
    SOURCES_DISAGREE = "sources_disagree"
    """One inspection is recorded twice, with different grades."""
    RECORDED_TWICE = "recorded_twice"
    """One inspection is recorded twice, with the same grades."""
    IMPOSSIBLE_DATE = "impossible_date"
    """A day comes before one that it must follow, or is still to come."""
    UNLIKELY_DATE = "unlikely_date"
    """A publication more than a year after the inspection."""
    NOT_JUDGED_GRADED = "not_judged_graded"
    """An area has a grade, and is recorded as not judged or is not judged by the rules."""
    GRADE_WORDS = "grade_words"
    """One grade is written in several ways."""


CERTAIN: Final = frozenset(
    (Check.OUTSIDE_PERMITTED, Check.CARRIED_FORWARD, Check.SOURCES_DISAGREE, Check.IMPOSSIBLE_DATE)
) | {Check.NOT_JUDGED_GRADED, Check.CONFLICT}
"""What cannot stand as it is. The others are worth a look."""


@dataclass(frozen=True)
class RecordFinding:
    """One record, and what is wrong with it. `name` is the case as people call it, `area` None for all."""

    id: str
    name: str
    framework: str
    area: str | None
    check: Check
    detail: str


@dataclass(frozen=True)
class RecordChecks:
    """What came of the checks. `made` counts the records that each check could be made of."""

    findings: tuple[RecordFinding, ...]
    made: Mapping[Check, int]
    not_made: Mapping[Check, str]
    """Why a check could not be made of any record."""
    without_partner: int | None = None
    """How many records of the other source are nowhere in this one; None where there is no other."""

    def of(self, check: Check) -> list[RecordFinding]:
        """What one check found."""
        return [one for one in self.findings if one.check is check]


@dataclass(frozen=True)
class OtherSource:
    """Another casebook of the same inspections, to be set beside this one."""

    id: str
    frameworks: Sequence[FrameworkJudgements]


def check_records(
    frameworks: Sequence[FrameworkJudgements],
    words: Sequence[WordOfGrade] = (),
    *,
    today: datetime.date,
    areas: Mapping[str, Sequence[str]],
    other: OtherSource | None = None,
    drawn: bool = False,
) -> RecordChecks:
    """Check the records of a casebook.

    `areas` holds the ids of the areas to look at, by framework. `words` stand for grades in its rows, `today`
    is the day after which no inspection can have been. With an `other` source, inspections of
    both are held against each other: those of one provider on the same day. Where
    providers and days are `drawn`, as in a synthetic casebook, two cases of one provider and day are no two
    records of one inspection, and nobody looks for those.
    """
    looked = _Looked()
    for one in frameworks:
        _Records(one, areas.get(one.name, ()), today, looked).look()
    if not drawn:
        _twice(frameworks, looked)
    without = None if other is None else _against(frameworks, other, looked)
    findings = (*looked.findings, *_words(words, looked.made))
    return RecordChecks(findings, looked.made, _not_made(looked.made, drawn=drawn), without)


@dataclass
class _Looked:
    """What was found so far, and of how many records each check was made."""

    findings: list[RecordFinding] = field(default_factory=list)
    made: Counter[Check] = field(default_factory=Counter)

    def tell(self, place: Place, area: str | None, check: Check, detail: str) -> None:
        """Keep a finding."""
        one, row = place
        id, name = one.cases.id.at(row), case_name(one.cases, row)
        self.findings.append(RecordFinding(id, name, one.name, area, check, detail))


@dataclass
class _Records:
    """The records of one framework version while they are checked."""

    framework: FrameworkJudgements
    ids: Sequence[str]
    today: datetime.date
    looked: _Looked
    statuses: dict[str, npt.NDArray[np.int8]] = field(default_factory=dict)

    @property
    def cases(self) -> Cases:
        """The cases."""
        return self.framework.cases

    def look(self) -> None:
        """Make every check."""
        for id in self.ids:
            judged = self.framework.areas[id]
            self._permitted(judged)
            self._not_judged(judged)
            self._carried_forward(judged.area)
            self._as_before(judged)
        self._dates()

    @property
    def made(self) -> Counter[Check]:
        """Of how many records each check was made."""
        return self.looked.made

    def tell(self, row: int, area: str | None, check: Check, detail: str) -> None:
        """Keep a finding."""
        self.looked.tell((self.framework, row), area, check, detail)

    # --- grades --------------------------------------------------------------------------------------

    def _permitted(self, judged: AreaJudgements) -> None:
        graded = judged.graded & ~judged.given
        self.made[Check.OUTSIDE_PERMITTED] += int(graded.sum())
        self.made[Check.CONFLICT] += int(graded.sum())
        limited = graded & (judged.floor >= 0)
        outside = limited & ((judged.awarded < judged.floor) | (judged.awarded > judged.ceiling))
        for row in np.flatnonzero(outside).tolist():
            names = judged.scale.names[int(judged.floor[row]) : int(judged.ceiling[row]) + 1]
            left = listed([judged.scale.title(name) for name in names], "or")
            because = self._limits(judged, row)
            awarded = grade_title(int(judged.awarded[row]), judged.scale)
            verb = "leave" if " and " in because else "leaves"
            self.tell(row, judged.id, Check.OUTSIDE_PERMITTED, f"awarded {awarded}; {because} {verb} {left}")
        stuck = graded & (self.framework.statuses(About.CONFLICT, judged.id) == 2)
        for row in np.flatnonzero(stuck & ~outside).tolist():
            because = self._limits(judged, row)
            self.tell(row, judged.id, Check.CONFLICT, f"{because} exclude every grade between them")

    def _limits(self, judged: AreaJudgements, row: int) -> str:
        """The limiting rules that fired and exclude the grade awarded; all that fired where none does."""
        scale, awarded = judged.scale, int(judged.awarded[row])
        fired: dict[str, bool] = {}
        for rule in self.cases.rules.at(row).area_by_id[judged.id].grading_rules:
            if rule.limit is None:
                continue
            if self._status(rule.id)[row] == 2:
                place = scale.position(rule.limit.grade)
                at_most = rule.limit.modality is Modality.AT_MOST
                fired[rule.id] = awarded > place if at_most else awarded < place
        excluding = [id for id, excludes in fired.items() if excludes]
        return listed(excluding or fired) or "what limits the grade"

    def _status(self, rule: str) -> npt.NDArray[np.int8]:
        if rule not in self.statuses:
            self.statuses[rule] = self.framework.statuses(About.RULE, rule)
        return self.statuses[rule]

    def _not_judged(self, judged: AreaJudgements) -> None:
        self.made[Check.NOT_JUDGED_GRADED] += int(judged.graded.sum())
        said = self._said_not_judged(judged.id)
        by_rules = judged.proposed == NOT_JUDGED_CODE
        for row in np.flatnonzero(judged.graded & (said | by_rules)).tolist():
            why = "it is recorded as not judged"
            if not said[row]:
                why = "by the evidence there is nothing to judge"
            awarded = grade_title(int(judged.awarded[row]), judged.scale)
            self.tell(row, judged.id, Check.NOT_JUDGED_GRADED, f"awarded {awarded}, and {why}")

    def _said_not_judged(self, area: str) -> Flags:
        column = self.cases.given.get(area)
        if column is None:
            return np.zeros(self.cases.rows, dtype=bool)
        said: Flags = np.array([grade == NOT_JUDGED for grade in column.values], dtype=bool)[column.which]
        return said

    # --- carried forward -----------------------------------------------------------------------------

    def _carried_forward(self, area: Area) -> None:
        """A grade that was given before one of those that it rests on was."""
        own = self.cases.graded_on.get(area.id)
        below = [id for id in areas_of_start(area.start) if id in self.cases.graded_on]
        if own is None or not below:
            return
        for row in range(self.cases.rows):
            day = own.at(row)
            if day is None:
                continue
            self.made[Check.CARRIED_FORWARD] += 1
            later = {id: given for id in below if (given := self.cases.graded_on[id].at(row)) and given > day}
            if later:
                newer = listed(f"{id} of {date_words(given)}" for id, given in later.items())
                detail = f"of {date_words(day)}, and rests on {newer}: it was not judged again"
                self.tell(row, area.id, Check.CARRIED_FORWARD, detail)

    def _as_before(self, judged: AreaJudgements) -> None:
        """A grade that stayed as it was, though those below it changed and would make another."""
        before = self.cases.previous.get(judged.id)
        below = [id for id in areas_of_start(judged.area.start) if id in self.cases.previous]
        if before is None or not below or judged.id in self.cases.graded_on:
            return
        scale = judged.scale
        for row in np.flatnonzero(judged.compared).tolist():
            earlier = before.at(row)
            if earlier in (None, NO_PREVIOUS, NOT_JUDGED):
                continue
            self.made[Check.MAYBE_CARRIED_FORWARD] += 1
            changed = [id for id in below if self._changed(id, row)]
            awarded, proposed = int(judged.awarded[row]), int(judged.proposed[row])
            if changed and scale.names[awarded] == earlier and awarded != proposed:
                detail = (
                    f"awarded {grade_title(awarded, scale)} as before, though {listed(changed)} changed; "
                    f"the rules propose {grade_title(proposed, scale)}"
                )
                self.tell(row, judged.id, Check.MAYBE_CARRIED_FORWARD, detail)

    def _changed(self, area: str, row: int) -> bool:
        column = self.cases.awarded.get(area) or self.cases.given.get(area)
        now, before = None if column is None else column.at(row), self.cases.previous[area].at(row)
        return None not in (now, before) and now != before

    # --- days ----------------------------------------------------------------------------------------

    def _dates(self) -> None:
        cases = self.cases
        for row in range(cases.rows):
            on, published = cases.on.at(row), cases.published.at(row)
            graded = [(id, day) for id, days in cases.graded_on.items() if (day := days.at(row)) is not None]
            if on is None and published is None and not graded:
                continue
            self.made[Check.IMPOSSIBLE_DATE] += 1
            for word, day in (("inspected", on), ("published", published)):
                if day is not None and day > self.today:
                    self.tell(row, None, Check.IMPOSSIBLE_DATE, f"{word} on {date_words(day)}, still to come")
            # An area that was not judged again keeps its day: one before the inspection is no fault.
            for id, day in graded:
                if day > self.today:
                    self.tell(row, id, Check.IMPOSSIBLE_DATE, f"graded on {date_words(day)}, still to come")
            if on is not None and published is not None:
                self.made[Check.UNLIKELY_DATE] += 1
                told = f"inspected on {date_words(on)}, published on {date_words(published)}"
                if published < on:
                    self.tell(row, None, Check.IMPOSSIBLE_DATE, f"{told}, before it")
                elif published - on > LONG:
                    self.tell(row, None, Check.UNLIKELY_DATE, f"{told}, more than a year later")


# --- the same inspection twice -----------------------------------------------------------------------


def _twice(frameworks: Sequence[FrameworkJudgements], looked: _Looked) -> None:
    """Look for inspections that are recorded twice, each record beside those before it."""
    before = Inspections()
    for one in frameworks:
        for row in range(one.rows):
            if not can_be_told(one.cases, row):
                continue
            looked.made[Check.SOURCES_DISAGREE] += 1
            looked.made[Check.RECORDED_TWICE] += 1
            _beside(looked, (one, row), before.of((one, row)), "recorded as `{id}` too: there {told}")
            before.add((one, row))


def _beside(
    looked: _Looked, place: Place, others: Sequence[Place], words: str, *, alike: bool = True
) -> None:
    """Tell how a record differs from others of the same inspection; where `alike`, also which is the same."""
    differing = False
    for other in others:
        id = other[0].cases.id.at(other[1])
        found = list(unlike(other, place))
        if found and not differing:
            differing = True
            for area, told in found:
                looked.tell(place, area, Check.SOURCES_DISAGREE, words.format(id=id, told=told))
        elif not found and alike:
            looked.tell(place, None, Check.RECORDED_TWICE, f"recorded as `{id}` too, with the same grades")
            return


def _against(frameworks: Sequence[FrameworkJudgements], other: OtherSource, looked: _Looked) -> int:
    """Hold the records against those of another casebook; how many of its records are nowhere here."""
    own = among(frameworks)
    theirs = among(other.frameworks)
    for one in frameworks:
        for row in range(one.rows):
            found = theirs.of((one, row))
            if found:
                looked.made[Check.SOURCES_DISAGREE] += 1
                words = f"`{{id}}` of {other.id} has it differently: there {{told}}"
                _beside(looked, (one, row), found, words, alike=False)
    return sum(not own.of((one, row)) for one in other.frameworks for row in range(one.rows))


# --- words of grades ---------------------------------------------------------------------------------


def _words(words: Sequence[WordOfGrade], made: Counter[Check]) -> Iterator[RecordFinding]:
    alike: dict[tuple[str, str, str], list[WordOfGrade]] = defaultdict(list)
    for one in words:
        made[Check.GRADE_WORDS] += one.count
        alike[one.framework, one.area, one.grade].append(one)
    for (framework, area, grade), found in alike.items():
        usual, *others = sorted(found, key=lambda one: (-one.count, one.word))
        for one in others:
            both = f"`{one.word}` ({one.count:,} rows) and `{usual.word}` ({usual.count:,})"
            detail = f"{both} stand for {grade}"
            yield RecordFinding(one.first, one.first, framework, area, Check.GRADE_WORDS, detail)


def _not_made(made: Mapping[Check, int], *, drawn: bool) -> dict[Check, str]:
    twice = "providers and days are invented" if drawn else "no case has a provider and a day"
    reasons = {
        Check.CARRIED_FORWARD: "the casebook names no columns with the day of each grade (`graded_on`)",
        Check.MAYBE_CARRIED_FORWARD: "no case has earlier grades of an area and of those that it rests on",
        Check.SOURCES_DISAGREE: twice,
        Check.RECORDED_TWICE: twice,
        Check.IMPOSSIBLE_DATE: "no case has a day",
        Check.UNLIKELY_DATE: "no case has both a day of inspection and one of publication",
        Check.OUTSIDE_PERMITTED: "every grade is taken as given",
        Check.CONFLICT: "every grade is taken as given",
        Check.GRADE_WORDS: "there are no rows with words for grades",
    }
    return {check: why for check, why in reasons.items() if not made.get(check)}
