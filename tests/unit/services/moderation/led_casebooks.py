"""Casebooks of a small rule set whose cases have leads, days and departures that a test chooses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evenhand.services.moderation.casebook import ModeratedCasebook, Scope, read_for_moderation
from evenhand.services.workspace import Workspace
from unit.services.small_casebooks import CARE, small_workspace
from written_casebooks import write_casebook

OVERALL = """
area: overall
title: Overall
starts_at: {median_of: [care, safety], ties: better}
rules: []
"""
SAFETY = CARE.replace("area: care", "area: safety").replace("Care of", "Safety of").replace("id: C", "id: S")

TWO_AREAS = """
framework: visits
version: "1"
title: Visits
in_force: {from: 2020-01-01, to: 2022-12-31}
evidence_schema: visits
scales:
  three: {grades: [poor, fair, good]}
areas: [care, safety, overall]
"""

Row = tuple[str, str, str, str]
"""A lead, a day, the grade that the evidence makes the rules propose, and the one awarded."""

_EVIDENCE = {"poor": "yes", "fair": "no"}


def led_casebook(
    top: Path, rows: Iterable[Row], *, group: str = "lead", scope: Scope | None = None
) -> ModeratedCasebook:
    """Cases of one area, read for moderation."""
    yaml = (
        f"framework: visits@1\ncolumns: {{id: id, on: on, groups: [{group}], evidence: [harm], "
        "awarded: [care]}\n"
    )
    lines = [
        f"{number},{lead},{day},{_EVIDENCE.get(proposed, '')},{awarded}"
        for number, (lead, day, proposed, awarded) in enumerate(rows, start=1)
    ]
    text = "\n".join([f"id,{group},on,harm,care", *lines, ""])
    write_casebook(top / "mine", yaml, text)
    # Where harm is known and children are seen, what is proposed is known too.
    care = "\n".join(line for line in CARE.splitlines() if "C1" not in line and "C3" not in line)
    return read_for_moderation(str(top / "mine"), _workspace(top, care=care), scope)


def profile_casebook(top: Path, rows: Iterable[tuple[str, str, str, str]]) -> ModeratedCasebook:
    """Cases of `(day, care, safety, overall)`; the grades of the areas are given, as in published records."""
    yaml = (
        "framework: visits@1\ncolumns: {id: id, on: on, given: [care, safety], "
        "awarded: [care, safety, overall]}\n"
    )
    lines = [f"{number},{','.join(row)}" for number, row in enumerate(rows, start=1)]
    write_casebook(top / "mine", yaml, "\n".join(["id,on,care,safety,overall", *lines, ""]))
    workspace = _workspace(top, framework=TWO_AREAS, safety=SAFETY, overall=OVERALL)
    return read_for_moderation(str(top / "mine"), workspace)


def _workspace(top: Path, **files: str) -> Workspace:
    (top / "shared").mkdir()
    return small_workspace(top / "shared", **files)
