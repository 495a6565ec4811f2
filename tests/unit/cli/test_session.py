"""What the commands of one run share."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from evenhand.cli.app import app
from evenhand.language import load_rule_set
from evenhand.services import workspace as workspaces
from unit.services.test_broken_rule_sets import workspace

INSPECTION = "inspection: {{id: {id}, framework: small@1, on: 2024-05-13}}\n"


def test_comparing_two_inspections_under_one_rule_set_loads_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(tmp_path)
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text(INSPECTION.format(id=path.stem))
    loaded: list[str] = []

    def counted(*args, shown_in, **others):
        loaded.append(shown_in)
        return load_rule_set(*args, shown_in=shown_in, **others)

    monkeypatch.setattr(workspaces, "load_rule_set", counted)
    done = CliRunner().invoke(app, ["--workspace", str(tmp_path), "compare", *map(str, paths)])
    assert done.exit_code == 0, done.output
    assert len(loaded) == 1, loaded
