"""What rests on several columns at once, decided once for each combination of states that occurs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.columns import Column

Decide = Callable[..., tuple[bool, bool]]
"""Whether something surely and possibly holds, by the place of each column's state."""

Held = tuple[NDArray[np.bool_], NDArray[np.bool_]]
"""For each row, whether something surely and possibly holds."""

_FLAGGED: Final = 1 << 22
"""Up to so many possible combinations, those that occur are flagged in a table; beyond, they are sorted."""


def occurring(parts: Sequence[tuple[NDArray[Any], int]]) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
    """The combinations of some codes that occur in the rows.

    `parts` are columns of codes with the number of codes each has. Gives for each row the place of its
    combination, and for each column the code in each combination.
    """
    (first, total), *others = parts
    place = first.astype(np.int64)
    found: list[NDArray[np.int64]] = []
    place, combinations = _numbered(place, total)
    found.append(combinations)
    for codes, number in others:
        # Numbered anew after each column, so that the product never grows beyond what 64 bits hold.
        wide = place * number + codes
        place, combinations = _numbered(wide, len(found[0]) * number)
        earlier, own = np.divmod(combinations, number)
        found = [column[earlier] for column in found] + [own]
    return place, found


def _numbered(codes: NDArray[np.int64], total: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Codes numbered from 0 without gaps, and the code of each number."""
    if total <= _FLAGGED:
        occurs = np.zeros(total, dtype=bool)
        occurs[codes] = True
        combinations = np.flatnonzero(occurs).astype(np.int64)
        numbers = np.zeros(total, dtype=np.int64)
        numbers[combinations] = np.arange(len(combinations))
        return numbers[codes], combinations
    combinations, places = np.unique(codes, return_inverse=True)
    return places.astype(np.int64), combinations


def decide_combinations(columns: Sequence[Column], rows: int, decide: Decide) -> Held:
    """Decide something for every row by the places of its states, each combination once.

    Of no columns it is decided once for all rows.
    """
    if not columns:
        surely, possibly = decide()
        return np.full(rows, surely), np.full(rows, possibly)
    place, codes = occurring([(column.which, len(column.states)) for column in columns])
    combinations = zip(*(part.tolist() for part in codes), strict=True)
    decided = np.array([decide(*places) for places in combinations], dtype=bool).reshape(-1, 2)
    return decided[place, 0], decided[place, 1]
