"""What a file holds, once read."""

from __future__ import annotations

from evenhand.diagnostics import Problems
from evenhand.source import Mapping, Scalar, Sequence, plain, read_yaml

NODE = read_yaml("b: 1\na:\n  - x\n  - y\n", "visit.yaml", Problems())


def test_a_mapping_keeps_the_order_written_and_is_looked_up_by_name():
    assert isinstance(NODE, Mapping)
    assert list(NODE.keys()) == ["b", "a"]
    assert len(NODE) == 2
    assert isinstance(NODE.get("b"), Scalar)
    assert isinstance(NODE.get("a"), Sequence) and len(NODE.get("a")) == 2
    assert "a" in NODE and "c" not in NODE


def test_a_key_is_given_with_its_place():
    key = NODE.key("a")
    assert (key.text, key.span.line, key.span.column) == ("a", 2, 1)


def test_what_is_not_there_is_none():
    assert NODE.get("c") is None
    assert NODE.key("c") is None


def test_plain_gives_dicts_lists_and_text():
    assert plain(NODE) == {"b": "1", "a": ["x", "y"]}
