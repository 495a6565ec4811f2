"""What a syntax error is told with: where it is, how to mend it, and how to read on past it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evenhand.diagnostics import Diagnostic, codes
from evenhand.source.text import Text

QUOTE_VALUE = "put quotes round the whole value"
# Where a name ends: a colon and a space, or a colon at the end of the line.
SEPARATOR = re.compile(r":(?=\s|$)")

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Finding:
    """A syntax error, told. `repair` is a stretch and the characters to put there to read on past it."""

    diagnostic: Diagnostic
    repair: tuple[int, int, str] | None = None


@dataclass(frozen=True, slots=True)
class ParserError:
    """An error of the parser, taken apart: what was being read since `start`, and went wrong at `at`."""

    text: Text
    context: str
    problem: str
    start: int
    at: int
    open_bracket: int | None

    @property
    def char(self) -> str:
        """The character it went wrong at; empty at the end of the file."""
        return self.text.characters[self.at : self.at + 1]

    @property
    def before(self) -> str:
        """What stands before the error on its line."""
        return self.text.characters[self.text.line_start(self.at) : self.at]

    @property
    def in_brackets(self) -> bool:
        """Whether a list or mapping in brackets was being read."""
        return "flow" in self.context


def tab(text: Text, at: int) -> Diagnostic:
    """The diagnostic for a tab; it counts the lines that start with one, since they come in numbers."""
    span = text.span(at, at + 1)
    if text.characters[text.line_start(at) : at].strip():
        return codes.TAB.at(span, hint="put a space in its place")
    lines = len(re.findall(r"^ *\t", text.characters, re.MULTILINE))
    more = f"; {lines} lines start with one, and most editors can change all of them at once"
    return codes.TAB.at(span, hint="put two spaces for each tab" + (more if lines > 1 else ""))


def bad_escape(text: Text, at: int) -> Finding:
    """The finding for an escape that writes nothing that a text may hold."""
    found = _ESCAPE.match(text.characters, at)
    written = found.group() if found else text.characters[at : at + 2]
    if found:
        hint = "leave it out, or write the character itself"
    else:
        hint = "write `\\\\` for a backslash, or use single quotes, where it has no meaning of its own"
    end = at + len(written)
    diagnostic = codes.BAD_ESCAPE.at(text.span(at, end), written=written, hint=hint)
    return Finding(diagnostic, (at, end, "x" * len(written)))


def quoting(text: Text, start: int, end: int | None = None) -> str:
    """The hint to quote the value that starts at `start`, written out where that is surely right."""
    value = text.characters[start : text.line_end(start) if end is None else end]
    quoted_already = len(value) > 1 and value[0] in "'\"" and value[0] == value[-1]
    inner = value[1:-1] if quoted_already else value
    if not inner or len(inner) > 100 or " #" in inner:
        return QUOTE_VALUE
    if "'" not in inner:
        return f"{QUOTE_VALUE}: '{inner}'"
    if '"' not in inner and "\\" not in inner:
        return f'{QUOTE_VALUE}: "{inner}"'
    return f"{QUOTE_VALUE}, and write '' for each ' inside it"


def shortened(written: str) -> str:
    """A text short enough to stand in a message."""
    return written if len(written) <= 60 else written[:59] + "…"
