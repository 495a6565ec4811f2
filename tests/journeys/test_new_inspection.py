"""`evenhand new inspection`: what it writes loads, checks, and can be filled in."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml


def test_a_new_file_checks_cleanly_and_is_undecided(evenhand, workspace):
    made = evenhand("new", "inspection", "--rules", "visits", "-o", "new.yaml")
    assert (made.status, made.out) == (0, "")
    done = evenhand("check", "new.yaml", "--json")
    assert (done.status, done.err) == (4, "")
    (one,) = done.json["inspections"]
    assert one["id"] == "new"
    assert one["areas"]["care"]["settle"] == ["children_seen", "harm"]


def test_every_item_has_its_question_its_values_and_where_it_is_found(evenhand):
    done = evenhand("new", "inspection", "--rules", "visits")
    for words in (
        "# Care of children",
        "# Children seen",
        "In what share of cases was the child seen?",
        "Value: a share, such as 31 of 40 or 77.5% (higher is better)",
        "Usually found in: Visit records",
        "- item: children_seen",
        "Value: yes or no (no is better)",
    ):
        assert words in done.out
    assert done.out.count("unknown: not looked at") == done.out.count("- item: ") + 1  # and one in its head


@pytest.mark.parametrize("id", ["EX-017", "a b: c", 'quote " and # sign', "Ысык-Көл"])
def test_any_id_reads_back(evenhand, id):
    made = evenhand("new", "inspection", "--rules", "visits", "--id", id, "-o", "new.yaml")
    assert made.status == 0
    assert evenhand("check", "new.yaml", "--json").json["inspections"][0]["id"] == id


def test_nothing_is_overwritten(evenhand, workspace):
    (workspace / "mine.yaml").write_text("mine")
    done = evenhand("new", "inspection", "--rules", "visits", "-o", "mine.yaml")
    assert done.status == 3
    assert "I330" in done.err
    assert (workspace / "mine.yaml").read_text() == "mine"


SCHEMA = "inspection.visits.schema.json"


def faults_in_an_editor(file):
    """What an editor would underline in a file, by the schema that its first line names."""
    text = file.read_text()
    named = text.split("\n", 1)[0].removeprefix("# yaml-language-server: $schema=")
    schema = json.loads((file.parent / named).read_text())
    # As an editor reads it, `yes` is text; here nothing but text stands in the file.
    written = yaml.load(text, yaml.BaseLoader)
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(written)]


def test_an_editor_finds_the_schema_beside_the_file(evenhand, workspace):
    (workspace / "my files").mkdir()
    made = evenhand("new", "inspection", "--rules", "visits", "-o", "my files/new.yaml")
    assert made.status == 0
    path = workspace / "my files" / "new.yaml"
    assert path.read_text().startswith(f"# yaml-language-server: $schema={SCHEMA}\n# A new inspection")
    assert "evenhand check 'my files/new.yaml'" in made.err
    assert f"its JSON Schema is in my files/{SCHEMA}" in " ".join(made.err.split())
    assert faults_in_an_editor(path) == []
    path.write_text(path.read_text().replace("item: children_seen", "item: children_sen"))
    assert len(faults_in_an_editor(path)) == 1


def test_the_schema_beside_is_written_once_and_is_not_changed_after(evenhand, workspace):
    evenhand("new", "inspection", "--rules", "visits", "-o", "a.yaml")
    again = evenhand("new", "inspection", "--rules", "visits", "-o", "b.yaml")
    assert SCHEMA not in again.err
    (workspace / SCHEMA).write_text('{"mine": true}')
    stale = evenhand("new", "inspection", "--rules", "visits", "-o", "c.yaml")
    assert stale.status == 0
    assert "is not up to date. Write it again with:\n  evenhand schema --for inspection" in stale.err
    assert (workspace / SCHEMA).read_text() == '{"mine": true}'
    (workspace / SCHEMA).write_text(evenhand("schema", "--schema", "visits").out)
    assert SCHEMA not in evenhand("new", "inspection", "--rules", "visits", "-o", "d.yaml").err


def test_a_schema_that_the_workspace_keeps_is_named_where_it_is(evenhand, workspace):
    kept = workspace / "evidence_schemas" / "json"
    kept.mkdir()
    (kept / SCHEMA).write_text(evenhand("schema", "--schema", "visits").out)
    (workspace / "visits" / "north").mkdir(parents=True)
    path = workspace / "visits" / "north" / "new.yaml"
    assert evenhand("new", "inspection", "--rules", "visits@1", "-o", path).status == 0
    first = path.read_text().split("\n", 1)[0]
    assert first == f"# yaml-language-server: $schema=../../evidence_schemas/json/{SCHEMA}"
    assert faults_in_an_editor(path) == []
    assert [found.name for found in path.parent.iterdir()] == ["new.yaml"]


def test_the_schema_knows_the_areas_of_a_rule_set_elsewhere(evenhand, workspace):
    own = workspace / "own"
    (workspace / "rules" / "visits" / "1").rename(own)
    framework = own / "framework.yaml"
    framework.write_text(framework.read_text().replace("- care", "- care_here"))
    (own / "care.yaml").write_text((own / "care.yaml").read_text().replace("area: care", "area: care_here"))
    assert evenhand("new", "inspection", "--rules", "./own", "-o", "new.yaml").status == 0
    path = workspace / "new.yaml"
    path.write_text(path.read_text() + "draft:\n  care_here: good\n")
    assert faults_in_an_editor(path) == []


def test_what_is_printed_names_no_schema(evenhand, workspace):
    assert evenhand("new", "inspection", "--rules", "visits").out.startswith("# A new inspection")
    assert not (workspace / SCHEMA).exists()


def test_a_name_that_nothing_can_have_is_told(evenhand):
    done = evenhand("new", "inspection", "--rules", "visits", "-o", "x" * 300)
    assert done.status == 3
    assert "I331" in done.err and "file name too long" in done.err


def test_without_rules_it_asks_which_where_there_are_several(evenhand):
    done = evenhand("new", "inspection")
    assert done.status == 2
    assert "There are: " in done.err and " ilacs, " in done.err and "visits" in done.err


def test_each_shipped_rule_set_gives_a_file_that_checks(evenhand):
    for found in evenhand("rules", "--json").json["rule_sets"]:
        name = f"{found['id']}@{found['version']}"
        assert evenhand("new", "inspection", "--rules", name, "-o", f"{name}.yaml").status == 0
        done = evenhand("check", f"{name}.yaml")
        assert (done.status, done.err) == (4, "")


def test_a_filled_in_file_is_decided(evenhand, workspace):
    evenhand("new", "inspection", "--rules", "visits", "-o", "new.yaml")
    path = workspace / "new.yaml"
    seen, harm = "item: children_seen\n    unknown: not looked at", "item: harm\n    unknown: not looked at"
    text = path.read_text().replace(seen, "item: children_seen\n    value: 38 of 40")
    path.write_text(text.replace(harm, "item: harm\n    value: no"))
    done = evenhand("check", "new.yaml", "--json")
    assert done.status == 0
    assert done.json["inspections"][0]["areas"]["care"]["proposed"] == "good"
