"""What another program says to `evenhand live`, one JSON object a line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cli.live_lines import STDIN, said_on
from evenhand.diagnostics import Diagnostic, InvalidInput
from evenhand.services.evidence_steps import Said


def refused(line: str | bytes) -> Diagnostic:
    with pytest.raises(InvalidInput) as fault:
        said_on(line if isinstance(line, bytes) else line.encode(), 3)
    (told,) = fault.value.diagnostics
    assert told.span is not None
    assert (told.span.file, told.span.line, told.span.end_line) == (STDIN, 3, 3)
    return told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"set": "a", "value": "31 of 40"}', ("set", "a", {"value": "31 of 40"})),
        ('{"value": 5, "set": "a"}', ("set", "a", {"value": "5"})),
        (
            '{"set":"a","value":5,"source":"B","on":"2024-05-06","note":"n","by":"INS-4","sampled":true,"settles":false}',
            (
                "set",
                "a",
                {
                    "value": "5",
                    "source": "B",
                    "on": "2024-05-06",
                    "note": "n",
                    "by": "INS-4",
                    "sampled": "yes",
                    "settles": "no",
                },
            ),
        ),
        ('{"set": "a", "value": 5, "source": null}', ("set", "a", {"value": "5"})),
        ('{"set": "a", "value": 5, "note": "one\\ntwo"}', ("set", "a", {"value": "5", "note": "one\ntwo"})),
        ('{"unknown": "a", "reason": "suppressed"}', ("unknown", "a", {"unknown": "suppressed"})),
        (
            '{"unknown": "a", "reason": "suppressed", "source": "B"}',
            ("unknown", "a", {"unknown": "suppressed", "source": "B"}),
        ),
        ('{"withdraw": "a"}', ("withdraw", "a", {})),
        ('{"withdraw": "a", "source": "B"}', ("withdraw", "a", {"source": "B"})),
        ('{"undo": true}', ("undo", "", {})),
        ('{"undo": true}\r\n', ("undo", "", {})),
        ('  {"undo" : true}  \n', ("undo", "", {})),
    ],
)
def test_a_line_says_what_to_do(line, said):
    found = said_on(line.encode(), 1)
    assert (found.did, found.item, found.fields) == said


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("17.20", "17.20"),
        ("1e3", "1e3"),
        ("-0", "-0"),
        ("100000000000000000000000000000001", "100000000000000000000000000000001"),
        ("0.1000000000000000055", "0.1000000000000000055"),
        ("true", "yes"),
        ("false", "no"),
        ("NaN", "NaN"),
        ('"\\u00e9"', "é"),
        ('"😀"', "😀"),
    ],
)
def test_a_value_is_kept_as_it_is_written(value, kept):
    assert said_on(f'{{"set": "a", "value": {value}}}'.encode(), 1).fields == {"value": kept}


def test_a_long_number_is_kept_too():
    long = "1" * 10_000
    assert said_on(f'{{"set": "a", "value": {long}}}'.encode(), 1).fields == {"value": long}


@pytest.mark.parametrize(
    ("line", "code", "problem", "place", "hint"),
    [
        ("", "L501", "expecting value at column 1", "", None),
        ("undo", "L501", "expecting value at column 1", "u", None),
        ('{"set": "a"', "L501", "column 12", "", None),
        ('{"set": "a", value: 5}', "L501", "column 14", "v", None),
        ('{"set": "a", "value": 017}', "L501", "column 24", "1", None),
        ('{"undo": true} {"undo": true}', "L501", "extra data at column 16", "{", None),
        ('{"set": "a", "value": "\t5"}', "L501", "column 24", "\t", None),
        ("5", "L501", "it is not between braces", "5", None),
        ("[]", "L501", "it is not between braces", "[]", None),
        ("null", "L501", "it is not between braces", "null", None),
        ('"undo"', "L501", "it is not between braces", '"undo"', None),
        ("[" * 200_000, "L501", "it is nested too deeply", None, None),
        ('{"a":' * 200_000, "L501", "it is nested too deeply", None, None),
        ("{}", "L502", "it has none of `set`, `unknown`, `withdraw`, `undo`", "{}", None),
        ('{"sett": "a"}', "L502", "it has none of", None, "did you mean `set`?"),
        ('{"item": "a", "value": 5}', "L502", "it has none of", None, None),
        ('{"set": "a", "withdraw": "a"}', "L502", "it does two things at once", None, None),
        ('{"undo": true, "set": "a", "value": 1}', "L502", "it does two things at once", None, None),
        ('{"undo": false}', "L502", "`undo` is true", "false", None),
        ('{"undo": "true"}', "L502", "`undo` is true", '"true"', None),
        ('{"undo": null}', "L502", "`undo` is true", "null", None),
        ('{"undo": "yes"}', "L502", "`undo` is true", '"yes"', None),
        ('{"undo": 1}', "L502", "`undo` is true", "1", None),
        ('{"set": "a"}', "L502", "`value` is missing", None, None),
        ('{"set": "a", "value": null}', "L502", "`value` is missing", None, None),
        ('{"unknown": "a"}', "L502", "`reason` is missing", None, None),
        ('{"set": "a", "value": [5]}', "L502", "`value` is a text, a number, true or false", "[5]", None),
        ('{"set": "a", "value": {"b": 5}}', "L502", "`value` is a text, a number", '{"b": 5}', None),
        ('{"set": ["a"], "value": 5}', "L502", "`set` names an item", '["a"]', None),
        ('{"set": null, "value": 5}', "L502", "`set` names an item", "null", None),
        ('{"withdraw": true}', "L502", "`withdraw` names an item", "true", None),
        ('{"set": "a", "value": 5, "value": 6}', "L502", "`value` is given twice", None, None),
        ('{"set": "a", "set": "b", "value": 6}', "L502", "`set` is given twice", None, None),
        (
            '{"set": "a", "value": 5, "sorce": "B"}',
            "L502",
            "`sorce` does not go with `set`",
            '"B"',
            "did you mean `source`?",
        ),
        (
            '{"set": "a", "value": 5, "zzz": 1}',
            "L502",
            "`zzz` does not go with `set`",
            "1",
            "with `set` go: value, source, on, note, by, sampled, settles",
        ),
        (
            '{"unknown": "a", "reason": "suppressed", "value": 5}',
            "L502",
            "`value` does not go with `unknown`",
            "5",
            "with `unknown` go: reason, source, on, note, by",
        ),
        (
            '{"withdraw": "a", "note": "n"}',
            "L502",
            "`note` does not go with",
            '"n"',
            "with `withdraw` go: source",
        ),
        (
            '{"undo": true, "item": "a"}',
            "L502",
            "`item` does not go with",
            '"a"',
            "with `undo` go: nothing else",
        ),
        ('{"set": "a", "value": "\\ud800"}', "L502", "`value` holds a character", '"\\ud800"', None),
        ('{"set": "\\udfff", "value": 5}', "L502", "`set` holds a character", '"\\udfff"', None),
        ('{"set": "a", "value": "\\u0000"}', "L502", "`value` holds a character", '"\\u0000"', None),
        (
            '{"set": "a", "value": 5, "source": "\\u001b[31m"}',
            "L502",
            "`source` holds a",
            '"\\u001b[31m"',
            None,
        ),
    ],
)
def test_a_bad_line_is_told_with_its_place(line, code, problem, place, hint):
    told = refused(line)
    assert told.code.id == code
    assert problem in told.message
    assert told.span is not None
    if place is not None:
        assert line[told.span.column - 1 : told.span.end_column - 1] == place
    assert told.hint == hint


@pytest.mark.parametrize("key", ["\\ud800", "\\u001b", "\\u0000"])
def test_a_key_that_cannot_be_shown_is_told_on_the_line(key):
    told = refused(f'{{"set": "a", "value": 5, "{key}": 1}}')
    assert told.code.id == "L502"
    assert "does not go with `set`" in told.message


@pytest.mark.parametrize(("line", "column"), [(b"\xff", 1), ('{"set": "é'.encode() + b"\xc3(", 11)])
def test_bytes_that_are_no_text_are_told_with_their_place(line, column):
    told = refused(line)
    assert told.code.id == "L501"
    assert "it is not UTF-8 text" in told.message
    assert told.span is not None and told.span.column == column


def test_places_are_those_of_the_values_wherever_they_stand():
    line = '{"note": "\\"value\\": 9", "value" :  5, "source":"set", "set": "a"}'
    said = said_on(line.encode(), 7)
    for key, written in {"item": '"a"', "value": "5", "source": '"set"', "note": '"\\"value\\": 9"'}.items():
        span = said.place(key)
        assert span.line == 7
        assert line[span.column - 1 : span.end_column - 1] == written


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
KEYS = st.sampled_from(["set", "unknown", "withdraw", "undo", "value", "reason", "source", "note", "x"])


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.booleans())
def test_any_object_is_understood_or_told_on_its_line(written, ascii):
    line = json.dumps(written, ensure_ascii=ascii)
    try:
        found = said_on(line.encode("utf-8", "surrogatepass"), 3)
    except InvalidInput as fault:
        for told in fault.diagnostics:
            assert told.span is not None and told.span.line == 3
            assert 1 <= told.span.column < told.span.end_column <= len(line) + 2
    else:
        assert isinstance(found, Said)
        assert all(value.replace("\n", "").isprintable() for value in found.fields.values())
