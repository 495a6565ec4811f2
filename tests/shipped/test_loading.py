"""Every file that is shipped loads, and every model case comes out as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.evidence import read_schema
from evenhand.services.check import check_file
from evenhand.services.model_cases import examples_of, model_inspections, written_model_inspections
from evenhand.services.workspace import Workspace
from evenhand.source import read_file
from written import disagreements

TOP = Path(__file__).parents[2]
RULE_SETS = sorted(path.parent for path in (TOP / "rules").glob("*/*/framework.yaml"))
SCHEMAS = sorted((TOP / "evidence_schemas").glob("*.yaml"))
INSPECTIONS = sorted((TOP / "casebooks" / "model").glob("*.yaml"))
EVERY_FILE = sorted(
    path for folder in ("rules", "evidence_schemas", "casebooks") for path in (TOP / folder).rglob("*.yaml")
)


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


@pytest.mark.parametrize("path", EVERY_FILE, ids=name_of)
def test_every_file_is_strict_yaml_and_names_its_json_schema(path: Path) -> None:
    problems = Problems()
    assert read_file(path, problems) is not None, list(problems)
    first = path.read_text(encoding="utf-8").splitlines()[0]
    marker = "# yaml-language-server: $schema="
    assert first.startswith(marker)
    named = (path.parent / first.removeprefix(marker)).resolve()
    assert named.parent == TOP / "evidence_schemas" / "json"
    assert named.name.endswith(".schema.json")


@pytest.mark.parametrize("path", [path for path in EVERY_FILE if "rules" in path.parts], ids=name_of)
def test_conditions_are_listed_below_one_another(path: Path) -> None:
    # Within brackets a comma cuts a condition apart, so that what is read is not what was meant.
    in_brackets = r"^[\s-]*(when|unless|judged_when|all|any|none|.* of)\s*:\s*[\[{]"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.match(in_brackets, line)] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=name_of)
def test_every_evidence_schema_loads(path: Path) -> None:
    problems = Problems()
    schema = read_schema(path.read_bytes(), name_of(path), problems)
    assert schema is not None and not problems, list(problems)
    assert schema.id == path.stem


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_every_rule_set_loads_under_its_own_name(folder: Path, workspace: Workspace) -> None:
    rule_set = workspace.load_folder(folder)
    assert rule_set.name == f"{folder.parent.name}@{folder.name}"
    assert rule_set.in_force.start is not None


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_every_model_case_of_a_rule_set_agrees(folder: Path, workspace: Workspace) -> None:
    problems = Problems()
    cases = examples_of(workspace.load_folder(folder), folder, problems)
    assert not problems, list(problems)
    assert cases
    assert disagreements(cases) == []


def test_every_model_inspection_agrees_under_its_rule_set(workspace: Workspace) -> None:
    problems = Problems()
    written = written_model_inspections(workspace, problems)
    cases = [
        case
        for folder in RULE_SETS
        for case in model_inspections(workspace.load_folder(folder), written, problems)
    ]
    assert not problems, list(problems)
    assert len(cases) == len(INSPECTIONS)
    assert disagreements(cases) == []


@pytest.mark.parametrize("path", INSPECTIONS, ids=name_of)
def test_every_model_inspection_is_checked_and_expects_something(path: Path, workspace: Workspace) -> None:
    problems = Problems()
    found = check_file(path, workspace, problems)
    assert found is not None and not problems.has_errors, list(problems)
    assert found.inspection.expected


def test_model_inspections_show_every_status_of_a_draft(workspace: Workspace) -> None:
    statuses = set()
    grades = set()
    for path in INSPECTIONS:
        found = check_file(path, workspace, Problems())
        assert found is not None
        statuses.update(found.status.values())
        grades.update(expected.grade for expected in found.inspection.expected.values())
    assert {"agrees", "departs", "outside", "undecided"} <= statuses
    assert {"inadequate", "requires_improvement", "good", "outstanding", "undecided"} <= grades


def test_the_schema_of_childrens_social_care_holds_what_inspectors_use(workspace: Workspace) -> None:
    schema = workspace.schema("children_social_care", Problems())
    assert schema is not None
    assert len(schema.items) >= 45
    for item in schema.items.values():
        assert item.section in schema.sections, item.id
        assert item.computed or (item.question and item.found_in), item.id
        assert not item.title.endswith("."), item.id
