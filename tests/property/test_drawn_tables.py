"""Drawn tables are what they are meant to be: the loader's own search finds no gap and no overlap."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given

from evenhand.language import Coverage, DecisionTable, FindingTable, RuleSet, StartTable
from evenhand.language.table_coverage import is_fixed, survey
from generators import Drawing, drawings


@given(drawings())
def test_drawn_tables_are_complete_and_without_overlap(drawn: Drawing) -> None:
    for table in tables_of(drawn.rule_set):
        cells = [cell for row in table.rows for cell in row.cells if cell is not None]
        if not all(is_fixed(cell) for cell in cells):
            assert table.coverage is Coverage.ALWAYS
            continue
        found = survey(table, drawn.rules.parameters)
        assert found.overlaps == ()
        # A row that overlaps others may cover what the drawing does not count on, never less.
        ranks = list(Coverage)
        assert ranks.index(found.coverage) <= ranks.index(table.coverage)


def tables_of(rule_set: RuleSet) -> Iterator[DecisionTable]:
    for rule in rule_set.all_rules:
        if isinstance(rule, FindingTable):
            yield rule.table
    for area in rule_set.areas:
        if isinstance(area.start, StartTable):
            yield area.start.table
