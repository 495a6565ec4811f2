"""The catalogue's own examples: each bad one is told under its code, each good one is not."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import catalogue, codes

# What is wrong with these is not in the text of a file; their examples are described in words.
ABOUT_FILES = {
    codes.FILE_MISSING,
    codes.NOT_A_FILE,
    codes.NOT_PLAIN,
    codes.FILE_UNREADABLE,
    codes.TOO_BIG,
    codes.NOT_UTF8,
}
OF_SOURCE = [code for id, code in catalogue().items() if id.startswith("S") and code not in ABOUT_FILES]


@pytest.mark.parametrize("code", OF_SOURCE, ids=lambda code: code.id)
def test_the_bad_example_is_told_under_its_code(read, code):
    _, found = read(code.bad.encode())
    assert code in [problem.code for problem in found]


@pytest.mark.parametrize("code", OF_SOURCE, ids=lambda code: code.id)
def test_the_good_example_is_read(read, code):
    node, found = read(code.good.encode())
    assert node is not None and not found
