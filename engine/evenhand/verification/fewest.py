"""The example with the fewest items recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evenhand.backends.planes import NoGrade
from evenhand.backends.planes.circuit import Signal
from evenhand.domain import NOT_LOOKED_AT
from evenhand.verification.asking import Answer, Limit, Solver, Verdict
from evenhand.verification.worlds import World


def recorded(world: World) -> tuple[Signal, ...]:
    """For each column that may be left open: that something is recorded."""
    found = []
    for column, space in world.spaces.items():
        for state in (NOT_LOOKED_AT, NoGrade.NOT_GIVEN, None):
            if state in space.others:
                found.append(world.circuit.negated(world.is_state(column, state)))
    return tuple(found)


def with_fewest(
    solver: Solver,
    holding: Sequence[Signal],
    counted: Sequence[tuple[Signal, int]],
    left: Callable[[], float | None],
) -> tuple[Answer, bool]:
    """An example in which some signals hold, and of what is counted as little as can be.

    Also whether that is known to be the least. `counted` has what counts, each with its weight; `left` gives
    the seconds that are left.
    """
    best = solver.ask(*holding, seconds=left())
    while best.model is not None:
        used = sum(weight for signal, weight in counted if best.model.holds(signal))
        if used == 0:
            return best, True
        fewer = solver.ask(*holding, limit=Limit(tuple(counted), used - 1), seconds=left())
        if fewer.model is None:
            return best, fewer.verdict is Verdict.IMPOSSIBLE
        best = fewer
    return best, False
