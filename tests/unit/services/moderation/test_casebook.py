"""A casebook read for moderation: what is in scope, and what is told where nothing is."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.services.moderation.casebook import Scope, read_for_moderation
from evenhand.services.workspace import Workspace
from unit.services.small_casebooks import small_workspace
from written_casebooks import write_casebook

COLUMNS = """\
framework: visits@1
columns:
  id: id
  on: on
  published: published
  groups: [region]
  evidence: [visits, children_seen, harm]
  awarded: [care]
"""
ROWS = """\
id,on,published,region,visits,children_seen,harm,care
A,2020-03-01,,North,200,95%,no,good
B,2021-03-01,2021-05-01,North,200,95%,no,fair
C,,2022-05-01,South,50,95%,no,fair
D,,,South,50,,no,
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return small_workspace(tmp_path)


def mine(tmp_path: Path, rows: str = ROWS) -> str:
    return str(write_casebook(tmp_path / "mine", COLUMNS, rows))


def test_cases_are_decided_and_what_they_were_awarded_is_beside_it(
    tmp_path: Path, workspace: Workspace
) -> None:
    found = read_for_moderation(mine(tmp_path), workspace)
    (visits,) = found.frameworks
    care = visits.areas["care"]
    assert (found.cases, found.out_of_scope, visits.name) == (4, 0, "visits@1")
    assert care.proposed.tolist() == [2, 2, 1, 1]
    assert care.awarded.tolist() == [2, 1, 1, -4]
    assert care.compared.tolist() == [True, True, True, False]
    assert visits.worked_out == ("care",)
    assert visits.years.tolist() == [2020, 2021, 2022, 0]


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Scope(first=datetime.date(2021, 1, 1)), ["B", "C"]),
        (Scope(last=datetime.date(2021, 3, 1)), ["A", "B"]),
        (Scope(first=datetime.date(2021, 3, 1), last=datetime.date(2021, 3, 1)), ["B"]),
        (Scope(framework="visits"), ["A", "B", "C", "D"]),
        (Scope(framework="visits@1", area="care"), ["A", "B", "C", "D"]),
    ],
)
def test_a_scope_leaves_out_what_is_not_in_it(
    scope: Scope, ids: list[str], tmp_path: Path, workspace: Workspace
) -> None:
    found = read_for_moderation(mine(tmp_path), workspace, scope)
    assert [id for one in found.frameworks for id in one.cases.id.each()] == ids
    assert found.out_of_scope == 4 - len(ids)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (Scope(area="car"), "no framework of its cases has an area `car`"),
        (Scope(framework="visit"), "no case is under `visit`"),
        (Scope(first=datetime.date(2030, 1, 1)), "no case is of this period"),
    ],
)
def test_an_empty_scope_is_told(scope: Scope, told: str, tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_for_moderation(mine(tmp_path), workspace, scope)
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code.id == "M801"
    assert told in diagnostic.message
    assert diagnostic.hint is not None


def test_a_casebook_without_awarded_grades_is_told(tmp_path: Path, workspace: Workspace) -> None:
    head, *rows = ROWS.splitlines()
    without = "\n".join([head, *(row.rsplit(",", 1)[0] + "," for row in rows)])
    with pytest.raises(InvalidInput) as refused:
        read_for_moderation(mine(tmp_path, without + "\n"), workspace)
    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code.id, diagnostic.hint) == ("M801", "name the columns under `awarded`")
    assert "no case in scope was awarded a grade" in diagnostic.message


def test_where_every_row_has_a_fault_that_is_told(tmp_path: Path, workspace: Workspace) -> None:
    rows = ROWS.splitlines()[0] + "\nA,yesterday,,North,200,95%,no,good\n"
    with pytest.raises(InvalidInput) as refused:
        read_for_moderation(mine(tmp_path, rows), workspace, rejects=tmp_path / "bad.csv")
    *told, last = refused.value.diagnostics
    assert "every row of it has a fault" in last.message
    assert any("yesterday" in one.message for one in told)
    assert "yesterday" in (tmp_path / "bad.csv").read_text()


def test_rows_with_faults_are_left_out_and_written(tmp_path: Path, workspace: Workspace) -> None:
    rejects = tmp_path / "bad.csv"
    found = read_for_moderation(
        mine(tmp_path, ROWS + "E,soon,,South,50,,no,fair\n"), workspace, rejects=rejects
    )
    assert (found.cases, found.read, found.rejected, found.rejects) == (4, 5, 1, rejects)
    assert "E,soon" in rejects.read_text()
    assert [told.code.id for told in found.diagnostics if told.is_error]


def test_what_is_written_never_takes_the_place_of_what_is_read(tmp_path: Path, workspace: Workspace) -> None:
    path = Path(mine(tmp_path))
    with pytest.raises(InvalidInput):
        read_for_moderation(str(path), workspace, outputs=[path.parent / "rows.csv"])
