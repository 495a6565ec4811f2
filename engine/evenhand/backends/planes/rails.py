"""Truth on two rails: that something surely holds, and that it possibly does, each a signal of a circuit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Signal
from evenhand.domain import Scale


class Rails(NamedTuple):
    """That something surely holds, and that it possibly does. The first never holds without the second."""

    surely: Signal
    possibly: Signal


ALWAYS = Rails(TRUE, TRUE)
NEVER = Rails(FALSE, FALSE)


def negated(circuit: Circuit, rails: Rails) -> Rails:
    """Not: what possibly holds hinders what surely does."""
    return Rails(circuit.negated(rails.possibly), circuit.negated(rails.surely))


def all_of(circuit: Circuit, parts: Iterable[Rails]) -> Rails:
    """And."""
    parts = list(parts)
    return Rails(
        circuit.all_of(part.surely for part in parts), circuit.all_of(part.possibly for part in parts)
    )


def any_of(circuit: Circuit, parts: Iterable[Rails]) -> Rails:
    """Or."""
    parts = list(parts)
    return Rails(
        circuit.any_of(part.surely for part in parts), circuit.any_of(part.possibly for part in parts)
    )


def at_least(circuit: Circuit, needed: int, parts: Sequence[Rails]) -> Rails:
    """At least `needed` of the parts."""
    return Rails(
        circuit.at_least(needed, [part.surely for part in parts]),
        circuit.at_least(needed, [part.possibly for part in parts]),
    )


class Steps(NamedTuple):
    """A position on a scale: that it is at least 1, at least 2 and so on to the top."""

    signals: tuple[Signal, ...]

    def at_least(self, position: int) -> Signal:
        """That the position is at least so high."""
        if position <= 0:
            return TRUE
        return self.signals[position - 1] if position <= len(self.signals) else FALSE


def fixed_steps(position: int, top: int) -> Steps:
    """A position that is always the same."""
    return Steps(tuple(TRUE if position >= step else FALSE for step in range(1, top + 1)))


class Ends(NamedTuple):
    """The worst and the best position that is still possible."""

    worst: Steps
    best: Steps


@dataclass(frozen=True, slots=True)
class NameRails:
    """Which names of a scale an area's grade, a level or a previous grade can be.

    `ends` bound a run of names; `each`, for what need be no run, has a signal for every name. `exists` is
    whether it exists for the inspection, `in_conflict` whether comparing it is unknown.
    """

    scale: Scale
    exists: Rails
    in_conflict: Signal
    ends: Ends
    each: tuple[Signal, ...] | None = None

    def meets(self, circuit: Circuit, first: int, last: int) -> Signal:
        """Whether it can be one of the names from one position to another, conflict and existence aside."""
        if self.each is not None:
            return circuit.any_of(self.each[first : last + 1])
        beyond = circuit.negated(self.ends.worst.at_least(last + 1))
        return circuit.both(self.ends.best.at_least(first), beyond)


def ends_of_each(circuit: Circuit, each: Sequence[Signal]) -> Ends:
    """The worst and best position of what can be any of some names."""
    worst = [circuit.negated(circuit.any_of(each[:step])) for step in range(1, len(each))]
    best = [circuit.any_of(each[step:]) for step in range(1, len(each))]
    return Ends(Steps(tuple(worst)), Steps(tuple(best)))
