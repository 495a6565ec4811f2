"""Witnesses as inspection files: what is written reads back as the very case."""

from __future__ import annotations

import datetime
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given

from evenhand.diagnostics import Problems
from evenhand.domain import (
    NOT_LOOKED_AT,
    Case,
    EvidenceProfile,
    NameSet,
    NumberRange,
    Previous,
    Recorded,
    ShareRange,
)
from evenhand.evaluation import interpret
from evenhand.evidence.profiles import agree
from evenhand.language import RulesInForce
from evenhand.services.inspections import Inspection, read_inspection
from evenhand.services.witness_text import cases_text, inspection_text
from evenhand.verification import CaseClass, Example
from generators.small_rule_sets import SmallDrawing, small_drawings
from oracle.every_case import complete_cases
from written import load

DAY = datetime.date(2024, 5, 13)


def read_back(rules: RulesInForce, example: Example) -> Inspection:
    """The inspection that is written for an example, read as any other."""
    counted = cases_text(example, rules)
    text = inspection_text(
        example, rules, "W 1", "A note.\n\nMore of it.", cases=None if counted is None else "cases.csv"
    )
    problems = Problems()
    found = read_inspection(
        text, "w.yaml", lambda name, on: rules.rule_set, problems, {"cases.csv": counted}.get
    )
    assert found is not None and not list(problems), (list(problems), text)
    return found


@given(small_drawings())
def test_any_case_that_is_written_reads_back_the_same(drawn: SmallDrawing) -> None:
    cases = [one.case for one in complete_cases(drawn.rules).cases() if one.case.profile.cases is None]
    for case in Random(drawn.seed).sample(cases, min(5, len(cases))):
        again = read_back(drawn.rules, Example(case, {})).case
        expected, found = (interpret(drawn.rules, one).areas for one in (case, again))
        assert {id: area.outcome for id, area in found.items()} == {
            id: area.outcome for id, area in expected.items()
        }
        assert again.given == case.given
        assert (again.previous.grades, again.previous.none) == (case.previous.grades, case.previous.none)


FILES = {
    "schema.yaml": """\
schema: tiny
title: Tiny
case_record:
  seen: {type: yes_no, title: Seen, better: higher}
  gap: {type: number, title: Weeks, better: lower}
items:
  share: {type: share, title: On time, better: higher}
  spent: {type: number, title: Spent, places: 2, better: lower}
  harm: {type: level, title: "Harm: any", better: lower, levels: [little, much]}
  seen_share: {type: share, title: Seen, better: higher, from_cases: seen is yes}
  weeks_mean: {type: number, title: Weeks, places: 1, better: lower, from_cases: mean of gap}
""",
    "framework.yaml": """\
framework: tiny
version: "1"
title: Tiny
in_force: {from: 2024-01-01, to: 2025-12-31}
evidence_schema: tiny
scales: {two: {grades: [poor, good]}}
areas: [care]
""",
    "care.yaml": """\
area: care
title: Care
starts_at: good
rules:
  - {id: C1, title: C, when: {all: [share < 50%, cases >= 2]}, then: {at_most: poor}}
""",
}


@pytest.fixture
def rules() -> RulesInForce:
    return load(FILES).usable.in_force_on(DAY)


def example(*sample: CaseClass, cases: int | None = None, **states: Recorded) -> Example:
    return Example(Case(EvidenceProfile(states, cases=cases), {}, Previous({"care": "poor"})), {}, sample)


@pytest.mark.parametrize(
    ("item", "state", "written"),
    [
        ("share", Recorded(ShareRange(Fraction(2, 3), Fraction(2, 3))), "2 of 3"),
        ("share", Recorded(ShareRange(Fraction(1, 8), Fraction(1, 8))), "12.5%"),
        ("share", Recorded(ShareRange(3, 3, 7)), "3 of 7"),
        ("spent", Recorded(NumberRange(Fraction(-5, 4), Fraction(-5, 4))), "-1.25"),
        ("harm", Recorded(NameSet(2)), "much"),
    ],
)
def test_values_are_written_exactly(rules, item, state, written):
    text = inspection_text(example(**{item: state}), rules, "W-1", "")
    assert f"- item: {item}\n    value: {written}\n" in text or f'value: "{written}"' in text
    found = read_back(rules, example(**{item: state})).case.profile.state(item)
    assert agree(found, state)


def test_the_file_names_its_rule_set_and_a_day_on_which_it_holds(rules):
    text = inspection_text(example(), rules, "W-1", "One.\nTwo.")
    assert text.startswith("# One.\n# Two.\n\ninspection:\n  id: W-1\n")
    found = read_back(rules, example())
    assert (found.id, found.on, found.rules.rule_set.name) == ("W 1", DAY, "tiny@1")
    assert found.case.previous.grades == {"care": "poor"}


def test_what_is_counted_from_cases_stands_in_a_sample_of_them(rules):
    yes, no = (CaseClass({"seen": Recorded(NameSet(bit))}, number) for bit, number in ((2, 1), (1, 2)))
    mean = Recorded(NumberRange(4, 4))
    found = read_back(rules, example(yes, no, cases=3, weeks_mean=mean))
    assert found.case.profile.cases == 3
    assert found.case.profile.state("seen_share").value == ShareRange(1, 1, 3)
    assert found.case.profile.state("weeks_mean").value == NumberRange(4, 4)
    assert found.case.profile.state("share") == NOT_LOOKED_AT


@pytest.mark.parametrize("gaps", [(4,), (1, 2), (1, 1, 2), (0, 0, 0, 9, 9)])
def test_a_mean_is_that_of_the_cases_that_are_written(rules, gaps):
    seen = Recorded(NameSet(2))
    sample = [CaseClass({"seen": seen, "gap": Recorded(NumberRange(gap, gap))}, 1) for gap in gaps]
    mean = Fraction(sum(gaps), len(gaps))
    stated = Recorded(NumberRange(mean, mean))
    found = read_back(rules, example(*sample, cases=len(gaps), weeks_mean=stated)).case.profile
    assert found.state("weeks_mean").value == NumberRange(mean, mean)
    assert found.state("seen_share").value == ShareRange(len(gaps), len(gaps), len(gaps))


def test_an_example_without_a_sample_needs_no_file_of_cases(rules):
    assert cases_text(example(), rules) is None
    assert cases_text(example(cases=0), rules) == "case\n"
