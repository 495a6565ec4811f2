"""A document as a Word file: headings, paragraphs, lists and tables that a reader can edit."""

from __future__ import annotations

import io
import re
from typing import Any, assert_never

from evenhand.explanation import (
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
    line,
)

# XML allows no control characters.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_MARKS = {Tone.GOOD: "✓ ", Tone.BAD: "✗ ", Tone.OPEN: "? ", Tone.ALERT: "! ", Tone.PLAIN: "", None: ""}
_DEEPEST_LIST = 3


class WordNotInstalled(Exception):
    """The library that writes Word files is not there."""


def render_word(document: Document) -> bytes:
    """The document as the bytes of a .docx file. Raises WordNotInstalled without python-docx."""
    try:
        import docx
    except ImportError as error:
        raise WordNotInstalled from error
    word = docx.Document()
    word.core_properties.title = _clean(document.title)
    word.core_properties.author = "evenhand"
    word.core_properties.language = "en-GB"
    word.core_properties.comments = ""
    writer = _Writer(word)
    writer.blocks(document.blocks)
    found = io.BytesIO()
    word.save(found)
    return found.getvalue()


class _Writer:
    """Puts blocks into a python-docx document. That library's objects stay in here, so they are Any."""

    def __init__(self, word: Any) -> None:
        self.word = word

    def blocks(self, blocks: tuple[Block, ...], depth: int = 0) -> None:
        for block in blocks:
            self.block(block, depth)

    def block(self, block: Block, depth: int) -> None:
        match block:
            case Heading(level, text):
                # Level 0 is Word's style for a title.
                self.runs(self.word.add_heading(level=max(0, min(level - 1, 9))), text)
            case Paragraph(text, lead):
                self.runs(self.word.add_paragraph(), text, bold=lead)
            case Inset(text):
                self.runs(self.word.add_paragraph(style="Intense Quote"), text)
            case Bullets(entries):
                for entry in entries:
                    self.runs(
                        self.word.add_paragraph(style=_list_style(depth)),
                        line(_MARKS[entry.tone], *entry.line),
                    )
                    self.blocks(entry.below, depth + 1)
            case Facts(pairs):
                rows = tuple((line(Strong(name)), value) for name, value in pairs)
                self.table((), rows)
            case Table(caption, columns, rows):
                self.caption(caption)
                self.table(columns, rows)
            case Flows() | Intervals() | ControlChart():
                # The table beside it has its figures.
                pass
            case Ladder(caption, rungs):
                self.caption(caption)
                shown = tuple(
                    (line(rung.grade), line(", ".join(mark.text for mark in rung.marks))) for rung in rungs
                )
                self.table(("Grade", "What stands here"), shown)
            case Details(summary, inner):
                self.runs(self.word.add_paragraph(), line(Strong(summary)))
                self.blocks(inner, depth)
            case _:
                assert_never(block)

    def caption(self, text: str) -> None:
        paragraph = self.word.add_paragraph(style="Caption")
        paragraph.add_run(_clean(text))
        paragraph.paragraph_format.keep_with_next = True

    def table(self, columns: tuple[str, ...], rows: tuple[tuple[Line, ...], ...]) -> None:
        width = max([len(columns), *(len(row) for row in rows)])
        if width == 0:
            return
        table = self.word.add_table(rows=0, cols=width, style="Table Grid")
        if columns:
            head = table.add_row()
            for cell, column in zip(head.cells, columns, strict=False):
                self.runs(cell.paragraphs[0], line(Strong(column)))
            self.repeat_on_each_page(head)
        for row in rows:
            made = table.add_row()
            for cell, words in zip(made.cells, row, strict=False):
                self.runs(cell.paragraphs[0], words)
        self.word.add_paragraph()

    def repeat_on_each_page(self, row: Any) -> None:
        from docx.oxml import OxmlElement

        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def runs(self, paragraph: Any, text: Line, *, bold: bool = False) -> None:
        for run in text:
            match run:
                case str():
                    paragraph.add_run(_clean(run)).bold = bold or None
                case Strong(words):
                    paragraph.add_run(_clean(words)).bold = True
                case Tag(words, _, symbol):
                    shown = f"{symbol} {words}" if symbol else words
                    paragraph.add_run(_clean(shown)).bold = True
                case Link(words, url):
                    paragraph.add_run(_clean(f"{words} ({url})" if url != words else words))
                case _:
                    assert_never(run)


def _list_style(depth: int) -> str:
    return "List Bullet" if depth == 0 else f"List Bullet {min(depth + 1, _DEEPEST_LIST)}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
