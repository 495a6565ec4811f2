"""The catalogue's examples of moderation, as commands: bad ones are refused with their code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evenhand.cli.app import app
from evenhand.diagnostics import Code, catalogue, codes

COMMANDS = (codes.NOTHING_TO_MODERATE, codes.BAD_LISTS)


def codes_told(line: str) -> set[str]:
    words = re.sub(r"\s+#.*", "", line).split()
    assert words[0] == "evenhand"
    done = CliRunner().invoke(app, words[1:])
    return set(re.findall(r"\b[A-Z]\d{3}\b", done.stderr))


@pytest.mark.parametrize("code", COMMANDS, ids=lambda code: code.id)
def test_examples_of_commands(code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert codes_told(code.bad) == {code.id}
    assert codes_told(code.good) == set()


def test_every_code_of_moderation_in_general_is_tried() -> None:
    assert set(COMMANDS) == {code for id, code in catalogue().items() if id.startswith("M80")}
