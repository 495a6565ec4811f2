"""Figures as documents give them: rounded for JSON and lists, and shares of cases as percentages."""

from __future__ import annotations

import math
from typing import Final, overload

PLACES: Final = 4
"""To how many decimals a figure is given unless said."""


def rounded(value: float | None, places: int = PLACES) -> float | None:
    """A figure to some decimals; None where there is none, or where it is not defined.

    JSON has no NaN, and nought no sign.

    >>> rounded(0.123456), rounded(-0.00001), rounded(float("nan")), rounded(None)
    (0.1235, 0.0, None, None)
    """
    return None if value is None or math.isnan(value) else round(value, places) + 0.0


@overload
def significant(value: float, digits: int) -> float: ...
@overload
def significant(value: float | None, digits: int) -> float | None: ...
def significant(value: float | None, digits: int) -> float | None:
    """A probability to so many digits that count, as it may be far below one in a million.

    >>> significant(0.00000123456, 3)
    1.23e-06
    """
    return None if value is None or math.isnan(value) else float(f"{value:.{digits}g}")


def percentage(share: float) -> str:
    """A share of counted cases with one decimal; what is not all is never shown as all, nor some as none.

    What rules read may be recorded with two decimals: `explanation.words.percent` writes that.

    >>> percentage(0.25), percentage(0.99999), percentage(0.00001)
    ('25.0%', '99.9%', '0.1%')
    """
    shown = f"{100 * share:.1f}%"
    if share < 1 and shown == "100.0%":
        return "99.9%"
    return "0.1%" if share > 0 and shown == "0.0%" else shown
