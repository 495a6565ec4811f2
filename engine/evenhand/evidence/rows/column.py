"""A column of many rows: each value once, and for each row which of them it has."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value")
Other = TypeVar("Other")

Which = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
"""For each row, the place of its value among those of the column; shape (rows,)."""

_FEW_PAIRS = 1 << 20
"""Up to this many pairs of values are told apart by a table; more of them by sorting."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Value]):
    """One column: `values`, and `which` of them each row has.

    Values are few where rows are many, so that each is read and checked once.
    """

    values: Sequence[Value]
    which: Which

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.which)

    def at(self, row: int) -> Value:
        """The value of one row."""
        return self.values[int(self.which[row])]

    def taken(self, rows: npt.NDArray[np.intp]) -> Column[Value]:
        """The same column with some of its rows, in the order given."""
        return Column(self.values, self.which[rows])

    def used(self) -> Column[Value]:
        """The same column without values that no row has."""
        places, which = _told_apart(self.which, len(self.values))
        return Column([self.values[place] for place in places], which)

    def mapped(self, change: Callable[[Value], Other]) -> Column[Other]:
        """The same column with every value changed; each is changed once."""
        return Column([change(value) for value in self.values], self.which)

    def each(self) -> list[Value]:
        """The value of every row."""
        return [self.values[place] for place in self.which.tolist()]


def smallest(values: int) -> type[np.uint8] | type[np.uint16] | type[np.uint32]:
    """The smallest type that tells so many values apart."""
    if values <= 1 << 8:
        return np.uint8
    return np.uint16 if values <= 1 << 16 else np.uint32


def column_of(cells: Iterable[Value]) -> Column[Value]:
    """A column of hashable values, given row by row.

    >>> column_of(["good", "", "good"]).values
    ['good', '']
    """
    places: dict[Hashable, int] = {}
    which = [places.setdefault(cell, len(places)) for cell in cells]
    return Column(list(places), np.array(which, dtype=smallest(len(places))))  # type: ignore[arg-type]


def constant(value: Value, rows: int) -> Column[Value]:
    """A column that says the same in every row."""
    return Column([value], np.zeros(rows, dtype=np.uint8))


def paired(one: Column[Value], other: Column[Other]) -> Column[tuple[Value, Other]]:
    """The pairs of values of two columns that occur, each once.

    >>> paired(column_of("aab"), column_of("xyx")).each()
    [('a', 'x'), ('a', 'y'), ('b', 'x')]
    """
    if len(one.values) == 1:
        return other.used().mapped(lambda value: (one.values[0], value))
    if len(other.values) == 1:
        return one.used().mapped(lambda value: (value, other.values[0]))
    width = max(1, len(other.values))
    pairs = one.which.astype(np.int64) * width + other.which
    places, which = _told_apart(pairs, len(one.values) * width)
    parts = [divmod(place, width) for place in places]
    return Column([(one.values[left], other.values[right]) for left, right in parts], which)


def _told_apart(which: npt.NDArray[Any], values: int) -> tuple[list[int], Which]:
    """The values that occur, by place in rising order, and which of these each row has."""
    again: Any
    if values > _FEW_PAIRS:
        found, places = np.unique(which, return_inverse=True)
        again = places.astype(smallest(len(found)))
        return [int(place) for place in found], again
    present = np.zeros(values, dtype=bool)
    present[which] = True
    occurring = [int(place) for place in np.flatnonzero(present)]
    if len(occurring) == values and which.dtype == smallest(values):
        again = which
        return occurring, again
    table = np.zeros(values, dtype=smallest(len(occurring)))
    table[occurring] = np.arange(len(occurring))
    again = table[which]
    return occurring, again
