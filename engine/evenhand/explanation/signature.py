"""A short hash of why each area got its grade: cases with one signature were decided for the same reasons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from evenhand.evaluation.trace import InspectionTrace
from evenhand.explanation.decisive import deciding_rules, decisive_rules
from evenhand.language import GivenOnly, StartGrade


def signature(trace: InspectionTrace) -> str:
    """The first 12 hexadecimal digits of a SHA-256 over, for each area, what decided it.

    That is: which rules fired, which were decisive, and the status without a draft; a given grade; and
    where an area starts from other areas, items or a table, the grades that it may start at (a fixed
    start is the same for every case). The order of files, areas and rules does not matter. Signatures
    of different rule sets are not comparable unless their rules have the same ids.
    """
    return signature_of(trace, {id: decisive_rules(trace, id) for id in trace.areas})


def signature_of(trace: InspectionTrace, decisive: Mapping[str, tuple[str, ...]]) -> str:
    """The signature, when the decisive rules of each area are known already."""
    reasons: dict[str, object] = {}
    for id, step in trace.areas.items():
        start = step.area.start
        fixed = isinstance(start, StartGrade | GivenOnly)
        names = step.area.scale.names
        reasons[id] = {
            "decisive": sorted(decisive[id]),
            "fired": sorted(step.fired),
            "given": step.given,
            "start": None if fixed else [names[step.start.worst], names[step.start.best]],
            "status": step.outcome.status_of(None).value,
        }
    text = json.dumps(reasons, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def area_signature(trace: InspectionTrace, id: str) -> str:
    """The first 12 hexadecimal digits of a SHA-256 over what decided one area, as in `signature`.

    The decisive rules are left out where the area is not decided: they are then those of a provisional grade.
    """
    step = trace.areas[id]
    start = step.area.start
    names = step.area.scale.names
    decisive = deciding_rules(trace, id)
    reasons = {
        "area": id,
        "decisive": None if decisive is None else sorted(decisive),
        "fired": sorted(step.fired),
        "given": step.given,
        "start": None
        if isinstance(start, StartGrade | GivenOnly)
        else [names[step.start.worst], names[step.start.best]],
        "status": step.outcome.status_of(None).value,
    }
    text = json.dumps(reasons, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
