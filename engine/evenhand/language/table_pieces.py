"""What each column of a decision table can be: names, or numbers at and between its thresholds.

A column is cut into the pieces that its cells can tell apart, as its type, bounds and decimals allow: 15 then
16 is no gap for a count. For each piece the rows whose cell holds there are bits of one number.
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
)
from evenhand.language.ranks import ranked_mask, satisfies
from evenhand.language.reads import leaves_of, operands_of
from evenhand.language.rules import Column, DecisionTable


class CannotSearch(Exception):
    """The combinations of a table cannot be gone through."""


class NotFixed(CannotSearch, TypeError):
    """A cell compares with what is not fixed; the loader tells of such cells before it searches."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what a column can be: a number or name that stands for it, and words for it.

    `value` is None where the column does not exist.
    """

    value: Number | int | None
    words: str


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


def pieces_of(table: DecisionTable, index: int, parameters: Mapping[str, Number]) -> Pieces:
    """The pieces of a column in every case. Raises NotFixed where a cell compares with what is not fixed."""
    pieces = _values(table.columns[index], _cells(table, index), parameters)
    return _with_rows(table, index, pieces, parameters)


def pieces_left(
    table: DecisionTable, index: int, can_be: Narrowed, parameters: Mapping[str, Number]
) -> Pieces:
    """The pieces of a column of which it can still be one. Raises NotFixed."""
    return _with_rows(table, index, _still_possible(table, index, can_be, parameters), parameters)


def _still_possible(
    table: DecisionTable, index: int, can_be: Narrowed, parameters: Mapping[str, Number]
) -> Iterator[Piece]:
    column = table.columns[index]
    subject = column.subject
    if can_be.absent:
        yield Piece(None, column.head)
    if not can_be.present:
        return
    if isinstance(subject, ItemNumber):
        bounds = can_be.bounds or (None, None)
        yield from _numbers(column.head, subject.item, _thresholds(_cells(table, index), parameters), bounds)
        return
    for position in sorted(can_be.positions):
        yield Piece(position, column.head)


def _cells(table: DecisionTable, index: int) -> list[Condition]:
    return [cell for row in table.rows if (cell := row.cells[index]) is not None]


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
