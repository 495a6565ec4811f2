"""A column of many rows: each value once, and for each row which of them it has."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value")
Other = TypeVar("Other")

Which = npt.NDArray[np.uint32]
"""For each row, the place of its value among those of the column; shape (rows,)."""


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
        places, which = np.unique(self.which, return_inverse=True)
        return Column([self.values[int(place)] for place in places], which.astype(np.uint32))

    def mapped(self, change: Callable[[Value], Other]) -> Column[Other]:
        """The same column with every value changed; each is changed once."""
        return Column([change(value) for value in self.values], self.which)

    def each(self) -> list[Value]:
        """The value of every row."""
        return [self.values[place] for place in self.which.tolist()]


def column_of(cells: Iterable[Value]) -> Column[Value]:
    """A column of hashable values, given row by row.

    >>> column_of(["good", "", "good"]).values
    ['good', '']
    """
    places: dict[Hashable, int] = {}
    which = [places.setdefault(cell, len(places)) for cell in cells]
    return Column(list(places), np.array(which, dtype=np.uint32))  # type: ignore[arg-type]


def constant(value: Value, rows: int) -> Column[Value]:
    """A column that says the same in every row."""
    return Column([value], np.zeros(rows, dtype=np.uint32))


def paired(one: Column[Value], other: Column[Other]) -> Column[tuple[Value, Other]]:
    """The pairs of values of two columns that occur, each once.

    >>> paired(column_of("aab"), column_of("xyx")).each()
    [('a', 'x'), ('a', 'y'), ('b', 'x')]
    """
    both = one.which.astype(np.int64) * max(1, len(other.values)) + other.which
    found, which = np.unique(both, return_inverse=True)
    parts = [divmod(int(pair), max(1, len(other.values))) for pair in found]
    pairs = [(one.values[left], other.values[right]) for left, right in parts]
    return Column(pairs, which.astype(np.uint32))
