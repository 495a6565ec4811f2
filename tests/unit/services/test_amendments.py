"""Amendments in a workspace: found by path and by name, one on top of another, told where they go wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, codes
from evenhand.explanation.document import words_of
from evenhand.language import RuleSet
from evenhand.services.amendment_views import amendment_json, amendment_view
from evenhand.services.check import check_file
from evenhand.services.model_cases import examples_of, model_inspections, written_model_inspections
from evenhand.services.records import make_record, verify_record
from evenhand.services.rule_set_views import rule_set_json, rule_set_view
from evenhand.services.workspace import Workspace
from golden.folders import files_of, folders
from unit.services.test_broken_rule_sets import workspace
from written import AMENDMENT_FILE, amend, load

AMENDED = [folder for folder in folders("good") if (folder / AMENDMENT_FILE).is_file()]

CHANGES = "changes:\n  - {id: title, because: A better word., set_area: {area: leaders, title: Management}}\n"


def write(top: Path, name: str, text: str = "", *, amends: str = "small@1") -> Path:
    """An amendment under `rules/amendments`, called as its file is."""
    path = top / "rules" / "amendments" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"amendment: {name}\ntitle: About {name}\namends: {amends}\n{text or CHANGES}")
    return path


def told(found: Workspace, reference: str | Path) -> list[Diagnostic]:
    with pytest.raises(InvalidInput) as refused:
        found.rule_set(str(reference))
    return list(refused.value.diagnostics)


# --- found ----------------------------------------------------------------------------------------------


def test_an_amendment_is_named_by_its_path_and_by_what_it_makes(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word")
    made = found.rule_set(str(path))
    assert made.name == "small@1+word"
    assert found.rule_set("small@1+word") is made
    assert found.rule_set("small@1").area_by_id["leaders"].title != "Management"
    assert made.area_by_id["leaders"].title == "Management"


def test_amendments_are_listed_and_broken_ones_are_told(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "word")
    write(tmp_path, "broken", "changes: []\n")
    problems = Problems()
    assert [(file.id, file.amends) for file in found.amendment_files(problems)] == [("word", "small@1")]
    assert [one.code for one in problems] == [codes.EMPTY_LIST]


def test_an_amendment_is_no_version_that_can_be_in_force(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "word")
    assert found.rule_set("small").name == "small@1"


@pytest.mark.parametrize("written", ["small@1+wrod", "small@2+word"])
def test_a_name_that_no_amendment_makes_is_told_with_the_nearest(tmp_path: Path, written: str) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "word")
    (one,) = told(found, written)
    assert (one.code, one.hint) == (codes.UNKNOWN_RULE_SET, "did you mean `small@1+word`?")


def test_a_file_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word")
    (one,) = told(found, path.with_name("wrod.yaml"))
    assert (one.code, one.hint) == (codes.FILE_MISSING, "did you mean `word.yaml`?")


def test_a_file_of_rules_is_told_to_be_no_amendment(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    (one,) = told(found, tmp_path / "rules" / "small" / "1" / "framework.yaml")
    assert (one.code, one.hint) == (codes.NOT_AN_AMENDMENT, "a rule set is named by its folder")


# --- what it amends -------------------------------------------------------------------------------------


def test_what_is_amended_may_be_a_folder_beside_the_amendment(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word", amends="../small/1")
    assert found.rule_set(str(path)).amends == "small@1"


def test_what_is_amended_is_named_with_its_version(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    (one,) = told(found, write(tmp_path, "word", amends="small"))
    assert (one.code, one.hint) == (codes.AMENDS_NO_VERSION, "did you mean `small@1`?")
    assert one.span is not None and (one.span.line, one.span.column) == (3, 9)


@pytest.mark.parametrize(
    ("amends", "code"),
    [
        ("smal@1", codes.UNKNOWN_RULE_SET),
        ("other.yaml", codes.FILE_MISSING),
        ("../smal/1", codes.NO_RULE_SET_FILES),
        ("small@1+other", codes.UNKNOWN_RULE_SET),
    ],
)
def test_what_is_amended_and_not_there_is_told_where_it_is_named(tmp_path: Path, amends: str, code) -> None:
    found = workspace(tmp_path)
    (one, *_) = told(found, write(tmp_path, "word", amends=amends))
    assert one.code is code
    assert one.span is not None and one.span.file.endswith("word.yaml") and one.span.line == 3


def test_a_base_that_is_broken_is_told_at_its_own_places(tmp_path: Path) -> None:
    found = workspace(tmp_path, leaders_yaml=b"area: leaders\ntitle: Leaders\nstarts_at: god\n")
    one = told(found, write(tmp_path, "word"))[0]
    assert one.code is codes.BAD_START
    assert one.span is not None and one.span.file.endswith("leaders.yaml")


# --- one on top of another --------------------------------------------------------------------------------

ADDS = (
    "changes:\n  - id: adds\n    because: It is tried.\n"
    "    add_rule: {area: leaders, id: NEW, title: Harm, when: harm is yes, then: {at_most: inadequate}}\n"
)


@pytest.mark.parametrize("amends", ["first.yaml", "small@1+first"])
def test_an_amendment_may_amend_another(tmp_path: Path, amends: str) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "first", ADDS)
    amendment = found.amendment(write(tmp_path, "second", amends=amends))
    assert amendment.rule_set.name == "small@1+first+second"
    assert [one.id for one in amendment.chain] == ["first", "second"]
    assert "NEW" in [rule.id for rule in amendment.rule_set.all_rules]


def test_taking_back_what_an_earlier_one_added_is_allowed_and_told(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "first", ADDS)
    drop = "changes:\n  - {id: drop, because: It is tried., remove_rule: NEW}\n"
    amendment = found.amendment(write(tmp_path, "second", drop, amends="first.yaml"))
    (one,) = amendment.warnings
    assert one.code is codes.TAKES_BACK
    assert one.message == "the change `drop` takes away the rule `NEW`, which the amendment `first` added"


def test_replacing_what_an_earlier_one_added_is_nothing_to_tell(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "first", ADDS)
    change = ADDS.replace("add_rule: {area: leaders, ", "replace_rule: {").replace(
        "title: Harm", "title: Other"
    )
    amendment = found.amendment(write(tmp_path, "second", change, amends="first.yaml"))
    assert amendment.warnings == ()
    assert "Other" in [rule.title for rule in amendment.rule_set.all_rules]


def test_amendments_in_a_circle_are_told_with_its_members(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "one", amends="three.yaml")
    write(tmp_path, "two", amends="one.yaml")
    (one,) = told(found, write(tmp_path, "three", amends="two.yaml"))
    assert one.code is codes.AMENDMENT_CIRCLE
    assert [name in one.message for name in ("one.yaml", "two.yaml", "three.yaml")] == [True] * 3
    assert one.span is not None and one.span.file.endswith("one.yaml")


def test_an_amendment_of_itself_is_a_circle(tmp_path: Path) -> None:
    (one,) = told(workspace(tmp_path), write(tmp_path, "one", amends="one.yaml"))
    assert one.code is codes.AMENDMENT_CIRCLE


def test_a_chain_that_is_too_long_is_told_and_not_followed_to_its_end(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "a0")
    for number in range(1, 400):
        write(tmp_path, f"a{number}", amends=f"a{number - 1}.yaml")
    (one,) = told(found, tmp_path / "rules" / "amendments" / "a399.yaml")
    assert one.code is codes.TOO_MANY_AMENDMENTS


def test_two_amendments_of_one_id_in_a_chain_are_told_apart(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "first", ADDS)
    path = write(tmp_path, "second", amends="first.yaml")
    path.write_text(path.read_text().replace("amendment: second", "amendment: first"))
    (one,) = told(found, path)
    assert one.code is codes.SAME_AMENDMENT_ID
    assert one.span is not None and (one.span.line, one.span.column) == (1, 12)


def test_an_earlier_amendment_that_is_broken_is_told_at_its_own_place(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "first", "changes:\n  - {id: a, because: It is tried., remove_rule: NONE}\n")
    (one,) = told(found, write(tmp_path, "second", amends="first.yaml"))
    assert one.span is not None and one.span.file.endswith("first.yaml")


# --- used as a rule set -----------------------------------------------------------------------------------

EXAMPLES = "examples:\n  - {id: tried, title: Tried, given: {leaders: good}, expected: {leaders: good}}\n"


def test_its_own_model_cases_are_run_and_those_of_the_base_are_not(tmp_path: Path) -> None:
    found = workspace(tmp_path, examples_yaml=EXAMPLES.replace("tried", "of_the_base").encode())
    without, path = write(tmp_path, "without"), write(tmp_path, "word", CHANGES + EXAMPLES)
    assert [case.id for case in cases(found.load(path), path)] == ["tried"]
    assert cases(found.load(without), without) == []


def cases(rule_set: RuleSet, path: Path):
    problems = Problems()
    found = examples_of(rule_set, path, problems)
    assert not problems, list(problems)
    return list(found)


def test_a_broken_model_case_is_told_in_the_amendment(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word", CHANGES + EXAMPLES.replace("leaders: good}}", "leaders: god}}"))
    problems = Problems()
    assert examples_of(found.load(path), path, problems) == ()
    (one,) = problems
    assert one.span is not None and one.span.file == path.as_posix() and one.span.line == 7


def test_inspections_that_expect_what_is_in_force_are_not_asked_of_an_amendment(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word")
    folder = tmp_path / "casebooks" / "model"
    folder.mkdir(parents=True)
    for id, framework in (("A", "small"), ("B", "small@1"), ("C", "small@1+word")):
        text = f"inspection: {{id: {id}, framework: {framework}, on: 2024-05-13}}\n"
        (folder / f"{id}.yaml").write_text(text + "given: {leaders: good}\nexpected: {leaders: good}\n")
    written = written_model_inspections(found, Problems())
    assert [case.id for case in model_inspections(found.load(path), written, Problems())] == ["C"]
    assert [case.id for case in model_inspections(found.rule_set("small@1"), written, Problems())] == [
        "A",
        "B",
    ]


def test_a_record_under_an_amendment_is_run_again_to_the_byte(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word", ADDS)
    inspection = tmp_path / "A.yaml"
    inspection.write_text(
        "inspection: {id: A, framework: small, on: 2024-05-13}\n"
        "evidence: {harm: yes}\ndraft: {leaders: good}\n"
    )
    problems = Problems()
    checked = check_file(inspection, found, problems, str(path))
    assert checked is not None, list(problems)
    assert checked.trace.areas["leaders"].outcome.proposed == "inadequate"
    record = make_record(checked)
    assert b"small@1" in record and b"1+word" in record
    assert verify_record(record).same


# --- seen -------------------------------------------------------------------------------------------------


def test_an_amendment_is_shown_with_what_was_before_and_what_is_after(tmp_path: Path) -> None:
    amendment = workspace(tmp_path).amendment(write(tmp_path, "word", ADDS))
    words = words_of(amendment_view(amendment))
    for expected in (
        "About word (small@1+word)",
        "Amends: ",
        "Adds rule NEW to leaders: Harm (adds)",
        "Because: It is tried.",
        "Before: none",
        "When harm is yes",
        "Then at most: inadequate",
    ):
        assert expected in words
    found = amendment_json(amendment)
    assert found["amends"] == {"id": "small", "version": "1", "hash": amendment.base.hash}
    assert found["makes"]["version"] == "1+word"
    (change,) = found["changes"]
    assert (change["id"], change["action"], change["before"]) == ("adds", "add_rule", None)
    assert change["after"]["then"] == {"at_most": "inadequate"}


@pytest.mark.parametrize("folder", AMENDED, ids=lambda folder: folder.name)
def test_every_kind_of_change_is_shown(folder: Path) -> None:
    files = files_of(folder)
    base = load({name: text for name, text in files.items() if name != AMENDMENT_FILE}).usable
    amendment = amend(base, files[AMENDMENT_FILE], Problems())
    assert amendment is not None
    words = words_of(amendment_view(amendment))
    for change in amendment.changes:
        assert f"{change.description} ({change.id})" in words
    for side, missing in (("Before", "before"), ("After", "after")):
        shown = words.count(f"\n{side}")
        assert shown == len(amendment.changes)
        none = sum(getattr(change, missing) is None for change in amendment.changes)
        assert words.count(f"{side}: none") == none
    assert "{'" not in words
    assert json.loads(json.dumps(amendment_json(amendment))) == amendment_json(amendment)


GRADE = """\
changes:
  - id: more
    because: It is tried.
    add_grade: {grade: splendid, title: splendid, better_than: outstanding, points: 5}
"""


def test_a_grade_whose_title_is_its_id_is_said_once(tmp_path: Path) -> None:
    amendment = workspace(tmp_path).amendment(write(tmp_path, "word", GRADE))
    words = words_of(amendment_view(amendment))
    assert "splendid" in words and "splendid splendid" not in words


def test_a_chain_is_shown_as_one(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    write(tmp_path, "first", ADDS)
    amendment = found.amendment(write(tmp_path, "second", amends="first.yaml"))
    assert "On top of: first" in words_of(amendment_view(amendment))
    assert amendment_json(amendment)["chain"] == ["first", "second"]


def test_what_an_amendment_makes_is_shown_as_any_rule_set(tmp_path: Path) -> None:
    rule_set = workspace(tmp_path).rule_set(str(write(tmp_path, "word", ADDS)))
    assert "Amends: small@1" in words_of(rule_set_view(rule_set))
    assert rule_set_json(rule_set)["amends"] == "small@1"
