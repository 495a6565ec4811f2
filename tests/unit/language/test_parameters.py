"""Thresholds: dated values in one unit, and those that local policy sets."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from evenhand.language import BadThreshold, Parameter, local_value
from unit.language.vocabulary import FILES
from written import load


def parameter(keys: str) -> Parameter:
    text = FILES["parameters.yaml"] + f"  tried: {{title: Tried, {keys}}}\n"
    return load({**FILES, "parameters.yaml": text}).usable.parameters["tried"]


@pytest.mark.parametrize(
    ("keys", "value", "unit", "is_share"),
    [
        ("values: [{value: 3}]", 3, None, False),
        ("values: [{value: 17.5}]", Fraction(35, 2), None, False),
        ("values: [{value: 85%}]", Fraction(17, 20), "%", True),
        ('unit: "%", values: [{value: 85%}]', Fraction(17, 20), "%", True),
        ("unit: days, values: [{value: 31}]", 31, "days", False),
        ("unit: days, values: [{value: 4 weeks}]", 28, "days", False),
        ("unit: week, values: [{value: 28 days}]", 4, "weeks", False),
        ("unit: working days, values: [{value: 20 working days}]", 20, "working days", False),
        ("unit: children, values: [{value: 18 children}]", 18, "children", False),
    ],
)
def test_a_value_is_kept_in_the_unit_of_its_parameter(keys, value, unit, is_share) -> None:
    found = parameter(keys)
    assert (found.values[0].value, found.unit, found.is_share) == (value, unit, is_share)


def test_the_last_value_that_has_begun_holds() -> None:
    found = parameter("values: [{from: 2024-01-01, value: 3}, {from: 2025-01-01, value: 4}]")

    def on(day: str) -> object:
        dated = found.on(datetime.date.fromisoformat(day))
        return dated and dated.value

    days = ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01")
    assert [on(day) for day in days] == [None, 3, 3, 4]


LOCAL = "unit: days, local: yes, min: 7, max: 8 weeks, values: [{value: 31}]"


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("6 weeks", 42), ("56 days", 56), ("30.5", Fraction(61, 2))]
)
def test_a_local_value_is_read_in_the_same_unit(text: str, value) -> None:
    assert local_value(parameter(LOCAL), text) == value


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("6", "below the least", None),
        ("9 weeks", "above the greatest", None),
        ("30 children", "its unit is days, not children", "it can be"),
        ("4 wekes", "its unit is days, not wekes", "`weeks`"),
        ("2 months", "its unit is days, not months", None),
        ("85%", "its unit is days, not %", None),
        ("nan", "no number", None),
        ("1e400", "no number", None),
        ("", "no number", None),
    ],
)
def test_a_local_value_that_does_not_fit_says_why(text: str, problem: str, hint: str | None) -> None:
    with pytest.raises(BadThreshold) as refused:
        local_value(parameter(LOCAL), text)
    assert problem in str(refused.value)
    assert (hint is None) == (refused.value.unit_hint is None)
    assert hint is None or hint in (refused.value.unit_hint or "")


def test_a_number_has_no_unit_and_a_percentage_needs_its_sign() -> None:
    with pytest.raises(BadThreshold, match="it has no unit"):
        local_value(parameter("local: yes, values: [{value: 3}]"), "3 days")
    with pytest.raises(BadThreshold, match="no percentage"):
        local_value(parameter("local: yes, values: [{value: 85%}]"), "0.85")
