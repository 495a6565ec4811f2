"""Items that are counted from case records or computed from other items, read and checked."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter

from evenhand.diagnostics import Problems, Span, codes
from evenhand.domain import EvidenceItem, ItemType, factor_between, normal_unit
from evenhand.evidence import EvidenceSchema
from evenhand.language.grammar import Position, parse_term
from evenhand.language.leaves import read_leaf
from evenhand.language.names import Names, collapsed
from evenhand.language.nodes import ItemNumber
from evenhand.language.reads import items_in_operand
from evenhand.language.rules import Computed, Derivations, FromCases, Summary
from evenhand.language.terms import Resolver, TypedTerm, Unresolved
from evenhand.source import Mapping, Node, Scalar, scalar_span

DEEPEST = 20
"""How many computed items may stand on one another."""

_MIDDLE = re.compile(r"(mean|median)\s+of\s+([A-Za-z][A-Za-z0-9_]*)\Z")
_COUNT = re.compile(r"count\s+of\s+cases\s+where\s+")


def read_derivations(schema: EvidenceSchema, node: Node | None, problems: Problems) -> Derivations:
    """How each derived item of `schema` is worked out. `node` is its file, for places."""
    items = Names(schema.items)
    record = Names(schema.case_record)
    from_cases: list[FromCases] = []
    computed: dict[str, Computed] = {}
    for item in schema.items.values():
        if item.from_cases is not None:
            written = _scalar(node, item.id, "from_cases", item.from_cases, schema)
            counted = _read_from_cases(item, written, record, schema, problems)
            if counted is not None:
                from_cases.append(counted)
        if item.computed is not None:
            written = _scalar(node, item.id, "computed", item.computed, schema)
            term = _read_computed(item, written, items, problems)
            if term is not None:
                computed[item.id] = term
    return Derivations(tuple(from_cases), _in_order(computed, node, schema, problems))


def _scalar(node: Node | None, item: str, key: str, text: str, schema: EvidenceSchema) -> Scalar:
    """The text of a derivation with its place in the schema's file."""
    found: Node | None = node
    for part in ("items", item, key):
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, Scalar):
        return found
    return Scalar(text, Span.whole(schema.file or schema.id), "'")


def _refuse(item: EvidenceItem, written: Scalar, problem: str, problems: Problems) -> None:
    problems.add(codes.BAD_DERIVATION.at(written.span, problem=f"`{item.id}`: {problem}"))


def _read_from_cases(
    item: EvidenceItem, written: Scalar, record: Names, schema: EvidenceSchema, problems: Problems
) -> FromCases | None:
    if not schema.case_record:
        _refuse(item, written, "the schema has no case record to count", problems)
        return None
    middle = _MIDDLE.match(collapsed(written.text))
    if middle is not None:
        return _read_middle(item, written, middle[1], middle[2], record, problems)
    if item.type is ItemType.NUMBER:
        _refuse(item, written, "a number is the `mean of` or `median of` a case item", problems)
        return None
    counted = _COUNT.match(written.text)
    if counted is not None:
        written = Scalar(written.text[counted.end() :], written.span, "'")
    condition = read_leaf(written, record, problems, whole=counted is not None)
    if condition is None:
        return None
    summary = Summary.SHARE if item.type is ItemType.SHARE else Summary.COUNT
    return FromCases(item.id, summary, condition, None)


def _read_middle(
    item: EvidenceItem, written: Scalar, which: str, name: str, record: Names, problems: Problems
) -> FromCases | None:
    part = record.items.get(name)
    if part is None or part.type not in (ItemType.NUMBER, ItemType.COUNT):
        _refuse(item, written, f"`{name}` is not a number of the case record", problems)
        return None
    if item.type is ItemType.SHARE:
        _refuse(item, written, "a share is counted, not averaged", problems)
        return None
    if item.type is ItemType.COUNT:
        _refuse(item, written, "a mean or median need not be whole; make it a number", problems)
        return None
    if factor_between(normal_unit(part.unit), normal_unit(item.unit)) != 1:
        _refuse(item, written, f"`{name}` has another unit", problems)
        return None
    return FromCases(item.id, Summary(which), None, ItemNumber(part, written.span))


def _read_computed(item: EvidenceItem, written: Scalar, names: Names, problems: Problems) -> Computed | None:
    expression = parse_term(written.text)
    if expression is None:
        _refuse(item, written, f"`{written.text}` is not arithmetic on items", problems)
        return None

    def place(at: Position) -> Span:
        return scalar_span(written, at[0], min(at[1], len(written.text)))

    resolver = Resolver(names, problems, written.text, place)
    try:
        typed = resolver.term(expression)
    except Unresolved:
        return None
    if not _fits(item, typed):
        _refuse(item, written, "what is computed is not of its type and unit", problems)
        return None
    return Computed(item.id, typed.term)


def _fits(item: EvidenceItem, typed: TypedTerm) -> bool:
    if item.type is ItemType.SHARE:
        return typed.kind.is_ratio or typed.kind.is_share
    if typed.kind.is_share or (item.type is ItemType.COUNT and typed.kind.is_ratio):
        return False
    if typed.kind.is_quotient and typed.kind.unit is None:
        return True
    return factor_between(typed.kind.unit, normal_unit(item.unit)) == 1


def _in_order(
    computed: dict[str, Computed], node: Node | None, schema: EvidenceSchema, problems: Problems
) -> tuple[Computed, ...]:
    """Computed items with each after those that it is computed from."""
    graph = {
        id: [part.id for part in items_in_operand(derived.term) if part.id in computed]
        for id, derived in computed.items()
    }
    try:
        order = tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1][:-1]
        members = ", ".join(f"`{member}`" for member in circle)
        span = _scalar(node, circle[0], "computed", "", schema).span
        problems.add(codes.CIRCLE.at(span, members=members))
        return ()
    depth: dict[str, int] = {}
    for id in order:
        depth[id] = 1 + max((depth[part] for part in graph[id]), default=0)
        if depth[id] > DEEPEST:
            written = _scalar(node, id, "computed", "", schema)
            _refuse(schema.items[id], written, f"computed from computed items, {DEEPEST} deep", problems)
            return ()
    return tuple(computed[id] for id in order)
