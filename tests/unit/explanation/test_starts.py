from __future__ import annotations

from evenhand.domain import Case, EvidenceProfile, ItemState, ItemType, Previous, Scale
from evenhand.evaluation import interpret
from evenhand.evaluation.trace import InspectionTrace
from evenhand.evidence import EvidenceSchema
from evenhand.explanation import InspectionView, explain_area, explain_why_not, why_not, words_of
from evenhand.explanation.why_not import WhyNotKind
from evenhand.language import (
    ALWAYS,
    Area,
    AreaGrade,
    Column,
    DecisionTable,
    Derivations,
    Finding,
    FindingTable,
    GivenOnly,
    HitPolicy,
    IsOneOf,
    ItemName,
    PreviousGrade,
    Row,
    RuleSet,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartTable,
)
from unit.explanation.example_rules import DAY, GRADES, item, named

ANSWER = Scale("answer", ("no", "probably_no", "yes"), ordered=False)
FIRST = item("q1", ItemType.CHOICE, "Was the order hidden?", scale=ANSWER)
SECOND = item("q2", ItemType.CHOICE, "Were groups alike?", scale=ANSWER)
LEVEL = item("level", ItemType.LEVEL, "Overall level", scale=GRADES, may_not_apply=True)


def cell(one, *names: str) -> IsOneOf:  # type: ignore[no-untyped-def]
    return IsOneOf(ItemName(one), names)


TABLE = DecisionTable(
    (Column("q1", ItemName(FIRST)), Column("q2", ItemName(SECOND))),
    HitPolicy.FIRST,
    (
        Row("low", (cell(FIRST, "no", "probably_no"), None), "inadequate"),
        Row("both", (cell(FIRST, "yes"), cell(SECOND, "yes")), "good"),
        Row("rest", (None, None), "requires_improvement"),
    ),
)
FINDINGS = DecisionTable(
    TABLE.columns,
    HitPolicy.FIRST,
    (Row("strong", (cell(FIRST, "yes"), None), "strong"), Row("rest", (None, None), None)),
)
YES, NO = named(ANSWER, "yes"), named(ANSWER, "no")
VIEW = InspectionView("EX-1")


def trace_of(start: Start, states: dict[str, ItemState] | None = None, **case: object) -> InspectionTrace:
    findings = FindingTable("T1", "How strong it is", FINDINGS)
    areas = (
        Area("health", "Health", GRADES, StartGrade("good")),
        Area("safety", "Safety", GRADES, StartGrade("inadequate")),
        Area("whole", "Whole", GRADES, start, (findings,)),
    )
    rules = RuleSet(
        id="starts",
        version="1",
        title="Starts",
        status="draft",
        in_force=ALWAYS,
        schema=EvidenceSchema("starts", "1", "Starts", {one.id: one for one in (FIRST, SECOND, LEVEL)}),
        scales={"four_grades": GRADES},
        areas=areas,
        findings={"strong": Finding("strong", "it is strong")},
        parameters={},
        order=("health", "safety", "strong", "whole"),
        derivations=Derivations(),
    )
    profile = EvidenceProfile(states or {})
    return interpret(rules.in_force_on(DAY), Case(profile, **case))  # type: ignore[arg-type]


def page(start: Start, **states: ItemState) -> str:
    return words_of(explain_area(trace_of(start, states), "whole", VIEW))


def test_the_worst_and_the_best_of_areas_are_named_as_such() -> None:
    members = ("health", "safety")
    assert (
        "It starts at the worst grade of two areas: inadequate. “Health” is good and “Safety” is inadequate."
    ) in page(StartExtreme(False, members))
    assert "It starts at the best grade of two areas: good." in page(StartExtreme(True, members))


def test_the_worst_of_areas_needs_each_of_them_and_the_best_needs_one() -> None:
    worst = trace_of(StartExtreme(False, ("health", "safety")))
    found = why_not(worst, "whole")
    assert [member.member for member in found.rules[0].members] == ["safety"]
    assert found.rules[0].note == (
        "The area starts at the worst of its areas, so each would have to be requires improvement to be "
        "good, or better."
    )
    best = why_not(trace_of(StartExtreme(True, ("health", "safety"))), "whole")
    assert (
        best.rules[0].note
        == "The area starts at the best of its areas, so one that is outstanding is enough."
    )


def test_a_start_at_another_area_or_item_names_it() -> None:
    assert "It starts at “Safety”: inadequate." in page(StartAt(AreaGrade("safety", GRADES)))
    assert "It starts at “Overall level”: good." in page(
        StartAt(ItemName(LEVEL)), level=named(GRADES, "good")
    )


def test_a_start_at_the_previous_grade_says_so() -> None:
    trace = trace_of(StartAt(PreviousGrade("health", GRADES)), previous=Previous({"health": "good"}))
    assert "It starts at the grade of “Health” at the previous inspection: good." in words_of(
        explain_area(trace, "whole", VIEW)
    )


def test_an_area_without_rules_can_only_be_given() -> None:
    assert "The rule set has no rules for it: its grade can only be given." in page(GivenOnly())


def test_the_row_that_counts_is_told_in_words() -> None:
    found = page(StartTable(TABLE), q1=YES, q2=YES)
    assert (
        "It starts where its decision table says. Row 2 of the decision table counts, where Was the order "
        "hidden? is “yes” and Were groups alike? is “yes”, and gives good."
    ) in found
    assert "Row | Was the order hidden? | Were groups alike? | Outcome" in found
    assert "Does not fit | “no” or “probably no” | Anything | inadequate" in found
    assert "Counts | “yes” | “yes” | good" in found
    assert "Decision table. The first row that fits counts." in found


def test_the_rows_that_may_count_are_told() -> None:
    found = page(StartTable(TABLE), q1=YES)
    assert "Row 2 or 3 of the decision table may count; which one is not decided." in found
    assert "May count | “yes” | “yes” | good" in found


def test_a_row_for_every_other_case_says_so() -> None:
    assert "Row 3 of the decision table counts, which fits every other case" in page(
        StartTable(TABLE), q1=YES, q2=NO
    )


def test_a_table_is_asked_for_the_rows_that_would_give_the_grade() -> None:
    trace = trace_of(StartTable(TABLE), {"q1": YES, "q2": NO})
    found = why_not(trace, "whole")
    assert found.rules[0].kind is WhyNotKind.START
    words = words_of(explain_why_not(trace, found))
    assert "Row 2 of the decision table gives good, and lacks:" in words
    assert "Were groups alike?: no; the rule asks for “yes”: not met." in words


def test_a_table_of_findings_is_shown_among_the_rules() -> None:
    found = page(StartGrade("good"), q1=YES, q2=NO)
    assert "“How strong it is” (T1) fired. It makes the finding “it is strong”." in found
    assert "Counts | “yes” | Anything | “it is strong”" in found
