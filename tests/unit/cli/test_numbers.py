"""Numbers as they are typed."""

from __future__ import annotations

import pytest
import typer

from evenhand.cli.numbers import number, whole


def test_numbers_within_bounds_are_read() -> None:
    assert (whole(2)("2"), whole(0, 9)(9), number(0, 1)("0.5"), number(0.001)(1e6)) == (2, 9, 0.5, 1e6)


@pytest.mark.parametrize("written", ["1", "x", "", "2.5", "-3"])
def test_what_is_no_such_whole_number_is_told_with_the_bounds(written: str) -> None:
    with pytest.raises(typer.BadParameter, match=f"`{written}` is not a whole number of 2 or more"):
        whole(2)(written)
    with pytest.raises(typer.BadParameter, match="from 100 to 1,000,000"):
        whole(100, 1_000_000)(written)


@pytest.mark.parametrize("written", ["nan", "2", "-0.1", "half", "inf"])
def test_what_is_no_such_number_is_told_with_the_bounds(written: str) -> None:
    with pytest.raises(typer.BadParameter, match=f"`{written}` is not a number from 0 to 1"):
        number(0, 1)(written)
