"""From an example that a solver found back to an inspection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from evenhand.backends.planes import ColumnState, case_of
from evenhand.domain import Case, ItemState
from evenhand.language import (
    CASES,
    ColumnId,
)
from evenhand.verification.asking import Model
from evenhand.verification.samples import Rows, column_state, counted_states, rows_to_write
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
    states = {column: column_state(world, column, model) for column in world.spaces}
    rows = rows_to_write(world, states, model)
    if rows or isinstance(states.get(CASES), int):
        # What is counted from a sample is what its rows say, in a file as here.
        states |= counted_states(world, rows)
    case = case_of(states.items())
    profile = replace(case.profile, cases=len(rows) if rows else case.profile.cases)
    case = replace(case, profile=profile, given={**world.fixed, **case.given})
    return Example(case, states, _alike(rows))


def _alike(rows: Rows) -> tuple[CaseClass, ...]:
    """Some sampled cases, those that are alike and follow each other as one."""
    found: list[CaseClass] = []
    for row in rows:
        if found and found[-1].record == row:
            found[-1] = CaseClass(row, found[-1].number + 1)
        else:
            found.append(CaseClass(row, 1))
    return tuple(found)
