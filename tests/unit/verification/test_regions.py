"""In what a region is told: the areas, findings and items that the area's own rules and start read."""

from __future__ import annotations

import itertools

import pytest

from evenhand.language import RulesInForce
from evenhand.language.claims import ObligationName
from evenhand.services.region_words import region_words
from evenhand.verification import Difference, DifferenceWitness, Result, SameArea, Verifier
from written import load

SCHEMA = """\
schema: tiny
title: Tiny
items:
  late: {type: count, title: Late, max: 4, better: lower}
  lost: {type: count, title: Lost, max: 4, better: lower}
  grip: {type: level, title: Grip, levels: [weak, sound, strong], better: higher}
  visited: {type: yes_no, title: Visited, better: higher}
  seen: {type: yes_no, title: Seen, better: higher}
"""
FRAMEWORK = """\
framework: tiny
version: "1"
title: Tiny
in_force: {from: 2024-01-01}
evidence_schema: tiny
scales: {three: {grades: [poor, fair, good]}}
areas: [care, homes, overall]
finding_kinds: {strength: Strength}
"""
SHARED = """\
title: Findings
rules:
  - id: S1
    title: Steady
    when: {all: [grip is at least sound, late <= 2]}
    then: {finding: {id: steady, name: a steady hand}, as: strength}
  - id: S2
    title: Trusted
    when: {all: [seen is yes, visited is yes]}
    then: {finding: {id: trusted, name: children trust their worker}, as: strength}
"""


def graded(area: str, *rules: str) -> str:
    written = "".join(f"  - {{{rule}}}\n" for rule in rules)
    return f"area: {area}\ntitle: {area.title()}\nstarts_at: good\n" + (f"rules:\n{written}" if rules else "")


CARE = graded(
    "care",
    "id: C1, title: C1, when: late > 1, then: {at_most: fair}",
    "id: C2, title: C2, when: late > 3, then: {at_most: poor}",
)
HOMES = graded(
    "homes",
    "id: H1, title: H1, when: lost > 1, then: {at_most: fair}",
    "id: H2, title: H2, when: lost > 3, then: {at_most: poor}",
)
CAPPED = "id: O{0}, title: O{0}, when: {1}, then: {{at_most: fair}}"


def rules_of(*capped: str, care: str = CARE) -> RulesInForce:
    """Rules in which overall is capped where each of these holds."""
    rules = [CAPPED.format(at, when) for at, when in enumerate(capped, 1)]
    files = {
        "schema.yaml": SCHEMA,
        "framework.yaml": FRAMEWORK,
        "shared.yaml": SHARED,
        "care.yaml": care,
        "homes.yaml": HOMES,
        "overall.yaml": graded("overall", *rules),
    }
    loaded = load(files)
    return loaded.usable.in_force_on(loaded.usable.in_force.start)


def witnesses(before: RulesInForce, after: RulesInForce) -> tuple[DifferenceWitness, ...]:
    same = [SameArea(area.id, area.id, area.id, (0, 1, 2)) for area in before.areas]
    return Difference(before, after, same, clock=itertools.count().__next__).area("overall").witnesses


def regions(before: RulesInForce, after: RulesInForce) -> list[str]:
    found = witnesses(before, after)
    return [region_words(one.region, after) for one in found if one.region is not None]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{all: [care is at most fair, homes is poor]}", {"“Care” is fair or worse", "“Homes” is poor"}),
        ("steady", {"“a steady hand” is made"}),
        ("{none: [trusted]}", {"“children trust their worker” is not made"}),
        ("{all: [seen is no, care is fair]}", {"“Seen” is no", "“Care” is fair"}),
        ("care is fair or good", {"“Care” is fair or better"}),
    ],
)
def test_a_region_is_told_in_what_the_area_reads_itself(when, words):
    (region,) = regions(rules_of(), rules_of(when))
    assert set(region.split(" and ")) == words


def test_an_area_that_the_two_grade_otherwise_is_told_by_what_it_reads():
    softer = CARE.replace("late > 1", "late > 2")
    (region,) = regions(rules_of("care is at most fair"), rules_of("care is at most fair", care=softer))
    assert region == "“Late” is at least 2 and below 3"


def test_of_two_ways_to_tell_a_region_the_shorter_one_is_taken():
    (region, *_) = regions(rules_of(), rules_of("{all: [care is fair, none: [steady]]}"))
    assert region == "“Late” is exactly 3"


def test_where_no_rule_speaks_is_told_in_the_findings_that_the_rules_read():
    rules = rules_of("{none: [steady]}", "{none: [trusted]}")
    verifier = Verifier(rules, clock=itertools.count().__next__)
    found = next(
        verifier.decide(one)
        for one in verifier.obligations
        if one.name is ObligationName.A_RULE_SPEAKS and one.subject == ("overall",)
    )
    assert found.result is Result.REFUTED
    assert found.region is not None
    words = region_words(found.region, rules)
    assert words == "“a steady hand” is made and “children trust their worker” is made"
