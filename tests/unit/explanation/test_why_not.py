from __future__ import annotations

from evenhand.domain import DOES_NOT_APPLY, YES_NO
from evenhand.evaluation.truth import Truth
from evenhand.explanation import explain_why_not, why_not, why_not_json, words_of
from evenhand.explanation.why_not import Direction, WhyNotKind
from evenhand.language import (
    AllOf,
    AnyOf,
    Concludes,
    CountOf,
    Finding,
    HasFinding,
    Modality,
    NoneOf,
    Not,
    Quantity,
)
from unit.explanation.example_rules import (
    FAILURE,
    NO,
    OPEN,
    VISIBLE,
    YES,
    area,
    decided,
    grades,
    named,
    number,
    on,
    part,
    rule,
    switched,
)

SUPPORT = grades("S", Modality.SUPPORTS, "good", on("a"))


def leaves(found: dict[str, object], rule_id: str) -> list[str]:
    entries = found["why_not"]
    assert isinstance(entries, list)
    entry = next(entry for entry in entries if entry["rule"] == rule_id)
    return [leaf["text"].split(":")[0] for leaf in entry["blocked_by"]]


def asked(trace, grade=None, area_id="area"):  # type: ignore[no-untyped-def]
    return why_not_json(why_not(trace, area_id, grade), trace)


def test_without_a_grade_the_next_grade_up_is_asked_about() -> None:
    assert why_not(decided(), "help_and_protection").grade == "outstanding"


def test_the_best_grade_is_said_to_be_so() -> None:
    found = why_not(decided(), "children_in_care")
    assert found.grade is None
    assert found.message == "This is the best grade on the scale."


def test_the_grade_proposed_already_needs_nothing() -> None:
    assert why_not(decided(), "help_and_protection", "good").direction is Direction.SAME


def test_a_ceiling_in_the_way_is_given_with_what_made_it_fire() -> None:
    found = asked(decided(harm_left_too_long=named(YES_NO, "yes")), area_id="help_and_protection")
    (entry,) = found["why_not"]
    assert (entry["rule"], entry["kind"]) == ("HP7", "ceiling")
    (leaf,) = entry["blocked_by"]
    assert leaf["text"] == "Harm left too long: yes; the rule looks for yes: found."
    assert (leaf["value"], leaf["threshold"]) == ("yes", "yes")


def test_a_support_that_was_needed_is_blocked_by_its_leaves_with_their_distance() -> None:
    trace = decided(supervision_on_time=part(31, 40, sampled=True))
    found = asked(trace, "good", "help_and_protection")
    entry = next(entry for entry in found["why_not"] if entry["rule"] == "HP4")
    (leaf,) = entry["blocked_by"]
    assert leaf["value"] == "31 of 40 cases sampled (77.5%)"
    assert leaf["threshold"] == "at least 85% (“Share of supervision expected on time”)"
    assert (leaf["distance"], leaf["exact_distance"]) == ("7.5 percentage points", "-0.075")
    assert leaf["through"] == ["managers keep a grip"]


def test_a_count_says_how_many_are_met_and_how_many_more_are_needed() -> None:
    trace = decided(children_seen_alone=part(10, 20))
    found = asked(trace, "good", "help_and_protection")
    entry = next(entry for entry in found["why_not"] if entry["rule"] == "HP4")
    assert [leaf["group"] for leaf in entry["blocked_by"]] == ["one met, one more of these two needed"] * 2
    assert leaves(found, "HP4") == ["Children seen alone", "Senior managers visible"]


def test_an_exception_that_holds_is_in_the_way() -> None:
    trace = decided(unallocated_children=number(4))
    found = asked(trace, "good", "help_and_protection")
    entry = next(entry for entry in found["why_not"] if entry["rule"] == "HP4")
    (leaf,) = entry["blocked_by"]
    assert leaf["text"] == (
        "Children without a social worker: 4 children; the exception looks for more than 0 children: found."
    )


def test_an_open_ceiling_is_told_as_not_decided() -> None:
    trace = switched(area(SUPPORT, grades("C", Modality.AT_MOST, "requires_improvement", on("b"))), b=OPEN)
    entry = next(rule for rule in why_not(trace, "area", "good").rules if rule.rule == "C")
    assert (entry.kind, entry.truth) == (WhyNotKind.CEILING, Truth.UNKNOWN)
    assert "Whether it fires is not decided." in words_of(explain_why_not(trace, why_not(trace, "area")))


def test_any_of_offers_each_way_and_all_of_asks_for_every_leaf() -> None:
    either = grades("S", Modality.SUPPORTS, "good", AnyOf((on("a"), AllOf((on("b"), on("c"))))))
    trace = switched(area(either))
    found = asked(trace)
    assert leaves(found, "S") == ["Switch a", "Switch b", "Switch c"]
    assert found["why_not"][0]["needed"][0]["text"] == "one of these two needed"


def test_none_of_is_blocked_by_what_holds() -> None:
    none = grades("S", Modality.SUPPORTS, "good", NoneOf((on("a"), on("b"))))
    assert leaves(asked(switched(area(none), a=YES)), "S") == ["Switch a"]


def test_at_most_is_blocked_by_all_that_hold() -> None:
    few = grades("S", Modality.SUPPORTS, "good", CountOf(Quantity.AT_MOST, 1, (on("a"), on("b"), on("c"))))
    found = asked(switched(area(few), a=YES, b=YES, c=YES))
    assert leaves(found, "S") == ["Switch a", "Switch b", "Switch c"]
    assert found["why_not"][0]["needed"][0]["text"] == "two of these would have to be otherwise"


def test_exactly_is_blocked_from_below_and_from_above() -> None:
    one = grades("S", Modality.SUPPORTS, "good", CountOf(Quantity.EXACTLY, 1, (on("a"), on("b"))))
    assert leaves(asked(switched(area(one))), "S") == ["Switch a", "Switch b"]
    assert leaves(asked(switched(area(one), a=YES, b=YES)), "S") == ["Switch a", "Switch b"]


def test_a_false_finding_is_followed_to_the_leaves_of_each_rule_that_makes_it() -> None:
    first = rule("F1", "First way", Concludes("strong"), on("b"))
    second = rule("F2", "Second way", Concludes("strong"), on("c"))
    support = grades("S", Modality.SUPPORTS, "good", HasFinding("strong"))
    trace = switched(area(first, second, support), findings={"strong": Finding("strong", "it is strong")})
    found = asked(trace)
    assert leaves(found, "S") == ["Switch b", "Switch c"]
    words = words_of(explain_why_not(trace, why_not(trace, "area")))
    assert "any one of these rules makes it" in words
    assert "“First way” (F1)" in words


def test_a_finding_that_must_be_absent_is_followed_to_what_makes_it() -> None:
    weak = rule("F1", "Weak points", Concludes("weak"), AllOf((on("b"), on("c"))))
    support = grades("S", Modality.SUPPORTS, "good", Not(HasFinding("weak")))
    trace = switched(area(weak, support), findings={"weak": Finding("weak", "it is weak")}, b=YES, c=YES)
    assert leaves(asked(trace), "S") == ["Switch b", "Switch c"]


def test_a_worse_grade_is_held_off_by_what_holds_the_grade_up() -> None:
    trace = switched(area(SUPPORT), a=YES)
    found = why_not(trace, "area", "inadequate")
    assert found.direction is Direction.WORSE
    assert [(rule.rule, rule.kind) for rule in found.rules] == [
        ("S", WhyNotKind.HELD_UP),
        ("area.start", WhyNotKind.START),
    ]


def test_an_area_made_of_others_names_the_members_in_the_way_and_how_many_it_needs() -> None:
    trace = decided(scale_of_failure=named(FAILURE, "serious"))
    found = asked(trace, area_id="overall")
    (entry,) = found["why_not"]
    assert entry["rule"] == "overall.start"
    assert entry["note"] == (
        "None of the three areas judged is surely outstanding; for the middle grade to be, two more would "
        "have to be."
    )
    assert leaves(found, "overall.start") == ["Help and protection", "Children in care", "Impact of leaders"]
    assert entry["blocked_by"][1]["distance"] == "two grades"


def test_a_given_grade_is_not_explained_by_rules() -> None:
    trace = decided(given={"leaders": "good"})
    assert why_not(trace, "leaders").message == "The grade is given in the inspection file."


def test_an_area_that_is_not_judged_says_what_would_have_to_hold() -> None:
    trace = switched(area(SUPPORT, judged_when=on("b")), b=NO)
    found = why_not(trace, "area")
    assert found.current is None
    assert leaves(why_not_json(found, trace), "area.judged_when") == ["Switch b"]


def test_a_conflict_lists_both_limiting_rules() -> None:
    ceiling = grades("C", Modality.AT_MOST, "inadequate", on("a"))
    floor = grades("F", Modality.AT_LEAST, "good", on("b"))
    found = why_not(switched(area(ceiling, floor), a=YES, b=YES), "area")
    assert [rule.rule for rule in found.rules] == ["C", "F"]
    assert (found.message is not None and "conflict" not in found.message.lower()) or found.current is None


def test_what_does_not_apply_blocks_a_raise() -> None:
    trace = decided(care_leavers_in_touch=DOES_NOT_APPLY, managers_visible=named(VISIBLE, "rarely"))
    found = asked(trace, "outstanding", "help_and_protection")
    entry = next(entry for entry in found["why_not"] if entry["rule"] == "HP8")
    assert entry["blocked_by"][0]["value"] == "does not apply"


def test_what_two_rules_need_alike_is_written_out_once() -> None:
    trace = decided(supervision_on_time=part(20, 40, sampled=True))
    words = words_of(explain_why_not(trace, why_not(trace, "help_and_protection", "good")))
    assert words.count("makes it, as above.") == 1
