"""Syntax errors among lines: indentation, lists mixed with names, a colon or a bracket left out."""

from __future__ import annotations

import re

from evenhand.diagnostics import codes
from evenhand.source.findings import SEPARATOR, Finding, ParserError, shortened
from evenhand.source.text import Text

_GLUED_COLON = re.compile(r"^\s*(?:- +)*[\w .-]+(:)[^\s:/]")
_DOCUMENT_MARK = re.compile(r"(---|\.\.\.)(?=\s|$)", re.MULTILINE)
_ADD_COLON = "add a `:` and the value, or put the text in line with the value that it belongs to"


def colon_elsewhere(error: ParserError) -> Finding | None:
    """A name where the value above has not ended: what is wrong is most often in the line above."""
    if "mapping values are not allowed" not in error.problem:
        return None
    text, line_start = error.text, error.text.line_start(error.at)
    above, line = _line_above(text, line_start)
    indent = len(line) - len(line.lstrip())
    if glued := _GLUED_COLON.search(line):
        at = above + glued.start(1)
        hint = f"write `{line[indent : glued.start(1)]}: {line[glued.end(1) :]}`"
        return Finding(codes.COLON_SPACE.at(text.span(at, at + 1), hint=hint))
    if mark := document_mark(error):
        return mark
    if line and not SEPARATOR.search(line):
        span = text.span(above + indent, above + len(line))
        return Finding(codes.NO_COLON.at(span, written=shortened(line.strip()), hint=_ADD_COLON))
    name = line_start + len(error.before) - len(error.before.lstrip())
    hint = "start it below the first letter of the line above, if both belong to the same part"
    return Finding(codes.INDENTATION.at(text.span(name, text.line_end(name)), hint=hint))


def line_without_colon(error: ParserError) -> Finding | None:
    """A line of text among names."""
    if "simple key" not in error.context:
        return None
    end = error.text.line_end(error.start)
    written = shortened(error.text.characters[error.start : end])
    return Finding(codes.NO_COLON.at(error.text.span(error.start, end), written=written, hint=_ADD_COLON))


def open_bracket(error: ParserError) -> Finding | None:
    """A bracket that is not closed, or something inside it that no comma parts from what stands before."""
    if not error.in_brackets:
        return None
    text = error.text
    starts_here = text.characters[error.start : error.start + 1] in ("[", "{")
    opened = error.start if starts_here else error.open_bracket
    if opened is None:
        return None
    bracket = text.characters[opened]
    hint = f"part what is inside with commas, and end it with `{']' if bracket == '[' else '}'}`"
    related = ((text.span(error.at, error.at + 1), "it was still open here"),)
    span = text.span(opened, opened + 1)
    return Finding(codes.UNCLOSED_BRACKET.at(span, bracket=bracket, hint=hint, related=related))


def nameless_value(error: ParserError) -> Finding | None:
    """A colon with nothing before it."""
    if error.char != ":" or not ("block" in error.context or "document start" in error.problem):
        return None
    hint = "write what the value belongs to before the `:`"
    return Finding(codes.KEY_NOT_TEXT.at(error.text.span(error.at, error.at + 1), hint=hint))


def document_mark(error: ParserError) -> Finding | None:
    """A line that starts with `---` or `...`."""
    start = error.text.line_start(error.at)
    found = _DOCUMENT_MARK.match(error.text.characters, start)
    if found is None:
        return None
    reason = f"`{found.group()}` has a meaning of its own at the start of a line"
    hint = "take it out; one file holds one document, and needs no such line"
    return Finding(codes.NOT_YAML.at(error.text.span(*found.span()), reason=reason, hint=hint))


def second_document(error: ParserError) -> Finding | None:
    """More text after the line that ends a document."""
    ended = re.compile(r"^\.\.\.", re.MULTILINE).search(error.text.characters, 0, error.at)
    if "document start" not in error.problem or not ended:
        return None
    span = error.text.span(error.at, error.text.line_end(error.at))
    return Finding(codes.MANY_DOCUMENTS.at(span, hint="put it into a file of its own"))


def indentation(error: ParserError) -> Finding | None:
    """A line too deep or not deep enough, or an item among names (and the other way round)."""
    in_block = "block" in error.context
    if not in_block and "document start" not in error.problem:
        return None
    text = error.text
    here = text.span(error.at, text.line_end(error.at))
    above = text.span(error.start, text.line_end(error.start))
    is_item = re.match(r"-\s", text.characters[error.at : error.at + 2]) is not None
    of_list = "collection" in error.context or "sequence" in error.context
    if in_block and here.column == above.column and is_item != of_list:
        hint = "put all of them after `- `, or move the list below the name that it belongs to"
        return Finding(codes.MIXED_LIST.at(here, hint=hint, related=((above, "the other kind starts here"),)))
    hint = "lines of one part start in the same column; what belongs to a line stands two spaces further in"
    related = [(above, "the part above starts here")] if in_block else []
    return Finding(codes.INDENTATION.at(here, hint=hint, related=related))


def _line_above(text: Text, start: int) -> tuple[int, str]:
    """The nearest line above that says something, and where it starts; empty when there is none."""
    while start > 0:
        start = text.line_start(start - 1)
        line = text.characters[start : text.line_end(start)]
        if line.strip() and not line.lstrip().startswith("#"):
            return start, line
    return 0, ""
