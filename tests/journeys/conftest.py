"""The command line, run as a user runs it: as a process of its own, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.program import COMMAND, Program, Run, run_in

SCHEMA = """
schema: visits
title: Visits to children
items:
  children_seen:
    type: share
    title: Children seen
    better: higher
    question: In what share of cases was the child seen?
    found_in: Visit records
  harm:
    type: yes_no
    title: Harm left too long
    better: lower
"""

FRAMEWORK = """
framework: visits
version: "1"
title: Visits
in_force:
  from: 2020-01-01
evidence_schema: visits
scales:
  three:
    grades:
      - poor
      - fair
      - good
areas:
  - care
"""

CARE = """
area: care
title: Care of children
starts_at: fair
rules:
  - id: C1
    title: Most children are seen
    when: children_seen >= 90%
    then:
      supports: good
    because: "{children_seen} of children were seen."
    source:
      document: Visiting children
      part: paragraph 4
  - id: C2
    title: Harm left too long closes the upper grades
    when: harm is yes
    then:
      at_most: poor
  - id: C3
    title: Where every child is seen, care is not poor
    when: children_seen >= 99%
    then:
      at_least: fair
"""

EXAMPLES = """
examples:
  - id: seen
    title: Nearly every child is seen
    evidence:
      children_seen: 38 of 40
      harm: no
    expected:
      care: good
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one small rule set, which is the current folder."""
    rules = tmp_path / "rules" / "visits" / "1"
    rules.mkdir(parents=True)
    (tmp_path / "evidence_schemas").mkdir()
    (tmp_path / "evidence_schemas" / "visits.yaml").write_text(SCHEMA)
    (rules / "framework.yaml").write_text(FRAMEWORK)
    (rules / "care.yaml").write_text(CARE)
    (rules / "examples.yaml").write_text(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def evenhand(workspace: Path) -> Program:
    """Runs the program in the workspace."""

    def run(*arguments: str | Path, **environ: str) -> Run:
        return run_in(workspace, [*COMMAND, *map(str, arguments)], **environ)

    return run


@pytest.fixture
def inspection(workspace: Path) -> Callable[..., Path]:
    """Writes an inspection file: evidence as items and values, drafts as areas and grades."""

    def write(
        id: str = "A-1",
        *,
        seen: str | None = "38 of 40",
        harm: str | None = "no",
        draft: str | None = None,
        more: str = "",
    ) -> Path:
        evidence = {"children_seen": seen, "harm": harm}
        lines = [f"inspection: {{id: {id}, framework: visits, on: 2024-05-13}}", "evidence:"]
        for item, value in evidence.items():
            recorded = "unknown: not looked at" if value is None else f"value: {value}"
            lines.append(f"  - {{item: {item}, {recorded}}}")
        if draft is not None:
            lines.append(f"draft: {{care: {draft}}}")
        path = workspace / f"{id}.yaml"
        path.write_text("\n".join([*lines, more]) + "\n")
        return path

    return write


@pytest.fixture
def model(repository: Path) -> Path:
    """The folder of shipped model inspections."""
    return repository / "casebooks" / "model"
