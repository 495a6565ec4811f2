"""A document checked against its model: each error at its place, with the names that are known there."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from evenhand.diagnostics import Problems
from evenhand.source import Document, read_as, read_yaml
from evenhand.source.validated import Day, Id, Whole, Words, YesNo


class Inner(Document):
    colour: Words
    number: Whole | None = None


class Outer(Document):
    day: Day | None = None
    sure: YesNo | None = None
    number: Whole | None = None
    id: Id | None = None
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    named: dict[str, Inner] | None = None
    named_lists: dict[str, tuple[Inner, ...]] | None = None
    plain: dict[str, dict[str, Words]] | None = None


def told(written: str) -> list[tuple[str, str, str | None]]:
    """The code, place and hint of all that is told of a document."""
    problems = Problems()
    node = read_yaml(written, "a.yaml", problems)
    assert node is not None
    assert (read_as(Outer, node, problems) is None) == bool(problems)
    return [(told.code.id, str(told.span).removeprefix("a.yaml:"), told.hint) for told in problems.sorted()]


def test_words_for_days_numbers_and_answers_become_what_they_say() -> None:
    problems = Problems()
    node = read_yaml("{day: 2024-05-13, sure: no, number: -12, id: a_1}", "a.yaml", problems)
    assert node is not None
    found = read_as(Outer, node, problems)
    assert found is not None
    assert (str(found.day), found.sure, found.number, found.id) == ("2024-05-13", False, -12, "a_1")


@pytest.mark.parametrize("key", ["day", "sure", "number", "id"])
@pytest.mark.parametrize("value", ["[a]", "{a: b}"])
def test_a_list_or_set_where_one_word_belongs_is_of_another_shape(key: str, value: str) -> None:
    assert told(f"{key}: {value}\n") == [("D003", f"1:{len(key) + 3}", None)]


@pytest.mark.parametrize(
    ("written", "place", "hint"),
    [
        ("innr: {}", "1:1", "did you mean `inner`?"),
        ("inner: {colour: red, numbr: 2}", "1:22", "did you mean `number`?"),
        ("many: [{colour: red, numbr: 2}]", "1:22", "did you mean `number`?"),
        ("named: {one: {colour: red, numbr: 2}}", "1:28", "did you mean `number`?"),
        ("named_lists: {one: [{colour: red, numbr: 2}]}", "1:35", "did you mean `number`?"),
    ],
)
def test_an_unknown_key_has_the_nearest_of_those_known_at_its_place(
    written: str, place: str, hint: str
) -> None:
    assert told(written) == [("D001", place, hint)]


def test_the_names_below_a_key_that_no_model_describes_are_not_guessed() -> None:
    assert told("plain: {a: {b: [c]}}") == [("D003", "1:16", None)]


def test_values_that_are_no_text_reach_the_model_as_they_are() -> None:
    """A document made by a program, and not read from a file, may hold dates and numbers themselves."""
    values: dict[str, Any] = {"day": datetime.date(2024, 5, 13), "sure": True, "number": 3}
    assert Outer.model_validate(values).model_dump(include=set(values)) == values
