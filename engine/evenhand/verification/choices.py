"""What is decided for each combination of a few things, as a circuit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Signal
from evenhand.backends.planes.reading import LookUp
from evenhand.domain import Scale
from evenhand.evaluation import Existence, Truth
from evenhand.evaluation.trace import Names

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


def choices_of_lookup(circuit: Circuit, key: LookUp, arguments: Sequence[Signal]) -> Iterator[Choices]:
    """What the areas and findings of something looked up may be; `arguments` are as `LookUp` says."""
    at = 0
    for _, scale in key.areas:
        size = 3 + 2 * (len(scale) - 1)
        yield list(_of_area(circuit, scale, arguments[at : at + size]))
        at += size
    for _ in key.findings:
        surely, possibly = arguments[at : at + 2]
        at += 2
        yield [
            (surely, Truth.TRUE),
            (circuit.both(possibly, circuit.negated(surely)), Truth.UNKNOWN),
            (circuit.negated(possibly), Truth.FALSE),
        ]


def _of_area(circuit: Circuit, scale: Scale, signals: Sequence[Signal]) -> Iterator[tuple[Signal, Names]]:
    """What an area may be to who reads it: a run of grades or any, judged or perhaps; or not judged."""
    surely, possibly, in_conflict = signals[:3]
    top = len(scale) - 1
    worst, best = _places(circuit, signals[3 : 3 + top]), _places(circuit, signals[3 + top :])
    yield circuit.negated(possibly), Names(scale, 0, Existence.NO)
    perhaps = circuit.both(possibly, circuit.negated(surely))
    settled = circuit.negated(in_conflict)
    for judged, existence in ((surely, Existence.YES), (perhaps, Existence.MAYBE)):
        yield circuit.both(judged, in_conflict), Names(scale, scale.whole, existence, True)
        for low in range(top + 1):
            for high in range(low, top + 1):
                here = circuit.all_of([judged, settled, worst[low], best[high]])
                yield here, Names(scale, (1 << high + 1) - (1 << low), existence)


def _places(circuit: Circuit, steps: Sequence[Signal]) -> list[Signal]:
    """That a position is the first, the second and so on, from that it is at least so high."""
    ends = [TRUE, *steps, FALSE]
    return [circuit.both(ends[at], circuit.negated(ends[at + 1])) for at in range(len(steps) + 1)]
