"""Each way of showing rules and traces, over a small rule set for every construct of the language."""

from __future__ import annotations

import datetime
from pathlib import Path

import docx
import pytest

from evenhand.diagnostics import Problems
from evenhand.explanation import Document, explain_inspection, render_text, words_of
from evenhand.language import RuleSet, conditions_of_rule, leaves_of
from evenhand.services.check import check_inspection
from evenhand.services.coverage import coverage_of
from evenhand.services.inspections import read_inspection
from evenhand.services.model_cases import ModelCase, examples_of
from evenhand.services.new_inspection import items_by_area, new_inspection
from evenhand.services.rule_pages import rule_page
from evenhand.services.rule_set_views import rule_set_json, rule_set_view
from evenhand.services.rule_sets import FoundRule, day_in_force
from evenhand.services.trace_trees import trace_tree
from evenhand.services.views import check_json, view_of
from evenhand.services.word_document import render_word
from golden.folders import files_of, folders
from written import load

TODAY = datetime.date(2024, 5, 13)

every_construct = pytest.mark.parametrize("folder", folders("good"), ids=lambda folder: folder.name)


def rule_set_in(folder: Path) -> RuleSet:
    return load(files_of(folder)).usable


def cases_in(folder: Path, rule_set: RuleSet) -> tuple[ModelCase, ...]:
    return examples_of(rule_set, folder, Problems())


@every_construct
def test_a_rule_set_is_shown_with_every_area_and_rule(folder):
    rule_set = rule_set_in(folder)
    shown = words_of(rule_set_view(rule_set))
    for area in rule_set.areas:
        assert f"({area.id})" in shown
    for rule in rule_set.all_rules:
        assert f"{rule.id} {' '.join(rule.title.split())}" in " ".join(shown.split())
    written = rule_set_json(rule_set)
    found = [rule for area in written["areas"] for rule in area.get("rules", [])] + written["other_rules"]
    assert {rule["id"] for rule in found} == {rule.id for rule in rule_set.all_rules}


@every_construct
def test_every_rule_has_a_page_in_plain_english(folder):
    rule_set = rule_set_in(folder)
    for rule in rule_set.all_rules:
        shown = words_of(rule_page(FoundRule(rule_set, rule), TODAY))
        assert f"({rule.id})" in shown
        assert " >= " not in shown
        assert "{" not in shown


@every_construct
def test_a_new_inspection_loads_and_checks_as_it_is_written(folder):
    rule_set = rule_set_in(folder)
    day = day_in_force(rule_set.in_force, TODAY)
    text = new_inspection(rule_set, rule_set.name, "a new one", day)
    problems = Problems()
    inspection = read_inspection(text, "new.yaml", lambda *_: rule_set, problems, lambda _: None)
    assert not problems, "\n".join(map(str, problems))
    checked = check_inspection(inspection, problems)
    assert checked is not None and not problems


@every_construct
def test_a_new_inspection_holds_every_item_that_can_be_recorded_and_is_read(folder):
    rule_set = rule_set_in(folder)
    listed = {item.id for items in items_by_area(rule_set).values() for item in items}
    computed = rule_set.derivations.parts()
    assert not listed & set(computed)
    settling = {
        item
        for case in cases_in(folder, rule_set)
        for area in case.trace.areas.values()
        for item in area.settle
    }
    assert settling <= listed


@every_construct
def test_coverage_counts_every_case_at_every_rule_in_force(folder):
    rule_set = rule_set_in(folder)
    cases = cases_in(folder, rule_set)
    seen = coverage_of(rule_set, (case.trace for case in cases))
    assert set(seen.rules) == {rule.id for rule in rule_set.all_rules}
    for found in seen.rules.values():
        in_force = sum(case.trace.rule_step(found.id) is not None for case in cases)
        assert found.seen.true + found.seen.false + found.seen.unknown == in_force


@every_construct
def test_each_trace_is_shown_as_a_tree_and_as_json(folder):
    rule_set = rule_set_in(folder)
    for case in cases_in(folder, rule_set):
        for area in case.trace.areas:
            shown = render_text(Document("", (trace_tree(case.trace, area),)), width=80)
            assert shown.startswith("- Start. ")


@pytest.mark.parametrize(
    "folder", [one for one in folders("good") if "table" in one.name], ids=lambda folder: folder.name
)
def test_rows_of_tables_are_covered_like_conditions(folder):
    rule_set = rule_set_in(folder)
    seen = coverage_of(rule_set, (case.trace for case in cases_in(folder, rule_set)))
    rows = [leaf for leaf in seen.leaves.values() if leaf.part.startswith("row ")]
    assert rows
    assert any(leaf.seen.true for leaf in rows)


def test_every_leaf_of_a_rule_is_counted_in_its_place(repository):
    from evenhand.services.workspace import Workspace

    rule_set = Workspace((repository,)).rule_set("ilacs@2023")
    seen = coverage_of(rule_set, ())
    for rule in rule_set.all_rules:
        leaves = [leaf for condition in conditions_of_rule(rule) for leaf in leaves_of(condition)]
        assert sum(place[0] == rule.id for place in seen.leaves) == len(leaves)


def test_the_whole_page_of_every_model_inspection_becomes_a_word_file(repository):
    import io

    from evenhand.services.check import check_file
    from evenhand.services.workspace import Workspace

    workspace = Workspace((repository,))
    for path in sorted((repository / "casebooks" / "model").glob("*.yaml")):
        checked = check_file(path, workspace, Problems())
        page = explain_inspection(checked.trace, view_of(checked))
        made = docx.Document(io.BytesIO(render_word(page)))
        assert made.core_properties.title == page.title
        assert check_json(checked, trace=True)["trace"]["schema"] == "evenhand/trace/1"
