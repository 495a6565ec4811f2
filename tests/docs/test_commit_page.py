"""What a policy repository is told to copy can be read, and runs commands that there are."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from console_pages import blocks_of
from docs_pages import DOCS
from evenhand.cli.app import app

PAGE = (DOCS / "how-to/check-rules-before-they-are-committed.md").read_text(encoding="utf-8")
FILES: dict[str, Any] = {
    block.file: yaml.safe_load(block.text)
    for block in blocks_of(PAGE)
    if block.action == "write" and block.file
}
HOOKS = FILES[".pre-commit-config.yaml"]["repos"][0]["hooks"]
STEPS = FILES[".github/workflows/rules.yml"]["jobs"]["rules"]["steps"]
COMMANDS = [
    *(hook["entry"] for hook in HOOKS),
    *(step["run"] for step in STEPS if step.get("run", "").startswith("evenhand ")),
]


def test_hooks_are_local_and_have_what_pre_commit_needs() -> None:
    (repo,) = FILES[".pre-commit-config.yaml"]["repos"]
    assert repo["repo"] == "local"
    assert all({"id", "name", "language", "entry"} <= set(hook) for hook in HOOKS)
    assert len({hook["id"] for hook in HOOKS}) == len(HOOKS)


def test_hooks_run_where_rules_change_and_not_elsewhere() -> None:
    for hook in HOOKS:
        assert re.search(hook["files"], "rules/mine/1/care.yaml")
        assert re.search(hook["files"], "evidence_schemas/mine.yaml")
        assert not re.search(hook["files"], "README.md")
        assert hook["pass_filenames"] is False


def test_rules_are_tested_and_verified_in_both_places() -> None:
    asked = [shlex.split(command)[:2] for command in COMMANDS]
    assert asked == [["evenhand", "test"], ["evenhand", "verify"]] * 2


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_and_option_is_there(command: str) -> None:
    _, *words = shlex.split(command)
    done = CliRunner().invoke(app, [*words, "--help"])
    assert done.exit_code == 0, done.output
    assert f"evenhand {words[0]}" in done.output or f"{words[0]} [OPTIONS]" in done.output
    for option in (word for word in words if word.startswith("--")):
        assert option in done.output
