from __future__ import annotations

import pytest

from evenhand.domain import Better
from evenhand.explanation.voices import Voice, voices_of
from evenhand.language import (
    AnyRule,
    Compare,
    Comparison,
    Concludes,
    Condition,
    Constant,
    Finding,
    Grades,
    HasFinding,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Modality,
    Moves,
    NoneOf,
    Not,
    Relation,
)
from unit.explanation.example_rules import (
    CASELOAD,
    HARM,
    SCALE_OF_FAILURE,
    area,
    on,
    rule,
    switched,
)


def voice(*rules: AnyRule) -> Voice:
    """The voice of the first rule."""
    trace = switched(area(*rules), findings={"f": Finding("f", "it is so")})  # type: ignore[arg-type]
    return voices_of(trace.rules)["F"]


def finding(when: Condition) -> AnyRule:
    return rule("F", "Finding", Concludes("f"), when)


@pytest.mark.parametrize(
    ("conclusion", "expected"),
    [
        (Grades(Modality.SUPPORTS, "good"), Voice.ASKS),
        (Grades(Modality.AT_LEAST, "good"), Voice.ASKS),
        (Grades(Modality.AT_MOST, "good"), Voice.LOOKS),
        (Grades(Modality.LIKELY, "good"), Voice.LOOKS),
        (Moves(1), Voice.ASKS),
        (Moves(-1), Voice.LOOKS),
    ],
)
def test_a_grading_rule_speaks_by_what_it_concludes(conclusion: Grades | Moves, expected: Voice) -> None:
    assert voice(rule("F", "Rule", conclusion, on("a"))) is expected


def test_a_finding_that_a_limit_reads_is_looked_for() -> None:
    limit = rule("L", "Limit", Grades(Modality.AT_MOST, "inadequate"), HasFinding("f"))
    assert voice(finding(on("a")), limit) is Voice.LOOKS


def test_a_finding_that_a_support_reads_is_asked_for() -> None:
    support = rule("S", "Support", Grades(Modality.SUPPORTS, "good"), HasFinding("f"))
    assert voice(finding(on("a")), support) is Voice.ASKS


@pytest.mark.parametrize("absent", [Not(HasFinding("f")), NoneOf((HasFinding("f"),))])
def test_a_finding_whose_absence_is_asked_for_is_looked_for(absent: Condition) -> None:
    support = rule("S", "Support", Grades(Modality.SUPPORTS, "good"), absent)
    assert voice(finding(on("a")), support) is Voice.LOOKS


def test_a_finding_that_stops_a_support_is_looked_for() -> None:
    support = rule("S", "Support", Grades(Modality.SUPPORTS, "good"), on("b"), unless=HasFinding("f"))
    assert voice(finding(on("a")), support) is Voice.LOOKS


def test_a_finding_that_no_rule_reads_speaks_by_its_own_conditions() -> None:
    high = Compare(ItemNumber(CASELOAD), Comparison.MORE, Constant(20))
    low = Compare(ItemNumber(CASELOAD), Comparison.AT_MOST, Constant(20))
    failing = IsRanked(ItemName(SCALE_OF_FAILURE), Relation.AT_LEAST, "minor")
    assert CASELOAD.better is Better.LOWER
    assert voice(finding(high)) is Voice.LOOKS
    assert voice(finding(low)) is Voice.ASKS
    assert voice(finding(Not(low))) is Voice.LOOKS
    assert voice(finding(failing)) is Voice.LOOKS
    assert voice(finding(IsOneOf(ItemName(HARM), ("yes",)))) is Voice.ASKS
