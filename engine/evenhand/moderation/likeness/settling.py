"""The grade that would settle each judgement of a repair set, so that no violation is left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from evenhand.moderation.likeness.dominance import Side, Tile, tiles
from evenhand.moderation.likeness.profiles import Flags, Nodes, Places

Grades = npt.NDArray[np.int64]


def settled_grades(nodes: Nodes, members: Flags, below: Flags, threads: int = 1) -> Grades:
    """The grade of every node, shape (nodes,), when each member has got the one that would settle it.

    The rest are settled. `below` says which members are graded higher than something that is at least as good
    as they: these are settled first, each at the worst grade of the rest that are at least as good. Then the
    others, each at the best grade of all those settled that it is at least as good as. So each gets the grade
    nearest to its own that those settled before it leave open.

    They always leave one open. Say b is at least as good as the member and the member as c, both settled.
    Then b is at least as good as c, and as no violation is among those settled, the grade of c is not above
    that of b. Two that are settled in the same way never stand against each other: if one is at least as
    good as another, it is at least as good as all that the other is, and all that are at least as good as
    it are at least as good as the other.
    """
    grades = nodes.grades.copy()
    settled = np.flatnonzero(~members)
    lowered, raised = np.flatnonzero(members & below), np.flatnonzero(members & ~below)
    better = Side(nodes.high, nodes.grades).turned, Side(nodes.low, nodes.grades).turned
    best = _best_against(better[0].taken(lowered), better[1].taken(settled), threads)
    grades[lowered] = -best
    settled = np.concatenate([settled, lowered])
    columns = Side(nodes.high[settled], grades[settled])
    grades[raised] = _best_against(Side(nodes.low[raised], nodes.grades[raised]), columns, threads)
    return grades


def _best_against(rows: Side, columns: Side, threads: int) -> Grades:
    """The highest grade that each row is at least as good as, if it is above its own, else its own."""
    found = rows.grades.copy()
    for part, grade in tiles(rows, columns, _grade(columns), threads):
        found[part] = np.maximum(found[part], grade)
    return found


def _grade(columns: Side) -> Callable[[Tile], tuple[Places, int]]:
    return lambda tile: (tile.rows, int(columns.grades[tile.columns[0]]))
