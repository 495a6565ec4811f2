"""Model inspections: read once, and asked of every rule set that they are under."""

from __future__ import annotations

from pathlib import Path

from evenhand.diagnostics import Problems
from evenhand.services.model_cases import model_inspections, written_model_inspections
from unit.services.test_broken_rule_sets import workspace

SOUND = "inspection: {id: sound, framework: small@1, on: 2024-05-13}\nexpected: {leaders: undecided}\n"


def casebook(top: Path, **files: str) -> Path:
    folder = top / "casebooks" / "model"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_a_broken_model_inspection_is_told_where_it_is_read_and_the_others_are_asked(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    folder = casebook(tmp_path, broken="inspektion: {}\n", sound=SOUND)
    problems = Problems()
    written = written_model_inspections(found, problems)
    assert list(written) == [folder / "sound.yaml"]
    assert {diagnostic.span.file for diagnostic in problems if diagnostic.span} == {
        (folder / "broken.yaml").as_posix()
    }
    asked = Problems()
    (case,) = model_inspections(found.rule_set("small@1"), written, asked)
    assert (case.id, list(asked)) == ("sound", [])


def test_a_model_inspection_is_not_asked_of_a_rule_set_that_it_is_not_under(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    casebook(tmp_path, other=SOUND.replace("small@1", "small@2"))
    written = written_model_inspections(found, Problems())
    assert model_inspections(found.rule_set("small@1"), written, Problems()) == ()


def test_without_a_casebook_there_are_no_model_inspections(tmp_path: Path) -> None:
    assert written_model_inspections(workspace(tmp_path), Problems()) == {}
