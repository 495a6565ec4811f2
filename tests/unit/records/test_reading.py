"""A file that is no record is refused in plain words, whatever it holds."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from evenhand.records import NotARecord, from_bytes, seal, to_bytes

PARTS: dict[str, Any] = {
    "inspection": {"id": "EX-1"},
    "rules": {"files": {"framework.yaml": "framework: small"}, "schema": {"text": "schema: small"}},
    "evidence": {"text": "inspection: {}", "cases": None},
    "outcome": {},
    "derivation": {},
    "drafts": {},
    "departures": {},
}
PYTHON_WORDS = re.compile(
    r"object|attribute|codec|\\bint\\b|\\bstr\\b|dict|None|utf-8-sig|surrogate|traceback", re.I
)


def record() -> dict[str, Any]:
    return json.loads(json.dumps(seal(PARTS, "0.1", "1")))


def refused(data: bytes) -> str:
    with pytest.raises(NotARecord) as refusal:
        from_bytes(data)
    said = str(refusal.value)
    assert not PYTHON_WORDS.search(said)
    return said


def test_what_was_written_as_a_record_is_one() -> None:
    assert from_bytes(to_bytes(record())) == record()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1, column 1: a value is missing here, or is not one of JSON"),
        (b"inspection: {}", "line 1, column 1: a value is missing here, or is not one of JSON"),
        (b"[]", "it is not a set of keys"),
        (b"{} {}", "line 1, column 4: there is more after its end"),
        (b'{"a": tru}', "line 1, column 7: a value is missing here, or is not one of JSON"),
        (b'{"a" 1}', "line 1, column 6: `:` is missing here"),
        (b'{"a": 1 "b": 2}', "line 1, column 9: `,` is missing here"),
        (b"{a: 1}", "line 1, column 2: a key in double quotes is missing here"),
        (b'{"a": "b', "line 1, column 7: this text is never closed"),
        (b'{"a": "\n"}', "line 1, column 8: a text holds a character that must be escaped"),
        (b'{"a": "\\q"}', "line 1, column 8: this is not JSON"),
        ('{"a": "Café"}'.encode("latin-1"), "byte 11 is not UTF-8 text"),
        (b"\xef\xbb\xbf{}", "it starts with a byte order mark, so another program has written it again"),
        (b'{"a": "\\ud800"}', "a text holds `\\ud800`, which is half a character"),
        (b'{"\\udfff": 1}', "a text holds `\\udfff`, which is half a character"),
        (b'{"a": ' + b"9" * 5000 + b"}", "it holds a number of 5000 digits"),
        (b'{"a": 1.5}', "it holds the number `1.5`, and the numbers of a record are whole"),
        (b'{"a": 1e400}', "it holds the number `1e400`, and the numbers of a record are whole"),
        (b'{"a": NaN}', "it holds the number `NaN`, and the numbers of a record are whole"),
        (b"[" * 300 + b"]" * 300, "it is nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "it is nested too deeply"),
        (b'{"schema": 5}', "its `schema` is not a text, and this program reads `evenhand/record/1`"),
        (b'{"schema": "other"}', "its `schema` is `other`, and this program reads `evenhand/record/1`"),
    ],
)
def test_what_is_no_record_is_refused_in_plain_words(data: bytes, said: str) -> None:
    assert refused(data) == said


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("evidence", None, "`evidence` is not a set of keys"),
        ("evidence.text", 5, "`evidence.text` is not a text"),
        ("evidence.cases", "x", "`evidence.cases` is not a set of keys"),
        ("evidence.cases", {"name": "x"}, "`evidence.cases.text` is missing"),
        ("rules", [], "`rules` is not a set of keys"),
        ("rules.files", None, "`rules.files` is not a set of keys"),
        ("rules.files.framework.yaml", 5, "`rules.files.framework.yaml` is not a text"),
        ("rules.schema", None, "`rules.schema` is not a set of keys"),
        ("rules.schema.text", None, "`rules.schema.text` is not a text"),
        ("language", 1, "`language` is not a text"),
        ("hashes", None, "`hashes` is not a set of keys"),
        ("decisions", {}, "`decisions` is not a list"),
    ],
)
def test_a_part_of_another_form_is_the_one_that_is_blamed(place: str, value: object, said: str) -> None:
    changed = record()
    part = changed
    *above, name = place.split(".", 2)
    for key in above:
        part = part[key]
    part[name] = value
    assert refused(to_bytes(changed)) == said


@pytest.mark.parametrize("name", ["evidence", "derivation", "hash", "decisions", "program"])
def test_a_part_that_is_missing_is_named(name: str) -> None:
    changed = record()
    del changed[name]
    assert refused(to_bytes(changed)) == f"`{name}` is missing"


def test_a_case_sample_that_is_not_told_of_is_missing() -> None:
    changed = record()
    del changed["evidence"]["cases"]
    assert refused(to_bytes(changed)) == "`evidence.cases` is missing"


def test_a_record_with_its_case_sample_is_read_whole() -> None:
    changed = record()
    changed["evidence"]["cases"] = {"name": "cases.csv", "text": "case,seen\n1,yes\n"}
    assert from_bytes(to_bytes(changed)) == changed
