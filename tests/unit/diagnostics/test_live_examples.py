"""The catalogue's examples of an inspection in progress: each bad one is told, each good one is in order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evenhand.cli.live_lines import said_on
from evenhand.diagnostics import Code, InvalidInput, catalogue, codes
from evenhand.services.evidence_history import BadHistory, history_from, history_path
from evenhand.services.live import LiveInspection
from evenhand.services.workspace import open_workspace

BEGUN = codes.CANNOT_EDIT.good + "\n"
TWO_SOURCES = (
    '{"set": "caseload_mean", "value": 16.8, "source": "Annex A lists 6 to 8"}\n'
    '{"set": "caseload_mean", "value": 18, "source": "provider"}\n'
)

LINES = {
    codes.LINE_NOT_JSON: "",
    codes.NOT_AN_ACTION: "",
    codes.WHICH_SOURCE: TWO_SOURCES,
    codes.NOTHING_TO_UNDO: "",
    codes.NOTHING_RECORDED: "",
}
"""Codes of what is told line by line, each with the lines that come before its examples."""

Open = Callable[[str], LiveInspection]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    pytest.importorskip("durable_rules_engine", reason="durable-rules is not installed")
    held: list[LiveInspection] = []

    def open_(text: str) -> LiveInspection:
        path = tmp_path / f"EX-017-{len(held)}.yaml"
        path.write_text(text)
        held.append(LiveInspection(path, open_workspace()))
        return held[-1]

    yield open_
    for one in held:
        one.__exit__(None, None, None)


def told_of(lines: str, live: LiveInspection) -> list[str]:
    """The codes that are told when these lines come in; what stands after `#` was said beside them."""
    found = []
    for line in lines.splitlines():
        try:
            live.do(said_on(re.sub(r"   #.*", "", line).encode(), 1))
        except InvalidInput as fault:
            found += [one.code.id for one in fault.diagnostics]
    return found


@pytest.mark.parametrize("code", LINES, ids=lambda code: code.id)
def test_the_examples_of_what_is_told_line_by_line(opened: Open, code: Code) -> None:
    before = LINES[code]
    for example, expected in ((code.bad, [code.id]), (code.good, [])):
        live = opened(BEGUN)
        assert told_of(before, live) == []
        assert told_of(example, live) == expected


def test_a_file_that_is_open_is_not_opened_again(opened: Open) -> None:
    live = opened(BEGUN)
    with pytest.raises(InvalidInput) as fault:
        LiveInspection(live.path, open_workspace())
    assert [one.code for one in fault.value.diagnostics] == [codes.IN_USE]


def test_the_examples_of_a_history(opened: Open) -> None:
    history_from([json.loads(codes.BAD_HISTORY.good)])
    with pytest.raises(BadHistory):
        history_from([json.loads(codes.BAD_HISTORY.bad)])
    live = opened(BEGUN)
    history_path(live.path).write_text(codes.BAD_HISTORY.bad + "\n")
    with pytest.raises(InvalidInput) as fault:
        live.do(said_on(b'{"undo": true}', 1))
    assert [one.code for one in fault.value.diagnostics] == [codes.BAD_HISTORY]


def test_a_file_that_changed_meanwhile_is_told(opened: Open) -> None:
    live = opened(BEGUN)
    live.path.write_text(BEGUN + "# seen\n")
    assert told_of(codes.NOTHING_TO_UNDO.good, live) == []
    assert [one.code for one in live.take_notes()] == [codes.FILE_CHANGED]


def test_the_examples_of_a_layout(opened: Open) -> None:
    line = codes.LINE_NOT_JSON.good
    assert told_of(line, opened(codes.CANNOT_EDIT.bad + "\n")) == [codes.CANNOT_EDIT.id]
    assert told_of(line, opened(codes.CANNOT_EDIT.good + "\n")) == []


def test_every_code_of_an_inspection_in_progress_is_tried() -> None:
    others = {codes.IN_USE, codes.BAD_HISTORY, codes.FILE_CHANGED, codes.CANNOT_EDIT}
    assert {code for id, code in catalogue().items() if id.startswith("L")} == {*LINES, *others}
