"""What may be asked of a rule set over columns, as rising levels of signals.

The levels of one question are nested: each holds only where the one before does. So a row's answer is how
many of its levels hold, and a whole table of answers is counted from a few planes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Flag, StrEnum, auto
from typing import Final, NamedTuple

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.backends.planes.rails import Rails, Steps
from evenhand.backends.planes.reading import Reading
from evenhand.backends.planes.rule_circuit import RuleCircuit
from evenhand.backends.planes.tables import counting_rows
from evenhand.language import Part, Place, TablePart, parts_of


class Asked(Flag):
    """What is to be worked out. What nobody asks for is not."""

    PROPOSED = auto()
    PROVISIONAL = auto()
    REACH = auto()
    """With whether the area is judged, and in conflict."""
    PERMITTED = auto()
    RULES = auto()
    FINDINGS = auto()

    CONDITIONS = auto()
    """Every leaf, and every row of a table. It takes more planes than all that follows from them."""

    EVERYTHING = PROPOSED | PROVISIONAL | REACH | PERMITTED | RULES | FINDINGS
    """Everything that follows; not CONDITIONS."""


class About(StrEnum):
    """One question about one area, rule, finding or condition."""

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
    CONDITION = "condition"


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
    About.CONDITION: 0,
}


class View(NamedTuple):
    """One question: about what, and about which area, rule or finding (by id), or condition (`place_id`)."""

    about: About
    id: str

    @property
    def first(self) -> int:
        """The code of a row for which no level holds; each level adds one.

        Rules, findings, conditions, conflicts and whether an area is judged: 0 no, 1 possibly, 2 surely. Of
        a row of a table: whether it is the one that counts. Grades: their position, below that NONE or, for
        a proposed or provisional grade, why there is none.
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
    if Asked.CONDITIONS in asked:
        found |= {
            View(About.CONDITION, place_id(place)): _levels(rails)
            for part in parts_of(rules.in_force)
            for place, rails in _conditions(part, rules.known)
        }
    return found


def place_id(place: Place) -> str:
    """What a leaf, or a row of a table, is called among views.

    >>> place_id(("HP3", "when", 2))
    'HP3/when/2'
    """
    return "/".join(map(str, place))


def _conditions(part: Part, known: Reading) -> Iterator[tuple[Place, Rails]]:
    for place, leaf, _ in part.leaves():
        yield place, known.leaf(leaf)
    if isinstance(part, TablePart):
        counting = counting_rows(part.table, known, part.rule, part.scale)
        circuit = known.circuit
        others = circuit.either(circuit.at_least(2, counting.rows), counting.gap.possibly)
        for row, possibly in zip(part.table.rows, counting.rows, strict=True):
            yield part.place(row.id), Rails(circuit.both(possibly, circuit.negated(others)), possibly)


def _levels(rails: Rails) -> tuple[Signal, ...]:
    return rails.possibly, rails.surely


def _graded(circuit: Circuit, there_is_one: Signal, steps: Steps) -> tuple[Signal, ...]:
    above: Sequence[Signal] = [circuit.both(there_is_one, step) for step in steps.signals]
    return there_is_one, *above
