"""Decision tables under unknown evidence: which rows may count, and where none may."""

from __future__ import annotations

import textwrap

import pytest

from evenhand.evaluation import Existence, FindingTableStep, TableStep
from unit.evaluation.asking import trace_of


def decided(rows: str, hit: str, inspection: str) -> TableStep:
    homes = f"area: homes\ntitle: Homes\nstarts_at:\n  hit: {hit}\n  table: |\n" + textwrap.indent(
        textwrap.dedent(rows).strip("\n") + "\n", "    "
    )
    table = trace_of(inspection, homes_yaml=homes).areas["homes"].start.table
    assert table is not None
    return table


def possible(table: TableStep) -> list[str]:
    return [step.row.id for step in table.rows if step.possible]


FIRST = """
    id    | harm | late | grade
    harm  | yes  | -    | inadequate
    many  | -    | > 9  | requires_improvement
    few   | -    | -    | good
"""


@pytest.mark.parametrize(
    ("evidence", "rows"),
    [
        ("{harm: yes, late: 20}", ["harm"]),
        ("{harm: no, late: 20}", ["many"]),
        ("{harm: no, late: 3}", ["few"]),
        ("{harm: no}", ["many", "few"]),
        ("{late: 20}", ["harm", "many"]),
        ("{late: 3}", ["harm", "few"]),
        ("{}", ["harm", "many", "few"]),
        ("{harm: yes}", ["harm"]),
    ],
)
def test_first_rows_not_false_up_to_the_first_true_one(evidence: str, rows: list[str]) -> None:
    table = decided(FIRST, "first", f"evidence: {evidence}")
    assert possible(table) == rows
    assert table.gap is Existence.NO


UNIQUE = """
    id    | harm | late  | grade
    harm  | yes  | -     | inadequate
    many  | no   | > 9   | requires_improvement
    few   | no   | <= 9  | good
"""


@pytest.mark.parametrize(
    ("evidence", "rows"),
    [
        ("{harm: yes}", ["harm"]),
        ("{harm: no, late: 9}", ["few"]),
        ("{harm: no, late: 9 to 10}", ["many", "few"]),
        ("{late: 9}", ["harm", "few"]),
        ("{}", ["harm", "many", "few"]),
    ],
)
def test_under_unique_every_row_that_may_hold_may_count(evidence: str, rows: list[str]) -> None:
    assert possible(decided(UNIQUE, "unique", f"evidence: {evidence}")) == rows


LAYERS = """
    id      | grip              | late | grade
    bottom  | -                 | -    | inadequate
    grip    | at least adequate | -    | good
    late    | -                 | <= 3 | requires_improvement
    top     | strong            | <= 3 | outstanding
"""


@pytest.mark.parametrize(
    ("hit", "evidence", "rows"),
    [
        ("best", "{grip: strong, late: 3}", ["top"]),
        ("best", "{grip: strong}", ["grip", "top"]),
        ("best", "{late: 3}", ["grip", "late", "top"]),
        ("best", "{grip: weak}", ["bottom", "late"]),
        ("best", "{}", ["bottom", "grip", "late", "top"]),
        ("worst", "{grip: strong, late: 3}", ["bottom"]),
        ("worst", "{}", ["bottom"]),
    ],
)
def test_a_true_row_cuts_off_those_on_its_far_side(hit: str, evidence: str, rows: list[str]) -> None:
    assert possible(decided(LAYERS, hit, f"evidence: {evidence}")) == rows


WELLBEING = """
    id    | wellbeing | grade
    poor  | poor      | inadequate
    other | not poor  | good
"""


@pytest.mark.parametrize(
    ("inspection", "rows", "gap"),
    [
        ("evidence: {wellbeing: poor}", ["poor"], "no"),
        ("evidence: {wellbeing: does not apply}", [], "yes"),
        ("", ["poor", "other"], "maybe"),
        ("evidence: {wellbeing: fair or fine}", ["other"], "no"),
    ],
)
def test_no_row_may_hold_for_want_of_a_column(inspection: str, rows: list[str], gap: str) -> None:
    table = decided(WELLBEING, "unique", inspection)
    assert (possible(table), table.gap.value) == (rows, gap)


def test_a_cell_for_what_does_not_apply_closes_the_gap() -> None:
    rows = WELLBEING + "    none  | does not apply | requires_improvement\n"
    assert possible(decided(rows, "unique", "evidence: {wellbeing: does not apply}")) == ["none"]
    open_table = decided(rows, "unique", "")
    assert possible(open_table) == ["poor", "other", "none"]
    assert open_table.gap is Existence.NO


# --- tables of findings ------------------------------------------------------------------------------

FINDINGS = """\
title: Findings
rules:
  - id: T1
    title: Supervision
    hit: {hit}
    table: |
{rows}
"""


def concluded(rows: str, inspection: str, hit: str = "unique") -> dict[str, str]:
    text = textwrap.indent(textwrap.dedent(rows).strip("\n"), "      ")
    step = trace_of(inspection, found_yaml=FINDINGS.format(hit=hit, rows=text)).rule_step("T1")
    assert isinstance(step, FindingTableStep)
    return {name: truth.value for name, truth in step.concluded.items()}


SUPERVISION = """
    on_time | finding
    >= 85%  | regular supervision
    < 50%   | failed supervision
"""


@pytest.mark.parametrize(
    ("on_time", "regular", "failed"),
    [
        ("17 of 20", "true", "false"),
        ("9 of 20", "false", "true"),
        ("16 of 20", "false", "false"),
        ("16 to 17 of 20", "unknown", "false"),
        ("9 to 10 of 20", "false", "unknown"),
        ("0 of 0", "false", "false"),
    ],
)
def test_a_finding_is_true_if_every_possible_row_concludes_it_and_no_gap_is_possible(
    on_time: str, regular: str, failed: str
) -> None:
    found = concluded(SUPERVISION, f"evidence: {{on_time: {on_time}}}")
    assert found == {"regular supervision": regular, "failed supervision": failed}


def test_a_finding_that_every_row_concludes_needs_a_row_to_hold() -> None:
    rows = """
        wellbeing | finding
        poor      | care leavers were seen
        not poor  | care leavers were seen
    """
    assert concluded(rows, "evidence: {wellbeing: poor}") == {"care leavers were seen": "true"}
    assert concluded(rows, "evidence: {wellbeing: does not apply}") == {"care leavers were seen": "false"}
    assert concluded(rows, "") == {"care leavers were seen": "unknown"}


def test_a_row_may_conclude_nothing() -> None:
    rows = """
        harm | finding
        yes  | harm was left
        no   | -
    """
    assert concluded(rows, "evidence: {harm: no}") == {"harm was left": "false"}
    assert concluded(rows, "") == {"harm was left": "unknown"}
