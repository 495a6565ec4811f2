"""Inspection files as the cases of a casebook: their drafts are the grades that people awarded."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from evenhand.domain import NOT_LOOKED_AT, ItemState
from evenhand.evidence.rows import Column
from evenhand.language import RulesInForce
from evenhand.services.cases import NO_PREVIOUS, NOT_RECORDED, Cases
from evenhand.services.inspections import Inspection

Value = TypeVar("Value")


def cases_of(inspections: Sequence[Inspection]) -> Cases:
    """Inspections as cases, in their order."""

    def read(find: Callable[[Inspection], Value]) -> Column[Value]:
        return _column([find(inspection) for inspection in inspections])

    rule_sets = [inspection.rules.rule_set for inspection in inspections]
    areas = dict.fromkeys(area.id for rule_set in rule_sets for area in rule_set.areas)
    items = dict.fromkeys(item for one in inspections for item in one.case.profile.states)
    groups = dict.fromkeys(group for inspection in inspections for group in inspection.groups)

    def state(item: str) -> Callable[[Inspection], ItemState]:
        return lambda inspection: inspection.case.profile.states.get(item, NOT_LOOKED_AT)

    def group(name: str) -> Callable[[Inspection], str]:
        return lambda inspection: inspection.groups.get(name, NOT_RECORDED)

    def given(area: str) -> Callable[[Inspection], str | None]:
        return lambda inspection: inspection.case.given.get(area)

    def awarded(area: str) -> Callable[[Inspection], str | None]:
        return lambda inspection: inspection.drafts.get(area)

    def previous(area: str) -> Callable[[Inspection], str | None]:
        return lambda one: NO_PREVIOUS if one.case.previous.none else one.case.previous.grades.get(area)

    def reason(area: str) -> Callable[[Inspection], str | None]:
        return lambda one: one.departures[area].reason.strip() if area in one.departures else None

    return Cases(
        number=1 + np.arange(len(inspections), dtype=np.int64),
        id=read(lambda inspection: inspection.id),
        provider=read(lambda inspection: inspection.provider or ""),
        on=read(lambda inspection: inspection.on),
        published=read(lambda inspection: None),
        rules=_by_identity([inspection.rules for inspection in inspections]),
        groups={name: read(group(name)) for name in groups}
        | {"kind": read(lambda inspection: inspection.kind or NOT_RECORDED)},
        items={item: read(state(item)) for item in items},
        given={area: read(given(area)) for area in areas if any(map(given(area), inspections))},
        awarded={area: read(awarded(area)) for area in areas if any(map(awarded(area), inspections))},
        previous={area: read(previous(area)) for area in areas},
        sampled=read(lambda inspection: inspection.case.profile.cases),
        departures={area: read(reason(area)) for area in areas if any(map(reason(area), inspections))},
    )


def _column(values: Iterable[Value]) -> Column[Value]:
    return _keyed(values, lambda value: value)


def _by_identity(values: Iterable[RulesInForce]) -> Column[RulesInForce]:
    return _keyed(values, id)


def _keyed(values: Iterable[Value], key: Callable[[Value], Hashable]) -> Column[Value]:
    places: dict[Hashable, int] = {}
    found: list[Value] = []
    which = []
    for value in values:
        at = places.setdefault(key(value), len(found))
        if at == len(found):
            found.append(value)
        which.append(at)
    return Column(found, np.array(which, dtype=np.uint32))
