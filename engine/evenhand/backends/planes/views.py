"""What may be asked of a rule set over columns, as rising levels of signals.

The levels of one question are nested: each holds only where the one before does. So a row's answer is how
many of its levels hold, and a whole table of answers is counted from a few planes.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Flag, StrEnum, auto
from typing import Final, NamedTuple

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.backends.planes.rails import Rails, Steps
from evenhand.backends.planes.rule_circuit import RuleCircuit


class Asked(Flag):
    """What is to be worked out. What nobody asks for is not."""

    PROPOSED = auto()
    PROVISIONAL = auto()
    REACH = auto()
    """With whether the area is judged, and in conflict."""
    PERMITTED = auto()
    RULES = auto()
    FINDINGS = auto()

    EVERYTHING = PROPOSED | PROVISIONAL | REACH | PERMITTED | RULES | FINDINGS


class About(StrEnum):
    """One question about one area, rule or finding."""

    PROPOSED = "proposed"
    PROVISIONAL = "provisional"
    WORST = "worst of reach"
    BEST = "best of reach"
    FLOOR = "floor"
    CEILING = "ceiling"
    JUDGED = "judged"
    CONFLICT = "conflict"
    RULE = "rule"
    FINDING = "finding"


NONE: Final = -1
"""The code of a row that has no such grade."""

UNDECIDED: Final = -1
NOT_JUDGED_CODE: Final = -3
"""The codes of rows for which no grade is proposed, or is there provisionally."""

_FIRST: Final = {
    About.PROPOSED: NOT_JUDGED_CODE,
    About.PROVISIONAL: NOT_JUDGED_CODE,
    About.JUDGED: 0,
    About.CONFLICT: 0,
    About.RULE: 0,
    About.FINDING: 0,
}


class View(NamedTuple):
    """One question: about what, and about which area, rule or finding (by id)."""

    about: About
    id: str

    @property
    def first(self) -> int:
        """The code of a row for which no level holds; each level adds one.

        Rules, findings, conflicts and whether an area is judged: 0 no, 1 possibly, 2 surely. Grades: their
        position, below that NONE or, for a proposed or provisional grade, why there is none.
        """
        return _FIRST.get(self.about, NONE)


def views_of(rules: RuleCircuit, asked: Asked) -> dict[View, tuple[Signal, ...]]:
    """The levels of everything that is asked."""
    found: dict[View, tuple[Signal, ...]] = {}
    circuit = rules.circuit
    for id, area in rules.areas.items():
        stuck = circuit.both(area.conflict.surely, area.judged.surely)
        open_ = circuit.both(area.judged.possibly, circuit.negated(stuck))
        if Asked.PROPOSED in asked:
            graded = _graded(circuit, area.proposed, area.reach.worst)
            found[View(About.PROPOSED, id)] = (area.judged.possibly, open_, *graded)
        if Asked.PROVISIONAL in asked:
            # An area in certain conflict has no provisional grade, so these levels are nested too.
            graded = _graded(circuit, area.has_provisional, area.provisional)
            found[View(About.PROVISIONAL, id)] = (area.judged.possibly, open_, *graded)
        if Asked.REACH in asked:
            found[View(About.WORST, id)] = _graded(circuit, area.has_reach, area.reach.worst)
            found[View(About.BEST, id)] = _graded(circuit, area.has_reach, area.reach.best)
            found[View(About.JUDGED, id)] = _levels(area.judged)
            found[View(About.CONFLICT, id)] = _levels(area.conflict)
        if Asked.PERMITTED in asked:
            found[View(About.FLOOR, id)] = _graded(circuit, area.has_permitted, area.permitted.worst)
            found[View(About.CEILING, id)] = _graded(circuit, area.has_permitted, area.permitted.best)
    if Asked.RULES in asked:
        found |= {View(About.RULE, id): _levels(rails) for id, rails in rules.rules.items()}
    if Asked.FINDINGS in asked:
        found |= {View(About.FINDING, id): _levels(rails) for id, rails in rules.findings.items()}
    return found


def _levels(rails: Rails) -> tuple[Signal, ...]:
    return rails.possibly, rails.surely


def _graded(circuit: Circuit, there_is_one: Signal, steps: Steps) -> tuple[Signal, ...]:
    above: Sequence[Signal] = [circuit.both(there_is_one, step) for step in steps.signals]
    return there_is_one, *above
