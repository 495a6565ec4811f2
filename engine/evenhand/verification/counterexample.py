"""From an example that a solver found back to an inspection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from evenhand.backends.planes import CASES, ColumnId, ColumnKind, ColumnState, NoGrade
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    Case,
    EvidenceProfile,
    ItemState,
    ItemType,
    Previous,
    Recorded,
    ShareRange,
)
from evenhand.verification.solver import Model
from evenhand.verification.spaces import StateSpace, exact
from evenhand.verification.worlds import World


class CaseClass(NamedTuple):
    """Sampled cases that are alike: what each records, and how many there are."""

    record: Mapping[str, ItemState]
    number: int


@dataclass(frozen=True)
class Example:
    """An inspection that a solver found: the case, and the sampled cases that its counts are of.

    `states` has the state of each column that the rules read.
    """

    case: Case
    states: Mapping[ColumnId, ColumnState]
    sample: tuple[CaseClass, ...] = ()


def example_of(world: World, model: Model) -> Example:
    """The inspection that a world is in an example."""
    states = {column: _state(world, column, space, model) for column, space in world.spaces.items()}
    items: dict[str, ItemState] = {}
    given = dict(world.fixed)
    grades: dict[str, str] = {}
    none_before = False
    cases: int | None = None
    for column, state in states.items():
        match column.kind:
            case ColumnKind.ITEM:
                assert state is not None and not isinstance(state, str | int)
                if state != NOT_LOOKED_AT:
                    items[column.id] = state
            case ColumnKind.PREVIOUS:
                if state is NoGrade.NONE_BEFORE:
                    none_before = True
                elif state is not NoGrade.NOT_GIVEN:
                    grades[column.id] = str(state)
            case ColumnKind.CASES:
                assert state is None or isinstance(state, int)
                cases = state
            case ColumnKind.GIVEN:
                if state is not None:
                    given[column.id] = str(state)
    previous = Previous(none=True) if none_before else Previous(grades)
    sample = _sample(world, model) if cases is not None else ()
    return Example(Case(EvidenceProfile(items, cases=cases), given, previous), states, sample)


def _state(world: World, column: ColumnId, space: StateSpace, model: Model) -> ColumnState:
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
            return _share_of(*pair)
        value = model.number(world, column)
        if value is not None:
            return exact(space.item, value)
    return space.ordered[place]


def _share_of(held: int, over: int) -> ItemState:
    return DOES_NOT_APPLY if over == 0 else Recorded(ShareRange(held, held, over))


def _sample(world: World, model: Model) -> tuple[CaseClass, ...]:
    """The sampled cases behind the counts of an example."""
    found = []
    for tie in world.ties:
        numbers = model.cases(world, tie)
        found += [
            CaseClass(record, number) for record, number in zip(tie.classes, numbers, strict=True) if number
        ]
    return tuple(found)


__all__ = ["CaseClass", "Example", "ItemType", "example_of"]
