"""The evidence of one inspection as plain data, each item with its value, its words and its sources."""

from __future__ import annotations

from typing import Any

from evenhand.domain import (
    Case,
    DoesNotApply,
    EvidenceEntry,
    EvidenceItem,
    ItemState,
    NameSet,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    exact_text,
)
from evenhand.explanation.book import Book

Json = dict[str, Any]


def evidence_json(book: Book) -> Json:
    """Every item that is recorded, counted or worked out; an item that is absent was not looked at."""
    profile = book.profile
    items = book.rules.schema.items
    found: Json = {}
    for id, item in items.items():
        if id not in profile.states and id not in profile.entries and item.computed is None:
            continue
        found[id] = {
            "assumed": profile.has_assumptions and profile.is_assumed(id),
            "sources": [_entry(entry, item) for entry in profile.entries.get(id, ())],
            "state": state_json(profile.state(id), item) if id in profile.states else None,
            "text": book.item_value(item),
            "title": item.title,
            "unit": item.unit,
        }
    return found


def state_json(state: ItemState, item: EvidenceItem) -> Json:
    """One state of an item: numbers as exact text, shares with their denominator, names as ids."""
    match state:
        case DoesNotApply():
            return {"kind": "does not apply"}
        case Unknown(reason):
            return {"kind": "unknown", "reason": reason.value}
        case Recorded(value, may_not_exist, sampled):
            found: Json = {"kind": "recorded"}
            if may_not_exist:
                found["may_not_exist"] = True
            if sampled:
                found["sampled"] = True
            match value:
                case NumberRange(low, high):
                    found["lowest"], found["highest"] = exact_text(low), exact_text(high)
                case ShareRange(low, high, of):
                    found["lowest"], found["highest"] = exact_text(low), exact_text(high)
                    found["of"] = of
                case NameSet(mask):
                    found["names"] = list(item.names.names_in(mask))
            return found


def case_json(case: Case) -> Json:
    """What else the inspection gives: grades taken as given, the previous inspection, the sample's size."""
    previous = case.previous
    return {
        "cases": case.profile.cases,
        "given": dict(case.given),
        "previous": {
            "grades": dict(previous.grades),
            "none": previous.none,
            "on": None if previous.on is None else previous.on.isoformat(),
        },
    }


def _entry(entry: EvidenceEntry, item: EvidenceItem) -> Json:
    return {
        "assumed_because": entry.assumed_because,
        "by": entry.by,
        "note": entry.note,
        "on": None if entry.on is None else entry.on.isoformat(),
        "settles": entry.settles,
        "source": entry.source,
        "state": state_json(entry.state, item),
        "written": entry.written,
    }
