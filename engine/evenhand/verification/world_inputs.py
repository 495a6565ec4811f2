"""The inputs of the circuit that worlds share, and the keys of what is looked up there, each of one world."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from evenhand.backends.planes.reading import LookUp
from evenhand.backends.planes.row_leaves import Rail, RowGap, RowQuestion
from evenhand.domain import Number
from evenhand.language import ColumnId


@dataclass(frozen=True, slots=True)
class AtLeast:
    """An input: that a column of a world is in a state in order, at this place or above it."""

    world: str
    column: ColumnId
    place: int


@dataclass(frozen=True, slots=True)
class IsOther:
    """An input: that a column of a world is in one of the states beside the order."""

    world: str
    column: ColumnId
    place: int


@dataclass(frozen=True, slots=True)
class SomeCases:
    """An input: that there are cases, of which items are counted."""

    world: str


@dataclass(frozen=True, slots=True)
class Within:
    """An input: that the number that a column of a world is lies between two values (None: no end)."""

    world: str
    column: ColumnId
    lowest: Number | None
    highest: Number | None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An input: one rail of what is asked of several columns of a world, by arithmetic."""

    world: str
    question: RowQuestion
    rail: Rail


@dataclass(frozen=True, slots=True)
class ReckonedAreas:
    """The key of something looked up: a question that reckons with areas, in a world."""

    world: str
    key: LookUp


@dataclass(frozen=True, slots=True)
class OpenGap:
    """An input: that in a world a table of which some row may hold need have none that does.

    What it is made of is worked out (by `gaps`) where it turns out to matter.
    """

    world: str
    question: RowGap


@dataclass(frozen=True, slots=True)
class OpenGapOver:
    """The key of something looked up: the same for a table that reads areas or findings."""

    world: str
    key: LookUp


@dataclass(frozen=True, slots=True)
class Assumed:
    """An input: that something holds in a world which is too large to be worked out, and may or may not.

    What is impossible either way is impossible. What is possible has to be so either way (see `solver`).
    """

    world: str
    what: Hashable
