"""The part of a JSON Schema that belongs to one evidence schema: its items and the values each can have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evenhand.domain import (
    UNIT_WORDS,
    Better,
    EvidenceItem,
    ItemType,
    Number,
    UnknownReason,
    factor_between,
    normal_unit,
)
from evenhand.evidence import EvidenceSchema, bounds_in_words

Json = dict[str, Any]

REASONS = [str(reason) for reason in UnknownReason]

_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"
_WHOLE = r"(0|[1-9][0-9]*)"
_DIRECTION = {Better.HIGHER: "Higher is better", Better.LOWER: "Lower is better"}
_SHARE: Json = {
    "type": "string",
    "pattern": f"^({_WHOLE}( to {_WHOLE})? of {_WHOLE}|{_NUMBER}%?( to {_NUMBER})?%)$",
}


def evidence_definitions(schema: EvidenceSchema | None) -> Json:
    """The definitions `evidence` and `assumptions`, for one evidence schema or, where None, for any.

    Evidence is a list of entries or a set of items with their values; both forms know each item. Items
    that are computed from others cannot be recorded and are left out.
    """
    if schema is None:
        one = {"anyOf": [_any_value(), {"$ref": "#/$defs/keyed_entry"}]}
        listed = _entry(
            _any_value(), {"item": {"type": "string", "description": "The id of an evidence item"}}
        )
        known: Json = {"propertyNames": _ID, "additionalProperties": one}
        assumed: Json = {"propertyNames": _ID, "additionalProperties": _assumption(_any_value())}
        return _forms(listed, known, assumed)
    items = {id: item for id, item in schema.items.items() if item.computed is None}
    values = {f"value_{id}": _value(item) for id, item in items.items()}
    names = {
        "item": {
            "description": f"An evidence item of {schema.title}",
            "anyOf": [
                {"const": id, "title": item.title, "description": about(item)} for id, item in items.items()
            ],
        }
    }
    listed = _entry(_any_value(), names)
    listed["allOf"] = [*listed["allOf"], *(_told_apart(item) for item in items.values())]
    known = {
        "properties": {id: _short(item) for id, item in items.items()},
        "additionalProperties": False,
    }
    assumed = {
        "properties": {id: _assumption({"$ref": f"#/$defs/value_{id}"}) for id in items},
        "additionalProperties": False,
    }
    return _forms(listed, known, assumed) | {"share": _SHARE} | values


def about(item: EvidenceItem) -> str:
    """What an editor shows about an item: its question, unit, what it can be, and where it is found."""
    lines = [item.question or f"{item.title}."]
    if item.unit:
        lines.append(f"Unit: {item.unit}.")
    if item.of:
        lines.append(f"Out of: {item.of}.")
    if item.type is ItemType.LEVEL:
        lines.append("Levels: " + ", ".join(_titled(item)) + ".")
    elif item.type is ItemType.CHOICE:
        lines.append("Choices: " + ", ".join(_titled(item)) + ".")
    elif item.type.is_numeric and item.type is not ItemType.SHARE:
        lines.append(f"Values: {bounds_in_words(item)}.")
    if item.better in _DIRECTION and item.type.is_numeric:
        lines.append(f"{_DIRECTION[item.better]}.")
    if item.from_cases:
        lines.append("Counted from the case sample where the inspection has one.")
    if item.found_in:
        lines.append(f"Usually found in: {item.found_in}.")
    return "\n\n".join(lines)


_ID: Json = {"pattern": "^[A-Za-z][A-Za-z0-9_]*$"}


def _titled(item: EvidenceItem) -> list[str]:
    found = []
    for name in item.names.names:
        title = item.names.title(name)
        found.append(f"`{name}`" if title == name.replace("_", " ") else f"`{name}` ({title})")
    return found


def _forms(listed: Json, known: Json, assumed: Json) -> Json:
    return {
        "evidence": {
            "description": "A list of entries, or a set of items with their values.",
            "anyOf": [
                {"type": "array", "items": {"$ref": "#/$defs/entry"}},
                {"type": "object", **known},
            ],
        },
        "entry": listed,
        "keyed_entry": _entry(_any_value()),
        "assumptions": {"type": "object", **assumed},
    }


# --- entries -----------------------------------------------------------------------------------------


def _entry(value: Json, more: Mapping[str, Json] | None = None) -> Json:
    """One recording: a value, or a reason for not knowing it, with where it comes from."""
    text: Json = {"type": ["string", "number", "boolean"]}
    yes_no: Json = {"enum": ["yes", "no"]}
    return {
        "type": "object",
        "properties": {
            **(more or {}),
            "value": value,
            "unknown": {
                "enum": REASONS,
                "description": "Why it is not known. Unknown is never no and never 0.",
            },
            "source": text | {"description": "Where the value comes from"},
            "on": {"type": "string", "format": "date", "description": "When it was recorded"},
            "note": text,
            "by": text | {"description": "Who recorded it: a code, not a name"},
            "sampled": yes_no | {"description": "Whether a share was counted in a sample"},
            "settles": yes_no
            | {"description": "Whether this entry settles a conflict of sources; needs a `note`"},
        },
        "required": list(more or ()),
        "additionalProperties": False,
        "oneOf": [{"required": ["value"]}, {"required": ["unknown"]}],
        "allOf": [
            {
                "if": {"properties": {"settles": {"const": "yes"}}, "required": ["settles"]},
                "then": {"required": ["note"]},
            }
        ],
    }


def _told_apart(item: EvidenceItem) -> Json:
    """For an entry of this item: the values that it can have."""
    return {
        "if": {"properties": {"item": {"const": item.id}}, "required": ["item"]},
        "then": {"properties": {"value": {"$ref": f"#/$defs/value_{item.id}"}}},
    }


def _short(item: EvidenceItem) -> Json:
    value: Json = {"$ref": f"#/$defs/value_{item.id}"}
    long: Json = {"allOf": [{"$ref": "#/$defs/keyed_entry"}, {"properties": {"value": value}}]}
    return {"anyOf": [value, long]}


def _assumption(value: Json) -> Json:
    return {
        "type": "object",
        "properties": {
            "value": value,
            "because": {"type": "string", "description": "Why this is assumed and not recorded"},
        },
        "required": ["value", "because"],
        "additionalProperties": False,
    }


# --- values ------------------------------------------------------------------------------------------


def _any_value() -> Json:
    return {"type": ["string", "number"]}


def _value(item: EvidenceItem) -> Json:
    """The values that an item can have, as an editor reads them (`17.2` is a number to it)."""
    absent = ["does not apply"] if item.may_not_apply else []
    options: list[Json]
    if item.type is ItemType.SHARE:
        options = [{"$ref": "#/$defs/share"}]
        examples: list[Any] = ["31 of 40", "77.5%"]
    elif item.type.is_numeric:
        number = _WHOLE if item.type is ItemType.COUNT else _NUMBER
        units = _units(item)
        unit = f"( ({'|'.join(units)}))?" if units else ""
        pattern = f"^{number}( to {number})?{unit}$"
        options = [_bounded(item), {"type": "string", "pattern": pattern}]
        examples = []
    else:
        names = list(item.names.names)
        either = "|".join(names)
        options = [
            {"enum": [*names, *absent]},
            {"type": "string", "pattern": f"^({either})( or ({either}))+$"},
        ]
        absent = []
        examples = []
    if absent:
        options.append({"enum": absent})
    found: Json = {"title": item.title, "description": about(item), "anyOf": options}
    return found | {"examples": examples} if examples else found


def _bounded(item: EvidenceItem) -> Json:
    found: Json = {"type": "integer" if item.type is ItemType.COUNT else "number"}
    if item.lowest is not None:
        found["minimum"] = _plain(item.lowest)
    if item.highest is not None:
        found["maximum"] = _plain(item.highest)
    return found


def _plain(value: Number) -> int | float:
    return value if isinstance(value, int) else float(value)


def _units(item: EvidenceItem) -> list[str]:
    """The unit words that may stand after a value: the item's own, and those that convert."""
    own = normal_unit(item.unit)
    if own is None:
        return []
    found = {re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", own)}
    for unit in UNIT_WORDS:
        if factor_between(unit, own) is not None:
            found |= {unit, unit.removesuffix("s")}
    return sorted(found)
