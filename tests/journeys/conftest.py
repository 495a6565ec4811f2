"""The command line, run as a user runs it: as a process of its own, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.program import COMMAND, Program, Run, run_in, run_ready
from ready import Ready

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
def evenhand(workspace: Path, ready: Ready | None) -> Program:
    """Runs the program in the workspace."""

    def run(*arguments: str | Path, **environ: str) -> Run:
        # What Python and its locale are told is looked at only by a real start.
        if ready is None or any(name.startswith(("PYTHON", "LC_")) for name in environ):
            return run_in(workspace, [*COMMAND, *map(str, arguments)], **environ)
        return run_ready(ready, workspace, [*map(str, arguments)], **environ)

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


ROWS = """
id,provider,region,on,children_seen,harm,care
P-1,First Borough,North,2024-05-13,38 of 40,no,good
P-2,Second Borough,North,2024-06-03,20 of 40,no,good
P-3,Third Borough,South,2024-06-17,39 of 40,yes,poor
P-4,Fourth Borough,,2024-07-01,,no,fair
"""

CASEBOOK = """
casebook: past
title: Visits of the past
kind: model
source:
  document: Invented for tests
  part: all of it
licence: Open Government Licence v3.0
rows: rows.csv
framework: visits
columns:
  id: id
  provider: provider
  on: on
  groups: [region]
  evidence: [children_seen, harm]
  awarded: [care]
"""


@pytest.fixture
def casebook(workspace: Path) -> Callable[..., Path]:
    """Writes the casebook `past`: one case agrees, one moved down, one agrees, one is undecided.

    `rows` replaces the rows, `more` goes to the end of casebook.yaml, and `change` replaces parts of it.
    """

    def write(rows: str | bytes = ROWS, *, more: str = "", change: dict[str, str] | None = None) -> Path:
        folder = workspace / "casebooks" / "past"
        folder.mkdir(parents=True, exist_ok=True)
        text = CASEBOOK
        for old, new in (change or {}).items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (folder / "casebook.yaml").write_text(text.lstrip() + more)
        written = rows if isinstance(rows, bytes) else rows.lstrip().encode()
        (folder / "rows.csv").write_bytes(written)
        return folder / "casebook.yaml"

    return write


@pytest.fixture
def model(repository: Path) -> Path:
    """The folder of shipped model inspections."""
    return repository / "casebooks" / "model"
