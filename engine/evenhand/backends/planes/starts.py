"""Where an area starts, as a circuit: its worst and best possible position, and whether it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from evenhand.backends.planes.circuit import TRUE, Circuit, Signal
from evenhand.backends.planes.rails import (
    ALWAYS,
    Ends,
    NameRails,
    Rails,
    Steps,
    any_of,
    fixed_steps,
    negated,
)
from evenhand.backends.planes.reading import Reading
from evenhand.backends.planes.tables import counting_rows, table_ends
from evenhand.language import (
    Area,
    GivenOnly,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
    Ties,
)


class Beginning(NamedTuple):
    """Where an area starts before moves, and whether what it starts from is judged."""

    ends: Ends
    judged: Rails


def beginning_of(area: Area, reading: Reading) -> Beginning:
    """Where an area starts in one reading."""
    circuit = reading.circuit
    top = len(area.scale) - 1
    match area.start:
        case StartGrade(grade):
            at = fixed_steps(area.scale.position(grade), top)
            return Beginning(Ends(at, at), ALWAYS)
        case GivenOnly():
            return Beginning(Ends(fixed_steps(0, top), fixed_steps(top, top)), ALWAYS)
        case StartAt(subject):
            names = reading.named(subject)
            return Beginning(_open_ends(circuit, names), names.exists)
        case StartMedian(areas, ties):
            members = [reading.areas[member] for member in areas]
            return _made_of(circuit, members, _Median(circuit, members, ties), top)
        case StartExtreme(best, areas):
            members = [reading.areas[member] for member in areas]
            return _made_of(circuit, members, _Extreme(circuit, members, best), top)
        case StartTable(table):
            counting, gap = counting_rows(table, reading, area.id, area.scale)
            return Beginning(table_ends(table, circuit, counting, area.scale), negated(circuit, gap))
        case _:
            assert_never(area.start)


def _open_ends(circuit: Circuit, names: NameRails) -> Ends:
    """The worst and best position of an area; any, where it is in conflict."""
    settled = circuit.negated(names.in_conflict)
    worst = tuple(circuit.both(step, settled) for step in names.ends.worst.signals)
    best = tuple(circuit.either(step, names.in_conflict) for step in names.ends.best.signals)
    return Ends(Steps(worst), Steps(best))


class _Members:
    """The members of a start, each with its worst and best position and whether it is judged."""

    def __init__(self, circuit: Circuit, members: Sequence[NameRails]) -> None:
        self.circuit = circuit
        self.members = [(_open_ends(circuit, member), member.exists) for member in members]

    def surely(self, grade: int) -> Signal:
        """Whether what is made of them is surely at or above a grade."""
        raise NotImplementedError

    def possibly(self, grade: int) -> Signal:
        """Whether it possibly is."""
        raise NotImplementedError


class _Median(_Members):
    """At least a grade when members at or above it, less the judged ones below, are zero or more.

    Every member has two votes: one unless it counts against, and one if it counts for. Together they are
    what it counts and one more, so that counting those that hold says the same.
    """

    def __init__(self, circuit: Circuit, members: Sequence[NameRails], ties: Ties) -> None:
        super().__init__(circuit, members)
        self.needed = len(members) + (0 if ties is Ties.BETTER else 1)

    def surely(self, grade: int) -> Signal:
        circuit = self.circuit
        votes = []
        for ends, judged in self.members:
            reached = ends.worst.at_least(grade)
            votes.append(circuit.either(circuit.negated(judged.possibly), reached))
            votes.append(circuit.both(judged.surely, reached))
        return circuit.at_least(self.needed, votes)

    def possibly(self, grade: int) -> Signal:
        circuit = self.circuit
        votes = []
        for ends, judged in self.members:
            reached = circuit.both(judged.possibly, ends.best.at_least(grade))
            votes.append(circuit.either(circuit.negated(judged.surely), reached))
            votes.append(reached)
        return circuit.at_least(self.needed, votes)


class _Extreme(_Members):
    """The best or the worst of the members that are judged."""

    def __init__(self, circuit: Circuit, members: Sequence[NameRails], best: bool) -> None:
        super().__init__(circuit, members)
        self.best = best

    def surely(self, grade: int) -> Signal:
        circuit = self.circuit
        if self.best:
            return circuit.any_of(
                circuit.both(judged.surely, ends.worst.at_least(grade)) for ends, judged in self.members
            )
        return circuit.all_of(
            circuit.either(circuit.negated(judged.possibly), ends.worst.at_least(grade))
            for ends, judged in self.members
        )

    def possibly(self, grade: int) -> Signal:
        circuit = self.circuit
        if self.best:
            return circuit.any_of(
                circuit.both(judged.possibly, ends.best.at_least(grade)) for ends, judged in self.members
            )
        return circuit.all_of(
            circuit.either(circuit.negated(judged.surely), ends.best.at_least(grade))
            for ends, judged in self.members
        )


def _made_of(circuit: Circuit, members: Sequence[NameRails], made: _Members, top: int) -> Beginning:
    judged = any_of(circuit, [member.exists for member in members])
    worst, best = [], []
    for grade in range(1, top + 1):
        # Also surely if every member that may be judged surely is; never possibly unless one possibly is.
        every = circuit.all_of(
            circuit.either(circuit.negated(exists.possibly), ends.worst.at_least(grade))
            for ends, exists in made.members
        )
        one = circuit.any_of(
            circuit.both(exists.possibly, ends.best.at_least(grade)) for ends, exists in made.members
        )
        surely = circuit.both(judged.possibly, circuit.either(made.surely(grade), every))
        worst.append(surely)
        best.append(circuit.either(surely, circuit.both(made.possibly(grade), one)))
    return Beginning(Ends(Steps(tuple(worst)), Steps(tuple(best))), judged)


def moved(circuit: Circuit, steps: Steps, moves: Sequence[tuple[int, Signal]]) -> Steps:
    """A position moved by the sum of all moves that count, clipped to the scale once.

    Steps reached, steps up and steps down that do not count are all counted together.
    """
    if not moves:
        return steps
    top = len(steps.signals)
    counted = list(steps.signals)
    down = 0
    for by, signal in moves:
        counted += [signal if by > 0 else circuit.negated(signal)] * abs(by)
        down += max(0, -by)
    return Steps(tuple(circuit.at_least(step + down, counted) for step in range(1, top + 1)))


def start_of_guess(circuit: Circuit, known: Beginning, guess: Beginning) -> Steps:
    """Where an area starts for its provisional grade: its worst, with areas read provisionally.

    Where the start is then not judged, it is the worst of what is known.
    """
    judged = guess.judged.possibly
    if judged == TRUE:
        return guess.ends.worst
    pairs = zip(guess.ends.worst.signals, known.ends.worst.signals, strict=True)
    return Steps(tuple(circuit.chosen(judged, own, other) for own, other in pairs))
