"""Cases of a casebook in columns, checked: what is the same in many of them is held once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from evenhand.domain import ItemState
from evenhand.evidence.rows import Column, constant
from evenhand.language import RulesInForce
from evenhand.services.area_names import AreaNames

NOT_RECORDED = "not recorded"
"""The group of cases whose cell is empty."""

BUILT_IN_GROUPS = ("framework", "period", "published")
"""What cases can always be told apart by: their rule set, the year inspected, and the year published."""

NO_PREVIOUS = "none"
"""The word for a case that had no inspection before."""

Rows = npt.NDArray[np.intp]
"""Places of some rows; shape (any,)."""


Find = Callable[[Rows, bool], "Cases"]
"""Gives some cases, in the order given, with their evidence or without."""


@dataclass(frozen=True)
class Cases:
    """Some cases of a casebook, each with the rules that it was judged under.

    `number` is the number of its row in the file, from 1. `given`, `awarded` and `previous` are grades by
    area as the rules of each case call them, `not_judged` among those given and awarded,
    NO_PREVIOUS among those before; None where the case has none. `departures` are the reasons that were
    recorded why the grade awarded departs from what is proposed, by area; None where the case has none.
    """

    number: npt.NDArray[np.int64]
    id: Column[str]
    provider: Column[str]
    on: Column[datetime.date | None]
    published: Column[datetime.date | None]
    rules: Column[RulesInForce]
    groups: Mapping[str, Column[str]]
    items: Mapping[str, Column[ItemState]]
    given: Mapping[str, Column[str | None]]
    awarded: Mapping[str, Column[str | None]]
    previous: Mapping[str, Column[str | None]]
    sampled: Column[int | None]
    departures: Mapping[str, Column[str | None]] = field(default_factory=dict)
    graded_on: Mapping[str, Column[datetime.date | None]] = field(default_factory=dict)
    """The day on which the grade of each area was given, where areas are graded again one by one."""
    find: Find | None = None
    """Gives some of the cases with what these have not got: ids, providers and, if asked for, evidence."""

    @property
    def rows(self) -> int:
        """How many cases there are."""
        return len(self.number)

    def whole(self, rows: Rows, *, evidence: bool) -> Cases:
        """Some of the cases, in the order given, with all that is known of them; evidence if asked for."""
        return self.taken(rows) if self.find is None else self.find(rows, evidence)

    def called(self, names: AreaNames) -> Cases:
        """The same cases, with their grades under every id that an area has."""

        def found(rows: Rows, evidence: bool) -> Cases:
            assert self.find is not None
            return self.find(rows, evidence).called(names)

        return replace(
            self,
            given=names.under_all(self.given),
            awarded=names.under_all(self.awarded),
            previous=names.under_all(self.previous),
            departures=names.under_all(self.departures),
            graded_on=names.under_all(self.graded_on),
            find=None if self.find is None else found,
        )

    def taken(self, rows: Rows) -> Cases:
        """Some of the cases, in the order given."""
        return self._with(self.number[rows], lambda column: column.taken(rows))

    def alone(self, row: int) -> Cases:
        """One of the cases by itself: nothing that only others have is kept in memory with it."""
        return self._with(self.number[[row]], lambda column: constant(column.at(row), 1))

    def _with(self, number: npt.NDArray[np.int64], change: Callable[[Column[Any]], Column[Any]]) -> Cases:
        def each(columns: Mapping[str, Column[Any]]) -> dict[str, Column[Any]]:
            return {name: change(column) for name, column in columns.items()}

        return Cases(
            number,
            change(self.id),
            change(self.provider),
            change(self.on),
            change(self.published),
            change(self.rules),
            each(self.groups),
            each(self.items),
            each(self.given),
            each(self.awarded),
            each(self.previous),
            change(self.sampled),
            each(self.departures),
            each(self.graded_on),
        )
