"""What is recorded now and what it would become, in words."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import Problems
from evenhand.explanation.document import Bullets, plain
from evenhand.services.change_words import change_blocks
from evenhand.services.what_would_change import what_would_change
from written import check, load

SCHEMA = """\
schema: tiny
title: Tiny
items:
  agency: {type: share, title: Agency workers, better: lower}
  waiting: {type: count, title: Children waiting, unit: children, better: lower, min: 0}
  moves: {type: number, title: Moves, unit: moves, places: 4, min: 0, better: lower}
  grip: {type: level, title: Grip, levels: [absent, weak, adequate, strong], better: higher}
  setting: {type: choice, title: Setting, options: [home, street], better: neither, may_not_apply: yes}
"""

FRAMEWORK = """\
framework: tiny
version: "1"
title: Tiny
in_force: {from: 2024-01-01, to: 2025-12-31}
evidence_schema: tiny
scales:
  two: {grades: [poor, good]}
areas: [care]
"""


def told(when: str, evidence: str) -> list[str]:
    """Under rules by which care is good where a condition holds: the changes that are told."""
    care = (
        "area: care\ntitle: Care\nstarts_at: poor\nrules:\n"
        f'  - {{id: A1, title: A, when: "{when}", then: {{supports: good}}}}\n'
    )
    entries = "".join(f"  - {{{one}}}\n" for one in evidence.split("; "))
    files = {
        "framework.yaml": FRAMEWORK,
        "schema.yaml": SCHEMA,
        "care.yaml": care,
        "inspection.yaml": (
            f"inspection: {{id: ex-1, framework: tiny, on: 2024-05-13}}\nevidence:\n{entries}"
        ),
    }
    problems = Problems()
    checked = check(files, load(files).usable, problems)
    assert checked is not None, [str(one) for one in problems.sorted()]
    blocks = change_blocks(what_would_change(checked, "care", "good"), checked.trace)
    return [plain(entry.line) for block in blocks if isinstance(block, Bullets) for entry in block.entries]


@pytest.mark.parametrize(
    ("when", "evidence", "words"),
    [
        ("agency <= 17%", "item: agency, value: 20%", "Agency workers: from 20% to 17%"),
        (
            "agency <= 17%",
            "item: agency, value: 15% to 20%",
            "Agency workers: now between 15% and 20%: make it 17%",
        ),
        (
            "agency <= 80%",
            "item: agency, value: 79%, source: a; item: agency, value: 81%, source: b",
            "Agency workers: now recorded differently by two sources: 80%",
        ),
        ("agency <= 17%", "item: agency, unknown: not looked at", "Agency workers: now not looked at: 17%"),
        (
            "agency <= 17%",
            "item: agency, unknown: suppressed",
            "Agency workers: now suppressed in the source: 17%",
        ),
        (
            "waiting <= 18",
            "item: waiting, value: 17 to 19",
            "Children waiting: now between 17 and 19 children: make it 18 children",
        ),
        ("waiting <= 1", "item: waiting, value: 3", "Children waiting: from 3 children to 1 child"),
        ("moves > 1", "item: moves, value: 0.8", "Moves: from 0.8 moves to 1.0001 moves"),
        (
            "grip is at least adequate",
            "item: grip, value: weak or adequate",
            "Grip: now weak or adequate: make it adequate",
        ),
        (
            "setting is street",
            "item: setting, value: does not apply",
            "Setting: now it does not apply: make it street",
        ),
        ("setting does not apply", "item: setting, value: home", "Setting: now home: does not apply"),
    ],
)
def test_a_change_is_told_from_what_is_known_now(when: str, evidence: str, words: str) -> None:
    assert told(when, evidence) == [words]
