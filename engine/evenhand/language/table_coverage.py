"""Which cases a decision table covers: gaps and overlaps, over the values that each column can have.

Each column is cut into the pieces that its cells can tell apart: names, or numbers at and between the
thresholds that its type, bounds and decimals allow (15 then 16 is no gap for a count). Rows are then bits,
and the search over columns keeps the set of rows that still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from evenhand.domain import (
    EvidenceItem,
    ItemType,
    Number,
    show_number,
    show_percent,
    simplest,
)
from evenhand.language.nodes import (
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    Compare,
    Condition,
    Constant,
    DoesNotApplyTo,
    Extreme,
    HasFinding,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Not,
    ParameterValue,
    PreviousGrade,
    Scaled,
    Sum,
    Term,
    positive_of,
)
from evenhand.language.ranks import ranked_mask, satisfies
from evenhand.language.reads import atoms_of, leaves_of, operands_of
from evenhand.language.rules import Column, Coverage, DecisionTable, HitPolicy

SEARCH_LIMIT = 200_000
"""How many steps the search may take before a table counts as too large to check."""


class CannotSearch(Exception):
    """The combinations of a table cannot be gone through."""


class NotFixed(CannotSearch, TypeError):
    """A cell compares with what is not fixed; the loader tells of such cells before it searches."""


class TooLarge(CannotSearch):
    """The table has too many combinations to search."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what a column can be: a number or name that stands for it, and words for it.

    `value` is None where the column does not exist.
    """

    value: Number | int | None
    words: str


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
    columns = [_pieces(table, index, parameters) for index in range(len(table.columns))]
    present = [[piece for piece in pieces if piece[0].value is not None] for pieces in columns]
    search = _Search(table, present)
    gap = search.gap()
    overlaps = tuple(_Search(table, columns).overlaps()) if table.hit is HitPolicy.UNIQUE else ()
    if gap is not None:
        return Survey(Coverage.PARTIAL, gap, overlaps)
    absent_gap = _Search(table, columns).gap()
    coverage = Coverage.ALWAYS if absent_gap is None else Coverage.WHERE_COLUMNS_EXIST
    return Survey(coverage, None, overlaps)


Pieces = list[tuple[Piece, int]]
"""The pieces of a column, each with the rows whose cell holds there, as bits."""

Bounds = tuple[Number | None, Number | None]
"""The least and greatest value there can be; None is no end."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What one column can still be for one case: numbers within bounds, or names (or 1 and 0) by position.

    `present` and `absent` say whether it may exist and whether it may not.
    """

    present: bool = True
    absent: bool = False
    bounds: Bounds | None = None
    positions: frozenset[int] = frozenset()


def may_leave_gap(
    table: DecisionTable, narrowed: Sequence[Narrowed], parameters: Mapping[str, Number]
) -> bool:
    """Whether, of all that the columns can still be, there is a combination that no row covers.

    Where that cannot be searched, there may be one.
    """
    columns: list[Pieces] = []
    try:
        for index, column in enumerate(table.columns):
            cells = [cell for row in table.rows if (cell := row.cells[index]) is not None]
            pieces = list(_still_possible(column, cells, narrowed[index], parameters))
            columns.append(_with_rows(table, index, pieces, parameters))
        return _Search(table, columns).gap() is not None
    except CannotSearch:
        return True


def _still_possible(
    column: Column, cells: Sequence[Condition], can_be: Narrowed, parameters: Mapping[str, Number]
) -> Iterator[Piece]:
    subject = column.subject
    if can_be.absent:
        yield Piece(None, column.head)
    if not can_be.present:
        return
    if isinstance(subject, ItemNumber):
        bounds = can_be.bounds or (None, None)
        yield from _numbers(column.head, subject.item, _thresholds(cells, parameters), bounds)
        return
    for position in sorted(can_be.positions):
        yield Piece(position, column.head)


def _pieces(table: DecisionTable, index: int, parameters: Mapping[str, Number]) -> Pieces:
    cells = [cell for row in table.rows if (cell := row.cells[index]) is not None]
    pieces = _values(table.columns[index], cells, parameters)
    return _with_rows(table, index, pieces, parameters)


def _with_rows(
    table: DecisionTable, index: int, pieces: Iterable[Piece], parameters: Mapping[str, Number]
) -> Pieces:
    cells = [row.cells[index] for row in table.rows]
    found: Pieces = []
    seen: set[int] = set()
    for piece in pieces:
        rows = 0
        for row, cell in enumerate(cells):
            if cell is None or _holds(cell, piece.value, parameters):
                rows |= 1 << row
        # Pieces that the same rows hold for cannot be told apart, but the absent one is kept by itself.
        if piece.value is None or rows not in seen:
            found.append((piece, rows))
        if piece.value is not None:
            seen.add(rows)
    return found


def _values(column: Column, cells: Sequence[Condition], parameters: Mapping[str, Number]) -> Iterator[Piece]:
    subject = column.subject
    if isinstance(subject, str):
        yield Piece(1, f"`{column.head}` holds")
        yield Piece(0, f"`{column.head}` does not hold")
        return
    if isinstance(subject, ItemName | AreaGrade | PreviousGrade):
        for position, name in enumerate(subject.scale.names):
            yield Piece(position, f"{column.head} is {name}")
        if not isinstance(subject, ItemName):
            yield Piece(None, f"{column.head} is not judged")
        elif subject.item.may_not_apply:
            yield Piece(None, f"{column.head} does not apply")
        return
    if isinstance(subject, ItemNumber):
        item = subject.item
        yield from _numbers(column.head, item, _thresholds(cells, parameters), _bounds(item))
        if item.may_not_apply or item.from_cases or item.computed:
            yield Piece(None, f"{column.head} does not apply")


def _thresholds(cells: Sequence[Condition], parameters: Mapping[str, Number]) -> list[Number]:
    found: set[Number] = set()
    for cell in cells:
        for leaf in leaves_of(cell):
            for operand in operands_of(leaf)[1:]:
                if not isinstance(operand, ItemName | AreaGrade | PreviousGrade):
                    found.add(_worth(operand, parameters))
    return sorted(found)


def _numbers(head: str, item: EvidenceItem, thresholds: Sequence[Number], bounds: Bounds) -> Iterator[Piece]:
    """A value at each threshold and one between each two, where the item can have one."""
    ends: list[Number | None] = [None, *thresholds, None]
    for index, threshold in enumerate(ends[1:], 1):
        least, most = _values_between(ends[index - 1], threshold, item, bounds)
        if least is None or most is None or least <= most:
            words = _words_between(ends[index - 1], threshold, item)
            if least is not None and least == most:
                words = f"is {_shown(simplest(least), item)}"
            value = least if least is not None else most
            yield Piece(0 if value is None else simplest(value), f"{head} {words}")
        if threshold is not None and _allowed(threshold, item, bounds):
            yield Piece(threshold, f"{head} is {_shown(threshold, item)}")


def _bounds(item: EvidenceItem) -> Bounds:
    """The bounds that every value of an item surely keeps: what is computed is not held to its own."""
    return (None, None) if item.computed else (item.lowest, item.highest)


def _step(item: EvidenceItem) -> Fraction | None:
    if item.type is ItemType.SHARE or item.computed or item.from_cases:
        return Fraction(1) if item.type is ItemType.COUNT else None
    return Fraction(1, 10**item.places)


def _allowed(value: Number, item: EvidenceItem, bounds: Bounds) -> bool:
    low, high = bounds
    if (low is not None and value < low) or (high is not None and value > high):
        return False
    step = _step(item)
    return step is None or (Fraction(value) / step).denominator == 1


def _values_between(
    low: Number | None, high: Number | None, item: EvidenceItem, bounds: Bounds
) -> tuple[Fraction | None, Fraction | None]:
    """The least and greatest value strictly between two thresholds that the item can have; None is no end.

    The least is greater than the greatest where there is none.
    """
    step = _step(item)
    if step is None:
        return _any_between(low, high, bounds)
    least = None if low is None else step * (floor(Fraction(low) / step) + 1)
    most = None if high is None else step * (ceil(Fraction(high) / step) - 1)
    lowest, highest = bounds
    if lowest is not None:
        first = step * ceil(Fraction(lowest) / step)
        least = first if least is None else max(least, first)
    if highest is not None:
        last = step * floor(Fraction(highest) / step)
        most = last if most is None else min(most, last)
    return least, most


def _any_between(
    low: Number | None, high: Number | None, bounds: Bounds
) -> tuple[Fraction | None, Fraction | None]:
    """The same for an item that can have any fraction as its value: a third of a share, say."""
    lowest, highest = (None if bound is None else Fraction(bound) for bound in bounds)
    least = lowest if low is None or (lowest is not None and lowest > low) else None
    most = highest if high is None or (highest is not None and highest < high) else None
    below = least if least is not None else None if low is None else Fraction(low)
    above = most if most is not None else None if high is None else Fraction(high)
    # Thresholds themselves are left out, and so a little way off them is looked for.
    away = Fraction(1, 10**9)
    if below is not None and above is not None:
        if below > above or (below == above and (least is None or most is None)):
            return Fraction(1), Fraction(0)
        away = min(away, (above - below) / 2)
    return (
        least if least is not None or below is None else below + away,
        most if most is not None or above is None else above - away,
    )


def _words_between(low: Number | None, high: Number | None, item: EvidenceItem) -> str:
    if low is None and high is None:
        return "has any value"
    if low is None:
        return f"is less than {_shown(high or 0, item)}"
    if high is None:
        return f"is more than {_shown(low, item)}"
    return f"lies between {_shown(low, item)} and {_shown(high, item)}"


def _shown(value: Number, item: EvidenceItem) -> str:
    return show_percent(value) if item.type is ItemType.SHARE else show_number(value)


# --- deciding a cell at one value --------------------------------------------------------------------


def _worth(term: Term, parameters: Mapping[str, Number]) -> Number:
    match term:
        case Constant(value):
            return value
        case ParameterValue(id):
            return parameters[id]
        case Scaled(part, by):
            return simplest(Fraction(_worth(part, parameters)) * by)
        case Sum(parts):
            return simplest(sum(Fraction(_worth(part, parameters)) for part in parts))
        case Extreme(greatest, parts):
            values = [_worth(part, parameters) for part in parts]
            return max(values) if greatest else min(values)
        case _:
            raise NotFixed("a cell that is not fixed cannot be searched")


def _holds(cell: Condition, value: Number | None, parameters: Mapping[str, Number]) -> bool:
    match cell:
        case AllOf(parts):
            return all(_holds(part, value, parameters) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, value, parameters) for part in parts)
        case DoesNotApplyTo():
            return value is None
        case Not(DoesNotApplyTo()):
            return value is not None
        case IsJudged():
            return value is not None
        case Not(IsJudged()):
            return value is None
        case Not(leaf):
            return value is not None and not _holds(leaf, value, parameters)
        case _ if value is None:
            return False
        case HasFinding():
            return value == 1
        case Compare(_, comparison, right):
            return satisfies(value, comparison, _worth(right, parameters))
        case Between(_, lowest, highest):
            return _worth(lowest, parameters) <= value <= _worth(highest, parameters)
        case IsOneOf(subject, names):
            return bool(subject.scale.mask(names) >> int(value) & 1)
        case IsRanked(subject, relation, name):
            return bool(ranked_mask(subject, relation, name) >> int(value) & 1)
        case _:
            raise NotFixed("a cell that is not fixed cannot be searched")


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
