"""In which order the gates of a circuit are made, and where each is kept while a chunk of rows is decided.

A *slot* holds one signal for the rows of a chunk: first the planes that are read, then the outputs, then
buffers, which are used again as soon as nothing reads what they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Kind, Signal

ALWAYS_FALSE: Final = -1
ALWAYS_TRUE: Final = -2
"""What stands for a slot where an argument of what is looked up is constant. Gates have no constant parts."""


@dataclass(frozen=True, slots=True)
class Step:
    """One signal to make: from some slots into one."""

    signal: Signal
    kind: Kind
    reads: tuple[int, ...]
    target: int


class Schedule:
    """The steps that make some outputs of a circuit.

    `planes` are the inputs that they rest on and `kept` the outputs that are gates, in the order of their
    slots; `buffers` says how many slots follow.
    """

    def __init__(self, circuit: Circuit, outputs: Sequence[Signal]) -> None:
        self.circuit = circuit
        needed = circuit.needed_for(outputs)
        made = {signal for signal in needed if circuit.kinds[signal] not in (Kind.INPUT, Kind.CONSTANT)}
        self.planes = [signal for signal in needed if circuit.kinds[signal] is Kind.INPUT]
        self.kept = list(dict.fromkeys(signal for signal in outputs if signal in made))
        self._slots = {signal: slot for slot, signal in enumerate([*self.planes, *self.kept])}
        self._lasting = frozenset(self._slots)
        self._free: list[int] = []
        self.buffers = 0
        order = self._order()
        self._uses = dict.fromkeys(order, 0)
        for signal in order:
            self._count_uses(signal, 1)
        self.steps = [self._step(signal) for signal in order]

    def _order(self) -> list[Signal]:
        """The signals to make, each after its parts and close to what reads it."""
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

    def _step(self, signal: Signal) -> Step:
        kind = self.circuit.kinds[signal]
        reads = tuple(self._slot_of(part) for part in self.circuit.parts[signal])
        # A gate may write over a part that nothing else reads; what is looked up may not.
        if kind is Kind.LOOKED_UP:
            target = self._target(signal)
            self._count_uses(signal, -1)
        else:
            self._count_uses(signal, -1)
            target = self._target(signal)
        return Step(signal, kind, reads, target)

    def _slot_of(self, part: Signal) -> int:
        if part in (FALSE, TRUE):
            return ALWAYS_TRUE if part == TRUE else ALWAYS_FALSE
        return self._slots[part]

    def _target(self, signal: Signal) -> int:
        if signal not in self._slots:
            if not self._free:
                self._free.append(len(self._lasting) + self.buffers)
                self.buffers += 1
            self._slots[signal] = self._free.pop()
        return self._slots[signal]

    def _count_uses(self, signal: Signal, by: int) -> None:
        """Count who still reads the parts of a signal; the buffer of one that nobody reads is free."""
        for part in self.circuit.parts[signal]:
            if part in self._uses:
                self._uses[part] += by
                if not self._uses[part] and part not in self._lasting:
                    self._free.append(self._slots[part])
