"""durable-rules crashes, hangs or is missing in a process of its own, and whoever asked is told."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from evenhand.backends.durable import (
    DurableRulesError,
    NotInstalledError,
    Program,
    TooLargeError,
    compile_program,
    worker,
)
from evenhand.backends.durable.productions import Compare, Match
from evenhand.backends.durable.worker import Worker, WorkerLostError
from evenhand.domain import Case, EvidenceProfile, NumberRange, Recorded
from evenhand.language import RulesInForce
from generators import Drawing, draw_case
from oracle.checks import unlike_interpreter
from unit.backends.deriving import derive, needs_durable_rules
from unit.backends.test_guard import resident_kilobytes
from unit.evaluation.asking import trace_of

pytestmark = [
    needs_durable_rules,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by signals"),
]

DRAWN = Drawing(6, 1)


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(DRAWN.rules)


@pytest.fixture
def own(program: Program) -> Iterator[Worker]:
    with Worker(program) as made:
        yield made


def process_of(made: Worker) -> int:
    assert made.process is not None
    return made.process.pid


def is_right(made: Worker, case: Case = DRAWN.case) -> bool:
    return made.run(case) == derive(DRAWN.rules, case)


# --- crashes and hangs -------------------------------------------------------------------------------------


def test_a_crash_is_told_and_the_next_case_is_decided_all_the_same(own: Worker) -> None:
    assert is_right(own)
    os.kill(process_of(own), signal.SIGKILL)
    with pytest.raises(WorkerLostError, match="it ended by SIGKILL"):
        own.run(DRAWN.case)
    assert own.process is None
    assert is_right(own)


def test_a_hang_is_ended_and_told_and_the_next_case_is_decided_all_the_same(own: Worker) -> None:
    own.seconds = 0.2
    os.kill(process_of(own), signal.SIGSTOP)
    with pytest.raises(WorkerLostError, match=r"it did not answer within 0\.2 seconds"):
        own.run(DRAWN.case)
    own.seconds = worker.SECONDS
    assert is_right(own)


def test_rules_that_are_not_loaded_in_time_are_given_up(program: Program) -> None:
    with pytest.raises(WorkerLostError, match="it did not answer within 1e-05 seconds"):
        Worker(program, seconds=1e-05)


def test_an_answer_that_came_just_before_the_end_is_kept(
    own: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late:
        def is_set(self) -> bool:
            return True

    with monkeypatch.context() as patch:
        patch.setattr(worker, "Event", Late)
        assert is_right(own)
    assert own.process is None
    assert is_right(own)


def test_an_interruption_leaves_no_answer_for_the_next_case(
    own: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(pipe: Any) -> None:
        raise KeyboardInterrupt

    other = draw_case(DRAWN.rng(), DRAWN.rule_set)
    assert derive(DRAWN.rules, other) != derive(DRAWN.rules, DRAWN.case)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            own.run(DRAWN.case)
    assert is_right(own, other)


def test_ctrl_c_does_not_reach_the_process(own: Worker) -> None:
    process = process_of(own)
    assert os.getpgid(process) != os.getpgid(0)
    os.kill(process, signal.SIGINT)
    assert is_right(own)
    assert process_of(own) == process


def test_the_process_ends_when_nobody_can_ask_it_any_more(own: Worker) -> None:
    process = own.process
    assert process is not None and process.stdin is not None
    process.stdin.close()
    assert process.wait(worker.SECONDS) == 0


def test_a_process_that_was_closed_is_gone_and_comes_back_when_asked(own: Worker) -> None:
    process = own.process
    own.close()
    own.close()
    assert process is not None and process.returncode == -signal.SIGKILL
    assert is_right(own)


# --- what is sent ------------------------------------------------------------------------------------------


def test_a_case_before_the_rules_is_refused(own: Worker) -> None:
    own.close()
    own.program = DRAWN.case  # type: ignore[assignment]
    with pytest.raises(DurableRulesError, match="a case came before the rules"):
        own.run(DRAWN.case)


def test_answers_come_in_the_order_of_what_was_asked(program: Program) -> None:
    other = draw_case(DRAWN.rng(), DRAWN.rule_set)
    inward, outward = BytesIO(), BytesIO()
    for asked in (DRAWN.case, program, DRAWN.case, other):
        worker._send(inward, asked)
    inward.write(worker._LENGTH.pack(9) + b"cut off")
    inward.seek(0)
    worker._serve(inward, outward)
    outward.seek(0)
    refused, loaded, *derived = (worker._receive(outward) for _ in range(4))
    assert isinstance(refused, DurableRulesError) and loaded is True
    assert derived == [derive(DRAWN.rules, DRAWN.case), derive(DRAWN.rules, other)]
    with pytest.raises(EOFError):
        worker._receive(outward)


def test_what_the_process_cannot_read_ends_it_and_its_last_words_are_told(own: Worker) -> None:
    assert own.process is not None and own.process.stdin is not None
    own.process.stdin.write(worker._LENGTH.pack(3) + b"abc")
    with pytest.raises(WorkerLostError, match=r"it ended with exit status 1: _pickle\.UnpicklingError"):
        own.run(DRAWN.case)
    assert is_right(own)


def test_an_answer_that_makes_no_sense_ends_the_process(own: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(pipe: Any) -> None:
        raise pickle.UnpicklingError

    monkeypatch.setattr(worker, "_MOMENT", 0.01)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "_receive", unreadable)
        with pytest.raises(WorkerLostError, match="it ended by SIGKILL"):
            own.run(DRAWN.case)
    assert is_right(own)


def test_numbers_beyond_durable_rules_are_told_and_the_process_goes_on() -> None:
    leaders = (
        "area: leaders\ntitle: Leaders\nstarts_at: good\nrules:\n"
        "  - {id: A1, title: T, when: late > due, then: {at_most: inadequate}}\n"
    )
    rules = trace_of("evidence: {late: 3, due: 2}", leaders_yaml=leaders).rules

    def case(late: int) -> Case:
        values = {"late": late, "due": 2}
        return Case(
            EvidenceProfile({id: Recorded(NumberRange(value, value)) for id, value in values.items()})
        )

    with Worker(compile_program(rules)) as own:
        process = process_of(own)
        with pytest.raises(TooLargeError, match="the numbers in `late > due` have too many digits"):
            own.run(case(10**25))
        assert own.run(case(3)).fired == ("A1",)
        assert process_of(own) == process


def test_rules_that_the_guard_refuses_are_told(program: Program) -> None:
    beyond = Match("token", "item late", (Compare("x", "=", 2**63),))
    with pytest.raises(DurableRulesError, match="x is 9223372036854775808, which durable-rules cannot hold"):
        Worker(replace(program, productions={"area": (beyond,)}))


# --- how it is started -------------------------------------------------------------------------------------


def test_a_library_that_cannot_be_imported_is_told(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "durable_rules_engine.py").write_text("raise ImportError('undefined symbol: PyEval')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NotInstalledError, match="undefined symbol: PyEval"):
        Worker(program)


def test_what_the_library_prints_does_not_come_between_answers(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printing = "import os\nos.write(1, b'handle action')\nraise ImportError('after printing')\n"
    (tmp_path / "durable_rules_engine.py").write_text(printing)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NotInstalledError, match="after printing"):
        Worker(program)


def test_modules_in_the_current_folder_are_not_taken_for_others(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pickle", "json", "durable_rules_engine"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)\n")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    monkeypatch.chdir(tmp_path)
    with Worker(program) as own:
        assert is_right(own)


def test_a_process_that_cannot_be_started_is_told(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(WorkerLostError, match="it cannot be started: No such file or directory"):
        Worker(program)


def test_nothing_is_lost_where_there_is_no_room_for_last_words(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room() -> None:
        raise OSError

    monkeypatch.setattr(tempfile, "TemporaryFile", no_room)
    with Worker(program) as own:
        assert is_right(own)
        os.kill(process_of(own), signal.SIGKILL)
        with pytest.raises(WorkerLostError, match=r"it ended by SIGKILL$"):
            own.run(DRAWN.case)


# --- many cases --------------------------------------------------------------------------------------------


def test_a_worker_decides_what_the_interpreter_decides(own: Worker) -> None:
    rng = DRAWN.rng()
    asked: Callable[[RulesInForce, Case], Any] = lambda _, case: own.run(case)  # noqa: E731
    for _ in range(50):
        case = draw_case(rng, DRAWN.rule_set)
        assert list(unlike_interpreter(DRAWN.rules, case, asked)) == []


@pytest.mark.slow
def test_ten_thousand_inspections_take_up_no_more_memory_than_one_thousand(own: Worker) -> None:
    rng = DRAWN.rng()
    process = process_of(own)

    def run(times: int) -> int:
        for _ in range(times):
            own.run(draw_case(rng, DRAWN.rule_set))
        return resident_kilobytes(process)

    before = run(1_000)
    after = run(9_000)
    assert process_of(own) == process
    # durable-rules loses some 160 bytes a case; a session that is kept costs a thousand times that.
    assert after - before < 8_000
