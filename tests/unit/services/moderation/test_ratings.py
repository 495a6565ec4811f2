"""Ratings read from CSV: both layouts, words for grades, missing and repeated ones, areas, casebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.diagnostics import Diagnostic, InvalidInput
from evenhand.services.moderation.casebook import read_for_moderation
from evenhand.services.moderation.ratings import Ratings, read_ratings
from evenhand.services.workspace import Workspace


@pytest.fixture
def read(tmp_path: Path, workspace: Workspace):
    def read(text: str | bytes, **asked) -> Ratings:
        path = tmp_path / "ratings.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_ratings(path, workspace, **asked)

    return read


def refused(read, text: str | bytes, **asked) -> list[Diagnostic]:
    with pytest.raises(InvalidInput) as invalid:
        read(text, **asked)
    return list(invalid.value.diagnostics)


def only(ratings: Ratings):
    (area,) = ratings.areas
    return area


# --- layouts -----------------------------------------------------------------------------------------

LONG = "case,rater,grade\n1,B,good\n1,A,inadequate\n2,A,good\n2,B,\n"
WIDE = "Case , B,A\n1,good,inadequate\n2,not judged,good\n"


def test_long_and_wide_ratings_are_the_same(read) -> None:
    for text in (LONG, WIDE, "\ufeff" + LONG, LONG.replace("\n", "\r\n"), LONG.replace("case", "ID")):
        ratings = read(text)
        one = only(ratings)
        assert (one.cases, one.raters, one.codes.tolist()) == (("1", "2"), ("A", "B"), [[0, 2], [2, -1]])
        assert (ratings.missing, ratings.diagnostics) == (1, ())


def test_rows_of_one_case_may_be_several(read) -> None:
    one = only(read("case,A,B\n1,good,\n1,,inadequate\n"))
    assert one.codes.tolist() == [[2, 0]]


def test_each_area_stands_by_itself(read) -> None:
    text = "case,rater,area,grade\n1,A,leaders,good\n1,B,leaders,good\n1,A,care,good\n2,C,care,inadequate\n"
    leaders, care = read(text).areas
    assert (leaders.area, leaders.raters, leaders.codes.tolist()) == ("leaders", ("A", "B"), [[2, 2]])
    assert (care.area, care.cases, care.raters) == ("care", ("1", "2"), ("A", "C"))
    assert only(read(text, area="care")).cases == ("1", "2")
    (told,) = refused(read, text, area="leader")
    assert (told.code.id, told.hint) == ("M831", "did you mean `leaders`?")


def test_an_area_says_which_one_the_ratings_are_of(read) -> None:
    one = only(read(WIDE, area="leaders", rules="ilacs@2023"))
    assert (one.area, one.scale_of) == ("leaders", "ilacs@2023")
    assert one.title


def test_a_rater_without_a_grade_is_named(read) -> None:
    ratings = read("case,A,B,C\n1,good,good,\n")
    assert ratings.silent == ("C",)
    assert only(ratings).raters == ("A", "B")


# --- grades ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["requires_improvement", "Requires improvement to be good", " REQUIRES  IMPROVEMENT ", "satisfactory"],
)
def test_words_for_a_grade_are_the_grade(read, word: str) -> None:
    one = only(read(f"case,A,B\n1,{word},good\n2,outstanding,{word}\n", rules="ilacs@2023"))
    assert one.codes.tolist() == [[1, 2], [3, 1]]


def test_a_scale_is_that_of_a_rule_set_that_the_grades_fit(read) -> None:
    one = only(read("case,A,B\n1,positive,failings\n"))
    assert one.scale.names == ("failings", "inconsistent", "positive")
    one = only(read("case,A,B\n1,adequate,good\n"))
    # Its own grade there, and another name for one elsewhere.
    assert one.scale.names == ("inadequate", "adequate", "good", "outstanding")


def test_a_listed_scale_is_taken_as_it_is(read) -> None:
    one = only(read("case,A,B\n1,Low,high\n", grades="low,middle,high"))
    assert (one.codes.tolist(), one.scale.names) == ([[0, 2]], ("low", "middle", "high"))


def test_a_misspelt_grade_is_told_with_its_place(read) -> None:
    (told,) = refused(read, "case,A,B\n1,good,goood\n2,good,inadequate\n")
    assert (told.code.id, told.hint) == ("M824", "did you mean `good`?")
    assert told.span is not None
    assert (told.span.line, told.span.column) == (2, 8)


def test_every_misspelt_grade_is_told(read) -> None:
    found = refused(read, "case,A,B\n1,good,goood\n2,inadequat,good\n3,good,goood\n")
    assert [(one.code.id, one.span.line) for one in found if one.span] == [
        ("M824", 2),
        ("M824", 3),
        ("M824", 4),
    ]


def test_grades_that_fit_no_scale_ask_for_one(read) -> None:
    (told,) = refused(read, "case,A,B\n1,alpha,beta\n")
    assert told.code.id == "M830"
    assert "--grades" in (told.hint or "")


# --- ratings that stand twice ------------------------------------------------------------------------


def test_the_same_rating_twice_counts_once_and_is_told(read) -> None:
    ratings = read("case,rater,grade\n1,A,good\n1,A,Good\n1,B,good\n")
    (told,) = ratings.diagnostics
    assert (told.code.id, told.is_error, told.span.line) == ("M826", False, 3)
    assert [span.line for span, _ in told.related] == [2]
    assert only(ratings).codes.tolist() == [[2, 2]]


def test_two_grades_of_one_case_by_one_rater_are_refused_with_both_places(read) -> None:
    (told,) = refused(read, "case,A,B\n1,good,good\n1,inadequate,\n")
    assert told.code.id == "M825"
    assert (told.span.line, [span.line for span, _ in told.related]) == (3, [2])


# --- broken files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "M821", 1),
        ("\n\n", "M821", 1),
        ('case,A,B\n1,"good,good\n', "M821", 2),
        ("case\tA\tB\n1\tgood\tgood\n", "M821", 1),
        ("case,A,B\n1,good\n", "M823", 2),
        ("case,A,B\n", "M829", 1),
        ("case,A,B\n1,,\n2,not judged,unknown\n", "M829", 1),
        ("cases,A,B\n1,good,good\n", "M822", 1),
        ("case\n1\n", "M822", 1),
        ("case,id,A\n1,1,good\n", "M822", 1),
        ("case,A,A\n1,good,good\n", "M822", 1),
        ("case,A,\n1,good,good\n", "M822", 1),
        ("case,raters,grade\n1,A,good\n", "M822", 1),
        ("case,A,B\n,good,good\n", "M832", 2),
        ("case,rater,area,grade\n1,A,,good\n", "M832", 2),
    ],
)
def test_broken_files_are_told_where_they_are_broken(read, text: str, code: str, line: int) -> None:
    told = refused(read, text)[0]
    assert (told.code.id, told.span.line) == (code, line)


def test_text_in_another_encoding_is_told(read) -> None:
    (told,) = refused(read, "case,A,B\n1,good,pass\xe9\n".encode("latin-1"))
    assert told.code.id.startswith("S")


def test_a_misspelt_column_is_asked_about(read) -> None:
    (told,) = refused(read, "case,raters,grade\n1,A,good\n")
    assert told.hint == "should `raters` be called `rater`?"


@pytest.mark.parametrize(
    "text", ["case,rater,grade\n1,Ann Example,good\n1,B,good\n", "case,Ann Example,B\n1,good,good\n"]
)
def test_a_name_is_no_code(read, text: str) -> None:
    found = read(text)
    (told,) = found.diagnostics
    assert (told.code.id, told.is_error) == ("M828", False)
    (area,) = found.areas
    assert set(area.raters) == {"rater 1", "B"}
    assert found.silent == ()


def test_what_stands_for_a_name_is_nobody_elses_code(read) -> None:
    (area,) = read("case,Ann Example,rater 1,Bob Example\n1,good,good,good\n").areas
    assert sorted(area.raters) == ["rater 1", "rater 2", "rater 3"]


def test_numbers_and_codes_with_spaces_are_codes(read) -> None:
    assert read("case,rater 1,A 2\n1,good,good\n").diagnostics == ()


def test_names_that_differ_in_capitals_only_are_asked_about(read) -> None:
    text = "case,rater,area,grade\nx-1,A1,care,good\nX-1,a1,Care,good\n"
    found = read(text).diagnostics
    assert {one.message.split("`")[0].split()[1] for one in found} == {"raters", "cases", "areas"}
    assert {(one.code.id, one.span.line, one.related[0][0].line) for one in found} == {("M836", 3, 2)}


def test_of_many_faults_the_first_are_told_and_the_others_counted(read) -> None:
    found = refused(read, "case,A,B\n" + "".join(f"{at},goood,good\n" for at in range(50)))
    assert [one.span.line for one in found if one.span] == list(range(2, 22))
    assert found[-1].hint == "did you mean `good`? (30 more like this are not told)"


# --- beside a casebook -------------------------------------------------------------------------------


def test_cases_are_those_of_the_casebook(read, workspace) -> None:
    casebook = read_for_moderation("model", workspace)
    text = "case,A,B\nherefordshire-2018,good,good\nherefordshire-2081,good,good\n"
    (told,) = refused(read, text, casebook=casebook)
    assert (told.code.id, told.span.line, told.hint) == ("M827", 3, "did you mean `herefordshire-2018`?")


def test_awarded_grades_count_as_one_more_rater(read, workspace) -> None:
    casebook = read_for_moderation("model", workspace)
    text = "case,A\nherefordshire-2018,good\ntrafford-2019,inadequate\n"
    one = only(read(text, casebook=casebook, with_awarded=True, area="overall"))
    assert one.raters == ("A", "awarded")
    assert [one.scale.names[code] for code in one.codes[:, 1]] == ["requires_improvement", "inadequate"]
    (told,) = refused(read, text, casebook=casebook, with_awarded=True)
    assert told.code.id == "M834"
    assert "--area" in (told.hint or "")
    (told,) = refused(read, text, casebook=casebook, with_awarded=True, area="overal")
    assert (told.code.id, told.hint) == ("M834", "did you mean `overall`?")
