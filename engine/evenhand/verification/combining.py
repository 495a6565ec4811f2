"""What is decided for each combination of a few things, as a circuit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from evenhand.backends.planes.circuit import Circuit, Signal

Choices = Sequence[tuple[Signal, Any]]
"""What something may be, each with the signal that it is."""


def combined(circuit: Circuit, choices: Sequence[Choices], decide: Callable[..., bool]) -> Signal:
    """Whether something holds that is decided for each combination of choices."""
    *others, last = choices
    parts = []
    for chosen in product(*others):
        holding = [signal for signal, one in last if decide(*(value for _, value in chosen), one)]
        if holding:
            own = [signal for signal, _ in chosen]
            parts.append(circuit.all_of([*own, circuit.any_of(holding)]))
    return circuit.any_of(parts)
