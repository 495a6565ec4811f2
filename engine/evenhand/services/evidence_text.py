"""Change one item's evidence in the text of an inspection file, and leave everything else as it was written.

People write comments, orders and blank lines that mean something to them. So the lines of an item's entries
are cut out and new ones put in their place. Only evidence between brackets is spread over lines first, and a
set of items is written as a list where one of them comes to have two sources.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.diagnostics import Problems, Span
from evenhand.source import Mapping as MappingNode
from evenhand.source import Node, plain, read_yaml
from evenhand.source import Sequence as SequenceNode

Fields = Mapping[str, str]
"""What an entry says, by key, without its item: `value`, `unknown`, `source` and so on."""

Entries = tuple[Fields, ...]
"""What is known of one item: an entry from each source. Empty: it was not looked at."""

NOT_LOOKED_AT: Fields = {"unknown": "not looked at"}

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.%()/;+-]*\Z")
_END = re.compile(r"\.\.\.(\s|\Z)")
_INDENT = "  "


def settles(fields: Fields) -> bool:
    """Whether an entry settles what sources disagree about."""
    return fields.get("settles") == "yes"


class LayoutError(ValueError):
    """The text is laid out so that its evidence cannot be changed in place."""


def known_items(node: Node) -> dict[str, Entries]:
    """What is known of each item under `evidence:`. An entry that says only "not looked at" says nothing."""
    found: dict[str, Entries] = {}
    for item, fields, _, _ in _written(_evidence(node)):
        if fields != NOT_LOOKED_AT:
            found[item] = (*found.get(item, ()), fields)
    return found


def write_item(text: str, node: Node, item: str, entries: Entries) -> str:
    """The text with these entries for an item; `node` is what the text writes.

    They take the place of its first entry; the others go. Raises LayoutError.
    """
    if not text.endswith("\n"):
        # A block of text at the end comes to end in a line feed too.
        text += _newline(text)
        node = _read(text)
    evidence = _evidence(node)
    if len(entries) > 1 and isinstance(evidence, MappingNode) and evidence.entries:
        text = _as_list(text, node)
        node = _read(text)
    file = _Lines(text, node)
    file.write(item, entries or (NOT_LOOKED_AT,))
    again = known_items(_read(file.text))
    expected = {**known_items(node), item: entries}
    if again != {item: entries for item, entries in expected.items() if entries}:
        raise LayoutError
    return file.text


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _as_list(text: str, node: Node) -> str:
    """The text with its evidence as a list, where it is a set of items."""
    file = _Lines(text, node)
    file.is_list = True
    for place in reversed(file.places):
        file.lines[place.first : place.last + 1] = file.entry(place.item, place.fields)
    return file.text


def _read(text: str) -> Node:
    node = read_yaml(text, "", Problems())
    if node is None:
        raise LayoutError
    return node


def _evidence(node: Node) -> Node | None:
    return node.get("evidence") if isinstance(node, MappingNode) else None


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry as it stands in a file, with its first and last line (from 0)."""

    item: str
    fields: Fields
    first: int
    last: int


class _Lines:
    """The lines of a file, and where its evidence stands among them."""

    def __init__(self, text: str, node: Node) -> None:
        self.newline = _newline(text)
        # Whatever ends a line besides the line feed stays on it; the last line is what follows the last feed.
        self.lines = text.split("\n")
        evidence = _evidence(node)
        self.is_list = not isinstance(evidence, MappingNode) or not evidence.entries
        self.indent = _INDENT
        if evidence is None:
            self.places: list[_Place] = []
            last = self._document_end(node)
            self.lines[last:last] = self._ended("", "evidence:")
            self.end = last + 2
            return
        written = list(_written(evidence))
        if not written or self._is_between_brackets(evidence):
            self._spread(node, evidence, written)
            return
        self.places = [_Place(item, fields, self._dash(first), last) for item, fields, first, last in written]
        self.end = self.places[-1].last + 1
        first = self.lines[self.places[0].first]
        self.indent = first[: len(first) - len(first.lstrip())]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def _ended(self, *lines: str) -> list[str]:
        """Lines with the end that lines of this file have, but for the line feed."""
        return [line + self.newline.removesuffix("\n") for line in lines]

    def _document_end(self, node: Node) -> int:
        """The line before which more can be written: the last one, unless the document says that it ends."""
        rest = range(node.span.end_line - 1, len(self.lines))
        return next((line for line in rest if _END.match(self.lines[line])), len(self.lines) - 1)

    def _dash(self, line: int) -> int:
        """The line on which the entry that goes on at `line` begins: a dash may stand above it."""
        while self.is_list and not self.lines[line].lstrip().startswith("-"):
            line -= 1
        return line

    def _is_between_brackets(self, evidence: Node) -> bool:
        line = self.lines[evidence.span.line - 1]
        return line[evidence.span.column - 1 : evidence.span.column] in ("[", "{")

    def _spread(self, node: Node, evidence: Node, written: Sequence[tuple[str, Fields, int, int]]) -> None:
        """Write evidence that stands between brackets as entries on lines of their own."""
        key = node.key("evidence") if isinstance(node, MappingNode) else None
        assert key is not None
        at = key.span.line - 1
        last = max(_last_line(evidence), at)
        if self.lines[at][: key.span.column - 1].strip() or key.span.column != 1:
            raise LayoutError
        remarks = self._remarks(evidence, at, last)
        lines = self._ended("evidence:" + "".join(f"   {text}" for line, text in remarks if line == at))
        remarks = [(line, text) for line, text in remarks if line != at]
        self.places = []
        for item, fields, _, end in written:
            while remarks and remarks[0][0] <= end:
                lines += self._ended(self.indent + remarks.pop(0)[1])
            first = at + len(lines)
            lines += self.entry(item, fields)
            self.places.append(_Place(item, fields, first, at + len(lines) - 1))
        lines += self._ended(*(self.indent + text for _, text in remarks))
        self.lines[at : last + 1] = lines
        self.end = at + len(lines)

    def _remarks(self, evidence: Node, first: int, last: int) -> list[tuple[int, str]]:
        """The comments on these lines, each with its line. What is within a text is no comment."""
        bare = self.lines[first : last + 1]
        for span in _scalar_spans(evidence):
            for line in range(span.line, span.end_line + 1):
                written = bare[line - 1 - first]
                start = span.column - 1 if line == span.line else 0
                end = span.end_column - 1 if line == span.end_line else len(written)
                bare[line - 1 - first] = written[:start] + "x" * (end - start) + written[end:]
        return [
            (line, self.lines[line][at:].rstrip())
            for line, text in enumerate(bare, first)
            if (at := text.find("#")) >= 0
        ]

    def entry(self, item: str, fields: Fields) -> list[str]:
        """The lines of one entry."""
        inner = self.indent + _INDENT
        if self.is_list:
            first = f"{self.indent}- item: {item}"
        elif set(fields) == {"value"}:
            return self._ended(f"{self.indent}{item}: {scalar(fields['value'])}")
        else:
            first = f"{self.indent}{item}:"
        return self._ended(first, *(f"{inner}{key}: {scalar(value)}" for key, value in fields.items()))

    def write(self, item: str, entries: Entries) -> None:
        lines = [line for fields in entries for line in self.entry(item, fields)]
        own = [place for place in self.places if place.item == item]
        for place in reversed(own[1:]):
            del self.lines[place.first : place.last + 1]
        first, after = (own[0].first, own[0].last + 1) if own else (self.end, self.end)
        self.lines[first:after] = lines


def scalar(text: str) -> str:
    """Text as YAML reads it back."""
    is_plain = _PLAIN.match(text) and text == text.strip() and text.lower() != "null"
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _written(evidence: Node | None) -> Iterator[tuple[str, Fields, int, int]]:
    """Every entry: its item, what it says, its first and last line."""
    match evidence:
        case SequenceNode(items):
            for node in items:
                if not isinstance(node, MappingNode):
                    raise LayoutError
                fields = _fields(node)
                yield fields.pop("item", ""), fields, node.span.line - 1, _last_line(node)
        case MappingNode(entries):
            for entry in entries:
                value = entry.value
                fields = _fields(value) if isinstance(value, MappingNode) else {"value": str(plain(value))}
                yield entry.key.text, fields, entry.key.span.line - 1, _last_line(value)
        case _:
            return


def _scalar_spans(node: Node) -> Iterator[Span]:
    match node:
        case SequenceNode(items):
            for item in items:
                yield from _scalar_spans(item)
        case MappingNode(entries):
            for entry in entries:
                yield entry.key.span
                yield from _scalar_spans(entry.value)
        case _:
            yield node.span


def _fields(node: MappingNode) -> dict[str, str]:
    return {entry.key.text: str(plain(entry.value)) for entry in node.entries}


def _last_line(node: Node) -> int:
    """The last line (from 0) with something of a node on it; comments after it are not its own."""
    span = node.span
    return span.end_line - (2 if span.end_column == 1 and span.end_line > span.line else 1)
