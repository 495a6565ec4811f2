"""Brute force itself, on rule sets so small that a person sees the answer."""

from __future__ import annotations

import datetime

import pytest

from evenhand.domain import Case, EvidenceProfile, NameSet, NumberRange, Previous, Recorded, ShareRange
from evenhand.language import RulesInForce
from oracle.every_case import how_many_cases
from oracle.inspections import exact_reach, fewest_changes, settling_sets
from oracle.obligations import EveryCase, Obligation
from oracle.relations import Relation, relations
from oracle.values import CannotEnumerate
from written import load

DAY = datetime.date(2024, 5, 13)

SCHEMA = """\
schema: tiny
title: Tiny
case_record:
  seen: {type: yes_no, title: Seen alone}
  plan: {type: yes_no, title: Has a plan, may_not_apply: yes}
items:
  late: {type: count, title: Late visits, max: 4, better: lower}
  open: {type: count, title: Open visits, better: lower}
  spent: {type: number, title: Spent, places: 1, min: 0, max: 3, better: higher}
  on_time: {type: share, title: On time, better: higher}
  before: {type: share, title: On time before, better: higher}
  harm: {type: yes_no, title: Harm, better: lower}
  calm: {type: yes_no, title: Calm, better: higher, may_not_apply: yes}
  seen_alone: {type: share, title: Seen alone, better: higher, from_cases: seen is yes}
  not_seen: {type: count, title: Not seen, better: lower, from_cases: count of cases where seen is no}
  planned: {type: share, title: Planned, better: higher, from_cases: plan is yes}
"""

FRAMEWORK = """\
framework: tiny
version: "1"
title: Tiny
in_force: {from: 2024-01-01, to: 2025-12-31}
evidence_schema: tiny
scales:
  three: {grades: [poor, fair, good]}
areas: [care]
"""


def rules_of(area: str, **others: str) -> RulesInForce:
    """The rules in force of a framework whose area `care` is written as `area`, and others beside it."""
    areas = {"care": area, **others}
    files = {f"{id}.yaml": f"area: {id}\ntitle: {id.capitalize()}\n{text}" for id, text in areas.items()}
    framework = FRAMEWORK.replace("[care]", f"[{', '.join(areas)}]")
    written = {"framework.yaml": framework, "schema.yaml": SCHEMA, **files}
    return load(written).usable.in_force_on(DAY)


def one_rule(when: str, then: str = "{at_most: poor}", start: str = "good") -> RulesInForce:
    """An area with one rule."""
    return rules_of(f"starts_at: {start}\nrules:\n  - {{id: A1, title: A, when: {when}, then: {then}}}\n")


@pytest.mark.parametrize(
    ("when", "cases"),
    [
        ("late > 2", 3),
        ("open >= 1", 3),
        ("spent >= 1.5", 3),
        ("spent >= 1.55", 2),
        ("on_time >= 85%", 4),
        ("on_time >= before", 3 * 3),
        ("harm is yes", 2),
        ("calm is yes", 3),
        ("calm is known", 4),
        ("previous care is good", 4),
        ("late + open >= 3", None),
        ("late >= 2 * late - 3", 3),
        ("seen_alone >= 50%", 4),
        ("late > 10% of cases", 5 * 14),
    ],
)
def test_there_is_one_case_for_each_class_of_values(when: str, cases: int | None) -> None:
    if cases is None:
        with pytest.raises(CannotEnumerate, match="open can have too many values"):
            how_many_cases(one_rule(when))
    else:
        assert how_many_cases(one_rule(when)) == cases


def test_items_from_cases_agree_with_one_another_and_with_the_number_of_cases() -> None:
    rules = one_rule("{all: [seen_alone >= 50%, not_seen >= 1, cases < 4]}")
    seen = {
        (one.case.profile.cases, one.case.profile.state("seen_alone"), one.case.profile.state("not_seen"))
        for one in EveryCase(rules).all
    }
    for cases, share, count in seen:
        assert isinstance(count, Recorded) and isinstance(count.value, NumberRange)
        if cases == 0:
            assert not isinstance(share, Recorded)
            continue
        assert isinstance(share, Recorded) and isinstance(share.value, ShareRange)
        assert share.value.lowest + count.value.lowest == cases == share.value.of
    assert {cases for cases, _, _ in seen} == set(range(9))


TWO_LIMITS = """\
starts_at: fair
rules:
  - {id: A1, title: A, when: late <= 1, then: {at_least: good}}
  - {id: A2, title: B, when: late >= 1, then: {at_most: poor}}
  - {id: A3, title: C, when: late > 2, then: {at_most: fair}}
  - {id: A4, title: D, when: late >= 0, then: {supports: fair}}
  - {id: A5, title: E, when: late > 4, then: {likely: poor}}
"""


def test_obligations_are_answered_by_their_definitions() -> None:
    every = EveryCase(rules_of(TWO_LIMITS))
    assert {str(one) for one in every.refuted} == {
        "no_conflict of care",
        "floor_below_ceiling of A1, A2",
        "not_redundant of A3",
        "not_redundant of A4",
        "not_always of A4",
        "can_fire of A5",
        "grade_reached of care, fair",
    }
    assert Obligation("not_redundant", ("A5",)) not in every.answers
    assert every.answers[Obligation("better_never_lowers", ("care", "late"))].proved


def test_a_lower_grade_for_better_evidence_is_shown_by_two_cases() -> None:
    every = EveryCase(one_rule("late < 2"))
    answer = every.answers[Obligation("better_never_lowers", ("care", "late"))]
    before, after = (case.profile.state("late") for case in answer.witnesses)
    assert isinstance(before, Recorded) and isinstance(after, Recorded)
    assert before.value.lowest > after.value.lowest


def test_a_grade_that_only_two_items_together_lower_is_told_of_both() -> None:
    """Better on one item alone, the area is not judged; better on both, it is lower."""
    text = (
        "starts_at: good\n"
        "judged_when: {any: [{all: [harm is no, calm is yes]}, {none: [harm is no, calm is yes]}]}\n"
        "rules:\n"
        "  - {id: A1, title: A, when: harm is no, then: {at_most: poor}}\n"
    )
    every = EveryCase(rules_of(text))
    lowered = {one.of for one in every.refuted if one.name == "better_never_lowers"}
    assert lowered == {("care", "harm", "calm")}


@pytest.mark.parametrize(
    ("after", "relation"),
    [
        ("late >= 3", Relation.EQUIVALENT),
        ("late > 1", Relation.STRICTER),
        ("late > 3", Relation.SOFTER),
        ("late = 2", Relation.NEITHER),
        ("{all: [late > 2, harm is yes]}", Relation.SOFTER),
    ],
)
def test_two_rule_sets_are_compared_over_every_case_of_both(after: str, relation: Relation) -> None:
    assert relations(one_rule("late > 2"), one_rule(after)) == {"care": relation}


def case(**states: Recorded) -> Case:
    """An inspection in which this is recorded and nothing else."""
    return Case(EvidenceProfile(states), previous=Previous(none=True))


HARM = Recorded(NameSet(0b10))
TWO = Recorded(NumberRange(2, 2))
BOTH = (
    "starts_at: good\nrules:\n  - {id: A1, title: A, when: [harm is yes, late > 2], then: {at_most: poor}}\n"
)


def test_the_reach_is_that_of_all_completions() -> None:
    rules = rules_of(BOTH)
    assert exact_reach(rules, case()) == {"care": {"poor", "good"}}
    assert exact_reach(rules, case(late=TWO)) == {"care": {"good"}}


def test_the_same_unknown_on_both_sides_is_the_same_value() -> None:
    """The interpreter takes each condition by itself; brute force does not."""
    rules = one_rule("{none: [late > 2, late <= 2]}")
    assert exact_reach(rules, case()) == {"care": {"good"}}


def test_what_settles_an_area_is_the_smallest_set_that_always_does() -> None:
    rules = rules_of(BOTH)
    assert settling_sets(rules, case(), "care") == {frozenset({"harm", "late"})}
    assert settling_sets(rules, case(harm=HARM), "care") == {frozenset({"late"})}
    assert settling_sets(rules, case(late=TWO), "care") == {frozenset()}


def test_the_fewest_changes_are_all_smallest_sets_of_items_and_classes() -> None:
    rules = rules_of(BOTH)
    now = case(harm=HARM, late=TWO)
    assert fewest_changes(rules, now, "care", "good") == {frozenset()}
    assert fewest_changes(rules, now, "care", "poor") == {frozenset({("late", "above 2")})}
    assert fewest_changes(rules, now, "care", "fair") == frozenset()
