"""The numbers of a world as variables of Z3, held to the states of their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import z3

from evenhand.backends.planes.circuit import Signal
from evenhand.domain import DOES_NOT_APPLY, ItemType, Number
from evenhand.language import (
    ColumnId,
    Summary,
)
from evenhand.verification.spaces import StateSpace
from evenhand.verification.ties import Tie, TiedItem
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
        """The shares and means that are held as pairs: how much, of how many."""
        self.cases: dict[Tie, list[Term]] = {}
        """How many cases there are of each class of a tie."""
        self.sums: dict[Tie, dict[str, list[Term]]] = {}
        """What the cases of each class have together, of a record item that a mean or median is of."""

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
        ties = [tie for tie in self.world.ties if not tie.loose]
        if not ties:
            return
        cases = z3.Int(f"{self.world.name}.cases")
        self.side.append(cases >= 0)
        (read,) = {tie.total for tie in ties}
        if read is not None:
            in_order = self.of(self.world.in_order(read))
            self.side.append(z3.Implies(in_order, self.value(read) == z3.ToReal(cases)))
        for tie in ties:
            self._tie(tie, cases)

    def _tie(self, tie: Tie, cases: Term) -> None:
        counts = [z3.Int(f"{self.world.name}.cases.{tie.name}.{at}") for at in range(len(tie.classes))]
        self.cases[tie] = counts
        self.side += [count >= 0 for count in counts]
        self.side.append(z3.Sum(counts) == cases if counts else cases == 0)
        sums = {id: self._sums(tie, id, counts) for id in tie.ends}
        self.sums[tie] = sums
        for item in tie.items:
            over = _total(counts, item.applying)
            middle = item.middle_of
            if item.derived.summary is Summary.COUNT:
                in_order = self.of(self.world.in_order(item.column))
                held = _total(counts, item.holding)
                self.side.append(z3.Implies(in_order, self.value(item.column) == held))
            elif middle is None:
                self._tie_pair(self.world.spaces[item.column], _total(counts, item.holding), over)
            elif item.derived.summary is Summary.MEAN and all(
                tie.ends[middle.id][at] for at in item.applying
            ):
                parts = [sums[middle.id][at] for at in item.applying]
                held = z3.Sum(parts) if parts else z3.RealVal(0)
                self._tie_pair(self.world.spaces[item.column], held, over)
            else:
                self._tie_existence(item.column, over)
                if item.derived.summary is Summary.MEDIAN:
                    self._tie_median(self.world.spaces[item.column], item, tie, counts)

    def _sums(self, tie: Tie, id: str, counts: Sequence[Term]) -> list[Term]:
        """What the cases of each class have together: a whole number of steps between what each may have."""
        (item,) = {own.middle_of for own in tie.items if own.middle_of and own.middle_of.id == id}
        assert item is not None
        found = []
        for at, (ends, count) in enumerate(zip(tie.ends[id], counts, strict=True)):
            if ends is None:
                found.append(z3.RealVal(0))
                continue
            steps = z3.Int(f"{self.world.name}.sum.{tie.name}.{id}.{at}")
            together = z3.ToReal(steps) * rational(Fraction(1, 10**item.places))
            lowest, highest = ends
            if lowest is not None:
                self.side.append(together >= z3.ToReal(count) * rational(lowest))
            if highest is not None:
                self.side.append(together <= z3.ToReal(count) * rational(highest))
            if lowest is None or highest is None:
                self.side.append(z3.Implies(count == 0, steps == 0))
            found.append(together)
        return found

    def _tie_existence(self, column: ColumnId, over: Term) -> None:
        """A share or middle is there where it applies to a case, and only there."""
        in_order = self.of(self.world.in_order(column))
        self.side.append(z3.Implies(in_order, over > 0))
        absent = self.of(self.world.is_state(column, DOES_NOT_APPLY))
        self.side.append(z3.Implies(absent, over == 0))

    def _tie_pair(self, space: StateSpace, held: Term, over: Term) -> None:
        """A share or mean as a pair: never a quotient."""
        column = space.column
        self.pairs[column] = (held, over)
        self._tie_existence(column, over)
        in_order = self.of(self.world.in_order(column))
        for place, boundary in enumerate(space.boundaries, 1):
            at = over * rational(boundary.at)
            reached = held > at if boundary.beyond else held >= at
            above = self.of(self.world.at_least(column, place))
            self.side.append(z3.Implies(in_order, above == reached))
        if space.item is not None and space.item.type is not ItemType.SHARE and space.domain is not None:
            if space.domain.lowest is not None:
                self.side.append(z3.Implies(in_order, held >= over * rational(space.domain.lowest)))
            if space.domain.highest is not None:
                self.side.append(z3.Implies(in_order, held <= over * rational(space.domain.highest)))

    def _tie_median(self, space: StateSpace, item: TiedItem, tie: Tie, counts: Sequence[Term]) -> None:
        """Where more than half of the cases lie on one side of a boundary, the median does."""
        middle = item.middle_of
        assert middle is not None
        in_order = self.of(self.world.in_order(item.column))
        over = _total(counts, item.applying)
        for place, boundary in enumerate(space.boundaries, 1):
            above = self.of(self.world.at_least(item.column, place))
            beyond, below = [], []
            for at in item.applying:
                ends = tie.ends[middle.id][at]
                if ends is None:
                    continue
                if ends[0] is not None and boundary.is_passed(ends[0]):
                    beyond.append(at)
                elif ends[1] is not None and not boundary.is_passed(ends[1]):
                    below.append(at)
            self.side.append(z3.Implies(z3.And(in_order, _total(counts, beyond) * 2 > over), above))
            self.side.append(z3.Implies(z3.And(in_order, _total(counts, below) * 2 > over), z3.Not(above)))


def _total(counts: Sequence[Term], classes: Sequence[int]) -> Term:
    return z3.ToReal(z3.Sum([counts[at] for at in classes])) if classes else z3.RealVal(0)
