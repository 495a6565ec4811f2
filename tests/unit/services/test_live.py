"""An inspection in progress as a service: what an item comes to say, and what happens when things fail."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput, Span, codes
from evenhand.services.evidence_history import Did, HistoryFile, change_json, history_path, read_history
from evenhand.services.evidence_steps import Said
from evenhand.services.live import LiveInspection
from evenhand.services.second_opinion import Difference, Opinion, SecondOpinions
from evenhand.services.workspace import open_workspace

pytest.importorskip("durable_rules_engine", reason="durable-rules is not installed")

HERE = Span("<test>", 3, 1, 3, 9)
BEGUN = "inspection: {id: EX-1, framework: ilacs@2023, on: 2024-05-13}\nevidence: []\n"
ITEM = "caseload_mean"


def said(did: str, item: str = ITEM, **fields: str) -> Said:
    return Said(Did(did), HERE, item, fields)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., LiveInspection]]:
    held: list[LiveInspection] = []

    def open_(text: str = BEGUN) -> LiveInspection:
        path = tmp_path / "EX-1.yaml"
        path.write_text(text)
        held.append(LiveInspection(path, open_workspace()))
        return held[-1]

    yield open_
    for one in held:
        one.__exit__(None, None, None)


def codes_of(fault: pytest.ExceptionInfo[InvalidInput]) -> list[object]:
    return [one.code for one in fault.value.diagnostics]


# --- what an item comes to say -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "known"),
    [
        ([{"value": "15"}, {"value": "16"}], [{"value": "16"}]),
        ([{"value": "15", "source": "A"}, {"value": "16"}], [{"value": "16", "source": "A"}]),
        ([{"value": "15"}, {"value": "16", "source": "A"}], [{"value": "16", "source": "A"}]),
        (
            [{"value": "15", "source": "A"}, {"value": "16", "source": "B"}, {"value": "17", "source": "A"}],
            [{"value": "17", "source": "A"}, {"value": "16", "source": "B"}],
        ),
        (
            [{"value": "15"}, {"value": "16", "settles": "yes", "note": "agreed"}],
            [{"value": "15"}, {"value": "16", "settles": "yes", "note": "agreed"}],
        ),
        (
            [
                {"value": "15", "source": "A"},
                {"value": "16", "settles": "yes", "note": "agreed"},
                {"value": "17", "settles": "yes", "note": "after all"},
            ],
            [{"value": "15", "source": "A"}, {"value": "17", "settles": "yes", "note": "after all"}],
        ),
    ],
)
def test_a_value_takes_the_place_of_what_it_corrects(opened, steps, known):
    live = opened()
    for fields in steps:
        live.do(said("set", **fields))
    assert list(live.items[ITEM]) == known


def test_a_value_takes_the_place_of_a_reason_and_a_reason_that_of_all_values(opened):
    live = opened()
    live.do(said("unknown", unknown="suppressed"))
    live.do(said("set", value="15", source="A"))
    live.do(said("set", value="16", source="B"))
    assert len(live.items[ITEM]) == 2
    live.do(said("unknown", unknown="sources conflict", note="asked again"))
    assert live.items[ITEM] == ({"unknown": "sources conflict", "note": "asked again"},)
    live.do(said("unknown", unknown="not looked at"))
    assert live.items == {}


def test_what_cannot_stand_together_is_told_where_it_was_said(opened):
    live = opened()
    live.do(said("set", value="15", source="A", settles="yes", note="counted"))
    live.do(said("set", value="16", source="B"))
    before = live.path.read_bytes()
    with pytest.raises(InvalidInput) as fault:
        live.do(said("set", value="sixteen", source="B"))
    assert [one.span for one in fault.value.diagnostics] == [HERE]
    assert live.path.read_bytes() == before


def test_recording_goes_on_where_a_departure_no_longer_departs(opened):
    live = opened(
        BEGUN + "draft: {leaders: inadequate}\n"
        "departures: {leaders: {reason: Seen on site, by: INS-1, second: INS-2}}\n"
    )
    assert live.do(said("set", value="15")).change.item == ITEM


def test_evidence_that_cannot_be_changed_in_place_is_told(opened):
    live = opened("{inspection: {id: EX-1, framework: ilacs@2023, on: 2024-05-13}, evidence: []}")
    with pytest.raises(InvalidInput) as fault:
        live.do(said("set", value="15"))
    assert codes_of(fault) == [codes.CANNOT_EDIT]


# --- when things fail --------------------------------------------------------------------------------


def test_a_step_that_cannot_be_saved_leaves_everything_as_it_was(opened, monkeypatch):
    live = opened()
    live.do(said("set", value="15"))
    before, known = live.path.read_bytes(), live.known

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InvalidInput) as fault:
        live.do(said("set", value="16"))
    assert codes_of(fault) == [codes.CANNOT_WRITE]
    assert "no space left" in fault.value.diagnostics[0].message
    monkeypatch.undo()
    assert live.path.read_bytes() == before and live.known is known
    assert sorted(path.name for path in live.path.parent.iterdir() if path.suffix == ".part") == []
    assert live.do(said("set", value="16")).change.was == ({"value": "15"},)


def test_a_step_that_cannot_be_noted_is_not_saved(opened, monkeypatch):
    live = opened()
    live.do(said("set", value="15"))
    before = live.path.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(HistoryFile, "add", refuse)
        with pytest.raises(InvalidInput) as fault:
            live.do(said("set", value="16"))
    assert "history" in fault.value.diagnostics[0].message
    assert live.path.read_bytes() == before
    live.do(said("set", value="17"))
    assert [change.now[0]["value"] for change in read_history(live.path).changes] == ["15", "17"]


def test_a_step_that_was_noted_and_not_saved_is_taken_for_undone(opened):
    live = opened()
    live.do(said("set", value="15"))
    with HistoryFile(live.path).path.open("a") as file:
        file.write(json.dumps(change_json(replace(live.history.changes[0], was=live.items[ITEM], now=()))))
        file.write("\n")
    live.__exit__(None, None, None)
    again = LiveInspection(live.path, open_workspace())
    assert again.items[ITEM] == ({"value": "15"},)
    assert again.do(said("undo", "")).change.now == ()
    again.__exit__(None, None, None)


def test_undo_goes_on_past_what_was_found_in_the_file(opened):
    live = opened()
    live.do(said("set", "caseload_highest", value="20"))
    live.do(said("set", value="15"))
    live.path.write_text(live.path.read_text().replace("value: 15", "value: 18"))
    assert [live.do(said("undo", "")).change.now for _ in range(3)] == [({"value": "15"},), (), ()]
    assert live.items == {}
    with pytest.raises(InvalidInput) as fault:
        live.do(said("undo", ""))
    assert codes_of(fault) == [codes.NOTHING_TO_UNDO]


def test_a_history_that_another_writer_added_to_is_read_again(opened):
    live = opened()
    live.do(said("set", value="15"))
    for lock in live.path.parent.glob(".*.lock"):
        lock.unlink()
    with LiveInspection(live.path, open_workspace()) as other:
        other.do(said("set", "caseload_highest", value="20"))
    live.do(said("set", value="16"))
    assert [change.item for change in read_history(live.path).changes] == [ITEM, "caseload_highest", ITEM]


def test_what_is_said_again_changes_nothing(opened):
    live = opened()
    live.do(said("set", value="15"))
    before = live.path.stat().st_mtime_ns
    step = live.do(said("set", value="15"))
    assert step.before is step.after
    assert live.path.stat().st_mtime_ns == before and len(live.history.changes) == 1
    live.do(said("unknown", "caseload_highest", unknown="not looked at"))
    assert len(live.history.changes) == 1


def test_a_correction_keeps_the_source_and_that_it_is_a_sample(opened):
    live = opened()
    live.do(said("set", "children_seen_alone", value="31 of 40", source="A", sampled="no", note="by hand"))
    live.do(said("set", "children_seen_alone", value="32 of 40"))
    assert live.items["children_seen_alone"] == ({"value": "32 of 40", "source": "A", "sampled": "no"},)


def test_one_source_can_be_withdrawn(opened):
    live = opened()
    live.do(said("set", value="15", source="A"))
    step = live.do(said("set", value="16", source="B"))
    assert step.after.conflicting == (ITEM,)
    step = live.do(said("withdraw", source="A"))
    assert live.items[ITEM] == ({"value": "16", "source": "B"},)
    assert step.after.conflicting == ()
    with pytest.raises(InvalidInput) as fault:
        live.do(said("withdraw", source="A"))
    assert codes_of(fault) == [codes.NOTHING_RECORDED]
    assert "`B`" in (fault.value.diagnostics[0].hint or "")


def test_who_does_it_is_in_the_history(tmp_path):
    path = tmp_path / "EX-1.yaml"
    with LiveInspection(path, open_workspace(), new=BEGUN, by="INS-1") as live:
        live.do(said("set", value="15"))
    assert [change.by for change in read_history(path).changes] == ["INS-1"]


def test_what_is_far_too_long_is_told(opened):
    live = opened()
    with pytest.raises(InvalidInput) as fault:
        live.do(said("set", value="15", note="x" * 20_000))
    assert codes_of(fault) == [codes.NOT_AN_ACTION]


def test_a_changed_case_sample_is_read_again_before_the_next_step(opened, tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("case,supervision_gap_days\nC1,20\nC2,90\n")
    live = opened(BEGUN.replace("evidence: []", "cases: cases.csv\nevidence: []"))
    before = live.inspection.case
    cases.write_text("case,supervision_gap_days\nC1,20\n")
    step = live.do(said("set", value="15"))
    assert step.before.checked.inspection.case != before
    assert [(one.code, "cases.csv" in one.message) for one in live.take_notes()] == [
        (codes.FILE_CHANGED, True)
    ]


def test_a_read_only_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "EX-1.yaml"
    path.write_text(BEGUN)
    path.chmod(0o444)
    if os.access(path, os.W_OK):
        # To root every file can be written: what others are told is told here too.
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InvalidInput) as fault:
        LiveInspection(path, open_workspace())
    assert codes_of(fault) == [codes.CANNOT_WRITE]
    assert path.read_text() == BEGUN


def test_nothing_is_left_beside_but_the_version_before_and_the_history(opened):
    live = opened()
    live.do(said("set", value="15"))
    live.__exit__(None, None, None)
    assert sorted(path.name for path in live.path.parent.iterdir()) == [
        "EX-1.yaml",
        "EX-1.yaml.bak",
        "EX-1.yaml.history.jsonl",
    ]


def test_an_engine_lost_twice_is_told_and_the_interpreter_goes_on(opened, monkeypatch):
    live = opened()
    lost = InvalidInput([codes.ENGINE_LOST.at(None, id="EX-1", problem="it ended by SIGKILL")])
    asked = []

    def ask(self: SecondOpinions, checked: object) -> Opinion:
        asked.append(checked)
        raise lost

    monkeypatch.setattr(SecondOpinions, "ask", ask)
    step = live.do(said("set", value="15"))
    assert len(asked) == 2
    assert [one.code for one in live.take_notes()] == [codes.ENGINE_LOST]
    assert live.at_fault
    assert live.take_notes() == ()
    monkeypatch.undo()
    again = live.do(said("set", value="15"))
    assert (again.after.fired, again.after.undecided) == (step.after.fired, step.after.undecided)
    assert again.after.outcomes == step.after.outcomes and not live.take_notes()


def test_where_the_readings_disagree_it_is_told_and_the_interpreter_is_shown(opened, monkeypatch):
    live = opened()
    ask = SecondOpinions.ask

    def differ(self: SecondOpinions, checked):
        found = Difference("leaders", "rule LD2", "did not fire", "fired")
        return replace(ask(self, checked), differences=(found,))

    monkeypatch.setattr(SecondOpinions, "ask", differ)
    live.do(said("set", value="15"))
    [told] = live.take_notes()
    assert told.code is codes.READINGS_DISAGREE
    assert live.at_fault


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidInput) as fault:
        LiveInspection(tmp_path / "nowhere" / "EX-1.yaml", open_workspace(), new=BEGUN)
    assert codes_of(fault) == [codes.CANNOT_WRITE]


def test_what_cannot_be_begun_leaves_no_file(tmp_path):
    path = tmp_path / "EX-1.yaml"
    with pytest.raises(InvalidInput):
        LiveInspection(path, open_workspace(), new=BEGUN.replace("ilacs", "ilax"))
    assert not path.exists() and not history_path(path).exists()
