"""Items that are counted from cases: no answer rests on a sample that cannot be, and none is overlooked."""

from __future__ import annotations

import datetime
import time

import pytest

from evenhand.evaluation import interpret
from evenhand.language import RulesInForce
from evenhand.language.claims import ObligationName
from evenhand.verification import Difference, Found, Relation, Result, SameArea, Verifier
from unit.services.test_witness_text import read_back
from written import load

DAY = datetime.date(2024, 5, 13)

FRAMEWORK = """\
framework: tiny
version: "1"
title: Tiny
in_force: {from: 2024-01-01, to: 2025-12-31}
evidence_schema: tiny
scales: {three: {grades: [poor, fair, good]}}
areas: [care]
"""

SCHEMA = """\
schema: tiny
title: Tiny
case_record:
  gap: {type: count, title: Gap, max: 9}
  allowed: {type: count, title: Allowed, max: 9}
  spare: {type: count, title: Spare, max: 9}
  a: {type: yes_no, title: A}
  b: {type: yes_no, title: B}
  p: {type: yes_no, title: P, may_not_apply: yes}
items:
  over: {type: count, title: Over, better: lower, from_cases: count of cases where gap > allowed}
  under: {type: share, title: Under, better: lower, from_cases: gap < allowed}
  big: {type: count, title: Big, better: lower, from_cases: count of cases where gap > 5}
  both: {type: count, title: Sum, better: lower, from_cases: count of cases where gap + spare > 17}
  never_both: {type: count, title: No sum, better: lower, from_cases: count of cases where gap + spare > 18}
  aa: {type: share, title: AA, better: higher, from_cases: a is yes}
  bb: {type: share, title: BB, better: higher, from_cases: b is yes}
  nb: {type: count, title: NB, better: lower, from_cases: count of cases where b is no}
  plan: {type: share, title: Plan, better: higher, from_cases: p is yes}
  mg: {type: number, title: Mean, better: lower, places: 1, from_cases: mean of gap}
  md: {type: number, title: Median, better: lower, places: 1, from_cases: median of gap}
  half: {type: number, title: Half, better: lower, places: 0, from_cases: median of gap}
"""


def rules_of(*when: str, schema: str = SCHEMA, grade: str = "poor") -> RulesInForce:
    """Rules that set a ceiling where all of some conditions hold."""
    rules = f"  - {{id: A1, title: A, when: [{', '.join(when)}], then: {{at_most: {grade}}}}}\n"
    return loaded(rules, schema)


def against(one: str, other: str, schema: str = SCHEMA) -> RulesInForce:
    """Rules that are in conflict where two conditions hold."""
    return loaded(
        f"  - {{id: A1, title: A, when: {one}, then: {{at_least: fair}}}}\n"
        f"  - {{id: A2, title: A, when: {other}, then: {{at_most: poor}}}}\n",
        schema,
    )


def loaded(rules: str, schema: str) -> RulesInForce:
    care = f"area: care\ntitle: Care\nstarts_at: good\nrules:\n{rules}"
    files = {"framework.yaml": FRAMEWORK, "schema.yaml": schema, "care.yaml": care}
    return load(files).usable.in_force_on(DAY)


def decided(rules: RulesInForce, name: ObligationName) -> Found:
    verifier = Verifier(rules, clock=time.monotonic, seconds=20)
    (own,) = [one for one in verifier.obligations if one.name is name]
    return verifier.decide(own)


def can_fire(*when: str) -> Result:
    return decided(rules_of(*when), ObligationName.CAN_FIRE).result


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (("over > 10% of cases",), Result.PROVED),
        (("over = 1", "under = 100%"), Result.REFUTED),
        (("over >= 1", "under >= 50%", "cases = 3"), Result.PROVED),
        (("over >= 2", "under >= 50%", "cases = 3"), Result.REFUTED),
        # Nothing is more than its bounds and less.
        (("over = 2", "big = 1", "cases = 2"), Result.PROVED),
        # Sums are not sorted into classes: some case does, or nobody can say.
        (("both >= 1", "cases >= 1"), Result.PROVED),
        (("never_both >= 1", "cases >= 1"), Result.UNDECIDED),
        (("both > cases", "cases >= 1"), Result.REFUTED),
    ],
)
def test_record_items_that_are_compared_with_each_other(when, expected):
    assert can_fire(*when) is expected


def test_a_comparison_of_record_items_tells_two_rule_sets_apart():
    one, other = rules_of("over > 10% of cases"), rules_of("over > 10% of cases", grade="fair")
    same = [SameArea("care", "care", "care", (0, 1, 2))]
    found = Difference(one, other, same, clock=time.monotonic, seconds=20).area("care")
    assert found.relation is Relation.SOFTER


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (("{none: [aa >= 0%]}", "bb >= 0%"), Result.REFUTED),
        (("{none: [aa >= 0%]}", "nb >= 1"), Result.REFUTED),
        (("{none: [aa >= 0%]}", "mg >= 0"), Result.REFUTED),
        (("{none: [plan >= 0%]}", "bb >= 0%"), Result.PROVED),
        (("{none: [plan >= 0%]}", "nb >= 1"), Result.PROVED),
        (("plan >= 0%", "{none: [bb >= 0%]}"), Result.REFUTED),
        (("{none: [aa >= 0%]}", "{none: [mg >= 0]}", "{none: [plan >= 0%]}"), Result.PROVED),
    ],
)
def test_without_cases_nothing_that_is_counted_from_them_exists(when, expected):
    assert can_fire(*when) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (("mg > 9",), Result.REFUTED),
        (("md > 9",), Result.REFUTED),
        (("md > 2", "md < 2.5"), Result.REFUTED),
        (("md > 2", "md < 3"), Result.PROVED),
        (("mg <= 1", "big > 90% of cases"), Result.REFUTED),
        (("mg <= 1", "big >= 1"), Result.PROVED),
        (("mg >= 3", "cases < 1"), Result.REFUTED),
        (("mg < 2", "md > 4", "cases >= 1"), Result.REFUTED),
        (("md <= 5", "big > 60% of cases"), Result.REFUTED),
        (("md <= 5", "big >= 1", "cases >= 3"), Result.PROVED),
        (("{none: [mg >= 0]}", "cases >= 1"), Result.REFUTED),
        (("mg > 2", "mg < 3", "cases = 1"), Result.REFUTED),
        (("mg > 2", "mg < 3", "cases = 2"), Result.PROVED),
        (("mg = 2.4", "cases = 5"), Result.PROVED),
    ],
)
def test_means_and_medians_are_those_of_some_cases(when, expected):
    assert can_fire(*when) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[mg > 2, mg < 3]", "cases >= 1"),
        ("[mg > 2, big >= 1]", "cases >= 2"),
        ("md = 2.5", "cases >= 2"),
        ("[mg < 3, md > 4]", "cases >= 1"),
        # Figures that the items' decimals do not write are shown by a sample.
        ("[mg > 2, mg < 2.1]", "mg < 8"),
        ("[mg > 2, mg < 2.1]", "md > 1"),
        ("[mg > 2, mg < 2.1]", "aa >= 50%"),
        ("half > 2", "half < 3"),
        ("over >= 2", "[under >= 50%, cases >= 3]"),
        ("both >= 1", "cases = 2"),
        ("[plan >= 50%, mg = 1.5]", "cases >= 3"),
        ("mg is known", "cases = 0"),
    ],
)
def test_a_conflict_is_there_in_the_file_that_is_written_of_it(one, other):
    rules = against(one, other)
    found = decided(rules, ObligationName.NO_CONFLICT)
    if found.result is not Result.REFUTED:
        # A median and a mean of the same cases: it may be that no sample is found.
        assert (found.result, one) == (Result.UNDECIDED, "[mg < 3, md > 4]")
    for witness in found.witnesses:
        again = read_back(rules, witness)
        outcome = interpret(rules, again.case).areas["care"].outcome
        assert outcome == interpret(rules, witness.case).areas["care"].outcome
        if witness.sample:
            found_again = {id: again.case.profile.states[id] for id in witness.case.profile.states}
            assert found_again == witness.case.profile.states


def test_what_is_counted_from_a_sample_is_known():
    assert can_fire("aa is not known", "cases >= 1") is Result.REFUTED
    assert can_fire("aa is not known") is Result.PROVED


LEVELS = "".join(f"  r{at}: {{type: level, levels: [low, mid, high, top], title: R}}\n" for at in range(6))


def many(condition: str) -> str:
    return (
        f"schema: tiny\ntitle: Tiny\ncase_record:\n{LEVELS}items:\n"
        f"  share: {{type: share, title: Share, better: higher, from_cases: '{condition}'}}\n"
    )


def test_conditions_of_many_record_items_need_no_more_classes_than_they_tell_apart():
    names = ", ".join(f"r{at}" for at in range(5))
    schema = many(f"at least 3 of {names} and r5 are high or top")
    rules = rules_of("share < 50%", "cases >= 5", schema=schema)
    (tie,) = Verifier(rules, clock=time.monotonic).problem.ties
    assert (len(tie.classes), tie.exact) == (2, True)
    assert decided(rules, ObligationName.CAN_FIRE).result is Result.PROVED


YES_OR_NO = """\
schema: tiny
title: Tiny
case_record:
{record}
items:
  share: {{type: share, title: Share, better: higher, from_cases: "at least 7 of {names} and r14 are yes"}}
  first: {{type: share, title: First, better: higher, from_cases: r0 is yes}}
"""


def test_conditions_that_tell_too_many_kinds_of_case_apart_are_answered_where_a_sample_shows_it():
    record = "\n".join(f"  r{at}: {{type: yes_no, title: R}}" for at in range(15))
    schema = YES_OR_NO.format(record=record, names=", ".join(f"r{at}" for at in range(14)))

    def fires(*when: str) -> Result:
        return decided(rules_of(*when, schema=schema), ObligationName.CAN_FIRE).result

    assert fires("share < 50%", "cases >= 5") is Result.PROVED
    assert fires("share < 50%", "first < 50%", "cases >= 5") in (Result.PROVED, Result.UNDECIDED)
    assert fires("share < 50%", "share > 60%", "cases >= 5") is Result.REFUTED
    rules = against("share >= 50%", "cases >= 5", schema)
    for witness in decided(rules, ObligationName.NO_CONFLICT).witnesses:
        assert read_back(rules, witness).case.profile.state("share") == witness.case.profile.state("share")


SHARES = """\
schema: tiny
title: Tiny
case_record:
  part: {type: share, title: Part}
  whole: {type: share, title: Whole}
items:
  mainly: {type: share, title: Most, better: higher, from_cases: part > 50%}
  few: {type: count, title: Few, better: lower, from_cases: count of cases where part < 20%}
  less: {type: count, title: Less, better: lower, from_cases: count of cases where part < whole}
"""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (("mainly = 100%", "cases >= 1"), {Result.PROVED}),
        (("less >= 1", "cases >= 1"), {Result.PROVED, Result.UNDECIDED}),
        (("mainly = 100%", "few >= 1"), {Result.REFUTED, Result.UNDECIDED}),
    ],
)
def test_record_items_that_are_shares(when, expected):
    assert decided(rules_of(*when, schema=SHARES), ObligationName.CAN_FIRE).result in expected
