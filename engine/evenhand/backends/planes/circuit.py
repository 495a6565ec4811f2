"""A Boolean circuit in which equal parts are one: what follows from some inputs, whatever they are made of.

A signal is a whole number; every signal is made of earlier ones. The circuit of a rule set is built once and
then read over an algebra: over packed bits, over a solver's terms, or over another circuit in which some
inputs have become constants. Every gate is added in the same order for the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple, NewType, Protocol, TypeVar

Signal = NewType("Signal", int)

FALSE = Signal(0)
TRUE = Signal(1)

T = TypeVar("T")


class Kind(IntEnum):
    """What a signal is made of."""

    CONSTANT = 0
    INPUT = 1
    AND = 2
    OR = 3
    XOR = 4
    NOT = 5
    LOOKED_UP = 6


class _Made(NamedTuple):
    """The key of a signal that is looked up, and which of its outputs it is."""

    key: Hashable
    output: int


class Algebra(Protocol[T]):
    """What a circuit can be read over."""

    def constant(self, value: bool) -> T:
        """True or false."""

    def input(self, key: Hashable) -> T:
        """What stands for an input."""

    def both(self, one: T, other: T) -> T:
        """And."""

    def either(self, one: T, other: T) -> T:
        """Or."""

    def differ(self, one: T, other: T) -> T:
        """One of the two and not both."""

    def negated(self, one: T) -> T:
        """Not."""

    def looked_up(self, key: Hashable, output: int, arguments: Sequence[T]) -> T:
        """One output of a table that is no Boolean formula, by its arguments."""


class Circuit:
    """Gates over inputs, each made once. Constants are folded where a gate is made."""

    def __init__(self) -> None:
        self.kinds = [Kind.CONSTANT, Kind.CONSTANT]
        self.parts: list[tuple[Signal, ...]] = [(), ()]
        self.keys: dict[Signal, Hashable] = {}
        self._made: dict[tuple[Hashable, ...], Signal] = {}

    def __len__(self) -> int:
        return len(self.kinds)

    def _gate(self, kind: Kind, parts: tuple[Signal, ...], key: Hashable = None) -> Signal:
        made = (kind, parts, key)
        found = self._made.get(made)
        if found is None:
            found = self._made[made] = Signal(len(self.kinds))
            self.kinds.append(kind)
            self.parts.append(parts)
            if key is not None:
                self.keys[found] = key
        return found

    # --- the algebra of signals ----------------------------------------------------------------------

    def constant(self, value: bool) -> Signal:
        """The signal that is always true, or always false."""
        return TRUE if value else FALSE

    def input(self, key: Hashable) -> Signal:
        """The input of that key."""
        return self._gate(Kind.INPUT, (), key)

    def negated(self, one: Signal) -> Signal:
        """Not."""
        if one in (FALSE, TRUE):
            return Signal(1 - one)
        if self.kinds[one] is Kind.NOT:
            return self.parts[one][0]
        return self._gate(Kind.NOT, (one,))

    def both(self, one: Signal, other: Signal) -> Signal:
        """And."""
        one, other = min(one, other), max(one, other)
        if one == FALSE or self._opposite(one, other):
            return FALSE
        if one in (TRUE, other):
            return other
        return self._gate(Kind.AND, (one, other))

    def either(self, one: Signal, other: Signal) -> Signal:
        """Or."""
        one, other = min(one, other), max(one, other)
        if one == TRUE or self._opposite(one, other):
            return TRUE
        if one in (FALSE, other):
            return other
        return self._gate(Kind.OR, (one, other))

    def differ(self, one: Signal, other: Signal) -> Signal:
        """One of the two and not both."""
        one, other = min(one, other), max(one, other)
        if one == other:
            return FALSE
        if one == FALSE:
            return other
        if one == TRUE:
            return self.negated(other)
        return self._gate(Kind.XOR, (one, other))

    def looked_up(self, key: Hashable, output: int, arguments: Sequence[Signal]) -> Signal:
        """One output of a table by its arguments."""
        return self._gate(Kind.LOOKED_UP, tuple(arguments), _Made(key, output))

    def looked_up_as(self, signal: Signal) -> tuple[Hashable, int]:
        """The key and the output of a signal that is looked up."""
        made = self.keys[signal]
        assert isinstance(made, _Made)
        return made

    def looked_up_signals(self) -> list[Signal]:
        """Every signal that is looked up."""
        return [Signal(at) for at, kind in enumerate(self.kinds) if kind is Kind.LOOKED_UP]

    def _opposite(self, one: Signal, other: Signal) -> bool:
        return (self.kinds[other] is Kind.NOT and self.parts[other][0] == one) or (
            self.kinds[one] is Kind.NOT and self.parts[one][0] == other
        )

    # --- gates of several ----------------------------------------------------------------------------

    def all_of(self, parts: Iterable[Signal]) -> Signal:
        """Every one of the parts; true of none."""
        found = TRUE
        for part in parts:
            found = self.both(found, part)
        return found

    def any_of(self, parts: Iterable[Signal]) -> Signal:
        """At least one of the parts; false of none."""
        found = FALSE
        for part in parts:
            found = self.either(found, part)
        return found

    def chosen(self, condition: Signal, then: Signal, otherwise: Signal) -> Signal:
        """`then` where the condition holds, else `otherwise`."""
        if then == otherwise:
            return then
        return self.either(self.both(condition, then), self.both(self.negated(condition), otherwise))

    def at_least(self, needed: int, parts: Sequence[Signal]) -> Signal:
        """At least `needed` of the parts; one that stands there twice counts twice.

        Short or lopsided counts are made of `and` and `or` alone, the others of adders, so that the circuit
        grows with the number of parts and not with its square.
        """
        open_parts = [part for part in parts if part not in (FALSE, TRUE)]
        needed -= sum(part == TRUE for part in parts)
        if needed <= 0:
            return TRUE
        if needed > len(open_parts):
            return FALSE
        if 2 * needed * (len(open_parts) - needed + 1) <= 6 * len(open_parts):
            return self._counted(needed, open_parts)
        return self._added_up(needed, open_parts)

    def _counted(self, needed: int, parts: Sequence[Signal]) -> Signal:
        """By "at least k of the first i": the ones before, or one fewer and this one."""
        reached = [TRUE] + [FALSE] * needed
        for at, part in enumerate(parts):
            # Counts that can no longer lead to what is needed are left out.
            least = max(1, needed - (len(parts) - at - 1))
            for count in range(min(needed, at + 1), least - 1, -1):
                reached[count] = self.either(reached[count], self.both(reached[count - 1], part))
        return reached[needed]

    def _added_up(self, needed: int, parts: Sequence[Signal]) -> Signal:
        holds = TRUE
        total = self._sum(parts)
        if needed >> len(total):
            return FALSE
        for place, bit in enumerate(total):
            holds = self.both(bit, holds) if needed >> place & 1 else self.either(bit, holds)
        return holds

    def _sum(self, parts: Sequence[Signal]) -> list[Signal]:
        """How many of the parts hold, as binary digits, the lowest first: a tree of carry-save adders."""
        digits: list[Signal] = []
        column = list(parts)
        while column:
            carried: list[Signal] = []
            while len(column) >= 3:
                one, other, third = column[:3]
                half = self.differ(one, other)
                column[:3] = []
                column.append(self.differ(half, third))
                carried.append(self.either(self.both(one, other), self.both(half, third)))
            if len(column) == 2:
                one, other = column
                column = [self.differ(one, other)]
                carried.append(self.both(one, other))
            digits.append(column[0])
            column = carried
        return digits

    # --- reading it ----------------------------------------------------------------------------------

    def needed_for(self, outputs: Iterable[Signal]) -> list[Signal]:
        """The signals that some outputs rest on, each after those it is made of."""
        needed: set[Signal] = set()
        open_signals = list(outputs)
        while open_signals:
            signal = open_signals.pop()
            if signal not in needed:
                needed.add(signal)
                open_signals += self.parts[signal]
        return sorted(needed)

    def read(self, outputs: Sequence[Signal], algebra: Algebra[T]) -> list[T]:
        """What the outputs are in an algebra. Signals that they do not rest on are never made."""
        made = self.read_all(outputs, algebra)
        return [made[signal] for signal in outputs]

    def read_all(self, outputs: Sequence[Signal], algebra: Algebra[T]) -> dict[Signal, T]:
        """What the outputs and all that they rest on are in an algebra."""
        made: dict[Signal, T] = {}
        self._read(self.needed_for(outputs), algebra, made)
        return made

    def read_again(
        self, made: Mapping[Signal, T], changed: Iterable[Signal], algebra: Algebra[T]
    ) -> dict[Signal, T]:
        """What was read before (`made`) is in an algebra in which some inputs have become something else."""
        changing = set(changed)
        for signal in made:
            if not changing.isdisjoint(self.parts[signal]):
                changing.add(signal)
        found = dict(made)
        self._read(sorted(changing.intersection(made)), algebra, found)
        return found

    def _read(self, signals: Sequence[Signal], algebra: Algebra[T], made: dict[Signal, T]) -> None:
        """Add what some signals are, each after those that it is made of."""
        by_kind: dict[Kind, Callable[..., T]] = {
            Kind.AND: algebra.both,
            Kind.OR: algebra.either,
            Kind.XOR: algebra.differ,
            Kind.NOT: algebra.negated,
        }
        for signal in signals:
            kind = self.kinds[signal]
            parts = [made[part] for part in self.parts[signal]]
            match kind:
                case Kind.CONSTANT:
                    made[signal] = algebra.constant(signal == TRUE)
                case Kind.INPUT:
                    made[signal] = algebra.input(self.keys[signal])
                case Kind.LOOKED_UP:
                    made[signal] = algebra.looked_up(*self.looked_up_as(signal), parts)
                case _:
                    made[signal] = by_kind[kind](*parts)
