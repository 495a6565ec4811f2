"""Read a record: strict JSON of the form that a record has, or plain words for what it is instead."""

from __future__ import annotations

import codecs
import json
from typing import Any, NoReturn

from evenhand.records.document import HASHED_PARTS, RECORD_SCHEMA, Json

_DEEPEST = 200
"""Conditions nest to fifty levels at most, and each is two levels of a record."""
_MOST_DIGITS = 30
_FAULTS = {
    "Expecting value": "a value is missing here, or is not one of JSON",
    "Extra data": "there is more after its end",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing here",
    "Expecting ':' delimiter": "`:` is missing here",
    "Expecting ',' delimiter": "`,` is missing here",
    "Unterminated string starting at": "this text is never closed",
    "Invalid control character at": "a text holds a character that must be escaped",
}

_TEXT = "a text"
_KEYS = "a set of keys"
_LIST = "a list"
_TYPES: dict[str, type] = {_TEXT: str, _KEYS: dict, _LIST: list}
_FORM = (
    ("program", _TEXT),
    ("language", _TEXT),
    ("rules", _KEYS),
    ("rules.files", _KEYS),
    ("rules.schema", _KEYS),
    ("rules.schema.text", _TEXT),
    ("evidence", _KEYS),
    ("evidence.text", _TEXT),
    ("hashes", _KEYS),
    ("hash", _TEXT),
    ("decisions", _LIST),
)
"""The parts that a record is run again from, or checked by; the others are only compared."""


class NotARecord(Exception):
    """The document is not a record that this program can read; the message says why."""


def from_bytes(data: bytes) -> Json:
    """Read a record. Raises NotARecord."""
    record = _read_json(data)
    if not isinstance(record, dict):
        raise NotARecord("it is not a set of keys")
    schema = record.get("schema")
    if schema != RECORD_SCHEMA:
        shown = f"`{schema}`" if isinstance(schema, str) else "not a text"
        raise NotARecord(f"its `schema` is {shown}, and this program reads `{RECORD_SCHEMA}`")
    for name in HASHED_PARTS:
        if name not in record:
            raise NotARecord(f"`{name}` is missing")
    for place, kind in _FORM:
        _need(record, place, kind)
    for name in record["rules"]["files"]:
        if not isinstance(record["rules"]["files"][name], str):
            raise NotARecord(f"`rules.files.{name}` is not {_TEXT}")
    if "history" in record["evidence"]:
        _need(record, "evidence.history", _LIST)
    if "cases" not in record["evidence"]:
        raise NotARecord("`evidence.cases` is missing")
    if record["evidence"]["cases"] is not None:
        for place, kind in (
            ("evidence.cases", _KEYS),
            ("evidence.cases.name", _TEXT),
            ("evidence.cases.text", _TEXT),
        ):
            _need(record, place, kind)
    return record


def _need(record: Json, place: str, kind: str) -> None:
    """The part at `place` must be there and of a kind; what holds it was asked for before."""
    *above, name = place.split(".")
    part: Any = record
    for key in above:
        part = part[key]
    if name not in part:
        raise NotARecord(f"`{place}` is missing")
    if not isinstance(part[name], _TYPES[kind]):
        raise NotARecord(f"`{place}` is not {kind}")


def _read_json(data: bytes) -> Any:
    if data.startswith(codecs.BOM_UTF8):
        raise NotARecord("it starts with a byte order mark, so another program has written it again")
    try:
        found = json.loads(
            data.decode("utf-8"), parse_int=_whole, parse_float=_refused, parse_constant=_refused
        )
    except UnicodeDecodeError as error:
        raise NotARecord(f"byte {error.start + 1} is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        problem = _FAULTS.get(error.msg, "this is not JSON")
        raise NotARecord(f"line {error.lineno}, column {error.colno}: {problem}") from None
    except RecursionError:
        raise NotARecord("it is nested too deeply") from None
    _check_parts(found)
    return found


def _whole(written: str) -> int:
    if len(written) > _MOST_DIGITS:
        raise NotARecord(f"it holds a number of {len(written)} digits")
    return int(written)


def _refused(written: str) -> NoReturn:
    shown = written if len(written) <= _MOST_DIGITS else f"{written[:_MOST_DIGITS]}…"
    raise NotARecord(f"it holds the number `{shown}`, and the numbers of a record are whole")


def _check_parts(document: Any) -> None:
    """No part may lie too deep, or hold half a character: neither could be written as it was read."""
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        inner: list[Any] = []
        for part in level:
            if isinstance(part, dict):
                inner += [*part, *part.values()]
            elif isinstance(part, list):
                inner += part
            elif isinstance(part, str) and not part.isascii():
                _check_text(part)
        if not inner:
            return
        level = inner
    raise NotARecord("it is nested too deeply")


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        written = f"\\u{ord(text[error.start]):04x}"
        raise NotARecord(f"a text holds `{written}`, which is half a character") from None
