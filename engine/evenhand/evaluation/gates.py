"""For the compiled path: a condition in one normal form, gates of "at least N of these" over leaves.

Negation is pushed down to the leaves. `all`, `any`, `none` and the three kinds of `N of` all become the one
kind of gate, and the gate's truth is that of the condition, unknown included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from evenhand.language import (
    CONNECTIVES,
    AllOf,
    AnyOf,
    Condition,
    Connective,
    CountOf,
    Leaf,
    NoneOf,
    Quantity,
    Rule,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A leaf that must hold, or must not. Unlike the leaf's own `not`, this is the plain Kleene not."""

    leaf: Leaf
    holds: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """True where at least `needed` of its parts are."""

    needed: int
    parts: tuple[Node, ...]


Node = Literal | Gate

ALWAYS = Gate(0, ())
NEVER = Gate(1, ())


def normal_rule(rule: Rule) -> Node:
    """Whether a rule fires: `when` holds and `unless` does not."""
    parts = []
    if rule.when is not None:
        parts.append(normal(rule.when))
    if rule.unless is not None:
        parts.append(normal(rule.unless, holds=False))
    return _gate(len(parts), parts)


def normal_all(conditions: Sequence[Condition]) -> Node:
    """Whether all of some conditions hold."""
    return _gate(len(conditions), [normal(condition) for condition in conditions])


def normal(condition: Condition, *, holds: bool = True) -> Node:
    """The normal form of a condition, or of its negation."""
    if not isinstance(condition, CONNECTIVES):
        return Literal(condition, holds)
    return _normal_connective(condition, holds)


def _normal_connective(condition: Connective, holds: bool) -> Node:
    size = len(condition.parts)
    match condition:
        case AllOf(parts):
            return _at_least(size, parts, holds)
        case AnyOf(parts):
            return _at_least(1, parts, holds)
        case NoneOf(parts):
            return _at_least(1, parts, not holds)
        case CountOf(Quantity.AT_LEAST, number, parts):
            return _at_least(number, parts, holds)
        case CountOf(Quantity.AT_MOST, number, parts):
            return _at_least(number + 1, parts, not holds)
        case CountOf(Quantity.EXACTLY, number, parts):
            ends = [_at_least(number, parts, holds), _at_least(number + 1, parts, not holds)]
            return _gate(2 if holds else 1, ends)
        case CountOf():
            raise TypeError(f"no gate for {condition.quantity}")
        case _:
            assert_never(condition)


def _at_least(number: int, parts: Sequence[Condition], holds: bool) -> Node:
    """At least `number` of the parts hold; or else, more than all but `number` of them do not."""
    needed = number if holds else len(parts) - number + 1
    return _gate(needed, [normal(part, holds=holds) for part in parts])


def _gate(needed: int, parts: Sequence[Node]) -> Node:
    if needed <= 0:
        return ALWAYS
    if needed > len(parts):
        return NEVER
    return parts[0] if len(parts) == 1 else Gate(needed, tuple(parts))


def literals_of(node: Node) -> Iterator[Literal]:
    """The literals of a normal form, in order."""
    if isinstance(node, Literal):
        yield node
        return
    for part in node.parts:
        yield from literals_of(part)
