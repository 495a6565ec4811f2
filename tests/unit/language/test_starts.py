"""Where an area starts: what `starts_at:` may hold."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import Problems
from evenhand.language import Start, StartGrade
from evenhand.language.starts import read_start
from evenhand.source import read_yaml
from unit.language.vocabulary import names


def start_of(text: str) -> tuple[Start | None, list[str]]:
    problems = Problems()
    file = read_yaml(text, "homes.yaml", problems)
    assert file is not None
    found = read_start(file, names().areas["care"], names(), lambda name: None, problems)
    return found, [f"{told.code.id} {told.span}" for told in problems.sorted()]


def test_a_grade_is_where_an_area_starts() -> None:
    assert start_of("starts_at: good\n") == (StartGrade("good"), [])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("god", "R143 homes.yaml:1:12"),
        ("[good]", "R143 homes.yaml:1:12"),
        ("{}", "R143 homes.yaml:1:12"),
        ("{worst: [care]}", "R143 homes.yaml:1:13"),
    ],
)
def test_anything_else_is_told_at_its_place(written: str, told: str) -> None:
    assert start_of(f"starts_at: {written}\n") == (None, [told])


def test_a_file_without_a_start_is_for_the_reader_of_areas_to_tell() -> None:
    assert start_of("area: homes\n") == (None, [])
