"""What an item comes to say when someone tells something of it, given what is known of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from evenhand.diagnostics import InvalidInput, Problems, Span, codes
from evenhand.evidence import EvidenceSchema, read_entries
from evenhand.services.evidence_history import Did, History
from evenhand.services.evidence_text import NOT_LOOKED_AT, Entries, Fields, settles
from evenhand.source import Entry, Scalar
from evenhand.source import Mapping as MappingNode
from evenhand.source import Sequence as SequenceNode

MOST_CHARACTERS = 10_000
"""How long one thing that is told may be."""


@dataclass(frozen=True)
class Said:
    """One thing that someone tells of the evidence.

    `fields` are what an entry says besides its item; `places` where each of them (and `item`) was said. What
    is withdrawn may name the `source` that it was from.
    """

    did: Did
    span: Span
    item: str = ""
    fields: Fields = field(default_factory=dict)
    places: Mapping[str, Span] = field(default_factory=dict)

    def place(self, key: str) -> Span:
        """Where a part was said."""
        return self.places.get(key, self.span)


def told(said: Said, history: History, schema: EvidenceSchema) -> tuple[str, Entries]:
    """The item, and what it comes to say. Raises InvalidInput, each problem where it was said."""
    there = history.known.get(said.item, ())
    match said.did:
        case Did.UNDO:
            return _undone(said, history)
        case Did.WITHDRAW:
            return said.item, _withdrawn(said, there, schema)
        case Did.UNKNOWN:
            _check(said, schema)
            return said.item, () if said.fields == NOT_LOOKED_AT else (said.fields,)
        case Did.SET:
            _check(said, schema)
            return said.item, _recorded(said, there)
        case Did.FOUND:
            raise TypeError("what is found in the file is not told")
        case _:
            assert_never(said.did)


def _check(said: Said, schema: EvidenceSchema) -> None:
    """What is told must be an entry of the schema."""
    for key, text in said.fields.items():
        if len(text) > MOST_CHARACTERS:
            problem = f"`{key}` is longer than {MOST_CHARACTERS:,} characters"
            raise InvalidInput([codes.NOT_AN_ACTION.at(said.place(key), problem=problem)])
    parts = {"item": said.item, **said.fields}
    entries = [
        Entry(Scalar(key, said.place(key)), Scalar(value, said.place(key))) for key, value in parts.items()
    ]
    node = MappingNode(tuple(entries), said.span)
    problems = Problems()
    read_entries(SequenceNode((node,), said.span), schema, problems)
    problems.raise_if_errors()


def _recorded(said: Said, there: Entries) -> Entries:
    """The item's entries with a value.

    It takes the place of the one from the same source, of one without a source, and of what says only why
    nothing is known. Without a source of its own it corrects the only one there is. Of what it corrects,
    the source stays and whether the value is from a sample; who recorded it, when, and notes were about the
    value before.
    """
    values = [entry for entry in there if "value" in entry]
    source = said.fields.get("source")
    if source is None and not settles(said.fields):
        if len(values) > 1:
            named = " or ".join(f"`{entry.get('source', 'none')}`" for entry in values)
            hint = f"name the source ({named}), or settle it with a note"
            raise InvalidInput([codes.WHICH_SOURCE.at(said.place("item"), item=said.item, hint=hint)])
        return (_corrected(said.fields, values[0]) if values else said.fields,)
    found: list[Fields] = []
    placed = False
    for entry in values:
        if not _is_replaced(entry, said.fields):
            found.append(entry)
        elif not placed:
            found.append(_corrected(said.fields, entry))
            placed = True
    return tuple(found if placed else [*found, said.fields])


def _is_replaced(entry: Fields, by: Fields) -> bool:
    if settles(by) and settles(entry):
        return True
    return entry["source"] == by.get("source") if "source" in entry else not settles(by)


def _corrected(fields: Fields, before: Fields) -> Fields:
    return {
        **fields,
        **{key: before[key] for key in ("source", "sampled") if key in before and key not in fields},
    }


def _withdrawn(said: Said, there: Entries, schema: EvidenceSchema) -> Entries:
    if said.item not in schema.items:
        _check(replace(said, fields=NOT_LOOKED_AT), schema)
    source = said.fields.get("source")
    kept = tuple(entry for entry in there if source is not None and entry.get("source") != source)
    if len(kept) == len(there):
        named = said.item if source is None else f"{said.item} from {source}"
        hint = None
        if there:
            sources = [f"`{entry['source']}`" for entry in there if "source" in entry]
            hint = (
                f"it is recorded from {', '.join(sources)}" if sources else "it is recorded without a source"
            )
        place = said.place("item" if source is None else "source")
        raise InvalidInput([codes.NOTHING_RECORDED.at(place, item=named, hint=hint)])
    return kept


def _undone(said: Said, history: History) -> tuple[str, Entries]:
    last = history.last_step
    if last is None:
        raise InvalidInput([codes.NOTHING_TO_UNDO.at(said.span)])
    return last.item, last.was
