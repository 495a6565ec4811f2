"""What a solver is asked, and what it can answer: possible (with an example), impossible, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from evenhand.backends.planes.circuit import Signal
from evenhand.domain import Number
from evenhand.language import ColumnId
from evenhand.verification.ties import Tie
from evenhand.verification.worlds import World


class Verdict(StrEnum):
    """What a solver can say of a question."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much of what holds, each with its weight."""

    weighted: tuple[tuple[Signal, int], ...]
    most: int


class Model(Protocol):
    """One example of what is possible."""

    def holds(self, signal: Signal) -> bool:
        """Whether a signal holds in it."""

    def number(self, world: World, column: ColumnId) -> Number | None:
        """The number that a column is in it; None where nothing depends on which it is."""

    def pair(self, world: World, column: ColumnId) -> tuple[Fraction, Fraction] | None:
        """How much of how many a share or mean is, where it is counted from cases with other items."""

    def cases(self, world: World, tie: Tie) -> tuple[int, ...]:
        """How many cases of each class of a tie there are in it."""

    def sums(self, world: World, tie: Tie) -> dict[str, tuple[Fraction, ...]]:
        """What the cases of each class of a tie have together, of what a mean or median is of."""


@dataclass(frozen=True)
class Answer:
    """A verdict, with an example where something is possible.

    Where it is impossible, `core` has signals among those asked about that cannot hold together.
    """

    verdict: Verdict
    model: Model | None = None
    core: frozenset[Signal] = frozenset()


class Solver(Protocol):
    """What can be asked about the signals of a circuit."""

    def ask(
        self,
        *signals: Signal,
        limit: Limit | None = None,
        seconds: float | None = None,
        effort: int | None = None,
    ) -> Answer:
        """Whether all of some signals can hold at once, in `seconds` at most (None: however long).

        `effort` is the most work that is done for it. Unlike seconds it ends at the same place each time.
        """
