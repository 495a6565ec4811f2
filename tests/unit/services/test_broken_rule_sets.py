"""A rule set that cannot be used says why: nothing is passed over, and no letter is guessed."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.services.workspace import Workspace
from unit.language.vocabulary import FILES, SCHEMA
from written import load

TABLE = b"harm,grade\nyes,inadequate\nno,good\n"


def workspace(top: Path, **changed: bytes) -> Workspace:
    """A workspace with the rule set `small@1`, some of its files changed."""
    (top / "evidence_schemas").mkdir()
    (top / "evidence_schemas" / "small.yaml").write_text(SCHEMA)
    folder = top / "rules" / "small" / "1"
    folder.mkdir(parents=True)
    files = {name: text.encode() for name, text in FILES.items() if name != "schema.yaml"}
    for name, written in {
        **files,
        **{key.replace("_", "."): value for key, value in changed.items()},
    }.items():
        (folder / name).write_bytes(written)
    return Workspace((top,))


def told(found: Workspace, reference: str = "small@1") -> list[str]:
    """The codes and files of everything that keeps a rule set from being used."""
    with pytest.raises(InvalidInput) as refused:
        found.rule_set(reference)
    return [
        f"{diagnostic.code.id} {Path(diagnostic.span.file).name if diagnostic.span else '-'}"
        for diagnostic in refused.value.diagnostics
    ]


@pytest.mark.parametrize("reference", ["small", "small@1", "other"])
def test_a_broken_framework_file_is_told_where_its_rule_set_is_asked_for(
    tmp_path: Path, reference: str
) -> None:
    broken = FILES["framework.yaml"].replace("areas:", "aeras:").encode()
    codes = told(workspace(tmp_path, framework_yaml=broken), reference)
    assert codes[0] == "R160 -"
    assert "D001 framework.yaml" in codes


@pytest.mark.skipif(os.name != "posix", reason="named pipes as POSIX has them")
@pytest.mark.parametrize("name", ["framework.yaml", "leaders.yaml", "parameters.yaml", "table.csv"])
def test_a_named_pipe_among_the_files_is_told_and_not_waited_for(tmp_path: Path, name: str) -> None:
    found = workspace(tmp_path)
    pipe = tmp_path / "rules" / "small" / "1" / name
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    assert f"S012 {name}" in told(found, str(pipe.parent))


@pytest.mark.skipif(os.name != "posix", reason="named pipes as POSIX has them")
def test_a_named_pipe_in_place_of_an_evidence_schema_is_told_and_not_waited_for(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    pipe = tmp_path / "evidence_schemas" / "small.yaml"
    pipe.unlink()
    os.mkfifo(pipe)
    assert told(found) == ["S012 small.yaml"]


def test_a_sound_framework_file_adds_nothing_to_an_unknown_name(tmp_path: Path) -> None:
    assert told(workspace(tmp_path), "smal") == ["R160 -"]


def test_only_the_broken_framework_that_is_asked_for_is_told(tmp_path: Path) -> None:
    found = workspace(tmp_path, framework_yaml=b"\t")
    other = tmp_path / "rules" / "other" / "1"
    other.mkdir(parents=True)
    (other / "framework.yaml").write_text("- a list\n")
    assert told(found, "small@1") == ["R160 -", "S011 framework.yaml"]
    assert told(found, "other") == ["R160 -", "D003 framework.yaml"]


def test_a_broken_version_is_told_where_no_other_is_in_force(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    later = tmp_path / "rules" / "small" / "2"
    later.mkdir()
    (later / "framework.yaml").write_text("- a list\n")
    with pytest.raises(InvalidInput) as refused:
        found.find("small", datetime.date(2026, 1, 1))
    assert [diagnostic.code.id for diagnostic in refused.value.diagnostics] == ["R161", "D003"]


def test_a_broken_rule_set_is_not_replaced_by_the_same_one_from_elsewhere(tmp_path: Path) -> None:
    for name in ("own", "bundled"):
        (tmp_path / name).mkdir()
    workspace(tmp_path / "own", framework_yaml=b"\t")
    workspace(tmp_path / "bundled")
    both = Workspace((tmp_path / "own", tmp_path / "bundled"))
    assert told(both, "small@1") == ["S011 framework.yaml"]
    assert told(both, "small") == ["S011 framework.yaml"]


@pytest.mark.parametrize(
    "name", ["examples.yaml", "parameters.yaml", "leaders.yaml", "more.yaml", "limits.csv"]
)
def test_a_rule_file_that_is_a_folder_is_told(tmp_path: Path, name: str) -> None:
    found = workspace(tmp_path)
    path = tmp_path / "rules" / "small" / "1" / name
    path.unlink(missing_ok=True)
    path.mkdir()
    assert told(found) == [f"S003 {name}"]


def test_a_rule_file_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    (tmp_path / "rules" / "small" / "1" / "more.yaml").symlink_to("nowhere.yaml")
    assert told(found) == ["S002 more.yaml"]


def test_files_that_an_editor_keeps_beside_the_rules_are_left_alone(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    (tmp_path / "rules" / "small" / "1" / ".#leaders.yaml").symlink_to("somebody@somewhere")
    assert found.rule_set("small@1").name == "small@1"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("case,grade\nCafé,good\n".encode("latin-1"), ("S007", 2, 4)),
        ("case,grade\n".encode("utf-16"), ("S008", 1, 1)),
        (b"case,grade\nC\0,good\n", ("S006", 1, 1)),
    ],
    ids=["Latin-1", "UTF-16", "bytes"],
)
@pytest.mark.parametrize("name", ["examples.yaml", "limits.csv"])
def test_a_file_that_is_not_utf_8_text_is_told_at_its_place(
    name: str, written: bytes, expected: tuple[str, int, int]
) -> None:
    loaded = load({**FILES, name: written})
    assert loaded.rule_set is None
    (only,) = loaded.told
    assert only.span is not None
    assert (only.code.id, only.span.line, only.span.column) == expected
    assert only.span.file == name


def test_the_mark_that_a_spreadsheet_puts_before_a_csv_file_is_no_fault() -> None:
    leaders = "area: leaders\ntitle: Leaders\nstarts_at: {table: limits.csv}\nrules: []\n"
    plain, marked = (
        load({**FILES, "leaders.yaml": leaders, "limits.csv": mark + TABLE})
        for mark in (b"", b"\xef\xbb\xbf")
    )
    assert plain.usable.area_by_id["leaders"].start == marked.usable.area_by_id["leaders"].start
