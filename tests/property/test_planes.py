"""Planes decide exactly what the interpreter decides, for every row of a batch."""

from __future__ import annotations

from hypothesis import given

from generators import COMPLETE, OFTEN, Drawing, drawings
from oracle.columns import cases_of, unlike_interpreter_over_columns


@OFTEN
@given(drawings())
def test_planes_decide_what_the_interpreter_decides(drawn: Drawing) -> None:
    assert list(unlike_interpreter_over_columns(drawn.rules, cases_of(drawn, 9))) == []


@OFTEN
@given(drawings(COMPLETE))
def test_planes_decide_recorded_cases_as_the_interpreter_does(drawn: Drawing) -> None:
    assert list(unlike_interpreter_over_columns(drawn.rules, cases_of(drawn, 9, COMPLETE))) == []
