"""A table that fits the terminal: its cells are wrapped, or where that is not enough its rows are lists."""

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

    Where even the longest words do not fit side by side, each row is a list of its cells instead. `colours`
    gives an ANSI colour for cells that say exactly that.

    >>> grid(["Area", "Draft"], [["Leaders", "good"]], 40)
    ['Area     Draft', '-------  -----', 'Leaders  good']
    """
    widths = _widths(head, rows, width)
    if sum(widths) + _GAP * (len(widths) - 1) > width:
        return _lists(head, rows, width, colours or {})
    lines = [*_row(head, widths), (" " * _GAP).join("-" * size for size in widths)]
    # Wrapped rows run into one another unless something stands between them.
    tall = any(len(_row(row, widths)) > 1 for row in rows)
    for place, row in enumerate(rows):
        lines += [""] if tall and place else []
        lines += _row(row, widths, colours or {})
    return lines


def _lists(
    head: Sequence[str], rows: Sequence[Sequence[str]], width: int, colours: Mapping[str, str]
) -> list[str]:
    lines: list[str] = []
    for row in rows:
        lines += [""] if lines else []
        lines += _wrapped(row[0], width) or ["-"]
        for name, cell in zip(head[1:], row[1:], strict=True):
            label, below = f"{' ' * _GAP}{name}: ", " " * 2 * _GAP
            for place, piece in enumerate(_wrapped(cell, width, label, below)):
                start = len(below if place else label)
                lines.append(piece[:start] + _painted(piece[start:], cell, colours))
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
    wrapped = [_wrapped(cell, size) or [""] for cell, size in zip(cells, widths, strict=True)]
    height = max(len(cell) for cell in wrapped)
    lines = []
    for place in range(height):
        parts = [
            _painted((pieces[place] if place < len(pieces) else "").ljust(size), cell, colours or {})
            for cell, pieces, size in zip(cells, wrapped, widths, strict=True)
        ]
        lines.append((" " * _GAP).join(parts).rstrip())
    return lines


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _painted(piece: str, cell: str, colours: Mapping[str, str]) -> str:
    colour = colours.get(cell)
    if colour is None or not piece.strip():
        return piece
    bare = piece.rstrip()
    return f"\x1b[{colour}m{bare}\x1b[0m{piece[len(bare) :]}"
