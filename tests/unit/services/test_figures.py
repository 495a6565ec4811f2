"""How figures are rounded for JSON, and how shares of cases are written."""

from __future__ import annotations

import json
import math

import pytest

from evenhand.services.figures import percentage, rounded, significant


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.12345, "0.1235"),
        (-0.00004, "0.0"),
        (-0.0, "0.0"),
        (-0.5, "-0.5"),
        (math.nan, "null"),
        (None, "null"),
    ],
)
def test_json_has_no_negative_nought_and_no_number_that_is_none(value: float | None, shown: str) -> None:
    assert json.dumps(rounded(value)) == shown


def test_a_small_probability_keeps_its_digits() -> None:
    assert (significant(1.23456e-9, 3), significant(math.nan, 3), significant(None, 3)) == (
        1.23e-9,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0.0%"), (0.0001, "0.1%"), (0.5, "50.0%"), (0.9996, "99.9%"), (1.0, "100.0%")],
)
def test_what_is_not_all_is_never_all_and_what_is_some_is_never_none(share: float, shown: str) -> None:
    assert percentage(share) == shown
