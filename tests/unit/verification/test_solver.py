"""What a solver answers within its time, and how it is interrupted."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.verification import Result, Verdict, Verifier, Z3Solver
from golden.verify_sets import rules_of, sets_to_verify
from journeys.program import environment

SETS = ("a_conflict_only_through_a_chain_of_findings", "a_rule_written_twice", "a_grade_out_of_reach")


def asked_of(name: str) -> Verifier:
    """The obligations of a golden rule set."""
    (one,) = (one for one in sets_to_verify() if one.name == name)
    return Verifier(rules_of(one.files), clock=itertools.count().__next__)


class Interrupted(Z3Solver):
    """Z3, and Ctrl-C while it is asked: it answers only when it has been interrupted."""

    def _check(self, assumed, milliseconds):
        asked, interrupt = self._solver.check, self._solver.interrupt
        started, stopped = threading.Event(), threading.Event()

        def check(*terms):
            started.set()
            stopped.wait()
            return asked(*terms)

        self._solver.check = check
        self._solver.interrupt = lambda: (stopped.set(), interrupt())

        def press() -> None:
            started.wait()
            # Python loses an interruption where something is being cleared away. One then presses again.
            while not stopped.is_set():
                os.kill(os.getpid(), signal.SIGINT)
                stopped.wait(5)

        pressing = threading.Thread(target=press)
        pressing.start()
        try:
            return super()._check(assumed, milliseconds)
        finally:
            # Nothing may press any more when the next test runs.
            stopped.set()
            pressing.join()


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard: tests that run in the background have been told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_reaches_whoever_waits_for_an_answer(heard: None) -> None:
    verifier = asked_of(SETS[0])
    verifier.make_solver = Interrupted
    with pytest.raises(KeyboardInterrupt):
        verifier.decide(verifier.obligations[0])


@pytest.mark.parametrize("has_begun", [True, False])
def test_ctrl_c_just_when_z3_is_about_to_be_asked_stops_it(
    has_begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier = asked_of(SETS[0])
    solver = verifier.solver
    signal_of_rule = verifier.read.rules["A2"].surely
    assert solver.ask(signal_of_rule).verdict is Verdict.POSSIBLE
    asking, told, begun = threading.Event(), threading.Event(), []

    class Pressed(threading.Thread):
        def start(self) -> None:
            begun.append(self)
            if has_begun:
                super().start()
                asking.wait()
            raise KeyboardInterrupt

    monkeypatch.setattr(solver._solver, "check", lambda *_: (asking.set(), told.wait()))
    monkeypatch.setattr(solver._solver, "interrupt", told.set)
    monkeypatch.setattr("evenhand.verification.solver.Thread", Pressed)
    with pytest.raises(KeyboardInterrupt):
        solver.ask(signal_of_rule)
    (thread,) = begun
    assert not thread.is_alive()
    assert asking.is_set() is told.is_set() is has_begun


def test_what_goes_wrong_in_z3_is_told_to_whoever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    verifier = asked_of(SETS[0])
    solver = verifier.solver
    monkeypatch.setattr(solver._solver, "check", broken)
    with pytest.raises(ZeroDivisionError):
        solver.ask(verifier.read.rules["A2"].surely)


CLEARED = """
from concurrent.futures import ThreadPoolExecutor
from random import Random
import z3
import evenhand.verification.solver

rng = Random(1)
numbers = z3.Ints(" ".join(f"x{at}" for at in range(12)))
for turn in range(8):
    solver = z3.SimpleSolver()
    solver.set("timeout", 100)
    for _ in range(25):
        one, two, three = rng.sample(numbers, 3)
        solver.add(rng.randrange(1, 9) * one + two - rng.randrange(1, 9) * three <= rng.randrange(30))
        solver.add(z3.Or(one >= rng.randrange(9), two <= rng.randrange(5)))
    terms = [z3.Int(f"y{turn}_{at}") > at for at in range(4000)]
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(solver.check)
        while terms:
            terms.pop()
        asked.result()
"""


def test_terms_may_be_cleared_away_while_z3_is_asked() -> None:
    """Without the setting that `evenhand.verification.solver` makes, the process ends in the middle."""
    done = subprocess.run([sys.executable, "-c", CLEARED], env=environment(), timeout=60, check=False)
    assert done.returncode == 0


def test_an_answer_is_possible_with_an_example_or_impossible() -> None:
    verifier = asked_of(SETS[0])
    rule: Signal = verifier.read.rules["A2"].surely
    circuit: Circuit = verifier.circuit
    found = verifier.solver.ask(rule)
    assert found.verdict is Verdict.POSSIBLE
    assert found.model is not None and found.model.holds(rule)
    assert verifier.solver.ask(rule, circuit.negated(rule)).verdict is Verdict.IMPOSSIBLE


def test_where_no_time_is_left_nothing_is_known() -> None:
    verifier = asked_of(SETS[0])
    assert verifier.solver.ask(verifier.read.rules["A2"].surely, seconds=0).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("name", SETS)
def test_every_obligation_is_answered_whatever_was_asked_before(name: str) -> None:
    forward, backward = asked_of(name), asked_of(name)
    found = {one: forward.decide(one).result for one in forward.obligations}
    again = {one: backward.decide(one).result for one in reversed(backward.obligations)}
    assert again == found
    assert set(found.values()) == {Result.PROVED, Result.REFUTED}
