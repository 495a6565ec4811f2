from __future__ import annotations

from fractions import Fraction

import pytest

from evenhand.domain import (
    DOES_NOT_APPLY,
    YES_NO,
    Better,
    Case,
    EvidenceEntry,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    ItemType,
    NumberRange,
    Previous,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    UnknownReason,
)
from evenhand.evaluation.interpreter import interpret
from evenhand.evaluation.trace import InspectionTrace, LeafStep, RuleStep
from evenhand.evidence import EvidenceSchema
from evenhand.explanation.leaves import leaf_words
from evenhand.explanation.voices import Voice
from evenhand.language import (
    ALWAYS,
    Area,
    AreaGrade,
    Between,
    CaseTotal,
    Compare,
    Comparison,
    Concludes,
    Constant,
    Derivations,
    DoesNotApplyTo,
    Extreme,
    Finding,
    HasFinding,
    IsAgainst,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Leaf,
    Not,
    Points,
    PreviousGrade,
    Quotient,
    Relation,
    Rule,
    RuleSet,
    Scaled,
    StartGrade,
    Sum,
    Term,
)
from unit.explanation.example_rules import (
    CARE_LEAVERS,
    CASELOAD,
    DAY,
    FAILURE,
    GRADES,
    HARM,
    ITEMS,
    SCALE_OF_FAILURE,
    SUPERVISION,
    UNALLOCATED,
    VISIBLE,
    VISITS,
    item,
    named,
    number,
    part,
    share,
)

HYGIENE = item("hygiene", ItemType.NUMBER, "Hygiene", lowest=0, highest=20)
CONFIDENCE = item("confidence", ItemType.NUMBER, "Confidence", lowest=0, highest=20)
WORKERS = item("workers", ItemType.COUNT, "Social workers", unit="social workers", lowest=0, highest=99)
GAP = item("gap", ItemType.COUNT, "Longest gap", unit="days", lowest=0, highest=365)
QUALITY = item(
    "quality",
    ItemType.LEVEL,
    "Quality of plans",
    scale=Scale("quality", ("poor", "fair", "strong"), points=(1, 2, 3)),
    better=Better.HIGHER,
)
SETTING = item(
    "setting", ItemType.CHOICE, "Setting", scale=Scale("setting", ("home", "school"), ordered=False)
)
MORE = (HYGIENE, CONFIDENCE, WORKERS, GAP, QUALITY, SETTING)


HARMED = IsOneOf(ItemName(HARM), ("yes",))


def trace_of(leaf: Leaf, states: dict[str, ItemState], **case: object) -> InspectionTrace:
    """A rule with one leaf, decided."""
    items: dict[str, EvidenceItem] = {one.id: one for one in (*ITEMS, *MORE)}
    rules = (Rule("R1", "One rule", Concludes("made"), leaf), Rule("R2", "Other", Concludes("other")))
    areas = (
        Area("health", "Health", GRADES, StartGrade("good")),
        Area(
            "unjudged", "Unjudged", GRADES, StartGrade("good"), judged_when=IsOneOf(ItemName(HARM), ("yes",))
        ),
        Area("test", "Test", GRADES, StartGrade("good"), rules),
    )
    rule_set = RuleSet(
        id="leaves",
        version="1",
        title="Leaves",
        status="draft",
        in_force=ALWAYS,
        schema=EvidenceSchema("leaves", "1", "Leaves", items),
        scales={"four_grades": GRADES},
        areas=areas,
        findings={"made": Finding("made", "it is made"), "other": Finding("other", "managers keep a grip")},
        parameters={},
        order=("health", "unjudged", "other", "made", "test"),
        derivations=Derivations(),
    )
    entries = case.pop("entries", {})
    profile = EvidenceProfile(states, entries, cases=40)  # type: ignore[arg-type]
    return interpret(rule_set.in_force_on(DAY), Case(profile, **case))  # type: ignore[arg-type]


def words(leaf: Leaf, voice: Voice = Voice.ASKS, /, **states: ItemState) -> str:
    return full(trace_of(leaf, states), voice)


def full(trace: InspectionTrace, voice: Voice = Voice.ASKS) -> str:
    step = trace.rule_step("R1")
    assert isinstance(step, RuleStep)
    assert isinstance(step.when, LeafStep)
    return leaf_words(step.when, trace, voice).full


def at_least(left: Term, right: Term) -> Compare:
    return Compare(left, Comparison.AT_LEAST, right)


ON_TIME = at_least(ItemNumber(SUPERVISION), share(85, 100))
HEAVY = Compare(ItemNumber(CASELOAD), Comparison.AT_MOST, Constant(15))


def test_a_share_is_told_with_its_denominator_and_how_far_it_falls_short() -> None:
    assert words(ON_TIME, supervision_on_time=part(31, 40)) == (
        "Supervision on time: 31 of 40 cases sampled (77.5%); the rule asks for at least 85%: not met, "
        "7.5 percentage points short."
    )


def test_a_share_of_a_sample_with_unknown_cases_says_how_many() -> None:
    assert words(ON_TIME, supervision_on_time=part(31, 40, 34)).startswith(
        "Supervision on time: 31 of 40 cases sampled (77.5%), 3 not known, so 77.5% to 85%;"
    )


def test_a_percentage_without_counts_is_told_as_it_is() -> None:
    state = Recorded(ShareRange(Fraction(9, 10), Fraction(9, 10)))
    assert words(ON_TIME, supervision_on_time=state).startswith("Supervision on time: 90%; ")


def test_a_number_that_is_met_says_how_much_is_to_spare() -> None:
    assert words(HEAVY, caseload_mean=number(Fraction(142, 10))) == (
        "Mean caseload: 14.2 children per social worker; the rule asks for at most 15 children per social "
        "worker: met, with 0.8 children per social worker to spare."
    )


def test_a_number_that_is_not_met_says_by_how_much_it_is_over() -> None:
    assert words(HEAVY, caseload_mean=number(16)).endswith("not met, 1 child per social worker over.")


def test_a_rule_that_looks_for_something_bad_says_found() -> None:
    leaf = Compare(ItemNumber(UNALLOCATED), Comparison.MORE, Constant(3))
    assert words(leaf, Voice.LOOKS, unallocated_children=number(5)) == (
        "Children without a social worker: 5 children; the rule looks for more than 3 children: found, "
        "2 children above the threshold."
    )


def test_a_value_at_the_threshold_is_said_to_be_there() -> None:
    assert words(HEAVY, caseload_mean=number(15)).endswith(": met, exactly at the threshold.")


def test_a_partly_known_number_may_lie_on_either_side() -> None:
    assert words(HEAVY, caseload_mean=number(14, 18)) == (
        "Mean caseload: 14 to 18 children per social worker; the rule asks for at most 15 children per "
        "social worker: not decided, because it may lie on either side of the threshold."
    )


def test_a_partly_known_number_decided_by_its_bounds_says_so() -> None:
    assert words(HEAVY, caseload_mean=number(16, 18)).endswith(
        ": not met. Every value that it can still have gives the same answer."
    )


@pytest.mark.parametrize(
    ("reason", "value", "why"),
    [
        (UnknownReason.NOT_LOOKED_AT, "not looked at", "until it is looked at"),
        (UnknownReason.SOURCES_CONFLICT, "sources conflict", "until the sources are settled"),
        (UnknownReason.COULD_NOT_TELL, "looked at, but could not tell", "and it cannot be"),
        (UnknownReason.SUPPRESSED, "suppressed in the source", "and it cannot be"),
    ],
)
def test_each_reason_for_unknown_is_told(reason: UnknownReason, value: str, why: str) -> None:
    found = words(HEAVY, caseload_mean=Unknown(reason))
    assert f"Mean caseload: {value};" in found
    assert found.endswith(f": not decided, {why}.")


def test_conflicting_sources_are_both_shown() -> None:
    entries = {
        "caseload_mean": (
            EvidenceEntry("caseload_mean", number(14), "14", "Annex A"),
            EvidenceEntry("caseload_mean", number(19), "19", "a team manager"),
        )
    }
    state = Unknown(UnknownReason.SOURCES_CONFLICT)
    assert full(trace_of(HEAVY, {"caseload_mean": state}, entries=entries)).startswith(
        "Mean caseload: sources conflict: 14 children per social worker (Annex A) and 19 children per "
        "social worker (a team manager); "
    )


def test_an_assumed_value_is_marked_with_its_reason() -> None:
    entry = EvidenceEntry("caseload_mean", number(14), "14", assumed_because="not published")
    found = full(trace_of(HEAVY, {"caseload_mean": number(14)}, entries={"caseload_mean": (entry,)}))
    assert "Mean caseload: 14 children per social worker (assumed);" in found
    assert found.endswith("“Mean caseload” is assumed, not recorded: not published.")


def test_what_does_not_apply_meets_nothing() -> None:
    leaf = at_least(ItemNumber(CARE_LEAVERS), share(9, 10))
    assert words(leaf, care_leavers_in_touch=DOES_NOT_APPLY) == (
        "Care leavers in touch: does not apply; the rule asks for at least 90%: not met. What does not apply "
        "cannot meet a condition, whichever way that is put."
    )


def test_what_may_turn_out_not_to_apply_is_said_so() -> None:
    anything = at_least(ItemNumber(CARE_LEAVERS), share(0, 10))
    assert words(anything).endswith("It may turn out not to apply.")


def test_what_is_open_anyway_is_not_also_said_to_perhaps_not_apply() -> None:
    leaf = at_least(ItemNumber(CARE_LEAVERS), share(9, 10))
    assert words(leaf).endswith("not decided, until it is looked at.")


def test_a_sampled_share_near_the_threshold_is_told_with_its_interval() -> None:
    assert words(ON_TIME, supervision_on_time=part(31, 40, sampled=True)).endswith(
        "This is within sampling error: allowing for which cases happened to be sampled, the share lies "
        "between 62% and 88% at the 95% level."
    )


def test_a_rounded_percentage_at_the_threshold_is_told_to_be_checked() -> None:
    state = Recorded(ShareRange(Fraction(8496, 10000), Fraction(8496, 10000)))
    found = words(ON_TIME, supervision_on_time=state)
    assert "not met, 0.04 percentage points short." in found
    assert found.endswith("check the counts behind it.")


def test_a_not_form_of_a_comparison_is_turned_round() -> None:
    assert words(Not(HEAVY), caseload_mean=number(17)).endswith(
        "the rule asks for more than 15 children per social worker: met, with 2 children per social worker "
        "to spare."
    )


def test_between_names_both_ends() -> None:
    leaf = Between(ItemNumber(GAP), Constant(12), Constant(18))
    assert words(leaf, gap=number(20)) == (
        "Longest gap: 20 days; the rule asks for between 12 and 18 days: not met."
    )
    assert "a value outside 12 to 18 days: met." in words(Not(leaf), gap=number(20))


def test_a_share_of_the_cases_is_told_with_its_value() -> None:
    leaf = Compare(ItemNumber(UNALLOCATED), Comparison.AT_MOST, Scaled(CaseTotal(), Fraction(1, 10)))
    assert "asks for at most 4 cases (10% of the cases sampled): met" in words(
        leaf, unallocated_children=number(3)
    )


def test_a_sum_shows_its_parts() -> None:
    leaf = at_least(Sum((ItemNumber(HYGIENE), ItemNumber(CONFIDENCE))), Constant(12))
    assert words(leaf, hygiene=number(5), confidence=number(6)) == (
        "“Hygiene” plus “Confidence”: 11, made of “Hygiene” 5 and “Confidence” 6; the rule asks for at least "
        "12: not met, 1 short."
    )


def test_a_difference_says_minus_and_an_unknown_part_leaves_it_open() -> None:
    leaf = at_least(Sum((ItemNumber(HYGIENE), Scaled(ItemNumber(CONFIDENCE), -1))), Constant(12))
    found = words(leaf, hygiene=number(19))
    assert found.startswith("“Hygiene” minus “Confidence”: minus 1 to 19,")
    assert "not decided, because a part of it is not known." in found


def test_a_mean_is_called_a_mean() -> None:
    mean = Scaled(Sum((ItemNumber(HYGIENE), ItemNumber(CONFIDENCE))), Fraction(1, 2))
    assert words(at_least(mean, Constant(5)), hygiene=number(5), confidence=number(6)).startswith(
        "The mean of “Hygiene” and “Confidence”: 5.5,"
    )


def test_a_quotient_by_nothing_says_so() -> None:
    leaf = at_least(Quotient(ItemNumber(UNALLOCATED), ItemNumber(WORKERS)), Constant(2))
    found = words(leaf, unallocated_children=number(4), workers=number(0))
    assert found.startswith("“Children without a social worker” divided by “Social workers”: does not apply,")
    assert found.endswith("There is nothing to divide by, so the figure does not apply.")


def test_the_highest_of_several_and_points_are_told() -> None:
    highest = Extreme(True, (ItemNumber(HYGIENE), ItemNumber(CONFIDENCE)))
    assert words(at_least(highest, Constant(5)), hygiene=number(5), confidence=number(6)).startswith(
        "The highest of “Hygiene” and “Confidence”: 6,"
    )
    leaf = at_least(Points(ItemName(QUALITY)), Constant(2))
    assert words(leaf, quality=named(QUALITY.names, "strong")) == (
        "The points for “Quality of plans”: 3, made of “Quality of plans” strong; the rule asks for at least "
        "2: met, with 1 to spare."
    )


def test_levels_are_quoted_so_that_they_do_not_read_as_verdicts() -> None:
    leaf = IsOneOf(ItemName(SCALE_OF_FAILURE), ("not_found",))
    assert words(leaf, scale_of_failure=named(FAILURE, "minor")) == (
        "Scale of failure: minor; the rule asks for “not found”: not met."
    )


def test_a_level_that_is_better_higher_is_asked_for_or_better() -> None:
    leaf = IsRanked(ItemName(VISITS), Relation.AT_LEAST, "sometimes")
    assert words(leaf, managers_visible=named(VISIBLE, "rarely", "routinely")) == (
        "Senior managers visible: rarely or routinely; the rule asks for “sometimes” or better: not decided, "
        "because more than one answer is still possible."
    )


def test_a_level_that_is_better_lower_is_looked_for_or_worse() -> None:
    leaf = IsRanked(ItemName(SCALE_OF_FAILURE), Relation.AT_LEAST, "minor")
    assert words(leaf, Voice.LOOKS, scale_of_failure=named(FAILURE, "serious")) == (
        "Scale of failure: serious; the rule looks for “minor” or worse: found."
    )


def test_not_at_least_is_worse_than() -> None:
    leaf = Not(IsRanked(AreaGrade("health", GRADES), Relation.AT_LEAST, "good"))
    assert words(leaf) == "Health: good; the rule asks for worse than good: not met."


def test_a_choice_of_several_words_is_kept_apart_by_a_comma() -> None:
    leaf = IsOneOf(AreaGrade("health", GRADES), ("requires_improvement", "good"))
    assert words(leaf) == "Health: good; the rule asks for requires improvement to be good, or good: met."


def test_an_area_that_is_not_judged_is_told_so() -> None:
    leaf = IsOneOf(AreaGrade("unjudged", GRADES), ("good",))
    assert words(leaf, harm_left_too_long=named(YES_NO, "no")).startswith("Unjudged: not judged; ")
    assert words(leaf).startswith("Unjudged: good, or not judged; ")


def test_two_areas_are_compared_with_both_grades_shown() -> None:
    leaf = IsAgainst(AreaGrade("health", GRADES), Relation.BETTER, AreaGrade("unjudged", GRADES))
    assert words(leaf, harm_left_too_long=named(YES_NO, "yes")) == (
        "Health: good; the rule asks for better than “Unjudged”, which is good: not met."
    )


def test_a_previous_grade_is_told_with_its_date() -> None:
    leaf = IsRanked(PreviousGrade("health", GRADES), Relation.AT_LEAST, "good")
    given = Previous({"health": "requires_improvement"}, DAY)
    assert full(trace_of(leaf, {}, previous=given)) == (
        "Health at the previous inspection: requires improvement to be good (13 May 2024); the rule asks for "
        "good or better: not met."
    )
    assert full(trace_of(leaf, {})).startswith(
        "Health at the previous inspection: not given; the rule asks for good or better: not decided, until "
        "the previous grade is given."
    )
    assert full(trace_of(leaf, {}, previous=Previous(none=True))).startswith(
        "Health at the previous inspection: there was none; "
    )


def test_presence_and_absence_are_told_in_words() -> None:
    assert words(IsKnown(CASELOAD), caseload_mean=number(14)) == (
        "Mean caseload: 14 children per social worker; the rule asks for a recorded answer: met."
    )
    assert words(DoesNotApplyTo(CARE_LEAVERS), care_leavers_in_touch=DOES_NOT_APPLY).endswith(
        "the rule asks for “does not apply”: met."
    )
    assert words(IsJudged("health")) == "Health: judged; the rule asks for a judgement: met."
    assert words(Not(IsJudged("health"))) == "Health: judged; the rule asks for no judgement: not met."


def test_a_finding_is_told_by_its_name() -> None:
    assert words(HasFinding("other")) == ("The finding “managers keep a grip” is made; the rule asks for it.")
    assert words(Not(HasFinding("other"))) == (
        "The finding “managers keep a grip” is made; the rule asks for its absence."
    )


def test_a_value_with_an_open_end_is_undecided_for_want_of_a_part() -> None:
    found = words(HEAVY, caseload_mean=Recorded(NumberRange(3, None)))
    assert found.endswith("not decided, because a part of it is not known.")


PER_WORKER = Quotient(ItemNumber(HYGIENE), ItemNumber(WORKERS))


@pytest.mark.parametrize(
    "leaf",
    [
        at_least(Scaled(PER_WORKER, 2), Constant(1)),
        at_least(ItemNumber(CONFIDENCE), PER_WORKER),
    ],
)
def test_nothing_to_divide_by_is_told_wherever_the_division_stands(leaf: Leaf) -> None:
    found = words(leaf, hygiene=number(3), confidence=number(3), workers=number(0))
    assert found.endswith("There is nothing to divide by, so the figure does not apply.")


def test_without_an_interval_being_within_sampling_error_is_told_alone() -> None:
    trace = trace_of(ON_TIME, {"supervision_on_time": part(33, 40, sampled=True)})
    step = trace.rule_step("R1")
    assert isinstance(step, RuleStep) and isinstance(step.when, LeafStep)
    assert step.when.interval is not None
    said = leaf_words(step.when._replace(interval=None), trace).full
    assert said.endswith("This is within sampling error.")
