"""`evenhand rules`, `test`, `explain` and `schema`."""

from __future__ import annotations

import json

import pytest


def test_rules_lists_what_there_is(evenhand):
    done = evenhand("rules")
    assert done.status == 0
    assert "visits@1" in done.out
    listed = evenhand("rules", "--json").json
    assert listed["schema"] == "evenhand/rules/1"
    assert "visits" in [found["id"] for found in listed["rule_sets"]]


def test_rules_tells_of_a_framework_that_cannot_be_read(evenhand, workspace):
    (workspace / "rules" / "visits" / "1" / "framework.yaml").write_text("framework: visits\n")
    done = evenhand("rules")
    assert done.status == 3
    assert "D002" in done.err


def test_rules_shows_a_rule_set_as_it_is_written(evenhand):
    done = evenhand("rules", "visits")
    assert done.status == 0
    for words in (
        "Starts at: fair",
        "C1 Most children are seen",
        "When children_seen >= 90%",
        "Then supports: good",
    ):
        assert words in done.out


def test_rules_json_holds_every_rule(evenhand):
    rule_set = evenhand("rules", "visits@1", "--json").json["rule_set"]
    (area,) = rule_set["areas"]
    assert [rule["id"] for rule in area["rules"]] == ["C1", "C2", "C3"]
    assert area["rules"][0]["when"] == "children_seen >= 90%"


def test_rules_shows_every_shipped_rule_set(evenhand):
    for found in evenhand("rules", "--json").json["rule_sets"]:
        assert evenhand("rules", f"{found['id']}@{found['version']}").status == 0


def test_model_cases_that_agree_exit_0(evenhand):
    done = evenhand("test", "visits")
    assert done.status == 0
    assert "1 model case, 1 expected answer." in done.out
    assert "Every answer is as expected." in done.out


def test_a_model_case_that_disagrees_exits_1_and_is_named(evenhand, workspace):
    examples = workspace / "rules" / "visits" / "1" / "examples.yaml"
    examples.write_text(examples.read_text().replace("care: good", "care: {grade: poor, because: Testing}"))
    done = evenhand("test", "visits")
    assert done.status == 1
    assert "care: expected poor, found good" in done.out
    (report,) = evenhand("test", "visits", "--json").json["rule_sets"]
    assert report["disagree"] == 1
    assert report["cases"][0]["areas"]["care"] == {
        "expected": "poor",
        "found": "good",
        "agrees": False,
        "because": "Testing",
    }


def test_a_broken_model_case_exits_3_and_the_others_are_run(evenhand, workspace):
    examples = workspace / "rules" / "visits" / "1" / "examples.yaml"
    broken = "  - {id: broken, title: Broken, evidence: {children_sen: 1 of 2}, expected: {care: good}}\n"
    examples.write_text(examples.read_text().rstrip() + "\n" + broken)
    done = evenhand("test", "visits")
    assert done.status == 3
    assert "did you mean `children_seen`?" in done.err
    assert "1 model case" in done.out


def test_model_inspections_of_a_rule_set_are_run_too(evenhand, inspection, workspace):
    folder = workspace / "casebooks" / "model"
    folder.mkdir(parents=True)
    inspection("A-1", more="expected: {care: poor}").rename(folder / "A-1.yaml")
    done = evenhand("test", "visits")
    assert done.status == 1
    assert "A-1" in done.out


def test_a_broken_model_inspection_is_told_once_however_many_rule_sets_are_tested(evenhand, workspace):
    folder = workspace / "casebooks" / "model"
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("inspection: {framework: visits, on: 2024-05-13}\n")
    later = workspace / "rules" / "visits" / "2"
    later.mkdir()
    for file in (workspace / "rules" / "visits" / "1").iterdir():
        (later / file.name).write_text(file.read_text().replace('version: "1"', 'version: "2"'))
    done = evenhand("test", "visits@1", "visits@2", "--json")
    assert done.status == 3
    assert [report["rules"]["version"] for report in done.json["rule_sets"]] == ["1", "2"]
    assert [told["file"] for told in done.diagnostics] == ["casebooks/model/broken.yaml"]


def test_coverage_names_what_was_seen_one_way_only(evenhand):
    done = evenhand("test", "visits", "--coverage")
    assert done.status == 0
    assert "Rules seen both firing and not firing: 0 of 3." in done.out
    assert "C2 Harm left too long closes the upper grades: never fires" in done.out
    assert "C1 (when): children_seen >= 90%: never false" in done.out
    (report,) = evenhand("test", "visits", "--coverage", "--json").json["rule_sets"]
    assert report["coverage"]["rules"][0] == {
        "rule": "C1",
        "title": "Most children are seen",
        "fired": 1,
        "not_fired": 0,
        "undecided": 0,
    }
    assert {"rule", "part", "text", "true", "false", "unknown"} == set(report["coverage"]["conditions"][0])


def test_the_shipped_model_cases_agree(evenhand, repository):
    done = evenhand("--workspace", repository, "test", "--json")
    assert done.status == 0
    assert done.json["schema"] == "evenhand/test/1"
    assert all(report["cases"] for report in done.json["rule_sets"])


def test_a_code_is_explained_with_a_bad_and_a_good_example(evenhand):
    done = evenhand("explain", "r104")
    assert done.status == 0
    assert "Not like this:" in done.out
    assert "Like this:" in done.out


def test_without_a_name_every_code_is_listed(evenhand):
    done = evenhand("explain")
    assert done.status == 0
    for code in ("S001", "D001", "R104", "I301"):
        assert code in done.out


def test_a_rule_is_explained_in_plain_english(evenhand):
    done = evenhand("explain", "C1")
    assert done.status == 0
    assert "When: Children seen: at least 90%." in done.out
    assert "Then it points to good." in done.out
    assert "Source: Visiting children, paragraph 4" in done.out
    assert "children_seen" not in done.out


def test_a_rule_can_be_named_with_its_rule_set(evenhand):
    assert evenhand("explain", "visits@1:C2").status == 0


def test_an_unknown_rule_is_refused_with_the_nearest(evenhand):
    done = evenhand("explain", "visits:X9")
    assert done.status == 3
    assert "R166" in done.err
    assert "it can be `C1`, `C2`, `C3`" in done.err


@pytest.mark.parametrize("kind", ["inspection", "rules", "casebook"])
def test_a_json_schema_is_printed(evenhand, kind):
    done = evenhand("schema", "--for", kind, "--schema", "visits")
    assert done.status == 0
    assert json.loads(done.out)["$schema"].startswith("https://json-schema.org/")


def test_an_unknown_kind_of_file_is_a_usage_error_with_the_nearest(evenhand):
    done = evenhand("schema", "--for", "inspectoin")
    assert done.status == 2
    assert "inspection" in done.err
