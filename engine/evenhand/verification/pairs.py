"""Two inspections of which one is at least as good as the other in everything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evenhand.backends.planes.circuit import TRUE, Signal
from evenhand.domain import Better
from evenhand.language import (
    ColumnId,
    ColumnKind,
)
from evenhand.verification.worlds import World


@dataclass(frozen=True, slots=True)
class NoMore:
    """An input: that a column's number in one world is no more than in the other, where both have one."""

    world: str
    other: str
    column: ColumnId


def direction(world: World, column: ColumnId) -> Better:
    """Which direction of a column's order is better: as the item declares, for given grades upwards."""
    if column.kind is ColumnKind.GIVEN:
        return Better.HIGHER
    item = world.spaces[column].item
    return Better.NEITHER if item is None else item.better


class Pair:
    """Two worlds with the same columns. Of those in `reckoned` the very numbers matter, not the class."""

    def __init__(self, before: World, after: World, reckoned: Collection[ColumnId]) -> None:
        self.before = before
        self.after = after
        self.circuit = before.circuit
        self.reckoned = reckoned

    def same(self, column: ColumnId) -> Signal:
        """That a column is the same in both."""
        return self.circuit.both(self._ordered(column, up=True), self._ordered(column, up=False))

    def no_worse(self, column: ColumnId) -> Signal:
        """That a column is no worse in the second: the same, where no direction is better."""
        match direction(self.before, column):
            case Better.HIGHER:
                return self._ordered(column, up=True)
            case Better.LOWER:
                return self._ordered(column, up=False)
            case Better.NEITHER:
                return self.same(column)

    def _ordered(self, column: ColumnId, *, up: bool) -> Signal:
        """That both have the same state beside the order, or the second is no lower (`up`), or no higher."""
        circuit = self.circuit
        space = self.before.spaces[column]
        low, high = (self.before, self.after) if up else (self.after, self.before)
        parts = [
            circuit.negated(circuit.differ(self.before.is_other(column, at), self.after.is_other(column, at)))
            for at in range(len(space.others))
        ]
        parts += [
            circuit.either(circuit.negated(low.at_least(column, at)), high.at_least(column, at))
            for at in range(1, len(space.ordered))
        ]
        if column in self.reckoned and space.ordered:
            none = circuit.negated(self.before.in_order(column))
            numbers = circuit.input(NoMore(low.name, high.name, column))
            parts.append(circuit.either(none, numbers))
        return circuit.all_of(parts) if parts else TRUE
