"""Tables printed with the ids of their rows, so that they read back equal."""

from __future__ import annotations

import textwrap

import pytest

from evenhand.language import DecisionTable, FindingTable, RuleSet, StartTable, print_table
from unit.language.vocabulary import FILES
from written import load


def starting_at(table: str) -> tuple[DecisionTable, RuleSet]:
    text = "area: homes\ntitle: Homes\nstarts_at:\n  table: |\n" + textwrap.indent(table, "    ")
    rule_set = load({**FILES, "homes.yaml": text}).usable
    start = rule_set.area_by_id["homes"].start
    assert isinstance(start, StartTable)
    return start.table, rule_set


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("care", ("judged", "not judged")),
        ("gap", ("3 to 5", "not 3 to 5")),
        ("late", ("5 or 7", "not 5 or 7")),
        ("late", (">= limit", "< limit")),
        ("grip", ("at least adequate", "not at least adequate")),
        ("keeps_grip", ("yes", "no")),
    ],
)
def test_a_cell_is_printed_as_it_is_written(head: str, cells: tuple[str, str]) -> None:
    table = f"id | {head} | grade\none | {cells[0]} | good\ntwo | {cells[1]} | inadequate\n"
    found, rule_set = starting_at(table)
    printed = print_table(found, "grade", rule_set)
    rows = [[cell.strip() for cell in line.split("|")] for line in printed.splitlines()]
    assert rows == [
        ["id", head, "grade"],
        ["one", cells[0], "good"],
        ["two", cells[1], "inadequate"],
    ]
    assert starting_at(printed)[0] == found


def test_a_row_without_a_conclusion_and_a_finding_by_its_name_are_printed_so() -> None:
    rules = """\
rules:
  - id: T1
    title: Grip
    table: |
      id  | grip   | late | finding
      one | strong | -    | managers keep a grip
      two | weak   | > 3  | -
"""
    rule_set = load({**FILES, "found.yaml": rules}).usable
    (rule,) = [rule for rule in rule_set.other_rules if isinstance(rule, FindingTable)]
    assert print_table(rule.table, "finding", rule_set).splitlines() == [
        "id  | grip   | late | finding",
        "one | strong | -    | managers keep a grip",
        "two | weak   | > 3  | -",
    ]
