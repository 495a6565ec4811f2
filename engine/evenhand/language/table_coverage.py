"""Which cases a decision table covers: its gaps and overlaps.

Columns are cut into pieces. Rows are then bits, and the search over columns keeps the set of rows that still
hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.domain import Number
from evenhand.language.nodes import Condition, Constant, IsKnown, ParameterValue, positive_of
from evenhand.language.reads import atoms_of, leaves_of, operands_of
from evenhand.language.rules import Coverage, DecisionTable, HitPolicy
from evenhand.language.table_pieces import CannotSearch, Narrowed, Pieces, pieces_left, pieces_of

SEARCH_LIMIT = 200_000
"""How many steps the search may take before a table counts as too large to check."""


class TooLarge(CannotSearch):
    """The table has too many combinations to search."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A combination that no row covers."""

    words: str


@dataclass(frozen=True, slots=True)
class Doubled:
    """A combination that two rows both cover, by their positions."""

    first: int
    second: int
    words: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What a search of a table found."""

    coverage: Coverage
    gap: Uncovered | None
    overlaps: tuple[Doubled, ...]


def is_fixed(cell: Condition) -> bool:
    """Whether a cell compares its column with constants or parameters only."""
    for leaf in leaves_of(cell):
        if isinstance(positive_of(leaf), IsKnown):
            return False
        operands = operands_of(leaf)
        for operand in operands[1:]:
            for atom in atoms_of(operand):
                if not isinstance(atom, Constant | ParameterValue):
                    return False
    return True


def is_open_first(table: DecisionTable) -> bool:
    """Whether a `first` table ends in a row of `-`, so that it covers every case."""
    return table.hit is HitPolicy.FIRST and all(cell is None for cell in table.rows[-1].cells)


def survey(table: DecisionTable, parameters: Mapping[str, Number]) -> Survey:
    """Gaps and overlaps of a table whose cells are all fixed, at some values of its parameters.

    Raises TooLarge when there is too much to search.
    """
    if is_open_first(table):
        return Survey(Coverage.ALWAYS, None, ())
    columns = [pieces_of(table, index, parameters) for index in range(len(table.columns))]
    present = [[piece for piece in pieces if piece[0].value is not None] for pieces in columns]
    search = _Search(table, present)
    gap = search.gap()
    overlaps = tuple(_Search(table, columns).overlaps()) if table.hit is HitPolicy.UNIQUE else ()
    if gap is not None:
        return Survey(Coverage.PARTIAL, gap, overlaps)
    absent_gap = _Search(table, columns).gap()
    coverage = Coverage.ALWAYS if absent_gap is None else Coverage.WHERE_COLUMNS_EXIST
    return Survey(coverage, None, overlaps)


def may_leave_gap(
    table: DecisionTable, narrowed: Sequence[Narrowed], parameters: Mapping[str, Number]
) -> bool:
    """Whether, of all that the columns can still be, there is a combination that no row covers.

    Where that cannot be searched, there may be one.
    """
    try:
        columns = [pieces_left(table, index, can_be, parameters) for index, can_be in enumerate(narrowed)]
        return _Search(table, columns).gap() is not None
    except CannotSearch:
        return True


# --- the search --------------------------------------------------------------------------------------


class _Search:
    def __init__(self, table: DecisionTable, columns: Sequence[Pieces]) -> None:
        self.table = table
        self.columns = columns
        self.steps = 0

    def gap(self) -> Uncovered | None:
        """The first combination that no row covers."""
        covered: set[tuple[int, int]] = set()

        def search(index: int, rows: int, words: tuple[str, ...]) -> Uncovered | None:
            if rows == 0:
                return Uncovered(", ".join(words))
            if index == len(self.columns) or (index, rows) in covered:
                return None
            self._count()
            for piece, holding in self.columns[index]:
                found = search(index + 1, rows & holding, (*words, piece.words))
                if found is not None:
                    return found
            covered.add((index, rows))
            return None

        return search(0, (1 << len(self.table.rows)) - 1, ())

    def overlaps(self) -> Iterator[Doubled]:
        """Each pair of rows that share a combination, with one such combination."""
        for first in range(len(self.table.rows)):
            for second in range(first + 1, len(self.table.rows)):
                both = 1 << first | 1 << second
                words = []
                for pieces in self.columns:
                    self._count()
                    shared = next((piece for piece, rows in pieces if rows & both == both), None)
                    if shared is None:
                        break
                    words.append(shared.words)
                else:
                    yield Doubled(first, second, ", ".join(words))

    def _count(self) -> None:
        self.steps += 1
        if self.steps > SEARCH_LIMIT:
            raise TooLarge
