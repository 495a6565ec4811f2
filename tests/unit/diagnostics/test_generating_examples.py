"""The catalogue's examples of generating casebooks: each bad one is told, each good one is in order."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from evenhand.diagnostics import Code, InvalidInput, codes
from evenhand.services.synthetic_casebook import generate_casebook
from evenhand.services.workspace import open_workspace
from evenhand.synthesis import read_plants

GENERATING = [codes.NOTHING_TO_GENERATE, codes.FOLDER_NOT_EMPTY]


def told_of(line: str) -> list[str]:
    """The codes told of a command line."""
    words = shlex.split(line, comments=True)
    given = dict(zip(words[3::2], words[4::2], strict=True))
    workspace = open_workspace()
    try:
        generate_casebook(
            workspace.rule_set(given["--rules"]),
            given["--rules"],
            workspace,
            Path(given["-o"]),
            # Fewer than the example has: how many there are changes nothing here.
            cases=int(given["--cases"]) // 100,
            seed=1,
            program="evenhand",
        )
    except InvalidInput as invalid:
        return [found.code.id for found in invalid.diagnostics]
    return []


@pytest.mark.parametrize("code", GENERATING, ids=lambda code: code.id)
def test_what_is_generated_has_evidence_and_a_folder_of_its_own(code: Code, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "judgements.csv").write_text("id\n")
    assert told_of(code.bad) == [code.id]
    assert told_of(code.good) == []


def test_what_is_planted_has_a_kind_and_a_size() -> None:
    code = codes.BAD_PLANT
    for line, told in ((code.bad, [code.id, code.id]), *((good, []) for good in code.good.splitlines())):
        words = shlex.split(line)[1::2]
        try:
            read_plants(words, 1000)
            found = []
        except InvalidInput as invalid:
            found = [one.code.id for one in invalid.diagnostics]
        assert found == told
