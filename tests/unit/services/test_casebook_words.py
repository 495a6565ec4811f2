"""The words that a casebook file defines: for grades, for groups, and for itself."""

from __future__ import annotations

import pytest

from evenhand.services.replay_casebook import replay_casebook
from written_casebooks import HEADER, read_casebook, write_casebook

COLUMNS = "columns: {id: id, awarded: {overall: grade}}\n"
ROWS = "id,grade\n17,good\n18,RI\n"


def told(found) -> list[tuple[str, int, int, str | None]]:
    """The code, line, column and hint of all that was told."""
    return [(one.code.id, one.span.line, one.span.column, one.hint) for one in found.told]


LINE = HEADER.count("\n") + 2


def test_a_grade_of_the_rules_cannot_stand_for_another(tmp_path, workspace) -> None:
    more = "grades: {RI: good, goood: good, good: requires_improvement}\nframework: ilacs@2018\n"
    found = read_casebook(write_casebook(tmp_path / "mine", more + COLUMNS, ROWS), workspace)
    assert told(found) == [("C610", LINE, 33, None)]
    assert found.told[0].message == (
        "`good` cannot stand for another grade: it is a grade under ilacs@2018 itself"
    )


def test_a_grade_may_be_said_to_stand_for_itself(tmp_path, workspace) -> None:
    more = "grades: {RI: requires_improvement, good: good}\nframework: ilacs\n"
    yaml = more + COLUMNS.replace("id: id,", "id: id, on: on,")
    rows = "id,on,grade\n17,2024-05-13,good\n18,2024-05-13,RI\n"
    found = read_casebook(write_casebook(tmp_path / "mine", yaml, rows), workspace)
    assert found.codes == []
    assert [cases.awarded["overall"].at(1) for cases in found.cases] == ["requires_improvement"]


def test_what_a_word_stands_for_is_told_once_at_its_place(tmp_path, workspace) -> None:
    more = "grades: {RI: requires_improvment}\nframework: ilacs@2018\n"
    found = read_casebook(write_casebook(tmp_path / "mine", more + COLUMNS, ROWS), workspace)
    assert told(found) == [("C611", LINE, 14, "did you mean `requires_improvement`?")]


@pytest.mark.parametrize("word", ["not_judged", "adequate"])
def test_a_word_may_stand_for_no_grade_or_for_one_of_the_rules_before(tmp_path, workspace, word) -> None:
    more = f"grades: {{X: {word}}}\nframework: ilacs@2018\n"
    columns = COLUMNS.replace("awarded", "previous" if word == "adequate" else "awarded")
    path = write_casebook(tmp_path / "mine", more + columns, "id,grade\n17,good\n18,X\n")
    assert read_casebook(path, workspace).codes == []


def test_rows_that_name_their_own_rules_keep_the_grades_of_these(tmp_path, workspace) -> None:
    yaml = "grades: {good: outstanding}\n" + COLUMNS.replace("id: id,", "id: id, framework: rules,")
    path = write_casebook(tmp_path / "mine", yaml, "id,rules,grade\n17,ilacs@2018,good\n")
    (cases,) = read_casebook(path, workspace).cases
    assert cases.awarded["overall"].at(0) == "good"


def test_a_word_for_a_grade_that_one_area_has_not_is_told_as_such(tmp_path, workspace) -> None:
    more = "grades: {X: not_judged}\nframework: ilacs@2018\n"
    columns = COLUMNS.replace("awarded", "previous")
    path = write_casebook(tmp_path / "mine", more + columns, "id,grade\n17,X\n")
    (fault,) = read_casebook(path, workspace).told
    assert (fault.code.id, fault.hint) == (
        "C626",
        "`grades` says that it stands for `not_judged`, which this area has not",
    )


@pytest.mark.parametrize("name", ["framework", "period", "published"])
@pytest.mark.parametrize("written", ["[{name}]", "{{{name}: {name}}}"], ids=["listed", "named"])
def test_a_group_that_every_casebook_has_is_not_replaced(tmp_path, workspace, name, written) -> None:
    groups = written.format(name=name)
    yaml = f"framework: ilacs@2018\ncolumns: {{id: id, groups: {groups}}}\n"
    found = read_casebook(write_casebook(tmp_path / "mine", yaml, f"id,{name}\n17,x\n"), workspace)
    hint = "give it another name, as in `groups: {NAME: COLUMN}`"
    assert told(found) == [("C612", LINE + 1, 28, hint)]


def test_a_casebook_in_a_folder_of_another_name_is_replayed_with_a_warning(tmp_path, workspace) -> None:
    path = write_casebook(tmp_path / "theirs", "framework: ilacs@2018\n" + COLUMNS, "id,grade\n17,good\n")
    found = replay_casebook(str(path), workspace, after="ilacs@2023")
    (warning,) = found.diagnostics
    assert (warning.code.id, warning.is_error, warning.span.line) == ("C613", False, 1)
    assert warning.message == "casebook `mine` is in a folder called `theirs`"
    assert found.replay.cases == 1


def test_a_casebook_file_of_its_own_name_may_be_in_any_folder(tmp_path, workspace) -> None:
    path = write_casebook(tmp_path / "theirs", "framework: ilacs@2018\n" + COLUMNS, "id,grade\n17,good\n")
    path = path.rename(path.with_name("mine.yaml"))
    assert replay_casebook(str(path), workspace, after="ilacs@2023").diagnostics == ()


def test_a_folder_may_have_signs_that_no_id_has(tmp_path, workspace) -> None:
    path = write_casebook(tmp_path / "past 2-3", "framework: ilacs@2018\n" + COLUMNS, "id,grade\n17,good\n")
    path.write_text(path.read_text().replace("casebook: mine", "casebook: past_2_3"))
    assert replay_casebook(str(path), workspace, after="ilacs@2023").diagnostics == ()
