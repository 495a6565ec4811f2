"""What durable-rules decided by itself, and what was worked out before it was asked."""

from __future__ import annotations

from evenhand.backends.durable import Account, account_of, compile_program, ends_of_case
from evenhand.language import print_leaf
from unit.backends.test_program import leaders
from unit.evaluation.asking import trace_of
from unit.language.vocabulary import SCHEMA


def account(leaders_yaml: str) -> Account:
    return account_of(compile_program(trace_of("evidence: {}", leaders_yaml=leaders_yaml).rules))


def test_conditions_on_recorded_values_are_decided_as_recorded() -> None:
    found = account(
        leaders("late >= 3", "grip is strong", "harm is not known", "care is at least good", "late > due")
    )
    assert (found.leaves, found.as_recorded) == (5, 5)
    assert [item.id for item in found.items] == ["late", "grip", "harm", "due"]
    assert found == Account(5, 5, 5, found.items, (), (), (), (), (), (), ())


def test_what_cannot_matter_is_not_asked_and_not_counted_as_decided() -> None:
    always = "  - {id: B1, title: T, then: {at_most: good}, when: {at most 2 of: [harm is yes, due > 4]}}\n"
    found = account(leaders("late >= 3", "grip is strong") + always)
    assert (found.decided, found.leaves) == (2, 4)


def test_a_computed_item_is_known_by_what_it_is_computed_from() -> None:
    net = "  net: {type: number, title: Net, better: lower, computed: late + due}\n"
    trace = trace_of(
        "evidence: {}",
        schema_yaml=SCHEMA + net,
        leaders_yaml=leaders("net is known", "net is not known", "late >= 3"),
    )
    found = account_of(compile_program(trace.rules))
    assert (found.decided, found.leaves) == (3, 3)


def test_what_is_worked_out_first_is_accounted_for() -> None:
    conditions = ("late >= 3", "late >= 3", "late / due > 0.5", "on_time > 50%", "caseload > 17")
    found = account(
        leaders(*conditions) + "  - {id: M1, title: T, when: harm is yes, then: {lower: 1 grade}}\n"
    )
    assert (found.leaves, found.as_recorded) == (5, 4)
    assert [print_leaf(leaf) for leaf in found.arithmetic] == ["late / due > 0.5"]
    assert (found.shares, found.decimals, found.moved) == (("on_time",), ("caseload",), ("leaders",))


TABLE = """\
area: leaders
title: Leaders
starts_at:
  table: |
    {item}    | grade
    {low}     | inadequate
    {high} | good
rules:
  - {{id: L1, title: T, when: late > 3, then: {{at_most: good}}}}
"""


def test_a_table_that_may_leave_a_gap_is_accounted_for() -> None:
    assert account(TABLE.format(item="wellbeing", low="poor", high="fair or fine")).tables == ("leaders",)
    assert account(TABLE.format(item="late", low="<= 5", high="> 5")).tables == ()


FINDINGS = """\
title: Findings
rules:
  - id: T1
    title: Supervision
    table: |
      on_time | finding
      >= 85%  | regular supervision
      < 50%   | failed supervision
"""


def test_a_table_of_findings_that_leaves_a_gap_is_accounted_for() -> None:
    rules = trace_of("evidence: {}", found_yaml=FINDINGS).rules
    assert account_of(compile_program(rules)).tables == ("T1",)


def test_items_that_are_counted_from_cases_are_accounted_for() -> None:
    sampled = "case_record:\n  seen: {type: yes_no, title: Seen alone}\nitems:\n"
    item = "seen_share: {type: share, title: Seen alone, better: higher, from_cases: seen is yes}"
    schema = SCHEMA.replace("items:\n", sampled) + f"  {item}\n"
    trace = trace_of(
        "evidence: {}",
        cases="case,seen\nA,yes\nB,no\n",
        schema_yaml=schema,
        leaders_yaml=leaders("seen_share >= 50%"),
    )
    program = compile_program(trace.rules)
    assert account_of(program).counted == ("seen_share",)
    assert ends_of_case(account_of(program), trace.rules, trace.case).counted == ("seen_share",)


def test_the_ends_of_what_is_partly_known_are_told_for_a_case() -> None:
    asked = leaders(
        "late >= 3", "due >= 3", "grip is strong", "wellbeing is fine", "harm is yes", "on_time > 50%"
    )
    evidence = "{late: 2 to 4, due: 3, grip: weak or strong, wellbeing: does not apply, on_time: 3 of 4}"
    trace = trace_of(f"evidence: {evidence}", leaders_yaml=asked)
    found = ends_of_case(account_of(compile_program(trace.rules)), trace.rules, trace.case)
    assert (found.counted, found.partly, found.unknown) == ((), ("late", "grip"), ("harm",))
