"""What a person types at the prompt of `evenhand live`, what is offered, and the program in a terminal."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from evenhand.cli import live_prompt
from evenhand.cli.live_prompt import PROMPT, answer, said_in
from evenhand.diagnostics import Diagnostic, InvalidInput, Span
from evenhand.services.live import LiveInspection
from evenhand.services.workspace import open_workspace

ITEM = "caseload_mean"
BEGUN = "inspection: {id: EX-1, framework: ilacs@2023, on: 2024-05-13}\nevidence: []\n"


def refused(call: Callable[..., object], *arguments: object) -> Diagnostic:
    with pytest.raises(InvalidInput) as fault:
        call(*arguments)
    return fault.value.diagnostics[0]


def marked(line: str, span: Span | None) -> str:
    """The part of a line that a place is about."""
    assert span is not None and (span.file, span.line, span.end_line) == (PROMPT, 1, 1)
    return line[span.column - 1 : span.end_column - 1]


# --- what a line says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "did", "item", "fields"),
    [
        ("caseload_mean 17.20", "set", ITEM, {"value": "17.20"}),
        ("set caseload_mean 17.2", "set", ITEM, {"value": "17.2"}),
        ("  caseload_mean:  15 to 18 ", "set", ITEM, {"value": "15 to 18"}),
        ("caseload_mean = 17.2", "set", ITEM, {"value": "17.2"}),
        ("caseload_mean=17.2", "set", "caseload_mean=17.2", None),
        ("caseload_mean 17.2 from Annex A", "set", ITEM, {"value": "17.2", "source": "Annex A"}),
        (
            "caseload_mean 17.2 from notes from staff because",
            "set",
            ITEM,
            {"value": "17.2", "source": "notes from staff because"},
        ),
        ("caseload_mean away-from it", "set", ITEM, {"value": "away-from it"}),
        ("unknown a not looked at", "unknown", "a", {"unknown": "not looked at"}),
        ("unknown a suppressed from B", "unknown", "a", {"unknown": "suppressed", "source": "B"}),
        ("withdraw a ", "withdraw", "a", {}),
        ("withdraw a from Annex A", "withdraw", "a", {"source": "Annex A"}),
        ("undo", "undo", "", {}),
        ("settle a 5 because read again", "set", "a", {"value": "5", "note": "read again", "settles": "yes"}),
        (
            "settle a 22 of 40 from sample because it is from the records",
            "set",
            "a",
            {"value": "22 of 40", "source": "sample", "note": "it is from the records", "settles": "yes"},
        ),
    ],
)
def test_a_line_says_what_to_do(line, did, item, fields):
    if fields is None:
        assert "no value" in refused(said_in, line).message
        return
    said = said_in(line)
    assert (said.did, said.item, said.fields) == (did, item, fields)
    for key, value in fields.items():
        if key != "settles":
            assert marked(line, said.place(key)) == value
    if item:
        assert marked(line, said.place("item")).rstrip(":") == item


@pytest.mark.parametrize(
    ("line", "problem", "place"),
    [
        ("caseload_mean", "no value is given", "caseload_mean"),
        ("caseload_mean from Annex A", "no value is given", "caseload_mean from Annex A"),
        ("caseload_mean 17.2 from", "no source is named", "caseload_mean 17.2 from"),
        ("unknown", "no item is named", "unknown"),
        ("unknown a", "no reason is given", "unknown a"),
        ("withdraw", "no item is named", "withdraw"),
        ("withdraw a b", "only `from` and a source come after the item", "b"),
        ("withdraw a from", "no source is named", "withdraw a from"),
        ("undo all", "nothing comes after `undo`", "all"),
        ("settle", "no item is named", "settle"),
        ("settle a", "no value is given", "settle a"),
        ("settle a 5", "needs a note", "settle a 5"),
        ("settle a 5 because", "needs a note", "settle a 5 because"),
        ("settle a because so", "no value is given", "settle a because so"),
        ("a 5\x07 of 6", "a character that cannot be seen (column 4)", "\x07"),
        ("a 5\t6", "a character that cannot be seen (column 4)", "\t"),
    ],
)
def test_a_line_that_says_nothing_to_do_is_told_with_its_place(line, problem, place):
    told = refused(said_in, line)
    assert told.code.id == "L502"
    assert problem in told.message
    assert marked(line, told.span) == place
    assert told.hint == "`help` shows what can be typed"


# --- a real inspection -------------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveInspection]:
    pytest.importorskip("durable_rules_engine", reason="durable-rules is not installed")
    monkeypatch.setenv("COLUMNS", "80")
    path = tmp_path / "EX-1.yaml"
    path.write_text(BEGUN)
    with LiveInspection(path, open_workspace()) as inspection:
        yield inspection


def test_a_step_is_told_with_what_followed(live):
    assert answer("caseload_mean 19.2 from Annex A", live).startswith(
        "Recorded: Mean caseload is 19.2 [Annex A].\n"
        "  Cannot fire any more: LD2 Caseloads are manageable\n"
        "  Find out next: "
    )
    assert answer("caseload_mean 16", live).startswith(
        "Corrected: Mean caseload is 16 [Annex A]. It was 19.2 [Annex A].\n  Undecided now: LD2"
    )
    assert answer("caseload_mean 16", live).startswith("Nothing new: Mean caseload is 16 [Annex A] already.")
    assert answer("undo", live).startswith("Undone: Mean caseload is again 19.2 [Annex A].")
    assert answer("withdraw caseload_mean", live).startswith(
        "Withdrawn: Mean caseload was 19.2 [Annex A], and is not looked at."
    )
    assert answer("unknown caseload_mean suppressed", live).startswith(
        "Recorded: Mean caseload is unknown (suppressed)."
    )


def test_sources_that_disagree_are_told_with_how_to_settle_them(live):
    answer("supervision_on_time 37 of 40 from team managers", live)
    told = answer("supervision_on_time 22 of 40 from case sample", live)
    assert told.startswith(
        "Recorded besides: Supervision on time is 37 of 40 [team managers]; 22 of 40\n[case"
    )
    asked = "settle supervision_on_time VALUE because NOTE"
    assert f"The sources disagree, so it counts as unknown. Settle it with: {asked}" in " ".join(told.split())
    assert refused(answer, "supervision_on_time 23 of 40", live).code.id == "L503"
    told = answer("withdraw supervision_on_time from team managers", live)
    assert " ".join(told.split()).startswith(
        "Withdrawn: Supervision on time was 37 of 40 [team managers]; 22 of 40 [case sample], and is now "
        "22 of 40 [case sample]."
    )
    answer("undo", live)
    told = answer("settle supervision_on_time 22 of 40 because read again", live)
    assert "disagree" not in told
    assert " ".join(told.split()).startswith(
        "Settled: Supervision on time is 22 of 40 [settled, read again]. Recorded besides: 37 of 40 [team "
        "managers]; 22 of 40 [case sample]. "
    )
    answer("caseload_mean 17.2", live)
    answer("caseload_mean 18", live)
    done = [line.split()[3] for line in answer("history", live).splitlines() if "caseload" in line]
    assert done == ["recorded", "corrected"]


def test_every_row_of_the_help_is_understood(live):
    told = answer("help", live)
    assert max(map(len, told.splitlines())) <= 80
    for form, _, example in live_prompt._FORMS:
        assert form.split()[0] in told
        if example:
            assert example.split()[0] in told
            answer(example, live)


def test_the_areas_the_items_and_the_history_are_shown(live):
    assert answer("items", live) == "Nothing is recorded yet."
    assert answer("history", live) == "Nothing has been recorded yet."
    answer("caseload_mean 17.2 from Annex A", live)
    assert "Something is recorded of 1 of the" in answer("show", live)
    assert "caseload_mean  Mean caseload  17.2 [Annex A]" in answer("items", live)
    assert re.search(
        r"UTC.*\n.*\n20\d\d-\d\d-\d\d \d\d:\d\d:\d\d +caseload_mean +recorded", answer("history", live)
    )


def test_an_item_is_shown_with_its_question_values_and_what_is_recorded(live):
    for line in ("caseload_mean", "? caseload_mean", "?caseload_mean"):
        told = answer(line, live)
        assert told.startswith("Mean caseload\nWhat is the mean number of children")
        assert "Value: a number, in children per social worker" in " ".join(told.split())
        assert "Usually found in: Annex A" in told
        assert "Recorded" not in told
    answer("caseload_mean 17.2", live)
    assert answer("caseload_mean", live).endswith("\nRecorded: 17.2")
    computed = next(item.id for item in live.inspection.rules.schema.items.values() if item.computed)
    assert "worked out from other items" in answer(computed, live)


def test_why_tells_what_an_area_rests_on_in_a_paragraph(live):
    told = answer("why leaders", live)
    assert told.startswith("The impact of leaders")
    assert len(told.splitlines()) < 30
    assert "EX-1.yaml --trace" in " ".join(told.split())


@pytest.mark.parametrize(
    ("line", "code", "place", "hint"),
    [
        ("casload_mean", "E201", "casload_mean", "did you mean `caseload_mean`?"),
        ("casload_mean 5", "E201", "casload_mean", "did you mean `caseload_mean`?"),
        ("zzz", "E201", "zzz", "`help` shows what can be typed"),
        ("? casload_mean", "E201", "casload_mean", "did you mean `caseload_mean`?"),
        ("unknwn caseload_mean x", "E201", "unknwn", None),
        ("wihdraw", "E201", "wihdraw", "did you mean `withdraw`?"),
        ("caseload_mean many", "E202", "many", None),
        ("drift_and_delay comon", "E202", "comon", "did you mean `common`?"),
        ("withdraw caseload_mean", "L506", "caseload_mean", None),
        ("withdraw casload_mean", "E201", "casload_mean", "did you mean `caseload_mean`?"),
        ("undo", "L504", "undo", None),
        ("why leader", "I301", "leader", "did you mean `leaders`?"),
        ("show leaders", "L502", "leaders", "`help` shows what can be typed"),
        ("help me", "L502", "me", "`help` shows what can be typed"),
        ("unknown caseload_mean busy", None, "busy", None),
    ],
)
def test_a_slip_is_told_with_its_place_and_changes_nothing(live, line, code, place, hint):
    before = live.path.read_bytes()
    told = refused(answer, line, live)
    assert code is None or told.code.id == code, told
    assert marked(line, told.span) == place
    assert hint is None or told.hint == hint
    assert live.path.read_bytes() == before


@pytest.mark.parametrize("line", ["?", "why"])
def test_asking_for_nothing_says_what_there_is(live, line):
    assert refused(answer, line, live).hint


# --- completion --------------------------------------------------------------------------------------


def offered(live: LiveInspection, typed: str) -> list[str]:
    """The whole lines that may come of what is typed."""
    completer = live_prompt._Completer(live)
    found = completer.get_completions(Document(typed), CompleteEvent())
    return [typed[: len(typed) + one.start_position] + one.text for one in found]


def test_verbs_and_items_are_offered_first_those_that_begin_so(live):
    assert "caseload_mean" in offered(live, "")
    assert {"undo", "unknown"} <= set(offered(live, "un"))
    assert offered(live, "casel")[0] == "caseload_mean"
    assert offered(live, "Supervision")[0].startswith("supervision_")
    assert "care_leavers_in_activity" in offered(live, "employment")


def test_items_are_offered_after_the_verbs_that_take_one(live):
    for verb in ("settle", "unknown", "set", "?"):
        assert f"{verb} caseload_mean" in offered(live, f"{verb} casel")
    assert offered(live, "withdraw ") == []
    answer("caseload_mean 17.2", live)
    assert offered(live, "withdraw ") == ["withdraw caseload_mean"]
    answer("drift_and_delay common from Annex A", live)
    assert offered(live, "withdraw drift_and_delay from ") == ["withdraw drift_and_delay from Annex A"]


def test_what_is_worked_out_from_other_items_is_not_offered(live):
    computed = [item.id for item in live.inspection.rules.schema.items.values() if item.computed]
    assert computed
    assert not {*computed} & {*offered(live, "")}


def test_allowed_values_reasons_areas_and_sources_are_offered(live):
    assert offered(live, "drift_and_delay ") == [
        f"drift_and_delay {value}" for value in ("not_found", "isolated", "common", "pervasive")
    ]
    assert offered(live, "drift_and_delay: com") == ["drift_and_delay: common"]
    assert offered(live, "settle drift_and_delay com") == ["settle drift_and_delay common"]
    assert offered(live, "caseload_mean ") == []
    assert offered(live, "unknown caseload_mean loo") == [
        "unknown caseload_mean looked and could not tell",
        "unknown caseload_mean not looked at",
    ]
    assert offered(live, "why lead") == ["why leaders"]
    assert offered(live, "cases_with_grip does") == ["cases_with_grip does not apply"]
    assert offered(live, "drift_and_delay common from ") == []
    answer("caseload_mean 17.2 from Annex A", live)
    assert offered(live, "drift_and_delay common from An") == ["drift_and_delay common from Annex A"]
    assert offered(live, "nothing_known ") == []


def test_the_line_at_the_bottom_shows_the_values_allowed_or_what_to_find_out(live):
    assert live_prompt._allowed("", live).startswith("Find out next: management_grip_overall, ")
    for typed in ("drift_and_delay", "unknown drift_and_delay", "drift_and_delay: com"):
        assert live_prompt._allowed(typed, live) == (
            "Drift and delay: not_found, isolated, common, pervasive (best first)"
        )


def test_areas_that_no_item_can_settle_are_not_called_settled(tmp_path):
    pytest.importorskip("durable_rules_engine", reason="durable-rules is not installed")
    path = tmp_path / "EX-2.yaml"
    given = "given: {leaders: good, help_and_protection: good%s}\n"
    for grades, told in (
        ("", "Nothing that could still be recorded would settle what is left: Children in care, Overall"),
        (", children_in_care: good", "Every judgement area is settled."),
    ):
        path.write_text(BEGUN.replace("2023, on: 2024", "2018, on: 2019") + given % grades)
        with LiveInspection(path, open_workspace()) as live:
            assert told in " ".join(answer("show", live).split())
            assert live_prompt._allowed("", live).startswith(told)


# --- the program in a terminal -----------------------------------------------------------------------

_CODES = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>])")


class Terminal:
    """The program in a pseudo-terminal: what is typed, and what is then seen."""

    def __init__(self, arguments: list[str], folder: Path, **environ: str) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.pid, self.number = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(
                sys.executable, [sys.executable, "-m", "evenhand", *arguments], self._environment(environ)
            )
        fcntl.ioctl(self.number, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        self.seen = b""

    @staticmethod
    def _environment(changes: dict[str, str]) -> dict[str, str]:
        engine = str(Path(live_prompt.__file__).parents[2])
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return {**kept, "PYTHONPATH": engine, "TERM": "xterm", "LC_ALL": "C.UTF-8", **changes}

    def _read(self, seconds: float) -> bool:
        """Take in what is shown within that time; whether the program still runs."""
        if not select.select([self.number], [], [], seconds)[0]:
            return True
        try:
            shown = os.read(self.number, 65536)
        except OSError:
            return False
        # A terminal is asked where its cursor is, and answers.
        for _ in range(shown.count(b"\x1b[6n")):
            os.write(self.number, b"\x1b[1;1R")
        self.seen += shown
        return bool(shown)

    def type(self, keys: str) -> None:
        os.write(self.number, keys.encode())

    def sees(self, pattern: str, seconds: float = 30) -> str:
        """Wait until something is shown; all that was shown up to its end, which is then forgotten."""
        end = time.monotonic() + seconds
        wanted = re.compile(pattern.encode(), re.DOTALL)
        while time.monotonic() < end:
            plain = _CODES.sub(b"", self.seen)
            if found := wanted.search(plain):
                self.seen = plain[found.end() :]
                return plain[: found.end()].decode()
            if not self._read(0.2):
                break
        pytest.fail(
            f"{pattern!r} was never shown, but {_CODES.sub(b'', self.seen).decode(errors='replace')!r}"
        )

    def ends(self, seconds: float = 30) -> int:
        """Wait for the end; the exit status."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._read(0.2):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.number)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    pytest.importorskip("durable_rules_engine", reason="durable-rules is not installed")
    pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    opened: list[Terminal] = []

    def open_(*arguments: str, **environ: str) -> Terminal:
        opened.append(Terminal(list(arguments), tmp_path, **environ))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


def test_a_session_in_a_terminal_from_the_first_item_to_the_end(terminal, tmp_path):
    path = tmp_path / "EX-1.yaml"
    path.write_text(BEGUN)
    session = terminal("live", "EX-1.yaml")
    assert "Leaders" in session.sees(r"`help` shows what else can be typed\.")
    session.sees(">")
    session.type("casel")
    session.sees("caseload_mean +Mean caseload")
    session.type("\t 17.2 from Annex A\r")
    session.sees(r"Recorded: Mean caseload is 17\.2 \[Annex A\]\.")
    assert "value: 17.2" in path.read_text()
    session.sees(">")
    session.type("drift_and_delay comon\r")
    told = session.sees("did you mean `common`")
    assert "E202 `comon`" in told and PROMPT not in told
    session.sees(">")
    session.type("drift_and_delay pervasive\r")
    session.sees("Recorded: Drift and delay is pervasive")
    session.sees(">")
    session.type("undo\r")
    session.sees("Undone: Drift and delay is again not looked at")
    session.sees(">")
    session.type("show\r")
    session.sees("Something is recorded of 1 of the")
    session.sees(">")
    session.type("caseload_mean 99")
    session.sees("99")
    session.type("\x03")
    session.sees(">")
    session.type("items\r")
    session.sees(r"17\.2 \[Annex A\]")
    session.sees(">")
    session.type("\x04")
    session.sees(r"Everything is saved\.")
    assert session.ends() == 0
    written = path.read_text()
    assert written.count("value: 17.2") == 1 and "99" not in written
    assert "drift_and_delay\n    unknown: not looked at" in written


def test_a_plain_terminal_is_served_and_several_lines_can_be_pasted(terminal, tmp_path):
    (tmp_path / "EX-1.yaml").write_text(BEGUN)
    session = terminal("live", "EX-1.yaml", TERM="dumb", NO_COLOR="1")
    session.sees(">")
    session.type("\x1b[200~caseload_mean 17.2\ndrift_and_delay common\x1b[201~\r")
    session.sees("Recorded: Mean caseload is 17.2.*Recorded: Drift and delay is common")
    session.sees(">")
    session.type("quit\r")
    session.sees(r"Everything is saved\.")
    assert session.ends() == 0


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a 1 on 2024-05-06", {"value": "1", "on": "2024-05-06"}),
        (
            "a 1 from visit on site on 2024-05-06",
            {"value": "1", "source": "visit on site", "on": "2024-05-06"},
        ),
        ("a 1 from visit on site", {"value": "1", "source": "visit on site"}),
        ("unknown a suppressed on 2024-05-06", {"unknown": "suppressed", "on": "2024-05-06"}),
        (
            "settle a 1 on 2024-05-06 because agreed",
            {"value": "1", "on": "2024-05-06", "note": "agreed", "settles": "yes"},
        ),
    ],
)
def test_a_day_may_be_said(line, fields):
    assert dict(said_in(line).fields) == fields


def test_nothing_comes_after_the_day():
    with pytest.raises(InvalidInput):
        said_in("a 1 on 2024-05-06 or so")
