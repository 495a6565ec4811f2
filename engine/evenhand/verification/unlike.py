"""In what way two rule sets differ about an area, as signals over one world."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evenhand.backends.planes.area_circuit import AreaCircuit
from evenhand.backends.planes.circuit import FALSE, Circuit, Signal
from evenhand.backends.planes.rails import Steps
from evenhand.domain import Conflict, Judged, Outcome
from evenhand.verification.sides import BothRead, SameArea


class Direction(StrEnum):
    """In what way the second rule set differs from the first in one inspection.

    `other` is everything that is not a matter of better or worse: an area that is judged, or in conflict, in
    one of them alone, and grades that cannot be compared.
    """

    STRICTER = "stricter"
    SOFTER = "softer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unlike:
    """That the second differs from the first, by direction, and that the permitted range does.

    `shown` is the same as `by` where nothing is left open: on each side there is one grade, or the area is
    surely not judged or surely in conflict.
    """

    by: dict[Direction, Signal]
    shown: dict[Direction, Signal]
    permitted: Signal


def unlike(both: BothRead, same: SameArea) -> Unlike:
    """In what way the two differ about an area in a world."""
    circuit = both.world.circuit
    one, other = both.before.areas[same.id], both.after.areas[same.id]
    graded = circuit.all_of(_graded(circuit, area) for area in (one, other))
    proposed = circuit.both(one.proposed, other.proposed)
    seen = _seen_apart(circuit, one, other, same)
    by = dict.fromkeys(Direction, FALSE)
    by[Direction.OTHER] = circuit.both(circuit.negated(graded), seen)
    shown = {Direction.OTHER: _kinds_apart(circuit, one, other)}
    if same.comparable:
        lower, higher = _moved(circuit, one, other, same)
        by[Direction.STRICTER] = circuit.both(graded, lower)
        by[Direction.SOFTER] = circuit.both(graded, higher)
    else:
        # No grade of one stands for one of the other.
        by[Direction.OTHER] = circuit.either(by[Direction.OTHER], graded)
        shown[Direction.OTHER] = circuit.either(shown[Direction.OTHER], proposed)
    for direction in (Direction.STRICTER, Direction.SOFTER):
        shown[direction] = circuit.both(proposed, by[direction])
    return Unlike(by, shown, _permitted_apart(circuit, one, other, same))


def directions_of(one: Outcome, other: Outcome, same: SameArea) -> set[Direction]:
    """In which directions two outcomes of an area differ; none where they do not."""
    seen = [(outcome.judged, outcome.conflict, outcome.reach) for outcome in (one, other)]
    if any(judged is not Judged.YES or conflict is not Conflict.NO for judged, conflict, _ in seen):
        placed = None if other.reach is None or not same.comparable else _placed(other.reach, same)
        return set() if seen[0] == (*seen[1][:2], placed) else {Direction.OTHER}
    if not same.comparable:
        return {Direction.OTHER}
    assert one.reach is not None and other.reach is not None
    pairs = list(zip(one.reach, _placed(other.reach, same), strict=True))
    found = {Direction.STRICTER} if any(last < first for first, last in pairs) else set()
    return found | ({Direction.SOFTER} if any(last > first for first, last in pairs) else set())


def are_told(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes leave nothing open: each is a grade, surely not judged or surely in conflict."""
    return all(
        outcome.proposed is not None
        or outcome.judged is Judged.NO
        or (outcome.judged is Judged.YES and outcome.conflict is Conflict.CERTAIN)
        for outcome in (one, other)
    )


def _placed(reach: tuple[int, int], same: SameArea) -> tuple[int, int]:
    assert same.places is not None
    worst, best = reach
    return same.places[worst], same.places[best]


def _graded(circuit: Circuit, area: AreaCircuit) -> Signal:
    return circuit.both(area.judged.surely, circuit.negated(area.conflict.possibly))


def on_scale_before(steps: Steps, same: SameArea, top: int) -> Steps:
    """Steps of the scale after on the scale before, for grades that can be compared."""
    places = same.places or ()
    found = []
    for position in range(1, top + 1):
        reached = next((at for at, place in enumerate(places) if place >= position), len(places))
        found.append(steps.at_least(reached))
    return Steps(tuple(found))


def _moved(circuit: Circuit, one: AreaCircuit, other: AreaCircuit, same: SameArea) -> tuple[Signal, Signal]:
    """That an end of the reach is lower in the second, and that one is higher."""
    top = len(one.scale) - 1
    lower, higher = FALSE, FALSE
    for first, last in zip(one.reach, other.reach, strict=True):
        for high, low in zip(first.signals, on_scale_before(last, same, top).signals, strict=True):
            lower = circuit.either(lower, circuit.both(high, circuit.negated(low)))
            higher = circuit.either(higher, circuit.both(low, circuit.negated(high)))
    return lower, higher


def _seen_apart(circuit: Circuit, one: AreaCircuit, other: AreaCircuit, same: SameArea) -> Signal:
    """That anything seen of the outcomes differs: judged, conflict or reach."""
    parts = [
        circuit.differ(first, last)
        for rails in ((one.judged, other.judged), (one.conflict, other.conflict))
        for first, last in zip(*rails, strict=True)
    ]
    parts.append(circuit.differ(one.has_reach, other.has_reach))
    if same.comparable:
        there = circuit.both(one.has_reach, other.has_reach)
        parts.append(circuit.both(there, circuit.either(*_moved(circuit, one, other, same))))
    else:
        parts.append(circuit.both(one.has_reach, other.has_reach))
    return circuit.any_of(parts)


def _kinds_apart(circuit: Circuit, one: AreaCircuit, other: AreaCircuit) -> Signal:
    """That each is surely not judged, surely in conflict or proposed a grade, and not both the same."""
    kinds = [
        (
            circuit.negated(area.judged.possibly),
            circuit.both(area.judged.surely, area.conflict.surely),
            area.proposed,
        )
        for area in (one, other)
    ]
    return circuit.any_of(
        circuit.both(first, last)
        for at, first in enumerate(kinds[0])
        for place, last in enumerate(kinds[1])
        if at != place
    )


def _permitted_apart(circuit: Circuit, one: AreaCircuit, other: AreaCircuit, same: SameArea) -> Signal:
    """That what the fired must-rules leave open differs."""
    if not same.comparable:
        return FALSE
    top = len(one.scale) - 1
    there = circuit.both(one.has_permitted, other.has_permitted)
    parts = [circuit.differ(one.has_permitted, other.has_permitted)]
    for first, last in zip(one.permitted, other.permitted, strict=True):
        for high, low in zip(first.signals, on_scale_before(last, same, top).signals, strict=True):
            parts.append(circuit.both(there, circuit.differ(high, low)))
    return circuit.any_of(parts)
