"""From the entries of an inspection file to an evidence profile: conflicts found, assumptions filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import (
    NOT_LOOKED_AT,
    EvidenceEntry,
    EvidenceProfile,
    ItemState,
    Recorded,
    ShareRange,
    Unknown,
    UnknownReason,
)
from evenhand.evidence.documents import (
    AssumptionDocument,
    EntryDocument,
    ListedEntryDocument,
)
from evenhand.evidence.schema import EvidenceSchema
from evenhand.evidence.values import BadValue, read_reason, read_value
from evenhand.source import Mapping as MappingNode
from evenhand.source import Node, Scalar, Sequence, key_place, place, read_as

CONFLICT = Unknown(UnknownReason.SOURCES_CONFLICT)


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """An entry and where it is written."""

    entry: EvidenceEntry
    span: Span


def read_entries(node: Node | None, schema: EvidenceSchema, problems: Problems) -> tuple[PlacedEntry, ...]:
    """The entries under `evidence:`, in either form; problems are added and their entries left out."""
    found: list[PlacedEntry] = []
    match node:
        case None:
            pass
        case Sequence(items):
            for item in items:
                listed = read_as(ListedEntryDocument, item, problems)
                if listed is not None:
                    _add(found, _read_entry(listed.item, listed, item, schema, problems))
        case MappingNode(entries):
            for written in entries:
                document = _short_entry(written.value, problems)
                if document is not None:
                    name = written.key.text
                    owner = MappingNode((written,), written.key.span)
                    _add(found, _read_entry(name, document, owner, schema, problems))
        case Scalar():
            expected = "a list of entries, or a set of items with their values"
            problems.add(codes.WRONG_SHAPE.at(node.span, expected=expected, found=f"`{node.text}`"))
        case _:
            assert_never(node)
    return tuple(found)


def _add(found: list[PlacedEntry], entry: PlacedEntry | None) -> None:
    if entry is not None:
        found.append(entry)


def _short_entry(node: Node, problems: Problems) -> EntryDocument | None:
    if isinstance(node, Scalar):
        return EntryDocument(value=node.text, unknown=None)
    return read_as(EntryDocument, node, problems)


def _read_entry(
    name: str, written: EntryDocument, node: Node, schema: EvidenceSchema, problems: Problems
) -> PlacedEntry | None:
    """One entry. In the short form `node` is the one key with its value, in the list form the entry."""
    short = isinstance(node, MappingNode) and "item" not in node
    base: tuple[str, ...] = (name,) if short else ()
    item = schema.items.get(name)
    item_span = (
        node.entries[0].key.span if short and isinstance(node, MappingNode) else place(node, ("item",))
    )
    if item is None:
        hint = did_you_mean(name, schema.items)
        problems.add(codes.UNKNOWN_ITEM.at(item_span, name=name, hint=hint))
        return None
    if item.computed is not None:
        hint = f"record what it is computed from: {item.computed}"
        problems.add(codes.COMPUTED_RECORDED.at(item_span, item=name, hint=hint))
        return None
    if written.value is not None and written.unknown is not None:
        problems.add(codes.VALUE_AND_UNKNOWN.at(item_span, item=name))
        return None
    if written.settles and not written.note:
        problems.add(codes.SETTLED_WITHOUT_NOTE.at(item_span))
        return None
    key = "value" if written.value is not None else "unknown"
    span = place(node, (*base, key))
    try:
        if written.value is not None:
            state = read_value(item, written.value, sampled=bool(written.sampled))
            if written.sampled is False and isinstance(state, Recorded):
                state = replace(state, sampled=False)
        elif written.unknown is not None:
            state = read_reason(written.unknown)
        else:
            problems.add(codes.NEITHER_VALUE_NOR_UNKNOWN.at(item_span, item=name))
            return None
    except BadValue as bad:
        problems.add(bad.code.at(span, hint=bad.hint, related=(), **bad.details))
        return None
    entry = EvidenceEntry(
        item=name,
        state=state,
        written=written.value if written.value is not None else str(written.unknown),
        source=written.source,
        on=written.on,
        note=written.note,
        by=written.by,
        settles=written.settles,
    )
    return PlacedEntry(entry, item_span)


def read_assumptions(
    assumed: Mapping[str, AssumptionDocument],
    node: Node,
    schema: EvidenceSchema,
    problems: Problems,
) -> tuple[EvidenceEntry, ...]:
    """The entries under `assume:`, with source *assumed*."""
    found: list[EvidenceEntry] = []
    for name, written in assumed.items():
        item = schema.items.get(name)
        span = key_place(node, ("assume", name))
        if item is None:
            hint = did_you_mean(name, schema.items)
            problems.add(codes.UNKNOWN_ITEM.at(span, name=name, hint=hint))
            continue
        if item.computed is not None:
            problems.add(codes.COMPUTED_RECORDED.at(span, item=name))
            continue
        try:
            state = read_value(item, written.value)
        except BadValue as bad:
            span = place(node, ("assume", name, "value"))
            problems.add(bad.code.at(span, hint=bad.hint, related=(), **bad.details))
            continue
        found.append(EvidenceEntry(name, state, written.value, "assumed", assumed_because=written.because))
    return tuple(found)


def build_profile(
    entries: Iterable[PlacedEntry],
    from_cases: Iterable[EvidenceEntry],
    assumptions: Iterable[EvidenceEntry],
    cases: int | None,
    problems: Problems,
) -> EvidenceProfile:
    """The profile of one inspection.

    Entries that disagree are a conflict of sources until one of them settles it. An assumption fills only
    what is absent or not looked at.
    """
    by_item: dict[str, list[PlacedEntry]] = {}
    for placed in entries:
        by_item.setdefault(placed.entry.item, []).append(placed)
    counted = {entry.item: entry for entry in from_cases}
    states: dict[str, ItemState] = {}
    kept: dict[str, tuple[EvidenceEntry, ...]] = {}
    for item in dict.fromkeys((*by_item, *counted)):
        placed_entries = by_item.get(item, [])
        all_entries = [placed.entry for placed in placed_entries]
        if item in counted:
            all_entries.append(counted[item])
        states[item] = _settled(item, placed_entries, all_entries, problems)
        kept[item] = tuple(all_entries)
    for assumption in assumptions:
        if states.get(assumption.item, NOT_LOOKED_AT) == NOT_LOOKED_AT:
            states[assumption.item] = assumption.state
            kept[assumption.item] = (assumption,)
    derived = frozenset(item for item in counted if item not in by_item)
    return EvidenceProfile(states, kept, cases, derived)


def _settled(
    item: str, placed: list[PlacedEntry], entries: list[EvidenceEntry], problems: Problems
) -> ItemState:
    settling = [entry for entry in placed if entry.entry.settles]
    if settling:
        first = settling[0]
        for other in settling[1:]:
            if not agree(other.entry.state, first.entry.state):
                related = [(first.span, "the other one")]
                problems.add(codes.SETTLED_TWICE.at(other.span, item=item, related=related))
        return first.entry.state
    # An entry that adds nothing (not looked at) does not contradict one that has a value.
    told = [entry.state for entry in entries if entry.state != NOT_LOOKED_AT]
    if CONFLICT in told and any(state != CONFLICT for state in told):
        spans = [one.span for one in placed if one.entry.state == CONFLICT]
        related = [(one.span, "the other one") for one in placed if one.entry.state != CONFLICT]
        problems.add(codes.SOURCES_CONFLICT_ALONE.at(spans[0], item=item, related=related))
        return CONFLICT
    if not told:
        return NOT_LOOKED_AT
    return _fullest(told) if all(agree(told[0], other) for other in told[1:]) else CONFLICT


def _fullest(told: list[ItemState]) -> ItemState:
    """One of several recordings that agree: a share with its denominator, sampled if any of them is."""
    shares = [state for state in told if isinstance(state, Recorded) and isinstance(state.value, ShareRange)]
    if not shares:
        return told[0]
    # The same share may be counted over several wholes; the largest is taken whatever the order.
    fullest = max(shares, key=lambda state: getattr(state.value, "of", None) or 0)
    return replace(
        fullest,
        sampled=any(state.sampled for state in shares),
        may_not_exist=all(state.may_not_exist for state in shares),
    )


def agree(one: ItemState, other: ItemState) -> bool:
    """Whether two recordings say the same: equal values, `31 of 40` and `77.5%` among them."""
    if isinstance(one, Recorded) and isinstance(other, Recorded):
        if isinstance(one.value, ShareRange) and isinstance(other.value, ShareRange):
            return one.value.bounds == other.value.bounds
        return one.value == other.value
    return one == other
