"""The numbers of a world as variables of Z3, held to the states of their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import z3

from evenhand.backends.planes import ColumnId
from evenhand.backends.planes.circuit import Signal
from evenhand.domain import DOES_NOT_APPLY, Number
from evenhand.verification.spaces import StateSpace
from evenhand.verification.ties import Tie
from evenhand.verification.worlds import World

Term = Any


def rational(value: Number) -> Term:
    """An exact number as a term."""
    fraction = Fraction(value)
    return z3.RealVal(f"{fraction.numerator}/{fraction.denominator}")


class Numbers:
    """The numbers of one world, made when they are first spoken of.

    `of` gives the term of a signal of the world; what has to be asserted is added to `side`.
    """

    def __init__(self, world: World, of: Callable[[Signal], Term], side: list[Term]) -> None:
        self.world = world
        self.of = of
        self.side = side
        self.made: dict[ColumnId, Term] = {}
        self.pairs: dict[ColumnId, tuple[Term, Term]] = {}
        """The shares that are held as pairs: how many, of how many."""
        self.cases: dict[Tie, list[Term]] = {}
        """How many cases there are of each class of a tie."""

    def value(self, column: ColumnId) -> Term:
        """The number that a column is while it is in one of its states in order, as a real."""
        found = self.made.get(column)
        if found is None:
            found = self.made[column] = self._make(column)
            self._link(column, found)
            if column in self.pairs:
                held, over = self.pairs[column]
                in_order = self.of(self.world.in_order(column))
                self.side.append(z3.Implies(in_order, found * over == held))
        return found

    def _make(self, column: ColumnId) -> Term:
        space = self.world.spaces[column]
        assert space.domain is not None
        name = f"{self.world.name}.{column.kind}.{column.id}"
        domain = space.domain
        if domain.step is None:
            value = z3.Real(name)
        else:
            steps = z3.ToReal(z3.Int(name))
            value = steps if domain.step == 1 else steps * rational(domain.step)
        if domain.lowest is not None:
            self.side.append(value >= rational(domain.lowest))
        if domain.highest is not None:
            self.side.append(value <= rational(domain.highest))
        return value

    def _link(self, column: ColumnId, value: Term) -> None:
        """Each state in order begins where its boundary says."""
        space = self.world.spaces[column]
        in_order = self.of(self.world.in_order(column))
        for place, boundary in enumerate(space.boundaries, 1):
            at = rational(boundary.at)
            reached = value > at if boundary.beyond else value >= at
            above = self.of(self.world.at_least(column, place))
            self.side.append(z3.Implies(in_order, above == reached))

    # --- counted from the same cases -----------------------------------------------------------------

    def tie(self) -> None:
        """Assert what holds between items that are counted from the same cases."""
        for tie in self.world.ties:
            self._tie(tie)

    def _tie(self, tie: Tie) -> None:
        counts = [z3.Int(f"{self.world.name}.cases.{tie.name}.{at}") for at in range(len(tie.classes))]
        self.cases[tie] = counts
        self.side += [count >= 0 for count in counts]
        if tie.total is not None:
            in_order = self.of(self.world.in_order(tie.total))
            total = self.value(tie.total) == z3.ToReal(z3.Sum(counts))
            self.side.append(z3.Implies(in_order, total))
        for item in tie.items:
            held = _total(counts, item.holding)
            in_order = self.of(self.world.in_order(item.column))
            if item.applying is None:
                self.side.append(z3.Implies(in_order, self.value(item.column) == held))
                if tie.total is not None:
                    # Where cases are sampled there is a count of them, be it none.
                    sampled = self.of(self.world.in_order(tie.total))
                    absent = self.of(self.world.is_state(item.column, DOES_NOT_APPLY))
                    self.side.append(z3.Not(z3.And(sampled, absent)))
            else:
                self._tie_share(self.world.spaces[item.column], held, _total(counts, item.applying))

    def _tie_share(self, space: StateSpace, held: Term, over: Term) -> None:
        """A share as a pair: never a quotient."""
        column = space.column
        self.pairs[column] = (held, over)
        in_order = self.of(self.world.in_order(column))
        self.side.append(z3.Implies(in_order, over > 0))
        absent = self.of(self.world.is_state(column, DOES_NOT_APPLY))
        self.side.append(z3.Implies(absent, over == 0))
        for place, boundary in enumerate(space.boundaries, 1):
            at = over * rational(boundary.at)
            reached = held > at if boundary.beyond else held >= at
            above = self.of(self.world.at_least(column, place))
            self.side.append(z3.Implies(in_order, above == reached))


def _total(counts: Sequence[Term], classes: Sequence[int]) -> Term:
    return z3.ToReal(z3.Sum([counts[at] for at in classes])) if classes else z3.RealVal(0)
