from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.domain import YES_NO, Previous
from evenhand.evaluation import InspectionTrace
from evenhand.explanation import (
    FirstDifference,
    canonical_json,
    compare,
    comparison_json,
    explain_comparison,
    words_of,
)
from evenhand.explanation.comparison_of_three import compare_three, explain_three, three_json
from evenhand.explanation.comparison_words import verdict_words
from evenhand.language import Area, Modality, StartMedian, Ties
from unit.evaluation.asking import trace_of
from unit.explanation.example_rules import (
    DAY,
    GRADES,
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
from unit.language.vocabulary import FILES


def test_equal_grades_have_nothing_to_explain() -> None:
    found = compare(decided(), decided()).areas["help_and_protection"]
    assert found.explained
    assert found.first_difference is None
    assert not found.differences


def test_a_difference_of_grade_under_different_rule_sets_is_not_put_down_to_evidence() -> None:
    rule = grades("HP7", Modality.AT_MOST, "inadequate", on("a"))
    traces = [decided(), decided(), switched(area(rule, id="help_and_protection"), a=YES)]
    found = compare(traces[0], traces[2]).areas["help_and_protection"]
    assert found.explained and found.grades_differ
    assert verdict_words(found) == "The grades differ, and so do the rule sets: evidence need not be why."
    same = compare(decided(), decided())
    assert not same.to_report and comparison_json(same)["caution"] is None
    three = compare_three(traces, [{}, {}, {}])
    words = words_of(explain_three(three, ("One", "Two", "Three")))
    assert "Rule sets differ" in words and "Evidence differs" not in words
    assert "cannot be compared like for like" in words
    assert three.to_report and three_json(three)["caution"]


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
    assert "Grades under different rule sets cannot be compared like for like." in words
    assert found.to_report and comparison_json(found)["caution"]
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


# --- where two inspections first part ------------------------------------------------------------------

VISITS = """\
title: Findings
rules:
  - id: T1
    title: Visits
    table: |
      id    | harm | late | finding
      first | -    | <= 3 | visits are on time
      last  | no   | > 3  | -
"""
READS_VISITS = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - {id: L1, title: Visits count, then: {supports: outstanding}, when: visits are on time}
"""


def parted(one: str, two: str, area_id: str = "leaders", **files: str) -> FirstDifference:
    """Where two inspections first part, under the same rule set."""
    a, b = (
        trace_of(f"evidence: {{{told}}}\n" if told[0] != "+" else told[1:], **files) for told in (one, two)
    )
    first = compare(a, b).areas[area_id].first_difference
    assert first is not None
    return first


def test_a_table_of_findings_parts_at_the_cell_that_is_decided_differently() -> None:
    first = parted("late: 1, harm: no", "late: 4, harm: no", leaders_yaml=READS_VISITS, found_yaml=VISITS)
    assert (first.rule, first.leaf) == ("T1", "Visits that were late: at most 3 visits")
    assert first.a.startswith("Visits that were late: 1 visit;")
    assert first.b.startswith("Visits that were late: 4 visits;")


def test_rows_that_are_decided_alike_are_passed_over() -> None:
    visits = """\
title: Findings
rules:
  - id: T1
    title: Visits
    hit: first
    table: |
      id    | harm | late | finding
      first | yes  | -    | harm was done
      last  | -    | > 3  | some are late
      rest  | -    | -    | -
"""
    reads = READS_VISITS.replace("visits are on time", "some are late")
    first = parted("late: 4, harm: no", "late: 1, harm: no", leaders_yaml=reads, found_yaml=visits)
    assert (first.rule, first.leaf) == ("T1", "Visits that were late: more than 3 visits")


def test_tables_of_the_same_id_are_compared_row_by_row_where_their_columns_are_as_many() -> None:
    """The second rule set has another first row, and a last one with a column less."""
    other = VISITS.replace("first |", "frist |")
    narrow = VISITS.replace("| harm ", "").replace("| -    ", "").replace("| no   ", "")
    a = trace_of("evidence: {late: 1, harm: no}\n", leaders_yaml=READS_VISITS, found_yaml=VISITS)
    b = trace_of("evidence: {late: 4, harm: no}\n", leaders_yaml=READS_VISITS, found_yaml=other)
    c = trace_of("evidence: {late: 4, harm: no}\n", leaders_yaml=READS_VISITS, found_yaml=narrow)
    found = [compare(a, two).areas["leaders"].first_difference for two in (b, c)]
    assert [(first.rule, first.leaf) for first in found if first] == [
        ("T1", "Visits that were late: more than 3 visits"),
        ("T1", None),
    ]
    assert found[1] is not None
    assert (found[1].a, found[1].b) == ("The rule fired.", "The rule did not fire.")


def test_a_table_and_a_rule_of_the_same_id_part_as_a_whole() -> None:
    rule_instead = (
        "title: Findings\nrules:\n"
        "  - {id: T1, title: Visits, when: late <= 3, then: {finding: visits are on time}}\n"
    )
    a = trace_of("evidence: {late: 1, harm: no}\n", leaders_yaml=READS_VISITS, found_yaml=VISITS)
    b = trace_of("evidence: {late: 4, harm: no}\n", leaders_yaml=READS_VISITS, found_yaml=rule_instead)
    for one, two in ((a, b), (b, a)):
        first = compare(one, two).areas["leaders"].first_difference
        assert first is not None
        assert (first.rule, first.leaf) == ("T1", None)


RULES = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - {id: L1, title: Late, then: {at_most: good}, %s}
"""


@pytest.mark.parametrize(
    ("rule", "leaf"),
    [
        ("when: harm is no, unless: late > 3", "Visits that were late: more than 3 visits"),
        ("unless: late > 3", "Visits that were late: more than 3 visits"),
        (
            "when: {all: [harm is no, {any: [late > 9, due > 9, late <= 3]}]}",
            "Visits that were late: at most 3 visits",
        ),
    ],
)
def test_a_rule_parts_at_its_first_leaf_or_at_its_exception(rule: str, leaf: str) -> None:
    first = parted("late: 1, harm: no, due: 1", "late: 4, harm: no, due: 1", leaders_yaml=RULES % rule)
    assert (first.rule, first.leaf) == ("L1", leaf)


def test_rules_of_the_same_id_with_other_parts_part_as_a_whole() -> None:
    two = RULES % "when: {all: [harm is no, late <= 3]}"
    three = RULES % "when: {all: [harm is no, late <= 3, due > 0]}"
    a = trace_of("evidence: {late: 1, harm: no, due: 1}\n", leaders_yaml=two)
    for files in (three, RULES % "unless: late > 3"):
        b = trace_of("evidence: {late: 4, harm: no, due: 1}\n", leaders_yaml=files)
        first = compare(a, b).areas["leaders"].first_difference
        assert first is not None
        assert (first.rule, first.leaf, first.a, first.b) == (
            "L1",
            None,
            "The rule fired.",
            "The rule did not fire.",
        )


def test_rules_that_join_equal_parts_by_another_word_part_as_a_whole() -> None:
    evidence = "evidence: {late: 4, due: 1}\n"
    a = trace_of(evidence, leaders_yaml=RULES % "when: {any: [late <= 3, due > 0]}")
    b = trace_of(evidence, leaders_yaml=RULES % "when: {all: [late <= 3, due > 0]}")
    first = compare(a, b).areas["leaders"].first_difference
    assert first is not None
    assert (first.rule, first.leaf) == ("L1", None)


def test_whether_an_area_is_judged_may_be_where_they_part() -> None:
    judged = "area: leaders\ntitle: Leaders\nstarts_at: good\njudged_when: late <= 3\n"
    first = parted("late: 1", "late: 4", leaders_yaml=judged)
    assert (first.rule, first.leaf) == ("leaders.judged_when", "Visits that were late")
    assert first.b.startswith("Visits that were late: 4 visits;")
    both = trace_of("evidence: {late: 1}\n", leaders_yaml=judged)
    assert compare(both, both).areas["leaders"].first_difference is None


def test_a_start_may_be_where_they_part() -> None:
    started = (
        "area: leaders\ntitle: Leaders\nstarts_at:\n  table: |\n    id  | late | grade\n"
        "    few | <= 3 | good\n    all | > 3  | inadequate\n"
    )
    first = parted("late: 1", "late: 4", leaders_yaml=started)
    assert (first.rule, first.leaf) == ("leaders.start", None)
    assert "Row 1 of the decision table counts" in first.a
    assert "Row 2 of the decision table counts" in first.b


def test_an_area_that_the_other_rule_set_does_not_have_is_passed_over() -> None:
    member = area(id="member")
    whole = Area("whole", "The whole", GRADES, StartMedian(("member",), Ties.WORSE))
    other = area(id="whole")
    found = compare(switched(member, whole), switched(other))
    assert found.only_a == ("member",)
    assert found.areas["whole"].first_difference is None


# --- what else may differ ------------------------------------------------------------------------------


def test_a_given_area_differs_from_one_that_is_not_given() -> None:
    found = compare(decided(given={"leaders": "inadequate"}), decided()).areas["leaders"]
    assert [(one.a, one.b) for one in found.differences] == [("given as inadequate", "not given")]


def test_evidence_below_an_area_that_is_given_in_both_explains_nothing() -> None:
    files = {
        "care_yaml": "area: care\ntitle: Care\nstarts_at: good\nrules:\n"
        "  - {id: C1, title: Late, when: late > 3, then: {at_most: inadequate}}\n",
        "leaders_yaml": "area: leaders\ntitle: Leaders\nstarts_at: care\nrules: []\n",
    }
    for given, differs in (("", ["care", "late"]), ("given: {care: good}\n", [])):
        one, two = (trace_of(f"{given}evidence: {{late: {late}}}\n", **files) for late in (1, 4))
        assert [found.what for found in compare(one, two).areas["leaders"].differences] == differs


def test_previous_grades_differ() -> None:
    started = "area: leaders\ntitle: Leaders\nstarts_at: good\nrules:\n" + (
        "  - {id: L1, title: Fell, then: {at_most: good}, when: leaders is worse than previous care}\n"
    ).replace("leaders is worse than previous care", "previous care is at least good")
    one, two, none, missing = (
        trace_of(text, leaders_yaml=started)
        for text in (
            "previous: {grades: {care: good}}\n",
            "previous: {grades: {care: inadequate}}\n",
            "previous: none\n",
            "",
        )
    )
    found = [
        [(d.what, d.title, d.a, d.b) for d in compare(one, other).areas["leaders"].differences]
        for other in (one, two, none, missing)
    ]
    title = "Care at the previous inspection"
    assert found == [
        [],
        [("previous care", title, "good", "inadequate")],
        [("previous care", title, "good", "there was none")],
        [("previous care", title, "good", "not given")],
    ]


def test_a_computed_item_differs_by_what_it_can_be() -> None:
    computed = "  worked_out: {type: count, title: Late or due, better: lower, computed: late + due}\n"
    files = {"leaders_yaml": RULES % "when: worked_out > 3", "schema_yaml": FILES["schema.yaml"] + computed}
    one, same, other = (
        trace_of(f"evidence: {{{told}}}\n", **files)
        for told in ("late: 1, due: 2", "late: 2, due: 1", "late: 4, due: 2")
    )

    def differing(two: InspectionTrace) -> list[tuple[str, str, str]]:
        return [(found.what, found.a, found.b) for found in compare(one, two).areas["leaders"].differences]

    assert differing(same) == []
    assert differing(other) == [("worked_out", "3", "6")]


def test_drafts_that_differ_where_the_rules_do_not_are_told_in_words() -> None:
    one, two = decided(), decided(supervision_on_time=part(37, 40))
    drafts = {"help_and_protection": "good"}, {"help_and_protection": "inadequate"}
    found = compare(one, two, *drafts)
    words = words_of(explain_comparison(found, one, two))
    assert (
        "The rules say the same of both although the evidence differs, so the rules do not explain why the "
        "drafts differ."
    ) in words
    assert (
        "proposed good; draft good | proposed good; draft inadequate | Drafts differ, proposals do not"
        in (words)
    )


def test_evidence_that_changes_no_rule_does_not_explain_a_grade_by_rules() -> None:
    one, two = decided(), decided(unallocated_children=number(0, 3))
    found = compare(one, two, {"children_in_care": "good"}, {"children_in_care": "inadequate"})
    area_found = found.areas["children_in_care"]
    assert area_found.explained and not area_found.drafts_only
    plain = replace(area_found, first_difference=None)
    assert verdict_words(plain) == ("The evidence differs, but no rule is decided differently because of it.")
    assert verdict_words(area_found) == (
        "The evidence differs, and the rules are decided differently because of it."
    )


def test_inspections_without_an_area_in_common_have_no_table() -> None:
    one, two = switched(area(id="one")), switched(area(id="two"))
    words = words_of(explain_comparison(compare(one, two), one, two, ("A", "B")))
    assert "Grades compared" not in words
    assert "Only A has “The one”.\nOnly B has “The two”." in words
