"""Amendments on the command line: shown, listed, tested, and used wherever a rule set is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

STRICTER = """\
amendment: stricter
title: More children are to be seen
amends: visits@1
changes:
  - id: more_seen
    because: Nine in ten is too few.
    replace_rule:
      id: C1
      title: Nearly all children are seen
      when: children_seen >= 97%
      then: {supports: good}
examples:
  - id: not_enough
    title: Not quite enough
    evidence: {children_seen: 38 of 40, harm: no}
    expected: {care: fair}
"""


@pytest.fixture
def stricter(workspace: Path) -> str:
    folder = workspace / "rules" / "amendments"
    folder.mkdir()
    (folder / "stricter.yaml").write_text(STRICTER)
    return "rules/amendments/stricter.yaml"


def test_rules_shows_each_change_with_its_reason_before_and_after(evenhand, stricter):
    done = evenhand("rules", stricter)
    assert (done.status, done.err) == (0, "")
    for words in (
        "More children are to be seen (visits@1+stricter)",
        "Replaces rule C1 of care: Nearly all children are seen (more_seen)",
        "Because: Nine in ten is too few.",
        "When children_seen >= 90%",
        "When children_seen >= 97%",
    ):
        assert words in done.out


def test_rules_json_holds_the_amendment_and_what_it_makes(evenhand, stricter):
    found = evenhand("rules", stricter, "--json").json
    assert found["schema"] == "evenhand/rules/1"
    (change,) = found["amendment"]["changes"]
    assert change["before"]["when"] == "children_seen >= 90%"
    assert change["after"]["when"] == "children_seen >= 97%"
    assert found["rule_set"]["version"] == "1+stricter"
    assert found["rule_set"]["areas"][0]["rules"][0]["when"] == "children_seen >= 97%"


def test_rules_shows_the_whole_rule_set_where_it_is_asked_to(evenhand, stricter):
    done = evenhand("rules", "--whole", stricter)
    assert "Starts at: fair" in done.out
    assert "C2 Harm left too long closes the upper grades" in done.out


def test_rules_lists_amendments_beside_rule_sets(evenhand, stricter):
    assert "visits@1+stricter" in evenhand("rules").out
    found = {one["id"]: one for one in evenhand("rules", "--json").json["amendments"]}
    assert (found["stricter"]["name"], found["stricter"]["amends"]) == ("visits@1+stricter", "visits@1")


@pytest.mark.parametrize("reference", ["rules/amendments/stricter.yaml", "visits@1+stricter"])
def test_an_inspection_is_checked_under_an_amendment(evenhand, stricter, inspection, reference):
    path = inspection(draft="good")
    assert evenhand("check", path).status == 0
    done = evenhand("check", path, "--rules", reference, "--json")
    assert done.status == 1
    (found,) = done.json["inspections"]
    assert found["rules"]["version"] == "1+stricter"
    assert found["areas"]["care"]["proposed"] == "fair"


def test_an_inspection_file_may_name_an_amendment(evenhand, stricter, inspection):
    path = inspection()
    path.write_text(path.read_text().replace("framework: visits", "framework: visits@1+stricter"))
    (found,) = evenhand("check", path, "--json").json["inspections"]
    assert found["rules"]["version"] == "1+stricter"


def test_a_new_inspection_is_begun_and_checked_under_an_amendment(evenhand, stricter):
    done = evenhand("new", "inspection", "--rules", stricter, "-o", "begun.yaml")
    assert done.status == 0, done.err
    assert evenhand("check", "begun.yaml").status == 4


def test_model_cases_of_an_amendment_are_its_own(evenhand, stricter, workspace):
    done = evenhand("test", stricter)
    assert done.status == 0
    assert "visits@1+stricter: 1 model case, 1 expected answer." in done.out
    every = evenhand("test", "--json").json["rule_sets"]
    assert "1+stricter" in [report["rules"]["version"] for report in every]


def test_a_record_under_an_amendment_is_verified(evenhand, stricter, inspection, workspace):
    assert evenhand("record", inspection(), "--rules", stricter, "-o", "A-1.json").status == 0
    (workspace / stricter).unlink()
    assert evenhand("verify-record", "A-1.json").status == 0
    assert json.loads((workspace / "A-1.json").read_text())["rules"]["version"] == "1+stricter"


def test_a_change_of_what_is_not_there_exits_3_with_its_place(evenhand, stricter, inspection, workspace):
    (workspace / stricter).write_text(STRICTER.replace("id: C1", "id: C11"))
    for arguments in (("rules", stricter), ("test", stricter), ("check", inspection(), "--rules", stricter)):
        done = evenhand(*arguments, "--json")
        assert done.status == 3
        (told,) = done.diagnostics
        assert (told["code"], told["file"], told["line"]) == ("A601", stricter, 8)
        assert told["hint"] == "did you mean `C1`?"


def test_a_change_that_changes_nothing_is_told_and_stops_nothing(evenhand, stricter, workspace):
    same = "    set_area: {area: care, starts_at: fair}\n"
    (workspace / stricter).write_text(STRICTER[: STRICTER.index("    replace_rule")] + same)
    done = evenhand("rules", stricter)
    assert done.status == 0
    assert "warning: A606 the change `more_seen` changes nothing" in done.err


def test_a_schema_for_amendments_completes_their_keys(evenhand):
    found = evenhand("schema", "--for", "amendment").json
    assert found["title"] == "Amendment"
    assert "replace_rule" in found["$defs"]["Change"]["properties"]
