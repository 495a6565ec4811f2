"""`evenhand new inspection`: what it writes loads, checks, and can be filled in."""

from __future__ import annotations

import pytest


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


def test_without_rules_it_asks_which_where_there_are_several(evenhand):
    done = evenhand("new", "inspection")
    assert done.status == 2
    assert "ilacs, visits" in done.err


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
