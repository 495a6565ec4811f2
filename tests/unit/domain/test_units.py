"""Units: one spelling each, and which convert into which."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evenhand.domain import RESERVED, UNIT_WORDS, factor_between, normal_unit


def test_weeks_convert_to_days_and_back() -> None:
    assert factor_between("weeks", "days") == 7
    assert factor_between("days", "weeks") == Fraction(1, 7)


@pytest.mark.parametrize("unit", ["months", "years", "hours", "working days", "children", "%"])
def test_nothing_else_converts_to_days(unit: str) -> None:
    assert factor_between(unit, "days") is None
    assert factor_between("days", unit) is None


@pytest.mark.parametrize("unit", [*UNIT_WORDS, "children", "%"])
def test_a_unit_fits_itself_and_none(unit: str) -> None:
    assert factor_between(unit, unit) == 1
    assert factor_between(None, unit) == 1
    assert factor_between(unit, None) == 1


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("day", "days"),
        ("Weeks", "weeks"),
        ("working  day", "working days"),
        ("children per  social worker", "children per social worker"),
        ("%", "%"),
        (None, None),
    ],
)
def test_each_unit_has_one_spelling(written, unit) -> None:
    assert normal_unit(written) == unit


def test_words_of_units_are_reserved() -> None:
    assert {word for unit in UNIT_WORDS for word in unit.split()} <= RESERVED
