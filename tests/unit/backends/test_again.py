"""What rests on the grades of areas is asked again with provisional grades; the rest is asked once."""

from __future__ import annotations

from evenhand.backends.durable import Program, compile_program
from evenhand.backends.durable.again import asked_again, handed_on
from evenhand.backends.durable.productions import Match
from unit.evaluation.asking import trace_of

LEADERS = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - id: F1
    title: Managers keep a grip
    when: grip is strong
    then: {finding: {id: keeps_grip, name: managers keep a grip}}
  - id: F2
    title: Care is good and managers keep a grip
    when: {all: [care is at least good, managers keep a grip]}
    then: {finding: {id: both_good, name: both are good}}
  - {id: A1, title: T, when: both are good, then: {supports: outstanding}}
  - {id: A2, title: T, when: managers keep a grip, then: {supports: good}}
"""


def program() -> Program:
    return compile_program(trace_of("evidence: {}", leaders_yaml=LEADERS).rules)


def kinds(tokens: frozenset[str], found: Program, wanted: bool) -> set[str]:
    """The kinds of facts that are read by the tokens among some, or by the others."""
    productions = [one for own in found.productions.values() for one in own if isinstance(one, Match)]
    return {one.subject.split()[0] for one in productions if (one.token in tokens) is wanted}


def test_what_reads_an_area_or_what_its_rules_leave_is_asked_again() -> None:
    found = program()
    again = asked_again(found)
    assert kinds(again, found, True) == {"area", "limits", "finding"}
    assert kinds(again, found, False) == {"item", "finding"}


def test_a_finding_that_rests_on_an_area_is_asked_again_with_the_rules_that_read_it() -> None:
    found = program()
    again = asked_again(found)
    assert {id: rails.surely in again for id, rails in found.statuses.items()} == {
        "F1": False,
        "F2": True,
        "A1": True,
        "A2": False,
    }


def test_what_stands_is_handed_on_to_what_counts_it_again() -> None:
    found = program()
    again = asked_again(found)
    standing = set(handed_on(found, again))
    assert standing and standing.isdisjoint(again)
    assert found.statuses["A2"].surely in standing  # beside A1, among what points to good


def test_a_table_is_asked_again_where_a_column_reads_an_area() -> None:
    table = """\
area: leaders
title: Leaders
starts_at:
  table: |
    care          | grade
    at least good | good
    -             | requires_improvement
  hit: first
"""
    rules = trace_of("evidence: {}", leaders_yaml=table).rules
    found = compile_program(rules)
    plan = found.areas["leaders"].table
    assert plan is not None
    assert set(plan.may_count) <= asked_again(found)
