"""Leaves: which tree each line is read into, and how it is printed again."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evenhand.language import (
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    CaseTotal,
    Compare,
    Comparison,
    Constant,
    CountOf,
    DoesNotApplyTo,
    Extreme,
    HasFinding,
    IsAgainst,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    NoneOf,
    Not,
    ParameterValue,
    Points,
    PreviousGrade,
    Quantity,
    Quotient,
    Relation,
    Scaled,
    Sum,
    print_condition,
)
from unit.language.vocabulary import condition, names, read_line

ITEMS = names().items
GRADES = names().areas["care"]
CASELOAD, GAP, LATE, DUE = (ItemNumber(ITEMS[id]) for id in ("caseload", "gap", "late", "due"))
ON_TIME = ItemNumber(ITEMS["on_time"])
GRIP, OVERSIGHT, HARM, HOME = (ItemName(ITEMS[id]) for id in ("grip", "oversight", "harm", "home"))
CARE = AreaGrade("care", GRADES)


def is_yes(name: str) -> IsOneOf:
    return IsOneOf(ItemName(ITEMS[name]), ("yes",))


READ_AS = {
    "caseload >= 18": Compare(CASELOAD, Comparison.AT_LEAST, Constant(18)),
    "caseload > 17.2": Compare(CASELOAD, Comparison.MORE, Constant(Fraction(86, 5))),
    "18 >= caseload": Compare(Constant(18), Comparison.AT_LEAST, CASELOAD),
    "late = three": Compare(LATE, Comparison.EQUAL, Constant(3)),
    "late is 3": Compare(LATE, Comparison.EQUAL, Constant(3)),
    "late is not 3": Not(Compare(LATE, Comparison.EQUAL, Constant(3))),
    "late is not >= 3": Not(Compare(LATE, Comparison.AT_LEAST, Constant(3))),
    "late is >= 3": Compare(LATE, Comparison.AT_LEAST, Constant(3)),
    "late is 5 or 7": AnyOf(tuple(Compare(LATE, Comparison.EQUAL, Constant(n)) for n in (5, 7))),
    "late is not 5 or 7": AllOf(tuple(Not(Compare(LATE, Comparison.EQUAL, Constant(n))) for n in (5, 7))),
    "late >= limit": Compare(LATE, Comparison.AT_LEAST, ParameterValue("limit")),
    "on_time >= 85%": Compare(ON_TIME, Comparison.AT_LEAST, Constant(Fraction(17, 20), None, True)),
    "on_time >= 2 of 3": Compare(ON_TIME, Comparison.AT_LEAST, Constant(Fraction(2, 3), None, True)),
    "on_time >= expected": Compare(ON_TIME, Comparison.AT_LEAST, ParameterValue("expected", None, True)),
    "gap <= 4 weeks": Compare(GAP, Comparison.AT_MOST, Constant(28, "days")),
    "gap <= interval": Compare(GAP, Comparison.AT_MOST, ParameterValue("interval", "days")),
    "late <= 10% of cases": Compare(LATE, Comparison.AT_MOST, Scaled(CaseTotal(), Fraction(1, 10))),
    "late <= 10% of due": Compare(LATE, Comparison.AT_MOST, Scaled(DUE, Fraction(1, 10))),
    "cases >= 30": Compare(CaseTotal(), Comparison.AT_LEAST, Constant(30)),
    "late + due >= 3": Compare(Sum((LATE, DUE)), Comparison.AT_LEAST, Constant(3)),
    "late - due >= 3": Compare(Sum((LATE, Scaled(DUE, -1))), Comparison.AT_LEAST, Constant(3)),
    "-late <= -3": Compare(Scaled(LATE, -1), Comparison.AT_MOST, Constant(-3)),
    "2 * late >= 3": Compare(Scaled(LATE, 2), Comparison.AT_LEAST, Constant(3)),
    "late * 2 >= 3": Compare(Scaled(LATE, 2), Comparison.AT_LEAST, Constant(3)),
    "late / 4 >= 3": Compare(Scaled(LATE, Fraction(1, 4)), Comparison.AT_LEAST, Constant(3)),
    "(late + due) / 36 >= 38.5%": Compare(
        Scaled(Sum((LATE, DUE)), Fraction(1, 36)),
        Comparison.AT_LEAST,
        Constant(Fraction(77, 200), None, True),
    ),
    "caseload / due >= 2": Compare(Quotient(CASELOAD, DUE), Comparison.AT_LEAST, Constant(2)),
    "min of late, due and 9 <= 3": Compare(
        Extreme(False, (LATE, DUE, Constant(9))), Comparison.AT_MOST, Constant(3)
    ),
    "max of late and due <= 3": Compare(Extreme(True, (LATE, DUE)), Comparison.AT_MOST, Constant(3)),
    "mean of late and due <= 3": Compare(
        Scaled(Sum((LATE, DUE)), Fraction(1, 2)), Comparison.AT_MOST, Constant(3)
    ),
    "points of grip >= 3": Compare(Points(GRIP), Comparison.AT_LEAST, Constant(3)),
    "points of care >= 3": Compare(Points(CARE), Comparison.AT_LEAST, Constant(3)),
    "total points of grip and oversight >= 7": Compare(
        Sum((Points(GRIP), Points(OVERSIGHT))), Comparison.AT_LEAST, Constant(7)
    ),
    "total points of management >= 7": Compare(
        Sum((Points(GRIP), Points(OVERSIGHT))), Comparison.AT_LEAST, Constant(7)
    ),
    "gap is between 4 weeks and 31 days": Between(GAP, Constant(28, "days"), Constant(31, "days")),
    "caseload is not between 12 and 18": Not(Between(CASELOAD, Constant(12), Constant(18))),
    "grip is strong": IsOneOf(GRIP, ("strong",)),
    "grip is strong or weak": IsOneOf(GRIP, ("weak", "strong")),
    "grip is one of weak, strong": IsOneOf(GRIP, ("weak", "strong")),
    "grip is not weak or strong": Not(IsOneOf(GRIP, ("weak", "strong"))),
    "grip is at least adequate": IsRanked(GRIP, Relation.AT_LEAST, "adequate"),
    "grip is at most adequate": IsRanked(GRIP, Relation.AT_MOST, "adequate"),
    "grip is better than weak": IsRanked(GRIP, Relation.BETTER, "weak"),
    "grip is not worse than weak": Not(IsRanked(GRIP, Relation.WORSE, "weak")),
    "grip is oversight": IsAgainst(GRIP, Relation.SAME, OVERSIGHT),
    "grip is better than oversight": IsAgainst(GRIP, Relation.BETTER, OVERSIGHT),
    "grip is not at least oversight": Not(IsAgainst(GRIP, Relation.AT_LEAST, OVERSIGHT)),
    "harm is yes": IsOneOf(HARM, ("yes",)),
    "home is foster or kinship": IsOneOf(HOME, ("foster", "kinship")),
    "grip is known": IsKnown(ITEMS["grip"]),
    "caseload is not known": Not(IsKnown(ITEMS["caseload"])),
    "wellbeing does not apply": DoesNotApplyTo(ITEMS["wellbeing"]),
    "wellbeing does apply": Not(DoesNotApplyTo(ITEMS["wellbeing"])),
    "care is at least good": IsRanked(CARE, Relation.AT_LEAST, "good"),
    "care is homes": IsAgainst(CARE, Relation.SAME, AreaGrade("homes", GRADES)),
    "previous care is at least good": IsRanked(PreviousGrade("care", GRADES), Relation.AT_LEAST, "good"),
    "care is worse than previous care": IsAgainst(CARE, Relation.WORSE, PreviousGrade("care", GRADES)),
    "care is judged": IsJudged("care"),
    "care is not judged": Not(IsJudged("care")),
    "managers keep a grip": HasFinding("keeps_grip"),
    "managers   keep a  grip": HasFinding("keeps_grip"),
    "keeps_grip": HasFinding("keeps_grip"),
    "not managers keep a grip": Not(HasFinding("keeps_grip")),
    "any of harm and visible are yes": AnyOf((is_yes("harm"), is_yes("visible"))),
    "all of harm and visible is yes": AllOf((is_yes("harm"), is_yes("visible"))),
    "none of harm, visible are yes": NoneOf((is_yes("harm"), is_yes("visible"))),
    "at least one of harm and visible are yes": CountOf(
        Quantity.AT_LEAST, 1, (is_yes("harm"), is_yes("visible"))
    ),
    "at most 1 of harm and visible are yes": CountOf(
        Quantity.AT_MOST, 1, (is_yes("harm"), is_yes("visible"))
    ),
    "exactly two of harm and visible are yes": CountOf(
        Quantity.EXACTLY, 2, (is_yes("harm"), is_yes("visible"))
    ),
    "any of both are good": AnyOf(
        tuple(IsOneOf(AreaGrade(area, GRADES), ("good",)) for area in ("care", "homes"))
    ),
    "all of care and homes are judged": AllOf((IsJudged("care"), IsJudged("homes"))),
    "any of grip and home are known": None,
}


@pytest.mark.parametrize(("written", "tree"), [pair for pair in READ_AS.items() if pair[1] is not None])
def test_a_line_is_read_into_its_tree(written: str, tree) -> None:
    found, told = read_line(written)
    assert told == []
    assert found == tree


@pytest.mark.parametrize("written", [written for written, tree in READ_AS.items() if tree is not None])
def test_a_line_is_printed_so_that_it_reads_back_equal(written: str) -> None:
    found = condition(written)
    printed = print_condition(found)
    if isinstance(printed, str):
        assert condition(printed) == found


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("gap <= 4 weeks", "gap <= 28 days"),
        ("late = three", "late = 3"),
        ("on_time >= 2 of 3", "on_time >= 2 of 3"),
        ("on_time >= 17 of 20", "on_time >= 85%"),
        ("late - due >= 3", "late - due >= 3"),
        ("-late <= -3", "-late <= -3"),
        ("late / 4 >= 3", "late / 4 >= 3"),
        ("mean of late and due <= 3", "(late + due) / 2 <= 3"),
        ("late <= 10% of cases", "late <= 10% of cases"),
        ("grip is one of strong, weak", "grip is weak or strong"),
        ("home is not foster or kinship", "home is not foster or kinship"),
        ("wellbeing does apply", "wellbeing does apply"),
        ("not managers  keep a grip", "not keeps_grip"),
        ("min of (late + 1), due and 9 <= 3", "min of (late + 1), due and 9 <= 3"),
        ("gap > 1 weeks + 1 days", "gap > 1 weeks + 1 days"),
        ("gap > 1 weeks - gap", "gap > 1 weeks - gap"),
        ("gap > 1 weeks - (gap - 1 weeks)", "gap > 1 weeks - (gap + -7 days)"),
        ("-3 / late > 2", "(-3) / late > 2"),
    ],
)
def test_a_line_is_printed_in_one_way(written: str, printed: str) -> None:
    assert print_condition(condition(written)) == printed
    assert condition(printed) == condition(written)


@pytest.mark.parametrize("number", [*"123456789", "10"])
def test_number_words_up_to_ten_are_read_as_digits(number: str) -> None:
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    word = words[int(number) - 1]
    assert condition(f"late >= {word}") == condition(f"late >= {number}")
    assert condition(f"gap <= {word} weeks") == condition(f"gap <= {number} weeks")
    assert condition(f"late is {word} or 11") == condition(f"late is {number} or 11")
    assert condition(f"on_time >= {word} of 12") == condition(f"on_time >= {number} of 12")


def test_a_line_of_many_signs_is_refused_and_does_not_exhaust_the_program() -> None:
    for text in ("late > " + "-" * 5000 + "3", "late > " + " + ".join(["late"] * 5000), "(" * 9999 + "late"):
        found, told = read_line(text)
        assert found is None
        assert [problem.code.id for problem in told] == ["R101"]
        assert "too long" in (told[0].hint or "")


def test_a_line_of_some_signs_is_read() -> None:
    assert condition("late > " + " + ".join(["due"] * 90)) is not None
