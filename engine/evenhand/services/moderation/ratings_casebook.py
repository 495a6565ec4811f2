"""Ratings beside a casebook: every case must be one of it, and its awarded grades can be one more rater's."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.diagnostics import Problems, Span, codes, did_you_mean, did_you_mean_each
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.ratings_csv import WrittenRating, WrittenRatings

AWARDED = "awarded"
"""What the awarded grades are called among the raters."""


def check_cases(written: WrittenRatings, casebook: ModeratedCasebook, problems: Problems) -> None:
    """Tell of each case that is not in the casebook, once, where it is first rated."""
    known = {one.cases.id.at(row): None for one in casebook.frameworks for row in range(one.rows)}
    unknown: dict[str, WrittenRating] = {}
    for one in written.ratings:
        if one.case not in known:
            unknown.setdefault(one.case, one)
    hints = did_you_mean_each(list(unknown), known)
    for one in unknown.values():
        hint = hints[one.case]
        if casebook.rejected and hint is None:
            hint = f"{casebook.rejected:,} of its rows could not be read"
        name = casebook.casebook.id
        problems.add(codes.RATING_OF_UNKNOWN_CASE.at(one.case_span, case=one.case, casebook=name, hint=hint))


def awarded_ratings(
    written: WrittenRatings,
    casebook: ModeratedCasebook,
    area: str | None,
    cases: Mapping[str, int],
    problems: Problems,
) -> list[WrittenRating]:
    """The grades that the casebook records of the `cases` that are rated, as ratings by AWARDED.

    Where nothing says which area the ratings are of, it is the only one that grades were awarded for.
    """
    span = Span.whole(written.file)
    if AWARDED in written.raters:
        problem = f"a rater is called `{AWARDED}` already"
        told = codes.AWARDED_NOT_JOINED.at(written.raters[AWARDED], problem=problem, hint="rename the rater")
        problems.add(told)
        return []
    areas = dict.fromkeys(id for one in casebook.frameworks for id in one.judged_areas)
    if area is None and len(areas) != 1:
        problem = "nothing says which area the ratings are of"
        which = f"say it with --area: {', '.join(areas)}"
        problems.add(codes.AWARDED_NOT_JOINED.at(span, problem=problem, hint=which))
        return []
    asked = next(iter(areas)) if area is None else area
    if asked not in areas:
        problem = f"no grade was awarded for `{asked}`"
        like = did_you_mean(asked, areas)
        problems.add(codes.AWARDED_NOT_JOINED.at(span, problem=problem, hint=like))
        return []
    found = []
    for one in casebook.frameworks:
        if asked not in one.areas:
            continue
        judged = one.areas[asked]
        for row in judged.graded.nonzero()[0].tolist():
            case = one.cases.id.at(row)
            if case in cases:
                word = judged.scale.names[int(judged.awarded[row])]
                found.append(WrittenRating(case, AWARDED, area, word, span, span, span))
    return found
