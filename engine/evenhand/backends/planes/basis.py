"""The fewest bit planes from which all that is asked of one column can be told.

For values that are exact or unknown, a leaf possibly holds where it surely does and where the column is
unknown, and one leaf is often another's opposite. So few planes stand for many leaves. Planes are chosen by
the classes of values that the leaves can tell apart, before any row is seen; `Basis.fits` then says whether
the states of a casebook keep to that. Ranges do not, and take a plane for each rail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evenhand.backends.planes.row_leaves import Rail


class Expression(NamedTuple):
    """An `or` of planes, or the opposite of one. Of no planes: false, or true."""

    planes: tuple[int, ...] = ()
    turned: bool = False

    def at(self, first: int) -> Expression:
        """The same with its planes counted from another one on."""
        return Expression(tuple(first + plane for plane in self.planes), self.turned)


Vector = int
"""For some classes or states, those for which something holds, as bits."""


class Held(NamedTuple):
    """For one leaf: the classes or states for which it surely holds, and possibly."""

    surely: Vector
    possibly: Vector

    def of(self, rail: Rail | None) -> Vector:
        """One rail; None stands for what lies between the two."""
        if rail is None:
            return self.possibly & ~self.surely
        return self.surely if rail is Rail.SURELY else self.possibly


class PlaneOf(NamedTuple):
    """What one plane holds: a rail of a leaf by its place, or (None) where that leaf is unknown."""

    leaf: int
    rail: Rail | None


@dataclass(frozen=True)
class Basis:
    """Planes, and how each rail of each leaf is told from them."""

    planes: tuple[PlaneOf, ...]
    surely: tuple[Expression, ...]
    possibly: tuple[Expression, ...]

    def vectors(self, leaves: Sequence[Held]) -> list[Vector]:
        """What each plane holds for some states."""
        return [leaves[plane.leaf].of(plane.rail) for plane in self.planes]

    def fits(self, leaves: Sequence[Held], states: int) -> bool:
        """Whether every rail of every leaf is told rightly for some states."""
        vectors = self.vectors(leaves)
        every = (1 << states) - 1

        def told(expression: Expression) -> Vector:
            found = 0
            for plane in expression.planes:
                found |= vectors[plane]
            return every & ~found if expression.turned else found

        return all(
            told(surely) == held.surely and told(possibly) == held.possibly
            for held, surely, possibly in zip(leaves, self.surely, self.possibly, strict=True)
        )


def plain_basis(leaves: int) -> Basis:
    """Two planes a leaf, which fit any states."""
    planes = [PlaneOf(leaf, rail) for leaf in range(leaves) for rail in Rail]
    surely = tuple(Expression((2 * leaf,)) for leaf in range(leaves))
    return Basis(tuple(planes), surely, tuple(Expression((2 * leaf + 1,)) for leaf in range(leaves)))


def small_basis(leaves: Sequence[Held], classes: int) -> Basis:
    """A basis that fits the given classes: a plane is added only where the ones before do not tell it."""
    every = (1 << classes) - 1
    known: dict[Vector, Expression] = {}
    planes: list[PlaneOf] = []

    def register(vector: Vector, expression: Expression) -> None:
        known.setdefault(vector, expression)
        known.setdefault(every & ~vector, expression._replace(turned=not expression.turned))

    def told(leaf: int, rail: Rail | None) -> Expression:
        vector = leaves[leaf].of(rail)
        if vector not in known:
            planes.append(PlaneOf(leaf, rail))
            register(vector, Expression((len(planes) - 1,)))
        return known[vector]

    register(0, Expression())
    surely, possibly = [], []
    for leaf, held in enumerate(leaves):
        between = told(leaf, None)
        holds = told(leaf, Rail.SURELY)
        surely.append(holds)
        if not between.turned and not holds.turned:
            union = tuple(sorted({*between.planes, *holds.planes}))
            register(held.possibly, Expression(union))
        possibly.append(told(leaf, Rail.POSSIBLY))
    return Basis(tuple(planes), tuple(surely), tuple(possibly))
