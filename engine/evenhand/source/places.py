"""The place in a file of a location inside its data, as Pydantic's errors give it."""

from __future__ import annotations

from evenhand.diagnostics import Span
from evenhand.source.nodes import Entry, Mapping, Node, Sequence

# Pydantic ends the location of an error in a mapping's key with this mark.
_KEY_MARK = "[key]"


def place(node: Node, loc: tuple[str | int, ...]) -> Span:
    """Where the value at `loc` is written.

    Parts of `loc` that the file does not have (Pydantic names the member of a union, or a missing key) are
    passed over, so the place of what is missing is the part that lacks it.
    """
    found, entry = _follow(node, loc)
    return entry.key.span if entry and loc and loc[-1] == _KEY_MARK else found.span


def key_place(node: Node, loc: tuple[str | int, ...]) -> Span:
    """Where the key that `loc` ends in is written: the place of a key that should not be there."""
    found, entry = _follow(node, loc)
    return entry.key.span if entry else found.span


def _follow(node: Node, loc: tuple[str | int, ...]) -> tuple[Node, Entry | None]:
    """The node that `loc` leads to, and the entry it is the value of, if it is one."""
    last: Entry | None = None
    for part in loc:
        match node:
            case Mapping(entries):
                entry = next((entry for entry in entries if entry.key.text == str(part)), None)
                if entry is not None:
                    node, last = entry.value, entry
            case Sequence(items) if isinstance(part, int) and -len(items) <= part < len(items):
                node, last = items[part], None
    return node, last
