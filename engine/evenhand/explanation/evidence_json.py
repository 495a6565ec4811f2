"""The evidence of one inspection as JSON, each item with its value, its words and its sources."""

from __future__ import annotations

from typing import Any, assert_never

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
from evenhand.explanation.fragments import compact, flag, optional, quote
from evenhand.language import RulesInForce

_MOST_STATES = 20_000


class EvidenceJson:
    """Renders evidence as JSON; states of an item that occur again are kept."""

    def __init__(self, rules: RulesInForce) -> None:
        self._items = sorted(rules.schema.items.items())
        self._states: dict[tuple[str, ItemState], str] = {}

    def text(self, book: Book) -> str:
        """Every item that is recorded, counted or worked out; one that is absent was not looked at."""
        profile = book.profile
        states, entries = profile.states, profile.entries
        assumptions = profile.has_assumptions
        found: list[str] = []
        for id, item in self._items:
            recorded = id in states
            if not recorded and id not in entries and item.computed is None:
                continue
            assumed = flag(assumptions and profile.is_assumed(id))
            sources = ",".join([self._entry(entry, item) for entry in entries.get(id, ())])
            state = self._state(states[id], item) if recorded else "null"
            unit = optional(item.unit)
            found.append(
                f'"{id}":{{"assumed":{assumed},"sources":[{sources}],"state":{state},'
                f'"text":{quote(book.item_value(item))},"title":{quote(item.title)},"unit":{unit}}}'
            )
        return f"{{{','.join(found)}}}"

    def _state(self, state: ItemState, item: EvidenceItem) -> str:
        key = (item.id, state)
        found = self._states.get(key)
        if found is None:
            if len(self._states) > _MOST_STATES:
                self._states.clear()
            found = self._states[key] = compact(state_json(state, item))
        return found

    def _entry(self, entry: EvidenceEntry, item: EvidenceItem) -> str:
        on = "null" if entry.on is None else f'"{entry.on.isoformat()}"'
        return (
            f'{{"assumed_because":{optional(entry.assumed_because)},"by":{optional(entry.by)},'
            f'"note":{optional(entry.note)},"on":{on},"settles":{flag(entry.settles)},'
            f'"source":{optional(entry.source)},"state":{self._state(entry.state, item)},'
            f'"written":{quote(entry.written)}}}'
        )


def state_json(state: ItemState, item: EvidenceItem) -> dict[str, Any]:
    """One state of an item: numbers as exact text, shares with their denominator, names as ids."""
    match state:
        case DoesNotApply():
            return {"kind": "does not apply"}
        case Unknown(reason):
            return {"kind": "unknown", "reason": reason.value}
        case Recorded(value, may_not_exist, sampled):
            found: dict[str, Any] = {"kind": "recorded"}
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
                case _:
                    assert_never(value)
            return found


def case_json(case: Case) -> str:
    """What else the inspection gives: grades taken as given, the previous inspection, the sample's size."""
    previous = case.previous
    return compact(
        {
            "cases": case.profile.cases,
            "given": dict(case.given),
            "previous": {
                "grades": dict(previous.grades),
                "none": previous.none,
                "on": None if previous.on is None else previous.on.isoformat(),
            },
        }
    )
