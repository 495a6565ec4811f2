"""Small counts kept out of a table of groups, so that they cannot be worked out from what is left."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Cell = tuple[int, int]
"""A row and a column. The last column of a whole table has the totals of its rows, the last row those of its
columns."""

Node = tuple[str, int]
"""A row or a column of the table."""

MOST_ROWS = 200
"""Longer tables are kept out row by row, as finding the fewest cells would take too long."""

_TOTAL_COST = 1 << 40
"""The total of a row is kept out only where nothing else would do."""


def with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """The table with a column of row totals, and a row of column totals.

    >>> with_totals([[1, 2], [3, 4]])
    [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    """
    rows = [[*row, sum(row)] for row in counts]
    width = len(rows[0]) if rows else 1
    return [*rows, [sum(row[at] for row in rows) for at in range(width)]]


def suppressed(counts: Sequence[Sequence[int]], below: int) -> frozenset[Cell] | None:
    """The cells of the table with its totals that must not be shown; None where nothing of it may be shown.

    First all counts from 1 to `below` - 1, totals of rows among them. Then, for as long as one of these could
    be worked out from totals and the cells that are left, the cells with the least counts that prevent it.
    For each cell kept out there is then another table with the same cells shown, all of its counts 0 or more
    and in each row 1 or more, in which it has another count (complementary suppression; L. H. Cox (1980),
    Suppression methodology and statistical disclosure control, Journal of the American Statistical
    Association 75, 377-385).

    The totals of columns are never kept out: they are what is said of all cases, and are shown elsewhere.
    So a table of one row, which says the same, is shown whole.

    A reader knows that a row that is listed stands for 1 at least. Where each of them stands for just 1, the
    total of all and the number of rows say so, whatever is kept out, and the table must not be shown.

    >>> sorted(suppressed([[20, 3], [30, 0]], below=5))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    >>> suppressed([[1, 0], [0, 1]], below=5) is None
    True
    """
    if len(counts) < 2 or below <= 1:
        return frozenset()
    if max(map(sum, counts)) == 1:
        return None
    if len(counts) > MOST_ROWS:
        return _whole_rows(counts, below)
    table = with_totals(counts)[:-1]
    small = [(row, column) for row, column in _cells(table) if 0 < table[row][column] < below]
    hidden = set(small)
    # What lies on a ring has another count in the table that the ring makes, and needs none of its own.
    safe: set[Cell] = set()
    for cell in sorted(small, key=lambda cell: (table[cell[0]][cell[1]], cell)):
        if cell not in safe:
            ring = _cheapest_ring(table, hidden, cell)
            hidden.update(ring)
            safe.update(ring)
    return frozenset(hidden)


def _whole_rows(counts: Sequence[Sequence[int]], below: int) -> frozenset[Cell]:
    """The same for a long table, at once: all of each row with a small count, and of one row more if need be.

    A unit of any count kept out may as well be in another row that is kept out, in the same column, as long
    as one of these rows has more than the 1 that every row has.
    """
    whole_counts: list[list[int]] = [[*own, sum(own)] for own in counts]
    small = {row for row, own in enumerate(whole_counts) if any(0 < count < below for count in own)}
    others = [row for row in range(len(counts)) if row not in small]
    if small and (len(small) == 1 or all(whole_counts[row][-1] <= 1 for row in small)):
        # One of nothing at all last: it would be shown to be nothing in most columns.
        small.add(min(others, key=lambda row: (whole_counts[row][-1] == 0, whole_counts[row][-1], row)))
    # Where all of them have 0 the total of the column says so, and there is nothing to keep out.
    whole = [column for column in range(len(counts[0])) if any(counts[row][column] for row in small)]
    return frozenset((row, column) for row in small for column in (*whole, len(counts[0])))


def _cells(table: Sequence[Sequence[int]]) -> Iterator[Cell]:
    for row, counts in enumerate(table):
        for column in range(len(counts)):
            yield row, column


def _cheapest_ring(table: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> list[Cell]:
    """The cells of a ring through `cell`, as few shown ones and as small as can be.

    Rows and columns are the corners of the ring, cells its sides. One more in a cell and one less in the
    next, all round, leaves every sum as it is; a total of a row goes with the cells that it sums up. No count
    comes to 0 where that can be helped: readers may guess that what is kept out is not 0.
    """
    for least in (1, 0):
        ways = [
            found
            for step in (1, -1)
            if (found := _Search(table, hidden, cell, step, least).cheapest()) is not None
        ]
        if ways:
            return min(ways)[1]
    raise AssertionError("a row of more than one case can always give one to another row")


@dataclass(frozen=True)
class _Search:
    """A search for a ring on which `cell` goes up (`step` 1) or down (-1), and nothing below `least`.

    The total of a row does not go below 1 in any case: a row with nothing in it would not be listed.
    """

    table: Sequence[Sequence[int]]
    hidden: set[Cell]
    cell: Cell
    step: int
    least: int

    def cheapest(self) -> tuple[int, list[Cell]] | None:
        """What the cheapest ring costs, and its cells; None where there is none."""
        sign = self.step * self._sign(self.cell)
        if not self._has_room(self.cell, sign):
            return None
        start, end = ("row", self.cell[0]), ("column", self.cell[1])
        best: dict[Node, int] = {start: 0}
        came: dict[Node, tuple[Node, Cell]] = {}
        waiting: list[tuple[int, Node]] = [(0, start)]
        while waiting:
            cost, node = heapq.heappop(waiting)
            if node == end:
                return cost, [self.cell, *_sides(came, start, end)]
            if cost > best[node]:
                continue
            # From a row on, one less where the cell has one more; from a column on, one more.
            change = -sign if node[0] == "row" else sign
            for other, side in self._beside(node):
                if side == self.cell or not self._has_room(side, change):
                    continue
                price = cost + self._price(side)
                if price < best.get(other, price + 1):
                    best[other] = price
                    came[other] = (node, side)
                    heapq.heappush(waiting, (price, other))
        return None

    def _sign(self, side: Cell) -> int:
        """-1 for a total: a row and its total, taken from it, sum up to 0."""
        return -1 if side[1] == len(self.table[0]) - 1 else 1

    def _has_room(self, side: Cell, change: int) -> bool:
        least = self.least if self._sign(side) > 0 else 1
        return self._sign(side) * change > 0 or self.table[side[0]][side[1]] > least

    def _beside(self, node: Node) -> Iterator[tuple[Node, Cell]]:
        kind, at = node
        if kind == "row":
            for column in range(len(self.table[0])):
                yield ("column", column), (at, column)
        else:
            for row in range(len(self.table)):
                yield ("row", row), (row, at)

    def _price(self, side: Cell) -> int:
        if side in self.hidden:
            return 0
        return 1 + self.table[side[0]][side[1]] + (_TOTAL_COST if self._sign(side) < 0 else 0)


def _sides(came: dict[Node, tuple[Node, Cell]], start: Node, end: Node) -> list[Cell]:
    found = []
    node = end
    while node != start:
        node, side = came[node]
        found.append(side)
    return found
