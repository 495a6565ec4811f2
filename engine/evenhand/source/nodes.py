"""What a YAML file holds, as written: text, mappings and lists, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from evenhand.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """One piece of text. What it means (a number, a date, yes or no) is decided by its reader.

    `style` is how it was written: `''` plain, `'` or `"` quoted, `|` or `>` a block of lines.
    """

    text: str
    span: Span
    style: str = ""
    # The characters of the file, kept only where they differ from `text` (escapes, folded lines, blocks).
    written: str = field(default="", compare=False, repr=False)
    # For some characters of a text: that text, and which of its characters is the first of these.
    part_of: tuple[Scalar, int] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value in a mapping."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order written; no key occurs twice."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, name: str) -> Node | None:
        """The value under `name`, or None when there is no such key."""
        entry = self._entry(name)
        return entry.value if entry else None

    def key(self, name: str) -> Scalar | None:
        """The key `name` as written, with its place, or None when there is no such key."""
        entry = self._entry(name)
        return entry.key if entry else None

    def keys(self) -> Iterator[str]:
        """The names of all keys, in the order written."""
        return (entry.key.text for entry in self.entries)

    def __iter__(self) -> Iterator[str]:
        return self.keys()

    def __contains__(self, name: object) -> bool:
        return any(entry.key.text == name for entry in self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def _entry(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key.text == name), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in the order written."""

    items: tuple[Node, ...]
    span: Span

    def __len__(self) -> int:
        return len(self.items)


Node = Scalar | Mapping | Sequence


def plain(node: Node) -> object:
    """The node as nested dicts, lists and text. Text stays text: `no` is `"no"`, `1.10` is `"1.10"`."""
    match node:
        case Scalar(text):
            return text
        case Mapping(entries):
            return {entry.key.text: plain(entry.value) for entry in entries}
        case Sequence(items):
            return [plain(item) for item in items]
