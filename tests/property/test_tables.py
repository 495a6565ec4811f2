"""What the loader says of a table holds in every world: the cases it covers, and that no rows overlap."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given

from evenhand.language import (
    Coverage,
    DecisionTable,
    FindingTable,
    HitPolicy,
    RuleSet,
    StartTable,
    atoms_of,
    leaves_of,
    operands_of,
)
from generators import OFTEN, Drawing, drawings
from oracle import judge_with_facts, worlds
from oracle.conditions import Facts, exists, holds


@OFTEN
@given(drawings())
def test_a_table_has_a_row_wherever_its_coverage_says_so(drawn: Drawing) -> None:
    tables = list(tables_of(drawn.rule_set))
    for world in worlds(drawn.rule_set, drawn.case, 8) if tables else ():
        facts = judge_with_facts(drawn.rules, world)[1]
        for table in tables:
            rows = rows_that_hold(table, facts)
            if table.hit is HitPolicy.UNIQUE:
                assert rows <= 1
            if table.coverage is Coverage.ALWAYS or (
                table.coverage is Coverage.WHERE_COLUMNS_EXIST and every_column_exists(table, facts)
            ):
                assert rows >= 1


def rows_that_hold(table: DecisionTable, facts: Facts) -> int:
    return sum(all(cell is None or holds(cell, facts) for cell in row.cells) for row in table.rows)


def every_column_exists(table: DecisionTable, facts: Facts) -> bool:
    cells = [cell for row in table.rows for cell in row.cells if cell is not None]
    return all(
        exists(atom, facts)
        for cell in cells
        for leaf in leaves_of(cell)
        for operand in operands_of(leaf)
        for atom in atoms_of(operand)
    )


def tables_of(rule_set: RuleSet) -> Iterator[DecisionTable]:
    for rule in rule_set.all_rules:
        if isinstance(rule, FindingTable):
            yield rule.table
    for area in rule_set.areas:
        if isinstance(area.start, StartTable):
            yield area.start.table
