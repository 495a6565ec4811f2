"""However a run ends: no traceback, no stray words, and a status that says how."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from journeys.program import COMMAND, environment, run_in

posix = pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")


@posix
@pytest.mark.parametrize(
    "arguments", [("check", "--json"), ("check", "--format", "html"), ("check", "--trace")]
)
def test_a_reader_that_goes_away_ends_it_quietly(inspection, workspace, arguments):
    path = inspection(draft="good")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*COMMAND, *arguments, str(path)],
            cwd=workspace,
            env=environment(),
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.stderr == b""
    assert done.returncode == 141


@posix
def test_the_first_line_alone_can_be_read(model, workspace):
    paths = " ".join(f"'{path}'" for path in sorted(model.glob("*.yaml")))
    line = f"'{sys.executable}' -m evenhand check {paths} --json --trace | head -1"
    done = subprocess.run(
        ["sh", "-c", line], cwd=workspace, env=environment(), capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"{\n", b"")


@posix
def test_a_full_disk_is_told_in_one_line(inspection, workspace):
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "check", str(inspection())],
            cwd=workspace,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1
    assert b"no space left" in done.stderr


@posix
def test_ctrl_c_stops_it_with_one_line(workspace):
    process = subprocess.Popen(
        [*COMMAND, "check", "/dev/stdin"],
        cwd=workspace,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A run started in the background would otherwise inherit that it ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    # More than a pipe can hold is taken only when the program reads: it is then waiting for further words.
    assert process.stdin is not None
    process.stdin.write(b"#" * 500_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"Stopped.\n")


INTERRUPTED = """
from evenhand.cli import app
from evenhand.cli.main import run

def interrupt(*arguments, **named):
    raise KeyboardInterrupt

{place} = interrupt
run(["rules"])
"""


@pytest.mark.parametrize("place", ["app.app", "app.Commands.parse_args", "app.Commands.resolve_command"])
def test_ctrl_c_at_any_time_is_told_in_one_line(workspace, place):
    done = run_in(workspace, [sys.executable, "-c", INTERRUPTED.format(place=place)])
    assert (done.status, done.out, done.err) == (130, "", "Stopped.\n")


BROKEN = """
import evenhand.services.check as service
from evenhand.cli.main import run

def fail(*arguments):
    raise LookupError("a fault of ours")

service.check_file = fail
run(["check", "one.yaml", "two.yaml"])
"""


def broken_run(workspace, **environ):
    return run_in(workspace, [sys.executable, "-c", BROKEN], **environ)


def test_our_own_fault_exits_5_and_says_so_without_a_traceback(workspace):
    done = broken_run(workspace)
    assert (done.status, done.out) == (5, "")
    assert "a fault of its own" in done.err
    assert "please report it" in done.err
    assert "LookupError" in done.err
    assert "Traceback" not in done.err


def test_the_traceback_can_be_had(workspace):
    assert "Traceback" in broken_run(workspace, EVENHAND_DEBUG="1").err


def test_output_that_is_not_a_terminal_has_no_colour(evenhand, inspection):
    done = evenhand("check", inspection(draft="fair"))
    assert "\x1b" not in done.out + done.err


@posix
@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colour_unless_no_color_is_set(inspection, workspace, environ, coloured):
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "check", str(inspection(draft="good"))],
        cwd=workspace,
        env=environment(**environ),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        process.wait(timeout=60)
    os.close(ours)
    assert (b"\x1b[32magrees\x1b[0m" in shown) is coloured
    assert (b"\x1b" in shown) is coloured


def test_a_terminal_without_tick_or_quotation_marks_still_shows_something(evenhand, inspection):
    done = evenhand("why", inspection(seen="30 of 40"), "--area", "care", PYTHONIOENCODING="ascii")
    assert done.status == 0
    assert "Most children are seen" in done.out


def test_json_is_utf_8_whatever_the_terminal_is(evenhand, inspection):
    path = inspection(draft="good")
    path.write_text(path.read_text().replace("id: A-1", 'id: "Ысык"'))
    done = evenhand("check", path, "--json", PYTHONIOENCODING="ascii")
    assert done.json["inspections"][0]["id"] == "Ысык"


def test_the_version_is_told(evenhand):
    done = evenhand("--version")
    assert done.status == 0
    assert done.out.startswith("evenhand ")


def test_without_a_command_the_help_is_shown(evenhand):
    done = evenhand()
    assert "Commands:" in done.out + done.err
    assert "Traceback" not in done.err


RUN = """
import time
from evenhand.cli import app, main

class Cleared:
    def __del__(self):
        raise KeyboardInterrupt

def command(**_):
{lines}

app.app = command
main.run([])
"""


def run_command(workspace, *lines):
    """How a command ends that is written here."""
    text = RUN.format(lines="\n".join(f"    {line}" for line in lines))
    (workspace / "command.py").write_text(text)
    return run_in(workspace, [sys.executable, "-m", "command"])


def test_ctrl_c_is_not_lost_while_something_is_cleared_away(workspace):
    waits = ("for _ in range(500):", "    time.sleep(0.01)", "print('went on')")
    done = run_command(workspace, "cleared = Cleared()", "del cleared", *waits)
    assert (done.status, done.out, done.err) == (130, "", "Stopped.\n")


def test_what_fails_because_of_ctrl_c_is_no_fault(workspace):
    press = "signal.raise_signal(signal.SIGINT)"
    # As ctypes does.
    fails = (
        "import signal",
        "try:",
        f"    {press}",
        "except KeyboardInterrupt:",
        "    raise TypeError('argument 1')",
    )
    done = run_command(workspace, *fails)
    assert (done.status, done.out, done.err) == (130, "", "Stopped.\n")
    # What is thrown away together with it is tried again.
    lost = (
        "import signal",
        "class Half:",
        "    def __del__(self):",
        *(f"        {line}" for line in fails[1:]),
    )
    waits = ("half = Half()", "del half", "for _ in range(500):", "    time.sleep(0.01)", "print('went on')")
    done = run_command(workspace, *lost, *waits)
    assert (done.status, done.out, done.err) == (130, "", "Stopped.\n")


def test_ctrl_c_in_text_that_is_run_ends_as_anywhere_else(workspace):
    done = run_command(workspace, "exec('raise KeyboardInterrupt')")
    assert (done.status, done.out, done.err) == (130, "", "Stopped.\n")


def test_what_goes_wrong_after_ctrl_c_was_answered_is_told(workspace):
    answered = (
        "import signal",
        "from evenhand.cli.interruptions import INTERRUPTIONS",
        "try:",
        "    signal.raise_signal(signal.SIGINT)",
        "except KeyboardInterrupt:",
        "    INTERRUPTIONS.forget()",
    )
    done = run_command(workspace, *answered, "raise OSError(28, 'No space left on device')")
    assert (done.status, done.err) == (3, "evenhand cannot go on: no space left on device.\n")
    again = run_command(workspace, *answered, "signal.raise_signal(signal.SIGINT)")
    assert (again.status, again.err) == (130, "Stopped.\n")
