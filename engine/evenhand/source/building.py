"""From the parser's events to nodes; what strict YAML leaves out is reported on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import yaml

from evenhand.diagnostics import Diagnostic, Span, codes
from evenhand.source.findings import shortened
from evenhand.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from evenhand.source.scalar_places import scalar_span
from evenhand.source.text import Text, character_name, find_control, invisible

_CUT_APART = (
    "the usual cause is a comma or `{` that cut a line apart: quote the line, or put it on a line of its own"
)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_MOST_PROBLEMS = 1000


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    start: int
    is_mapping: bool
    in_brackets: bool
    entries: list[Entry] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    key: Scalar | None = None
    seen: dict[str, Span] = field(default_factory=dict)


class Builder:
    """Takes events one by one; holds the root and the problems found so far.

    What it reports is kept out of the tree or stood in for, so a tree counts only without problems.
    """

    def __init__(self, text: Text, depth: int) -> None:
        self.root: Node | None = None
        self.problems: list[Diagnostic] = []
        self.too_deep = False
        self.scalars: list[tuple[int, int]] = []
        self._text = text
        self._depth = depth
        self._stack: list[_Open] = []
        self._documents = 0

    @property
    def open_bracket(self) -> int | None:
        """Where the innermost bracket that is still open stands."""
        top = self._stack[-1] if self._stack else None
        return top.start if top and top.in_brackets else None

    def take(self, event: yaml.Event) -> bool:
        """Take the next event. False when no further event may be taken: the depth is reached."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(event)
        elif self._documents > 1:
            pass
        elif isinstance(event, yaml.AliasEvent):
            self._refuse_mark(event)
            self._place(Scalar(f"*{event.anchor}", self._text.span(_start(event), _end(event))))
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_mark(event)
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            return self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end(event)
        return True

    def _report(self, diagnostic: Diagnostic) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(diagnostic)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents == 2:
            start = _start(event)
            hint = "put it into a file of its own"
            self._report(
                codes.MANY_DOCUMENTS.at(self._text.span(start, self._text.line_end(start)), hint=hint)
            )
        else:
            for found in re.finditer(r"^%.*\S", self._text.characters[: _end(event)], re.MULTILINE):
                span = self._text.span(*found.span())
                hint = "take this line out"
                self._report(codes.DIRECTIVE.at(span, written=found.group(), hint=hint))

    def _refuse_mark(self, event: yaml.NodeEvent) -> None:
        """Report an anchor, an alias or a tag: what is written with a leading `&`, `*` or `!`."""
        tag = getattr(event, "tag", None)
        if not (event.anchor or tag):
            return
        start = _start(event)
        rest = self._text.characters[start : self._text.line_end(start)]
        words = rest.split()
        written = words[0].rstrip(",]}") if words else rest
        span = self._text.span(start, start + len(written))
        if rest.startswith(("&", "*")):
            hint = "write the value itself at each place, or put quotes round a text that starts like this"
            self._report(codes.ALIAS.at(span, written=written, hint=hint))
        if tag and (rest.startswith("!") or not event.anchor):
            hint = "leave it out, or put quotes round a text that starts like this"
            self._report(codes.TAG.at(span, written=written, hint=hint))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = _start(event), _end(event)
        written = self._text.characters[start:end]
        style = event.style or ""
        if style in ("|", ">"):
            written = written.rstrip()
        self.scalars.append((start, start + len(written)))
        span = self._text.span(start, start + len(written))
        inner = written[1:-1] if style in ("'", '"') else written
        scalar = Scalar(event.value, span, style, "" if inner == event.value else written)
        self._check_text(scalar, start)
        if self._awaits_key():
            if scalar.text == "" and style == "":
                self._report(
                    codes.KEY_NOT_TEXT.at(span, hint="write what the value belongs to before the `:`")
                )
        elif not event.anchor and not event.tag:
            self._refuse_null(scalar, start)
        self._place(scalar)

    def _check_text(self, scalar: Scalar, start: int) -> None:
        if scalar.style == "" and scalar.text[:1].isspace():
            self._report(invisible(self._text, start))
        control = find_control(scalar.text) if scalar.style == '"' and scalar.written else None
        if control is not None:
            at = scalar.text.index(control)
            hint = f"it stands for {character_name(control)}, which a text may not hold"
            self._report(
                codes.BAD_ESCAPE.at(scalar_span(scalar, at, at + 1), written=repr(control)[1:-1], hint=hint)
            )

    def _refuse_null(self, scalar: Scalar, start: int) -> None:
        if self._stack and (scalar.style in ("|", ">") and scalar.text == ""):
            hint = f"write the lines below it; a value that starts with `{scalar.style}` must be in quotes"
            self._report(codes.NO_VALUE.at(scalar.span, what=self._being_filled(), hint=hint))
        elif self._stack and scalar.style == "" and scalar.text in _NULLS:
            if scalar.text:
                hint = f'`{scalar.text}` means no value; write "{scalar.text}" if you mean the word itself'
                span = scalar.span
            else:
                hint = _CUT_APART
                span = self._place_of_nothing(start)
            self._report(codes.NO_VALUE.at(span, what=self._being_filled(), hint=hint))

    def _being_filled(self) -> str:
        key = self._stack[-1].key
        if key is None:
            return "this list item"
        return f"`{shortened(key.text)}`"

    def _place_of_nothing(self, index: int) -> Span:
        key = self._stack[-1].key
        if key is not None:
            return key.span
        dash = self._text.characters[index - 1 : index] == "-"
        return self._text.span(index - 1 if dash else index, index)

    def _awaits_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].is_mapping and self._stack[-1].key is None

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> bool:
        self._refuse_mark(event)
        start = _start(event)
        if self._awaits_key():
            hint = "put quotes round it if it is one text"
            self._report(codes.KEY_NOT_TEXT.at(self._text.span(start, start + 1), hint=hint))
        if len(self._stack) >= self._depth:
            self._report(codes.TOO_DEEP.at(self._text.span(start, start + 1), limit=self._depth))
            self.too_deep = True
            return False
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        in_brackets = self._text.characters[start : start + 1] in ("{", "[") and bool(event.flow_style)
        self._stack.append(_Open(start, is_mapping, in_brackets))
        return True

    def _end(self, event: yaml.Event) -> None:
        done = self._stack.pop()
        if done.in_brackets:
            span = self._text.span(done.start, _end(event))
        else:
            # The parser sees a block end where the next thing starts, lines further down.
            span = self._text.span(done.start, done.start)
            inside = [entry.value.span for entry in done.entries] or [item.span for item in done.items]
            last = inside[-1] if inside else span
            span = replace(span, end_line=last.end_line, end_column=last.end_column)
        if done.is_mapping:
            self._place(Mapping(tuple(done.entries), span))
        else:
            self._place(Sequence(tuple(done.items), span))

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs: the root, a list, a key or a value."""
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        if not top.is_mapping:
            top.items.append(node)
        elif top.key is None:
            top.key = self._as_key(node, top)
        else:
            top.entries.append(Entry(top.key, node))
            top.key = None

    def _as_key(self, node: Node, mapping: _Open) -> Scalar:
        if not isinstance(node, Scalar):
            return Scalar("", node.span)
        if node.style == "" and node.text == "<<":
            self._report(codes.MERGE_KEY.at(node.span, hint="write the copied part out at this place"))
        first = mapping.seen.setdefault(node.text, node.span)
        if first is not node.span:
            related = ((first, "it is first written here"),)
            hint = "keep one of them, or give one of them its right name"
            self._report(codes.DUPLICATE_KEY.at(node.span, key=node.text, hint=hint, related=related))
        return node


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0
