"""The conditions that a region is made of: what an item, an area or a finding is, of all that it can be."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from evenhand.backends.planes import state_in
from evenhand.backends.planes.circuit import Signal
from evenhand.backends.planes.rails import Rails
from evenhand.domain import Case, Conflict, Judged
from evenhand.evaluation import InspectionTrace, Truth
from evenhand.language import Area, Finding
from evenhand.verification.outcomes import at_grade, not_judged
from evenhand.verification.spaces import StateSpace
from evenhand.verification.world_rules import WorldRules
from evenhand.verification.worlds import World


class Read(NamedTuple):
    """A world, and what rules make of it."""

    world: World
    rules: WorldRules


@dataclass(frozen=True)
class _Part(ABC):
    """Some of the states of something, as bits."""

    states: int

    @property
    @abstractmethod
    def ordered(self) -> int:
        """How many states stand in order, those first."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many states there are."""

    def ends_a_run(self, place: int) -> bool:
        """Whether nothing beyond a state that is not among them is told with those before it."""
        return place < self.ordered

    @abstractmethod
    def inside(self, read: Read) -> Signal:
        """That a case of a world is surely in one of the states."""

    @abstractmethod
    def outside(self, read: Read) -> Signal:
        """That a case of a world is surely in none of them."""

    @abstractmethod
    def place(self, case: Case, trace: InspectionTrace) -> int | None:
        """Which state a case is in; None where that is not known. `trace` is what is made of it."""

    def possible(self, case: Case, trace: InspectionTrace) -> int:
        """The states that a case may be in, as bits."""
        place = self.place(case, trace)
        return self.whole if place is None else 1 << place

    @property
    def whole(self) -> int:
        """All states, as bits."""
        return (1 << self.count) - 1

    def among(self, states: int) -> Self:
        """The same with other states."""
        return replace(self, states=states)

    def has(self, place: int | None) -> bool:
        """Whether a state is one of them; None is not."""
        return place is not None and bool(self.states >> place & 1)

    def holds(self, case: Case, trace: InspectionTrace) -> bool:
        """Whether a case is surely in one of them."""
        return self.has(self.place(case, trace))

    def shuts_out(self, case: Case, trace: InspectionTrace) -> bool:
        """Whether a case is surely in none of them."""
        return not self.possible(case, trace) & self.states


@dataclass(frozen=True)
class ColumnPart(_Part):
    """The states of an item, a previous grade or an area that is given, over those of its space."""

    space: StateSpace

    @property
    def ordered(self) -> int:
        """How many values or names there are."""
        return len(self.space.ordered)

    @property
    def count(self) -> int:
        """How many states there are."""
        return len(self.space.states)

    def ends_a_run(self, place: int) -> bool:
        """So it is of values in order, and not of names of which none comes before another."""
        return place < self.ordered and not self.space.is_choice

    def inside(self, read: Read) -> Signal:
        """That the column of a world is in one of the states."""
        return read.world.in_states(self.space.column, self.states)

    def outside(self, read: Read) -> Signal:
        """That it is in another state, and not left open."""
        return read.world.in_states(self.space.column, self.states ^ self.whole)

    def place(self, case: Case, trace: InspectionTrace) -> int | None:
        """Which state a case records."""
        return self.space.place(state_in(self.space.column, case))


@dataclass(frozen=True)
class AreaPart(_Part):
    """What becomes of an area: its grades in order, and beside them that it is not judged."""

    area: Area

    @property
    def ordered(self) -> int:
        """How many grades there are."""
        return len(self.area.scale)

    @property
    def count(self) -> int:
        """The grades and not judged."""
        return self.ordered + 1

    def inside(self, read: Read) -> Signal:
        """That the area is proposed one of the grades, or is surely not judged where that is among them."""
        return read.world.circuit.any_of(rails.surely for rails in self._rails(read))

    def outside(self, read: Read) -> Signal:
        """That the area cannot come to any of them."""
        circuit = read.world.circuit
        return circuit.negated(circuit.any_of(rails.possibly for rails in self._rails(read)))

    def _rails(self, read: Read) -> list[Rails]:
        circuit, area = read.world.circuit, read.rules.areas[self.area.id]
        found = [at_grade(circuit, area, place) for place in range(self.ordered) if self.has(place)]
        return [*found, not_judged(circuit, area)] if self.has(self.ordered) else found

    def place(self, case: Case, trace: InspectionTrace) -> int | None:
        """What became of the area: a grade or not judged, and None for anything else."""
        outcome = trace.areas[self.area.id].outcome
        if outcome.judged is Judged.NO:
            return self.ordered
        return None if outcome.proposed is None else outcome.scale.position(outcome.proposed)

    def possible(self, case: Case, trace: InspectionTrace) -> int:
        """All that may become of the area; nothing where it is surely in conflict."""
        outcome = trace.areas[self.area.id].outcome
        found = 0 if outcome.judged is Judged.YES else 1 << self.ordered
        if outcome.reach is not None and outcome.conflict is not Conflict.CERTAIN:
            worst, best = outcome.reach
            found |= (1 << best + 1) - (1 << worst)
        return found


@dataclass(frozen=True)
class FindingPart(_Part):
    """Whether a finding is made: the first state is that it is not, the second that it is."""

    finding: Finding

    @property
    def ordered(self) -> int:
        """Neither stands in an order."""
        return 0

    @property
    def count(self) -> int:
        """Made or not."""
        return 2

    @property
    def is_made(self) -> bool:
        """Whether it is made, where it is one of the two."""
        return self.states == _MADE

    def inside(self, read: Read) -> Signal:
        """That the finding is surely made, or surely not."""
        circuit, made = read.world.circuit, read.rules.findings[self.finding.id]
        found = [circuit.negated(made.possibly)] if self.has(0) else []
        return circuit.any_of([*found, made.surely] if self.has(1) else found)

    def outside(self, read: Read) -> Signal:
        """That it is surely the other."""
        circuit, made = read.world.circuit, read.rules.findings[self.finding.id]
        found = [] if self.has(0) else [circuit.negated(made.possibly)]
        return circuit.any_of(found if self.has(1) else [*found, made.surely])

    def place(self, case: Case, trace: InspectionTrace) -> int | None:
        """Whether it is made in a case."""
        return {Truth.FALSE: 0, Truth.TRUE: 1}.get(trace.findings[self.finding.id].truth)


_MADE = 0b10

Part = ColumnPart | AreaPart | FindingPart
