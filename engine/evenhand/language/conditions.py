"""A condition: a leaf, a list, or `all`, `any`, `none` and counts over lists."""

from __future__ import annotations

import re

from evenhand.diagnostics import Problems, codes, did_you_mean
from evenhand.domain import DECIMAL_HINTS
from evenhand.language.grammar import NUMBER_WORDS
from evenhand.language.leaves import read_leaf
from evenhand.language.names import Names
from evenhand.language.nodes import AllOf, AnyOf, Condition, CountOf, NoneOf, Quantity
from evenhand.source import Entry, Mapping, Node, Scalar, Sequence, describe

_COUNT = re.compile(r"(at\s+least|at\s+most|exactly)\s+(\S+)\s+of\Z")
CONNECTIVE_KEYS = ("all", "any", "none", "at least 2 of", "at most 2 of", "exactly 2 of")


def read_condition(node: Node, names: Names, problems: Problems) -> Condition | None:
    """The condition at `node`, or None with every problem in it added."""
    match node:
        case Scalar():
            return read_leaf(node, names, problems)
        case Sequence(items):
            parts = _read_parts(items, node, names, problems)
            return None if parts is None else AllOf(parts, node.span)
        case Mapping(entries):
            return _read_connective(entries, node, names, problems)


def _read_parts(
    items: tuple[Node, ...], owner: Node, names: Names, problems: Problems
) -> tuple[Condition, ...] | None:
    if not items:
        problems.add(codes.NO_CONDITIONS.at(owner.span))
        return None
    found = [read_condition(item, names, problems) for item in items]
    parts = tuple(part for part in found if part is not None)
    return parts if len(parts) == len(found) else None


def _read_connective(
    entries: tuple[Entry, ...], node: Mapping, names: Names, problems: Problems
) -> Condition | None:
    if not entries:
        problems.add(codes.NO_CONDITIONS.at(node.span))
        return None
    if len(entries) > 1:
        first, second = entries[0].key, entries[1].key
        problems.add(
            codes.TWO_CONNECTIVES.at(
                second.span,
                first=first.text,
                second=second.text,
                related=[(first.span, "the other one")],
            )
        )
        for entry in entries:
            _read_connective((entry,), node, names, problems)
        return None
    entry = entries[0]
    key = " ".join(entry.key.text.split())
    counted = _COUNT.match(key)
    if counted is None and key not in ("all", "any", "none"):
        hint = did_you_mean(key, CONNECTIVE_KEYS)
        problems.add(codes.BAD_CONNECTIVE.at(entry.key.span, key=key, hint=hint))
        return None
    if not isinstance(entry.value, Sequence):
        expected = "a list of conditions"
        found = describe(entry.value)
        problems.add(codes.WRONG_SHAPE.at(entry.value.span, expected=expected, found=found))
        return None
    parts = _read_parts(entry.value.items, entry.value, names, problems)
    if counted is not None:
        written = counted.group(2)
        number = _number(written)
        if number is None or not 1 <= number <= len(entry.value.items):
            total = len(entry.value.items)
            hint = DECIMAL_HINTS["leading_zero"] if re.fullmatch(r"0\d+", written) else None
            problems.add(codes.BAD_COUNT.at(entry.key.span, number=written, parts=total, hint=hint))
            return None
        if parts is None:
            return None
        quantity = Quantity(" ".join(counted.group(1).split()))
        return CountOf(quantity, number, parts, node.span)
    if parts is None:
        return None
    match key:
        case "all":
            return AllOf(parts, node.span)
        case "any":
            return AnyOf(parts, node.span)
        case _:
            return NoneOf(parts, node.span)


def _number(written: str) -> int | None:
    if written in NUMBER_WORDS:
        return NUMBER_WORDS[written]
    return int(written) if re.fullmatch(r"0|[1-9]\d{0,3}", written) else None
