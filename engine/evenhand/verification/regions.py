"""The inspections around an example of which the same is true, in terms of the conditions of the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evenhand.backends.planes import state_in
from evenhand.backends.planes.circuit import Signal
from evenhand.domain import Case
from evenhand.evaluation import InspectionTrace
from evenhand.verification.asking import Solver, Verdict
from evenhand.verification.parts import ColumnPart, Part, Read
from evenhand.verification.worlds import World


@dataclass(frozen=True)
class Region:
    """Inspections of which each of some conditions holds, whatever else is recorded.

    `widest` says whether it is known that no condition could be wider.
    """

    parts: tuple[Part, ...]
    widest: bool = True

    def holds(self, case: Case, trace: InspectionTrace) -> bool:
        """Whether a case lies in it. `trace` is what is made of the case."""
        return all(part.holds(case, trace) for part in self.parts)

    def shuts_out(self, case: Case, trace: InspectionTrace) -> bool:
        """Whether a case surely lies outside it."""
        return any(part.shuts_out(case, trace) for part in self.parts)

    def inside(self, read: Read) -> Signal:
        """That a case of a world surely lies in it."""
        return read.world.circuit.all_of(part.inside(read) for part in self.parts)

    def outside(self, read: Read) -> Signal:
        """That a case of a world surely lies outside it."""
        return read.world.circuit.any_of(part.outside(read) for part in self.parts)


def recorded_parts(world: World, case: Case) -> list[Part]:
    """What a case records, column by column; what it leaves open is left out."""
    found: list[Part] = []
    for column, space in world.spaces.items():
        place = space.place(state_in(column, case))
        if place is not None:
            found.append(ColumnPart(1 << place, space))
    return found


def shortest_region(
    read: Read,
    solver: Solver,
    holds: Signal,
    ways: Sequence[Sequence[Part]],
    left: Callable[[], float | None],
) -> Region | None:
    """The region with the fewest conditions, around an example that is told in several ways.

    `ways` has each of them as the conditions that the example meets; of equal ones the first is taken.
    """
    found: Region | None = None
    for parts in ways:
        if found is None or len(found.parts) > 1:
            region = region_around(read, solver, holds, parts, left)
            if region is not None and (found is None or len(region.parts) < len(found.parts)):
                found = region
    return found


def region_around(
    read: Read,
    solver: Solver,
    holds: Signal,
    parts: Sequence[Part],
    left: Callable[[], float | None],
) -> Region | None:
    """As wide a region around an example as there is in which something surely holds.

    `parts` are the conditions that the example meets. None where it need not hold for every inspection that
    meets them, as where numbers are added up. Conditions are let go one by one where it holds without them,
    the others widened state by state. `left` gives the seconds that are left.
    """
    fails = read.world.circuit.negated(holds)
    kept = list(parts)

    def still(tried: Sequence[Part]) -> bool | None:
        inside = [part.inside(read) for part in tried if part.states != part.whole]
        verdict = solver.ask(fails, *inside, seconds=left()).verdict
        return None if verdict is Verdict.UNKNOWN else verdict is Verdict.IMPOSSIBLE

    if not still(kept):
        return None
    widest = True

    def widened(at: int, states: int) -> bool:
        nonlocal widest
        part = kept[at].among(states)
        answer = still([*kept[:at], part, *kept[at + 1 :]])
        if answer:
            kept[at] = part
        widest = widest and answer is not None
        return bool(answer)

    def can_be(part: Part) -> bool:
        return solver.ask(part.inside(read), seconds=left()).verdict is not Verdict.IMPOSSIBLE

    for at, part in enumerate(parts):
        widened(at, part.whole)
    for at, part in enumerate(parts):
        if kept[at].states == part.whole:
            continue
        for others in _beside(part):
            for other in others:
                # That an area is not judged is told only where it can be so.
                told = other < part.ordered or can_be(part.among(1 << other))
                if not (told and widened(at, kept[at].states | 1 << other)) and part.ends_a_run(other):
                    break
    return Region(tuple(part for part in kept if part.states != part.whole), widest)


def _beside(part: Part) -> tuple[list[int], list[int]]:
    """The other states of a part: from its last one in order on, and from its first one back."""
    places = [place for place in range(part.count) if part.has(place)]
    last = max((place for place in places if place < part.ordered), default=places[-1])
    above = [place for place in range(last + 1, part.count) if not part.has(place)]
    return above, list(range(places[0] - 1, -1, -1))
