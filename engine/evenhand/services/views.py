"""A checked inspection as explanations and other programs see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evenhand.domain import DraftStatus
from evenhand.explanation import InspectionView, decisive_rules, trace_to_json
from evenhand.services.check import Checked

if TYPE_CHECKING:
    from evenhand.evaluation import AreaStep, InspectionTrace

Json = dict[str, Any]

NEEDS_ATTENTION = frozenset(
    {DraftStatus.DEPARTS, DraftStatus.OUTSIDE, DraftStatus.CONFLICT, DraftStatus.UNDECIDED}
)
"""The statuses that a reader should look at."""


def view_of(checked: Checked) -> InspectionView:
    """What an explanation shows beside the trace."""
    inspection = checked.inspection
    return InspectionView(
        id=inspection.id,
        provider=inspection.provider,
        date=inspection.on,
        kind=inspection.kind,
        drafts=inspection.drafts,
        departures=inspection.departures,
    )


def name_of(checked: Checked) -> str:
    """What to call the inspection beside others: its provider, else its id."""
    return checked.inspection.provider or checked.inspection.id


def check_json(checked: Checked, *, trace: bool = False) -> Json:
    """One inspection as plain data (contracts.md, `check`).

    With `trace`, each area carries its own trace, and what areas share (evidence, findings, parameters)
    stands in a `trace` of the inspection.
    """
    rules = checked.inspection.rules.rule_set
    found: Json = {
        "id": checked.inspection.id,
        "rules": {"id": rules.id, "version": rules.version, "hash": rules.hash},
        "areas": {
            id: _area_json(checked.trace, step, checked.status[id], checked.inspection.drafts.get(id))
            for id, step in checked.trace.areas.items()
        },
    }
    if trace:
        whole: Json = trace_to_json(checked.trace)
        for id, steps in whole.pop("areas").items():
            found["areas"][id]["trace"] = steps
        found["trace"] = whole
    return found


def _area_json(trace: InspectionTrace, step: AreaStep, status: DraftStatus, draft: str | None) -> Json:
    outcome = step.outcome
    return {
        "status": status.value,
        "proposed": outcome.proposed,
        "provisional": outcome.provisional_grade,
        "permitted": list(outcome.permitted_grades),
        "reach": list(outcome.reach_grades),
        "conflict": outcome.conflict.value,
        "judged": outcome.judged.value,
        "draft": draft,
        "decisive": list(decisive_rules(trace, step.area.id)),
        "fired": list(step.fired),
        "undecided": list(step.undecided),
        "settle": list(step.settle),
    }


def names_of(one: Checked, two: Checked) -> tuple[str, str]:
    """What to call two inspections side by side: by provider where that tells them apart, else by id."""
    a, b = name_of(one), name_of(two)
    if a != b:
        return a, b
    return f"{a} ({one.inspection.id})", f"{b} ({two.inspection.id})"
