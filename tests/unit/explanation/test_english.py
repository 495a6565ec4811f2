from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from evenhand.domain import (
    YES_NO,
    Departure,
    EvidenceEntry,
    ItemState,
    Unknown,
    UnknownReason,
)
from evenhand.evaluation import interpret
from evenhand.evaluation.trace import InspectionTrace
from evenhand.explanation import (
    Block,
    Depth,
    Document,
    InspectionView,
    compare,
    explain_area,
    explain_comparison,
    explain_inspection,
    explain_why_not,
    why_not,
    words_of,
)
from evenhand.language import Area, Modality, StartMedian, Ties
from generators import rule_sets_with_cases
from unit.explanation.example_rules import (
    DAY,
    FAILURE,
    GRADES,
    NO,
    OPEN,
    STUCK,
    YES,
    area,
    decided,
    grades,
    named,
    number,
    on,
    part,
    switched,
)

VIEW = InspectionView(
    "EX-017",
    "Example Borough",
    DAY,
    "standard",
    {"help_and_protection": "good", "children_in_care": "requires_improvement"},
    {"children_in_care": Departure("Two teams are new", "AB")},
)
PLAIN = InspectionView("EX-1")

CASES: dict[str, dict[str, ItemState]] = {
    "good": {},
    "limited": {"harm_left_too_long": named(YES_NO, "yes"), "caseload_mean": number(23)},
    "partly known": {
        "supervision_on_time": part(31, 40, 34, sampled=True),
        "unallocated_children": number(0, 4),
    },
    "stuck": {
        "harm_left_too_long": STUCK,
        "managers_visible": OPEN,
        "care_leavers_in_touch": OPEN,
        "caseload_mean": Unknown(UnknownReason.SUPPRESSED),
        "scale_of_failure": Unknown(UnknownReason.SOURCES_CONFLICT),
    },
}


def documents(trace: InspectionTrace, view: InspectionView) -> Iterator[Document]:
    """Everything that can be said about a trace."""
    for depth in Depth:
        yield explain_inspection(trace, view, depth)
    for id, step in trace.areas.items():
        for depth in Depth:
            yield explain_area(trace, id, view, depth)
        for grade in (None, *step.area.scale.names):
            yield explain_why_not(trace, why_not(trace, id, grade))


SNAKE = re.compile(r"\b[A-Za-z0-9]+(_[A-Za-z0-9]+)+\b")
OPERATORS = re.compile(r"[<>=≤≥≠]|!=")
PYTHON = re.compile(r"\bNone\b(?! of)|\b(True|False|nan|inf)\b")
RULE_ID = re.compile(r"(?<!\()\b(HP|CC|OV|LD|R|T|S)\d+\b(?!\))")


def faults(document: Document) -> list[str]:
    """Lines that a reader who does not program should not have to read."""
    return [
        text
        for text in words_of(document).splitlines()
        if any(pattern.search(text) for pattern in (SNAKE, OPERATORS, PYTHON, RULE_ID))
    ]


@pytest.mark.parametrize("name", CASES)
def test_prose_has_no_programming_in_it(name: str) -> None:
    trace = decided(**CASES[name])
    found = [fault for document in documents(trace, VIEW) for fault in faults(document)]
    assert found == []


@given(rule_sets_with_cases())
def test_no_rules_and_case_can_bring_programming_into_prose(drawn) -> None:  # type: ignore[no-untyped-def]
    rule_set, case = drawn
    trace = interpret(rule_set.in_force_on(DAY), case)
    view = InspectionView("EX-1", drafts={id: step.area.scale.names[0] for id, step in trace.areas.items()})
    found = [fault for document in documents(trace, view) for fault in faults(document)]
    found += faults(explain_comparison(compare(trace, trace), trace, trace))
    assert found == []


@given(rule_sets_with_cases())
def test_prose_has_no_double_spaces_or_lost_full_stops(drawn) -> None:  # type: ignore[no-untyped-def]
    rule_set, case = drawn
    trace = interpret(rule_set.in_force_on(DAY), case)
    words = words_of(explain_inspection(trace, PLAIN, Depth.PARAGRAPH))
    assert "  " not in words
    assert ".." not in words
    assert " ." not in words and " ," not in words


def paragraph(trace: InspectionTrace, area_id: str = "area", view: InspectionView = PLAIN) -> str:
    return words_of(explain_area(trace, area_id, view, Depth.PARAGRAPH))


def sentence(trace: InspectionTrace, area_id: str, view: InspectionView = PLAIN) -> str:
    return words_of(explain_area(trace, area_id, view, Depth.SENTENCE))


SUPPORT = grades("S", Modality.SUPPORTS, "good", on("a"))
CEILING = grades("C", Modality.AT_MOST, "inadequate", on("b"))
FLOOR = grades("F", Modality.AT_LEAST, "good", on("c"))
AREA = area(SUPPORT, CEILING, FLOOR)


def test_one_sentence_names_the_grade_the_rule_and_the_draft() -> None:
    assert sentence(decided(), "help_and_protection", VIEW) == (
        "Help and protection: good, set by “Grip is good practice” (HP4); the draft, good, agrees with the "
        "proposal."
    )


def test_a_departure_is_told_in_the_sentence() -> None:
    assert sentence(decided(), "children_in_care", VIEW).endswith(
        "departs from the proposal and is within the permitted range; a departure is recorded."
    )


def test_a_paragraph_gives_the_rules_own_reason_filled_with_evidence() -> None:
    assert (
        "“Grip is good practice” (HP4) sets the grade. Supervision is on time in 95% (38 of 40) of cases and "
        "the mean caseload is 14.2 children per social worker."
    ) in paragraph(decided(), "help_and_protection")


def test_a_limit_says_what_the_evidence_would_point_to_without_it() -> None:
    found = paragraph(decided(harm_left_too_long=named(YES_NO, "yes")), "help_and_protection")
    assert "“Children come to harm” (HP7) sets the grade: it allows nothing better than inadequate." in found
    assert "Harm was left too long: yes." in found
    assert "Without that limit the evidence would point to good." in found
    assert "Only inadequate is permitted, because of “Children come to harm” (HP7)." in found


def test_an_undecided_area_gives_reach_provisional_grade_and_what_settles_it() -> None:
    found = paragraph(switched(AREA, a=OPEN))
    assert (
        "Undecided: with what is known so far the grade may be requires improvement to be good, or good."
    ) in found
    assert "the provisional grade is requires improvement to be good. That is not a proposal." in found
    assert "What may settle it: “Switch a”." in found


def test_what_will_stay_unknown_is_told() -> None:
    found = paragraph(switched(AREA, a=OPEN, b=STUCK))
    assert "It may stay undecided even then, because “Switch b” will stay unknown." in found


def test_nothing_settles_what_nobody_could_tell() -> None:
    assert "Nothing that is still open would settle it" in paragraph(switched(AREA, a=STUCK))


def test_a_conflict_names_both_rules() -> None:
    found = paragraph(switched(AREA, b=YES, c=YES))
    assert (
        "The rules conflict, so there is no grade: “Rule C” (C) allows nothing better than inadequate and "
        "“Rule F” (F) allows nothing worse than good."
    ) in found


def test_a_possible_conflict_is_told() -> None:
    assert "The rules may also turn out to conflict." in paragraph(switched(AREA, b=OPEN, c=YES))


def test_an_area_that_is_not_judged_says_why() -> None:
    found = paragraph(switched(area(SUPPORT, judged_when=on("b")), b=NO))
    assert found.splitlines()[1] == (
        "This area is not judged, so it has no grade. Switch b: no; the rule asks for yes: not met."
    )


def test_an_area_that_may_not_be_judged_says_so() -> None:
    assert "It may also turn out not to be judged." in paragraph(switched(area(judged_when=on("b")), b=OPEN))


def test_a_given_grade_is_told_as_given_and_checked_against_the_limits() -> None:
    found = paragraph(switched(AREA, b=YES, given={"area": "good"}))
    assert "The grade is given in the inspection file: good. The rules do not decide it." in found
    assert "The given grade is outside the permitted range: check the record." in found


def test_a_draft_outside_the_range_needs_a_reason_and_a_second_person() -> None:
    view = InspectionView("EX-1", drafts={"area": "good"})
    found = paragraph(switched(AREA, b=YES), view=view)
    assert "The draft grade, good, is outside the permitted range." in found
    assert "It needs a reason and a second person, and no departure is recorded." in found


def test_a_departure_is_shown_with_reason_and_second_person() -> None:
    departure = Departure("The harm was in one team", "AB", "CD")
    view = InspectionView("EX-1", drafts={"area": "good"}, departures={"area": departure})
    found = paragraph(switched(AREA, b=YES), view=view)
    assert "Departure recorded by AB. Reason: The harm was in one team. Second person: CD." in found


def test_a_missing_second_person_is_told() -> None:
    view = InspectionView("EX-1", drafts={"area": "good"}, departures={"area": Departure("Why", "AB")})
    assert "No second person is recorded." in paragraph(switched(AREA, b=YES), view=view)


def test_a_departure_from_nothing_is_told() -> None:
    view = InspectionView(
        "EX-1", drafts={"area": "requires_improvement"}, departures={"area": Departure("Why", "AB")}
    )
    assert "this departure is not needed." in paragraph(switched(AREA), view=view)


def test_a_median_names_its_areas_and_leaves_out_those_not_judged() -> None:
    one, two = area(id="one", start="good"), area(id="two", judged_when=on("a"))
    whole = Area("whole", "Whole", GRADES, StartMedian(("one", "two"), Ties.WORSE))
    found = paragraph(switched(one, two, whole), "whole")
    assert "It starts at the middle grade (median) of one area: good." in found
    assert "“The one” is good and “The two” is not judged. Areas not judged are left out." in found


def test_the_page_asks_the_question_that_would_settle_an_area() -> None:
    trace = decided(supervision_on_time=part(31, 40, 34))
    words = words_of(explain_area(trace, "help_and_protection", PLAIN))
    assert (
        "Supervision on time: In what share of sampled cases was supervision recorded on time?\n"
        "Known so far: 31 of 40 cases sampled (77.5%), 3 not known, so 77.5% to 85%.\n"
        "Usually found in: Case sample.\n"
        "Waiting for it: “Managers keep a grip on cases” (HP3)."
    ) in words


def test_the_page_has_sources_thresholds_findings_and_a_signature() -> None:
    words = words_of(explain_inspection(decided(), VIEW))
    assert "Share of supervision expected on time | 85% | The framework, paragraph 12" in words
    assert "Managers keep a grip | Strength | Made | “Managers keep a grip on cases” (HP3)" in words
    assert "Reasons signature: " in words
    assert "people make it" in words


def test_assumed_values_are_listed_at_the_head_of_the_page() -> None:
    entries = {
        "unallocated_children": (
            EvidenceEntry("unallocated_children", number(0), "0", assumed_because="not published"),
        )
    }
    words = words_of(explain_inspection(decided(entries=entries), PLAIN))
    assert "These values are assumed and not recorded." in words
    assert "Children without a social worker: 0 children (assumed). Not published." in words


def test_notes_of_the_view_are_shown_where_they_belong() -> None:
    view = InspectionView(
        "EX-1",
        notes=("The second opinion agrees.",),
        area_notes={"leaders": ("It holds in 97% of redraws.",)},
    )
    words = words_of(explain_inspection(decided(), view)).splitlines()
    assert words.index("The second opinion agrees.") < words.index("Summary")
    assert words.index("It holds in 97% of redraws.") > words.index("Impact of leaders")


def test_a_local_threshold_is_told_as_local_policy() -> None:
    from dataclasses import replace

    trace = decided()
    local = replace(trace, rules=replace(trace.rules, parameters={"supervision_expected": 1}))
    assert "Local policy, set in the inspection file" in words_of(explain_inspection(local, PLAIN))


def test_the_same_trace_always_gives_the_same_document() -> None:
    one, two = (explain_inspection(decided(**CASES["stuck"]), VIEW) for _ in range(2))
    blocks: tuple[Block, ...] = one.blocks
    assert blocks == two.blocks


def test_a_level_named_like_a_verdict_is_quoted() -> None:
    words = words_of(
        explain_area(decided(scale_of_failure=named(FAILURE, "minor")), "children_in_care", PLAIN)
    )
    assert "Scale of failure: minor; the rule looks for “minor” or worse: found." in words
