"""How much harder each rater of the same cases grades than the others, where cases link them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from evenhand.explanation import Block, Heading, Paragraph, Table, line
from evenhand.explanation.words import counted
from evenhand.moderation.agreement.ratings import MISSING
from evenhand.moderation.severity.many_facet import severities_of_ratings
from evenhand.services.figures import rounded
from evenhand.services.moderation.agreement import AreaAgreement
from evenhand.services.moderation.severity_words import signed

MINIMUM: Final = 5
"""A rater with fewer ratings of cases that others rated too has no number."""


@dataclass(frozen=True)
class RaterSeverity:
    """One rater by code. `severity`, `low` and `high` are in grades, positive harder, None with a `note`."""

    code: str
    group: int
    linked: int
    severity: float | None
    low: float | None
    high: float | None
    note: str | None = None


def severity_of_raters(one: AreaAgreement, minimum: int = MINIMUM) -> list[RaterSeverity]:
    """The severity of every rater of one area, in the order of the ratings; none where nobody is compared.

    `group` numbers the parts of raters that cases link, from 1: those of two groups cannot be compared.
    """
    codes = one.ratings.codes
    cases, raters = np.nonzero(codes != MISSING)
    if not one.is_compared:
        return []
    found = severities_of_ratings(cases, raters, codes[cases, raters], len(one.scale), minimum)
    told = []
    for at, code in enumerate(one.ratings.raters):
        linked = int(found.linked[at]) if at < len(found.linked) else 0
        group = int(found.component[at]) + 1 if at < len(found.component) else 0
        if at < len(found.estimable) and found.estimable[at]:
            values = (float(found.severity[at]), float(found.low[at]), float(found.high[at]))
            told.append(RaterSeverity(code, group, linked, *values))
        else:
            note = (
                "shares no case with another rater" if linked == 0 else f"shares fewer than {minimum} cases"
            )
            told.append(RaterSeverity(code, group, linked, None, None, None, note))
    return told


def rater_severity_json(one: AreaAgreement) -> list[dict[str, Any]]:
    """One entry for each rater, in the order of the ratings."""
    return [
        {
            "rater": rater.code,
            "group": rater.group,
            "shared": rater.linked,
            "severity": rounded(rater.severity),
            "interval": None if rater.low is None else [rounded(rater.low), rounded(rater.high)],
            "note": rater.note,
        }
        for rater in severity_of_raters(one)
    ]


def rater_severity_blocks(one: AreaAgreement) -> Iterator[Block]:
    """A table of raters in the order of the ratings, with what the figures mean."""
    found = severity_of_raters(one)
    if not any(rater.severity is not None for rater in found):
        return
    yield Heading(3, line("Severity of raters"))
    groups = len({rater.group for rater in found if rater.severity is not None})
    apart = (
        f" There are {counted(groups, 'groups')} that no case links: compare within one only."
        if groups > 1
        else ""
    )
    yield Paragraph(
        line(
            "By how many grades a rater grades lower than the mean of those whom cases link, on the same "
            f"cases; negative is higher. Where an interval holds 0, chance alone may explain it.{apart}"
        )
    )
    rows = tuple(
        (
            line(rater.code),
            *((line(f"{rater.group}"),) if groups > 1 else ()),
            line(f"{rater.linked:,}"),
            line("not estimable" if rater.severity is None else signed(rater.severity)),
            line(
                str(rater.note)
                if rater.low is None or rater.high is None
                else f"{signed(rater.low)} to {signed(rater.high)}"
            ),
        )
        for rater in found
    )
    group = ("Group",) if groups > 1 else ()
    columns = ("Rater", *group, "Shared cases", "Severity in grades", "95% interval")
    yield Table("Severity of raters by code: no league table", columns, rows)
