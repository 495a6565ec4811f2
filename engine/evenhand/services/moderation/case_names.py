"""How a case of a casebook is called in a list: by its provider and day, beside its id."""

from __future__ import annotations

import datetime

from evenhand.domain import Scale
from evenhand.explanation.words import short_date
from evenhand.replay import ABSENT, WORDS
from evenhand.services.cases import Cases


def day_of(cases: Cases, row: int) -> datetime.date | None:
    """The day of the inspection, or of its publication where that is not recorded."""
    return cases.on.at(row) or cases.published.at(row)


def case_name(cases: Cases, row: int) -> str:
    """The provider and the day, as far as they are known; else the id."""
    provider, day = cases.provider.at(row), day_of(cases, row)
    if not provider:
        return cases.id.at(row)
    return provider if day is None else f"{provider}, {short_date(day)}"


def grade_name(code: int, scale: Scale) -> str:
    """The id of a grade by its code, or the word for why there is none."""
    if code >= 0:
        return scale.names[code]
    return "none" if code == ABSENT else WORDS[code]


def grade_title(code: int, scale: Scale) -> str:
    """The grade as people write it, or the word for why there is none."""
    return scale.title(scale.names[code]) if code >= 0 else grade_name(code, scale).replace("_", " ")
