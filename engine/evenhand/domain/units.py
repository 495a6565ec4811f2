"""Units of measure: which there are, and which convert into which.

Weeks convert to days. Months and working days convert to nothing: how many days they hold depends
on the calendar (language.md section 2).
"""

from __future__ import annotations

from fractions import Fraction

from evenhand.domain.numbers import Number, simplest

PERCENT = "%"

_SPELLINGS = {
    "day": "days",
    "days": "days",
    "week": "weeks",
    "weeks": "weeks",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
    "hour": "hours",
    "hours": "hours",
    "working day": "working days",
    "working days": "working days",
    "%": PERCENT,
}

UNIT_WORDS = ("days", "weeks", "months", "years", "hours", "working days")
"""The units that may stand after a number in a condition, besides `%`."""

_IN_DAYS = {"days": 1, "weeks": 7}


def normal_unit(written: str | None) -> str | None:
    """One spelling for each unit; text that is no unit word is kept, with its spaces collapsed."""
    if written is None:
        return None
    text = " ".join(written.split())
    return _SPELLINGS.get(text.lower(), text)


def factor_between(unit: str | None, into: str | None) -> Number | None:
    """What to multiply a number in `unit` by to have it in `into`; None when they do not convert.

    A missing unit fits every other.

    >>> factor_between("weeks", "days")
    7
    >>> factor_between("days", "children") is None
    True
    """
    if unit is None or into is None or unit == into:
        return 1
    if unit in _IN_DAYS and into in _IN_DAYS:
        return simplest(Fraction(_IN_DAYS[unit], _IN_DAYS[into]))
    return None
