"""What people get wrong, each in a small folder beside what they are told, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.services.claims import claims_of, waivers_of
from golden.folders import EXPECTED_FILE, files_of, folders
from written import INSPECTION_FILE, as_terminal, check, load

BAD = folders("bad")


def problems_of(files: dict[str, bytes]) -> Problems:
    """All that is told of the rule set and what is beside it, or of the inspection where there is one."""
    loaded = load(files)
    if INSPECTION_FILE not in files:
        if loaded.rule_set is not None:
            claims_of(loaded.rule_set, loaded.problems)
            waivers_of(loaded.rule_set, loaded.problems)
        return loaded.problems
    problems = Problems()
    assert check(files, loaded.usable, problems) is None
    return problems


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_what_is_told_is_what_is_expected(folder: Path, rewrite_golden: bool) -> None:
    files = files_of(folder)
    problems = problems_of(files)
    assert problems, "nothing is told"
    told = as_terminal(problems, files)
    expected = folder / EXPECTED_FILE
    if rewrite_golden:
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_every_problem_has_its_place_in_a_file_that_is_there(folder: Path) -> None:
    files = files_of(folder)
    for diagnostic in problems_of(files):
        assert diagnostic.span is not None, diagnostic
        text = files[diagnostic.span.file].decode("utf-8")
        lines = text.splitlines() or [""]
        assert 1 <= diagnostic.span.line <= len(lines)
        assert 1 <= diagnostic.span.column <= len(lines[diagnostic.span.line - 1]) + 1
