"""The judgements of a casebook, by framework version and area."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from evenhand.services.moderation.casebook import read_for_moderation
from evenhand.services.workspace import Workspace
from unit.services.small_casebooks import small_workspace
from written_casebooks import write_casebook

COLUMNS = "framework: visits@1\ncolumns: {id: id, on: on, evidence: [children_seen], awarded: [care]}\n"


def test_cases_of_days_on_which_the_same_rules_hold_are_decided_together(tmp_path: Path) -> None:
    rows = [f"{day},2021-03-{day:02},{80 + day}%,fair\n" for day in range(1, 21)]
    path = write_casebook(tmp_path / "mine", COLUMNS, "id,on,children_seen,care\n" + "".join(rows))
    (found,) = read_for_moderation(str(path.parent), small_workspace(tmp_path)).frameworks
    assert len(found.decided) == 1
    ((rows_of, _),) = found.decided
    assert rows_of.tolist() == list(range(20))
    assert np.unique(found.years).tolist() == [2021]


def test_cases_of_days_on_which_other_rules_hold_are_decided_apart(tmp_path: Path) -> None:
    later = """
area: care
title: Care of children
starts_at: fair
rules:
  - {id: C2, title: Harm, when: harm is yes, then: {at_most: poor}, in_force: {from: 2021-03-11}}
"""
    workspace: Workspace = small_workspace(tmp_path, care=later)
    yaml = COLUMNS.replace("children_seen", "harm")
    rows = [f"{day},2021-03-{day:02},yes,fair\n" for day in range(1, 21)]
    path = write_casebook(tmp_path / "mine", yaml, "id,on,harm,care\n" + "".join(rows))
    (found,) = read_for_moderation(str(path.parent), workspace).frameworks
    assert [len(one) for one, _ in found.decided] == [10, 10]
    assert found.areas["care"].proposed.tolist() == [1] * 10 + [0] * 10
