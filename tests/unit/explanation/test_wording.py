"""Words that few pages need: rules without a title, scales without a better end, values not set."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from evenhand.evaluation import InspectionTrace
from evenhand.explanation import InspectionView, explain_area, explain_why_not, why_not, words_of
from evenhand.explanation.book import Book
from evenhand.explanation.obstacles import in_the_way_of_firing, in_the_way_of_not_firing
from evenhand.explanation.why_not_words import why_not_sentence
from evenhand.explanation.words import number, one_of
from evenhand.language import Grades, Modality, Template
from unit.evaluation.asking import trace_of
from unit.explanation.example_rules import IN_FORCE, YES, area, decided, grades, on, rule, switched
from unit.language.vocabulary import FILES

VIEW = InspectionView("EX-1")
SCHEMA = FILES["schema.yaml"] + "  rank: {type: level, title: Rank, levels: [a, b, c], better: neither}\n"


def page(evidence: str, *rules: str) -> str:
    """The page of an area whose rules, each with the rest of a line, allow nothing better than good."""
    text = "area: leaders\ntitle: Leaders\nstarts_at: good\nrules:\n" + "".join(
        f"  - {{id: L{place}, {rule}, then: {{at_most: good}}}}\n" for place, rule in enumerate(rules, 1)
    )
    trace = trace_of(f"evidence: {{{evidence}}}\n", leaders_yaml=text, schema_yaml=SCHEMA)
    return words_of(explain_area(trace, "leaders", VIEW))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(1, 1000), "0.001"),
        (Fraction(-1, 3000), "minus 0.000333"),
        (Fraction(1, 100), "0.01"),
        (0, "0"),
    ],
)
def test_a_number_that_two_decimals_would_make_nothing_has_more(value: Fraction | int, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("unit", "one"),
    [("sheep", "sheep"), ("staff in post", "member of staff in post"), ("kg", "kg")],
)
def test_a_unit_that_has_no_s_stays_as_it_is(unit: str, one: str) -> None:
    assert one_of(unit) == one


@pytest.mark.parametrize(
    ("condition", "asks"),
    [
        ("rank is at least b", "at least “b”"),
        ("rank is not at least b", "less than “b”"),
        ("rank is at most b", "at most “b”"),
        ("rank is not at most b", "more than “b”"),
    ],
)
def test_levels_of_which_neither_end_is_better_are_more_or_less(condition: str, asks: str) -> None:
    assert f"Rank: b; the rule looks for {asks}: " in page("rank: b", f"title: Ranked, when: {condition}")


def test_a_rule_whose_title_is_its_id_is_told_by_what_it_concludes() -> None:
    found = page("late: 4", "title: L1, when: late > 3")
    assert "The rule that allows nothing better than good (L1) fired." in found


def test_a_negative_multiple_is_minus_so_many_times() -> None:
    found = page("late: 4", "title: Late, when: late * -3 < 3")
    assert "Minus 3 times “Visits that were late”: minus 12 visits, made of" in found


@pytest.mark.parametrize(
    ("late", "row", "asks"),
    [
        (5, 1, "exactly 5 visits or exactly 7 visits"),
        (6, 2, "anything but 5 visits and anything but 7 visits"),
    ],
)
def test_a_cell_of_several_numbers_is_told_as_all_of_them(late: int, row: int, asks: str) -> None:
    started = (
        "area: leaders\ntitle: Leaders\nstarts_at:\n  table: |\n    id  | late       | grade\n"
        "    few | 5 or 7     | good\n    all | not 5 or 7 | inadequate\n"
    )
    trace = trace_of(f"evidence: {{late: {late}}}\n", leaders_yaml=started)
    found = words_of(explain_area(trace, "leaders", VIEW))
    grade = "good" if row == 1 else "inadequate"
    assert f"Visits that were late: {late} visits\nDecision table." in found
    assert f"Counts | {asks.capitalize()} | {grade}" in found
    assert (
        f"Row {row} of the decision table counts, where Visits that were late is {asks}, and gives {grade}."
    ) in found


# --- values that are not set -----------------------------------------------------------------------------


def without_parameters(trace: InspectionTrace) -> InspectionTrace:
    return replace(trace, rules=replace(IN_FORCE, parameters={}))


def test_a_parameter_without_a_value_is_named_alone() -> None:
    found = words_of(explain_area(without_parameters(decided()), "help_and_protection", VIEW))
    assert "the rule asks for at least “Share of supervision expected on time”: met" in found


def test_a_reason_says_what_is_not_set_and_what_nothing_is_known_by() -> None:
    because = Template(("Expected: ", "limit", "; and ", "something else", "."))
    named = rule("A1", "Asked", Grades(Modality.SUPPORTS, "good"), on("a"), because=because)
    trace = switched(area(named), a=YES)
    parameter = IN_FORCE.rule_set.parameters["supervision_expected"]
    rule_set = replace(trace.rules.rule_set, parameters={"limit": parameter})
    found = words_of(
        explain_area(replace(trace, rules=replace(trace.rules, rule_set=rule_set)), "area", VIEW)
    )
    assert "Expected: (not set); and something else." in found


# --- why not, in one sentence ----------------------------------------------------------------------------

SUPPORT = grades("S", Modality.SUPPORTS, "good", on("a"))
SECOND = grades("S2", Modality.SUPPORTS, "good", on("b"))
FLOOR = grades("F", Modality.AT_LEAST, "good", on("c"))


@pytest.mark.parametrize(
    ("rules", "states", "asked", "said"),
    [
        ((SUPPORT,), "a", "good", "The rules say this grade already."),
        (
            (SUPPORT,),
            "a",
            "inadequate",
            "Inadequate is not proposed, because “Rule S” (S) and the start of the area hold it up.",
        ),
        (
            (FLOOR,),
            "c",
            "requires_improvement",
            "Requires improvement to be good is not proposed, because “Rule F” (F) holds it up.",
        ),
        (
            (SUPPORT, SECOND),
            "ab",
            "requires_improvement",
            "Requires improvement to be good is not proposed, because “Rule S” (S) and “Rule S2” (S2) hold "
            "it up.",
        ),
    ],
)
def test_why_not_a_grade_is_answered_in_one_sentence(rules, states, asked, said) -> None:  # type: ignore[no-untyped-def]
    trace = switched(area(*rules), **dict.fromkeys(states, YES))
    assert why_not_sentence(why_not(trace, "area", asked), Book(trace)) == said


def test_where_there_is_nothing_to_ask_the_sentence_says_why() -> None:
    trace = switched(area(SUPPORT, start="outstanding"))
    assert why_not_sentence(why_not(trace, "area"), Book(trace)) == "This is the best grade on the scale."
    found = replace(why_not(trace, "area", "good"), rules=())
    assert why_not_sentence(found, Book(trace)) == (
        "Good is not proposed, because no rule lowers the grade so far."
    )
    assert "No rule lowers the grade so far." in words_of(explain_why_not(trace, found))


# --- tables of findings ------------------------------------------------------------------------------------


def test_a_table_of_findings_has_no_one_condition_in_its_way() -> None:
    rules = """\
title: Findings
rules:
  - id: T1
    title: Visits
    table: |
      late | finding
      <= 3 | visits are on time
      > 3  | -
"""
    trace = trace_of("evidence: {late: 4}\n", found_yaml=rules)
    step = trace.rule_step("T1")
    assert in_the_way_of_firing(step, Book(trace)) == ()
    assert in_the_way_of_not_firing(step, Book(trace)) == ()
