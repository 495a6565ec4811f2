"""Record checks: each finds what it is for, and nothing in records that are as they should be."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from evenhand.services.moderation.casebook import read_for_moderation
from evenhand.services.moderation.record_checks import Check, OtherSource, RecordChecks, check_records
from evenhand.services.moderation.record_words import (
    records_blocks,
    records_json,
    records_leads,
    records_lists,
)
from evenhand.services.workspace import Workspace
from unit.services.small_casebooks import FRAMEWORK, small_workspace
from written_casebooks import write_casebook

TODAY = datetime.date(2022, 6, 1)

OVERALL = """
area: overall
title: Overall
starts_at: {median_of: pair, ties: worse}
rules:
  - {id: O1, title: Poor care limits, when: care is poor, then: {at_most: poor}}
"""
SAFETY = "{area: safety, title: Safety, given_only: yes}"
CARE = """
area: care
title: Care of children
starts_at: fair
judged_when: visits > 0
rules:
  - {id: C2, title: Harm left too long, when: harm is yes, then: {at_most: poor}}
  - {id: C1, title: Enough visits, when: visits > 250, then: {supports: good}}
  - {id: C3, title: Many visits, when: visits > 300, then: {at_least: fair}}
"""
COLUMNS = """\
framework: visits@1
columns:
  id: id
  provider: provider
  on: on
  published: published
  given: [safety]
  evidence: [visits, harm]
  awarded: [care, overall]
  previous: {care: previous_care, overall: previous_overall}
  graded_on: {care: care_day, overall: overall_day}
grades: {Good: good, "fair enough": fair}
"""
HEAD = (
    "id,provider,on,published,safety,visits,harm,care,overall,"
    "previous_care,previous_overall,care_day,overall_day"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    framework = FRAMEWORK.replace("[care]", "[care, safety, overall]\ngroups: {pair: [care, safety]}")
    return small_workspace(tmp_path, framework=framework, care=CARE, safety=SAFETY, overall=OVERALL)


def row(id: str = "A", **cells: str) -> str:
    usual = {
        "id": id,
        "provider": f"Authority {id}",
        "on": "2021-03-01",
        "published": "2021-05-01",
        "safety": "fair",
        "visits": "200",
        "harm": "no",
        "care": "fair",
        "overall": "fair",
    }
    return ",".join({**dict.fromkeys(HEAD.split(","), ""), **usual, **cells}.values())


def checked(
    tmp_path: Path,
    workspace: Workspace,
    *rows: str,
    beside: tuple[str, ...] | None = None,
    columns: str = COLUMNS,
) -> RecordChecks:
    def read(name: str, rows: tuple[str, ...]):  # type: ignore[no-untyped-def]
        path = write_casebook(tmp_path / name, columns, "\n".join((HEAD, *rows)) + "\n")
        return read_for_moderation(str(path), workspace)

    found = read("mine", rows)
    other = None if beside is None else OtherSource("theirs", read("theirs", beside).frameworks)
    areas = {one.name: found.areas_of(one) for one in found.frameworks}
    return check_records(found.frameworks, found.words, today=TODAY, areas=areas, other=other)


def told(found: RecordChecks) -> list[tuple[str, str, str | None]]:
    return [(one.id, one.check.value, one.area) for one in found.findings]


def test_records_as_they_should_be_are_left_alone(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(tmp_path, workspace, row("A"), row("B", care="poor", safety="good", overall="poor"))
    assert told(found) == []
    assert list(records_leads(found)) == []
    assert found.made[Check.OUTSIDE_PERMITTED] == 4


def test_a_grade_that_limiting_rules_exclude_is_told_with_the_rules(
    tmp_path: Path, workspace: Workspace
) -> None:
    found = checked(tmp_path, workspace, row("A", harm="yes", care="good", overall="poor"))
    assert told(found) == [("A", "outside_permitted", "care")]
    assert found.findings[0].detail == "awarded good; C2 leaves poor"


def test_limiting_rules_that_leave_no_grade_are_told(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(tmp_path, workspace, row("A", harm="yes", visits="400"))
    assert ("A", "rules_in_conflict", "care") in told(found)


def test_a_grade_that_is_older_than_what_it_rests_on_is_told(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(
        tmp_path,
        workspace,
        row("A", care_day="2021-04-01", overall_day="2021-03-02"),
        row("B", care_day="2021-03-02", overall_day="2021-04-01"),
        row("C", overall_day="2021-04-01"),
    )
    assert told(found) == [("A", "carried_forward", "overall")]
    assert "care of 1 April 2021" in found.findings[0].detail


def test_a_grade_that_stayed_though_those_below_it_changed_may_be_carried_forward(
    tmp_path: Path, workspace: Workspace
) -> None:
    columns = COLUMNS.replace("graded_on:", "not_used: [care_day, overall_day] #")
    stale = {"visits": "260", "care": "good", "safety": "good", "overall": "fair", "previous_care": "fair"}
    found = checked(
        tmp_path,
        workspace,
        row("A", **stale, previous_overall="fair"),
        row("B", **stale, previous_overall="good"),
        row("C", **{**stale, "previous_care": "good"}, previous_overall="fair"),
        row("D", **{**stale, "overall": "good"}, previous_overall="good"),
        columns=columns,
    )
    assert told(found) == [("A", "maybe_carried_forward", "overall")]
    assert found.findings[0].detail.endswith("the rules propose good")


def test_two_records_of_one_inspection_are_told(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(
        tmp_path,
        workspace,
        row("A", provider="North  Shire"),
        row("B", provider="north shire", care="poor", overall="poor"),
        row("C", provider="South"),
        row("D", provider="South"),
        row("E", provider="South", on="2021-09-01", published=""),
        row("F", provider="", care="poor", overall="poor"),
    )
    assert told(found) == [
        ("B", "sources_disagree", "care"),
        ("B", "sources_disagree", "overall"),
        ("D", "recorded_twice", None),
    ]
    assert found.findings[0].detail == "recorded as `A` too: there fair, here poor"


def test_in_a_synthetic_casebook_nobody_looks_for_two_records_of_one_inspection(
    tmp_path: Path, workspace: Workspace
) -> None:
    path = write_casebook(
        tmp_path / "mine", COLUMNS, "\n".join((HEAD, row("A", provider="N"), row("B", provider="N"))) + "\n"
    )
    found = read_for_moderation(str(path), workspace)
    areas = {one.name: found.areas_of(one) for one in found.frameworks}
    checks = check_records(found.frameworks, (), today=TODAY, areas=areas, drawn=True)
    assert told(checks) == []
    assert checks.not_made[Check.RECORDED_TWICE] == "providers and days are invented"


def test_another_casebook_is_held_against_this_one(tmp_path: Path, workspace: Workspace) -> None:
    """As where grades were read off a report, and the official table has them too."""
    theirs = (row("x", provider="Authority A", on="", care="good"), row("y", provider="Authority B"))
    found = checked(tmp_path, workspace, row("A"), row("B"), row("C"), beside=theirs)
    assert told(found) == [("A", "sources_disagree", "care")]
    assert found.findings[0].detail == "`x` of theirs has it differently: there good, here fair"


def test_dates_that_cannot_be_are_told(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(
        tmp_path,
        workspace,
        row("A", published="2021-02-01"),
        row("B", on="2022-06-02", published=""),
        row("C", on="2020-01-01"),
        row("D", on="", published="", care_day="2022-06-02"),
        row("E", on="", published=""),
        row("F", care_day="2021-03-01", overall_day="2019-05-01"),
    )
    assert told(found) == [
        ("F", "carried_forward", "overall"),
        ("A", "impossible_date", None),
        ("B", "impossible_date", None),
        ("C", "unlikely_date", None),
        ("D", "impossible_date", "care"),
    ]


def test_grades_taken_as_given_are_grades_of_the_record(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(
        tmp_path,
        workspace,
        row("A", provider="P", safety="fair"),
        row("B", provider="P", safety="good"),
        row("C", provider="P", safety="fair"),
        row("D", provider="P", safety="fair", care=""),
    )
    assert told(found) == [
        ("B", "sources_disagree", "safety"),
        ("C", "recorded_twice", None),
        ("D", "sources_disagree", "care"),
    ]


def test_two_inspections_published_on_one_day_are_two(tmp_path: Path, workspace: Workspace) -> None:
    rows = (
        row("A", provider="P"),
        row("B", provider="P", on="2021-01-10", care="good"),
        row("C", provider="P", on="2021-05-01", published="", care="good"),
    )
    assert told(checked(tmp_path, workspace, *rows)) == []
    beside = checked(tmp_path, workspace, rows[0], beside=rows[1:])
    assert told(beside) == []
    assert (beside.without_partner, beside.made.get(Check.SOURCES_DISAGREE)) == (2, 1)


def test_a_record_without_a_day_of_inspection_is_found_by_its_publication(
    tmp_path: Path, workspace: Workspace
) -> None:
    found = checked(
        tmp_path,
        workspace,
        row("A", provider="P"),
        row("B", provider="P", on="", care="good", overall="good"),
    )
    assert ("B", "sources_disagree", "care") in told(found)


def test_a_grade_of_what_was_not_judged_is_told(tmp_path: Path, workspace: Workspace) -> None:
    columns = COLUMNS.replace(
        "given: [safety]", "given: {safety: safety, overall: previous_overall}"
    ).replace("previous: {care: previous_care, overall: previous_overall}", "previous: {care: previous_care}")
    found = checked(
        tmp_path,
        workspace,
        row("A", visits="0"),
        row("B", previous_overall="not_judged"),
        columns=columns,
    )
    assert ("A", "not_judged_graded", "care") in told(found)
    assert ("B", "not_judged_graded", "overall") in told(found)
    assert {one.id for one in found.findings} == {"A", "B"}


def test_one_grade_in_several_words_is_told(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(
        tmp_path,
        workspace,
        *(row(id) for id in "ABC"),
        row("D", care="fair enough"),
        row("E", care="good", overall="fair"),
        row("F", care="Good", overall="fair"),
        row("G", care="good", overall="fair"),
    )
    words = found.of(Check.GRADE_WORDS)
    assert [(one.id, one.area, one.detail) for one in words] == [
        ("D", "care", "`fair enough` (1 rows) and `fair` (3) stand for fair"),
        ("F", "care", "`Good` (1 rows) and `good` (2) stand for good"),
    ]


def test_what_could_not_be_checked_is_said(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(tmp_path, workspace, row("A", provider="", on="", published=""))
    assert set(found.not_made) == {
        Check.CARRIED_FORWARD,
        Check.MAYBE_CARRIED_FORWARD,
        Check.SOURCES_DISAGREE,
        Check.RECORDED_TWICE,
        Check.IMPOSSIBLE_DATE,
        Check.UNLIKELY_DATE,
    }


def test_findings_are_told_in_every_form(tmp_path: Path, workspace: Workspace) -> None:
    found = checked(tmp_path, workspace, row("A", harm="yes", care="good", overall="poor"))
    (entry,) = records_json(found)
    assert (entry["id"], entry["check"], entry["certain"]) == ("A", "outside_permitted", True)
    (table,) = records_lists(found)
    assert table.rows[0][0] == "A" and len(table.columns) == len(table.rows[0])
    (lead,) = records_leads(found)
    assert (lead.weight, lead.where) == (100, "records")
    assert list(records_blocks(found))
