"""Gaps of tables over very many combinations are assumed either way: no answer rests on what is assumed."""

from __future__ import annotations

import datetime
import time

import pytest

from evenhand.language import AreaGrade, IsOneOf, RulesInForce
from evenhand.language.claims import Never, ObligationName
from evenhand.verification import Budget, Difference, Result, SameArea, Verifier, decide_claim
from written import load

DAY = datetime.date(2024, 5, 13)
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
ITEMS = range(7)
SCHEMA = "schema: tiny\ntitle: Tiny\nitems:\n" + "".join(
    f"  q{at}: {{type: level, levels: [la, lb, lc, ld], better: higher, title: Item {at}}}\n" for at in ITEMS
)


def _row(cells: list[str], outcome: str) -> str:
    return "      " + " | ".join([*cells, *["-"] * (len(ITEMS) - len(cells)), outcome])


def _rules(conclusion: str = "poor") -> RulesInForce:
    """A table of findings with a gap that is told only by all seven columns, and a rule that reads it."""
    rows = [_row([f"q{at}" for at in ITEMS], "finding"), _row(["la or lb"], "in order")]
    rows += [_row(["lc or ld", *["not la"] * (at - 1), "la"], "in order") for at in ITEMS[1:]]
    area = "\n".join(
        [
            "area: care",
            "title: Care",
            "starts_at: good",
            "rules:",
            "  - id: F1",
            "    title: In order",
            "    table: |",
            *rows,
            "  - id: A1",
            "    title: Nobody could tell",
            "    when: [q0 is not known, q2 is la, q1 is not la, in order]",
            f"    then: {{at_most: {conclusion}}}",
        ]
    )
    files = {"framework.yaml": FRAMEWORK, "tiny.yaml": SCHEMA, "care.yaml": area + "\n"}
    return load(files).usable.in_force_on(DAY)


@pytest.fixture(scope="module")
def rules() -> RulesInForce:
    return _rules()


def test_what_rests_on_an_assumed_gap_is_undecided(rules: RulesInForce) -> None:
    verifier = Verifier(rules, clock=time.monotonic)
    results = {(one.obligation.name, one.obligation.subject): one.result for one in verifier.decide_all()}
    # A1 fires, and better q1 then lowers the grade, only where q0 could not be told.
    assert results[ObligationName.CAN_FIRE, ("A1",)] is Result.UNDECIDED
    assert results[ObligationName.BETTER_NEVER_LOWERS, ("care", "q1")] is not Result.PROVED
    assert results[ObligationName.BETTER_NEVER_LOWERS, ("care", "q3")] is Result.PROVED


def test_a_claim_that_rests_on_an_assumed_gap_is_not_proved(rules: RulesInForce) -> None:
    claim = Never(IsOneOf(AreaGrade("care", rules.area_by_id["care"].scale), ("poor",)))
    found = decide_claim(claim, rules, {}.__getitem__, Budget(20, time.monotonic))
    assert found.result is not Result.PROVED


def test_two_rule_sets_are_not_said_to_be_alike_for_want_of_a_witness(rules: RulesInForce) -> None:
    same = [SameArea("care", "care", "care", (0, 1, 2))]
    area = Difference(rules, _rules("fair"), same, clock=time.monotonic, seconds=20).area("care")
    assert area.differs is not False


def test_an_answer_does_not_depend_on_what_was_asked_before(rules: RulesInForce) -> None:
    names = (ObligationName.NOT_ALWAYS, ObligationName.GRADE_REACHED)
    alone = {}
    for obligation in Verifier(rules, clock=time.monotonic).obligations:
        if obligation.name in names:
            alone[obligation] = Verifier(rules, clock=time.monotonic).decide(obligation).result
    after = {one.obligation: one.result for one in Verifier(rules, clock=time.monotonic).decide_all()}
    assert {one: after[one] for one in alone} == alone
