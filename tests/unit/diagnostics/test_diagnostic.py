"""Gathering diagnostics, and the catalogue of their codes."""

from __future__ import annotations

import re

import pytest

from evenhand.diagnostics import InvalidInput, Problems, Span, catalogue, code, codes

PLACE = Span("leaders.yaml", 3, 12, 3, 17)
UNKNOWN = codes.UNKNOWN_GRADE.at(PLACE, name="goood")
LINT = codes.AT_LEAST_ON_LOWER.at(PLACE, name="failure")


def test_the_same_problem_is_kept_once() -> None:
    problems = Problems([UNKNOWN, codes.UNKNOWN_GRADE.at(PLACE, name="goood", hint="another hint")])
    assert len(problems) == 1


def test_the_same_problem_at_another_place_is_another_problem() -> None:
    problems = Problems([UNKNOWN, codes.UNKNOWN_GRADE.at(Span.whole("leaders.yaml"), name="goood")])
    assert [problem.span for problem in problems.sorted()] == [Span.whole("leaders.yaml"), PLACE]


def test_a_warning_does_not_stop_a_file_from_being_used() -> None:
    problems = Problems([LINT])
    assert problems and not problems.has_errors
    problems.raise_if_errors()


def test_errors_are_raised_with_the_warnings_beside_them() -> None:
    with pytest.raises(InvalidInput) as raised:
        Problems([LINT, UNKNOWN]).raise_if_errors()
    assert raised.value.diagnostics == (UNKNOWN, LINT)
    assert str(UNKNOWN) in str(raised.value)


def test_errors_are_counted_without_warnings() -> None:
    assert Problems([LINT, UNKNOWN]).error_count() == 1


def test_nothing_gathered_is_false() -> None:
    assert not Problems()


def test_a_code_cannot_be_defined_twice() -> None:
    with pytest.raises(ValueError, match="defined twice"):
        code("R104", "another meaning", why="", bad="", good="")


def test_the_catalogue_is_in_the_order_of_its_ids() -> None:
    assert list(catalogue()) == sorted(catalogue())


@pytest.mark.parametrize("known", catalogue().values(), ids=lambda known: known.id)
def test_every_entry_says_why_it_matters_and_shows_a_bad_and_a_good_example(known) -> None:
    assert re.fullmatch(r"[SDERIBLACVM]\d{3}", known.id)
    assert known.why.strip().endswith((".", "`"))
    assert known.bad.strip() and known.good.strip() and known.bad != known.good
    assert not known.template.endswith(".")
    assert known.template[0].islower() or not known.template[0].isalpha()


PYTHON_WORDS = re.compile(r"\b(None|True|False|str|dict|int|NoneType|Exception|Traceback|tuple)\b")


@pytest.mark.parametrize("known", catalogue().values(), ids=lambda known: known.id)
def test_no_entry_speaks_of_types_of_the_program(known) -> None:
    assert not PYTHON_WORDS.search(f"{known.template} {known.why}")
