"""The sampled cases behind the counts of an example, and what is counted from them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from evenhand.backends.planes import ColumnState
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    EvidenceItem,
    ItemState,
    ItemType,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    simplest,
)
from evenhand.evaluation import count_cases
from evenhand.language import (
    CASES,
    ColumnId,
    Summary,
)
from evenhand.verification.case_kinds import Ends
from evenhand.verification.spaces import StateSpace, exact
from evenhand.verification.ties import Tie
from evenhand.verification.worlds import World

if TYPE_CHECKING:
    from evenhand.verification.asking import Model

Rows = list[dict[str, ItemState]]


def column_state(world: World, column: ColumnId, model: Model) -> ColumnState:
    """The state that a column is in."""
    space = world.spaces[column]
    for at, state in enumerate(space.others):
        if model.holds(world.is_other(column, at)):
            return state
    place = max(
        (at for at in range(1, len(space.ordered)) if model.holds(world.at_least(column, at))), default=0
    )
    if column == CASES:
        return int(model.number(world, column) or 0)
    if space.item is not None and space.item.type.is_numeric:
        pair = model.pair(world, column)
        if pair is not None:
            return _quotient(space.item, *pair)
        value = model.number(world, column)
        if value is not None:
            return exact(space.item, value)
    return space.ordered[place]


def _quotient(item: EvidenceItem, held: Fraction, over: Fraction) -> ItemState:
    if over == 0:
        return DOES_NOT_APPLY
    if item.type is ItemType.SHARE:
        return Recorded(ShareRange(int(held), int(held), int(over)))
    return exact(item, simplest(held / over))


def rows_of(world: World, model: Model) -> Rows:
    """What each sampled case of an example records."""
    rows: Rows = []
    for tie in world.ties:
        if tie.loose:
            continue
        own = _rows_of_tie(world, tie, model)
        rows += [{} for _ in range(len(own) - len(rows))]
        for row, more in zip(rows, own, strict=True):
            row |= more
    return rows


def rows_to_write(world: World, states: Mapping[ColumnId, ColumnState], model: Model) -> Rows:
    """The cases that have to be written with an example: none where its figures can be written by themselves.

    A mean need not be a number that the decimals of its item write.
    """
    if isinstance(states.get(CASES), int):
        return rows_of(world, model)
    items = [item for tie in world.ties for item in tie.items]
    if any(
        isinstance(states[item.column], Unknown) and states[item.column] != NOT_LOOKED_AT for item in items
    ):
        return []
    for item in items:
        own, middle, state = world.spaces[item.column].item, item.middle_of, states[item.column]
        if own is None or middle is None or not isinstance(state, Recorded):
            continue
        value = _number(state)
        if value is None or (value * 10**own.places).denominator == 1:
            continue
        if not all(tie.loose for tie in world.ties):
            return rows_of(world, model)
        # Nothing else is counted from these cases.
        if item.derived.summary is Summary.MEDIAN:
            values = _around(value, 2, middle, (middle.lowest, middle.highest))
        else:
            number = (value * 10**middle.places).denominator
            values = _sharing(value * number, number, middle)
        return [{middle.id: exact(middle, simplest(one))} for one in values]
    return []


def counted_states(world: World, rows: Rows) -> Mapping[ColumnId, ItemState]:
    """The state of each item that is counted from some cases, as any inspection with them has it."""
    return {item.column: count_cases(item.derived, rows) for tie in world.ties for item in tie.items}


def is_counted(world: World, model: Model) -> bool:
    """Whether the items of an example are those counted from its cases.

    It need be asked only where not every tie is exact.
    """
    if all(tie.exact or tie.loose for tie in world.ties):
        return True
    # Ties are loose all or none.
    counted = counted_states(world, rows_of(world, model))
    return all(_agrees(world, world.spaces[column], state, model) for column, state in counted.items())


def _agrees(world: World, space: StateSpace, counted: ItemState, model: Model) -> bool:
    state = column_state(world, space.column, model)
    if isinstance(state, Unknown):
        return True
    if space.place(state) != space.place(counted):
        return False
    # Where its very number matters, it is that number.
    number = model.number(world, space.column)
    if number is None or not isinstance(counted, Recorded) or not isinstance(state, Recorded):
        return True
    return _number(counted) == number


def _number(state: Recorded) -> Fraction | None:
    match state.value:
        case ShareRange() as share if share.is_exact:
            return Fraction(share.bounds[0])
        case NumberRange(lowest, _) as number if number.is_exact and lowest is not None:
            return Fraction(lowest)
        case _:
            return None


def _rows_of_tie(world: World, tie: Tie, model: Model) -> Rows:
    numbers, sums = model.cases(world, tie), model.sums(world, tie)
    wanted: dict[str, Fraction] = {}
    of: dict[str, EvidenceItem] = {}
    for item in tie.items:
        middle = item.middle_of
        if middle is not None:
            of[middle.id] = middle
            state = column_state(world, item.column, model)
            if item.derived.summary is Summary.MEDIAN and isinstance(state, Recorded):
                value = _number(state)
                if value is not None:
                    wanted[middle.id] = value
    means = {
        item.middle_of.id for item in tie.items if item.derived.summary is Summary.MEAN and item.middle_of
    }
    rows: Rows = []
    for at, (record, number) in enumerate(zip(tie.classes, numbers, strict=True)):
        own = [dict(record) for _ in range(number)]
        for id, part in of.items():
            ends = tie.ends[id][at]
            if ends is None or not own:
                continue
            if id in means or id not in wanted:
                values = _sharing(sums[id][at], number, part)
            else:
                values = _around(wanted[id], number, part, ends)
            for row, amount in zip(own, values, strict=True):
                row[id] = exact(part, simplest(amount))
        rows += own
    return rows


def _sharing(together: Fraction, number: int, item: EvidenceItem) -> list[Fraction]:
    """So many values that come to a sum, as near to each other as can be."""
    step = Fraction(1, 10**item.places)
    each, more = divmod(int(together / step), number)
    return [step * (each + (at < more)) for at in range(number)]


def _around(value: Fraction, number: int, item: EvidenceItem, ends: Ends) -> list[Fraction]:
    """So many values as near to one as can be, half of them below it where none is the same."""
    step = Fraction(1, 10**item.places)
    low = step * floor(value / step)
    high = low if low == value else low + step
    found = [low if at * 2 < number else high for at in range(number)]
    lowest, highest = ends
    found = [one if lowest is None else max(one, Fraction(lowest)) for one in found]
    return [one if highest is None else min(one, Fraction(highest)) for one in found]
