"""The catalogue's examples of casebooks: each bad one is told under its code, each good one is in order."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.diagnostics import Code, InvalidInput, catalogue, codes
from evenhand.services.boundary_cases import boundary_cases
from evenhand.services.coverage_casebook import CasebookCoverage, cover_casebook
from evenhand.services.moved_table import MovedTable
from evenhand.services.replay_casebook import replay_casebook
from evenhand.services.workspace import Workspace, open_workspace
from written_casebooks import read_casebook, write_casebook

KEYS = ("id", "provider", "framework", "on", "cases")
GIVEN = "leaders,help_and_protection,children_in_care"
CASE = "17,good,good,good"


@pytest.fixture
def workspace(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(tmp_path)
    return open_workspace(repository)


def yaml_of(head: str) -> str:
    """The keys of a casebook file for rows with a head; other columns than known ones are awarded grades."""
    names = head.split(",")
    keys = [f"{name}: {name}" for name in names if name in KEYS]
    awarded = ", ".join(name for name in names if name not in KEYS)
    own = "" if "framework" in names else "framework: ilacs@2018\n"
    return own + f"columns: {{{', '.join(keys)}, awarded: [{awarded}]}}\n"


def read_rows(text: str, tmp_path: Path, workspace: Workspace, more: str = "") -> list[str]:
    """The codes told of rows. Rows without an id are given one."""
    lines = text.splitlines()
    if not lines[0].startswith("id"):
        lines = [f"id,{lines[0]}", *(f"{number},{line}" for number, line in enumerate(lines[1:], start=17))]
    path = write_casebook(tmp_path / "mine", yaml_of(lines[0]) + more, "\n".join(lines))
    return read_casebook(path, workspace).codes


# --- columns -----------------------------------------------------------------------------------------


def of_columns(line: str, tmp_path: Path, workspace: Workspace) -> list[str]:
    keys, head = line.split("   # the head says: ")
    row = ",".join("17" if name == "id" else "" for name in head.split(","))
    path = write_casebook(tmp_path / "mine", f"framework: ilacs@2018\n{keys}\n", f"{head}\n{row}\n")
    return read_casebook(path, workspace).codes


COLUMNS = [codes.COLUMN_MISSING, codes.COLUMN_UNNAMED, codes.UNKNOWN_AREA_OF_CASES]


@pytest.mark.parametrize("code", COLUMNS, ids=lambda code: code.id)
def test_columns_are_as_the_casebook_names_them(code: Code, tmp_path, workspace) -> None:
    assert code.id in of_columns(code.bad, tmp_path, workspace)
    for line in code.good.splitlines():
        assert of_columns(line, tmp_path, workspace) == []


def test_the_rows_stand_in_a_file_that_can_be_read(tmp_path, workspace) -> None:
    code = codes.NO_ROWS_FILE
    told = []
    for example in (code.bad, code.good):
        path = write_casebook(tmp_path / "mine", f"{example}\n{yaml_of('id')}", "id\n17\n", "judgements.csv")
        shutil.copy(tmp_path / "mine" / "judgements.csv", tmp_path / "mine" / "judgements.xlsx")
        told.append(read_casebook(path, workspace).codes)
    assert told == [[code.id], []]


def test_the_framework_of_cases_is_said(tmp_path, workspace) -> None:
    code = codes.NO_FRAMEWORK_OF_CASES
    told = []
    for example in (code.bad, code.good):
        path = write_casebook(tmp_path / "mine", f"{example}\n", "id,on\n17,2024-05-13\n")
        told.append(read_casebook(path, workspace).codes)
    assert told == [[code.id], []]


def test_what_is_said_of_rows_needs_rows(tmp_path, workspace, repository) -> None:
    code = codes.KEY_WITHOUT_ROWS
    path = write_casebook(tmp_path / "mine", f"{code.bad}\n")
    shutil.copy(repository / "casebooks" / "model" / "ashmere_2024.yaml", path.parent)
    assert read_casebook(path, workspace).codes == [code.id]
    yaml = code.good.replace("judgements.csv", "rows.csv") + "\n" + yaml_of("id")
    path = write_casebook(tmp_path / "rows", yaml, "id\n17\n")
    assert read_casebook(path, workspace).codes == []


# --- rows --------------------------------------------------------------------------------------------

ROWS = {
    codes.EMPTY_CASEBOOK: "",
    codes.REPEATED_CASE: "",
    codes.NO_ID: "",
    codes.CASE_WITHOUT_FRAMEWORK: "",
    codes.CASE_OUT_OF_FORCE: "",
    codes.CASE_WITHOUT_DAY: "",
    codes.NOT_A_CASE_COUNT: "",
    codes.ROW_RAGGED: "",
}


@pytest.mark.parametrize("code", ROWS, ids=lambda code: code.id)
def test_rows_are_as_they_must_be(code: Code, tmp_path, workspace) -> None:
    assert read_rows(code.bad, tmp_path, workspace) == [code.id]
    assert read_rows(code.good, tmp_path, workspace) == []


@pytest.mark.parametrize(
    "code", [codes.UNKNOWN_FRAMEWORK_WORD, codes.GRADE_OF_OTHER_SCALE], ids=lambda code: code.id
)
def test_other_words_are_said_to_stand_for_ours(code: Code, tmp_path, workspace) -> None:
    assert read_rows(code.bad, tmp_path, workspace) == [code.id]
    assert read_rows(code.bad, tmp_path, workspace, code.good) == []


WORDS = [codes.GRADE_REDEFINED, codes.UNKNOWN_GRADE_OF_CASES]


@pytest.mark.parametrize("code", WORDS, ids=lambda code: code.id)
def test_words_stand_for_grades_and_grades_for_themselves(code: Code, tmp_path, workspace) -> None:
    assert read_rows("overall\nRI", tmp_path, workspace, code.bad) == [code.id]
    assert read_rows("overall\nRI", tmp_path, workspace, code.good) == []


def test_the_groups_of_every_casebook_keep_their_names(tmp_path, workspace) -> None:
    code = codes.RESERVED_GROUP
    for example, told in ((code.bad, [code.id]), (code.good, [])):
        yaml = f"framework: ilacs@2018\ncolumns: {{id: id, {example}}}\n"
        path = write_casebook(tmp_path / "mine", yaml, "id,phase\n17,one\n")
        assert read_casebook(path, workspace).codes == told


def test_a_casebook_is_called_as_its_folder_is(tmp_path, workspace) -> None:
    code = codes.OTHER_FOLDER
    for example, told in ((code.bad, [code.id]), (code.good, [])):
        path = write_casebook(tmp_path / "mine", yaml_of("id"), "id\n17\n")
        path.write_text(path.read_text().replace("casebook: mine", example))
        found = replay_casebook(str(path), workspace, after="ilacs@2023").diagnostics
        assert [one.code.id for one in found] == told


# --- what is asked -----------------------------------------------------------------------------------


def told_of(refused: Callable[[], object]) -> list[str]:
    try:
        refused()
    except InvalidInput as invalid:
        return [told.code.id for told in invalid.diagnostics]
    return []


def asked(line: str) -> dict[str, str]:
    """What a line `evenhand replay CASEBOOK --option word...` asks for."""
    words = re.sub(r"   #.*", "", line).split()
    assert words[:2] == ["evenhand", "replay"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    return {"after": "awarded", "name": words[2], **{name[2:]: word for name, word in options.items()}}


def replay_line(line: str, workspace: Workspace) -> list[str]:
    return told_of(lambda: replay_casebook(workspace=workspace, **asked(line)))


@pytest.fixture
def my_casebook(tmp_path: Path, workspace: Workspace) -> Path:
    """A casebook with one case and its evidence, in the current folder."""
    yaml = f"framework: ilacs@2018\ncolumns: {{id: id, given: [{GIVEN.replace(',', ', ')}]"
    yaml += ", awarded: [overall], evidence: [caseload_mean], on: on}\n"
    rows = f"id,{GIVEN},overall,caseload_mean,on\n{CASE},good,17,2018-05-13\n"
    return write_casebook(tmp_path / "my-casebook", yaml, rows)


ASKED = [codes.UNKNOWN_CASEBOOK, codes.NOTHING_TO_REPLAY, codes.UNKNOWN_GROUP]


@pytest.mark.parametrize("code", ASKED, ids=lambda code: code.id)
def test_what_is_asked_for_is_there(code: Code, workspace, my_casebook) -> None:
    assert replay_line(code.bad, workspace) == [code.id]
    for line in code.good.splitlines():
        assert replay_line(line, workspace) == []


def test_awarded_grades_can_only_be_replayed_where_there_are_some(tmp_path, workspace) -> None:
    code = codes.NO_AWARDED_GRADES
    columns = f"columns: {{id: id, given: [{GIVEN.replace(',', ', ')}]"
    for awarded, told in (("not_used: [overall]", [code.id]), (code.good[10:-1], [])):
        yaml = f"framework: ilacs@2018\n{columns}, {awarded}}}\n"
        write_casebook(tmp_path / "cases", yaml, f"id,{GIVEN},overall\n{CASE},good\n")
        line = re.sub(r"   #.*", "", code.bad) + " --area overall"
        assert replay_line(line, workspace) == told


def test_rejected_rows_are_counted(tmp_path, workspace) -> None:
    code = codes.ROWS_REJECTED
    columns = f"framework: ilacs@2018\ncolumns: {{id: id, given: [{GIVEN.replace(',', ', ')}]"
    for number, (rows, told) in enumerate(((code.bad, [code.id]), (code.good, []))):
        grade = rows.split(",")[-1]
        table = f"id,{GIVEN},overall\n{CASE},{grade}\n18{CASE[2:]},good\n"
        path = write_casebook(tmp_path / f"mine{number}", columns + ", awarded: [overall]}\n", table)
        found = replay_casebook(str(path), workspace, after="awarded", area="overall")
        assert [one.code.id for one in found.diagnostics if one.code.id == code.id] == told


OTHER = """\
schema: other
title: Other evidence
items:
  caseload_mean: {type: number, title: Mean of something else, unit: children, better: lower}
"""


def test_evidence_is_read_only_by_rules_of_its_own_schema(tmp_path, workspace, my_casebook) -> None:
    code = codes.OTHER_SCHEMA
    other = tmp_path / "rules" / "sccif" / "1"
    other.mkdir(parents=True)
    (tmp_path / "evidence_schemas").mkdir()
    (tmp_path / "evidence_schemas" / "other.yaml").write_text(OTHER)
    (other / "framework.yaml").write_text(
        'framework: sccif\nversion: "1"\ntitle: Other\nin_force: {from: 2010-01-01}\nevidence_schema: other\n'
        "scales: {two: {grades: [poor, good]}}\nareas: [overall]\n"
    )
    (other / "overall.yaml").write_text("area: overall\ntitle: Overall\nstarts_at: good\nrules: []\n")
    both = Workspace((tmp_path, *workspace.roots))
    assert replay_line(code.bad, both) == [code.id]
    assert replay_line(code.good, both) == []


def framework_file(id: str, scale: str) -> str:
    return (
        f'framework: {id}\nversion: "1"\ntitle: {id}\nin_force: {{from: 2010-01-01}}\n'
        f"evidence_schema: children_social_care\nscales: {{own: {scale}}}\nareas: [overall]\n"
    )


def test_grades_of_two_scales_are_compared_where_they_are_linked(tmp_path, workspace) -> None:
    code = codes.UNLIKE_SCALES
    old = "{grades: [inadequate, adequate, good]}"
    new = "{grades: [inadequate, requires_improvement, good]"
    for scale, told in ((new + "}", [code.id]), (f"{new}, {code.good}}}", [])):
        for id, text, start in (("slac", old, "adequate"), ("ilacs", scale, "good")):
            folder = tmp_path / "rules" / id / "1"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "framework.yaml").write_text(framework_file(id, text))
            (folder / "overall.yaml").write_text(
                f"area: overall\ntitle: Overall\nstarts_at: {start}\nrules: []\n"
            )
        write_casebook(tmp_path / "cases", "framework: slac@1\ncolumns: {id: id}\n", "id\n17\n")
        both = Workspace((tmp_path, *workspace.roots))
        line = re.sub(r"(slac|ilacs)\b", r"\1@1", code.bad)
        back = line.replace("before", "x").replace("after", "before").replace("--x", "--after")
        assert [replay_line(line, both), replay_line(back, both)] == [told, told]


def test_a_sweep_goes_over_values_of_a_threshold(workspace, tmp_path) -> None:
    code = codes.BAD_SWEEP
    for line, told in ((code.bad, [code.id]), (code.good, [])):
        sweep = line.split()[-1]

        def replay(sweep: str = sweep) -> object:
            return replay_casebook("model", workspace, after="own", sweep=sweep)

        assert told_of(replay) == told


def test_cases_that_moved_are_written_as_csv_or_parquet(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = codes.BAD_MOVED_FILE
    with pytest.raises(InvalidInput) as refused:
        MovedTable(Path(code.bad.split()[-1]))
    assert [one.code for one in refused.value.diagnostics] == [code]
    MovedTable(Path(code.good.split()[-1])).write()
    assert (tmp_path / "moved.csv").read_text().startswith("id,provider,")


def test_no_inspection_before_is_said_of_all_areas_or_none(tmp_path, workspace) -> None:
    code = codes.NO_PREVIOUS_BUT_GRADED
    named = "overall: previous_overall, leaders: previous_leaders"
    yaml = f"framework: ilacs@2018\ncolumns: {{id: id, previous: {{{named}}}}}\n"
    for number, (text, told) in enumerate(((code.bad, [code.id]), (code.good, []))):
        head, row = text.splitlines()
        write_casebook(tmp_path / f"c{number}", yaml, f"id,{head}\n17,{row}\n")
        reading = read_casebook(tmp_path / f"c{number}", workspace).reading
        assert reading is not None
        assert [found.code.id for found in reading.rejects.diagnostics()] == told


# --- coverage ----------------------------------------------------------------------------------------


def covered(line: str, workspace: Workspace) -> CasebookCoverage:
    """What a line `evenhand coverage CASEBOOK --option word...` asks for, boundary cases too."""
    words = re.sub(r"   #.*", "", line).split()
    assert words[:2] == ["evenhand", "coverage"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    found = cover_casebook(words[2], workspace, rules=options.get("--rules", "own"))
    if "--boundary-cases" in options:
        assert boundary_cases(found, 1) is not None
    return found


@pytest.mark.parametrize("code", [codes.NOTHING_TO_COVER, codes.SEVERAL_RULE_SETS], ids=lambda code: code.id)
def test_rules_are_covered_by_cases_that_are_under_them(code: Code, workspace, my_casebook) -> None:
    assert told_of(lambda: covered(code.bad, workspace)) == [code.id]
    assert told_of(lambda: covered(code.good, workspace)) == []


# --- all of them -------------------------------------------------------------------------------------

BY_THEMSELVES = {
    codes.NO_ROWS_FILE,
    codes.NO_FRAMEWORK_OF_CASES,
    codes.KEY_WITHOUT_ROWS,
    codes.UNKNOWN_FRAMEWORK_WORD,
    codes.GRADE_OF_OTHER_SCALE,
    codes.OTHER_SCHEMA,
    codes.ROWS_REJECTED,
    codes.UNLIKE_SCALES,
    codes.NO_AWARDED_GRADES,
    codes.BAD_SWEEP,
    codes.NO_PREVIOUS_BUT_GRADED,
    codes.BAD_MOVED_FILE,
    codes.RESERVED_GROUP,
    codes.OTHER_FOLDER,
    codes.NOTHING_TO_COVER,
    codes.SEVERAL_RULE_SETS,
}


ELSEWHERE = {
    codes.BAD_SWEEP,
    codes.BAD_MOVED_FILE,
    codes.NOTHING_TO_GENERATE,
    codes.FOLDER_NOT_EMPTY,
    codes.BAD_PLANT,
}
"""What leads to them is tried with sweeps, and with the generator of casebooks."""


def test_every_code_of_casebooks_is_tried() -> None:
    tried = {*COLUMNS, *ROWS, *WORDS, *ASKED, *BY_THEMSELVES}
    assert tried | ELSEWHERE == {code for id, code in catalogue().items() if id.startswith("C")}
