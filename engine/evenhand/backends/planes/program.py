"""A circuit as operations on packed planes, run over rows a chunk at a time.

The circuit is first read over another one in which the inputs are what the coded columns have for them, so
that whatever is constant there (an area that nobody gives, a column that is never unknown) is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.basis import Expression
from evenhand.backends.planes.bits import WORD, Level, Plane, clear_tail, words_for
from evenhand.backends.planes.circuit import TRUE, Circuit, Kind, Signal
from evenhand.backends.planes.coding import CodedColumns
from evenhand.backends.planes.looked_up import look_up
from evenhand.backends.planes.reading import LookUp
from evenhand.backends.planes.schedule import ALWAYS_TRUE, Schedule, Step

CHUNK_WORDS: Final = 8192
"""Words of a plane decided at a time (524,288 rows).

Larger chunks cost less for each operation, as long as the buffers in use stay in the processor's cache.
"""

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
        self.numbers: dict[Signal, int] = {}

    def input(self, key: Hashable) -> Signal:
        """What the planes have for an input."""
        expression = self.expressions[key]
        found = self.any_of(self._plane(number) for number in expression.planes)
        return self.negated(found) if expression.turned else found

    def _plane(self, number: int) -> Signal:
        signal = super().input(number)
        self.numbers[signal] = number
        return signal


class Program:
    """What some outputs of a circuit are, for coded columns of one form."""

    def __init__(
        self, circuit: Circuit, outputs: Sequence[Signal], inputs: Mapping[Hashable, Expression]
    ) -> None:
        self.circuit = _Specialised(inputs)
        self.outputs = circuit.read(outputs, self.circuit)
        self.schedule = Schedule(self.circuit, self.outputs)

    def run(self, coded: CodedColumns, chunk_words: int = CHUNK_WORDS) -> list[Level]:
        """Every output for all rows. One that is a plane of the coded columns is that plane, not a copy."""
        words = words_for(coded.rows)
        found = np.empty((len(self.schedule.kept), words), dtype="<u8")
        buffers = np.empty((self.schedule.buffers, min(chunk_words, words)), dtype="<u8")
        for start in range(0, words, chunk_words):
            stop = min(start + chunk_words, words)
            slots = [*self._planes(coded.planes[:, start:stop]), *found[:, start:stop]]
            slots += [*buffers[:, : stop - start]]
            self._run_chunk(slots, coded, (start * WORD, min(stop * WORD, coded.rows)))
        if words:
            clear_tail(found, coded.rows)
        kept = dict(zip(self.schedule.kept, found, strict=True))
        return [self._level(signal, coded, kept) for signal in self.outputs]

    def _planes(self, planes: NDArray[np.uint64]) -> Iterator[Plane]:
        for signal in self.schedule.planes:
            yield planes[self.circuit.numbers[signal]]

    def _level(self, signal: Signal, coded: CodedColumns, kept: Mapping[Signal, Plane]) -> Level:
        match self.circuit.kinds[signal]:
            case Kind.CONSTANT:
                return signal == TRUE
            case Kind.INPUT:
                plane: Plane = coded.planes[self.circuit.numbers[signal]]
                return plane
            case _:
                return kept[signal]

    def _run_chunk(self, slots: Sequence[Plane], coded: CodedColumns, rows: tuple[int, int]) -> None:
        """Make every signal for the rows of one chunk: the first, and the one after the last."""
        looked_up: dict[tuple[Hashable, tuple[Signal, ...]], tuple[Plane, Plane]] = {}
        for step in self.schedule.steps:
            if step.kind is not Kind.LOOKED_UP:
                _UFUNCS[step.kind](*[slots[slot] for slot in step.reads], slots[step.target])
                continue
            key, output = self.circuit.looked_up_as(step.signal)
            call = key, self.circuit.parts[step.signal]
            if call not in looked_up:
                assert isinstance(key, LookUp)
                looked_up[call] = look_up(key, _arguments(step, slots), coded.raw, rows)
            slots[step.target][:] = looked_up[call][output]


def _arguments(step: Step, slots: Sequence[Plane]) -> list[Level]:
    return [slots[slot] if slot >= 0 else slot == ALWAYS_TRUE for slot in step.reads]
