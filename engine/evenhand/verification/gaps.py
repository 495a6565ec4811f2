"""Whether a table may have a gap: of which some row may hold, and none need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

from evenhand.backends.planes import ColumnState
from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Signal
from evenhand.backends.planes.knowing import decide_row
from evenhand.backends.planes.looked_up import decide_combination
from evenhand.backends.planes.reading import LookUp
from evenhand.backends.planes.row_leaves import RowGap, columns_of
from evenhand.domain import Scale
from evenhand.evaluation import Existence, Truth
from evenhand.evaluation.trace import Names
from evenhand.verification.combining import Choices, combined
from evenhand.verification.worlds import MOST_COMBINATIONS, World


def gap_of_row(world: World, question: RowGap) -> Signal:
    """Whether a table that reads no area and no finding may have a gap, where no row surely holds."""
    columns = [column for column in columns_of(question) if column in world.spaces]
    choices = [world.choices(column) for column in columns]

    def decide(*states: ColumnState) -> bool:
        return decide_row(question, columns, states)[1]

    if prod(map(len, choices)) > MOST_COMBINATIONS:
        return world.not_shut_out(question)
    return combined(world.circuit, choices, decide)


def gap_of_lookup(world: World, key: LookUp, arguments: Sequence[Signal]) -> Signal:
    """Whether a table that reads areas or findings may have a gap, where no row surely holds."""
    choices: list[Choices] = [*_of_lookup(world.circuit, key, arguments)]
    choices += [world.choices(column) for column in key.columns]
    if prod(map(len, choices)) > MOST_COMBINATIONS:
        return world.not_shut_out((key, tuple(arguments)))
    areas, findings = len(key.areas), len(key.areas) + len(key.findings)

    def decide(*found: Any) -> bool:
        return decide_combination(key, found[:areas], found[areas:findings], found[findings:])[1]

    return combined(world.circuit, choices, decide)


def _of_lookup(circuit: Circuit, key: LookUp, arguments: Sequence[Signal]) -> Iterator[Choices]:
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
