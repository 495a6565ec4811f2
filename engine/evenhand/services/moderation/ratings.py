"""Ratings of the same cases by several people: read, checked, and as an array for each judgement area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, Span, codes, did_you_mean
from evenhand.domain import Scale
from evenhand.moderation.agreement.ratings import MISSING, Codes
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.ratings_casebook import awarded_ratings, check_cases
from evenhand.services.moderation.ratings_csv import (
    Layout,
    WrittenRating,
    WrittenRatings,
    fold,
    read_ratings_file,
)
from evenhand.services.moderation.ratings_scales import (
    RatingScale,
    Scales,
    all_rule_sets,
    scale_as_listed,
)
from evenhand.services.replay_outputs import same_file
from evenhand.services.workspace import Workspace

MOST_TOLD = 20
"""How many diagnostics of each kind are told one by one."""


@dataclass(frozen=True, eq=False)
class AreaRatings:
    """The ratings of one judgement area; `area` is None where nothing says which it is.

    `codes` has the shape (cases, raters): places on `scale`, worst first, or MISSING. Cases stand in the
    order of the file, raters in the order of their codes. `scale_of` names whose scale it is.
    """

    area: str | None
    title: str | None
    scale: Scale
    scale_of: str
    cases: tuple[str, ...]
    raters: tuple[str, ...]
    codes: Codes


@dataclass(frozen=True, eq=False)
class Ratings:
    """The ratings of a file, by area in the order in which it names them.

    `missing` counts cells without a grade, and `silent` are raters who gave none at all.
    """

    file: str
    layout: Layout
    areas: tuple[AreaRatings, ...]
    missing: int
    silent: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_ratings(
    path: Path,
    workspace: Workspace,
    *,
    rules: str | None = None,
    grades: str | None = None,
    area: str | None = None,
    casebook: ModeratedCasebook | None = None,
    with_awarded: bool = False,
) -> Ratings:
    """Read ratings from a CSV file.

    The scale is that which `grades` lists from worst to best, or of the rule set `rules`, or of the
    `casebook`, or else the one among those of all rule sets that the grades fit. `area` limits the ratings to
    an area, or says which one those of a file are of that names none. With a casebook, every case must be one
    of it; `with_awarded`, the grade that it records counts as that of one more rater.

    Raises InvalidInput with every diagnostic where something in the file cannot be used.
    """
    problems = Problems()
    written = read_ratings_file(path, problems)
    if written is None:
        raise InvalidInput(_first_of_each(problems))
    scales = _scales(rules, grades, casebook, workspace)
    by_area = _by_area(written, area, problems)
    if casebook is not None:
        check_cases(written, casebook, problems)
    found = []
    for id, ratings in by_area.items():
        scale = scales.scale_for(id, ratings, problems)
        if scale is not None:
            codes_of = _Table(scale)
            codes_of.add(ratings, problems)
            if with_awarded and casebook is not None:
                awarded = awarded_ratings(written, casebook, id, codes_of.cases, problems)
                codes_of.add(awarded, problems)
            found.append(codes_of.ratings(id, scales.title_of(id), written.shown))
    if problems.has_errors:
        raise InvalidInput(_first_of_each(problems))
    rated = {rater for one in found for rater in one.raters}
    named = {written.shown.get(rater, rater) for rater in written.raters}
    silent = tuple(sorted(named - rated)) if area is None else ()
    return Ratings(
        written.file, written.layout, tuple(found), written.missing, silent, _first_of_each(problems)
    )


def check_out(out: Path | None, ratings: Path) -> None:
    """Raise InvalidInput where what is written would take the place of the ratings."""
    if out is not None and same_file(out, ratings):
        hint = "it holds the ratings; choose another name"
        raise InvalidInput([codes.FILE_EXISTS.at(None, path=out.as_posix(), hint=hint)])


def _scales(
    rules: str | None, grades: str | None, casebook: ModeratedCasebook | None, workspace: Workspace
) -> Scales:
    if grades is not None:
        return Scales(listed=scale_as_listed(grades))
    if rules is not None:
        return Scales(rule_set=workspace.load(workspace.find(rules)))
    if casebook is not None:
        return Scales(others=tuple(one.rule_set for one in casebook.frameworks))
    return Scales(others=all_rule_sets(workspace))


def _by_area(
    written: WrittenRatings, asked: str | None, problems: Problems
) -> dict[str | None, list[WrittenRating]]:
    found: dict[str | None, list[WrittenRating]] = {}
    for one in written.ratings:
        found.setdefault(one.area if written.has_areas else asked, []).append(one)
    if asked is None or asked in found:
        return found if asked is None else {asked: found[asked]}
    hint = did_you_mean(asked, [area for area in found if area is not None])
    span = Span.whole(written.file)
    problems.add(codes.UNKNOWN_AREA_OF_RATINGS.at(span, where="these ratings have", name=asked, hint=hint))
    return {}


def _first_of_each(problems: Problems) -> tuple[Diagnostic, ...]:
    """The first MOST_TOLD of each kind; the last of them says how many more there are."""
    by_code: dict[str, list[Diagnostic]] = {}
    for told in problems.sorted():
        by_code.setdefault(told.code.id, []).append(told)
    shown = []
    for found in by_code.values():
        shown += found[:MOST_TOLD]
        left = len(found) - MOST_TOLD
        if left > 0:
            more = f"{left:,} more like this are not told"
            hint = more if shown[-1].hint is None else f"{shown[-1].hint} ({more})"
            shown[-1] = replace(shown[-1], hint=hint)
    return tuple(sorted(shown, key=Diagnostic.sort_key))


class _Table:
    """Ratings of one area that are added to, a grade of one case by one rater kept once."""

    def __init__(self, scale: RatingScale) -> None:
        self.scale = scale
        self.cases: dict[str, int] = {}
        self._kept: dict[tuple[str, str], tuple[int, WrittenRating]] = {}

    def add(self, ratings: Sequence[WrittenRating], problems: Problems) -> None:
        """Add some ratings; words that are no grade, and second grades, are told."""
        for one in ratings:
            place = self.scale.places.get(fold(one.word))
            if place is None:
                problems.add(self.scale.unknown(one))
                continue
            self.cases.setdefault(one.case, len(self.cases))
            before = self._kept.setdefault((one.case, one.rater), (place, one))
            if before[1] is not one:
                self._told_twice(before, place, one, problems)

    def _told_twice(
        self, before: tuple[int, WrittenRating], place: int, one: WrittenRating, problems: Problems
    ) -> None:
        first, earlier = before
        related = [(earlier.span, "the other one is here")]
        named = {"rater": one.rater, "case": one.case}
        if first == place:
            told = codes.RATING_REPEATED.at(one.span, grade=one.word, related=related, **named)
        else:
            words = {"first": earlier.word, "second": one.word}
            hint = "keep one of them"
            told = codes.RATED_TWICE.at(one.span, hint=hint, related=related, **words, **named)
        problems.add(told)

    def ratings(self, area: str | None, title: str | None, shown: Mapping[str, str]) -> AreaRatings:
        """All that was added, as an array. `shown` has what stands for the name of a rater."""
        raters = tuple(sorted({rater for _, rater in self._kept}))
        places = {rater: at for at, rater in enumerate(raters)}
        found = np.full((len(self.cases), len(raters)), MISSING, dtype=np.int16)
        for (case, rater), (place, _) in self._kept.items():
            found[self.cases[case], places[rater]] = place
        of = self.scale
        named = tuple(shown.get(rater, rater) for rater in raters)
        return AreaRatings(area, title, of.scale, of.of, tuple(self.cases), named, found)
