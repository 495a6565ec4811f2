"""Small counts kept out of a table, so that they cannot be worked out from what is left and its totals."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

Cell = tuple[int, int]
"""A row and a column. The last row and the last column of a whole table are its totals."""

Node = tuple[str, int]
"""A row or a column of the table."""

_TOTAL_COST = 1 << 40
"""A total is kept out only where nothing else would do, and the grand total last of all."""


def with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """The table with a column of row totals, and a row of column totals.

    >>> with_totals([[1, 2], [3, 4]])
    [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    """
    rows = [[*row, sum(row)] for row in counts]
    width = len(rows[0]) if rows else 1
    return [*rows, [sum(row[at] for row in rows) for at in range(width)]]


def suppressed(counts: Sequence[Sequence[int]], below: int) -> frozenset[Cell]:
    """The cells of the table with its totals that must not be shown.

    First all counts from 1 to `below` - 1, totals among them. Then, for as long as one of these could be
    worked out from totals and the cells that are left, the cells with the least counts that prevent it. None
    can then be worked out exactly: for each there is another table with the same cells shown, all of its
    counts 0 or more, in which it has another count (complementary suppression; L. H. Cox (1980), Suppression
    methodology and statistical disclosure control, Journal of the American Statistical Association 75,
    377-385).
    """
    table = with_totals(counts)
    hidden = {(row, column) for row, column in _cells(table) if 0 < table[row][column] < below}
    waiting = sorted(hidden, key=lambda cell: (table[cell[0]][cell[1]], cell))
    while waiting:
        cell = waiting.pop(0)
        path = _cheapest_way_round(table, hidden, cell)
        if path is None:
            # Nothing can stand in for it: the whole table is kept back.
            return frozenset(_cells(table))
        added = [other for other in path if other not in hidden]
        hidden.update(added)
        waiting += added
    return frozenset(hidden)


def _cells(table: Sequence[Sequence[int]]) -> Iterator[Cell]:
    for row, counts in enumerate(table):
        for column in range(len(counts)):
            yield row, column


def _cheapest_way_round(table: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> list[Cell] | None:
    """The cells that close a ring with `cell`, as few shown ones and as small as can be.

    Rows and columns are the corners of the ring, cells its sides. One more in a cell and one less in the
    next, all round, leaves every total as it is. Cells of 0 cannot be less, so no ring goes through them.
    """
    start, end = ("row", cell[0]), ("column", cell[1])
    best: dict[Node, int] = {start: 0}
    came: dict[Node, tuple[Node, Cell]] = {}
    waiting: list[tuple[int, Node]] = [(0, start)]
    while waiting:
        cost, node = heapq.heappop(waiting)
        if node == end:
            return _sides(came, start, end)
        if cost > best[node]:
            continue
        for other, side in _beside(table, node):
            if side == cell or table[side[0]][side[1]] == 0:
                continue
            price = cost + _price(table, hidden, side)
            if price < best.get(other, price + 1):
                best[other] = price
                came[other] = (node, side)
                heapq.heappush(waiting, (price, other))
    return None


def _beside(table: Sequence[Sequence[int]], node: Node) -> Iterator[tuple[Node, Cell]]:
    kind, at = node
    if kind == "row":
        for column in range(len(table[0])):
            yield ("column", column), (at, column)
    else:
        for row in range(len(table)):
            yield ("row", row), (row, at)


def _price(table: Sequence[Sequence[int]], hidden: set[Cell], side: Cell) -> int:
    if side in hidden:
        return 0
    totals = (side[0] == len(table) - 1) + (side[1] == len(table[0]) - 1)
    return table[side[0]][side[1]] + totals * _TOTAL_COST


def _sides(came: dict[Node, tuple[Node, Cell]], start: Node, end: Node) -> list[Cell]:
    found = []
    node = end
    while node != start:
        node, side = came[node]
        found.append(side)
    return found
