"""The planes of one column: for each row, which of some sets of states its own lies in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.basis import Vector
from evenhand.backends.planes.columns import Column, Which

_ROWS_AT_ONCE: Final = 1 << 17
"""Rows coded at a time, so that what is looked up stays in the processor's cache."""


def pack_column(column: Column, vectors: Sequence[Vector], planes: NDArray[np.uint64]) -> None:
    """Write the planes of one column, which are 0 so far."""
    runs: list[tuple[int, int, int]] = []
    others: list[tuple[int, Vector]] = []
    for number, vector in enumerate(vectors):
        if not vector:
            continue
        first = (vector & -vector).bit_length() - 1
        last = vector.bit_length() - 1
        if vector == (1 << last + 1) - (1 << first):
            runs.append((number, first, last))
        else:
            others.append((number, vector))
    tables = [_table(others[at : at + 8], len(column.states)) for at in range(0, len(others), 8)]
    bytes_ = planes.view(np.uint8)
    for start in range(0, len(column.which), _ROWS_AT_ONCE):
        which = column.which[start : start + _ROWS_AT_ONCE]
        at = slice(start // 8, start // 8 + -(-len(which) // 8))
        for number, first, last in runs:
            bytes_[number, at] = np.packbits(_within(which, first, last), bitorder="little")
        for numbers, table in tables:
            looked_up = table[which]
            for bit, number in enumerate(numbers):
                bytes_[number, at] = np.packbits(looked_up & np.uint8(1 << bit), bitorder="little")


def _within(which: Which, first: int, last: int) -> NDArray[np.bool_]:
    """The rows whose state lies in a run of states: where states stand in order, no table is needed."""
    if not first:
        return np.less_equal(which, last)
    # What lies below the first becomes larger than any state.
    above: Which = which - which.dtype.type(first)
    return np.less_equal(above, last - first)


def _table(eight: Sequence[tuple[int, Vector]], states: int) -> tuple[list[int], NDArray[np.uint8]]:
    """Up to eight planes by number, and for each state their bits in one byte."""
    codes = [
        sum((vector >> state & 1) << bit for bit, (_, vector) in enumerate(eight)) for state in range(states)
    ]
    return [number for number, _ in eight], np.array(codes, dtype=np.uint8)
