"""What a case has for each thing that cases are compared by, in words."""

from __future__ import annotations

from evenhand.domain import NOT_JUDGED
from evenhand.evaluation import interpret
from evenhand.explanation.book import Book
from evenhand.explanation.values import name_words
from evenhand.language import RulesInForce
from evenhand.services.case_of_row import case_at
from evenhand.services.cases import NO_PREVIOUS, Cases
from evenhand.services.moderation.precedents_profile import Profile

_BEFORE = "previous "


def book_of(cases: Cases, row: int) -> Book:
    """The trace of a case under its own rules."""
    rules = cases.rules.at(row)
    return Book(interpret(rules, case_at(cases, row, rules)))


def value_in(book: Book, cases: Cases, row: int, profile: Profile, id: str) -> tuple[str, str]:
    """The title of an item, area or previous grade of a profile, and what a case has for it."""
    if id in profile.items:
        item = book.rules.schema.items.get(id, profile.items[id])
        return item.title, book.item_value(item)
    if id in profile.areas:
        given, awarded = cases.given.get(id), cases.awarded.get(id)
        grade = None if given is None else given.at(row)
        if grade is None and awarded is not None:
            grade = awarded.at(row)
        return _title(book.rules, id), _grade_words(book.rules, id, grade)
    area = id.removeprefix(_BEFORE)
    column = cases.previous.get(area)
    grade = None if column is None else column.at(row)
    return f"{_title(book.rules, area)} at the previous inspection", _grade_words(book.rules, area, grade)


def _title(rules: RulesInForce, area: str) -> str:
    found = rules.area_by_id.get(area)
    return area if found is None else found.title


def _grade_words(rules: RulesInForce, area: str, grade: str | None) -> str:
    if grade is None:
        return "not known"
    if grade == NOT_JUDGED:
        return "not judged"
    if grade == NO_PREVIOUS:
        return "there was none"
    found = rules.area_by_id.get(area)
    own = None if found is None else found.scale.own_name(grade)
    return grade if found is None or own is None else name_words(found.scale, own)
