"""Problems: rule sets read over inspections that are not chosen yet."""

from __future__ import annotations

from evenhand.language import RulesInForce
from evenhand.verification.problem import Problem
from written import load

FILES = {
    "schema.yaml": """\
schema: tiny
title: Tiny
items:
  late: {type: count, title: Late, max: 4, better: lower}
  seen: {type: count, title: Seen, max: 4, better: higher}
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
starts_at:
  hit: first
  table: |
    late         | grade
    >= 2 * seen  | poor
    -            | good
""",
}


def test_a_table_whose_cells_reckon_can_lose_its_last_row_in_any_world() -> None:
    rule_set = load(FILES).usable
    rules: RulesInForce = rule_set.in_force_on(rule_set.in_force.start)
    problem = Problem([rules])
    read = problem.partial("open").read(problem.written[0])
    assert list(read.areas) == ["care"]
