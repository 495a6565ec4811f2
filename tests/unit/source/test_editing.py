"""Nodes with a part put in, exchanged or taken out: the node itself stays as it was."""

from __future__ import annotations

from evenhand.diagnostics import Problems, Span
from evenhand.source import (
    Mapping,
    Scalar,
    Sequence,
    plain,
    read_yaml,
    text_node,
    with_item,
    with_item_at,
    with_key_renamed,
    with_value,
    without_item,
    without_key,
)

HERE = Span("change.yaml", 7, 3, 7, 9)


def mapping(text: str = "a: 1\nb: 2\nc: 3\n") -> Mapping:
    found = read_yaml(text, "file.yaml", Problems())
    assert isinstance(found, Mapping)
    return found


def sequence() -> Sequence:
    found = mapping("listed: [x, y, z]").get("listed")
    assert isinstance(found, Sequence)
    return found


def test_a_value_is_exchanged_where_its_key_stands() -> None:
    node = mapping()
    made = with_value(node, "b", text_node("new", HERE))
    assert plain(made) == {"a": "1", "b": "new", "c": "3"}
    assert list(made) == ["a", "b", "c"]
    assert plain(node) == {"a": "1", "b": "2", "c": "3"}


def test_a_value_that_is_exchanged_has_its_own_place_and_its_key_the_old_one() -> None:
    made = with_value(mapping(), "b", text_node("new", HERE))
    value, key = made.get("b"), made.key("b")
    assert isinstance(value, Scalar) and value.span == HERE
    assert key is not None and (key.span.file, key.span.line) == ("file.yaml", 2)


def test_a_value_under_a_new_key_comes_last() -> None:
    made = with_value(mapping(), "d", text_node("4", HERE))
    assert list(made) == ["a", "b", "c", "d"]
    key = made.key("d")
    assert key is not None and key.span == HERE


def test_a_new_key_may_have_a_place_of_its_own() -> None:
    at = Span("change.yaml", 1, 1, 1, 2)
    key = with_value(mapping(), "d", text_node("4", HERE), at).key("d")
    assert key is not None and key.span == at


def test_keys_are_taken_out_and_renamed_in_their_position() -> None:
    assert plain(without_key(mapping(), "a", "c", "z")) == {"b": "2"}
    made = with_key_renamed(mapping(), "a", text_node("first", HERE))
    assert list(made) == ["first", "b", "c"]
    assert plain(made) == {"first": "1", "b": "2", "c": "3"}


def test_items_are_put_in_exchanged_and_taken_out_by_position() -> None:
    new = text_node("new", HERE)
    assert plain(with_item(sequence(), new)) == ["x", "y", "z", "new"]
    assert plain(with_item(sequence(), new, 0)) == ["new", "x", "y", "z"]
    assert plain(with_item_at(sequence(), 1, new)) == ["x", "new", "z"]
    assert plain(without_item(sequence(), 0)) == ["y", "z"]
