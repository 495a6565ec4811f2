"""Packed bits: rows to planes and back, and counting. Bit i of word w of a plane is row 64 w + i."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint64]
"""One bit a row, 64 rows a word; bits beyond the last row are 0."""

WORD: Final = 64

Level = Plane | bool
"""A plane, or what is the same for every row."""


def words_for(rows: int) -> int:
    """How many words hold one bit for every row."""
    return -(-rows // WORD)


def packed(held: NDArray[Any], rows: int) -> Plane:
    """A plane from one value for every row: 0 is 0, anything else 1."""
    found = np.zeros(words_for(rows), dtype="<u8")
    found.view(np.uint8)[: -(-rows // 8)] = np.packbits(held, bitorder="little")
    return found


def unpacked(plane: Plane, rows: int) -> NDArray[np.uint8]:
    """One 0 or 1 for every row (uint8)."""
    return np.unpackbits(plane.view(np.uint8), count=rows, bitorder="little")


def all_rows(rows: int) -> Plane:
    """The plane in which every row is 1."""
    found = np.full(words_for(rows), ~np.uint64(0), dtype="<u8")
    clear_tail(found, rows)
    return found


def clear_tail(planes: NDArray[np.uint64], rows: int) -> None:
    """Set the bits beyond the last row to 0, in one plane or in several at once (the last axis is words)."""
    beyond = rows % WORD
    if beyond:
        planes[..., -1] &= np.uint64((1 << beyond) - 1)


def _counted_by_table() -> Callable[[NDArray[np.uint64]], int]:
    table = np.array([byte.bit_count() for byte in range(256)], dtype=np.uint8)
    return lambda plane: int(table[plane.view(np.uint8)].sum(dtype=np.int64))


def _counted_by_numpy() -> Callable[[NDArray[np.uint64]], int]:
    return lambda plane: int(np.bitwise_count(plane).sum(dtype=np.int64))


count: Callable[[NDArray[np.uint64]], int] = (
    _counted_by_numpy() if hasattr(np, "bitwise_count") else _counted_by_table()
)
"""How many rows are 1. NumPy counts bits itself from version 2 on."""
