"""A node with a part put in, exchanged or taken out. Nodes never change: each function gives a new one."""

from __future__ import annotations

from evenhand.diagnostics import Span
from evenhand.source.nodes import Entry, Mapping, Node, Scalar, Sequence


def text_node(text: str, span: Span) -> Scalar:
    """A piece of text that the program writes, at the place of what made it do so."""
    return Scalar(text, span)


def with_value(node: Mapping, key: str, value: Node, at: Span | None = None) -> Mapping:
    """`node` with `value` under `key`: in place of what is there, else at the end.

    >>> from evenhand.source.nodes import plain
    >>> span = Span.whole("x.yaml")
    >>> plain(with_value(Mapping((), span), "ties", Scalar("worse", span)))
    {'ties': 'worse'}
    """
    key_node = Scalar(key, at or value.span)
    if key not in node:
        return Mapping((*node.entries, Entry(key_node, value)), node.span)
    entries = (Entry(entry.key, value) if entry.key.text == key else entry for entry in node.entries)
    return Mapping(tuple(entries), node.span)


def without_key(node: Mapping, *keys: str) -> Mapping:
    """`node` without the entries of `keys`."""
    return Mapping(tuple(entry for entry in node.entries if entry.key.text not in keys), node.span)


def with_key_renamed(node: Mapping, old: str, new: Scalar) -> Mapping:
    """`node` with what stands under `old` under `new`, in the same position."""
    entries = (Entry(new, entry.value) if entry.key.text == old else entry for entry in node.entries)
    return Mapping(tuple(entries), node.span)


def with_item(node: Sequence, item: Node, at: int | None = None) -> Sequence:
    """`node` with `item` put in at a position, or at the end."""
    position = len(node.items) if at is None else at
    return Sequence((*node.items[:position], item, *node.items[position:]), node.span)


def with_item_at(node: Sequence, at: int, item: Node) -> Sequence:
    """`node` with `item` in place of the one at a position."""
    return Sequence((*node.items[:at], item, *node.items[at + 1 :]), node.span)


def without_item(node: Sequence, at: int) -> Sequence:
    """`node` without the item at a position."""
    return Sequence((*node.items[:at], *node.items[at + 1 :]), node.span)
