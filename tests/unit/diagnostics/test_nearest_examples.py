"""The catalogue's examples of precedents and samples, as commands: bad ones are refused with their code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evenhand.cli.app import app
from evenhand.diagnostics import Code, catalogue, codes
from written_casebooks import write_casebook

COMMANDS = [codes.NO_SUCH_CASE, codes.NO_DAY_TO_COUNT_FROM, codes.NO_SAMPLE, codes.BAD_EXCLUSION]


def codes_told(line: str) -> set[str]:
    words = re.sub(r"\s+#.*", "", line).split()
    assert words[0] == "evenhand"
    done = CliRunner().invoke(app, words[1:])
    return set(re.findall(r"\b[A-Z]\d{3}\b", done.stderr))


@pytest.mark.parametrize("code", COMMANDS, ids=lambda code: code.id)
def test_examples_of_commands(code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    columns = "columns: {id: id, given: [leaders], awarded: [overall]}\n"
    write_casebook(
        tmp_path / "mine", f"framework: ilacs@2018\n{columns}", "id,leaders,overall\nundated,good,good\n"
    )
    assert codes_told(code.bad) == {code.id}
    assert codes_told(code.good) == set()


def test_every_code_of_precedents_and_samples_is_tried() -> None:
    numbers = {f"M{number}" for number in range(851, 870)}
    assert set(COMMANDS) == {code for id, code in catalogue().items() if id in numbers}
