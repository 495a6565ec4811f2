"""What rules make of a world: all that a rule circuit tells, as signals of the circuit of the world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evenhand.backends.planes import RuleCircuit
from evenhand.backends.planes.area_circuit import AreaCircuit
from evenhand.backends.planes.circuit import FALSE, Circuit, Signal
from evenhand.backends.planes.rails import Ends, Rails, Steps
from evenhand.backends.planes.reading import Switch
from evenhand.language import Condition

Found = Mapping[Signal, Signal]
"""For each signal of a rule circuit that was read, the one that it is in a world."""


@dataclass(frozen=True)
class WorldRules:
    """What follows in a world, as signals: as `RuleCircuit` has it, `rows` of tables among it."""

    circuit: Circuit
    rules: dict[str, Rails]
    findings: dict[str, Rails]
    areas: dict[str, AreaCircuit]
    rows: dict[Switch, Rails]
    asked: dict[Condition, Rails]


def rules_in(circuit: Circuit, rules: RuleCircuit, found: Found) -> WorldRules:
    """What rules make of a world of a circuit."""
    return WorldRules(
        circuit,
        {id: _rails(rails, found) for id, rails in rules.rules.items()},
        {id: _rails(rails, found) for id, rails in rules.findings.items()},
        {id: area_in(area, found) for id, area in rules.areas.items()},
        {key: _rails(rails, found) for key, rails in rules.known.rows.items()},
        {condition: _rails(rails, found) for condition, rails in rules.asked.items()},
    )


def signals_of(rules: RuleCircuit) -> Iterable[Signal]:
    """The signals that tell what rules make of a case."""
    for held in (rules.rules, rules.findings, rules.known.rows, rules.asked):
        for rails in held.values():
            yield from rails
    for area in rules.areas.values():
        yield from signals_of_area(area)


def signals_of_area(area: AreaCircuit) -> Iterable[Signal]:
    """The signals that tell what rules make of one area."""
    yield from (*area.judged, *area.conflict, area.has_reach, area.has_permitted, area.proposed)
    for ends in (area.reach, area.permitted):
        yield from (*ends.worst.signals, *ends.best.signals)


def _rails(rails: Rails, found: Found) -> Rails:
    return Rails(found[rails.surely], found[rails.possibly])


def _steps(steps: Steps, found: Found) -> Steps:
    return Steps(tuple(found[step] for step in steps.signals))


def _ends(ends: Ends, found: Found) -> Ends:
    return Ends(_steps(ends.worst, found), _steps(ends.best, found))


def area_in(area: AreaCircuit, found: Found) -> AreaCircuit:
    """What rules make of one area in a world."""
    reach = _ends(area.reach, found)
    return AreaCircuit(
        scale=area.scale,
        judged=_rails(area.judged, found),
        conflict=_rails(area.conflict, found),
        has_reach=found[area.has_reach],
        reach=reach,
        has_permitted=found[area.has_permitted],
        permitted=_ends(area.permitted, found),
        # No obligation asks for the provisional grade.
        has_provisional=FALSE,
        provisional=reach.worst,
        proposed=found[area.proposed],
    )
