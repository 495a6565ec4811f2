"""Floor 1: strict YAML that keeps the place of every value."""

from evenhand.source.editing import (
    text_node,
    with_item,
    with_item_at,
    with_key_renamed,
    with_value,
    without_item,
    without_key,
)
from evenhand.source.nodes import Entry, Mapping, Node, Scalar, Sequence, plain
from evenhand.source.places import key_place, place
from evenhand.source.reading import DEFAULT, Limits, read_bytes, read_file, read_yaml
from evenhand.source.scalar_places import scalar_part, scalar_span
from evenhand.source.text import decode
from evenhand.source.validated import Day, Document, Id, Text, Whole, Words, YesNo, describe, read_as

__all__ = [
    "DEFAULT",
    "Day",
    "Document",
    "Entry",
    "Id",
    "Limits",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "Text",
    "Whole",
    "Words",
    "YesNo",
    "decode",
    "describe",
    "key_place",
    "place",
    "plain",
    "read_as",
    "read_bytes",
    "read_file",
    "read_yaml",
    "scalar_part",
    "scalar_span",
    "text_node",
    "with_item",
    "with_item_at",
    "with_key_renamed",
    "with_value",
    "without_item",
    "without_key",
]
