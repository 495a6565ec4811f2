"""Areas whose rules may conflict, or whose provisional grade alone is in conflict."""

from __future__ import annotations

from evenhand.domain import Conflict, Judged
from evenhand.evaluation import InspectionTrace
from evenhand.explanation import (
    InspectionView,
    compare,
    decisive_rules,
    explain_area,
    explain_comparison,
    explain_inspection,
    explain_why_not,
    why_not,
    words_of,
)
from evenhand.language import Area, AreaGrade, IsOneOf, Modality, Moves, Rule, StartMedian, Ties
from unit.explanation.example_rules import GRADES, NO, OPEN, YES, area, grades, on, rule, switched

VIEW = InspectionView("EX-1")
FIRST = area(grades("S", Modality.SUPPORTS, "good", on("a")), id="first", start="inadequate")
SECOND = area(
    grades("C", Modality.AT_MOST, "inadequate", IsOneOf(AreaGrade("first", GRADES), ("inadequate",))),
    grades("F", Modality.AT_LEAST, "good", on("b")),
    id="second",
    start="good",
)
THIRD = area(
    grades("C", Modality.AT_MOST, "inadequate", on("a")),
    grades("F", Modality.AT_LEAST, "good", on("b")),
    id="third",
    start="good",
    judged_when=on("c"),
)


def provisionally_in_conflict() -> InspectionTrace:
    """The first area is inadequate only provisionally, and that closes off what the second must have."""
    return switched(FIRST, SECOND, a=OPEN, b=YES)


def test_without_a_provisional_grade_an_area_is_undecided_and_says_why() -> None:
    trace = provisionally_in_conflict()
    outcome = trace.areas["second"].outcome
    assert (outcome.conflict, outcome.provisional) == (Conflict.POSSIBLE, None)
    found = words_of(explain_area(trace, "second", VIEW))
    assert (
        "The rules may also turn out to conflict. There is no provisional grade, because rules that have "
        "fired conflict."
    ) in found
    assert "The rules that set" not in found
    assert "The second | Undecided | Good or outstanding | No draft | Undecided" in words_of(
        explain_inspection(trace, VIEW)
    )


def test_the_rules_that_conflict_provisionally_are_the_decisive_ones() -> None:
    assert decisive_rules(provisionally_in_conflict(), "second") == ("C", "F")


def test_a_draft_cannot_be_compared_with_rules_that_conflict_if_they_count_at_all() -> None:
    trace = switched(THIRD, a=YES, b=YES, c=OPEN)
    outcome = trace.areas["third"].outcome
    assert (outcome.conflict, outcome.judged) == (Conflict.CERTAIN, Judged.POSSIBLY)
    found = words_of(explain_area(trace, "third", InspectionView("EX-1", drafts={"third": "good"})))
    assert "The draft grade, good, cannot be compared: it is not decided whether there is a grade." in found


def test_an_area_without_a_grade_is_told_so_where_another_rests_on_it() -> None:
    whole = Area("whole", "The whole", GRADES, StartMedian(("first", "second"), Ties.WORSE))
    open_one = switched(FIRST, SECOND, whole, a=OPEN, b=YES)
    settled = switched(FIRST, SECOND, whole, a=YES, b=YES)
    found = compare(open_one, settled)
    by_area = {one.what: (one.a, one.b) for one in found.areas["whole"].differences}
    assert by_area["first"] == ("inadequate (provisional)", "good")
    assert by_area["second"] == ("no grade", "good")
    words = words_of(explain_comparison(found, open_one, settled, ("One", "Two")))
    assert "The second | no grade: rules conflict | proposed good | Evidence differs" in words


def test_a_conflict_that_is_settled_leaves_its_provisional_grade() -> None:
    found = words_of(explain_area(switched(FIRST, SECOND, a=OPEN, b=NO), "second", VIEW))
    assert "On what is already decided the provisional grade is inadequate." in found


# --- the middle grade of areas that may be in conflict, or not judged ------------------------------------

LAST = area(id="last", start="good")


def asked_about(whole: Area, *members: Area, grade: str = "good", **states: object) -> str:
    trace = switched(*members, whole, **states)  # type: ignore[arg-type]
    return words_of(explain_why_not(trace, why_not(trace, whole.id, grade)))


def median(*members: str, ties: Ties = Ties.WORSE, rules: tuple[Rule, ...] = ()) -> Area:
    return Area("whole", "The whole", GRADES, StartMedian(members, ties), rules)


def test_an_area_that_may_be_in_conflict_is_not_counted_among_those_that_surely_reach_a_grade() -> None:
    found = asked_about(median("second", "last"), FIRST, SECOND, LAST, a=OPEN, b=YES)
    assert (
        "One of the two areas judged is surely good or better; for the middle grade to be, one more would "
        "have to be.\nThe second: good, and its rules may conflict; good or better is needed."
    ) in found


def test_an_area_that_may_not_be_judged_is_not_counted_as_sure() -> None:
    low = area(id="low", start="inadequate")
    perhaps = area(id="perhaps", start="good", judged_when=on("c"))
    whole = median("perhaps", "low")
    for state, sure in ((OPEN, "None"), (YES, "One")):
        assert (
            f"{sure} of the two areas judged is surely good or better; for the middle grade to be, one more "
            "would have to be."
        ) in asked_about(whole, perhaps, low, c=state)


def test_where_a_rule_lowers_the_middle_grade_enough_areas_reach_it() -> None:
    lowered = rule("W", "Rule W", Moves(-1), on("c"))
    for judged_when, count in ((None, "Two"), (on("d"), "One")):
        perhaps = area(id="perhaps", start="good", judged_when=judged_when)
        whole = median("perhaps", "last", rules=(lowered,))
        found = asked_about(whole, perhaps, LAST, c=YES, d=OPEN)
        verb = "are" if count == "Two" else "is"
        assert (
            f"{count} of the two areas judged {verb} surely good or better, and that is enough for the "
            "middle grade to be."
        ) in found


def test_a_draft_beside_rules_that_surely_conflict_cannot_be_compared() -> None:
    trace = switched(THIRD, a=YES, b=YES, c=YES)
    found = words_of(explain_area(trace, "third", InspectionView("EX-1", drafts={"third": "good"})))
    assert "The draft grade, good, cannot be compared, because the rules conflict." in found
