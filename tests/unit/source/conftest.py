"""Reads with each of PyYAML's two parsers, whichever of them is installed elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from evenhand.diagnostics import Diagnostic, Problems
from evenhand.source import Node, read_yaml, reading

Read = Callable[[bytes | str], tuple[Node | None, list[Diagnostic]]]

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a text; the result and what is wrong with it."""
    monkeypatch.setattr(reading, "_PARSER", request.param)

    def read_it(written: bytes | str) -> tuple[Node | None, list[Diagnostic]]:
        problems = Problems()
        node = read_yaml(written, "visit.yaml", problems)
        assert (node is None) == bool(problems), "a node, or problems, and never both or neither"
        return node, list(problems)

    return read_it


Told = Callable[[bytes | str], list[tuple[str, int, int]]]


@pytest.fixture
def told(read: Read) -> Told:
    """Read a text; the code, line and column of everything told about it."""

    def told_of(written: bytes | str) -> list[tuple[str, int, int]]:
        _, found = read(written)
        return [(d.code.id, d.span.line, d.span.column) for d in found if d.span]

    return told_of
