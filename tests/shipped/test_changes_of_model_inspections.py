"""What `why --change-to` prints and writes as JSON can be recorded, and then reaches the grade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.domain import EvidenceItem
from evenhand.evaluation import interpret
from evenhand.explanation.document import Block, Bullets, Entry, Paragraph, plain
from evenhand.explanation.values import name_words
from evenhand.explanation.words import one_of
from evenhand.services.change_words import change_blocks, change_json
from evenhand.services.check import decide
from evenhand.services.evidence_text import write_item
from evenhand.services.inspections import Inspection, read_inspection
from evenhand.services.what_would_change import what_would_change
from evenhand.services.workspace import Workspace
from evenhand.source import read_yaml

MODEL = Path("casebooks") / "model"

ASKED = [
    ("hartsea_2024", "leaders", "requires_improvement"),
    ("inverleigh_2025", "leaders", "good"),
    ("cranmoor_2023", "help_and_protection", "good"),
    ("dunmarsh_2024", "leaders", "requires_improvement"),
    ("eastmere_2024", "leaders", "good"),
    ("gorsebrook_2025", "leaders", "requires_improvement"),
]
"""Better and worse grades, of inspections with all evidence, with ranges, with sources that conflict."""


def read(text: str, workspace: Workspace) -> Inspection:
    problems = Problems()
    found = read_inspection(text, "changed.yaml", workspace.rule_set, problems, lambda name: None)
    assert found is not None, [str(one) for one in problems.sorted()]
    return found


@pytest.mark.parametrize(("name", "area", "grade"), ASKED)
def test_every_set_of_changes_that_is_told_reaches_the_grade_once_it_is_recorded(
    workspace: Workspace, name: str, area: str, grade: str
) -> None:
    text = (MODEL / f"{name}.yaml").read_text()
    checked = decide(read(text, workspace))
    answer = what_would_change(checked, area, grade)
    in_json = [{change["item"]: change["to"] for change in one} for one in change_json(answer)["changes"]]
    items = checked.trace.rules.schema.items
    printed = list(_printed(change_blocks(answer, checked.trace), items))
    assert in_json and printed
    for changes in (*in_json, *printed):
        changed = text
        for item, value in changes.items():
            node = read_yaml(changed, "changed.yaml", Problems())
            changed = write_item(changed, node, item, ({"value": value},))
        inspection = read(changed, workspace)
        found = interpret(inspection.rules, inspection.case).areas[area].outcome.proposed
        assert found == grade, changes


def _printed(blocks: tuple[Block, ...], items: Mapping[str, EvidenceItem]) -> Iterator[dict[str, str]]:
    """The sets of changes that are printed, each value as it would be recorded."""
    by_title = {item.title: item for item in items.values()}
    for before, block in pairwise(blocks):
        if not isinstance(block, Bullets):
            continue
        sets = [_lines(entry) for entry in block.entries]
        if isinstance(before, Paragraph) and plain(before.line).endswith("together would:"):
            sets = [[line for one in sets for line in one]]
        yield from (dict(_recorded(line, by_title) for line in one) for one in sets)


def _lines(entry: Entry) -> list[str]:
    below = [one for block in entry.below if isinstance(block, Bullets) for one in block.entries]
    return [plain(one.line) for one in below or [entry]]


def _recorded(text: str, by_title: Mapping[str, EvidenceItem]) -> tuple[str, str]:
    title = max((one for one in by_title if text.startswith(f"{one}: ")), key=len)
    item, change = by_title[title], text.removeprefix(f"{title}: ")
    told = re.split(r": make it |: | to ", change)[-1]
    if not item.type.is_numeric:
        return item.id, next(name for name in item.names.names if name_words(item.names, name) == told)
    for unit in (item.unit, item.unit and one_of(item.unit)):
        told = told.removesuffix(f" {unit}")
    count = re.match(r"\d+ of \d+", told)
    return item.id, count[0] if count else told
