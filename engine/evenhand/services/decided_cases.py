"""Cases decided under sets of rules: for each area and case, what became of it. Decided over columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from evenhand.backends.planes import (
    About,
    Asked,
    CodedColumns,
    Columns,
    NoGrade,
    PlaneResult,
    PlaneRules,
    compile_together,
)
from evenhand.backends.planes import Column as StateColumn
from evenhand.domain import Scale
from evenhand.evidence.rows import Column, Which, paired
from evenhand.language import (
    CASES,
    ColumnId,
    RulesInForce,
    given_column,
    item_column,
    previous_column,
)
from evenhand.replay import Codes
from evenhand.services.case_of_row import on_scale
from evenhand.services.cases import NO_PREVIOUS, Cases


@dataclass(frozen=True, eq=False)
class DecidedArea:
    """What became of one area of some cases. Codes are unpacked when somebody asks for them."""

    result: PlaneResult
    about: About
    area: str

    @cached_property
    def codes(self) -> Codes:
        """The code of each case."""
        return self.result.codes(self.about, self.area)

    def moves(self, other: DecidedArea) -> npt.NDArray[np.int64]:
        """How many cases have each code here (rows) and each there (columns), both from NOT_JUDGED on."""
        return self.result.moves(other.result, self.about, self.area)


class DecidedCases:
    """Decides cases. What belongs to a set of rules is worked out once.

    `provisional` counts a case that is undecided at its provisional grade.
    """

    def __init__(self, *, provisional: bool = False) -> None:
        self._asked = Asked.PROVISIONAL if provisional else Asked.PROPOSED
        self._about = About.PROVISIONAL if provisional else About.PROPOSED
        self._compiled: dict[tuple[int, ...], tuple[Sequence[RulesInForce], list[PlaneRules]]] = {}

    def code(self, cases: Cases, sides: Sequence[RulesInForce]) -> list[CodedColumns]:
        """Cases as coded columns for some sets of rules: once for those whose grades have the same names.

        The rules read evidence of one schema. Raises InvalidInput where a grade that a case gives stands for
        none of theirs.
        """
        return [
            compiled[0].coding.code(columns_of(cases, [one.rules for one in compiled]))
            for _, compiled in self.compiled(sides)
        ]

    def decide(
        self, coded: Sequence[CodedColumns], sides: Sequence[RulesInForce], areas: Iterable[str]
    ) -> list[dict[str, DecidedArea]]:
        """For each set of rules, what becomes of those of the areas that it has."""
        wanted = list(areas)
        found: dict[int, dict[str, DecidedArea]] = {}
        for own_columns, (places, compiled) in zip(coded, self.compiled(sides), strict=True):
            for at, one in zip(places, compiled, strict=True):
                result = one.run(own_columns, self._asked)
                own = [area for area in wanted if area in one.rules.area_by_id]
                found[at] = {area: DecidedArea(result, self._about, area) for area in own}
        return [found[at] for at in range(len(sides))]

    def compiled(self, sides: Sequence[RulesInForce]) -> list[tuple[list[int], list[PlaneRules]]]:
        """The sets of rules, compiled together where their grades have the same names: which, by place."""
        together = _with_like_scales(sides)
        return [(places, self._compile([sides[at] for at in places])) for places in together]

    def _compile(self, rules: Sequence[RulesInForce]) -> list[PlaneRules]:
        key = tuple(map(id, rules))
        if key not in self._compiled:
            # The rules are kept beside, so that no others can come to have their identities.
            self._compiled[key] = (rules, compile_together(rules))
        return self._compiled[key][1]


def _with_like_scales(sides: Sequence[RulesInForce]) -> list[list[int]]:
    """The sets of rules, by place, put together where areas that they share have the same grades."""
    groups: list[tuple[dict[str, Scale], list[int]]] = []
    for at, rules in enumerate(sides):
        own = {area.id: area.scale for area in rules.areas}
        for scales, places in groups:
            if all(scales.get(id, scale).same_names(scale) for id, scale in own.items()):
                scales.update(own)
                places.append(at)
                break
        else:
            groups.append((own, [at]))
    return [places for _, places in groups]


def columns_of(cases: Cases, sides: Sequence[RulesInForce]) -> Columns:
    """Cases as columns for sets of rules whose common areas have grades of the same names.

    Raises InvalidInput where a grade given is on no scale of theirs.
    """
    found: dict[ColumnId, StateColumn] = {CASES: _states(cases.sampled)}
    for id, column in cases.items.items():
        found[item_column(id)] = _states(column)
    none_before = _none_before(cases)
    rules_with = {area.id: rules for rules in sides for area in rules.areas}
    for id, rules in rules_with.items():
        given = _given(cases, id, rules)
        if given is not None:
            found[given_column(id)] = given
        if id in cases.previous or none_before is not None:
            found[previous_column(id)] = _previous(cases, id, rules, none_before)
    return Columns(cases.rows, found)


def _states(column: Column) -> StateColumn:  # type: ignore[type-arg]
    return StateColumn(tuple(column.values), column.which)


def _none_before(cases: Cases) -> Which | None:
    """1 for each case that had no inspection before; None where every case had one or nobody knows."""
    found = np.zeros(cases.rows, dtype=np.uint32)
    for column in cases.previous.values():
        said = np.array([grade == NO_PREVIOUS for grade in column.values], dtype=np.uint32)
        found |= said[column.which]
    return found if found.any() else None


def _previous(cases: Cases, area: str, rules: RulesInForce, none_before: Which | None) -> StateColumn:
    def state(pair: tuple[tuple[str | None, RulesInForce], bool]) -> str | NoGrade:
        (grade, own), none = pair
        if none:
            return NoGrade.NONE_BEFORE
        return NoGrade.NOT_GIVEN if grade is None else on_scale(area, grade, own, rules)

    blank: Column[str | None] = Column([None], np.zeros(cases.rows, dtype=np.uint32))
    grades = paired(cases.previous.get(area, blank), cases.rules)
    none = np.zeros(cases.rows, dtype=np.uint32) if none_before is None else none_before
    return _states(paired(grades, Column([False, True], none)).mapped(state))


def _given(cases: Cases, area: str, rules: RulesInForce) -> StateColumn | None:
    """The grades given of an area as the rules call them; None where no case gives one."""
    column = cases.given.get(area)
    if column is None or not any(grade is not None for grade in column.values):
        return None

    def name(pair: tuple[str | None, RulesInForce]) -> str | None:
        grade, own = pair
        return None if grade is None else on_scale(area, grade, own, rules)

    return _states(paired(column, cases.rules).mapped(name))
