"""A circuit as a list of operations on packed planes, run over rows a chunk at a time.

The circuit is first read over another one in which the inputs are what the coded columns have for them, so
that whatever is constant there (an area that nobody gives, a column that is never unknown) is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.basis import Expression
from evenhand.backends.planes.bits import WORD, clear_tail, words_for
from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Kind, Signal
from evenhand.backends.planes.coding import CodedColumns
from evenhand.backends.planes.looked_up import look_up
from evenhand.backends.planes.reading import LookUp

CHUNK_WORDS: Final = 2048
"""Words of a plane decided at a time, so that the planes in use stay in the processor's cache."""

_UFUNCS: Final[Mapping[Kind, Callable[..., Any]]] = {
    Kind.AND: np.bitwise_and,
    Kind.OR: np.bitwise_or,
    Kind.XOR: np.bitwise_xor,
    Kind.NOT: np.invert,
}


class _Specialised(Circuit):
    """A circuit whose inputs are planes by their number; what reads it says what its own inputs are."""

    def __init__(self, inputs: Mapping[Hashable, Expression]) -> None:
        super().__init__()
        self.expressions = inputs

    def input(self, key: Hashable) -> Signal:
        """What the planes have for an input."""
        expression = self.expressions[key]
        found = self.any_of(self._gate(Kind.INPUT, (), plane) for plane in expression.planes)
        return self.negated(found) if expression.turned else found


@dataclass(frozen=True, slots=True)
class _Operation:
    """One gate for a chunk: a ufunc from some slots to one. Slots are input planes, outputs and buffers."""

    ufunc: Callable[..., Any]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _LookUps:
    """Some rows looked up: from the slots of its arguments to the slots of its outputs."""

    key: LookUp
    arguments: tuple[Signal, ...]
    slots: tuple[int, ...]
    outputs: tuple[tuple[int, int], ...]


@dataclass
class _Slots:
    """Where signals are while a chunk is decided: planes first, then outputs, then buffers used in turn."""

    first_buffer: int
    free: list[int] = field(default_factory=list)
    buffers: int = 0

    def take(self) -> int:
        if self.free:
            return self.free.pop()
        self.buffers += 1
        return self.first_buffer + self.buffers - 1


class Program:
    """What some outputs of a circuit are, for coded columns of one form."""

    def __init__(
        self, circuit: Circuit, outputs: Sequence[Signal], inputs: Mapping[Hashable, Expression]
    ) -> None:
        own = _Specialised(inputs)
        self.circuit = own
        self.outputs = circuit.read(outputs, own)
        self._place()

    def _place(self) -> None:
        """Give every signal its slot, and list the operations, each gate as late as it is needed."""
        circuit = self.circuit
        needed = circuit.needed_for(self.outputs)
        self.planes = [signal for signal in needed if circuit.kinds[signal] is Kind.INPUT]
        gates = [signal for signal in needed if circuit.kinds[signal] not in (Kind.INPUT, Kind.CONSTANT)]
        kept = dict.fromkeys(signal for signal in self.outputs if signal in set(gates))
        self.kept = list(kept)
        self.where: dict[Signal, int] = {}
        for signal in [*self.planes, *self.kept]:
            self.where[signal] = len(self.where)
        order = self._order()
        uses = dict.fromkeys(gates, 0)
        for signal in order:
            for part in circuit.parts[signal]:
                if part in uses:
                    uses[part] += 1
        slots = _Slots(len(self.where))
        self.operations: list[_Operation | _LookUps] = []
        for signal in order:
            parts = circuit.parts[signal]
            # Constants are arguments of what is looked up alone: gates have none left.
            read = tuple(self._slot_of(part) for part in parts)
            target = self.where.get(signal)
            if circuit.kinds[signal] is not Kind.LOOKED_UP:
                self._release(parts, uses, kept, slots)
            if target is None:
                target = self.where[signal] = slots.take()
            if circuit.kinds[signal] is Kind.LOOKED_UP:
                key, output = circuit.looked_up_as(signal)
                assert isinstance(key, LookUp)
                self.operations.append(_LookUps(key, parts, read, ((output, target),)))
                self._release(parts, uses, kept, slots)
            else:
                self.operations.append(_Operation(_UFUNCS[circuit.kinds[signal]], (*read, target)))
        self.buffers = slots.buffers

    def _slot_of(self, part: Signal) -> int:
        return -1 - part if part in (FALSE, TRUE) else self.where[part]

    def _release(
        self, parts: Sequence[Signal], uses: dict[Signal, int], kept: Mapping[Signal, None], slots: _Slots
    ) -> None:
        """Free the buffers of parts that nothing reads any more."""
        for part in parts:
            if part in uses:
                uses[part] -= 1
                if uses[part] == 0 and part not in kept:
                    slots.free.append(self.where[part])

    def _order(self) -> list[Signal]:
        """The gates, each after its parts and close to what reads it."""
        circuit = self.circuit
        order: list[Signal] = []
        done = {FALSE, TRUE, *self.planes}
        stack = [(signal, False) for signal in reversed(self.kept)]
        while stack:
            signal, ready = stack.pop()
            if signal in done:
                continue
            if ready:
                done.add(signal)
                order.append(signal)
                continue
            stack.append((signal, True))
            stack += [(part, False) for part in reversed(circuit.parts[signal])]
        return order

    # --- running -------------------------------------------------------------------------------------

    def run(self, coded: CodedColumns, chunk_words: int = CHUNK_WORDS) -> NDArray[np.uint64]:
        """The planes of the outputs that are gates (`kept`), for all rows."""
        words = words_for(coded.rows)
        found = np.empty((len(self.kept), words), dtype="<u8")
        buffers = np.empty((self.buffers, min(chunk_words, max(words, 1))), dtype="<u8")
        numbers = [int(self.circuit.keys[signal]) for signal in self.planes]  # type: ignore[call-overload]
        for start in range(0, words, chunk_words):
            stop = min(start + chunk_words, words)
            slots = [coded.planes[number, start:stop] for number in numbers]
            slots += list(found[:, start:stop])
            slots += list(buffers[:, : stop - start])
            self._run_chunk(slots, coded, start)
        if words:
            clear_tail(found, coded.rows)
        return found

    def _run_chunk(self, slots: list[NDArray[np.uint64]], coded: CodedColumns, start: int) -> None:
        looked_up: dict[tuple[LookUp, tuple[Signal, ...]], Any] = {}
        for operation in self.operations:
            if isinstance(operation, _Operation):
                operation.ufunc(*[slots[slot] for slot in operation.slots])
            else:
                call = (operation.key, operation.arguments)
                if call not in looked_up:
                    arguments = [slots[slot] if slot >= 0 else slot == -2 for slot in operation.slots]
                    rows = (start * WORD, min(coded.rows, (start + len(slots[0])) * WORD))
                    looked_up[call] = look_up(operation.key, arguments, coded.raw, rows)
                for output, target in operation.outputs:
                    slots[target][:] = looked_up[call][output]
