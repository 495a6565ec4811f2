"""A trace as bare facts for a record: what was decided and from what, without a word of English.

Wording improves from one program to the next; what the rules decide may change only with the language.
A record holds this form, so that one made by an older program is still reproduced to the byte.
"""

from __future__ import annotations

from typing import Any

from evenhand.domain import Outcome, exact_text
from evenhand.evaluation import (
    Amount,
    AnyRuleStep,
    AreaStep,
    FindingTableStep,
    InspectionTrace,
    LeafStep,
    Names,
    Reading,
    StartStep,
    Step,
    TableStep,
)
from evenhand.language import AllOf, AnyOf, CountOf, NoneOf, print_leaf

Facts = dict[str, Any]


def derivation(trace: InspectionTrace) -> Facts:
    """Every area, finding, rule and condition with what was decided."""
    return {
        "areas": {id: _area(step) for id, step in trace.areas.items()},
        "findings": {id: step.truth.value for id, step in trace.findings.items()},
        "other_rules": [_rule(step) for step in trace.other_rules],
    }


def outcome_facts(outcome: Outcome) -> Facts:
    """An outcome as plain data."""
    return {
        "proposed": outcome.proposed,
        "provisional": outcome.provisional_grade,
        "reach": list(outcome.reach_grades),
        "permitted": list(outcome.permitted_grades),
        "conflict": outcome.conflict.value,
        "judged": outcome.judged.value,
    }


def _area(step: AreaStep) -> Facts:
    return {
        "outcome": outcome_facts(step.outcome),
        "given": step.given,
        "start": _start(step.start),
        "judged_when": None if step.judged_when is None else _step(step.judged_when),
        "rules": [_rule(rule) for rule in step.rules],
        "settle": list(step.settle),
    }


def _start(step: StartStep) -> Facts:
    return {
        "worst": step.worst,
        "best": step.best,
        "judged": step.judged.value,
        "members": {name: _reading(names) for name, names in step.members},
        "table": None if step.table is None else _table(step.table),
    }


def _rule(step: AnyRuleStep) -> Facts:
    facts: Facts = {"rule": step.rule.id, "truth": step.truth.value}
    if isinstance(step, FindingTableStep):
        facts["table"] = _table(step.table)
        facts["concluded"] = {name: truth.value for name, truth in step.concluded.items()}
        return facts
    if step.when is not None:
        facts["when"] = _step(step.when)
    if step.unless is not None:
        facts["unless"] = _step(step.unless)
    return facts


def _table(step: TableStep) -> Facts:
    return {
        "gap": step.gap.value,
        "rows": [
            {
                "row": row.row.id,
                "truth": row.truth.value,
                "possible": row.possible,
                "cells": [None if cell is None else _step(cell) for cell in row.cells],
            }
            for row in step.rows
        ],
    }


def _step(step: Step) -> Facts:
    if isinstance(step, LeafStep):
        facts: Facts = {"leaf": print_leaf(step.leaf), "truth": step.truth.value}
        sides = (("left", step.left), ("right", step.right), ("upper", step.upper))
        facts.update({side: _reading(reading) for side, reading in sides if reading is not None})
        if step.notes:
            facts["notes"] = [note.value for note in step.notes]
        return facts
    return {
        "join": _join(step.condition),
        "truth": step.truth.value,
        "parts": [_step(part) for part in step.parts],
    }


def _join(condition: AllOf | AnyOf | NoneOf | CountOf) -> str:
    match condition:
        case AllOf():
            return "all"
        case AnyOf():
            return "any"
        case NoneOf():
            return "none"
        case CountOf(quantity, number):
            return f"{quantity} {number} of"


def _reading(reading: Reading) -> Facts:
    match reading:
        case Amount(lowest, highest, exists):
            return {
                "lowest": exact_text(lowest),
                "highest": exact_text(highest),
                "exists": exists.value,
            }
        case Names(scale, mask, exists, in_conflict):
            facts: Facts = {"names": list(scale.names_in(mask)), "exists": exists.value}
            if in_conflict:
                facts["in_conflict"] = True
            return facts
