"""A small rule set with evidence in a workspace of its own, for casebooks of many cases."""

from __future__ import annotations

from pathlib import Path

from evenhand.services.workspace import Workspace

SCHEMA = """
schema: visits
title: Visits to children
items:
  children_seen: {type: share, title: Children seen, better: higher}
  harm: {type: yes_no, title: Harm left too long, better: lower}
  visits: {type: count, title: Visits in a year, better: higher, max: 500}
  region: {type: level, title: Named as a column of casebooks is, better: higher, levels: [a, b, c]}
"""

FRAMEWORK = """
framework: visits
version: "1"
title: Visits
in_force: {from: 2020-01-01, to: 2022-12-31}
evidence_schema: visits
scales:
  three: {grades: [poor, fair, good]}
areas: [care]
"""

CARE = """
area: care
title: Care of children
starts_at: fair
rules:
  - {id: C1, title: Most children are seen, when: children_seen >= 90%, then: {supports: good}}
  - {id: C2, title: Harm left too long, when: harm is yes, then: {at_most: poor}}
  - {id: C3, title: Few visits, when: visits < 100, then: {at_most: fair}}
"""


def small_workspace(top: Path, **files: str) -> Workspace:
    """A workspace with the rule set `visits@1`. `files` are files of it by name, more or others."""
    rules = top / "rules" / "visits" / "1"
    rules.mkdir(parents=True)
    (top / "evidence_schemas").mkdir()
    (top / "evidence_schemas" / "visits.yaml").write_text(SCHEMA)
    for name, text in {"framework": FRAMEWORK, "care": CARE, **files}.items():
        (rules / f"{name}.yaml").write_text(text)
    return Workspace((top,))
