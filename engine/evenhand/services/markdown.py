"""Pieces of Markdown: headings, tables and links, with what people wrote kept from being read as marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evenhand.domain import Source


def heading(level: int, text: str) -> str:
    """A heading.

    >>> heading(2, "Case records")
    '## Case records'
    """
    return f"{'#' * level} {text}"


def cell(text: str) -> str:
    """Text that may stand in a cell of a table.

    >>> cell("a | b")
    'a \\\\| b'
    """
    return " ".join(text.split()).replace("|", "\\|")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. Cells may hold marks of their own, such as `**bold**`."""
    lines = [_row(columns), _row(["---"] * len(columns)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def link_to(source: Source) -> str:
    """A source by its document, linked where it is published, with its part.

    >>> link_to(Source("Working together", "chapter 3", None))
    'Working together, chapter 3'
    """
    words = cell(f"{source.document}, {source.part}" if source.part else source.document)
    return f"[{words}]({source.url})" if source.url else words
