"""Grades that people awarded as codes, and codes of one scale on another."""

from __future__ import annotations

import numpy as np

from evenhand.diagnostics import InvalidInput, codes
from evenhand.domain import NOT_JUDGED as NOT_JUDGED_WORD
from evenhand.domain import Scale
from evenhand.evidence.rows import Column, paired
from evenhand.language import RulesInForce
from evenhand.replay import ABSENT, NOT_JUDGED, Codes
from evenhand.services.case_of_row import on_scale
from evenhand.services.cases import Cases


def awarded_codes(cases: Cases, rules: RulesInForce, area: str) -> Codes:
    """The grades awarded for an area, on its scale under `rules`; ABSENT where none was.

    Raises InvalidInput where a grade stands for none on that scale.
    """
    return grade_codes(cases.awarded.get(area), cases, rules, area)


def grade_codes(grades: Column[str | None] | None, cases: Cases, rules: RulesInForce, area: str) -> Codes:
    """Some grades of an area, as the rules of each case call them, on its scale under `rules`.

    Raises InvalidInput where a grade stands for none on that scale.
    """
    if grades is None:
        return np.full(cases.rows, ABSENT, dtype=np.int8)
    scale = rules.area_by_id[area].scale

    def code(pair: tuple[str | None, RulesInForce]) -> int:
        grade, own = pair
        if grade is None:
            return ABSENT
        return NOT_JUDGED if grade == NOT_JUDGED_WORD else scale.position(on_scale(area, grade, own, rules))

    column = paired(grades, cases.rules).mapped(code)
    found: Codes = np.array(column.values, dtype=np.int8)[column.which]
    return found


def rescaled(own: Codes, rules: RulesInForce, wanted: Scale, area: str, wanted_by: str) -> Codes:
    """Codes of an area under `rules` on the scale of another rule set, which is named by `wanted_by`.

    Raises InvalidInput where neither scale says which grade of the other each stands for.
    """
    scale = rules.area_by_id[area].scale
    if scale.same_names(wanted):
        return own
    table = counterparts(scale, wanted)
    if table is None:
        name = rules.rule_set.name
        raise InvalidInput([codes.UNLIKE_SCALES.at(None, area=area, before=name, after=wanted_by)])
    return np.where(own >= 0, table[np.maximum(own, 0)], own).astype(np.int8)


def counterparts(own: Scale, other: Scale) -> Codes | None:
    """The place on another scale of every grade; None where neither scale says which each stands for."""
    names = [other.own_name(name) for name in own.names]
    if None in names:
        back = {own.own_name(name): name for name in other.names}
        names = [back.get(name) for name in own.names]
    places = [other.position(name) for name in names if name is not None]
    return np.array(places, dtype=np.int8) if len(places) == len(own.names) else None
