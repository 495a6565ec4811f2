"""What differs in what an area reads: evidence, given areas, previous grades, thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.explanation.book import Book
from evenhand.explanation.terms import parameter_title, parameter_value
from evenhand.explanation.values import name_words
from evenhand.language import RestsOn


@dataclass(frozen=True, slots=True)
class EvidenceDifference:
    """Something the area reads that is not the same in both: an item, a given area, a previous grade."""

    what: str
    title: str
    a: str
    b: str


def evidence_differences(
    one: Book, two: Book, id: str, reads_a: RestsOn, reads_b: RestsOn
) -> Iterator[EvidenceDifference]:
    """Everything that the area reads, directly or not, and that is not the same in both."""
    for item_id in dict.fromkeys((*reads_a.items, *reads_b.items)):
        yield from _item_difference(one, two, item_id)
    for area in (id, *{**reads_a.areas, **reads_b.areas}):
        yield from _given_difference(one, two, area)
    for area in dict.fromkeys((*reads_a.previous, *reads_b.previous)):
        yield from _previous_difference(one, two, area)
    for parameter in {**reads_a.parameters, **reads_b.parameters}:
        yield from _parameter_difference(one, two, parameter)


def _item_difference(one: Book, two: Book, id: str) -> Iterator[EvidenceDifference]:
    item_a, item_b = one.rules.schema.items.get(id), two.rules.schema.items.get(id)
    if item_a is None or item_b is None:
        return
    if item_a.computed is not None and id not in {**one.profile.states, **two.profile.states}:
        if one.amount(item_a) == two.amount(item_b):
            return
    elif one.profile.state(id) == two.profile.state(id):
        return
    yield EvidenceDifference(id, item_a.title, one.item_value(item_a), two.item_value(item_b))


def _given_difference(one: Book, two: Book, area: str) -> Iterator[EvidenceDifference]:
    a, b = one.trace.case.given.get(area), two.trace.case.given.get(area)
    if a == b:
        return
    yield EvidenceDifference(
        area, area_title_of(one, two, area), given_words(one, area), given_words(two, area)
    )


def given_words(book: Book, area: str) -> str:
    """What an inspection gives for an area: a grade, that it is not judged, or nothing."""
    grade = book.trace.case.given.get(area)
    if grade is None:
        return "not given"
    scale = book.area(area).area.scale
    return f"given as {name_words(scale, grade) if grade in scale else 'not judged'}"


def _previous_difference(one: Book, two: Book, area: str) -> Iterator[EvidenceDifference]:
    a, b = _previous_words(one, area), _previous_words(two, area)
    if a != b:
        title = f"{area_title_of(one, two, area)} at the previous inspection"
        yield EvidenceDifference(f"previous {area}", title, a, b)


def _previous_words(book: Book, area: str) -> str:
    previous = book.trace.case.previous
    if previous.none:
        return "there was none"
    grade = previous.grades.get(area)
    if grade is None:
        return "not given"
    scale = book.area(area).area.scale
    own = scale.own_name(grade)
    return grade if own is None else name_words(scale, own)


def _parameter_difference(one: Book, two: Book, id: str) -> Iterator[EvidenceDifference]:

    a, b = parameter_value(one.rules, id), parameter_value(two.rules, id)
    if a != b:
        book = one if id in one.rules.rule_set.parameters else two
        yield EvidenceDifference(id, parameter_title(book.rules, id), a, b)


def area_title_of(one: Book, two: Book, area: str) -> str:
    """The title of an area of either rule set."""
    found = one.rules.area_by_id.get(area) or two.rules.area_by_id.get(area)
    return area if found is None else found.title
