"""A document as text for a terminal or a plain file: wrapped, with colour only when asked for."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from typing import assert_never

from evenhand.explanation.document import (
    Block,
    Bullets,
    ControlChart,
    Details,
    Document,
    Facts,
    Flows,
    Heading,
    Inset,
    Intervals,
    Ladder,
    Line,
    Link,
    Paragraph,
    Strong,
    Table,
    Tag,
    Tone,
    plain,
)

DEFAULT_WIDTH = 88

_NARROWEST = 12
"""The first column of a table is broken into lines of no fewer characters."""

_UNDERLINES = {1: "=", 2: "-"}
_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_COLOURS = {
    Tone.GOOD: "\x1b[32m",
    Tone.BAD: "\x1b[31m",
    Tone.OPEN: "\x1b[33m",
    Tone.PLAIN: "\x1b[36m",
    Tone.ALERT: "\x1b[31m",
}
_BULLETS = {Tone.GOOD: "✓", Tone.BAD: "✗", Tone.OPEN: "?", Tone.PLAIN: "-", Tone.ALERT: "!", None: "-"}
# Text that came from a file must not be able to move the cursor or change colours.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def render_text(document: Document, *, width: int = DEFAULT_WIDTH, colour: bool = False) -> str:
    """The document as text, wrapped at `width`, ending in one newline."""
    writer = _Writer(max(width, 20), colour)
    text = "\n".join(writer.blocks(document.blocks, ""))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


class _Writer:
    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour

    def blocks(self, blocks: tuple[Block, ...], indent: str) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block, indent)

    def block(self, block: Block, indent: str) -> Iterator[str]:
        match block:
            case Heading(level, text):
                yield from self.heading(level, _clean(plain(text)), indent)
            case Paragraph(text):
                yield from self.wrapped(text, indent, indent)
                yield ""
            case Inset(text):
                yield from self.wrapped(text, f"{indent}| ", f"{indent}| ")
                yield ""
            case Bullets(entries):
                for entry in entries:
                    mark = self.painted(_BULLETS[entry.tone], entry.tone)
                    yield from self.wrapped(entry.line, f"{indent}{mark} ", f"{indent}  ")
                    yield from (text for text in self.blocks(entry.below, f"{indent}  ") if text)
                yield ""
            case Facts(pairs):
                longest = max((len(name) for name, _ in pairs), default=0)
                for name, value in pairs:
                    lead = f"{indent}{_clean(name)}:{' ' * (longest - len(name) + 1)}"
                    yield from self.wrapped(value, lead, f"{indent}{' ' * (longest + 2)}")
                yield ""
            case Table():
                yield from self.table(block, indent)
            case Flows() | Intervals() | ControlChart():
                # The table beside it has its figures.
                pass
            case Ladder(caption, rungs):
                yield from self.wrapped((caption,), indent, indent)
                longest = max((len(rung.grade) for rung in rungs), default=0)
                for rung in rungs:
                    marks = ", ".join(_clean(mark.text) for mark in rung.marks)
                    lead = f"{indent}  {'#' if rung.permitted else '.'} {_clean(rung.grade):<{longest}}  "
                    yield from self.wrapped((marks,), lead, f"{indent}      ")
                yield ""
            case Details(summary, inner):
                yield f"{indent}{self.bold(_clean(summary))}"
                yield ""
                yield from self.blocks(inner, f"{indent}  ")
            case _:
                assert_never(block)

    def heading(self, level: int, text: str, indent: str) -> Iterator[str]:
        yield ""
        for part in textwrap.wrap(text, self.width - len(indent)) or [""]:
            yield f"{indent}{self.bold(part)}"
        yield indent + _UNDERLINES.get(level, "~") * min(len(text), self.width - len(indent))
        yield ""

    def table(self, table: Table, indent: str) -> Iterator[str]:
        """Side by side where every column fits; else one row under another, each cell named."""
        yield from self.wrapped((Strong(table.caption),), indent, indent)
        cells = [[_clean(plain(cell)) for cell in row] for row in table.rows]
        room = self.width - len(indent) - 3 * (len(table.columns) - 1)
        # Headings are broken into lines only where the table would not fit otherwise.
        for heads in (table.columns, tuple(_longest_word(column) for column in table.columns)):
            widths = [
                max([len(head), *(len(row[place]) for row in cells if place < len(row))])
                for place, head in enumerate(heads)
            ]
            if sum(widths) <= room:
                yield from self.grid(table, widths, indent)
                break
        else:
            # Then the first column is, where that is enough: it names the rows, and may be long.
            first = room - sum(widths[1:])
            least = max(_NARROWEST, *(len(_longest_word(row[0])) for row in cells if row))
            if widths and first >= least:
                yield from self.grid(table, [first, *widths[1:]], indent)
            else:
                yield from self.stacked(table, indent)
        yield ""

    def grid(self, table: Table, widths: list[int], indent: str) -> Iterator[str]:
        heads = [
            textwrap.wrap(column, width, break_long_words=False, break_on_hyphens=False)
            for column, width in zip(table.columns, widths, strict=True)
        ]
        for parts in zip_longest(*heads, fillvalue=""):
            head = "   ".join(f"{part:<{width}}" for part, width in zip(parts, widths, strict=True))
            yield f"{indent}{head}".rstrip()
        yield indent + "   ".join("-" * width for width in widths)
        for row in table.rows:
            name = _clean(plain(row[0])) if row else ""
            names = [name] if len(name) <= widths[0] else textwrap.wrap(name, widths[0])
            shown = []
            for place, (cell, width) in enumerate(zip(row, widths, strict=False)):
                broken = place == 0 and len(names) > 1
                text = names[0] if broken else "".join(self.run(run) for run in cell)
                length = len(names[0]) if broken else len(_clean(plain(cell)))
                shown.append(text + " " * (width - length))
            yield f"{indent}{'   '.join(shown)}".rstrip()
            yield from (f"{indent}{more}" for more in names[1:])

    def stacked(self, table: Table, indent: str) -> Iterator[str]:
        for row in table.rows:
            yield from self.wrapped(row[0] if row else (), f"{indent}- ", f"{indent}  ")
            for column, cell in zip(table.columns[1:], row[1:], strict=False):
                lead = f"{indent}    {column}: "
                yield from self.wrapped(cell, lead, f"{indent}      ")

    def wrapped(self, text: Line, first: str, later: str) -> Iterator[str]:
        words: list[tuple[str, str]] = []
        for run in text:
            for place, piece in enumerate(
                re.split(r"\s+", _clean(run if isinstance(run, str) else run.text))
            ):
                glued = place == 0 and bool(words) and not _starts_with_space(run)
                if not piece:
                    continue
                shown = self.paint_run(piece, run)
                if glued and not words[-1][0].endswith(" "):
                    words[-1] = (words[-1][0] + piece, words[-1][1] + shown)
                else:
                    words.append((piece, shown))
            if words and _ends_with_space(run):
                words[-1] = (words[-1][0] + " ", words[-1][1])
        addresses = [run.url for run in text if isinstance(run, Link)]
        words += [(url, _clean(url)) for url in addresses]
        yield from self.filled(words, first, later)

    def filled(self, words: list[tuple[str, str]], first: str, later: str) -> Iterator[str]:
        line, length, start = first, len(_bare(first)), True
        for bare, shown in words:
            size = len(bare.rstrip(" "))
            too_wide = length + (0 if start else 1) + size > self.width
            # A lead that leaves no room stands on a line of its own.
            if too_wide and (not start or len(_bare(later)) < length):
                yield line.rstrip()
                line, length, start = later, len(_bare(later)), True
            line += shown if start else f" {shown}"
            length += size if start else size + 1
            start = False
        yield line.rstrip()

    def run(self, run: str | Strong | Tag | Link) -> str:
        return self.paint_run(_clean(run if isinstance(run, str) else run.text), run)

    def paint_run(self, text: str, run: str | Strong | Tag | Link) -> str:
        if isinstance(run, Strong):
            return self.bold(text)
        if isinstance(run, Tag):
            return self.painted(text, run.tone)
        return text

    def bold(self, text: str) -> str:
        return f"{_BOLD}{text}{_RESET}" if self.colour else text

    def painted(self, text: str, tone: Tone | None) -> str:
        return f"{_COLOURS[tone]}{text}{_RESET}" if self.colour and tone is not None else text


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\n", " ").replace("\t", " "))


def _longest_word(text: str) -> str:
    return max(text.split(), key=len, default="")


def _bare(text: str) -> str:
    return re.sub(r"\x1b\[\d+m", "", text)


def _words(run: str | Strong | Tag | Link) -> str:
    return run if isinstance(run, str) else run.text


def _starts_with_space(run: str | Strong | Tag | Link) -> bool:
    return _words(run)[:1].isspace()


def _ends_with_space(run: str | Strong | Tag | Link) -> bool:
    return _words(run)[-1:].isspace()
