"""Departures kept in a replay: where people departed and said why, the grade that they awarded stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from evenhand.evidence.rows import Column, paired
from evenhand.services.cases import Cases

_RECORDED = "recorded"


def with_kept(cases: Cases) -> Cases:
    """The same cases with the awarded grade given wherever a departure is recorded.

    So rules work with the grade that stood, and areas that rest on this one follow from it. A departure is
    recorded where there is a reason. A grade that the case gives itself is left as it is.
    """
    given = dict(cases.given)
    for area in cases.departures:
        kept = kept_in(cases, area)
        if kept.any():
            blank: Column[str | None] = Column([None], np.zeros(cases.rows, dtype=np.uint8))
            grades = paired(cases.given.get(area, blank), cases.awarded[area])
            both = paired(grades, Column([False, True], kept.astype(np.uint8)))
            given[area] = both.mapped(lambda pair: pair[0][1] if pair[1] else pair[0][0])
    return replace(cases, given=given)


def kept_in(cases: Cases, area: str) -> npt.NDArray[np.bool_]:
    """Which cases keep the awarded grade of an area; bool, shape (cases,)."""
    reasons, awarded = cases.departures.get(area), cases.awarded.get(area)
    if reasons is None or awarded is None:
        return np.zeros(cases.rows, dtype=bool)
    kept = _has_value(reasons) & _has_value(awarded)
    if area in cases.given:
        kept &= ~_has_value(cases.given[area])
    return kept


def without_reasons(cases: Cases) -> Cases:
    """The same cases, of which only so much is known as that a departure is recorded, and not why."""
    found = {
        area: Column([None, _RECORDED], _has_value(reasons).astype(np.uint8))
        for area, reasons in cases.departures.items()
    }
    return replace(cases, departures=found)


def _has_value(column: Column[str | None]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.array([value is not None for value in column.values], dtype=bool)[
        column.which
    ]
    return found
