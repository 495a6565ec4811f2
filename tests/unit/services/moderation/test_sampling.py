"""A sample of cases: the same for the same seed, whatever the order of the rows."""

from __future__ import annotations

import pytest

from evenhand.services.moderation.casebook import Scope
from evenhand.services.moderation.sampling import By, Plan, draw_sample
from evenhand.services.workspace import open_workspace
from written_casebooks import write_casebook

COLUMNS = """\
framework: ilacs@2018
columns:
  id: id
  given: [leaders, help_and_protection, children_in_care]
  awarded: [overall]
"""
GRADES = ("inadequate", "requires_improvement", "good", "outstanding")


@pytest.mark.parametrize("by", list(By))
def test_neither_size_nor_cases_depend_on_the_order_of_rows(by: By, repository, tmp_path) -> None:
    head = "id,leaders,help_and_protection,children_in_care,overall"
    rows = [f"c{n},{GRADES[n % 4]},{GRADES[n % 3]},good,{GRADES[n % 4]}" for n in range(24)]
    drawn = []
    for number, order in enumerate((rows, rows[::-1])):
        write_casebook(tmp_path / f"m{number}", COLUMNS, "\n".join([head, *order]) + "\n")
        plan = Plan(by, seed=5, size=7)
        path = str(tmp_path / f"m{number}")
        found = draw_sample(path, open_workspace(repository), plan, Scope("overall"))
        drawn.append([(one.id, one.reasons, one.weight, one.chance) for one in found.drawn])
    assert drawn[0] == drawn[1]
    assert len({id for id, *_ in drawn[0]}) == 7
