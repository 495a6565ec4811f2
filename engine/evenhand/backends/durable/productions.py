"""What durable-rules is asked to decide: productions over facts and counts, and their JSON.

A production concludes a *token*. A `Match` does so where the attributes of one fact pass a test, a `Count`
where at least so many of its tokens have been concluded. Everything that durable-rules cannot do safely is
kept out here: attributes are whole numbers, every test names its fact first, and no test is empty.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, assert_never

Operator = Literal["=", "!=", ">", ">=", "<", "<="]

_OPPOSITE: Mapping[Operator, Operator] = {"=": "!=", "!=": "=", ">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_NAMES: Mapping[Operator, str] = {"!=": "$neq", ">": "$gt", ">=": "$gte", "<": "$lt", "<=": "$lte"}

SUBJECT = "n"
"""The attribute of a fact that says what it is about."""


@dataclass(frozen=True, slots=True)
class Compare:
    """An attribute of a fact against a whole number, or against another attribute of the same fact."""

    attribute: str
    operator: Operator
    value: int | str


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts; true where there are none."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the parts; false where there are none."""

    parts: tuple[Test, ...]


Test = Compare | Every | Some

HOLDS = Every(())
FAILS = Some(())


def every(*parts: Test) -> Test:
    """All of the parts, in the shortest form."""
    kept: list[Test] = []
    for part in parts:
        if part == FAILS:
            return FAILS
        kept += part.parts if isinstance(part, Every) else [part]
    return kept[0] if len(kept) == 1 else Every(tuple(kept))


def some(*parts: Test) -> Test:
    """At least one of the parts, in the shortest form."""
    kept: list[Test] = []
    for part in parts:
        if part == HOLDS:
            return HOLDS
        kept += part.parts if isinstance(part, Some) else [part]
    return kept[0] if len(kept) == 1 else Some(tuple(kept))


def opposite(test: Test) -> Test:
    """What holds exactly where the test does not. Every attribute that is tested is always asserted."""
    match test:
        case Compare(attribute, operator, value):
            return Compare(attribute, _OPPOSITE[operator], value)
        case Every(parts):
            return some(*map(opposite, parts))
        case Some(parts):
            return every(*map(opposite, parts))
        case _:
            assert_never(test)


def where_zero(test: Test, attributes: Container[str]) -> Test:
    """What remains of a test of marks where some are always 0, in the shortest form.

    >>> where_zero(every(Compare("a", "=", 0), Compare("b", "=", 1)), {"a"})
    Compare(attribute='b', operator='=', value=1)
    """
    match test:
        case Compare(attribute, "=", int(value)) if attribute in attributes:
            return FAILS if value else HOLDS
        case Compare():
            return test
        case Every(parts):
            return every(*(where_zero(part, attributes) for part in parts))
        case Some(parts):
            return some(*(where_zero(part, attributes) for part in parts))
        case _:
            assert_never(test)


def ways(test: Test) -> Iterator[tuple[Compare, ...]]:
    """The ways in which a test can be passed, each a list of comparisons that must all hold.

    durable-rules fires once for every part of an "or" that holds, and fails where there are many of them.
    So every way becomes a rule of its own.
    """
    match test:
        case Compare():
            yield (test,)
        case Every(parts):
            for chosen in product(*(list(ways(part)) for part in parts)):
                yield tuple(dict.fromkeys(comparison for way in chosen for comparison in way))
        case Some(parts):
            for part in parts:
                yield from ways(part)
        case _:
            assert_never(test)


@dataclass(frozen=True, slots=True)
class Match:
    """Concludes `token` where the fact about `subject` passes every comparison."""

    token: str
    subject: str
    comparisons: tuple[Compare, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Concludes `token` where at least `needed` of the tokens are concluded. They are all different."""

    token: str
    needed: int
    tokens: tuple[str, ...]


Production = Match | Count


def match_rule(subject: int, comparisons: Iterable[Compare]) -> dict[str, Any]:
    """A match as a rule of durable-rules."""
    return {"all": [{"m": {"$and": [{SUBJECT: subject}, *map(_expression, comparisons)]}}]}


def count_rule(gate: str, needed: int) -> dict[str, Any]:
    """A count as a rule of durable-rules, which fires when so many facts have come that name its gate.

    A gate is an attribute of its own: with one attribute for all, each fact would be held to every gate.
    """
    rule: dict[str, Any] = {"all": [{"m": {gate: 1}}]}
    if needed > 1:
        rule["count"] = needed
    return rule


def _expression(comparison: Compare) -> dict[str, Any]:
    value = comparison.value
    right = {"$m": value} if isinstance(value, str) else value
    if comparison.operator == "=":
        return {comparison.attribute: right}
    return {_NAMES[comparison.operator]: {comparison.attribute: right}}
