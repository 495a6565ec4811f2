"""What the judgements of an area are compared on, as ranks: the grades of its areas, or its evidence.

An area whose start is made of other areas is compared on the grades of exactly these, awarded or given. Every
other is compared on the evidence that it rests on and that has a declared better direction. A computed item
stands for the recorded items that it is computed from, each in its own direction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.domain import (
    Better,
    DoesNotApply,
    EvidenceItem,
    ItemState,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
)
from evenhand.explanation.values import state_words
from evenhand.language import (
    ColumnId,
    ColumnKind,
    areas_of_start,
    given_column,
    rests_on,
)
from evenhand.moderation.likeness.profiles import Profiles
from evenhand.services.moderation.judgements import FrameworkJudgements, Rows

Flags = npt.NDArray[np.bool_]
Ends = npt.NDArray[np.int32]

NO_DIRECTION = "no better direction is declared"
NOT_RECORDED = "recorded in no case"
NO_EVIDENCE = "rules read it, and it is no evidence"
_NAMES = {ColumnKind.GIVEN: "{}", ColumnKind.PREVIOUS: "previous {}", ColumnKind.CASES: "cases sampled"}

NO_GRADE_BELOW = "a grade that it is compared on is missing or not judged"
MAY_NOT_EXIST = "it is not known whether an item that it is compared on applies"
NO_DAY = "no day is recorded"
NOTHING_TO_COMPARE = "nothing that it rests on is recorded with a better direction"


@dataclass(frozen=True, eq=False)
class AreaProfiles:
    """The cases of one area that are compared.

    `rows` are places in the cases of the framework version, those of `profiles` in the same order.
    `left_out` says how many graded cases are not compared, by why. `words` tells what a case of the framework
    version, by place, has for each of `compared_on`.
    """

    rows: Rows
    profiles: Profiles
    compared_on: tuple[str, ...]
    not_compared_on: Mapping[str, str]
    left_out: Mapping[str, int]
    words: Callable[[int], dict[str, str]]


def area_profiles(one: FrameworkJudgements, area: str, *, by_year: bool = False) -> AreaProfiles:
    """The judgements of an area as they are compared; those of one year only, if that is asked for."""
    below = _areas_below(one, area)
    read = _Grades(one, below) if below else _Evidence(one, area)
    keep = one.areas[area].graded.copy()
    left_out: dict[str, int] = {}

    def leave_out(some: Flags, why: str) -> None:
        count = int((keep & some).sum())
        if count:
            left_out[why] = count
            keep[some] = False

    if by_year:
        leave_out(one.years == 0, NO_DAY)
    if not read.compared_on:
        leave_out(np.ones(one.rows, dtype=bool), NOTHING_TO_COMPARE)
    leave_out(read.unfit, read.why_unfit)
    rows = np.flatnonzero(keep)
    kinds = np.hstack([read.absent[rows], one.years[rows, None] if by_year else read.absent[rows, :0]])
    kind = np.unique(kinds.astype(np.int64), axis=0, return_inverse=True)[1].reshape(len(rows))
    grades = one.areas[area].awarded[rows].astype(np.int64)
    profiles = Profiles(read.low[rows], read.high[rows], kind.astype(np.int64), grades)
    return AreaProfiles(rows, profiles, read.compared_on, read.not_compared_on, left_out, read.words)


def _areas_below(one: FrameworkJudgements, area: str) -> tuple[str, ...]:
    """The areas that the start of an area is made of; none where the casebook has no grade of any of them."""
    below = areas_of_start(one.areas[area].area.start)
    return below if any(bool((one.areas[id].recorded >= 0).any()) for id in below) else ()


class _Grades:
    """Compared on the grades of other areas."""

    why_unfit = NO_GRADE_BELOW

    def __init__(self, one: FrameworkJudgements, areas: tuple[str, ...]) -> None:
        self.compared_on = areas
        self.not_compared_on: dict[str, str] = {}
        self._scales = {id: one.areas[id].scale for id in areas}
        self.low = np.stack([one.areas[id].recorded for id in areas], axis=1).astype(np.int32)
        self.high = self.low
        self.unfit: Flags = np.asarray((self.low < 0).any(axis=1))
        self.absent = np.zeros((one.rows, 0), dtype=bool)

    def words(self, row: int) -> dict[str, str]:
        """The id of each grade."""
        return {id: scale.names[self.low[row, at]] for at, (id, scale) in enumerate(self._scales.items())}


class _Evidence:
    """Compared on evidence items."""

    why_unfit = MAY_NOT_EXIST

    def __init__(self, one: FrameworkJudgements, area: str) -> None:
        self._one = one
        self._texts: dict[tuple[str, int], str] = {}
        self.not_compared_on: dict[str, str] = {}
        ranked = []
        for read in _read_by(one, area):
            id = read.id
            if read == given_column(area):
                continue
            if read.kind is not ColumnKind.ITEM:
                self.not_compared_on[_NAMES[read.kind].format(id)] = NO_EVIDENCE
                continue
            item = one.rules.schema.items[id]
            column = one.cases.items.get(id)
            if item.better is Better.NEITHER:
                self.not_compared_on[id] = NO_DIRECTION
            elif column is None or not any(_is_recorded(state) for state in column.used().values):
                self.not_compared_on[id] = NOT_RECORDED
            else:
                ranked.append((item, _ranked(item, column.values), column.which))
        self._items = [item for item, _, _ in ranked]
        self.compared_on = tuple(item.id for item in self._items)
        empty = np.zeros((one.rows, 0))
        self.low = np.hstack([empty, *(found.low[which][:, None] for _, found, which in ranked)]).astype(
            np.int32
        )
        self.high = np.hstack([empty, *(found.high[which][:, None] for _, found, which in ranked)]).astype(
            np.int32
        )
        self.absent = np.hstack([empty, *(found.absent[which][:, None] for _, found, which in ranked)]) > 0
        self.unfit = np.zeros(one.rows, dtype=bool)
        for _, found, which in ranked:
            self.unfit |= found.unfit[which]

    def words(self, row: int) -> dict[str, str]:
        """What is recorded for each item, a level by its id."""
        return {item.id: self._words_of(item, row) for item in self._items}

    def _words_of(self, item: EvidenceItem, row: int) -> str:
        column = self._one.cases.items[item.id]
        key = (item.id, int(column.which[row]))
        if key not in self._texts:
            self._texts[key] = _text(item, column.at(row))
        return self._texts[key]


def _text(item: EvidenceItem, state: ItemState) -> str:
    match state:
        case Recorded(NameSet(mask) as value) if value.is_exact:
            return item.names.names_in(mask)[0]
        case _:
            return state_words(item, state)


def _is_recorded(state: ItemState) -> bool:
    return isinstance(state, Recorded | DoesNotApply)


def _read_by(one: FrameworkJudgements, area: str) -> list[ColumnId]:
    """What an area rests on under any of the rules that the cases are under, in the order read."""
    found: dict[ColumnId, None] = {}
    for rules in one.cases.rules.used().values:
        if area in rules.area_by_id:
            found |= rests_on(rules, area).columns
    return list(found)


@dataclass(frozen=True, eq=False)
class _Ranked:
    """The values of a column as ranks: the ends of each, and what has none."""

    low: Ends
    high: Ends
    absent: Flags
    unfit: Flags


@dataclass
class _Range:
    """One value: its ends, None where it could be anything on that side."""

    low: Number | None = None
    high: Number | None = None
    absent: bool = False
    unfit: bool = False
    is_missing: bool = False


def _ranked(item: EvidenceItem, states: Iterable[ItemState]) -> _Ranked:
    """Every state as ranks in the direction of the item; exact, over all values and ends that occur."""
    ranges = [_range(item, state) for state in states]
    bottom, top = _bounds(item)
    ends = {end for one in ranges for end in (one.low, one.high) if end is not None}
    ends |= {end for end in (bottom, top) if end is not None}
    # Floats decide nearly always, and are fast; equal ones leave it to the exact numbers.
    order = sorted(ends, key=lambda end: (float(end), end))
    rank = {end: at for at, end in enumerate(order)}
    low = np.array([_rank(one.low, rank, bottom, -1, one, item) for one in ranges], dtype=np.int32)
    high = np.array([_rank(one.high, rank, top, len(order), one, item) for one in ranges], dtype=np.int32)
    if item.better is Better.LOWER:
        low, high = -high, -low
    absent = np.array([one.absent for one in ranges], dtype=bool)
    low[absent] = high[absent] = 0
    return _Ranked(low, high, absent, np.array([one.unfit for one in ranges], dtype=bool))


def _rank(
    end: Number | None,
    rank: dict[Number, int],
    bound: Number | None,
    beyond: int,
    one: _Range,
    item: EvidenceItem,
) -> int:
    """The rank of one end; of one that is not known, that of the declared bound, or else beyond all."""
    if end is not None:
        return rank[end]
    if one.is_missing and item.may_not_apply:
        # It may not apply at all, so it is not even known to be as good as the worst there is.
        return beyond
    return beyond if bound is None else rank[bound]


def _bounds(item: EvidenceItem) -> tuple[Number | None, Number | None]:
    if item.scale is not None:
        return 0, len(item.scale) - 1
    return item.lowest, item.highest


def _range(item: EvidenceItem, state: ItemState) -> _Range:
    match state:
        case DoesNotApply():
            return _Range(absent=True)
        case Recorded(may_not_exist=True):
            return _Range(unfit=True)
        case Recorded(NumberRange(low, high)):
            return _Range(low, high)
        case Recorded(ShareRange() as share):
            return _Range(*share.bounds)
        case Recorded(NameSet(mask)):
            return _Range((mask & -mask).bit_length() - 1, mask.bit_length() - 1)
        case _:
            return _Range(is_missing=True)
