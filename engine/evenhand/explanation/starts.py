"""Where an area starts, in words, and which of the areas that it rests on stand in the way of a grade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from evenhand.domain import Scale
from evenhand.evaluation.trace import AreaStep, Existence, Names, StartStep, ends_of
from evenhand.evaluation.truth import Truth
from evenhand.explanation.book import Book
from evenhand.explanation.conditions import row_words
from evenhand.explanation.obstacles import GroupObstacle, Obstacle, in_the_way_of
from evenhand.explanation.terms import area_title
from evenhand.explanation.values import grade_run, name_words, names_words, or_better
from evenhand.explanation.voices import Voice
from evenhand.explanation.words import capital, listed, number_word, quoted, sentence
from evenhand.language import (
    GivenOnly,
    PreviousGrade,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
    Ties,
)


@dataclass(frozen=True, slots=True)
class StartBlocker:
    """One area or item that a start rests on and that is not at the grade asked about."""

    member: str
    text: str
    value: str
    needed: str
    distance: str | None
    exists: Existence
    is_open: bool


StartBlockers = tuple[tuple[StartBlocker, ...], tuple[Obstacle, ...], str | None]
"""The members in the way, the cells of a table in the way, and what would be enough."""


def start_words(book: Book, step: AreaStep) -> str:
    """Where the area starts and on what that rests, in one or two sentences."""
    start = step.start
    scale = step.area.scale
    where = grade_run(scale, start.worst, start.best)
    match step.area.start:
        case StartGrade():
            return f"It starts at {where}."
        case GivenOnly():
            return "The rule set has no rules for it: its grade can only be given."
        case StartAt(PreviousGrade() as subject):
            value = names_words(start.members[0][1], area=True)
            title = quoted(area_title(book.rules, subject.area))
            return f"It starts at the grade of {title} at the previous inspection: {value}."
        case StartAt():
            member, names = start.members[0]
            title, value = _member(book, member, names)
            return f"It starts at {quoted(title)}: {value}."
        case StartMedian(_, ties):
            rule = f"ties go to the {'better' if ties is Ties.BETTER else 'worse'} grade"
            return _made_of(book, step, "the middle grade (median)", rule)
        case StartExtreme(best):
            return _made_of(book, step, "the best grade" if best else "the worst grade", None)
        case StartTable():
            if start.table is None:
                return ""
            words = row_words(start.table, book, scale)
            return f"It starts where its decision table says. {words}"
        case _:
            assert_never(step.area.start)


def member_line(book: Book, start: StartStep) -> str:
    """The areas that a start rests on with their grades: `“Leaders” is good and “Care” is inadequate`."""
    found = []
    for member, names in start.members:
        title, value = _member(book, member, names)
        found.append(f"{quoted(title)} is {value}")
    return listed(found)


def start_blockers(book: Book, step: AreaStep, asked: int) -> StartBlockers:
    """What the start rests on that stands in the way of position `asked` (or below: that holds it up)."""
    start = step.start
    scale = step.area.scale
    match step.area.start:
        case StartGrade():
            return (), (), None
        case GivenOnly():
            return (), (), "The rule set has no rules for this area."
        case StartAt():
            note = "The area starts where this is."
            return _members(book, start.members, scale, asked), (), note
        case StartMedian(_, ties):
            blockers = _members(book, start.members, scale, asked)
            return blockers, (), _median_note(start.members, ties, scale, asked)
        case StartExtreme(best):
            blockers = _members(book, start.members, scale, asked)
            grade = or_better(scale, asked)
            if best:
                note = f"The area starts at the best of its areas, so one that is {grade} is enough."
            else:
                note = f"The area starts at the worst of its areas, so each would have to be {grade}."
            return blockers, (), note
        case StartTable():
            return (), _table_obstacles(book, step, asked), None
        case _:
            assert_never(step.area.start)


def _made_of(book: Book, step: AreaStep, what: str, rule: str | None) -> str:
    start = step.start
    if start.judged is Existence.NO:
        return f"It starts at {what} of the areas it rests on, and none of those is judged."
    where = grade_run(step.area.scale, start.worst, start.best)
    judged = [member for member in start.members if member[1].exists is not Existence.NO]
    out = len(start.members) - len(judged)
    of = f"{what} of {number_word(len(judged))} area{'' if len(judged) == 1 else 's'}"
    detail = f" ({rule})" if rule and len(judged) > 1 else ""
    words = f"It starts at {of}{detail}: {where}. {sentence(member_line(book, start))}"
    if out:
        words += " Areas not judged are left out."
    return words


def _member(book: Book, member: str, names: Names) -> tuple[str, str]:
    if member in book.trace.areas:
        return area_title(book.rules, member), names_words(names, area=True)
    item = book.rules.schema.items.get(member)
    if item is None:
        return member, names_words(names)
    return item.title, book.item_value(item)


def _members(
    book: Book, members: Iterable[tuple[str, Names]], scale: Scale, asked: int
) -> tuple[StartBlocker, ...]:
    found = []
    needed = or_better(scale, asked)
    for member, names in members:
        if names.exists is Existence.NO or not names.mask:
            continue
        lowest = _lowest(names)
        if lowest >= asked and not names.in_conflict:
            continue
        title, value = _member(book, member, names)
        # A member that may be in conflict could have any grade, whatever its own rules point to.
        is_open = names.mask.bit_count() > 1 or lowest >= asked
        away = asked - lowest
        distance = None if is_open else f"{number_word(away)} grade{'' if away == 1 else 's'}"
        text = f"{title}: {value}; {needed} is needed"
        if distance is not None:
            text += f", {distance} better"
        found.append(StartBlocker(member, sentence(text), value, needed, distance, names.exists, is_open))
    return tuple(found)


def _median_note(members: Iterable[tuple[str, Names]], ties: Ties, scale: Scale, asked: int) -> str:
    judged = [names for _, names in members if names.exists is not Existence.NO and names.mask]
    reaching = [names for names in judged if _lowest(names) >= asked and not names.in_conflict]
    at_or_above = sum(names.exists is Existence.YES for names in reaching)
    below = len(judged) - len(reaching)
    lacking = (0 if ties is Ties.BETTER else 1) - (at_or_above - below)
    grade = or_better(scale, asked)
    held = "none" if at_or_above == 0 else number_word(at_or_above)
    verb = "are" if at_or_above > 1 else "is"
    start = f"{capital(held)} of the {number_word(len(judged))} areas judged {verb} surely {grade}"
    more = (lacking + 1) // 2
    if more <= 0 or not below:
        return f"{start}, and that is enough for the middle grade to be."
    return f"{start}; for the middle grade to be, {number_word(more)} more would have to be."


def _lowest(names: Names) -> int:
    """The position of the worst grade that is possible."""
    return ends_of(names.mask)[0]


def _table_obstacles(book: Book, step: AreaStep, asked: int) -> tuple[Obstacle, ...]:
    table = step.start.table
    if table is None:
        return ()
    scale = step.area.scale
    ways: list[Obstacle] = []
    for place, row in enumerate(table.rows, start=1):
        outcome = row.row.outcome
        if outcome is None or scale.position(outcome) < asked:
            continue
        found = tuple(
            obstacle
            for cell in row.cells
            if cell is not None and cell.truth is not Truth.TRUE
            for obstacle in in_the_way_of(cell, book, Voice.ASKS)
        )
        if found:
            text = f"Row {place} of the decision table gives {name_words(scale, outcome)}, and lacks"
            ways.append(GroupObstacle(text, found))
    return tuple(ways)
