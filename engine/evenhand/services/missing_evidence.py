"""What is missing where rules leave the grade of a case open."""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.domain import Judged
from evenhand.evaluation import InspectionTrace, interpret
from evenhand.language import GivenOnly, RulesInForce, areas_in_leaf, areas_of_start, leaves_of_rule
from evenhand.services.case_of_row import case_at
from evenhand.services.cases import Cases


def missing_for(cases: Cases, row: int, area: str, sides: Iterable[RulesInForce]) -> tuple[str, ...]:
    """The items that would settle an area of a case, and the areas that have to be given, by id.

    An area without rules of its own has to be given; then come the items, the most useful first.
    """
    found: dict[str, None] = {}
    for rules in sides:
        trace = interpret(rules, case_at(cases, row, rules))
        found.update(dict.fromkeys(_areas_to_give(trace, area)))
        found.update(dict.fromkeys(trace.areas[area].settle))
    return tuple(found)


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
