"""What is missing where rules leave the grade of a case open."""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.domain import Judged
from evenhand.evaluation import InspectionTrace, interpret
from evenhand.language import (
    GivenOnly,
    PreviousGrade,
    RulesInForce,
    areas_in_leaf,
    areas_of_start,
    atoms_of,
    leaves_of_rule,
    operands_of,
)
from evenhand.services.case_of_row import case_at
from evenhand.services.cases import Cases


def missing_for(cases: Cases, row: int, sides: Iterable[tuple[RulesInForce, str]]) -> tuple[str, ...]:
    """The items that would settle an area of a case, and the areas that have to be given, by id.

    The area is named for each set of rules, as one may call it otherwise.

    An area without rules of its own has to be given; then come the items, the most useful first.
    """
    found: dict[str, None] = {}
    for rules, area in sides:
        trace = interpret(rules, case_at(cases, row, rules))
        found.update(dict.fromkeys(_areas_to_give(trace, area)))
        found.update(dict.fromkeys(trace.areas[area].settle))
        if not found and trace.areas[area].outcome.proposed is None:
            found.update(dict.fromkeys(_previous_to_give(trace)))
    return tuple(found)


def _previous_to_give(trace: InspectionTrace) -> list[str]:
    """The grades of the inspection before that rules read and nobody gave."""
    before = trace.case.previous
    read = [
        atom.area
        for leaf in trace.rules.leaves()
        for operand in operands_of(leaf)
        for atom in atoms_of(operand)
        if isinstance(atom, PreviousGrade)
    ]
    return [f"previous {area}" for area in read if not before.none and area not in before.grades]


def _areas_to_give(trace: InspectionTrace, area: str) -> list[str]:
    waiting, seen, found = [area], {area}, []
    while waiting:
        step = trace.areas[waiting.pop(0)]
        undecided = step.outcome.proposed is None and step.outcome.judged is not Judged.NO
        if not undecided or step.given is not None:
            continue
        if isinstance(step.area.start, GivenOnly):
            found.append(step.area.id)
        read = [*areas_of_start(step.area.start)]
        read += [
            id for rule in step.area.rules for leaf in leaves_of_rule(rule) for id in areas_in_leaf(leaf)
        ]
        for id in read:
            if id not in seen:
                seen.add(id)
                waiting.append(id)
    return found
