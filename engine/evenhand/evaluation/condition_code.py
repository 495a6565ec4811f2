"""For the compiled path: a condition as two Python expressions over the bits of its leaves.

`T` holds the leaves that surely hold, `P` those that possibly do. One expression says whether the
condition surely holds, the other whether it possibly does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evenhand.language import (
    AllOf,
    AnyOf,
    Condition,
    CountOf,
    Leaf,
    NoneOf,
    Quantity,
)

BitOf = Callable[[Leaf], int]
"""Gives the bit of a leaf."""


def certain_code(condition: Condition, bit: BitOf, *, t: str = "T", p: str = "P") -> str:
    """An expression that is true where `condition` surely holds."""
    match condition:
        case AllOf(parts):
            return _all(parts, bit, t, p, certain=True)
        case AnyOf(parts):
            return _any(parts, bit, t, p, certain=True)
        case NoneOf(parts):
            return f"not {_any(parts, bit, t, p, certain=False)}"
        case CountOf(quantity, number, parts):
            sure = _count(parts, bit, t, p, certain=True)
            open_ = _count(parts, bit, t, p, certain=False)
            match quantity:
                case Quantity.AT_LEAST:
                    return f"({sure} >= {number})"
                case Quantity.AT_MOST:
                    return f"({open_} <= {number})"
                case Quantity.EXACTLY:
                    return f"({sure} == {number} == {open_})"
        case _:
            return f"(({t} & {bit(condition)}) != 0)"


def possible_code(condition: Condition, bit: BitOf, *, t: str = "T", p: str = "P") -> str:
    """An expression that is true where `condition` possibly holds."""
    match condition:
        case AllOf(parts):
            return _all(parts, bit, t, p, certain=False)
        case AnyOf(parts):
            return _any(parts, bit, t, p, certain=False)
        case NoneOf(parts):
            return f"not {_any(parts, bit, t, p, certain=True)}"
        case CountOf(quantity, number, parts):
            sure = _count(parts, bit, t, p, certain=True)
            open_ = _count(parts, bit, t, p, certain=False)
            match quantity:
                case Quantity.AT_LEAST:
                    return f"({open_} >= {number})"
                case Quantity.AT_MOST:
                    return f"({sure} <= {number})"
                case Quantity.EXACTLY:
                    return f"({sure} <= {number} <= {open_})"
        case _:
            return f"(({p} & {bit(condition)}) != 0)"


def _split(parts: Sequence[Condition], bit: BitOf) -> tuple[int, list[Condition]]:
    """The leaves among `parts` as one mask, and the rest. A leaf that stands twice goes with the rest."""
    mask = 0
    rest: list[Condition] = []
    for part in parts:
        if isinstance(part, AllOf | AnyOf | NoneOf | CountOf):
            rest.append(part)
            continue
        own = bit(part)
        if mask & own:
            rest.append(part)
        mask |= own
    return mask, rest


def _code(condition: Condition, bit: BitOf, t: str, p: str, *, certain: bool) -> str:
    code = certain_code if certain else possible_code
    return code(condition, bit, t=t, p=p)


def _all(parts: Sequence[Condition], bit: BitOf, t: str, p: str, *, certain: bool) -> str:
    mask, rest = _split(parts, bit)
    bits = t if certain else p
    pieces = [f"({bits} & {mask}) == {mask}"] if mask else []
    pieces += [_code(part, bit, t, p, certain=certain) for part in rest]
    return "(" + " and ".join(pieces) + ")"


def _any(parts: Sequence[Condition], bit: BitOf, t: str, p: str, *, certain: bool) -> str:
    mask, rest = _split(parts, bit)
    bits = t if certain else p
    pieces = [f"({bits} & {mask}) != 0"] if mask else []
    pieces += [_code(part, bit, t, p, certain=certain) for part in rest]
    return "(" + " or ".join(pieces) + ")"


def _count(parts: Sequence[Condition], bit: BitOf, t: str, p: str, *, certain: bool) -> str:
    mask, rest = _split(parts, bit)
    bits = t if certain else p
    pieces = [f"({bits} & {mask}).bit_count()"] if mask else []
    pieces += [f"(1 if {_code(part, bit, t, p, certain=certain)} else 0)" for part in rest]
    return "(" + " + ".join(pieces) + ")"
