from __future__ import annotations

from dataclasses import replace

from evenhand.domain import YES_NO, Previous
from evenhand.explanation import (
    canonical_json,
    compare,
    comparison_json,
    explain_comparison,
    words_of,
)
from evenhand.language import Modality
from unit.explanation.example_rules import (
    DAY,
    IN_FORCE,
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


def test_equal_grades_have_nothing_to_explain() -> None:
    found = compare(decided(), decided()).areas["help_and_protection"]
    assert found.explained
    assert found.first_difference is None
    assert not found.differences


def test_the_first_point_where_traces_part_is_a_leaf_of_a_rule() -> None:
    found = compare(decided(), decided(supervision_on_time=part(20, 40))).areas["help_and_protection"]
    first = found.first_difference
    assert first is not None
    assert first.rule == "HP3"
    assert first.leaf is not None and first.leaf.startswith("Supervision on time: at least 85%")
    assert first.a.startswith("Supervision on time: 38 of 40")
    assert first.b.startswith("Supervision on time: 20 of 40")
    assert found.explained


def test_a_finding_comes_before_the_rules_that_read_it() -> None:
    found = compare(decided(), decided(caseload_mean=number(25))).areas["help_and_protection"]
    assert found.first_difference is not None
    assert found.first_difference.rule == "HP3"


def test_different_drafts_on_the_same_evidence_are_not_explained() -> None:
    found = compare(decided(), decided(), {"leaders": "good"}, {"leaders": "inadequate"}).areas["leaders"]
    assert not found.explained
    assert found.drafts_only
    assert found.first_difference is None


def test_drafts_that_differ_where_proposals_do_not_are_flagged() -> None:
    other = decided(supervision_on_time=part(37, 40))
    found = compare(decided(), other, {"help_and_protection": "good"}, {"help_and_protection": "inadequate"})
    result = found.areas["help_and_protection"]
    assert result.drafts_only
    assert result.explained
    assert [difference.what for difference in result.differences] == ["supervision_on_time"]


def test_given_areas_and_previous_grades_count_as_differences() -> None:
    one = decided(given={"leaders": "good"})
    two = decided(given={"leaders": "inadequate"})
    found = compare(one, two).areas["overall"]
    assert "leaders" in [difference.what for difference in found.differences]
    assert compare(one, two).areas["leaders"].explained


def test_an_area_that_reads_another_sees_the_difference_of_its_draft() -> None:
    trace = decided()
    found = compare(
        trace,
        trace,
        {"leaders": "good", "overall": "good"},
        {"leaders": "inadequate", "overall": "inadequate"},
    )
    assert found.areas["overall"].explained
    assert not found.areas["leaders"].explained


def test_a_start_that_parts_is_told_where_no_rule_does() -> None:
    one = decided(given={"leaders": "good", "children_in_care": "good", "help_and_protection": "good"})
    two = decided(given={"leaders": "good", "children_in_care": "inadequate", "help_and_protection": "good"})
    first = compare(one, two).areas["overall"].first_difference
    assert first is not None
    assert first.rule == "children_in_care.given"


def test_a_changed_threshold_is_a_difference() -> None:
    changed = replace(IN_FORCE, parameters={"supervision_expected": 1})
    two = decided()
    other = replace(two, rules=changed)
    found = compare(two, other).areas["help_and_protection"]
    assert [difference.what for difference in found.differences] == ["supervision_expected"]


def test_rule_sets_are_aligned_by_rule_id_and_named() -> None:
    rule = grades("HP7", Modality.AT_MOST, "inadequate", on("a"))
    other = switched(area(rule, id="help_and_protection"), a=YES)
    found = compare(decided(), other)
    assert (found.rules_a, found.rules_b, found.same_rules) == ("example@2024", "switches@1", False)
    assert found.only_a == ("children_in_care", "leaders", "overall")
    first = found.areas["help_and_protection"].first_difference
    assert first is not None and first.rule == "HP7"
    words = words_of(explain_comparison(found, decided(), other, ("One", "Two")))
    assert "One is under the rule set example@2024 and Two under switches@1." in words
    assert "Only One has “Children in care”, “Impact of leaders” and “Overall effectiveness”." in words


def test_the_json_has_the_keys_that_other_programs_rely_on() -> None:
    found = comparison_json(
        compare(decided(), decided(harm_left_too_long=named(YES_NO, "yes")), {"leaders": "good"})
    )
    area_json = found["areas"]["help_and_protection"]  # type: ignore[index]
    assert (area_json["a"], area_json["b"], area_json["explained"]) == ("good", "inadequate", True)
    assert {"rule", "leaf", "a", "b"} <= area_json["first_difference"].keys()
    assert found["areas"]["leaders"]["first_difference"] is None  # type: ignore[index]
    assert canonical_json(found)


def test_an_undecided_side_is_marked_provisional() -> None:
    two = decided(unallocated_children=number(0, 3), previous=Previous({}, DAY))
    found = compare(decided(), two)
    side = found.areas["help_and_protection"].b
    assert (side.proposed, side.provisional) == (None, "requires_improvement")
    words = words_of(explain_comparison(found, decided(), two))
    assert "undecided (provisional: requires improvement to be good)" in words


def test_the_page_says_when_nothing_explains_a_difference() -> None:
    trace = decided()
    found = compare(trace, trace, {"leaders": "good"}, {"leaders": "inadequate"})
    words = words_of(explain_comparison(found, trace, trace))
    assert "the rules and evidence do not explain the difference." in words
