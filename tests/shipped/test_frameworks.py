"""What the shipped frameworks share, what they leave to be recorded, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.evaluation import InspectionTrace, Truth, interpret
from evenhand.language import GivenOnly
from evenhand.services.coverage import coverage_of
from evenhand.services.inspections import read_inspection
from evenhand.services.model_cases import examples_of, model_inspections, written_model_inspections
from evenhand.services.workspace import Workspace

TOP = Path(__file__).parents[2]
RULE_SETS = sorted(path.parent for path in (TOP / "rules").glob("*/*/framework.yaml"))
GRADES = ("inadequate", "requires_improvement", "good", "outstanding")
UNGRADED = ("ucra@2009", "focused_visit@2018", "monitoring_visit@2016", "jtai@2016")


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def decided(workspace: Workspace, reference: str, on: str, more: str) -> InspectionTrace:
    """An inspection under a rule set, written short."""
    problems = Problems()
    text = f"inspection: {{id: A, framework: {reference}, on: {on}}}\n{more}"
    inspection = read_inspection(text, "visit.yaml", workspace.rule_set, problems, {}.get)
    assert inspection is not None, list(problems)
    return interpret(inspection.rules, inspection.case)


def given(grades: Mapping[str, str]) -> str:
    return f"given: {{{', '.join(f'{area}: {grade}' for area, grade in grades.items())}}}\n"


# --- what every rule set keeps to ----------------------------------------------------------------------


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_every_rule_threshold_and_framework_says_what_it_rests_on(folder: Path, workspace: Workspace) -> None:
    rule_set = workspace.load_folder(folder)
    assert rule_set.source is not None and rule_set.note
    assert [rule.id for rule in rule_set.all_rules if rule.source is None] == []
    unfounded = [
        f"{parameter.id} from {dated.start}"
        for parameter in rule_set.parameters.values()
        for dated in parameter.values
        if dated.source is None or not (dated.note or parameter.note)
    ]
    assert unfounded == []


@pytest.mark.parametrize("folder", RULE_SETS, ids=name_of)
def test_model_cases_see_every_rule_and_condition_both_ways(folder: Path, workspace: Workspace) -> None:
    rule_set, problems = workspace.load_folder(folder), Problems()
    traces = [case.trace for case in examples_of(rule_set, folder, problems)]
    written = written_model_inspections(workspace, problems)
    traces += [case.trace for case in model_inspections(rule_set, written, problems)]
    found = coverage_of(rule_set, traces)
    elsewhere = seen_elsewhere(rule_set.name, workspace)
    assert [rule.id for rule in found.rules_not_seen() if rule.id not in elsewhere] == []
    assert [leaf for leaf in found.leaves_not_seen() if leaf.rule not in elsewhere] == []


def seen_elsewhere(name: str, workspace: Workspace) -> set[str]:
    """The rules and areas that a version has from another's files, where their model cases stand."""
    if name != "ilacs@2026":
        return set()
    shared = workspace.rule_set("ilacs@2023")
    return {rule.id for rule in shared.all_rules} | {area.id for area in shared.areas}


# --- what versions share -------------------------------------------------------------------------------


def test_the_areas_of_2026_have_the_rules_of_2023_under_their_own_titles(workspace: Workspace) -> None:
    before, after = workspace.rule_set("ilacs@2023"), workspace.rule_set("ilacs@2026")
    shared = ("leaders", "help_and_protection", "children_in_care", "care_leavers")
    for id in shared:
        assert after.area_by_id[id].rules == before.area_by_id[id].rules
    assert after.other_rules == before.other_rules
    assert "overall" not in after.area_by_id
    assert {id: after.area_by_id[id].title for id in shared if id != "leaders"} == {
        id: before.area_by_id[id].title for id in shared if id != "leaders"
    }
    assert after.area_by_id["leaders"].title == "The impact of leaders on practice with children and families"


def test_a_framework_and_its_variants_read_the_same_files(workspace: Workspace) -> None:
    homes = workspace.rule_set("sccif@2017")
    for name in ("sccif_secure@2017", "sccif_agency@2017"):
        assert workspace.rule_set(name).area_by_id["overall"].rules == homes.area_by_id["overall"].rules
    first = workspace.rule_set("ucra@2009").area_by_id["priority_action"]
    assert {workspace.rule_set(name).area_by_id["priority_action"].rules for name in UNGRADED} == {
        first.rules
    }


# --- what is recorded and not worked out ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "on", "recorded", "others"),
    [
        (
            "slac@2009",
            "2010-06-07",
            ("safeguarding_overall", "safeguarding_capacity", "looked_after_overall"),
            ("safeguarding_outcomes", "safeguarding_provision", "safeguarding_leadership"),
        ),
        (
            "looked_after@2013",
            "2013-05-13",
            ("looked_after_overall", "looked_after_capacity"),
            ("looked_after_outcomes", "looked_after_provision", "looked_after_leadership"),
        ),
        (
            "protection@2012",
            "2013-03-11",
            ("overall",),
            ("help_and_protection", "quality_of_practice", "leaders"),
        ),
    ],
)
def test_overall_grades_until_2013_are_recorded_and_never_worked_out(
    reference: str, on: str, recorded: tuple[str, ...], others: tuple[str, ...], workspace: Workspace
) -> None:
    grades = ("inadequate", "adequate", "good", "outstanding")
    for chosen in product(grades, repeat=len(others)):
        trace = decided(workspace, reference, on, given(dict(zip(others, chosen, strict=True))))
        for area in recorded:
            assert isinstance(trace.areas[area].area.start, GivenOnly)
            assert trace.areas[area].outcome.reach_grades == grades


def test_adequate_of_an_earlier_framework_is_known_to_later_ones(workspace: Workspace) -> None:
    later = workspace.rule_set("sif@2013").area_by_id["overall"].scale
    earlier = workspace.rule_set("protection@2012").area_by_id["overall"].scale
    assert "adequate" in later.also_called["requires_improvement"]
    assert "requires_improvement" in earlier.also_called["adequate"]


# --- visits without grades -----------------------------------------------------------------------------

SEEN = """\
evidence:
  thresholds_applied: strong
  contact_decisions_on_time: 97%
  assessment_quality: sound
  management_grip_overall: weak
  supervision_quality: sound
  children_seen: 30 of 40
  unallocated_in_need: 12
  unallocated_in_care: 3
  failure_in_protection: isolated
  harm_left_too_long: no
"""


def findings(trace: InspectionTrace) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for step in trace.findings.values():
        if step.truth is Truth.TRUE:
            found.setdefault(step.finding.kind or "", set()).add(step.finding.name)
    return found


@pytest.mark.parametrize("reference", UNGRADED)
def test_a_visit_without_grades_sorts_its_findings_into_kinds(reference: str, workspace: Workspace) -> None:
    rule_set = workspace.rule_set(reference)
    on = str(rule_set.in_force.start)
    trace = decided(workspace, reference, on, SEEN)
    found = findings(trace)
    assert found["strength"] == {"thresholds are a strength", "contacts get prompt decisions"}
    assert found["improvement"] == {
        "management grip needs to improve",
        "too few children get seen",
        "children wait for a social worker",
    }
    assert found["priority_action"] == {"unallocated children need priority action", "action cannot wait"}
    satisfactory = {"assessments are satisfactory"} if reference == "ucra@2009" else set()
    assert found.get("satisfactory", set()) == satisfactory
    assert set(found) <= set(rule_set.finding_kinds)
    assert trace.areas["priority_action"].outcome.proposed == "identified"


def test_what_was_not_looked_at_makes_no_finding(workspace: Workspace) -> None:
    trace = decided(
        workspace, "focused_visit@2018", "2019-06-10", "evidence: {adviser_relationship: strong}\n"
    )
    assert findings(trace) == {"strength": {"adviser relationships are a strength"}}


# --- the social care common inspection framework -------------------------------------------------------


def limited(experiences: str, protection: str, leaders: str) -> tuple[str, tuple[str, ...]]:
    """What the published guidance says of the overall judgement: the grade, and the grades permitted."""
    if protection == "inadequate":
        return "inadequate", ("inadequate",)
    if leaders == "inadequate":
        return "inadequate", ("inadequate", "requires_improvement")
    return experiences, GRADES


@pytest.mark.parametrize("reference", ["sccif@2017", "sccif_secure@2017", "sccif_agency@2017"])
def test_help_and_leaders_limit_the_overall_judgement_as_published(
    reference: str, workspace: Workspace
) -> None:
    start = decided(workspace, reference, "2023-03-06", "evidence: {experiences_and_progress: good}\n")
    for experiences in GRADES:
        written = f"evidence: {{experiences_and_progress: {experiences}}}\n"
        profile = decided(workspace, reference, "2023-03-06", written).case
        for protection, leaders in product(GRADES, repeat=2):
            case = replace(profile, given={"help_and_protection": protection, "leaders": leaders})
            outcome = interpret(start.rules, case).areas["overall"].outcome
            assert (outcome.proposed, outcome.permitted_grades) == limited(experiences, protection, leaders)


# --- amendments of what is shared ----------------------------------------------------------------------

AMENDMENT = """\
amendment: try_2026
title: A change to each kind of shared file
amends: ilacs@2026
changes:
  - id: supervision
    because: To see that a threshold of a shared file can be set.
    set_parameter:
      parameter: supervision_expected
      value: 90%
  - id: added
    because: To see that one can be added.
    add_parameter:
      parameter: one_more
      title: One more
      values:
        - value: 3
  - id: rule
    because: To see that a rule of a shared file can be taken away.
    remove_rule: LD12
  - id: title
    because: To see that a shared area with a title of its own can be renamed.
    rename_area:
      area: leaders
      to: leadership
"""


def test_an_amendment_reaches_what_a_version_has_from_another(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "try_2026.yaml"
    file.write_text(AMENDMENT, encoding="utf-8")
    base, after = workspace.rule_set("ilacs@2026"), workspace.amendment(file).rule_set
    assert {id for id in after.parameters if after.parameters[id] != base.parameters.get(id)} == {
        "supervision_expected",
        "one_more",
    }
    assert set(after.parameters) == {*base.parameters, "one_more"}
    assert (
        after.area_by_id["leadership"].title == "The impact of leaders on practice with children and families"
    )
    rules = {rule.id for rule in base.all_rules}
    assert rules - {rule.id for rule in after.all_rules} == {"LD12"}
