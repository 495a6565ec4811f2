"""The amendments that are shipped: what they make, and what they would have done to published judgements."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.domain import Case, EvidenceProfile
from evenhand.evaluation import compile_rules, interpret
from evenhand.language import Amendment, Change, RuleSet, amended
from evenhand.services.model_cases import examples_of
from evenhand.services.workspace import Workspace, open_workspace
from written import amend, disagreements

TOP = Path(__file__).parents[2]
AMENDMENTS = sorted((TOP / "rules" / "amendments").glob("*.yaml"))
GRADES = ("inadequate", "requires_improvement", "good", "outstanding")
AREAS = ("leaders", "help_and_protection", "children_in_care", "care_leavers")
Rows = Sequence[Mapping[str, str]]
DAY = datetime.date(2024, 5, 13)


@pytest.fixture(scope="module")
def ties_and_cap(workspace: Workspace) -> Amendment:
    return workspace.amendment(TOP / "rules" / "amendments" / "ties_and_cap_2023.yaml")


@pytest.mark.parametrize("path", AMENDMENTS, ids=lambda path: path.name)
def test_every_amendment_makes_a_rule_set_and_is_called_as_its_file_is(
    path: Path, workspace: Workspace
) -> None:
    amendment = workspace.amendment(path)
    assert amendment.warnings == ()
    assert amendment.id == path.stem
    assert workspace.rule_set(f"{amendment.base.name}+{amendment.id}") is amendment.rule_set


@pytest.mark.parametrize("path", AMENDMENTS, ids=lambda path: path.name)
def test_every_model_case_of_an_amendment_agrees(path: Path, workspace: Workspace) -> None:
    problems = Problems()
    cases = examples_of(workspace.load(path), path, problems)
    assert not problems, list(problems)
    assert cases and disagreements(cases) == []


@pytest.mark.parametrize("name", [folder.name for folder in open_workspace(TOP).rule_set_folders()])
def test_every_area_can_be_renamed_and_every_threshold_set(name: str, workspace: Workspace) -> None:
    base = workspace.rule_set(name)
    changes = [
        f"{{id: {area.id}, because: It is tried., rename_area: {{area: {area.id}, to: new_{area.id}}}}}"
        for area in base.areas
    ]
    changes += [
        f"{{id: {known.id}, because: It is tried., "
        f"set_parameter: {{parameter: {known.id}, value: {known.values[-1].written}, note: Tried.}}}}"
        for known in base.parameters.values()
    ]
    listed = "".join(f"  - {change}\n" for change in changes)
    problems = Problems()
    found = amend(base, f"amendment: new\ntitle: New\namends: {name}\nchanges:\n{listed}", problems)
    assert found is not None, list(problems)
    assert [area.id for area in found.rule_set.areas] == [f"new_{area.id}" for area in base.areas]
    assert list(found.rule_set.parameters) == list(base.parameters)


def overall(rule_set: RuleSet, given: Mapping[str, str]) -> str | None:
    trace = interpret(rule_set.in_force_on(DAY), Case(EvidenceProfile({}), given))
    return trace.areas["overall"].outcome.proposed


def every_profile() -> Iterator[dict[str, str]]:
    for grades in product(GRADES, repeat=len(AREAS)):
        yield dict(zip(AREAS, grades, strict=True))


def test_worst_of_is_never_better_than_any_area(workspace: Workspace) -> None:
    rule_set = workspace.rule_set("ilacs@2023+overall_is_the_worst_2023")
    for given in every_profile():
        found = overall(rule_set, given)
        assert found is not None
        # Leaders who are not outstanding cap it at good, and no area worse than that is left to cap anything.
        assert GRADES.index(found) == min(GRADES.index(grade) for grade in given.values())


def test_both_paths_decide_amended_rules_alike(ties_and_cap: Amendment) -> None:
    rules = ties_and_cap.rule_set.in_force_on(DAY)
    compiled = compile_rules(rules)
    for given in every_profile():
        case = Case(EvidenceProfile({}), given)
        assert compiled.run(case).areas["overall"] == interpret(rules, case).areas["overall"].outcome


# --- what they would have done to published judgements -------------------------------------------------


@pytest.fixture
def published(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "data" / "judgements" / "published_judgements_to_2025-04.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["framework"] == "ILACS-2023"]


def moves(rows: Rows, amendment: Amendment, changes: Sequence[Change]) -> tuple[int, int]:
    """How many published rows go up and how many down when some of an amendment's changes are made."""
    after = amended(amendment.base, changes)
    up = down = 0
    for row in rows:
        given = {area: row[area] for area in AREAS}
        was, now = overall(amendment.base, given), overall(after, given)
        assert was is not None and now is not None
        up += GRADES.index(now) > GRADES.index(was)
        down += GRADES.index(now) < GRADES.index(was)
    return up, down


def test_changes_alone_and_together_move_what_was_worked_out_by_hand(
    ties_and_cap: Amendment, published: Rows
) -> None:
    ties, cap = ties_and_cap.changes
    assert len(published) == 98
    assert moves(published, ties_and_cap, [ties]) == (0, 8)
    assert moves(published, ties_and_cap, [cap]) == (2, 0)
    together = moves(published, ties_and_cap, [ties, cap])
    assert sum(together) == 8
    assert moves(published, ties_and_cap, [cap, ties]) == together
    assert moves(published, ties_and_cap, []) == (0, 0)
