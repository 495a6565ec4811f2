"""Syntax errors within one line: a value that needs quotes, a stray colon, a quotation mark left open."""

from __future__ import annotations

import re

from evenhand.diagnostics import Span, codes
from evenhand.source.findings import (
    QUOTE_VALUE,
    SEPARATOR,
    Finding,
    ParserError,
    bad_escape,
    quoting,
    tab,
)

_CLOSERS = "\"'}]"
_START_OF_VALUE = re.compile(r"\s*(?:- +)*(?:[^\s:'\"{\[][^:]*:\s+)?")
_WORDS_OF_TAGS = re.compile(r"\ba tag\b|tag handle|tag URI|%TAG")


def tab_for_spaces(error: ParserError) -> Finding | None:
    """A tab where only spaces may stand."""
    if "a tab character" not in error.problem and error.char != "\t":
        return None
    at = error.text.characters.find("\t", error.at)
    return Finding(tab(error.text, at if at >= 0 else error.at))


def special_start(error: ParserError) -> Finding | None:
    """A value that starts with a character that means something to YAML, such as `>= 10%`."""
    if any(word in error.context for word in ("block scalar", "alias", "anchor")):
        at = error.start
    elif "cannot start any token" in error.problem or "mapping keys are not allowed" in error.problem:
        at = error.at
    else:
        return None
    start = error.text.characters[at : at + 1]
    span, hint, repair = _to_be_quoted(error, at)
    return Finding(codes.SPECIAL_START.at(span, start=start, hint=hint), repair)


def tag(error: ParserError) -> Finding | None:
    """A value that starts with `!`."""
    if not _WORDS_OF_TAGS.search(f"{error.context} {error.problem}"):
        return None
    span, hint, repair = _to_be_quoted(error, error.start)
    written = error.text.characters[error.start : error.text.line_end(error.start)].split()
    return Finding(codes.TAG.at(span, written=written[0] if written else "!", hint=hint), repair)


def directive(error: ParserError) -> Finding | None:
    """A line that starts with `%`."""
    text, start = error.text, error.text.line_start(error.at)
    words = f"{error.context} {error.problem}"
    stands_first = error.char == "%" and error.at == start
    if "directive" not in words and "incompatible YAML" not in words and not stands_first:
        return None
    end = text.line_end(error.at)
    written = text.characters[start:end]
    return Finding(codes.DIRECTIVE.at(text.span(start, end), written=written, hint="take this line out"))


def second_colon(error: ParserError) -> Finding | None:
    """A colon and a space inside a value that is not quoted."""
    in_brackets = error.in_brackets and error.char == ":"
    if "mapping values are not allowed" not in error.problem and not in_brackets:
        return None
    first = SEPARATOR.search(error.before)
    if first is None:
        return None
    value = error.before[first.end() :]
    start = error.at - len(value.lstrip())
    hint = QUOTE_VALUE if in_brackets else quoting(error.text, start)
    diagnostic = codes.SECOND_COLON.at(error.text.span(error.at, error.at + 1), hint=hint)
    return Finding(diagnostic, (error.at, error.at + 1, " "))


def list_on_key_line(error: ParserError) -> Finding | None:
    """A list item on the line of the name that it belongs to."""
    if "sequence entries are not allowed" not in error.problem:
        return None
    hint = "put each item on a line of its own below, or quote the text if the `-` belongs to it"
    diagnostic = codes.LIST_ON_KEY_LINE.at(error.text.span(error.at, error.at + 1), hint=hint)
    return Finding(diagnostic, (error.at, error.at + 1, "x"))


def quoted_text(error: ParserError) -> Finding | None:
    """A quotation mark that is never closed, or an escape that is none."""
    if "quoted scalar" not in error.context:
        return None
    text = error.text
    if "escape" in error.problem or "hex" in error.problem:
        return bad_escape(text, text.characters.rfind("\\", error.start, error.at + 1))
    quote = text.characters[error.start]
    hint = f"close it with `{quote}`; quote the whole text with the other kind if it holds a `{quote}` itself"
    return Finding(codes.UNCLOSED_QUOTE.at(text.span(error.start, error.start + 1), hint=hint))


def after_closing(error: ParserError) -> Finding | None:
    """Text after a value that started with a quotation mark or a bracket, such as `{item} of cases`."""
    before = error.before.rstrip()
    expected = "expected" in error.problem and "node content" not in error.problem
    if not expected or not before or before[-1] not in _CLOSERS:
        return None
    if error.char.isspace() or error.char in ("", "}", "]"):
        return None
    text, end = error.text, error.text.line_end(error.at)
    value = _START_OF_VALUE.match(before)
    start = text.line_start(error.at) + (value.end() if value else 0)
    hint = QUOTE_VALUE if error.in_brackets else quoting(text, start)
    diagnostic = codes.AFTER_CLOSING.at(text.span(error.at, end), closing=before[-1], hint=hint)
    return Finding(diagnostic, None if error.in_brackets else (error.at, end, " " * (end - error.at)))


def misplaced(error: ParserError) -> Finding | None:
    """A comma, bracket or other mark where there is nothing to part or to close."""
    awaits_value = "node content" in error.problem
    if error.char in (",", "]", "}"):
        known = awaits_value or ("expected" in error.problem and not error.in_brackets)
    else:
        known = awaits_value and error.char in ("-", ":")
    if not known:
        return None
    hint = "take it out, or put quotes round the text that it belongs to"
    span = error.text.span(error.at, error.at + 1)
    return Finding(codes.MISPLACED.at(span, written=error.char, hint=hint))


def _to_be_quoted(error: ParserError, at: int) -> tuple[Span, str, tuple[int, int, str]]:
    """The place of a value that must be in quotes, the hint, and how to put it out of the way."""
    text, end = error.text, error.text.line_end(at)
    line_start = text.line_start(at)
    line = text.characters[line_start:at]
    # The parser looks ahead, so it can fail before it has told of the bracket that it is in.
    inside = not line.strip() and text.characters[:line_start].rstrip().endswith(("[", "{", ","))
    if error.open_bracket is not None or inside or re.search(r"[\[{]", line):
        value = re.compile(r"[^,\[\]{}\n]*").match(text.characters, at)
        end = at + len(value.group().rstrip()) if value else end
    end = max(end, at + 1)
    return text.span(at, end), quoting(text, at, end), (at, end, "x" + " " * (end - at - 1))
