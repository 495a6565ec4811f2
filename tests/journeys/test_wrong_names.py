"""What people mistype, and what they are told."""

from __future__ import annotations

import json

import pytest


def test_an_unknown_command_names_the_nearest(evenhand):
    done = evenhand("chek")
    assert done.status == 2
    assert "'check'" in done.err


def test_an_unknown_option_names_the_nearest(evenhand):
    done = evenhand("check", "--jsn")
    assert done.status == 2
    assert "--json" in done.err


def test_an_unknown_rule_set_names_the_nearest(evenhand, inspection):
    done = evenhand("check", inspection(), "--rules", "vists")
    assert done.status == 3
    assert "R160" in done.err
    assert "did you mean `visits`?" in done.err


def test_an_unknown_framework_in_the_file_is_marked_in_its_place(evenhand, inspection):
    path = inspection()
    path.write_text(path.read_text().replace("framework: visits", "framework: vists"))
    done = evenhand("check", path, "--json")
    (told,) = done.diagnostics
    assert (told["code"], told["line"]) == ("R160", 1)
    assert told["hint"] == "did you mean `visits`?"


def test_an_unknown_area_names_the_nearest(evenhand, inspection):
    done = evenhand("why", inspection(), "--area", "cares")
    assert done.status == 3
    assert "I301" in done.err
    assert "`care`" in done.err


def test_an_unknown_grade_names_the_nearest(evenhand, inspection):
    done = evenhand("why", inspection(), "--area", "care", "--not", "goood")
    assert done.status == 3
    assert "I302" in done.err
    assert "did you mean `good`?" in done.err


def test_comparing_an_area_that_one_of_them_lacks_is_refused(evenhand, inspection):
    done = evenhand("compare", inspection("A-1"), inspection("A-2"), "--area", "leaders")
    assert done.status == 3
    assert "I301" in done.err


def test_a_missing_file_names_the_one_beside_it(evenhand, inspection, workspace):
    inspection("EX-017")
    done = evenhand("check", "EX-17.yaml")
    assert done.status == 3
    assert "did you mean `EX-017.yaml`?" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules"),
        ("why", "rules", "--area", "care"),
        ("compare", "rules", "rules"),
        ("record", "rules", "-o", "x.json"),
        ("verify-record", "rules"),
    ],
)
def test_a_folder_where_a_file_is_needed_is_told(evenhand, arguments):
    done = evenhand(*arguments)
    assert done.status == 3
    assert "S003" in done.err


@pytest.mark.parametrize("arguments", [("record", "A-1.yaml"), ("new", "inspection", "--rules", "visits")])
def test_a_file_of_one_kind_gets_no_other_ending(evenhand, inspection, workspace, arguments):
    inspection("A-1")
    done = evenhand(*arguments, "-o", "x.pdf")
    assert (done.status, "`x.pdf` does not end in" in done.err) == (2, True)
    assert not (workspace / "x.pdf").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "A-1.yaml", "--format", "html"),
        ("check", "A-1.yaml"),
        ("record", "A-1.yaml"),
        ("new", "inspection", "--rules", "visits"),
    ],
)
def test_writing_into_a_folder_that_is_not_there_is_told(evenhand, inspection, arguments):
    inspection("A-1")
    done = evenhand(*arguments, "-o", "nowhere/file")
    assert done.status == 3
    assert "I331 `nowhere/file` cannot be written" in done.err


def test_writing_onto_a_folder_is_told(evenhand, inspection):
    done = evenhand("check", inspection(), "-o", "rules")
    assert done.status == 3
    assert "it is a folder" in done.err


def test_with_json_each_diagnostic_is_one_json_object_on_a_line(evenhand, inspection):
    path = inspection(seen="41 of 40", harm="perhaps")
    done = evenhand("check", path, "--json")
    assert done.status == 3
    assert done.json == {"schema": "evenhand/check/1", "inspections": []}
    assert len(done.diagnostics) == 2
    for told in done.diagnostics:
        assert {"code", "file", "line", "column", "message", "hint"} <= set(told)
        assert told["file"] == "A-1.yaml"


@pytest.mark.parametrize(
    "arguments",
    [
        ("why", "A-1.yaml", "--area", "cares", "--json"),
        ("compare", "A-1.yaml", "missing.yaml", "--json"),
        ("rules", "vists", "--json"),
        ("test", "vists", "--json"),
        ("verify-record", "A-1.yaml", "--json"),
    ],
)
def test_with_json_every_command_tells_problems_as_json_lines(evenhand, inspection, arguments):
    inspection("A-1")
    done = evenhand(*arguments)
    assert done.status == 3
    assert done.diagnostics
    if done.out:
        json.loads(done.out)


def test_all_problems_of_a_file_are_told_with_the_line_marked(evenhand, inspection):
    done = evenhand("check", inspection(seen="41 of 40", harm="perhaps"))
    assert "A-1.yaml:3:" in done.err
    assert "A-1.yaml:4:" in done.err
    assert "^^^^" in done.err
    assert done.out == ""


def test_a_departure_that_does_not_fit_is_refused(evenhand, inspection):
    outside = "departures: {care: {reason: Seen otherwise on site, by: P-1}}"
    done = evenhand("check", inspection(harm="yes", draft="good", more=outside))
    assert done.status == 3
    assert "I304" in done.err


@pytest.mark.parametrize("folder", ["nowhere", "A-1.yaml", "x" * 300])
def test_a_workspace_that_is_no_folder_is_a_usage_error(evenhand, inspection, folder):
    inspection("A-1")
    done = evenhand("--workspace", folder, "rules")
    assert done.status == 2
    assert f"there is no folder `{folder}`" in done.err


def test_an_unknown_format_names_the_nearest_in_plain_words(evenhand, inspection):
    done = evenhand("check", inspection(), "--format", "htm")
    assert done.status == 2
    assert "there is no format `htm`; did you mean `html`?" in done.err
    done = evenhand("check", inspection(), "--format", "nope")
    assert "it can be `docx`, `html`, `json`, `text`" in done.err
    assert "Value error" not in done.err


def test_rules_without_a_name_are_not_taken_for_no_rules(evenhand, inspection):
    done = evenhand("check", inspection(), "--rules", "")
    assert done.status == 3
    assert "R165" in done.err


def test_the_workspace_can_be_named(evenhand, inspection, workspace, tmp_path_factory):
    path = inspection(draft="good")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy.yaml"
    elsewhere.write_text(path.read_text())
    assert evenhand("--workspace", workspace, "check", elsewhere).status == 0
    assert evenhand("check", elsewhere, EVENHAND_WORKSPACE=str(workspace)).status == 0
