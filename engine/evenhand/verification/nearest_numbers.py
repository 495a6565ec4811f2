"""The number nearest to the recorded one, for items whose very numbers matter.

Where a condition reckons with several items, which values will do depends on the others. The items are
settled one after the other, each at the nearest value that leaves the rest possible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor

from evenhand.backends.planes.circuit import Signal
from evenhand.domain import ItemState, Number, simplest
from evenhand.language import ColumnId
from evenhand.verification.asking import Model, Solver
from evenhand.verification.change_sizes import ends_of, state_of, steps_of
from evenhand.verification.world_inputs import Within
from evenhand.verification.worlds import World


class NearestNumbers:
    """Settles numbers of one world, in which some signals hold. `left` gives the seconds that are left."""

    def __init__(
        self, world: World, solver: Solver, holding: Sequence[Signal], left: Callable[[], float | None]
    ) -> None:
        self.world = world
        self.solver = solver
        self.holding = list(holding)
        self.left = left

    def state(self, column: ColumnId, before: ItemState, wanted: ItemState) -> ItemState:
        """What a column is settled at: `wanted` where that is possible, else as near to it as can be."""
        to = ends_of(wanted)[0]
        assert to is not None
        item = self.world.spaces[column].item
        assert item is not None
        value = self._value(column, Fraction(to), steps_of(self.world.spaces[column], before)[0])
        if value is None:
            return wanted
        self.holding.append(self._within(column, value, value))
        return state_of(item, value, before)

    def _value(self, column: ColumnId, to: Fraction, step: Fraction) -> Number | None:
        if self._ask(self._within(column, to, to)) is not None:
            return simplest(to)
        value = self._number(self._ask(self._within(column, None, None)), column)
        if value is None:
            return None
        # So many steps away there is a value that will do, and so many steps away there is none.
        near, far = 0, floor(abs(value - to) / step) + 1
        while far - near > 1:
            middle = (near + far) // 2
            found = self._number(
                self._ask(self._within(column, to - middle * step, to + middle * step)), column
            )
            if found is None:
                near = middle
            else:
                far, value = middle, found
        for exact in (to - far * step, to + far * step):
            if self._ask(self._within(column, exact, exact)) is not None:
                return simplest(exact)
        return value

    def _ask(self, within: Signal) -> Model | None:
        return self.solver.ask(*self.holding, within, seconds=self.left()).model

    def _number(self, model: Model | None, column: ColumnId) -> Number | None:
        return None if model is None else model.number(self.world, column)

    def _within(self, column: ColumnId, lowest: Number | None, highest: Number | None) -> Signal:
        """That a column's number lies between two values, None where that end is open."""
        return self.world.circuit.input(Within(self.world.name, column, lowest, highest))
