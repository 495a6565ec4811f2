"""Exact numbers: what is read, what is refused, and how they are shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.domain import exact_text, places_of, read_decimal, show_number, show_percent, simplest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("17", 17),
        ("17.2", Fraction(86, 5)),
        ("17.20", Fraction(86, 5)),
        ("-3", -3),
        ("+3", 3),
        ("0.1", Fraction(1, 10)),
        ("-0", 0),
        (" 4 ", 4),
        ("999999999999999", 999999999999999),
        ("0.000000000000001", Fraction(1, 10**15)),
    ],
)
def test_a_decimal_is_read_as_it_is_written(text: str, value: Fraction) -> None:
    assert read_decimal(text) == value


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,000", "comma"),
        ("1,000,000.5", "comma"),
        ("012", "leading_zero"),
        ("00", "leading_zero"),
        ("-01", "leading_zero"),
        ("1e400", "exponent"),
        ("1.5E-3", "exponent"),
        ("1234567890123456", "too_long"),
        ("12345678.12345678", "too_long"),
        ("nan", "not_finite"),
        (".NaN", "not_finite"),
        ("inf", "not_finite"),
        ("-Infinity", "not_finite"),
        ("", "not_a_number"),
        (".5", "not_a_number"),
        ("5.", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1 000", "not_a_number"),
        ("½", "not_a_number"),
        ("٣", "not_a_number"),
        ("1,00", "not_a_number"),
        ("--1", "not_a_number"),
        ("17.2\n3", "not_a_number"),
    ],
)
def test_what_is_no_decimal_says_why(text: str, fault: str) -> None:
    assert read_decimal(text) == fault


def test_whole_values_are_kept_as_integers() -> None:
    assert isinstance(read_decimal("4.0"), int)
    assert isinstance(simplest(Fraction(8, 2)), int)


@given(st.decimals(-(10**6), 10**6, places=4))
def test_any_decimal_is_exact(value) -> None:
    assert read_decimal(format(value, "f")) == Fraction(value)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_fault(text: str) -> None:
    read_decimal(text)


@pytest.mark.parametrize(("text", "places"), [("17", 0), ("17.2", 1), ("17.20", 2), (" 17.2 ", 1)])
def test_decimals_are_counted_as_written(text: str, places: int) -> None:
    assert places_of(text) == places


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (17, "17"),
        (Fraction(86, 5), "17.2"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(2, 3), "0.666667"),
    ],
)
def test_a_number_is_shown_with_the_decimals_it_has(value, shown: str) -> None:
    assert show_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, "100%"),
        (0, "0%"),
        (Fraction(31, 40), "77.5%"),
        (Fraction(2, 3), "66.7%"),
        (Fraction(667, 1000), "66.7%"),
    ],
)
def test_a_share_is_shown_as_a_percentage(value, shown: str) -> None:
    assert show_percent(value) == shown


@given(st.fractions(max_denominator=10**6))
def test_exact_text_loses_nothing(value: Fraction) -> None:
    text = exact_text(simplest(value))
    assert text is not None
    assert Fraction(text) == value


def test_exact_text_writes_a_decimal_where_there_is_one() -> None:
    assert [exact_text(Fraction(1, 8)), exact_text(Fraction(1, 3)), exact_text(3), exact_text(None)] == [
        "0.125",
        "1/3",
        "3",
        None,
    ]
