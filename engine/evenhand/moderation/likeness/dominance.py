"""Which cases are at least as good as which on every item: found in tiles of bits, never all pairs at once.

For a block of cases and each item, one set of bits for every rank says which cases of the block have at most
that rank. What one case is at least as good as within the block is the intersection of one such set for each
item, so that a pair costs a bit for each item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from evenhand.moderation.likeness.profiles import Flags, Places, Ranks

Words = npt.NDArray[np.uint64]
"""Sets of bits; bit i of word w stands for place 64 w + i."""

WORD = 64
BLOCK = 1024
"""So many cases that others are compared with at once."""
BATCH = 4096
"""So many cases are compared with a block at once, so that their bits stay in the processor's cache."""

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a comparison: ranks (shape (any, items)), and grades (int64, shape (any,))."""

    ranks: Ranks
    grades: npt.NDArray[np.int64]

    def taken(self, places: Places) -> Side:
        """Some of them."""
        return Side(self.ranks[places], self.grades[places])

    @property
    def turned(self) -> Side:
        """Ranks and grades turned round: at least as good becomes at most as good."""
        return Side(-self.ranks, -self.grades)


@dataclass(frozen=True, eq=False)
class Tile:
    """Some pairs: bit j of row i is set where case `rows[i]` and case `columns[j]` are a pair.

    `rows` and `columns` are places in the two sides, all columns of one grade; `bits` has the shape
    (rows, words).
    """

    rows: Places
    columns: Places
    bits: Words

    def pairs(self) -> tuple[Places, Places]:
        """The places of every pair: in the rows of one side, and in the other."""
        at, word = np.nonzero(self.bits)
        return self.pairs_in(at, word)

    def pairs_in(self, at: Places, word: Places) -> tuple[Places, Places]:
        """The places of the pairs in some words of the bits."""
        held = np.unpackbits(self.bits[at, word].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        which, bit = np.nonzero(held)
        return self.rows[at[which]], self.columns[word[which] * WORD + bit]

    def columns_held(self) -> Flags:
        """Which of the columns are in a pair."""
        held = np.bitwise_or.reduce(self.bits, axis=0)
        found: Flags = np.unpackbits(held.view(np.uint8), count=len(self.columns), bitorder="little") > 0
        return found


def tiles(rows: Side, columns: Side, visit: Callable[[Tile], Found], threads: int = 1) -> Iterator[Found]:
    """What `visit` makes of every tile that holds a pair, block by block and in one order.

    A pair is a row that is at least as good as a column on every item and has a lower grade. `visit` is
    called from `threads` threads at once.
    """
    if not len(rows.grades) or not len(columns.grades):
        return
    least = np.minimum(rows.ranks.min(axis=0), columns.ranks.min(axis=0))
    batches = _Batches(Side(rows.ranks - least, rows.grades))
    shifted = Side(columns.ranks - least, columns.grades)
    top = int(max(batches.ranks.max(initial=0), shifted.ranks.max(initial=0)))

    def block(places: Places) -> list[Found]:
        return [visit(tile) for tile in _tiles_of(batches, shifted, places, top)]

    blocks = list(_blocks(shifted))
    if threads <= 1:
        for places in blocks:
            yield from block(places)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        for found in pool.map(block, blocks):
            yield from found
    finally:
        pool.shutdown(cancel_futures=True)


class _Batches:
    """The rows in compact batches, each item's ranks side by side."""

    def __init__(self, side: Side) -> None:
        self.order = np.concatenate(_compact(side.ranks, np.arange(len(side.grades)), BATCH))
        self.ranks = np.ascontiguousarray(side.ranks[self.order].T)
        self.grades = side.grades[self.order]
        self.slices = [slice(at, at + BATCH) for at in range(0, len(self.order), BATCH)]
        self.best = [self.ranks[:, part].max(axis=1, initial=0) for part in self.slices]
        self.worst_grade = [int(self.grades[part].min()) for part in self.slices]


def _blocks(columns: Side) -> Iterator[Places]:
    """The columns in compact blocks of one grade, the highest grade first."""
    for grade in np.unique(columns.grades)[::-1]:
        yield from _compact(columns.ranks, np.flatnonzero(columns.grades == grade), BLOCK)


def _compact(ranks: Ranks, places: Places, size: int) -> list[Places]:
    """The places in parts of at most `size`, near ones together: halved where they are spread most."""
    spread = np.maximum(1, np.ptp(ranks, axis=0)) if len(ranks) else np.ones(ranks.shape[1])
    waiting, done = [places], []
    while waiting:
        part = waiting.pop()
        if len(part) <= size:
            done.append(part)
            continue
        own = ranks[part]
        wide = np.ptp(own, axis=0) / spread if ranks.shape[1] else np.zeros(1)
        # A whole number of parts on the left, so that parts are full.
        middle = size * (-(-len(part) // size) // 2)
        if wide.max() > 0:
            part = part[np.argpartition(own[:, int(wide.argmax())], middle, kind="introselect")]
        waiting += [part[middle:], part[:middle]]
    return done


def _tiles_of(rows: _Batches, columns: Side, places: Places, top: int) -> Iterator[Tile]:
    ranks = columns.ranks[places]
    grade = int(columns.grades[places[0]])
    worst, best = ranks.min(axis=0), ranks.max(axis=0)
    table: _Sets | None = None
    for part, best_row, worst_grade in zip(rows.slices, rows.best, rows.worst_grade, strict=True):
        if worst_grade >= grade or bool((best_row < worst).any()):
            continue
        keep = np.flatnonzero(rows.grades[part] < grade)
        for item, bound in enumerate(worst):
            keep = keep[rows.ranks[item, part][keep] >= bound]
        if not len(keep):
            continue
        table = table or _Sets(ranks, top)
        own = rows.ranks[:, part]
        asked = [item for item, bound in enumerate(best) if bool((own[item][keep] < bound).any())]
        bits, held = table.intersection(own, keep, asked)
        if len(held):
            yield Tile(rows.order[part][held], places, bits)


class _Sets:
    """For each item of a block, which of its cases have at most each rank."""

    def __init__(self, ranks: Ranks, top: int) -> None:
        self.count = len(ranks)
        self.words = -(-self.count // WORD)
        self._ranks = ranks
        self._top = top
        self._made: dict[int, tuple[npt.NDArray[np.intp], Words]] = {}
        self.all = np.packbits(np.ones(self.count, dtype=bool), bitorder="little")

    def _of(self, item: int) -> tuple[npt.NDArray[np.intp], Words]:
        """For each rank how many cases have at most that, and the sets by how many they hold."""
        if item not in self._made:
            values = self._ranks[:, item]
            below = np.cumsum(np.bincount(values, minlength=self._top + 1))
            bits = np.zeros((self.count + 1, self.words), dtype="<u8")
            order = np.argsort(values, kind="stable")
            bits[np.arange(1, self.count + 1), order // WORD] = np.uint64(1) << (order % WORD).astype(
                np.uint64
            )
            self._made[item] = below, np.bitwise_or.accumulate(bits, axis=0)
        return self._made[item]

    def intersection(self, ranks: Ranks, keep: Places, items: list[int]) -> tuple[Words, Places]:
        """The cases that each row is at least as good as on some items; and those rows that have any."""
        if not items:
            bits = np.zeros((len(keep), self.words), dtype="<u8")
            bits.view(np.uint8)[:, : len(self.all)] = self.all
            return bits, keep
        bits = np.empty((0, 0), dtype="<u8")
        spare = np.empty((len(keep), self.words), dtype="<u8")
        for at, item in enumerate(items):
            below, sets = self._of(item)
            place = below[ranks[item][keep]]
            if at == 0:
                bits = np.take(sets, place, axis=0, mode="clip")
                continue
            np.take(sets, place, axis=0, out=spare[: len(keep)], mode="clip")
            np.bitwise_and(bits, spare[: len(keep)], out=bits)
            if at % 3 == 2 or at == len(items) - 1:
                held = bits.any(axis=1)
                if at == len(items) - 1 or np.count_nonzero(held) < 0.75 * len(keep):
                    bits, keep = bits[held], keep[held]
                    if not len(keep):
                        break
        if len(items) == 1:
            held = bits.any(axis=1)
            bits, keep = bits[held], keep[held]
        return bits, keep


def _ones_by_table() -> Callable[[Words], npt.NDArray[np.int64]]:
    table = np.array([byte.bit_count() for byte in range(256)], dtype=np.uint8)
    return lambda bits: table[bits.view(np.uint8)].sum(axis=1, dtype=np.int64)


def _ones_by_numpy() -> Callable[[Words], npt.NDArray[np.int64]]:
    return lambda bits: np.bitwise_count(bits).sum(axis=1, dtype=np.int64)


ones: Callable[[Words], npt.NDArray[np.int64]] = (
    _ones_by_numpy() if hasattr(np, "bitwise_count") else _ones_by_table()
)
"""How many bits are set in each row (int64, shape (rows,)). NumPy counts bits itself from version 2 on."""


class WeightedOnes:
    """Counts the cases behind the bits of a tile: each column is a node of so many cases."""

    def __init__(self, weights: npt.NDArray[np.int64]) -> None:
        self._weights = weights
        self._alone = bool((weights == 1).all())

    def __call__(self, tile: Tile) -> npt.NDArray[np.int64]:
        """How many cases each row of the tile is in a pair with; shape (rows,)."""
        if self._alone:
            return ones(tile.bits)
        weights = self._weights[tile.columns]
        total = np.zeros(len(tile.rows), dtype=np.int64)
        for bit in range(int(weights.max()).bit_length()):
            mask = np.zeros(tile.bits.shape[1] * 8, dtype=np.uint8)
            packed = np.packbits(weights >> bit & 1, bitorder="little")
            mask[: len(packed)] = packed
            total += ones(tile.bits & mask.view("<u8")) << bit
        return total
