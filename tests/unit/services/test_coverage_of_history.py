"""What a casebook tests of a small rule set: rules, boundaries, levels and grades, and what is left out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.evaluation import Belongs
from evenhand.explanation import words_of
from evenhand.services.coverage_casebook import CasebookCoverage, cover_casebook
from evenhand.services.coverage_document import coverage_document
from unit.services.small_casebooks import CARE, FRAMEWORK, SCHEMA, small_workspace
from written_casebooks import in_chunks_of, write_casebook

COLUMNS = "framework: visits@1\ncolumns: {id: id, on: on, evidence: [children_seen, harm, visits]}\n"
HEAD = "id,on,children_seen,harm,visits\n"


def covered(
    tmp_path: Path, rows: str, more: str = COLUMNS, rules: str = "own", **files: str
) -> CasebookCoverage:
    workspace = small_workspace(tmp_path, **files)
    return cover_casebook(str(write_casebook(tmp_path / "mine", more, rows)), workspace, rules=rules)


def row(id: int, seen: str = "95%", harm: str = "no", visits: str = "200") -> str:
    return f"{id},2021-03-01,{seen},{harm},{visits}\n"


def boundary(found: CasebookCoverage, rule: str):
    return next(one for one in found.rule_sets[0].boundaries if one.place[0] == rule)


# --- rules -------------------------------------------------------------------------------------------


def test_a_rule_that_never_fired_is_told_from_one_that_always_did_and_one_never_decided(tmp_path) -> None:
    found = covered(tmp_path, HEAD + row(1, visits="") + row(2, visits="")).rule_sets[0]
    assert [rule.id for rule in found.always_fired] == ["C1"]
    assert [rule.id for rule in found.never_fired] == ["C2"]
    assert [rule.id for rule in found.never_decided] == ["C3"]
    assert found.examples["C1"]["fired"] == [(1, "1"), (2, "2")]
    assert found.not_recorded == ["visits"]


def test_a_rule_that_was_never_in_force_is_not_one_that_never_fired(tmp_path) -> None:
    late = CARE + (
        "  - {id: C4, title: Later, when: harm is yes, then: {at_most: poor}, in_force: {from: 2022-01-01}}\n"
    )
    found = covered(tmp_path, HEAD + row(1), care=late)
    assert [rule.id for rule in found.rule_sets[0].not_in_force] == ["C4"]
    assert "C4" not in [rule.id for rule in found.rule_sets[0].never_fired]
    assert "In force for none of these cases: C4." in words_of(coverage_document(found))


def test_grades_are_counted_by_what_is_proposed_and_those_given_apart(tmp_path) -> None:
    more = COLUMNS.replace("visits]}", "visits], given: [care]}")
    head = HEAD.replace("\n", ",care\n")
    rows = (
        row(1).replace("\n", ",\n")
        + row(2, harm="yes").replace("\n", ",\n")
        + row(3).replace("\n", ",fair\n")
    )
    found = covered(tmp_path, head + rows, more).rule_sets[0]
    assert found.grades["care"] == {"good": 1, "poor": 1, "given": 1}


# --- boundaries --------------------------------------------------------------------------------------


def test_a_count_is_beside_a_threshold_at_the_next_whole_number_alone(tmp_path) -> None:
    rows = "".join(row(at, visits=visits) for at, visits in enumerate(("98", "99", "100", "101", "102")))
    one = boundary(covered(tmp_path, HEAD + rows), "C3")
    assert (one.boundary.belongs, one.boundary.width) == (Belongs.ABOVE, 1)
    assert (one.lower, one.below, one.at, one.above, one.upper) == (2, 1, 1, 1, 2)
    assert (one.nearest_below, one.nearest_above, one.exercised) == (99, 101, True)


def test_a_share_is_beside_a_threshold_within_two_points_and_its_denominator_does_not_matter(
    tmp_path,
) -> None:
    shares = ("88%", "87.9%", "36 of 40", "92%", "93%", "85% to 95%")
    rows = "".join(row(at, seen=seen) for at, seen in enumerate(shares))
    one = boundary(covered(tmp_path, HEAD + rows), "C1")
    assert (one.lower, one.below, one.at, one.above, one.upper) == (2, 1, 1, 1, 2)
    assert (one.cases, one.seen.unknown) == (5, 1)
    assert one.nearest_below == Fraction(88, 100)


@pytest.mark.parametrize(
    ("visits", "exercised"),
    [
        (("99", "100"), True),
        (("99", "101"), True),
        (("100", "101"), False),
        (("98", "100"), False),
        ((), False),
    ],
)
def test_a_boundary_is_exercised_by_cases_on_each_side_of_it(tmp_path, visits, exercised) -> None:
    rows = "".join(row(at, visits=value) for at, value in enumerate(visits)) or row(1, visits="")
    one = boundary(covered(tmp_path, HEAD + rows), "C3")
    assert one.exercised is exercised


def test_an_equality_has_its_threshold_on_one_side_and_what_is_beside_it_on_the_other(tmp_path) -> None:
    same = CARE.replace("visits < 100", "visits = 100")
    one = boundary(covered(tmp_path, HEAD + row(1, visits="100") + row(2, visits="99"), care=same), "C3")
    assert (one.boundary.belongs, one.boundary.pair, one.exercised) == (Belongs.ALONE, (100, 101), True)


def test_a_boundary_that_an_item_can_be_on_one_side_of_is_not_one_to_exercise(tmp_path) -> None:
    beyond = CARE.replace("visits < 100", "visits >= 0")
    found = covered(tmp_path, HEAD + row(1), care=beyond)
    one = boundary(found, "C3")
    assert (one.boundary.pair, one.can_be_exercised) == (None, False)
    assert one not in found.rule_sets[0].unexercised


def test_a_threshold_that_changes_is_a_boundary_for_each_of_its_values(tmp_path) -> None:
    parameters = (
        "parameters:\n  enough: {title: Enough visits, values: "
        "[{value: 100}, {from: 2021-06-01, value: 120}]}\n"
    )
    dated = CARE.replace("visits < 100", "visits < enough")
    rows = row(1, visits="99") + row(2, visits="120").replace("2021-03-01", "2021-07-01")
    found = covered(tmp_path, HEAD + rows, care=dated, parameters=parameters)
    own = [one for one in found.rule_sets[0].boundaries if one.place[0] == "C3"]
    assert [(one.boundary.threshold, one.below, one.at) for one in own] == [(100, 1, 0), (120, 0, 1)]


def test_computed_items_are_counted_at_what_they_come_to(tmp_path) -> None:
    schema = SCHEMA + (
        "  calls: {type: count, title: Calls, better: higher}\n"
        "  contacts: {type: count, title: All contacts, better: higher, computed: visits + calls}\n"
    )
    workspace = small_workspace(tmp_path, care=CARE.replace("visits < 100", "contacts < 100"))
    (tmp_path / "evidence_schemas" / "visits.yaml").write_text(schema)
    more = COLUMNS.replace("visits]", "visits, calls]")
    rows = HEAD.replace("\n", ",calls\n") + row(1, visits="60").replace("\n", ",39\n")
    rows += row(2, visits="60").replace("\n", ",40\n") + row(3, visits="60").replace("\n", ",\n")
    found = cover_casebook(str(write_casebook(tmp_path / "mine", more, rows)), workspace)
    one = boundary(found, "C3")
    assert (one.below, one.at, one.cases, one.exercised) == (1, 1, 2, True)


def test_levels_that_no_case_has_are_told_and_a_range_is_none(tmp_path) -> None:
    levels = CARE.replace("when: harm is yes", "when: region is at most a")
    more = COLUMNS.replace("visits]", "visits, region]")
    rows = HEAD.replace("\n", ",region\n") + row(1).replace("\n", ",b\n") + row(2).replace("\n", ",a or b\n")
    found = covered(tmp_path, rows, more, care=levels)
    (names,) = found.rule_sets[0].names.values()
    assert (dict(names.counts), names.never, list(names.rules)) == ({"b": 1}, ("a", "c"), ["C2"])
    assert "Named as a column of casebooks is (region): a, c" in words_of(coverage_document(found))


# --- tables ------------------------------------------------------------------------------------------

TABLE = """
area: care
title: Care of children
starts_at:
  hit: first
  table: |
    id    | harm | visits | grade
    hurt  | yes  | -      | poor
    few   | -    | < 100  | fair
    other | -    | -      | good
"""


def test_rows_of_a_table_are_counted_where_they_count(tmp_path) -> None:
    found = covered(tmp_path, HEAD + row(1) + row(2, harm="yes", visits="5") + row(3, visits=""), care=TABLE)
    own = {place[1]: (seen.true, seen.false, seen.unknown) for place, seen in found.rule_sets[0].rows.items()}
    assert own == {"row hurt": (1, 2, 0), "row few": (0, 2, 1), "row other": (1, 1, 1)}
    assert [one.place for one in found.rule_sets[0].unexercised] == [("care", "row few, column visits", 0)]
    assert "care, row few: may have counted" in words_of(coverage_document(found))


# --- casebooks ---------------------------------------------------------------------------------------


def test_the_size_of_parts_changes_nothing(tmp_path, monkeypatch) -> None:
    rows = HEAD + "".join(row(at, visits=str(90 + at), harm="yes" if at % 3 else "no") for at in range(20))
    whole = covered(tmp_path / "whole", rows).rule_sets[0]
    in_chunks_of(3, monkeypatch)
    parts = covered(tmp_path / "parts", rows).rule_sets[0]
    assert (parts.seen, parts.grades, parts.examples) == (whole.seen, whole.grades, whole.examples)
    assert [(one.below, one.at, one.above) for one in parts.boundaries] == [
        (one.below, one.at, one.above) for one in whole.boundaries
    ]


def test_a_casebook_without_evidence_says_what_can_be_covered(tmp_path) -> None:
    overall = "area: overall\ntitle: Overall\nstarts_at: care\nrules:\n"
    overall += "  - {id: O1, title: Care is good, when: care is good, then: {supports: good}}\n"
    framework = FRAMEWORK.replace("areas: [care]", "areas: [care, overall]")
    more = "framework: visits@1\ncolumns: {id: id, on: on, given: [care]}\n"
    rows = "id,on,care\n1,2021-03-01,good\n2,2021-03-01,fair\n"
    found = covered(tmp_path, rows, more, framework=framework, overall=overall)
    assert [rule.id for rule in found.rule_sets[0].never_decided] == ["C1", "C2", "C3"]
    told = words_of(coverage_document(found))
    assert "What can be covered is the rest: 1 rule" in told
    assert "2 boundaries are not exercised: no case has an exact value of their items." in told


def test_a_casebook_in_which_everything_is_seen_is_complete(tmp_path) -> None:
    rows = row(1, seen="89%", harm="yes", visits="99") + row(2, seen="90%", visits="100")
    found = covered(tmp_path, HEAD + rows)
    assert found.is_complete
    assert "every rule was seen firing and not firing, and every boundary is exercised." in words_of(
        coverage_document(found)
    )


def test_rules_of_another_evidence_schema_are_refused(tmp_path) -> None:
    other = tmp_path / "rules" / "calls" / "1"
    workspace = small_workspace(tmp_path)
    other.mkdir(parents=True)
    (tmp_path / "evidence_schemas" / "calls.yaml").write_text(
        SCHEMA.replace("schema: visits", "schema: calls")
    )
    framework = FRAMEWORK.replace("framework: visits", "framework: calls")
    framework = framework.replace("evidence_schema: visits", "evidence_schema: calls")
    (other / "framework.yaml").write_text(framework)
    (other / "care.yaml").write_text(CARE)
    path = write_casebook(tmp_path / "mine", COLUMNS, HEAD + row(1))
    with pytest.raises(InvalidInput) as refused:
        cover_casebook(str(path), workspace, rules="calls@1")
    assert [told.code.id for told in refused.value.diagnostics] == ["C608"]


def test_an_amendment_is_covered_by_the_cases_that_it_affects(tmp_path) -> None:
    amendment = (
        "amendment: more\ntitle: More\namends: visits@1\nchanges:\n  - id: fewer\n    because: Tried.\n"
        "    remove_rule: C3\n"
    )
    (tmp_path / "more.yaml").write_text(amendment)
    found = covered(tmp_path, HEAD + row(1), rules=str(tmp_path / "more.yaml"))
    assert (found.rule_sets[0].rule_set.name, list(found.rule_sets[0].seen.rules)) == (
        "visits@1+more",
        ["C1", "C2"],
    )


def test_cases_that_no_rules_hold_for_cannot_cover_any(tmp_path) -> None:
    other = tmp_path / "rules" / "calls" / "1"
    workspace = small_workspace(tmp_path)
    other.mkdir(parents=True)
    (other / "framework.yaml").write_text(FRAMEWORK.replace("framework: visits", "framework: calls"))
    (other / "care.yaml").write_text(CARE)
    amendment = (
        "amendment: more\ntitle: More\namends: calls@1\nchanges:\n  - id: fewer\n    because: Tried.\n"
    )
    (tmp_path / "more.yaml").write_text(amendment + "    remove_rule: C3\n")
    path = write_casebook(tmp_path / "mine", COLUMNS, HEAD + row(1))
    with pytest.raises(InvalidInput) as refused:
        cover_casebook(str(path), workspace, rules=str(tmp_path / "more.yaml"))
    assert [told.code.id for told in refused.value.diagnostics] == ["C660"]
