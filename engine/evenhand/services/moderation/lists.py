"""Lists of moderation that are written out whole, for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | None
"""What stands in one cell; None is an empty one."""


@dataclass(frozen=True)
class ListTable:
    """One list, with all its rows. `name` is that of its file or sheet, `title` says what it lists."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
