"""A whole inspection: provisional grades, what is given, what would settle it, and what stays out of it."""

from __future__ import annotations

from evenhand.evaluation import InspectionTrace
from unit.evaluation.asking import trace_of

LEADERS = """\
area: leaders
title: Leaders
starts_at: care
rules:
  - {id: F1, title: T, when: grip is strong, then: {finding: {id: keeps_grip, name: managers keep a grip}}}
  - {id: L1, title: T, when: managers keep a grip, then: {raise: 1 grade}}
  - {id: L2, title: T, when: late > 3, then: {at_most: requires_improvement}}
"""
CARE = """\
area: care
title: Care
starts_at: good
judged_when: wellbeing does apply
rules:
  - {id: C1, title: T, when: harm is yes, then: {at_most: inadequate}}
  - {id: C2, title: T, when: harm is yes, unless: visible is no, then: {at_least: good}}
"""


def decided(inspection: str) -> InspectionTrace:
    return trace_of(inspection, leaders_yaml=LEADERS, care_yaml=CARE)


def facts(trace: InspectionTrace, area: str) -> tuple[object, ...]:
    outcome = trace.areas[area].outcome
    return (
        outcome.judged.value,
        outcome.conflict.value,
        outcome.reach_grades,
        outcome.permitted_grades,
        outcome.provisional_grade,
    )


ALL = ("inadequate", "requires_improvement", "good", "outstanding")


def test_everything_is_recorded() -> None:
    trace = decided("evidence: {harm: no, visible: yes, late: 0, grip: strong, wellbeing: fine}")
    assert facts(trace, "care") == ("yes", "no", ("good",), ALL, "good")
    assert facts(trace, "leaders") == ("yes", "no", ("outstanding",), ALL, "outstanding")
    assert trace.areas["leaders"].fired == ("F1", "L1")
    assert trace.areas["leaders"].settle == ()


def test_undecided_rules_count_as_not_fired_for_the_provisional_grade() -> None:
    trace = decided("evidence: {harm: no, visible: yes, wellbeing: fine}")
    assert facts(trace, "leaders") == ("yes", "no", ALL[1:], ALL, "good")
    assert trace.areas["leaders"].undecided == ("F1", "L1", "L2")


def test_an_area_that_may_not_be_judged_is_read_provisionally_as_judged() -> None:
    trace = decided("evidence: {harm: no, visible: yes, late: 0, grip: weak}")
    assert facts(trace, "care") == ("possibly", "no", ("good",), ALL, "good")
    assert facts(trace, "leaders") == ("possibly", "no", ("good",), ALL, "good")


def test_an_area_that_is_not_judged_has_nothing_and_neither_has_what_starts_there() -> None:
    trace = decided("evidence: {wellbeing: does not apply}")
    assert facts(trace, "care") == facts(trace, "leaders") == ("no", "no", (), (), None)


def test_a_certain_conflict_leaves_its_readers_any_grade() -> None:
    trace = decided("evidence: {harm: yes, visible: yes, wellbeing: fine, late: 0, grip: weak}")
    assert facts(trace, "care") == ("yes", "certain", (), (), None)
    assert facts(trace, "leaders") == ("yes", "no", ALL, ALL, "inadequate")
    assert trace.areas["leaders"].start.reads_conflict


def test_a_given_grade_is_taken_and_its_rules_are_still_worked_out() -> None:
    trace = decided("evidence: {harm: yes, visible: no, late: 0, grip: weak}\ngiven: {care: good}")
    assert facts(trace, "care") == ("yes", "no", ("good",), ("inadequate",), "good")
    assert trace.areas["care"].fired == ("C1",)
    assert facts(trace, "leaders") == ("yes", "no", ("good",), ALL, "good")


def test_given_not_judged_wins_over_its_own_condition() -> None:
    trace = decided("evidence: {wellbeing: fine, harm: no}\ngiven: {care: not_judged}")
    assert facts(trace, "care")[0] == "no"


def test_a_finding_holds_whether_or_not_its_area_is_judged() -> None:
    trace = decided("evidence: {wellbeing: does not apply, grip: strong}")
    assert trace.findings["keeps_grip"].truth.value == "true"
    assert trace.findings["keeps_grip"].concluded_by == ("F1",)


def test_settle_names_the_open_items_that_undecided_rules_read_the_most_read_first() -> None:
    trace = decided("evidence: {late: {unknown: suppressed}, on_time: 3 of 4}")
    # Two rules read whether harm was left; the others are read by one, in the order of the schema.
    assert trace.areas["care"].settle == ("harm", "wellbeing", "visible")
    assert trace.areas["leaders"].settle == ("harm", "grip", "wellbeing", "visible")


def test_settle_names_partly_known_items_and_never_what_nobody_will_know() -> None:
    trace = decided(
        "evidence:\n  grip: adequate or strong\n  late: {unknown: looked and could not tell}\n"
        "  harm: no\n  visible: yes\n  wellbeing: fine\n"
    )
    assert trace.areas["leaders"].settle == ("grip",)


def test_the_same_case_always_gives_the_same_trace() -> None:
    text = "evidence: {harm: no, late: 0, wellbeing: fine}"
    assert decided(text) == decided(text)
