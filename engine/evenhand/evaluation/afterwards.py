"""A condition that is no part of the rules, decided once all of them are."""

from __future__ import annotations

from evenhand.evaluation.interpreter import decide, reading_of
from evenhand.evaluation.readings import Knowledge
from evenhand.evaluation.trace import InspectionTrace, Step
from evenhand.language import Condition


def decide_afterwards(condition: Condition, trace: InspectionTrace) -> Step:
    """What a condition comes to for an inspection that is decided; the returned step is also why."""
    known = Knowledge(
        trace.case,
        trace.rules.parameters,
        trace.rules.rule_set.derivations.parts(),
        {id: reading_of(step.outcome) for id, step in trace.areas.items()},
        {id: step.truth for id, step in trace.findings.items()},
    )
    return decide(condition, known)
