"""Check draft judgements against the rules: one inspection, decided, and how its drafts stand to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evenhand.diagnostics import Problems, codes
from evenhand.domain import DraftStatus
from evenhand.evaluation import InspectionTrace, interpret
from evenhand.services.inspections import Inspection, load_inspection
from evenhand.services.workspace import Workspace
from evenhand.source import place


@dataclass(frozen=True)
class Checked:
    """One inspection with its trace and, by area, the status of its draft."""

    inspection: Inspection
    trace: InspectionTrace
    status: dict[str, DraftStatus]


def check_file(
    path: Path, workspace: Workspace, problems: Problems, rules: str | None = None
) -> Checked | None:
    """Read and check one inspection file; None with every problem added."""
    inspection = load_inspection(path, workspace, problems, rules)
    return None if inspection is None else check_inspection(inspection, problems)


def check_inspection(inspection: Inspection, problems: Problems) -> Checked | None:
    """Check one inspection; None where a departure does not fit what was decided (problems added)."""
    before = problems.error_count()
    checked = decide(inspection)
    status = checked.status
    for area, departure in inspection.departures.items():
        span = place(inspection.node, ("departures", area))
        match status[area]:
            case DraftStatus.AGREES:
                problems.add(codes.NOTHING_TO_DEPART_FROM.at(span, area=area))
            case DraftStatus.OUTSIDE if departure.second is None:
                problems.add(codes.NO_SECOND_PERSON.at(span, area=area))
            case _:
                pass
    return checked if problems.error_count() == before else None


def decide(inspection: Inspection) -> Checked:
    """What the rules make of an inspection, and how its drafts stand to that, whatever its departures say."""
    trace = interpret(inspection.rules, inspection.case)
    status = {id: step.outcome.status_of(inspection.drafts.get(id)) for id, step in trace.areas.items()}
    return Checked(inspection, trace, status)
