"""What would settle an area: only what is still open, however it is read."""

from __future__ import annotations

from unit.evaluation.asking import trace_of
from unit.language.vocabulary import SCHEMA

LEADERS = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - {id: L1, title: T, when: visits is known, then: {at_most: requires_improvement}}
"""
TABLE = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - id: T1
    title: A table with several numbers in a cell
    hit: unique
    table: |
      seen_alone | finding
      10% or 20% | few seen alone
  - {id: L1, title: T, when: few seen alone, then: {at_most: requires_improvement}}
"""
SUM = """\
  outside: {type: count, title: Visits outside, unit: visits, max: 500, better: neither, may_not_apply: yes}
  visits: {type: number, title: All visits, unit: visits, better: neither, computed: outside + due}
"""


def test_of_a_computed_item_only_the_parts_that_are_open_are_named() -> None:
    trace = trace_of("evidence: {outside: does not apply}", leaders_yaml=LEADERS, schema_yaml=SCHEMA + SUM)
    assert trace.areas["leaders"].settle == ("due",)
    trace = trace_of("evidence: {due: 4}", leaders_yaml=LEADERS, schema_yaml=SCHEMA + SUM)
    assert trace.areas["leaders"].settle == ("outside",)


def test_a_cell_with_several_numbers_names_its_item() -> None:
    trace = trace_of("evidence: {on_time: 3 of 4}", leaders_yaml=TABLE)
    assert trace.areas["leaders"].settle == ("seen_alone",)
