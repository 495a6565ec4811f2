"""Some rows of a casebook, as they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from evenhand.diagnostics import Span
from evenhand.evidence.rows.column import Column

FindPlace = Callable[[int, "str | None"], "Span | None"]
"""Gives the place of a row's cell, or of the row where the column is None. None in a file without lines."""


@dataclass(frozen=True, slots=True)
class RowChunk:
    """Some rows of one file that follow each other.

    `first` is the number of the first of them in the file, from 1. Cells are text without spaces around it;
    one that says nothing is empty.
    """

    first: int
    rows: int
    columns: Mapping[str, Column[str]]
    place: FindPlace
    numbered: bool = True
    """Whether `first` says anything: rows of a table have no order, and so no numbers."""
    ragged: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """The cells of each row that has not as many as there are columns, by its place among these rows."""


class BadRows(Exception):
    """A file of rows cannot be read further; `problem` says why in words, `span` where."""

    def __init__(self, problem: str, span: Span, hint: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.span = span
        self.hint = hint
