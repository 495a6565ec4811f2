"""Like cases and unlike grades as a section of the report, and as what to look at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenhand.domain import Scale
from evenhand.explanation import Block, Details, Heading, Inset, Line, Paragraph, Table, line
from evenhand.explanation.values import name_words
from evenhand.explanation.words import capital, counted, first_few, listed, tidy
from evenhand.services.figures import percentage
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.like_cases import (
    TRACED,
    AreaLikeCases,
    LikeCase,
    LikeCases,
    ToReconsider,
    Unlike,
)
from evenhand.services.moderation.like_cases_json import TOO_MANY

ANCHOR: Final = "like-cases"
MOST_SHOWN: Final = TRACED
MOST_PROFILES: Final = 10

_ASKED: Final = (
    "Two judgements contradict each other where one case is at least as good as another on everything that "
    "is compared, and was awarded a lower grade. These are the fewest judgements that would have to change "
    "so that none contradicts another. Each may have had a good reason that is not recorded here."
)


def like_cases_blocks(found: LikeCases) -> Iterator[Block]:
    """The section: what was compared, then for each area the judgements to reconsider and unlike profiles."""
    yield Heading(2, line("Like cases, unlike grades"), anchor=ANCHOR)
    compared = [one for one in found.areas if one.cases]
    if not compared:
        why = listed(dict.fromkeys(why for one in found.areas for why in one.left_out))
        yield Paragraph(line(f"No judgements could be compared: {why or 'no case was awarded a grade'}."))
        return
    yield Paragraph(line(_ASKED))
    yield _overview(compared)
    if any(one.possible_pairs for one in compared):
        yield Paragraph(
            line(
                "Possible pairs are those of which it is not known, as something is not recorded, or only as "
                "a range. They are counted, and asked of nobody."
            )
        )
    if found.by_year:
        yield Inset(line("Only cases of the same year were compared."))
    if any(one.pairs for one in compared):
        yield Inset(
            line(
                "The share of cases without a contradiction misleads: one odd record can contradict "
                "hundreds, and then taints them all. Go by how many there are to reconsider."
            )
        )
    left = list(_left_out(found.areas))
    if left:
        yield Details("What was not compared", tuple(Paragraph(line(text)) for text in left))
    for one in compared:
        if one.pairs:
            yield from _area(one)


def _overview(areas: Sequence[AreaLikeCases]) -> Table:
    head = ("Area", "Compared", "Pairs", "Possible pairs", "In a pair", "Without", "To reconsider")
    rows = []
    for one in areas:
        fewest = "not found" if one.to_reconsider is None else f"{len(one.to_reconsider):,}"
        quality = "-" if one.quality is None else percent_of(one.quality)
        cells = (
            *(_named(one), f"{one.cases:,}", f"{one.pairs:,}"),
            *(f"{one.possible_pairs:,}", f"{one.tainted:,}", quality, fewest),
        )
        rows.append(tuple(line(cell) for cell in cells))
    return Table("Judgements that contradict each other", head, tuple(rows))


def percent_of(share: float) -> str:
    """A share of cases, of which nearly all is the usual: what is all, and what lies just below, stand out.

    >>> percent_of(0.9999), percent_of(1.0)
    ('more than 99.9%', '100%')
    """
    if 0.9995 <= share < 1:
        return "more than 99.9%"
    return "100%" if share == 1 else percentage(share)


def _left_out(areas: Sequence[AreaLikeCases]) -> Iterator[str]:
    for one in areas:
        if not one.cases:
            continue
        for why, count in one.left_out.items():
            yield f"{_named(one)}: {counted(count, 'cases')}, as {why}."
        by_why: dict[str, list[str]] = {}
        for id, why in one.not_compared_on.items():
            by_why.setdefault(why, []).append(tidy(id))
        for why, ids in by_why.items():
            yield f"{_named(one)} was not compared on {listed(ids)}: {why}."
    whole: dict[str, list[str]] = {}
    for one in areas:
        for why in one.left_out if not one.cases else ():
            whole.setdefault(why, []).append(_named(one))
    for why, names in whole.items():
        yield f"Not compared at all, as {why}: {listed(names)}."


def _named(one: AreaLikeCases) -> str:
    return f"{one.framework} {tidy(one.area.id)}"


def _area(one: AreaLikeCases) -> Iterator[Block]:
    named = f"{one.framework}: {one.area.title}"
    yield Heading(3, line(named), anchor=f"{ANCHOR}-{one.framework.replace('@', '-')}-{one.area.id}")
    yield Paragraph(line(f"Compared on {listed(tidy(id) for id in one.compared_on)}."))
    members = one.to_reconsider
    if members is None:
        yield Inset(line(f"{capital(TOO_MANY)}. Look at one year or one kind of case at a time."))
    else:
        yield _members(one, members[:MOST_SHOWN])
        if len(members) > MOST_SHOWN:
            left = len(members) - MOST_SHOWN
            yield Paragraph(line(f"{left:,} more: --json and --lists have all of them."))
        yield Paragraph(line(_ties(one, members)))
        yield _traces(one, members[:MOST_SHOWN])
    if one.unlike:
        yield from _unlike(one)


def _members(one: AreaLikeCases, members: Sequence[ToReconsider]) -> Table:
    scale = one.area.scale
    head = ("Case", "Awarded", "Would settle it", "Opposed by", "Strongest precedent")
    rows = []
    for member in members:
        precedent = f"{member.precedent.name}: {_grade(scale, member.precedent.awarded)}"
        cells = (
            *(member.case.name, _grade(scale, member.case.awarded), _grade(scale, member.suggested)),
            *(f"{member.opposed_by:,}", precedent),
            *(() if one.only else (_SETS[member.in_every],)),
        )
        rows.append(tuple(line(cell) for cell in cells))
    return Table("Judgements to reconsider", head if one.only else (*head, "In smallest sets"), tuple(rows))


_SETS: Final = {True: "every", False: "some", None: "not worked out"}


def _ties(one: AreaLikeCases, members: Sequence[ToReconsider]) -> str:
    size = counted(len(members), "judgements")
    if one.only:
        return f"No other set of {size} would do."
    open_ones = sum(member.in_every is not True for member in members)
    shown = first_few(one.others, 10)
    each = "each of them" if len(one.others) != 1 else "it"
    return (
        f"Other sets of {size} would do as well. {open_ones:,} of those listed could be left out of some, "
        f"and then others are in: {shown}. This list takes the judgement that is lower where either could "
        f"give way; look at {each} beside its precedent."
    )


def _traces(one: AreaLikeCases, members: Sequence[ToReconsider]) -> Details:
    rows = []
    for member in members:
        case, other = member.case, member.precedent
        cells = (
            *(f"{case.id}, and {other.id}", _proposed(one.area.scale, case)),
            *(_proposed(one.area.scale, other), _differs(case, other)),
        )
        rows.append(tuple(line(cell) for cell in cells))
    table = Table(
        "What the rules propose for each, and for its precedent",
        ("Case, and precedent", "Proposed", "Precedent", "What is recorded differently"),
        tuple(rows),
    )
    return Details("What the rules make of them", (table,))


def _differs(case: LikeCase, other: LikeCase) -> str:
    found = [
        f"{tidy(id)}: {tidy(value)}, precedent {tidy(other.profile[id])}"
        for id, value in case.profile.items()
        if value != other.profile[id]
    ]
    return "; ".join(found) or "nothing that is compared"


def _proposed(scale: Scale, case: LikeCase) -> str:
    grade = _grade(scale, case.proposed)
    if case.decisive is None:
        return grade
    return f"{grade}, by {listed(case.decisive)}" if case.decisive else f"{grade}, where the area starts"


def _unlike(one: AreaLikeCases) -> Iterator[Block]:
    shown = one.unlike[:MOST_PROFILES]
    rows = tuple(
        (line(_profile(one, like.profile)), line(_counts(one, like)), _fewest(like)) for like in shown
    )
    yield Table("The same profile, unlike grades", ("Profile", "Awarded", "Graded unlike most"), rows)
    if len(one.unlike) > len(shown):
        left = len(one.unlike) - len(shown)
        yield Paragraph(line(f"{counted(left, 'profiles')} more: --json and --lists have all of them."))


def _counts(one: AreaLikeCases, like: Unlike) -> str:
    return ", ".join(f"{_grade(one.area.scale, grade)} {len(ids)}" for grade, ids in like.grades.items())


def _fewest(like: Unlike) -> Line:
    most = max(map(len, like.grades.values()))
    usual = next(grade for grade, ids in like.grades.items() if len(ids) == most)
    others = [id for grade, ids in like.grades.items() if grade != usual for id in ids]
    return line(first_few(others, 5))


def _profile(one: AreaLikeCases, profile: Mapping[str, str]) -> str:
    """What each value is of: several of the same together."""
    by_value: dict[str, list[str]] = {}
    for id, value in profile.items():
        by_value.setdefault(value, []).append(tidy(id))
    return "; ".join(f"{', '.join(ids)}: {tidy(value)}" for value, ids in by_value.items())


def _grade(scale: Scale, grade: str) -> str:
    return name_words(scale, grade) if grade in scale else tidy(grade)


def like_cases_leads(found: LikeCases) -> list[Lead]:
    """One sentence for each area in which judgements contradict each other."""
    leads = []
    for one in found.areas:
        if not one.pairs:
            continue
        named = _named(one)
        members = one.to_reconsider
        if members is None:
            told = f"{named}: {TOO_MANY} ({one.pairs:,} pairs)."
        else:
            first = members[0]
            told = (
                f"{named}: reconsider {counted(len(members), 'judgements')} of {one.cases:,}, beginning with "
                f"{first.case.name} ({_grade(one.area.scale, first.case.awarded)}; {_opposed(first)} "
                f"{_grade(one.area.scale, first.precedent.awarded)})."
            )
        leads.append(Lead(80, line(told), ANCHOR))
    return leads


def _opposed(member: ToReconsider) -> str:
    if member.opposed_by == 1:
        return f"{member.precedent.name} opposes it, graded"
    return f"{member.opposed_by:,} cases oppose it, such as {member.precedent.name}, graded"
