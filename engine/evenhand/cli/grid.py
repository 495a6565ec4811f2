"""A table that fits the terminal: cells are wrapped, and the widest columns give way."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

_GAP = 2
_NARROWEST = 8


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    *,
    colours: Mapping[str, str] | None = None,
) -> list[str]:
    """The lines of a table, `width` wide at most, with a line under its head.

    `colours` gives an ANSI colour for cells that say exactly that.

    >>> grid(["Area", "Draft"], [["Leaders", "good"]], 40)
    ['Area     Draft', '-------  -----', 'Leaders  good']
    """
    widths = _widths(head, rows, width)
    lines = [*_row(head, widths), (" " * _GAP).join("-" * size for size in widths)]
    # Wrapped rows run into one another unless something stands between them.
    tall = any(len(_row(row, widths)) > 1 for row in rows)
    for place, row in enumerate(rows):
        lines += [""] if tall and place else []
        lines += _row(row, widths, colours or {})
    return lines


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    least = [
        max(_NARROWEST, *(_longest_word(row[place]) for row in (head, *rows))) for place in range(len(head))
    ]
    while sum(widths) + _GAP * (len(widths) - 1) > room:
        spare = [size - smallest for size, smallest in zip(widths, least, strict=True)]
        widest = max(range(len(widths)), key=lambda place: (spare[place] > 0, widths[place]))
        if spare[widest] <= 0:
            break
        widths[widest] -= 1
    return widths


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split()), default=0)


def _row(cells: Sequence[str], widths: Sequence[int], colours: Mapping[str, str] | None = None) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, size, break_long_words=False, break_on_hyphens=False) or [""]
        for cell, size in zip(cells, widths, strict=True)
    ]
    height = max(len(cell) for cell in wrapped)
    lines = []
    for place in range(height):
        parts = [
            _painted((pieces[place] if place < len(pieces) else "").ljust(size), cell, colours or {})
            for cell, pieces, size in zip(cells, wrapped, widths, strict=True)
        ]
        lines.append((" " * _GAP).join(parts).rstrip())
    return lines


def _painted(piece: str, cell: str, colours: Mapping[str, str]) -> str:
    colour = colours.get(cell)
    if colour is None or not piece.strip():
        return piece
    bare = piece.rstrip()
    return f"\x1b[{colour}m{bare}\x1b[0m{piece[len(bare) :]}"
