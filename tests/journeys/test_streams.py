"""Output that is closed or goes nowhere, and inspections that come through a pipe."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from evenhand.cli.app import app
from evenhand.cli.pages import command_names
from journeys.program import run_in

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams as POSIX shells have them")


def shell(workspace: Path, line: str) -> tuple[int, str, str]:
    """How a line of shell ends; `evenhand` in it is the program under test."""
    program = f'evenhand() {{ {shlex.quote(sys.executable)} -m evenhand "$@"; }}\n'
    done = run_in(workspace, ["bash", "-o", "pipefail", "-c", program + line])
    return done.status, done.out, done.err


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("evenhand rules >&-", 0),
        ("evenhand --help >&-", 0),
        ("evenhand check A-1.yaml >&-", 0),
        ("evenhand check A-1.yaml --json >&-", 0),
        ("evenhand check nope.yaml 2>&-", 3),
        ("evenhand chek 2>&-", 2),
        ("evenhand rules <&- >&- 2>&-", 0),
        ("evenhand check nope.yaml <&- >&- 2>&-", 3),
    ],
)
def test_a_stream_that_is_closed_changes_nothing_else(workspace, inspection, line, status):
    inspection("A-1", draft="good")
    assert shell(workspace, line) == (status, "", "")


def test_help_that_nobody_reads_ends_quietly(workspace):
    assert shell(workspace, "evenhand --help | (exec <&-; sleep 0.1)") == (141, "", "")


def test_a_missing_file_is_named_in_json_too(evenhand):
    done = evenhand("check", "nope.yaml", "rules", "--json")
    assert done.status == 3
    assert [(told["code"], told["file"]) for told in done.diagnostics] == [
        ("S002", "nope.yaml"),
        ("S003", "rules"),
    ]


EVERY_COMMAND = [
    "check A-1.yaml",
    "check A-1.yaml --json",
    "check A-1.yaml --trace",
    "check A-1.yaml --format html",
    "check A-1.yaml --format html -o /dev/stdout",
    "live A-1.yaml --history",
    "why A-1.yaml --area care",
    "why A-1.yaml --area care --json",
    "compare A-1.yaml A-1.yaml",
    "compare A-1.yaml A-1.yaml --json",
    "compare A-1.yaml A-1.yaml A-1.yaml",
    "compare --casebook past P-1 P-2 --json",
    "precedents A-1.yaml --casebook past",
    "precedents A-1.yaml --casebook past --json",
    "record A-1.yaml -o /dev/stdout",
    "verify-record A-1.json",
    "verify-record A-1.json --json",
    "rules",
    "rules --json",
    "rules visits",
    "rules visits --json",
    "test visits",
    "test visits --json",
    "test visits --coverage",
    "explain",
    "explain R104",
    "explain C1",
    "replay past",
    "replay past --json",
    "replay past --format html",
    "replay past --format html -o /dev/stdout",
    "replay past --area care --by region",
    "sample past --by random --size 2",
    "sample past --by triggers --size 2 --json",
    "moderate past",
    "moderate past --json",
    "moderate past --format html",
    "coverage past",
    "coverage past --json",
    "test visits --examples rules/visits/1/examples.yaml",
    "agree ratings.csv",
    "agree ratings.csv --json",
    "diff visits visits",
    "diff visits visits --json",
    "verify visits",
    "verify visits --json",
    "schema --schema visits",
    "demo",
    "generate casebook --rules visits --cases 20 -o cases",
    "new inspection --rules visits",
    "new inspection --rules visits -o /dev/stdout",
    "--help",
    "--version",
]


def test_every_command_is_among_them():
    asked = [line.replace("--", "").split() for line in EVERY_COMMAND]
    for name in command_names(app):
        words = name.split()
        assert any(line[: len(words)] == words for line in asked), name


@pytest.mark.parametrize("line", EVERY_COMMAND)
def test_every_command_ends_quietly_when_nobody_reads(evenhand, workspace, inspection, casebook, line):
    (workspace / "ratings.csv").write_text("case,A,B\nP-1,good,fair\n")
    casebook()
    inspection("A-1", draft="good")
    if "verify" in line:
        evenhand("record", "A-1.yaml", "-o", "A-1.json")
    assert shell(workspace, f"evenhand {line} | (exec <&-; sleep 0.1)") == (141, "", "")


@pytest.mark.parametrize("line", ["check A-1.yaml", "test visits --coverage", "explain R104", "rules"])
def test_what_is_read_on_a_terminal_fits_40_columns(evenhand, inspection, line):
    inspection("A-1", draft="fair")
    done = evenhand(*line.split(), COLUMNS="40")
    assert done.out
    assert max(len(line) for line in done.out.splitlines()) <= 40


@pytest.mark.parametrize("command", ["check", "verify-record"])
def test_a_device_that_never_ends_is_not_read_to_show_its_lines(evenhand, command):
    if not os.path.exists("/dev/zero"):
        pytest.skip("this system has no /dev/zero")
    done = evenhand(command, "/dev/zero")
    assert done.status == 3
    assert done.err.startswith("/dev/zero:1:1: S")


@pytest.mark.parametrize(
    "line", ["cat A-1.yaml | evenhand check /dev/stdin", "evenhand check <(cat A-1.yaml)"]
)
def test_an_inspection_can_come_through_a_pipe(workspace, inspection, line):
    inspection("A-1", draft="good")
    status, out, err = shell(workspace, line)
    assert (status, err) == (0, "")
    assert out.startswith("A-1, 13 May 2024")


def test_a_warning_is_told_and_leaves_the_exit_status_alone(evenhand, inspection):
    done = evenhand("check", inspection(draft="good", more="previous: {grades: {caer: good}}"))
    assert done.status == 0
    assert "warning: I314" in done.err
    assert "did you mean `care`?" in done.err
    assert "I314" not in done.out


def test_a_case_sample_elsewhere_is_refused_without_a_word_of_what_it_says(evenhand, inspection, workspace):
    (workspace.parent / "elsewhere.csv").write_text("a secret,another\n")
    done = evenhand("check", inspection(more="cases: ../elsewhere.csv"))
    assert done.status == 3
    assert "E230" in done.err and "must lie beside the inspection file" in done.err
    assert "secret" not in done.err + done.out


def test_a_broken_framework_file_is_told_where_an_inspection_asks_for_it(evenhand, inspection, workspace):
    path = workspace / "rules" / "visits" / "1" / "framework.yaml"
    path.write_text(path.read_text().replace("areas:", "aeras:"))
    done = evenhand("check", inspection())
    assert done.status == 3
    assert "R160" in done.err
    assert "rules/visits/1/framework.yaml:14:1: D001 unknown key `aeras`" in done.err
