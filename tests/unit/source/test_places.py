"""The place of a location that Pydantic names."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import Problems, Span
from evenhand.source import key_place, place, read_yaml

WRITTEN = """\
area: leaders
rules:
  - id: L1
    when:
      all:
        - caseload <= 18
        - any: [a, b]
"""


@pytest.fixture
def node():
    return read_yaml(WRITTEN, "leaders.yaml", Problems())


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


@pytest.mark.parametrize(
    ("loc", "expected"),
    [
        ((), (1, 1)),
        (("area",), (1, 7)),
        (("rules", 0, "id"), (3, 9)),
        (("rules", 0, "when", "all", 1, "any", 1), (7, 20)),
    ],
)
def test_a_location_leads_to_its_value(node, loc, expected):
    assert _start(place(node, loc)) == expected


def test_members_of_a_union_that_the_file_does_not_have_are_passed_over(node):
    loc = ("rules", 0, "LimitRule", "when", "function-after[check(), AllOf]", "all", 0, "str")
    assert _start(place(node, loc)) == (6, 11)


def test_what_is_missing_is_placed_at_the_part_that_lacks_it(node):
    assert _start(place(node, ("rules", 0, "then"))) == (3, 5)
    assert _start(place(node, ("rules", 7, "id"))) == (3, 3)


def test_a_key_that_should_not_be_there_is_placed_at_the_key(node):
    assert _start(key_place(node, ("rules", 0, "when"))) == (4, 5)
    assert _start(key_place(node, ("area",))) == (1, 1)


def test_an_error_in_a_key_itself_is_placed_at_the_key(node):
    assert _start(place(node, ("rules", 0, "when", "[key]"))) == (4, 5)


def test_without_a_key_the_place_of_the_value_is_given(node):
    assert _start(key_place(node, ())) == (1, 1)
    assert _start(key_place(node, ("rules", 0))) == (3, 5)


def test_a_number_may_be_a_key():
    node = read_yaml("bands:\n  1: low\n  2: high\n", "bands.yaml", Problems())
    assert _start(place(node, ("bands", 2))) == (3, 6)
