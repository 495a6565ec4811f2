"""The place of some characters inside one text, whatever way the text was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evenhand.diagnostics import Span
from evenhand.source.nodes import Scalar

_BREAKS = re.compile(r"[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*")
_ESCAPED_BREAK = re.compile(r"\\\r?\n((?:[ \t]*\r?\n)*)[ \t]*")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


def scalar_span(scalar: Scalar, start: int, end: int) -> Span:
    """The place of characters `start` to `end` of `scalar.text`.

    Escapes, folded lines and blocks are followed back to what was written, so an error inside a condition
    is marked under the very characters of the file.
    """
    if scalar.part_of is not None:
        whole, at = scalar.part_of
        return scalar_span(whole, at + start, at + end)
    span = scalar.span
    if not scalar.written:
        column = span.column + (1 if scalar.style in ("'", '"') else 0)
        return Span(span.file, span.line, column + start, span.line, column + max(start, end))
    stretches = _stretches(scalar)
    beyond = len(scalar.written) - (1 if scalar.style in ("'", '"') else 0)
    first = stretches[start][0] if start < len(stretches) else beyond
    last = stretches[min(end, len(stretches)) - 1][1] if end > start else first
    return Span(span.file, *_line_and_column(scalar, first), *_line_and_column(scalar, max(first, last)))


def scalar_part(scalar: Scalar, start: int, end: int) -> Scalar:
    """Characters `start` to `end` of a text as a text of their own, with the places that they have in it."""
    return Scalar(scalar.text[start:end], scalar_span(scalar, start, end), part_of=(scalar, start))


def _line_and_column(scalar: Scalar, offset: int) -> tuple[int, int]:
    head = scalar.written[:offset]
    breaks = head.count("\n")
    if breaks == 0:
        return scalar.span.line, scalar.span.column + offset
    return scalar.span.line + breaks, offset - head.rfind("\n")


def _stretches(scalar: Scalar) -> list[tuple[int, int]]:
    """For each character of the text, where in what was written it starts and ends."""
    return list(_block_stretches(scalar) if scalar.style in ("|", ">") else _flow_stretches(scalar))


def _flow_stretches(scalar: Scalar) -> Iterator[tuple[int, int]]:
    written, style = scalar.written, scalar.style
    at, stop = (1, len(written) - 1) if style else (0, len(written))
    while at < stop:
        if style == '"' and (escaped_break := _ESCAPED_BREAK.match(written, at, stop)):
            yield from [(at, at + 1)] * escaped_break.group(1).count("\n")
            at = escaped_break.end()
        elif style == '"' and (escape := _ESCAPE.match(written, at, stop)):
            yield escape.span()
            at = escape.end()
        elif folded := _BREAKS.match(written, at, stop):
            # One line break reads as a space; each further one stays a line break.
            yield from [(at, at + 1)] * max(1, folded.group().count("\n") - 1)
            at = folded.end()
        else:
            end = at + (2 if style == "'" and written.startswith("''", at) else 1)
            yield at, end
            at = end


def _block_stretches(scalar: Scalar) -> Iterator[tuple[int, int]]:
    """Line up the text with the lines below the `|` or `>`, whose indentation is not part of it."""
    written = scalar.written
    kept = list(_kept_offsets(written, scalar.text))
    at = 0
    for character in scalar.text:
        # Folding turns a line break into a space, or drops it beside another one.
        while at < len(kept) and written[kept[at]] != character:
            if written[kept[at]] == "\n" and character == " ":
                break
            at += 1
        yield (kept[at], kept[at] + 1) if at < len(kept) else (len(written), len(written))
        at += 1


def _kept_offsets(written: str, text: str) -> Iterator[int]:
    """The offsets of a block's characters without its first line and its indentation."""
    header, _, body = written.partition("\n")
    lines = body.split("\n")
    indent = _indent_of_first_line(lines) - _indent_of_first_line(text.split("\n"))
    at = len(header) + 1
    for line in lines:
        end = at + len(line)
        yield from (offset for offset in range(at + min(indent, len(line)), end) if written[offset] != "\r")
        if end < len(written):
            yield end
        at = end + 1


def _indent_of_first_line(lines: list[str]) -> int:
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), 0)
