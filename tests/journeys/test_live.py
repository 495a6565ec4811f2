"""`evenhand live` piped: one JSON object a line in, one a line out, and nothing confirmed is ever lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.program import COMMAND, environment

pytest.importorskip("durable_rules_engine", reason="durable-rules is not installed")

SEEN = {"set": "children_seen", "value": "38 of 40", "source": "case sample"}
NO_HARM = {"set": "harm", "value": "no"}

Answer = dict[str, Any]


class Talk:
    """A run of `evenhand live` that is talked to line by line."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "live", *arguments],
            cwd=folder,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def say(self, line: Answer | str) -> Answer:
        """What it answers to one line."""
        assert self.process.stdin is not None and self.process.stdout is not None
        text = line if isinstance(line, str) else json.dumps(line)
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, self.process.stderr and self.process.stderr.read().decode()
        found = json.loads(answer)
        assert isinstance(found, dict)
        return found

    def end(self) -> int:
        """Close its input and wait."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        return self.process.wait(60)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(60)

    def worker(self) -> int:
        """The process with durable-rules."""
        own = self.process.pid
        listed = Path(f"/proc/{own}/task/{own}/children")
        if not listed.exists():
            pytest.skip("this system does not list the children of a process")
        [child] = listed.read_text().split()
        return int(child)


@pytest.fixture
def talk(workspace: Path) -> Iterator[Callable[..., Talk]]:
    """Starts a run; all of them are ended with the test."""
    begun: list[Talk] = []

    def start(file: str, *arguments: str) -> Talk:
        begun.append(Talk(workspace, file, "--rules", "visits", *arguments))
        return begun[-1]

    yield start
    for one in begun:
        one.kill()
        for pipe in (one.process.stdin, one.process.stdout, one.process.stderr):
            if pipe is not None:
                pipe.close()


def codes_of(answer: Answer) -> list[str]:
    return [one["code"] for one in answer["diagnostics"]]


def history(workspace: Path, name: str = "A-1") -> list[dict[str, Any]]:
    text = (workspace / f"{name}.yaml.history.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


# --- what follows ------------------------------------------------------------------------------------


def test_each_item_is_answered_with_what_follows(talk):
    live = talk("A-1.yaml")
    seen = live.say(SEEN)
    assert seen["ok"] is True
    assert seen["fired"] == ["C1"]
    assert seen["undecided"] == ["C2"]
    assert seen["impossible"] == ["C3"]
    assert seen["reach"] == {"care": ["poor", "fair", "good"]}
    assert seen["settle"] == ["harm"]
    assert seen["became"] == {"fired": ["C1"], "undecided": [], "impossible": ["C3"]}
    assert seen["moved"] == ["care"]  # the floor can no longer stand above the ceiling
    settled = live.say(NO_HARM)
    assert settled["reach"] == {"care": ["good"]}
    assert settled["became"]["impossible"] == ["C2"]
    assert settled["moved"] == ["care"]
    assert settled["settle"] == []
    assert live.end() == 0


def test_the_answers_are_those_of_a_check(talk, evenhand):
    live = talk("A-1.yaml")
    live.say(SEEN)
    answer = live.say({"set": "harm", "value": True})
    live.end()
    area = evenhand("check", "A-1.yaml", "--json").json["inspections"][0]["areas"]["care"]
    assert answer["reach"]["care"] == area["reach"] == ["poor"]
    assert set(answer["fired"]) == set(area["fired"])


def test_a_new_file_is_begun_and_checks(talk, evenhand, workspace):
    assert talk("new.yaml", "--id", "N-1").end() == 0
    assert "id: N-1" in (workspace / "new.yaml").read_text()
    assert evenhand("check", "new.yaml").status == 4
    assert not (workspace / "new.yaml.bak").exists()


def test_a_file_of_ones_own_keeps_its_comments_and_order(talk, inspection, workspace):
    path = inspection(seen=None, more="# a note of mine")
    path.write_text(path.read_text().replace("evidence:", "# counted on Monday\nevidence:"))
    live = talk("A-1.yaml")
    live.say(SEEN)
    assert live.end() == 0
    text = path.read_text()
    assert "# counted on Monday" in text and text.endswith("# a note of mine\n")
    assert text.index("children_seen") < text.index("harm")


# --- correcting, withdrawing, undoing ----------------------------------------------------------------


def test_a_value_corrects_the_one_from_the_same_source(talk, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    answer = live.say({**SEEN, "value": "20 of 40"})
    assert answer["reach"]["care"] == ["poor", "fair"]
    assert (workspace / "A-1.yaml").read_text().count("item: children_seen") == 1
    without_source = live.say({"set": "children_seen", "value": "39 of 40"})
    assert "C1" in without_source["fired"]
    assert "source: case sample" in (workspace / "A-1.yaml").read_text()


def test_another_source_is_kept_beside_and_may_conflict_until_it_is_settled(talk):
    live = talk("A-1.yaml")
    live.say(SEEN)
    conflicting = live.say({"set": "children_seen", "value": "20 of 40", "source": "the provider"})
    assert "children_seen" in conflicting["settle"]
    which = live.say({"set": "children_seen", "value": "21 of 40"})
    assert codes_of(which) == ["L503"]
    settled = live.say(
        {"set": "children_seen", "value": "20 of 40", "settles": True, "note": "counted again"}
    )
    assert "children_seen" not in settled["settle"]
    assert live.end() == 3


def test_what_is_withdrawn_is_not_looked_at(talk, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    answer = live.say({"withdraw": "children_seen"})
    assert answer["fired"] == []
    assert answer["became"]["undecided"] == ["C1", "C3"]
    assert "38 of 40" not in (workspace / "A-1.yaml").read_text()
    assert codes_of(live.say({"withdraw": "children_seen"})) == ["L506"]


def test_unknown_takes_the_place_of_a_value(talk, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    answer = live.say({"unknown": "children_seen", "reason": "sources conflict"})
    assert "C1" in answer["undecided"]
    assert "38 of 40" not in (workspace / "A-1.yaml").read_text()


def test_undo_goes_back_step_by_step_also_on_a_later_day(talk, workspace):
    live = talk("A-1.yaml")
    begun = (workspace / "A-1.yaml").read_bytes() if (workspace / "A-1.yaml").exists() else None
    live.say(SEEN)
    begun = begun or (workspace / "A-1.yaml.bak").read_bytes()
    live.say(NO_HARM)
    live.end()
    again = talk("A-1.yaml")
    assert again.say({"undo": True})["settle"] == ["harm"]
    assert again.say({"undo": True})["fired"] == []
    assert codes_of(again.say({"undo": True})) == ["L504"]
    assert (workspace / "A-1.yaml").read_bytes() == begun


def test_what_was_written_by_other_means_is_told_and_is_a_step_too(talk, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    path = workspace / "A-1.yaml"
    path.write_text(path.read_text().replace("38 of 40", "37 of 40"))
    answer = live.say({"undo": True})
    assert [one["code"] for one in answer["notes"]] == ["L512"]
    assert "38 of 40" in path.read_text()
    live.say({"undo": True})
    assert "38 of 40" not in path.read_text()


def test_an_editor_that_breaks_the_file_meanwhile_loses_nothing(talk, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    path = workspace / "A-1.yaml"
    whole = path.read_text()
    path.write_text(whole.replace("38 of 40", "380 of 40"))
    answer = live.say(NO_HARM)
    assert "diagnostics" in answer
    assert "380 of 40" in path.read_text()
    path.write_text(whole)
    assert live.say(NO_HARM)["ok"] is True


# --- history -----------------------------------------------------------------------------------------


def test_the_history_says_what_was_known_when_and_is_in_the_record(talk, evenhand, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    live.say({**SEEN, "value": "39 of 40"})
    live.say({"undo": True})
    live.end()
    assert [one["did"] for one in history(workspace)] == ["set", "set", "undo"]
    assert evenhand("record", "A-1.yaml", "-o", "A-1.json").status == 0
    kept = json.loads((workspace / "A-1.json").read_text())["evidence"]["history"]
    assert kept == history(workspace)
    assert evenhand("verify-record", "A-1.json").status == 0
    shown = evenhand("live", "A-1.yaml", "--history").out
    assert "39 of 40" in shown and "undone" in shown


def test_a_changed_history_does_not_verify(talk, evenhand, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    live.end()
    evenhand("record", "A-1.yaml", "-o", "A-1.json")
    path = workspace / "A-1.json"
    record = json.loads(path.read_text())
    record["evidence"]["history"][0]["at"] = "2020-01-01T00:00:00Z"
    path.write_text(json.dumps(record))
    done = evenhand("verify-record", "A-1.json", "--json")
    assert (done.status, done.json["place"]) == (1, "evidence.history")


def test_what_an_editor_wrote_is_found_and_noted(talk, evenhand, inspection, workspace):
    inspection()
    live = talk("A-1.yaml")
    live.say({**SEEN, "value": "30 of 40"})
    live.end()
    assert [(one["did"], one["item"]) for one in history(workspace)] == [
        ("found", "children_seen"),
        ("found", "harm"),
        ("set", "children_seen"),
    ]


def test_a_broken_history_is_told_with_its_line(talk, inspection, workspace):
    inspection()
    (workspace / "A-1.yaml.history.jsonl").write_text('{"at": "yesterday"}\n')
    live = talk("A-1.yaml")
    assert live.end() == 3
    assert live.process.stderr is not None
    told = json.loads(live.process.stderr.read())
    assert (told["code"], told["file"], told["line"]) == ("L511", "A-1.yaml.history.jsonl", 1)


# --- bad input ---------------------------------------------------------------------------------------


BAD_LINES = [
    ("not json", "L501", 1),
    ('{"set": "harm", "value": }', "L501", 26),
    ("[1]", "L501", 1),
    ('{"put": "harm"}', "L502", 1),
    ('{"set": "harm"}', "L502", 1),
    ('{"set": "harm", "vlaue": "no"}', "L502", 26),
    ('{"set": "harm", "undo": true}', "L502", 1),
    ('{"undo": "yesterday"}', "L502", 10),
    ('{"set": "hram", "value": "no"}', "E201", 9),
    ('{"set": "harm", "value": "maybe"}', "E202", 26),
    ('{"set": "children_seen", "value": "41 of 40"}', "E204", 35),
    ('{"unknown": "harm", "reason": "forgot"}', "E207", 31),
    ('{"withdraw": "hram"}', "E201", 14),
    ('{"set": "harm", "value": "no", "on": "Monday"}', "D005", 38),
]


def test_a_bad_line_is_told_with_its_place_and_changes_nothing(talk, workspace):
    live = talk("A-1.yaml")
    live.say(NO_HARM)
    before = (workspace / "A-1.yaml").read_bytes()
    for number, (line, code, column) in enumerate(BAD_LINES, 2):
        answer = live.say(line)
        [told] = answer["diagnostics"]
        assert (told["code"], told["file"], told["line"], told["column"]) == (code, "<stdin>", number, column)
        assert answer["impossible"] == ["C2"]
        assert (workspace / "A-1.yaml").read_bytes() == before
    assert live.say(SEEN)["ok"] is True
    assert live.end() == 3


def test_a_file_that_cannot_be_used_is_told_and_left(talk, inspection):
    path = inspection(seen="41 of 40")
    before = path.read_bytes()
    assert talk("A-1.yaml").end() == 3
    assert path.read_bytes() == before


def test_a_folder_is_no_inspection_file(evenhand):
    done = evenhand("live", "rules")
    assert done.status == 3 and "I331" in done.err


def test_a_second_writer_is_refused(talk, evenhand):
    live = talk("A-1.yaml")
    live.say(SEEN)
    done = evenhand("live", "A-1.yaml")
    assert done.status == 3 and "L510" in done.err
    live.end()
    assert evenhand("live", "A-1.yaml").status == 0


def test_without_durable_rules_it_says_what_to_do_and_begins_nothing(evenhand, workspace, tmp_path_factory):
    stub = tmp_path_factory.mktemp("stub")
    (stub / "durable_rules_engine.py").write_text("raise ImportError('undefined symbol')\n")
    path = f"{stub}{os.pathsep}{environment()['PYTHONPATH']}"
    done = evenhand("live", "A-1.yaml", "--rules", "visits", PYTHONPATH=path)
    assert done.status == 3
    assert "B401" in done.err and "pip install" in done.err
    assert not (workspace / "A-1.yaml").exists()


# --- what dies ---------------------------------------------------------------------------------------


def test_a_killed_worker_costs_nothing(talk, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    first = live.worker()
    os.kill(first, signal.SIGKILL)
    answer = live.say(NO_HARM)
    assert answer["ok"] is True
    assert answer["reach"] == {"care": ["good"]}
    assert [one["code"] for one in answer["notes"]] == ["B403"]
    assert live.worker() != first
    text = (workspace / "A-1.yaml").read_text()
    assert "38 of 40" in text and "value: no\n" in text
    assert live.end() == 0


def test_a_killed_session_keeps_every_confirmed_item(talk, evenhand, workspace):
    values = [f"{part} of 40" for part in range(5)]
    live = talk("A-1.yaml")
    for at, value in enumerate(values):
        assert live.say({**SEEN, "value": value})["ok"] is True
        live.kill()
        assert f"value: {value}" in (workspace / "A-1.yaml").read_text()
        assert [one["now"][0]["value"] for one in history(workspace)] == values[: at + 1]
        live = talk("A-1.yaml")
    assert live.say({"undo": True})["ok"] is True
    assert f"value: {values[-2]}" in (workspace / "A-1.yaml").read_text()


def test_a_session_killed_at_any_moment_leaves_a_whole_file(talk, evenhand, workspace):
    """Killed while it works: what was confirmed is there, and the file and its history can be used."""
    confirmed = 0
    for attempt in range(5):
        live = talk("A-1.yaml")
        assert live.process.stdin is not None and live.process.stdout is not None
        lines = [json.dumps({**SEEN, "value": f"{part} of 40"}) for part in range(40)]
        live.process.stdin.write(("\n".join(lines) + "\n").encode())
        live.process.stdin.flush()
        live.process.stdout.readline()
        time.sleep(0.05 * attempt)
        live.process.kill()
        answered = 1 + len([line for line in live.process.stdout.read().split(b"\n") if line.endswith(b"}")])
        confirmed += answered
        text = (workspace / "A-1.yaml").read_text()
        [value] = [line for line in text.splitlines() if line.startswith("    value:")]
        assert int(value.split()[1]) >= answered - 1
        assert evenhand("check", "A-1.yaml").status == 4
        assert evenhand("live", "A-1.yaml", "--history").status == 0
    assert confirmed > 5


def test_a_history_cut_short_is_taken_up_again(talk, inspection, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    live.end()
    path = workspace / "A-1.yaml.history.jsonl"
    path.write_bytes(path.read_bytes() + b'{"at": "2024-05-13T09:3')
    again = talk("A-1.yaml")
    again.say(NO_HARM)
    assert again.end() == 0
    assert [one["item"] for one in history(workspace)] == ["children_seen", "harm"]


def test_the_version_before_is_kept(talk, workspace):
    live = talk("A-1.yaml")
    live.say(SEEN)
    before = (workspace / "A-1.yaml").read_bytes()
    live.say(NO_HARM)
    assert (workspace / "A-1.yaml.bak").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="files have other permissions there")
def test_permissions_and_links_stay_as_they_are(talk, inspection, workspace):
    real = inspection()
    real.chmod(0o640)
    (workspace / "link.yaml").symlink_to("A-1.yaml")
    live = talk("link.yaml")
    live.say({**SEEN, "value": "20 of 40"})
    live.end()
    assert (workspace / "link.yaml").is_symlink()
    assert "20 of 40" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640
