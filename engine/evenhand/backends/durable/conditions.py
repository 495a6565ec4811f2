"""Conditions in one form: "at least N of these" over leaves that hold or do not.

Negation is pushed down to the leaves, so that everything above them only ever waits for more to be
concluded, which is what forward chaining can do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from evenhand.backends.durable.productions import Test
from evenhand.domain import EvidenceItem
from evenhand.language import (
    CONNECTIVES,
    AllOf,
    AnyOf,
    Condition,
    Connective,
    CountOf,
    IsKnown,
    Leaf,
    NoneOf,
    Not,
    Quantity,
    Rule,
    Term,
    items_in_operand,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A leaf that must hold, or must not (which is more than its own not-form: it may also not exist)."""

    leaf: Leaf
    holds: bool


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `needed` of the parts. With `needed` 0 it always holds; above their number it never does."""

    needed: int
    parts: tuple[Node, ...]
    own_hash: int = field(init=False, compare=False, repr=False)
    """Kept, because parts are shared: from the leaves up, they would be gone through over and over."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "own_hash", hash((self.needed, self.parts)))

    def __hash__(self) -> int:
        return self.own_hash


@dataclass(frozen=True, slots=True)
class Direct:
    """A test of a fact that no leaf stands for. `test` holds on the one rail it is made for."""

    subject: str
    test: Test


Node = Literal | Direct | AtLeast

ALWAYS = AtLeast(0, ())
NEVER = AtLeast(1, ())


class Normal:
    """Brings conditions into the one form. `computed` holds the terms of computed items."""

    def __init__(self, computed: dict[str, Term]) -> None:
        self.computed = computed
        self.made: dict[tuple[Condition, bool], Node] = {}

    def rule(self, rule: Rule) -> Node:
        """Whether a rule fires: `when` holds, and `unless` does not."""
        parts = []
        if rule.when is not None:
            parts.append(self.condition(rule.when, True))
        if rule.unless is not None:
            parts.append(self.condition(rule.unless, False))
        return at_least(len(parts), parts)

    def condition(self, condition: Condition, holds: bool) -> Node:
        """Whether a condition holds, or does not."""
        if isinstance(condition, CONNECTIVES):
            # `exactly` asks about its parts both ways, so that without a memory every level would double.
            key = (condition, holds)
            if key not in self.made:
                self.made[key] = self._connective(condition, holds)
            return self.made[key]
        if isinstance(condition, IsKnown):
            return self._known(condition.item, condition, holds)
        if isinstance(condition, Not) and isinstance(condition.leaf, IsKnown):
            return self._known(condition.leaf.item, condition.leaf, not holds)
        return Literal(condition, holds)

    def _connective(self, condition: Connective, holds: bool) -> Node:
        parts = condition.parts
        match condition:
            case AllOf():
                return self._count(len(parts), parts, holds)
            case AnyOf():
                return self._count(1, parts, holds)
            case NoneOf():
                return self._count(1, parts, not holds)
            case CountOf(Quantity.AT_LEAST, number):
                return self._count(number, parts, holds)
            case CountOf(Quantity.AT_MOST, number):
                return self._count(number + 1, parts, not holds)
            case CountOf(Quantity.EXACTLY, number):
                ends = [self._count(number, parts, holds), self._count(number + 1, parts, not holds)]
                return at_least(2 if holds else 1, ends)
            case CountOf(quantity):
                raise TypeError(f"no count for {quantity}")
            case _:
                assert_never(condition)

    def _count(self, number: int, parts: Sequence[Condition], holds: bool) -> Node:
        """At least `number` hold; or else more than all but `number` of them do not."""
        needed = number if holds else len(parts) - number + 1
        return at_least(needed, [self.condition(part, holds) for part in parts])

    def _known(self, item: EvidenceItem, leaf: IsKnown, holds: bool) -> Node:
        """A computed item is known where all its parts are."""
        if item.id not in self.computed:
            return Literal(leaf, holds)
        own = [self._known(part, IsKnown(part), holds) for part in items_in_operand(self.computed[item.id])]
        return at_least(len(own) if holds else 1, own)


def at_least(needed: int, parts: Sequence[Node]) -> Node:
    """At least so many of the parts, in the shortest form."""
    if needed <= 0:
        return ALWAYS
    if needed > len(parts):
        return NEVER
    return parts[0] if len(parts) == 1 else AtLeast(needed, tuple(parts))
