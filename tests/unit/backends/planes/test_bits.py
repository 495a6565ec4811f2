from __future__ import annotations

import numpy as np
import pytest

from evenhand.backends.planes import bits

ROWS = (0, 1, 7, 8, 9, 63, 64, 65, 1000)


@pytest.mark.parametrize("rows", ROWS)
def test_rows_are_packed_and_unpacked(rows: int) -> None:
    held = np.random.default_rng(rows).integers(0, 2, rows, dtype=np.uint8)
    plane = bits.packed(held, rows)
    assert len(plane) == bits.words_for(rows)
    assert bits.unpacked(plane, rows).tolist() == held.tolist()
    assert bits.count(plane) == held.sum()


@pytest.mark.parametrize("rows", ROWS)
def test_bits_beyond_the_last_row_are_not_counted(rows: int) -> None:
    assert bits.count(bits.all_rows(rows)) == rows


@pytest.mark.parametrize("rows", ROWS)
def test_bits_are_counted_the_same_without_help_from_numpy(rows: int) -> None:
    plane = np.random.default_rng(rows).integers(0, 1 << 63, rows, dtype=np.uint64)
    assert bits._counted_by_table()(plane) == sum(int(word).bit_count() for word in plane)
    assert bits.count(plane) == bits._counted_by_table()(plane)
