"""Regions of inspections in words."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from evenhand.language import Period, RulesInForce
from evenhand.services.difference import days_to_compare
from evenhand.services.region_words import region_words
from evenhand.verification import Difference, SameArea
from evenhand.verification.regions import Region
from written import load

SCHEMA = """\
schema: tiny
title: Tiny
items:
  on_time: {type: share, title: On time, better: higher, may_not_apply: yes}
  gap: {type: number, title: Gap, unit: days, min: 0, better: lower}
  harm: {type: level, title: Harm, levels: [none_found, some, serious], better: lower}
  grip: {type: level, title: Grip, levels: [weak, sound, strong], better: higher}
  place: {type: choice, title: Place, options: [home, school, street], better: neither}
  seen: {type: yes_no, title: Seen, better: higher}
"""
FRAMEWORK = """\
framework: tiny
version: "1"
title: Tiny
in_force: {from: 2024-01-01}
evidence_schema: tiny
scales: {two: {grades: [poor, good]}}
areas: [care]
"""
PARAMETERS = 'parameters:\n  expected: {title: Share expected, unit: "%", values: [{value: 85%}]}\n'


def rules_of(*when: str) -> RulesInForce:
    rules = "".join(
        f"  - {{id: C{at}, title: C, when: {one}, then: {{at_most: poor}}}}\n" for at, one in enumerate(when)
    )
    care = "area: care\ntitle: Care\nstarts_at: good\n" + (f"rules:\n{rules}" if rules else "")
    files = {
        "schema.yaml": SCHEMA,
        "framework.yaml": FRAMEWORK,
        "parameters.yaml": PARAMETERS,
        "care.yaml": care,
    }
    rule_set = load(files).usable
    return rule_set.in_force_on(rule_set.in_force.start)


def region_of(when: str) -> tuple[Region, RulesInForce]:
    """The region in which a rule with this condition makes a difference."""
    rules = rules_of(when)
    same = [SameArea("care", "care", "care", (0, 1))]
    found = Difference(rules_of(), rules, same, clock=itertools.count().__next__).area("care", witnesses=1)
    (witness,) = found.witnesses
    assert witness.region is not None
    return witness.region, rules


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("on_time < 80%", "“On time” is below 80%"),
        ("on_time < expected", "“On time” is below 85% (“Share expected”)"),
        ("gap > 14", "“Gap” is more than 14 days"),
        ("gap is between 3 and 5", "“Gap” is at least 3 days and at most 5 days"),
        ("gap = 7", "“Gap” is exactly 7 days"),
        ("harm is some or serious", "“Harm” is some or worse"),
        ("harm is none_found or some", "“Harm” is some or better"),
        ("grip is at least sound", "“Grip” is sound or better"),
        ("grip is sound", "“Grip” is sound"),
        ("place is home or street", "“Place” is home or street"),
        ("seen is no", "“Seen” is no"),
        ("on_time does not apply", "“On time” does not apply"),
        ("previous care is poor", "“Care” at the previous inspection is poor"),
        ("{all: [seen is no, gap > 14]}", "“Gap” is more than 14 days and “Seen” is no"),
    ],
)
def test_a_region_is_told_in_the_words_of_the_conditions(when, words):
    region, rules = region_of(when)
    assert sorted(region_words(region, rules).split(" and ")) == sorted(words.split(" and "))


def test_of_a_long_region_the_first_parts_are_told():
    region, rules = region_of("{all: [seen is no, gap > 14, grip is weak]}")
    assert region_words(region, rules, most=1).endswith(", and 2 more")


def test_two_rule_sets_are_read_on_a_day_that_they_share():
    early, late = Period(date(2018, 1, 1), date(2022, 12, 31)), Period(date(2023, 1, 1), None)
    both = Period(date(2020, 1, 1), date(2024, 12, 31))
    today = date(2026, 1, 1)
    assert days_to_compare(early, both, today) == (date(2022, 12, 31), date(2022, 12, 31))
    assert days_to_compare(both, late, today) == (date(2024, 12, 31), date(2024, 12, 31))
    assert days_to_compare(early, late, today) == (date(2022, 12, 31), today)
