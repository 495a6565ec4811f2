"""`evenhand generate casebook`: cases that replay reads, and nothing left by halves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from journeys.program import COMMAND, environment

MANY = ("generate", "casebook", "--rules", "visits", "--cases", "5000000", "-o", "cases")


def test_what_is_generated_is_replayed_and_its_seed_is_printed(evenhand, workspace):
    made = evenhand(
        "generate", "casebook", "--rules", "visits", "--cases", "200", "--seed", "7", "-o", "cases"
    )
    assert (made.status, made.err) == (0, "")
    assert made.out.startswith("200 synthetic cases under visits@1, seed 7, are in cases.")
    done = evenhand("replay", "cases", "--json")
    assert done.err == ""
    assert done.json["casebook"]["kind"] == "synthetic"
    assert (done.json["casebook"]["cases"], done.json["casebook"]["rejected"]) == (200, 0)


def test_one_of_anything_is_said_in_the_singular(evenhand):
    one = evenhand("generate", "casebook", "--rules", "visits", "--cases", "1", "-o", "one")
    assert one.out.startswith("1 synthetic case under visits@1, seed 1, is in one.")
    pair = ("--cases", "2", "--plant", "unlike=1", "-o", "pair")
    assert "unlike      1 pair\n" in evenhand("generate", "casebook", "--rules", "visits", *pair).out


def test_nothing_planted_is_nothing_found(evenhand):
    evenhand(
        "generate", "casebook", "--rules", "visits", "--cases", "100", "--plant", "nothing", "-o", "cases"
    )
    assert evenhand("replay", "cases", "--json").json["areas"]["care"]["moved"] == 0


def test_a_rule_set_can_be_named_by_its_folder(evenhand):
    made = evenhand("generate", "casebook", "--rules", "rules/visits/1", "--cases", "5", "-o", "cases")
    assert made.status == 0
    assert evenhand("replay", "cases", "--json").json["casebook"]["rejected"] == 0


@pytest.mark.parametrize("count", ["0", "-5", "many", "1.5"])
def test_a_number_of_cases_that_is_none_is_refused(evenhand, workspace, count):
    done = evenhand("generate", "casebook", "--rules", "visits", "--cases", count, "-o", "cases")
    assert (done.status, done.out) == (2, "")
    assert "--cases" in done.err
    assert not (workspace / "cases").exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--rules", "vists"), "R160"),
        (("--rules", "ilacs@2018"), "C650"),
        (("--rules", "visits", "--plant", "severty=0.3"), "C652"),
        (("--rules", "visits", "--plant", "unlike=51"), "C652"),
        (("--rules", "visits", "-o", "rules"), "C651"),
        (("--rules", "visits", "-o", "."), "C651"),
        (("--rules", "visits", "-o", "no/where"), "I331"),
    ],
)
def test_what_cannot_be_generated_is_told_with_a_hint(evenhand, workspace, arguments, code):
    before = sorted(workspace.iterdir())
    done = evenhand("generate", "casebook", "--cases", "100", "-o", "cases", *arguments)
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith(f"{code} ")
    assert sorted(workspace.iterdir()) == before


def test_an_empty_current_folder_is_not_taken_away(evenhand, workspace):
    (workspace / "empty").mkdir()
    done = subprocess.run(
        [
            *COMMAND,
            "--workspace",
            "..",
            "generate",
            "casebook",
            "--rules",
            "visits",
            "--cases",
            "5",
            "-o",
            ".",
        ],
        cwd=workspace / "empty",
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith(b"I331 ")
    assert list((workspace / "empty").iterdir()) == []


def started(workspace):
    """A generation of many cases that has begun to write them, and its process."""
    process = subprocess.Popen(
        [*COMMAND, *MANY], cwd=workspace, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if any(path.stat().st_size > 100_000 for path in workspace.glob(".cases.*.part/cases.parquet")):
            return process
        time.sleep(0.05)
    process.kill()
    pytest.fail(f"nothing was written: {process.communicate()}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_a_generation_that_is_killed_leaves_nothing_that_is_taken_for_whole(evenhand, workspace):
    process = started(workspace)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (workspace / "cases").exists()
    (left,) = workspace.glob(".cases.*.part")
    for name in ("cases", left.name, f"{left.name}/cases.parquet"):
        done = evenhand("replay", name)
        assert done.status == 3 and done.out == ""
    again = evenhand("generate", "casebook", "--rules", "visits", "--cases", "20", "-o", "cases")
    assert again.status == 0
    assert evenhand("replay", "cases", "--json").json["casebook"]["cases"] == 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_a_generation_that_is_stopped_takes_away_what_it_wrote(workspace):
    before = sorted(workspace.iterdir())
    process = started(workspace)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert sorted(workspace.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to the size of files")
def test_a_disk_with_too_little_room_is_told_and_left_as_it_was(workspace):
    before = sorted(workspace.iterdir())
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 100; {' '.join([*COMMAND, *MANY])}"],
        cwd=workspace,
        env=environment(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, b"")
    assert b" cannot be written: file too large" in done.stderr
    assert b"/cases` cannot" in done.stderr
    assert sorted(workspace.iterdir()) == before


def test_the_truth_file_says_what_made_it(evenhand, workspace):
    evenhand("generate", "casebook", "--rules", "visits", "--cases", "50", "--seed", "3", "-o", "cases")
    truth = json.loads((workspace / "cases" / "truth.json").read_text())
    assert (truth["schema"], truth["seed"], truth["cases"]) == ("evenhand/truth/1", 3, 50)
    assert truth["rules"]["hash"].startswith("sha256:") and truth["program"].startswith("evenhand ")
    assert sorted(os.listdir(workspace / "cases")) == ["casebook.yaml", "cases.parquet", "truth.json"]
