"""The inspections around an example of which the same is true, in terms of the conditions of the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evenhand.backends.planes import ColumnId, ColumnState
from evenhand.backends.planes.circuit import Signal
from evenhand.domain import Case
from evenhand.verification.solver import Model, Solver, Verdict
from evenhand.verification.spaces import StateSpace, state_in
from evenhand.verification.worlds import World


@dataclass(frozen=True, slots=True)
class Part:
    """The states of one column, as bits over those of its space."""

    space: StateSpace
    states: int

    def holds(self, state: ColumnState) -> bool:
        """Whether a state is one of them; one that leaves open what it is, is not."""
        place = self.space.place(state)
        return place is not None and bool(self.states >> place & 1)

    def shuts_out(self, case: Case) -> bool:
        """Whether a case is surely in none of them."""
        place = self.space.place(state_in(self.space.column, case))
        return place is not None and not self.states >> place & 1


@dataclass(frozen=True)
class Region:
    """Inspections in which each of some columns is in one of some states, whatever the others are.

    `widest` says whether it is known that no column could be in further states.
    """

    parts: tuple[Part, ...]
    widest: bool = True

    def holds(self, case: Case) -> bool:
        """Whether a case lies in it."""
        return all(part.holds(state_in(part.space.column, case)) for part in self.parts)


def states_in(world: World, model: Model) -> dict[ColumnId, int]:
    """The state that each column of a world is in, by its place."""
    found = {}
    for column, space in world.spaces.items():
        count = len(space.ordered)
        place = next(
            (count + at for at in range(len(space.others)) if model.holds(world.is_other(column, at))), None
        )
        if place is None:
            place = max((at for at in range(1, count) if model.holds(world.at_least(column, at))), default=0)
        found[column] = place
    return found


def region_around(
    world: World,
    solver: Solver,
    holds: Signal,
    places: Mapping[ColumnId, int],
    left: Callable[[], float | None],
) -> Region | None:
    """As wide a region around an example as there is in which something surely holds.

    None where it need not hold for every inspection in the same states, as where numbers are added up.
    Columns are let go one by one where it holds without them, the others widened state by state. `left`
    gives the seconds that are left.
    """
    circuit = world.circuit
    fails = circuit.negated(holds)
    allowed = {column: 1 << place for column, place in places.items()}

    def whole(column: ColumnId) -> int:
        return (1 << len(world.spaces[column].states)) - 1

    def still(states: Mapping[ColumnId, int]) -> bool | None:
        inside = [world.in_states(column, bits) for column, bits in states.items() if bits != whole(column)]
        verdict = solver.ask(fails, *inside, seconds=left()).verdict
        return None if verdict is Verdict.UNKNOWN else verdict is Verdict.IMPOSSIBLE

    if not still(allowed):
        return None
    widest = True

    def widened(column: ColumnId, bits: int) -> bool:
        nonlocal widest
        answer = still({**allowed, column: bits})
        if answer:
            allowed[column] = bits
        widest = widest and answer is not None
        return bool(answer)

    for column in tuple(allowed):
        widened(column, whole(column))
    for column, space in world.spaces.items():
        bits = allowed.get(column, whole(column))
        if bits == whole(column):
            continue
        place = bits.bit_length() - 1
        for others in (range(place + 1, len(space.states)), range(place - 1, -1, -1)):
            for at in others:
                # What is told in order is a run of values; what lies further along does not belong to it.
                ends = at < len(space.ordered) and not space.is_choice
                if not widened(column, allowed[column] | 1 << at) and ends:
                    break
    parts = (Part(world.spaces[column], bits) for column, bits in allowed.items() if bits != whole(column))
    return Region(tuple(parts), widest)
