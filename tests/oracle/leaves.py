"""Every leaf that the interpreter decided for a case, by its place in the rules."""

from __future__ import annotations

from itertools import chain

from evenhand.evaluation import (
    ConditionStep,
    FindingTableStep,
    InspectionTrace,
    LeafStep,
    Step,
    TableStep,
)
from evenhand.language import JUDGED_WHEN, Place


def leaves_in(trace: InspectionTrace) -> dict[Place, LeafStep]:
    """Every leaf that the interpreter decided, by its place."""
    found: dict[Place, LeafStep] = {}

    def condition(rule: str, part: str, step: Step | None) -> None:
        if step is not None:
            for number, leaf in enumerate(leaves_of_step(step)):
                found[rule, part, number] = leaf

    def table(rule: str, step: TableStep) -> None:
        for row in step.rows:
            for column, cell in zip(step.table.columns, row.cells, strict=True):
                condition(rule, f"row {row.row.id}, column {column.head}", cell)

    for area in trace.areas.values():
        condition(area.area.id, JUDGED_WHEN, area.judged_when)
        if area.start.table is not None:
            table(area.area.id, area.start.table)
    for step in chain(*(area.rules for area in trace.areas.values()), trace.other_rules):
        if isinstance(step, FindingTableStep):
            table(step.rule.id, step.table)
        else:
            condition(step.rule.id, "when", step.when)
            condition(step.rule.id, "unless", step.unless)
    return found


def leaves_of_step(step: Step) -> list[LeafStep]:
    if isinstance(step, ConditionStep):
        return [leaf for part in step.parts for leaf in leaves_of_step(part)]
    return [step]
