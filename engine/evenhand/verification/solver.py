"""Ask whether something can be, with a time limit: possible (with an example), impossible, or not known."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from fractions import Fraction
from threading import Event, Thread
from typing import Any

import z3

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.domain import Number, simplest
from evenhand.language import ColumnId
from evenhand.verification.asking import Answer, Limit, Verdict
from evenhand.verification.encoding import Encoding
from evenhand.verification.samples import is_counted
from evenhand.verification.ties import Tie
from evenhand.verification.worlds import World

# Python clears terms away whenever it likes, also while another thread asks: Z3 then waits with it.
z3.Z3_enable_concurrent_dec_ref(z3.main_ctx().ref())


class Z3Solver:
    """Z3 over some worlds of one circuit. Questions share what was learnt from those before."""

    def __init__(self, circuit: Circuit, worlds: Sequence[World]) -> None:
        self.encoding = Encoding(circuit, worlds)
        self._asserted: list[Any] = [
            self.encoding.term(signal) for world in worlds for signal in world.allowed()
        ]
        self.encoding.tie()
        self._names = 0
        self._named: dict[Signal, Any] = {}
        self._with_numbers = False
        self._solver = self._new_solver()

    def ask(
        self,
        *signals: Signal,
        limit: Limit | None = None,
        seconds: float | None = None,
        effort: int | None = None,
    ) -> Answer:
        """Whether all of some signals can hold at once, in `seconds` at most (None: however long).

        `effort` is the most work that is done for it, as Z3 counts it (`rlimit`). Where no time is left,
        nothing is asked. Raises KeyboardInterrupt when the user interrupts it.
        """
        if seconds is not None and seconds <= 0:
            return Answer(Verdict.UNKNOWN)
        assumed = [self._name(signal) for signal in signals]
        if limit is not None:
            assumed.append(self._limited(limit))
        self._catch_up()
        milliseconds = _NO_LIMIT if seconds is None else max(1, int(min(seconds * 1000, _NO_LIMIT)))
        self._solver.set("rlimit", _NO_EFFORT_LIMIT if effort is None else effort)
        try:
            found = self._check(assumed, milliseconds)
        except z3.Z3Exception as stopped:
            if any(word in str(stopped) for word in ("interrupted", "canceled", "resource limit")):
                return Answer(Verdict.UNKNOWN)
            raise
        if found == z3.sat:
            model = self._solver.model()
            if self.encoding.assumed and not self._holds_either_way(signals, model):
                return self._told(signals, limit, seconds)
            example = _Z3Model(self.encoding, model)
            if not all(is_counted(world, example) for world in self.encoding.worlds.values()):
                # The counts of no sample that is known: this is no example, and there may be another.
                return Answer(Verdict.UNKNOWN)
            return Answer(Verdict.POSSIBLE, example)
        if found == z3.unsat:
            core = {term.get_id() for term in self._solver.unsat_core()}
            blamed = (one for one, name in zip(signals, assumed, strict=False) if name.get_id() in core)
            return Answer(Verdict.IMPOSSIBLE, core=frozenset(blamed))
        return Answer(Verdict.UNKNOWN)

    def _holds_either_way(self, signals: Sequence[Signal], model: Any) -> bool:
        """Whether an example is one whatever holds of what could only be assumed."""
        fixed = [
            term if z3.is_true(model.eval(term, model_completion=True)) else z3.Not(term)
            for term in self.encoding.atoms.values()
        ]
        fails = self._fresh()
        self._assert(z3.Implies(fails, z3.Not(z3.And(*map(self.encoding.term, signals)))))
        return bool(self._check([fails, *fixed], _NO_LIMIT) == z3.unsat)

    def _told(self, signals: Sequence[Signal], limit: Limit | None, seconds: float | None) -> Answer:
        """An example in which nothing is left open, so that nothing has to be assumed; else not known."""
        told = [world.told() for world in self.encoding.worlds.values()]
        if set(told) <= set(signals):
            return Answer(Verdict.UNKNOWN)
        answer = self.ask(*dict.fromkeys((*signals, *told)), limit=limit, seconds=seconds)
        return Answer(Verdict.UNKNOWN) if answer.model is None else answer

    def _check(self, assumed: Sequence[Any], milliseconds: int) -> Any:
        """Ask Z3, for so long at most.

        It is asked in a thread of its own, so that Ctrl-C reaches Python at once: Z3 would take it for
        itself, and tell of it as of a time limit. It is asked in one go: to ask again after a short while
        would make what is found depend on how fast the machine is.
        """
        self._solver.set("timeout", milliseconds)
        answer: Future[Any] = Future()
        interrupted = Event()

        def ask() -> None:
            try:
                if not interrupted.is_set():
                    answer.set_result(self._solver.check(*assumed))
            except BaseException as fault:
                answer.set_exception(fault)

        beside = Thread(target=ask)
        try:
            beside.start()
            return answer.result()
        except KeyboardInterrupt:
            interrupted.set()
            # Z3 hears of it only while it is asked, which may be about to begin. And whoever presses again
            # must not get away while it is still at work.
            while beside.is_alive():
                with suppress(KeyboardInterrupt):
                    self._solver.interrupt()
                    beside.join(_MOMENT)
            raise

    def _name(self, signal: Signal) -> Any:
        """A Boolean that stands for a signal: Z3 assumes names only."""
        found = self._named.get(signal)
        if found is None:
            found = self._named[signal] = self._fresh()
            self._assert(z3.Implies(found, self.encoding.term(signal)))
        return found

    def _limited(self, limit: Limit) -> Any:
        name = self._fresh()
        terms = [(self.encoding.term(signal), weight) for signal, weight in limit.weighted]
        if terms:
            self._assert(z3.Implies(name, z3.PbLe(terms, limit.most)))
        return name

    def _fresh(self) -> Any:
        self._names += 1
        return z3.Bool(f"q{self._names}")

    def _assert(self, term: Any) -> None:
        self._asserted.append(term)
        self._solver.add(term)

    def _new_solver(self) -> Any:
        """Plain logic has a solver of its own, which is faster."""
        self._sides = len(self.encoding.side)
        self._with_numbers = self.encoding.has_numbers
        solver = z3.SimpleSolver() if self._with_numbers else z3.SolverFor("QF_FD")
        solver.set("ctrl_c", False)
        solver.add(*self._asserted, *self.encoding.side)
        return solver

    def _catch_up(self) -> None:
        """Assert what the terms made since say of numbers."""
        side = self.encoding.side
        if self.encoding.has_numbers != self._with_numbers:
            self._solver = self._new_solver()
        elif len(side) > self._sides:
            self._solver.add(*side[self._sides :])
            self._sides = len(side)


_NO_LIMIT = 2**32 - 1
_NO_EFFORT_LIMIT = 0
_MOMENT = 0.05
"""Seconds after which Z3 is interrupted again."""


class _Z3Model:
    def __init__(self, encoding: Encoding, model: Any) -> None:
        self.encoding = encoding
        self.model = model

    def holds(self, signal: Signal) -> bool:
        """Whether a signal holds."""
        return bool(z3.is_true(self._value(self.encoding.term(signal))))

    def number(self, world: World, column: ColumnId) -> Number | None:
        """The number that a column is."""
        term = self.encoding.numbers[world.name].made.get(column)
        if term is None:
            return None
        value = self._value(term)
        if not z3.is_rational_value(value):
            return None
        return simplest(Fraction(value.numerator_as_long(), value.denominator_as_long()))

    def pair(self, world: World, column: ColumnId) -> tuple[Fraction, Fraction] | None:
        """How much of how many."""
        pair = self.encoding.numbers[world.name].pairs.get(column)
        if pair is None:
            return None
        held, over = map(self._fraction, pair)
        return held, over

    def cases(self, world: World, tie: Tie) -> tuple[int, ...]:
        """How many cases of each class."""
        counts = self.encoding.numbers[world.name].cases[tie]
        return tuple(self._value(count).as_long() for count in counts)

    def sums(self, world: World, tie: Tie) -> dict[str, tuple[Fraction, ...]]:
        """What the cases of each class have together."""
        sums = self.encoding.numbers[world.name].sums[tie]
        return {id: tuple(map(self._fraction, own)) for id, own in sums.items()}

    def _fraction(self, term: Any) -> Fraction:
        return Fraction(self._value(term).as_fraction())

    def _value(self, term: Any) -> Any:
        return self.model.eval(term, model_completion=True)
