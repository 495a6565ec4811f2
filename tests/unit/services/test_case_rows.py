"""Rows as cases: what each cell means, and why a row is rejected."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from evenhand.domain import NOT_LOOKED_AT, Recorded
from evenhand.services.cases import NO_PREVIOUS, NOT_RECORDED
from evenhand.services.workspace import Workspace
from written_casebooks import in_chunks_of, read_casebook, write_casebook

YAML = """\
frameworks: {ILACS: ilacs@2018}
grades: {RI: requires_improvement}
columns:
  id: Case number
  framework: Framework
  on: Day
  published: Out
  cases: Sampled
  groups: {region: Region}
  given: {leaders: L}
  awarded: {overall: O}
  previous: {overall: Before}
  evidence: {caseload_mean: Load, agency_rate: Agency}
  not_used: [Remark]
assume: {agency_rate: {value: 15%, because: not published}}
"""
HEAD = "Case number,Framework,Day,Out,Sampled,Region,L,O,Before,Load,Agency,Remark"


def read(folder: Path, workspace: Workspace, *rows: str, yaml: str = YAML):
    path = write_casebook(folder / "mine", yaml, "\n".join([HEAD, *rows]) + "\n")
    return read_casebook(path, workspace)


def only(found):
    assert found.codes == []
    (cases,) = found.cases
    return cases


def test_every_cell_is_read_as_the_casebook_says(tmp_path, workspace) -> None:
    row = "17,ILACS,2018-10-29,2018-12-10,40,North,good,RI,inadequate,17.2,20%,anything"
    cases = only(read(tmp_path, workspace, row))
    assert (cases.id.at(0), cases.provider.at(0), cases.number.tolist()) == ("17", "", [1])
    assert (cases.on.at(0), cases.published.at(0)) == (
        datetime.date(2018, 10, 29),
        datetime.date(2018, 12, 10),
    )
    assert (cases.rules.at(0).rule_set.name, cases.sampled.at(0)) == ("ilacs@2018", 40)
    assert {name: column.at(0) for name, column in cases.groups.items()} == {"region": "North"}
    assert cases.given["leaders"].at(0) == "good"
    assert cases.awarded["overall"].at(0) == "requires_improvement"
    assert cases.previous["overall"].at(0) == "inadequate"
    assert isinstance(cases.items["caseload_mean"].at(0), Recorded)


def test_empty_cells_say_that_nothing_is_recorded(tmp_path, workspace) -> None:
    cases = only(read(tmp_path, workspace, "17,ILACS,2018-10-29,,,,,,none,,,"))
    assert (cases.published.at(0), cases.sampled.at(0)) == (None, None)
    assert cases.groups["region"].at(0) == NOT_RECORDED
    assert (cases.given["leaders"].at(0), cases.awarded["overall"].at(0)) == (None, None)
    assert cases.previous["overall"].at(0) == NO_PREVIOUS
    assert cases.items["caseload_mean"].at(0) == NOT_LOOKED_AT


def test_what_is_assumed_stands_only_where_nothing_is_recorded(tmp_path, workspace) -> None:
    cases = only(read(tmp_path, workspace, "1,ILACS,2018-10-29,,,,,,,,,", "2,ILACS,2018-10-29,,,,,,,,20%,"))
    one, other = (cases.items["agency_rate"].at(row) for row in (0, 1))
    assert isinstance(one, Recorded) and isinstance(other, Recorded)
    assert (str(one.value.bounds[0]), str(other.value.bounds[0])) == ("3/20", "1/5")


def test_every_fault_of_a_row_is_told_at_its_cell(tmp_path, workspace) -> None:
    found = read(tmp_path, workspace, "17,ILACS,2018-10-29,soon,some,North,fine,RI,splendid,lots,20%,")
    assert found.ids == []
    assert sorted(found.codes) == ["C626", "C626", "C627", "D005", "E202"]
    (row,) = found.reading.rejects.first
    assert {column for column, _ in row.faults} == {"Out", "Sampled", "L", "Before", "Load"}
    assert all(told.span is not None and told.span.line == 2 for _, told in row.faults)
    assert "Remark" not in row.cells


@pytest.mark.parametrize("written", ["2018-10-5", "20181029", "29/10/2018", "2018-02-30", "2018-W44-1"])
def test_a_day_is_written_in_one_way(tmp_path, workspace, written) -> None:
    assert read(tmp_path, workspace, f"17,ILACS,{written},,,,,,,,,").codes == ["D005"]


def test_the_day_of_publication_never_stands_in_for_that_of_the_inspection(tmp_path, workspace) -> None:
    yaml = YAML.replace("ilacs@2018", "ilacs")
    found = read(tmp_path, workspace, "17,ILACS,,2018-12-10,,,,,,,,", yaml=yaml)
    assert found.codes == ["C625"]


def test_the_framework_of_a_row_is_that_of_its_cell_and_never_of_its_day(tmp_path, workspace) -> None:
    rows = ["1,ilacs@2023,2023-11-06,,,,,,,,,", "2,ILACS,2023-11-06,,,,,,,,,", "3,,2018-10-29,,,,,,,,,"]
    found = read(tmp_path, workspace, *rows)
    assert (found.ids, found.codes) == (["1"], ["C624", "C623"])
    found = read(tmp_path, workspace, *rows, yaml=YAML + "framework: ilacs@2018\n")
    assert (found.ids, found.codes) == (["1", "3"], ["C624"])


def test_an_id_is_used_once_in_the_whole_file(tmp_path, workspace, monkeypatch) -> None:
    rows = [f"{id},ILACS,2018-10-29,,,,,,,,," for id in ("1", "2", "1", "3", "2")]
    assert read(tmp_path, workspace, *rows).ids == ["1", "2", "3"]
    in_chunks_of(1, monkeypatch)
    found = read(tmp_path, workspace, *rows)
    assert (found.ids, found.codes) == (["1", "2", "3"], ["C620", "C620"])
    assert [row.number for row in found.reading.rejects.first] == [3, 5]


def test_a_grade_before_may_be_of_an_area_that_is_no_more(tmp_path, workspace) -> None:
    yaml = YAML.replace("previous: {overall: Before}", "previous: {overall: Before, adoption: Remark}")
    yaml = yaml.replace("  not_used: [Remark]\n", "").replace("ilacs@2018}", "ilacs@2018, SIF: sif@2013}")
    rows = ["1,ILACS,2018-10-29,,,,,,good,,,good", "2,SIF,,,,,,,,,,"]
    assert read(tmp_path, workspace, *rows, yaml=yaml).codes == []


def test_a_grade_given_to_an_area_that_the_rules_have_not_is_a_fault(tmp_path, workspace) -> None:
    yaml = YAML.replace("awarded: {overall: O}", "awarded: {adoption: O}").replace(
        "ilacs@2018}", "ilacs@2018, SIF: sif@2013}"
    )
    rows = ["1,ILACS,2018-10-29,,,,,good,,,,", "2,SIF,,,,,,good,,,,", "3,ILACS,2018-10-29,,,,,,,,,"]
    found = read(tmp_path, workspace, *rows, yaml=yaml)
    assert found.ids == ["2", "3"]
    assert [told.message for told in found.told] == ["`ilacs@2018` has no judgement area `adoption`"]


@pytest.mark.parametrize(("evidence", "code"), [("caseload: Load", "E201"), ("caseload_mean: Load", None)])
def test_items_are_those_of_the_evidence_schema(tmp_path, workspace, evidence, code) -> None:
    found = read(
        tmp_path, workspace, "1,ILACS,2018-10-29,,,,,,,,,", yaml=YAML.replace("caseload_mean: Load", evidence)
    )
    assert found.codes == ([code] if code else [])


def test_an_assumption_must_fit_its_item(tmp_path, workspace) -> None:
    yaml = YAML.replace("value: 15%", "value: lots")
    assert read(tmp_path, workspace, "1,ILACS,2018-10-29,,,,,,,,,", yaml=yaml).codes == ["E202"]


# --- reasons of departures ---------------------------------------------------------------------------

DEPARTURES = YAML.replace("  not_used: [Remark]\n", "  departures: {overall: Remark}\n")


def test_the_reason_of_a_departure_is_kept_as_it_is_written(tmp_path, workspace) -> None:
    rows = ["1,ILACS,2018-10-29,,,,,good,,,, SCALE OF IMPACT ", "2,ILACS,2018-10-29,,,,,good,,,,  "]
    cases = only(read(tmp_path, workspace, *rows, yaml=DEPARTURES))
    assert cases.departures["overall"].each() == ["SCALE OF IMPACT", None]


def test_reasons_are_of_areas_of_some_rule_set_of_the_casebook(tmp_path, workspace) -> None:
    yaml = DEPARTURES.replace("departures: {overall", "departures: {overal")
    found = read(tmp_path, workspace, "1,ILACS,2018-10-29,,,,,good,,,,", yaml=yaml)
    assert [(told.code.id, told.hint) for told in found.told] == [("C606", "did you mean `overall`?")]


def test_the_column_of_reasons_must_be_there(tmp_path, workspace) -> None:
    yaml = DEPARTURES.replace("{overall: Remark}", "{overall: Remarks}")
    assert read(tmp_path, workspace, "1,ILACS,2018-10-29,,,,,good,,,,", yaml=yaml).codes == ["C603", "C604"]


def test_a_reason_for_an_area_that_the_rules_of_its_case_have_not_is_a_fault(tmp_path, workspace) -> None:
    yaml = DEPARTURES.replace("departures: {overall", "departures: {adoption")
    yaml = yaml.replace("ilacs@2018}", "ilacs@2018, SIF: sif@2013}")
    rows = ["1,ILACS,2018-10-29,,,,,good,,,,SCALE", "2,SIF,,,,,,good,,,,SCALE", "3,ILACS,2018-10-29,,,,,,,,,"]
    found = read(tmp_path, workspace, *rows, yaml=yaml)
    assert found.ids == ["2", "3"]
    assert [told.message for told in found.told] == ["`ilacs@2018` has no judgement area `adoption`"]


def test_inspection_files_bring_the_reasons_of_their_departures(workspace) -> None:
    (cases,) = read_casebook("model", workspace).cases
    assert list(cases.departures) == ["leaders", "help_and_protection", "overall"]
    reasons = dict(zip(cases.id.each(), cases.departures["leaders"].each(), strict=True))
    told = {id: reason for id, reason in reasons.items() if reason is not None}
    assert len(told) == 1 and "two of six managers left" in next(iter(told.values()))


# --- columns that stand for two things ---------------------------------------------------------------


def test_the_fault_of_a_column_that_stands_for_two_things_is_told_once(tmp_path, workspace) -> None:
    yaml = YAML.replace("awarded: {overall: O}", "awarded: {overall: O, leaders: L}")
    found = read(tmp_path, workspace, "1,ILACS,2018-10-29,,,,splendid,good,,,,", yaml=yaml)
    (told,) = found.told
    assert "`splendid`" in told.message


# --- the day of each area's grade --------------------------------------------------------------------

GRADED_ON = YAML.replace("  not_used: [Remark]\n", "  graded_on: {overall: Remark}\n")


def test_the_day_of_an_areas_grade_is_read(tmp_path, workspace) -> None:
    rows = ["1,ILACS,2018-10-29,,,,,good,,,,2018-11-01", "2,ILACS,2018-10-29,,,,,good,,,,"]
    cases = only(read(tmp_path, workspace, *rows, yaml=GRADED_ON))
    assert cases.graded_on["overall"].each() == [datetime.date(2018, 11, 1), None]


def test_a_day_that_cannot_be_read_and_an_area_that_is_not_known_are_told(tmp_path, workspace) -> None:
    row = "1,ILACS,2018-10-29,,,,,good,,,,1 November"
    assert read(tmp_path, workspace, row, yaml=GRADED_ON).codes == ["D005"]
    yaml = GRADED_ON.replace("graded_on: {overall", "graded_on: {overal")
    found = read(tmp_path, workspace, "1,ILACS,2018-10-29,,,,,good,,,,", yaml=yaml)
    assert [told.hint for told in found.told] == ["did you mean `overall`?"]
