"""What can become of an area, as signals: each grade, not judged, and all that can be seen of it."""

from __future__ import annotations

from evenhand.backends.planes.area_circuit import AreaCircuit
from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.backends.planes.rails import Rails


def at_grade(circuit: Circuit, area: AreaCircuit, position: int) -> Rails:
    """That an area is at a grade: proposed it, or possibly at it."""
    worst, best = area.reach
    beyond = circuit.negated(worst.at_least(position + 1))
    return Rails(
        circuit.all_of([area.proposed, worst.at_least(position), beyond]),
        circuit.all_of([area.has_reach, best.at_least(position), beyond]),
    )


def not_judged(circuit: Circuit, area: AreaCircuit) -> Rails:
    """That an area is not judged."""
    return Rails(circuit.negated(area.judged.possibly), circuit.negated(area.judged.surely))


def outcome_signals(circuit: Circuit, area: AreaCircuit) -> list[Signal]:
    """All that can be seen of an area's outcome: judged, conflict, reach and permitted range."""
    found = [*area.judged, *area.conflict]
    for there, ends in ((area.has_reach, area.reach), (area.has_permitted, area.permitted)):
        found += [circuit.both(there, step) for steps in ends for step in steps.signals]
    return found
