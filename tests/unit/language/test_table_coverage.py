"""Decision tables: gaps and overlaps over the values that each column can have."""

from __future__ import annotations

import textwrap
from fractions import Fraction

import pytest

from evenhand.domain import Scale
from evenhand.language import (
    AreaGrade,
    CaseTotal,
    Column,
    Compare,
    Comparison,
    Condition,
    Coverage,
    DecisionTable,
    DoesNotApplyTo,
    FindingTable,
    HitPolicy,
    IsAgainst,
    ItemName,
    ItemNumber,
    Narrowed,
    Not,
    Relation,
    Row,
    StartTable,
    may_leave_gap,
    table_coverage,
)
from unit.language.vocabulary import FILES, names
from written import Loaded, load


def loaded(rows: str, hit: str = "unique", **files: str) -> Loaded:
    """A rule set whose first area starts at a table."""
    leaders = f"area: leaders\ntitle: Leaders\nstarts_at:\n  hit: {hit}\n  table: |\n" + textwrap.indent(
        textwrap.dedent(rows).strip("\n") + "\n", "    "
    )
    more = {name.replace("_yaml", ".yaml"): text for name, text in files.items()}
    return load({**FILES, "leaders.yaml": leaders, **more})


def combinations(rows: str, hit: str = "unique", **files: str) -> list[str]:
    """What is told of a table: the combinations that no row or two rows cover."""
    found = []
    for told in loaded(rows, hit, **files).told:
        assert told.code.id in ("R153", "R154"), told
        found.append(told.message.partition(" cover")[2].removeprefix("s").strip())
    return found


def coverage(rows: str, hit: str = "unique") -> Coverage:
    start = loaded(rows, hit).usable.area_by_id["leaders"].start
    assert isinstance(start, StartTable)
    return start.table.coverage


# --- gaps --------------------------------------------------------------------------------------------

NO_GAP = {
    "every level is named": "grip | grade\nabsent | inadequate\nweak or adequate | good\nstrong | good",
    "levels by order": "grip | grade\nat most weak | inadequate\nbetter than weak | good",
    "a level and its not": "grip | grade\nweak | inadequate\nnot weak | good",
    "later levels are worse": "failure | grade\nworse than isolated | inadequate\nat most isolated | good",
    "yes and no": "harm | grade\nyes | inadequate\nno | good",
    "choices": "home | grade\nfoster or kinship | good\nresidential | inadequate",
    "15 then 16 is no gap for a count": "late | grade\n<= 15 | good\n>= 16 | inadequate",
    "18 then 18.1 is no gap for one decimal": "caseload | grade\n<= 18 | good\n>= 18.1 | inadequate",
    "a share has any value between": "on_time | grade\n>= 85% | good\n< 85% | inadequate",
    "a share written as two numbers": "on_time | grade\n>= 2 of 3 | good\n< 2 of 3 | inadequate",
    "nothing is possible beyond the bounds": "gap | grade\n0 to 31 | good\n32 to 365 | inadequate",
    "weeks and days": "gap | grade\n<= 4 weeks | good\n>= 29 days | inadequate",
    "an area": "care | grade\nat least good | good\nworse than good | inadequate",
    "a finding": "managers keep a grip | harm | grade\nyes | - | good\nno | - | inadequate",
    "a parameter and its other side": "late | grade\n<= limit | good\n> limit | inadequate",
    "the rest": "grip | grade\nstrong | good\nnot strong | inadequate",
    "an area or one that is not judged": (
        "care | grade\nat least good | good\nworse than good | inadequate\nnot judged | inadequate"
    ),
    "an area judged or not": "care | grade\njudged | good\nnot judged | inadequate",
    "what may not apply": "wellbeing | grade\nat least poor | good\ndoes not apply | inadequate",
}
FINDING = (
    "rules:\n  - id: F1\n    title: T\n    when: grip is strong\n    then: {finding: managers keep a grip}\n"
)
"""The finding is concluded elsewhere when the table of an area's start reads it."""


@pytest.mark.parametrize("rows", NO_GAP.values(), ids=NO_GAP)
def test_there_is_no_gap(rows: str) -> None:
    assert combinations(rows, found_yaml=FINDING) == []


GAPS = {
    "grip | grade\nweak | inadequate\nadequate or strong | good": "grip is absent",
    "failure | grade\nbetter than widespread | good\nserious | inadequate": "failure is widespread",
    "harm | grade\nyes | inadequate": "harm is no",
    "home | grade\nfoster or kinship | good": "home is residential",
    "late | grade\n<= 15 | good\n>= 17 | inadequate": "late is 16",
    "late | grade\n< 15 | good\n> 20 | inadequate": "late is 15",
    "late | grade\n<= 15 | good": "late is more than 15",
    "late | grade\n>= 1 | good": "late is 0",
    "caseload | grade\n<= 18 | good\n>= 18.2 | inadequate": "caseload is 18.1",
    "caseload | grade\n>= 18 | good": "caseload is less than 18",
    "caseload | grade\n0 to 99.9 | good": "caseload is 100",
    "on_time | grade\n> 85% | good\n< 85% | inadequate": "on_time is 85%",
    "on_time | grade\n>= 85% | good\n<= 84% | inadequate": "on_time lies between 84% and 85%",
    "on_time | grade\n>= 0.1% | good": "on_time is less than 0.1%",
    "gap | grade\n<= 4 weeks | good\n>= 30 days | inadequate": "gap is 29",
    "care | grade\ngood or outstanding | good\ninadequate | inadequate": "care is requires_improvement",
    "harm | late | grade\nyes | - | inadequate\nno | <= 3 | good": "harm is no, late is more than 3",
}


@pytest.mark.parametrize(("rows", "gap"), GAPS.items())
def test_a_gap_is_told_with_a_combination(rows: str, gap: str) -> None:
    assert combinations(rows) == [gap]


def test_an_area_that_is_not_judged_is_no_gap_but_is_remembered() -> None:
    rows = "care | grade\nat least good | good\nworse than good | inadequate"
    assert combinations(rows) == []
    assert coverage(rows) is Coverage.WHERE_COLUMNS_EXIST
    assert coverage(rows + "\nnot judged | inadequate") is Coverage.ALWAYS
    assert coverage("wellbeing | grade\nat least poor | good") is Coverage.WHERE_COLUMNS_EXIST
    assert coverage("harm | grade\nyes | inadequate\nno | good") is Coverage.ALWAYS


def test_only_what_may_not_exist_leaves_a_table_open() -> None:
    assert coverage("late | grade\n>= 0 | good") is Coverage.ALWAYS
    assert coverage("seen_alone | grade\n>= 0% | good") is Coverage.WHERE_COLUMNS_EXIST


def test_first_with_a_last_row_of_dashes_covers_everything() -> None:
    rows = "care | late | grade\ngood | > due | good\n- | - | inadequate"
    assert combinations(rows, "first") == []
    assert coverage(rows, "first") is Coverage.ALWAYS


def test_first_without_it_is_searched_for_gaps() -> None:
    assert combinations("harm | grade\nyes | inadequate", "first") == ["harm is no"]


# --- overlaps ----------------------------------------------------------------------------------------

OVERLAPS = {
    "harm | grade\nyes | inadequate\n- | good": "harm is yes",
    "late | grade\n<= 15 | good\n>= 15 | inadequate": "late is 15",
    "caseload | grade\n<= 18 | good\n> 17.9 | inadequate": "caseload is 18",
    "on_time | grade\n>= 85% | good\n<= 85% | inadequate": "on_time is 85%",
    "grip | grade\nat least weak | good\nat most weak | inadequate": "grip is weak",
    "harm | visible | grade\nyes | - | good\n- | no | good\nno | yes | good": "harm is yes, visible is no",
}


@pytest.mark.parametrize(("rows", "both"), OVERLAPS.items())
def test_an_overlap_is_told_under_unique_and_under_nothing_else(rows: str, both: str) -> None:
    assert combinations(rows) == [both]
    for hit in ("first", "best", "worst"):
        assert combinations(rows, hit) == []


def test_cells_that_hold_only_where_no_number_can_lie_do_not_overlap() -> None:
    assert combinations("late | grade\n<= 15 | good\n> 15.5 | inadequate") == []
    assert combinations("caseload | grade\n< 18.1 | good\n> 18 | inadequate") == []


def test_every_pair_of_rows_is_told() -> None:
    rows = "harm | visible | grade\nyes | - | good\n- | yes | good\n- | - | inadequate"
    assert len(combinations(rows)) == 3


# --- parameters --------------------------------------------------------------------------------------

DATED = """\
parameters:
  low: {title: Low, values: [{value: 3}, {from: 2025-01-01, value: 3}]}
  high: {title: High, local: yes, values: [{value: 3}, {from: 2025-01-01, value: 5}]}
  after: {title: After, values: [{value: 3}, {from: 2026-06-01, value: 9}]}
"""


def test_a_table_is_searched_at_every_value_that_a_parameter_has_while_the_rules_are_in_force() -> None:
    assert combinations("late | grade\n<= low | good\n> low | inadequate", parameters_yaml=DATED) == []
    assert combinations("late | grade\n<= low | good\n> high | inadequate", parameters_yaml=DATED) == [
        "late is 4"
    ]
    assert combinations("late | grade\n<= low | good\n> after | inadequate", parameters_yaml=DATED) == []


def test_an_overlap_at_a_later_value_is_told() -> None:
    assert combinations("late | grade\n<= high | good\n> low | inadequate", parameters_yaml=DATED) == [
        "late is 4"
    ]


# --- computed and counted items ----------------------------------------------------------------------


def test_the_declared_bounds_of_a_computed_item_are_not_relied_on() -> None:
    schema = (
        FILES["schema.yaml"]
        + "  late_or_due: {type: count, title: Late or due, better: lower, max: 9, computed: late + due}\n"
    )
    rows = "late_or_due | grade\n0 to 9 | good"
    assert combinations(rows, schema_yaml=schema) == ["late_or_due is less than 0"]
    assert combinations("late_or_due | grade\n<= 9 | good\n> 9 | inadequate", schema_yaml=schema) == []


def test_a_computed_number_may_lie_between_its_decimals() -> None:
    schema = FILES["schema.yaml"] + "  half: {type: number, title: Half, better: lower, computed: late / 4}\n"
    rows = "half | grade\n<= 18 | good\n>= 18.01 | inadequate"
    assert combinations(rows, schema_yaml=schema) == ["half lies between 18 and 18.01"]


# --- what is too large, and findings -----------------------------------------------------------------


def test_a_table_with_too_many_combinations_is_refused_with_a_way_out(monkeypatch) -> None:
    monkeypatch.setattr(table_coverage, "SEARCH_LIMIT", 3)
    (told,) = loaded("harm | late | grip | grade\nyes | > 3 | weak | good\n- | - | - | good").told
    assert told.code.id == "R152"
    assert "first" in (told.hint or "")


def test_what_is_too_large_to_be_searched_for_one_case_may_leave_a_gap(monkeypatch) -> None:
    start = loaded("harm | visible | grade\nyes | - | good\nno | - | good").usable.area_by_id["leaders"].start
    assert isinstance(start, StartTable)
    narrowed = [Narrowed(positions=frozenset((0, 1)))] * 2
    assert may_leave_gap(start.table, narrowed, {}) is False
    monkeypatch.setattr(table_coverage, "SEARCH_LIMIT", 0)
    assert may_leave_gap(start.table, narrowed, {}) is True


# --- tables that no file can hold ----------------------------------------------------------------------

LATE, GRIP, WELLBEING = (names().items[id] for id in ("late", "grip", "wellbeing"))


def table_of(column: Column, *cells: Condition | None) -> DecisionTable:
    rows = tuple(Row(f"row{number}", (cell,), "good") for number, cell in enumerate(cells))
    return DecisionTable((column,), HitPolicy.UNIQUE, rows)


def test_what_applies_and_what_does_not_make_up_a_whole_column() -> None:
    column = Column("wellbeing", ItemName(WELLBEING))
    absent = DoesNotApplyTo(WELLBEING)
    found = table_coverage.survey(table_of(column, absent, Not(absent)), {})
    assert (found.gap, found.overlaps, found.coverage) == (None, (), Coverage.ALWAYS)
    found = table_coverage.survey(table_of(column, Not(absent), Not(absent)), {})
    assert [overlap.words for overlap in found.overlaps] == ["wellbeing is poor"]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (Column("late", ItemNumber(LATE)), Compare(ItemNumber(LATE), Comparison.MORE, CaseTotal())),
        (
            Column("grip", ItemName(GRIP)),
            IsAgainst(ItemName(GRIP), Relation.SAME, AreaGrade("care", Scale("other", ("low", "high")))),
        ),
    ],
)
def test_a_cell_that_is_not_fixed_is_never_searched(column: Column, cell: Condition) -> None:
    """It is refused as a fault of the program: `check_table` tells such cells before it searches."""
    with pytest.raises(TypeError, match="not fixed"):
        table_coverage.survey(table_of(column, cell), {})


def test_a_table_of_findings_may_leave_gaps_and_says_so() -> None:
    rules = """\
rules:
  - id: T1
    title: Supervision
    table: |
      on_time | finding
      >= 85%  | regular supervision
      < 50%   | failed supervision
"""
    rule_set = load({**FILES, "found.yaml": rules}).usable
    (table,) = [rule for rule in rule_set.other_rules if isinstance(rule, FindingTable)]
    assert table.table.coverage is Coverage.PARTIAL


@pytest.mark.parametrize(("part", "gap"), [("1/3", True), ("3/4", True), ("17/20", False), ("1", False)])
def test_a_share_that_is_known_is_looked_for_at_its_own_value(part: str, gap: bool) -> None:
    """A third is no decimal: it lies between the thresholds, wherever these are."""
    start = loaded(
        "on_time | grip | grade\n>= 85% | - | good\n< 85% | strong | good\n< 85% | not strong | inadequate"
    ).usable.area_by_id["leaders"]
    assert isinstance(start.start, StartTable)
    value = Fraction(part)
    narrowed = [Narrowed(bounds=(value, value)), Narrowed(present=False, absent=True)]
    assert may_leave_gap(start.start.table, narrowed, {}) is gap
