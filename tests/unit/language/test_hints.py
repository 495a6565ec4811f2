"""What people will try in a condition, and the hint that each gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.language.vocabulary import names, read, read_line

ONE_A_LINE = "one condition a line: put each on a line of its own under `all:` or `any:`"

TRIED = {
    "caseload more than 3": "write `X > 3`",
    "caseload is more than 3": "write `X > 3`",
    "caseload greater than 3": "write `X > 3`",
    "caseload above 3": "write `X > 3`",
    "caseload less than 3": "write `X < 3`",
    "caseload is under 3": "write `X < 3`",
    "fewer than 3 late": "write `X < 3`",
    "caseload == 3": "write one `=`, or `is`",
    "caseload != 3": "write `X is not E`",
    "caseload <> 3": "write `X is not E`",
    "caseload ≠ 3": "write `X is not E`",
    "caseload ≥ 3": "write `>=`",
    "caseload ≤ 3": "write `<=`",
    "caseload => 3": "write `>=`",
    "caseload =< 3": "write `<=`",
    "12 <= caseload <= 18": "write `X is between 12 and 18`",
    "12 < caseload < 18": "write `X is between 12 and 18`",
    "caseload is 12 to 18": "write `X is between 12 and 18`",
    "harm and visible": ONE_A_LINE,
    "harm or visible": ONE_A_LINE,
    "harm is yes and visible is no": ONE_A_LINE,
    "harm is yes or visible is no": ONE_A_LINE,
    "caseload > 3 and late > 4": ONE_A_LINE,
    "caseload > 3 && late > 4": ONE_A_LINE,
    "harm is yes || visible is no": ONE_A_LINE,
    "harm is yes, visible is no": ONE_A_LINE,
    "caseload <= 1e4": "write numbers in full, without an exponent",
    "grip in [weak, strong]": "write `X is a or b`",
    "grip isn't weak": "write `is not`",
    "on_time >= 90 per cent": "write `%`",
    "on_time >= 90 percent": "write `%`",
    'grip is "strong"': "names stand without quotation marks",
    "harm": "compare it (`X is yes`, `X >= 3`), or name a finding exactly",
    "not harm is yes": "put the condition under `none:`, or write `X is not E`",
    "any of harm or visible are yes": "between the members write `and`: `any of a, b and c are good`",
    "if harm is yes": "write the condition alone, without `if`",
    "leaders has a finding": "write `X is yes`, or the name of a finding",
    "managers keep a gripp": "did you mean `managers keep a grip`?",
    "grip at least 3": "for a number write `X >= 3`",
    "late or more is 3": "write `X is at least good`, or `X >= 3` for a number",
}


@pytest.mark.parametrize(("written", "hint"), TRIED.items())
def test_what_people_try_gets_a_hint(written: str, hint: str) -> None:
    found, told = read_line(written)
    assert found is None
    assert [problem.code.id for problem in told] == ["R101"]
    assert told[0].hint == hint


NEAR = {
    "casload > 3": ("R102", "did you mean `caseload`?"),
    "grip is storng": ("R103", "did you mean `strong`?"),
    "care is god": ("R104", "did you mean `good`?"),
    "previous cares is good": ("R105", "did you mean `care`?"),
    "gap <= 4 wekes": ("R107", "did you mean `weeks`?"),
    "gap <= 4 working dayz": ("R107", "did you mean `working days`?"),
    "gap <= 4weks": ("R107", "did you mean `weeks`?"),
    "on_time >= 90": ("R109", "did you mean `90%`?"),
    "on_time >= 0.9": ("R109", "did you mean `90%`?"),
    "grip >= 3": ("R111", "compare it by name, such as `grip is at least adequate`"),
    "caseload is at least 18": ("R112", "write `caseload >= 18`"),
    "home is at least foster": ("R113", "name the levels: `is a or b`"),
    "points of failure > 3": ("R115", "give its levels `points`"),
    "grip is adequate or better": ("R103", "write `is at least` and the level"),
    "grip is one of weak": ("R121", "put the condition on a line of its own, without brackets round it"),
    "late <= 1,000": ("R122", "write it without commas"),
    "late <= 007": ("R122", "write it without leading zeros"),
    "on_time >= 3 of 0": ("R122", "a share is some of a whole that is not empty"),
    "late / 0 > 3": ("R126", "nothing divides by zero"),
    "grip > 3": ("R111", "compare it by name, such as `grip is not adequate`"),
    "late > care": ("R111", "compare it by name, or use `points of care`"),
    "late + previous care > 3": ("R111", None),
    "late > both": ("R168", None),
    "late > keeps_grip": ("R168", None),
}


@pytest.mark.parametrize(("written", "code", "hint"), [(key, *value) for key, value in NEAR.items()])
def test_a_slip_is_told_under_its_own_code_with_the_nearest_name(
    written: str, code: str, hint: str | None
) -> None:
    found, told = read_line(written)
    assert found is None
    assert [(problem.code.id, problem.hint) for problem in told] == [(code, hint)]


def test_what_cannot_be_a_number_is_said_to_be_what_it_is() -> None:
    for name, what in (("both", "a group"), ("keeps_grip", "a finding")):
        (told,) = read_line(f"late > {name}")[1]
        assert told.message == f"`{name}` cannot be a number; it is {what}"


def test_every_problem_of_a_condition_is_told_and_not_only_the_first() -> None:
    _, told = read("all:\n  - casload > 3\n  - any:\n      - grip is storng\n      - gap <= 4 wekes\n")
    assert [(problem.code.id, problem.span.line) for problem in told if problem.span] == [
        ("R102", 2),
        ("R103", 4),
        ("R107", 5),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("at least 2 of: [casload > 3, late > 3]", [("R102", 17)]),
        ("at least 3 of: [casload > 3, late > 3]", [("R118", 1), ("R102", 17)]),
        ("at least 1 of: []", [("R118", 1), ("R125", 16)]),
        ("any: []", [("R125", 6)]),
    ],
)
def test_a_count_and_the_conditions_below_it_are_told_each_by_itself(
    written: str, expected: list[tuple[str, int]]
) -> None:
    found, told = read(written)
    assert found is None
    assert [(problem.code.id, problem.span.column) for problem in told if problem.span] == expected


def test_the_place_is_that_of_the_word_itself() -> None:
    _, told = read("- caseload >= 3\n- grip is not storng\n")
    assert [str(problem.span) for problem in told] == ["rule.yaml:2:15"]


LANGUAGE = """
    is not at least most exactly one of any all none between and or better worse than known judged
    previous points total cases min max mean does apply yes good strong weak weeks days wekes
    % ( ) , + - * / >= <= > < = 3 17.2 85 0 1,000 managers keep a grip
"""
NAMED = [*names().items, *names().areas, *names().parameters, *names().groups]
WORDS = st.sampled_from([*NAMED, *LANGUAGE.split()])


@given(st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text("ab_1.%<>=() ", max_size=30)))
def test_any_line_is_a_condition_or_told_with_a_place(text: str) -> None:
    found, told = read_line(text)
    errors = [problem for problem in told if problem.is_error]
    assert (found is None) == bool(errors)
    assert all(problem.span is not None for problem in told)
