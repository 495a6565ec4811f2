"""A circuit of worlds as terms of Z3: gates as they are, numbers as linear arithmetic.

Z3 ships no types, so its terms are `Any` here and in the modules that this one is put together with.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import z3

from evenhand.backends.planes.circuit import TRUE, Circuit, Kind, Signal
from evenhand.backends.planes.row_leaves import Rail
from evenhand.verification.gaps import gap_of_lookup, gap_of_row
from evenhand.verification.numbers import Numbers, rational
from evenhand.verification.pairs import NoMore
from evenhand.verification.reckoning import Reckoner
from evenhand.verification.world_inputs import Assumed, OpenGap, OpenGapOver, Reckoned, ReckonedAreas, Within
from evenhand.verification.worlds import World

Term = Any
"""A term of Z3."""


class Encoding:
    """The terms of the signals of one circuit, each made once.

    `side` collects what has to be asserted for the numbers that the terms made so far speak of.
    """

    def __init__(self, circuit: Circuit, worlds: Sequence[World]) -> None:
        self.circuit = circuit
        self.worlds = {world.name: world for world in worlds}
        self.side: list[Term] = []
        self.atoms: dict[Hashable, Term] = {}
        self.assumed: dict[Hashable, Term] = {}
        """What may hold or not, whatever the atoms are."""
        self._terms: dict[Signal, Term] = {}
        self.numbers = {world.name: Numbers(world, self.term, self.side) for world in worlds}
        self._reckoned: dict[Hashable, tuple[Term, Term]] = {}

    @property
    def has_numbers(self) -> bool:
        """Whether any term made so far speaks of numbers, and not of Boolean atoms alone."""
        spoken_of = any(numbers.made for numbers in self.numbers.values())
        return bool(self.side or self._reckoned) or spoken_of

    def term(self, signal: Signal) -> Term:
        """The term of a signal."""
        open_signals = [signal]
        while open_signals:
            at = open_signals[-1]
            missing = [part for part in self.circuit.parts[at] if part not in self._terms]
            if at in self._terms or not missing:
                open_signals.pop()
                if at not in self._terms:
                    self._terms[at] = self._made(at)
            else:
                open_signals += missing
        return self._terms[signal]

    def tie(self) -> None:
        """Assert what holds between the items that are counted from the same cases."""
        for numbers in self.numbers.values():
            numbers.tie()

    def _made(self, signal: Signal) -> Term:
        parts = [self._terms[part] for part in self.circuit.parts[signal]]
        match self.circuit.kinds[signal]:
            case Kind.CONSTANT:
                return z3.BoolVal(signal == TRUE)
            case Kind.INPUT:
                return self._input(self.circuit.keys[signal])
            case Kind.AND:
                return _joined(z3.Z3_mk_and, parts)
            case Kind.OR:
                return _joined(z3.Z3_mk_or, parts)
            case Kind.XOR:
                return z3.Xor(*parts)
            case Kind.NOT:
                return z3.Not(parts[0])
            case Kind.LOOKED_UP:
                key, output = self.circuit.looked_up_as(signal)
                if isinstance(key, OpenGapOver):
                    own = self.circuit.parts[signal]
                    return self.term(gap_of_lookup(self.worlds[key.world], key.key, own))
                assert isinstance(key, ReckonedAreas)
                asked = (key, self.circuit.parts[signal])
                if asked not in self._reckoned:
                    reckoner = Reckoner(self.numbers[key.world], key.key, parts)
                    self._reckoned[asked] = reckoner.decide(key.key.question)
                return self._reckoned[asked][output]

    def _input(self, key: Hashable) -> Term:
        if isinstance(key, Reckoned):
            asked = (key.world, key.question)
            if asked not in self._reckoned:
                self._reckoned[asked] = Reckoner(self.numbers[key.world]).decide(key.question)
            return self._reckoned[asked][0 if key.rail is Rail.SURELY else 1]
        if isinstance(key, OpenGap):
            return self.term(gap_of_row(self.worlds[key.world], key.question))
        if isinstance(key, NoMore):
            one, other = (self.numbers[world].value(key.column) for world in (key.world, key.other))
            return one <= other
        if isinstance(key, Within):
            value = self.numbers[key.world].value(key.column)
            low = [] if key.lowest is None else [rational(key.lowest) <= value]
            return z3.And(*low, *([] if key.highest is None else [value <= rational(key.highest)]))
        return self._atom(key)

    def _atom(self, key: Hashable) -> Term:
        among = self.assumed if isinstance(key, Assumed) else self.atoms
        if key not in among:
            among[key] = z3.Bool(f"a{len(self.atoms)}.{len(self.assumed)}")
        return among[key]


def _joined(make: Callable[..., Any], parts: Sequence[Term]) -> Term:
    """Several terms joined. Most terms are made so, and without the checks of Z3's own And and Or."""
    context = z3.main_ctx()
    terms = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(make(context.ref(), len(parts), terms), context)
