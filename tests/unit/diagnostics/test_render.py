"""Diagnostics as a person sees them on a terminal, and as programs read them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evenhand.diagnostics import Code, Diagnostic, Span, codes, to_json_line, to_text

SLIP = Code("X001", "`{name}` is not right", why="", bad="", good="")
DOUBT = Code("X002", "`{name}` may not be right", why="", bad="", good="", severity="warning")
LINES = ["area: leaders", "title: Leaders", "starts_at: goood"]


def lines_of(name: str) -> Sequence[str] | None:
    return LINES if name == "leaders.yaml" else None


def at(
    line: int, column: int, end_column: int, end_line: int | None = None, file: str = "leaders.yaml"
) -> Span:
    return Span(file, line, column, end_line or line, end_column)


def test_the_place_is_underlined_below_its_line() -> None:
    told = SLIP.at(at(3, 12, 17), name="goood", hint="did you mean `good`?")
    assert to_text([told], lines_of).splitlines() == [
        "leaders.yaml:3:12: X001 `goood` is not right",
        "  3 | starts_at: goood",
        "    |            ^^^^^",
        "  hint: did you mean `good`?",
    ]


def test_a_warning_says_that_it_is_one() -> None:
    assert to_text([DOUBT.at(at(1, 1, 2), name="area")], lines_of).startswith(
        "leaders.yaml:1:1: warning: X002"
    )


def test_a_place_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    told = SLIP.at(at(2, 1, 5, end_line=3), name="all")
    assert to_text([told], lines_of).splitlines()[-1] == "    | ^^^^^^^^^^^^^^"


def test_a_place_at_the_end_of_a_line_still_has_its_mark() -> None:
    told = SLIP.at(at(1, 14, 14), name="end")
    assert to_text([told], lines_of).splitlines()[-1] == "    |              ^"


def test_the_margin_grows_with_the_line_number() -> None:
    told = SLIP.at(Span("long.yaml", 100, 1, 100, 3), name="x")
    shown = to_text([told], lambda name: ["ab"] * 100).splitlines()
    assert shown[1:] == ["  100 | ab", "      | ^^"]


def test_a_related_place_is_shown_with_its_own_line() -> None:
    told = SLIP.at(at(3, 1, 10), name="starts_at", related=[(at(1, 1, 5), "the other one")])
    assert to_text([told], lines_of).splitlines()[3:] == [
        "  leaders.yaml:1:1: the other one",
        "  1 | area: leaders",
        "    | ^^^^",
    ]


def test_a_file_that_cannot_be_had_leaves_the_message_alone() -> None:
    told = SLIP.at(at(3, 1, 2, file="gone.yaml"), name="x")
    assert to_text([told], lines_of) == "gone.yaml:3:1: X001 `x` is not right"


def test_a_line_that_is_no_longer_there_leaves_the_message_alone() -> None:
    told = SLIP.at(at(9, 1, 2), name="x")
    assert to_text([told], lines_of) == "leaders.yaml:9:1: X001 `x` is not right"


def test_a_problem_without_a_place_is_told_too() -> None:
    assert to_text([SLIP.at(None, name="x")], lines_of) == "X001 `x` is not right"


def shown_of_long_line(start: int, length: int = 1000) -> list[str]:
    line = "".join("0123456789"[index % 10] for index in range(length))
    told = SLIP.at(Span("long.yaml", 1, start + 1, 1, start + 6), name="x")
    return to_text([told], lambda name: [line]).splitlines()


def test_a_very_long_line_is_cut_so_that_the_place_stays_in_sight() -> None:
    for start in (0, 30, 500, 994):
        _, text, mark = shown_of_long_line(start)
        assert len(text) <= 130
        expected = "".join("0123456789"[index % 10] for index in range(start, start + 5))
        assert text[mark.index("^") : mark.index("^") + 5] == expected


def test_a_cut_line_says_on_which_side_it_is_cut() -> None:
    assert "…" not in shown_of_long_line(0, 100)[1]
    assert [shown_of_long_line(0)[1].count("…"), shown_of_long_line(500)[1].count("…")] == [1, 2]
    assert shown_of_long_line(994)[1].startswith("  1 | …")


def test_characters_that_a_terminal_acts_on_are_not_printed() -> None:
    told = SLIP.at(Span("odd.csv", 1, 1, 1, 3), name="\x1b[31mred", hint="\x07", related=[])
    assert "\x1b" not in to_text([told], lambda name: ["\x1b[2J\tx"])
    assert "\x07" not in to_text([told], lambda name: None)


def test_problems_are_shown_by_file_then_place() -> None:
    told = [
        SLIP.at(at(3, 1, 2), name="late"),
        SLIP.at(at(1, 5, 6), name="second"),
        SLIP.at(at(1, 1, 2), name="first"),
        SLIP.at(at(2, 1, 2, file="areas.yaml"), name="other file"),
    ]
    names = [line.split("`")[1] for line in to_text(told, lambda name: None).splitlines()]
    assert names == ["other file", "first", "second", "late"]


def test_twenty_problems_of_a_file_are_shown_and_the_others_counted() -> None:
    told = [SLIP.at(at(line, 1, 2), name=str(line)) for line in range(1, 26)]
    told += [SLIP.at(at(1, 1, 2, file="other.yaml"), name="other")]
    shown = to_text(told, lambda name: None).splitlines()
    assert len(shown) == 22
    assert shown[-1] == "leaders.yaml: 5 more problems not shown; use --json for all"
    assert [line for line in shown if line.startswith("other.yaml")] == [
        "other.yaml:1:1: X001 `other` is not right"
    ]


def test_json_is_one_object_a_line_with_the_keys_that_programs_rely_on() -> None:
    told = codes.UNKNOWN_GRADE.at(at(3, 12, 17), name="gööd", hint="did you mean\n`good`?")
    line = to_json_line(told)
    assert "\n" not in line
    assert json.loads(line) == {
        "code": "R104",
        "severity": "error",
        "file": "leaders.yaml",
        "line": 3,
        "column": 12,
        "message": "unknown grade `gööd`",
        "hint": "did you mean\n`good`?",
    }


def test_json_of_a_problem_without_a_place_has_nulls() -> None:
    found = json.loads(to_json_line(SLIP.at(None, name="x")))
    assert (found["file"], found["line"], found["column"], found["hint"]) == (None, None, None, None)


def test_a_diagnostic_as_text_is_its_place_code_and_message() -> None:
    told: Diagnostic = SLIP.at(at(3, 12, 17), name="goood")
    assert str(told) == "leaders.yaml:3:12: X001 `goood` is not right"
    assert str(SLIP.at(None, name="x")) == "X001 `x` is not right"
