"""Random cases as a casebook holds them: in columns, with grades awarded and groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

import numpy as np

from evenhand.domain import NOT_JUDGED, NOT_LOOKED_AT, Case, ItemState
from evenhand.evidence.rows import Column, column_of, constant
from evenhand.language import RuleSet, RulesInForce, findings_of
from evenhand.services.cases import NO_PREVIOUS, NOT_RECORDED, Cases
from generators.cases import draw_case
from generators.rule_sets import DAY

Value = TypeVar("Value")

GROUPS = ("North", "South", NOT_RECORDED)


@dataclass(frozen=True)
class Casebook:
    """Cases of one rule set, one by one and in columns."""

    drawn: tuple[Case, ...]
    awarded: tuple[dict[str, str | None], ...]
    cases: Cases


def draw_casebook(rng: Random, rules: RulesInForce, most: int = 12) -> Casebook:
    """Up to `most` cases under `rules`, some of whose areas were awarded a grade."""
    rule_set = rules.rule_set
    drawn = tuple(draw_case(rng, rule_set) for _ in range(rng.randint(1, most)))
    awarded = tuple(_draw_awarded(rng, rule_set) for _ in drawn)
    groups = [rng.choice(GROUPS) for _ in drawn]
    return Casebook(drawn, awarded, _in_columns(drawn, awarded, groups, rules))


def _draw_awarded(rng: Random, rule_set: RuleSet) -> dict[str, str | None]:
    return {area.id: rng.choice((*area.scale.names, NOT_JUDGED, None)) for area in rule_set.areas}


def _in_columns(
    drawn: Sequence[Case],
    awarded: Sequence[dict[str, str | None]],
    groups: Sequence[str],
    rules: RulesInForce,
) -> Cases:
    rows = len(drawn)

    def read(find: Callable[[Case], Value]) -> Column[Value]:
        return column_of([find(case) for case in drawn])

    def state(item: str) -> Callable[[Case], ItemState]:
        return lambda case: case.profile.states.get(item, NOT_LOOKED_AT)

    def given(area: str) -> Callable[[Case], str | None]:
        return lambda case: case.given.get(area)

    def previous(area: str) -> Callable[[Case], str | None]:
        return lambda case: NO_PREVIOUS if case.previous.none else case.previous.grades.get(area)

    areas = [area.id for area in rules.areas]
    return Cases(
        number=1 + np.arange(rows, dtype=np.int64),
        id=column_of([f"case-{row}" for row in range(rows)]),
        provider=constant("", rows),
        on=constant(DAY, rows),
        published=constant(None, rows),
        rules=constant(rules, rows),
        groups={"region": column_of(groups)},
        items={item: read(state(item)) for item in {item for case in drawn for item in case.profile.states}},
        given={area: read(given(area)) for area in areas},
        awarded={area: column_of([one[area] for one in awarded]) for area in areas},
        previous={area: read(previous(area)) for area in areas},
        sampled=read(lambda case: case.profile.cases),
    )


def fewer_rules(rng: Random, rule_set: RuleSet) -> RuleSet:
    """Another version of a rule set, in which some rules are gone. Those that conclude findings stay."""
    areas = []
    for area in rule_set.areas:
        kept = tuple(rule for rule in area.rules if findings_of(rule) or rng.random() < 0.6)
        areas.append(replace(area, rules=kept))
    return replace(rule_set, version="2", areas=tuple(areas), hash="fewer")
