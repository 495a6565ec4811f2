"""Grades that people awarded as codes, and codes of one scale on another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenhand.diagnostics import InvalidInput, codes
from evenhand.domain import NOT_JUDGED as NOT_JUDGED_WORD
from evenhand.domain import Scale
from evenhand.evidence.rows import paired
from evenhand.language import RulesInForce
from evenhand.replay import ABSENT, NOT_JUDGED, Codes
from evenhand.services.case_of_row import on_scale
from evenhand.services.cases import Cases


def awarded_codes(cases: Cases, rules: RulesInForce, area: str) -> Codes:
    """The grades awarded for an area, on its scale under `rules`; ABSENT where none was.

    Raises InvalidInput where a grade stands for none on that scale.
    """
    awarded = cases.awarded.get(area)
    if awarded is None:
        return np.full(cases.rows, ABSENT, dtype=np.int8)
    scale = rules.area_by_id[area].scale

    def code(pair: tuple[str | None, RulesInForce]) -> int:
        grade, own = pair
        if grade is None:
            return ABSENT
        return NOT_JUDGED if grade == NOT_JUDGED_WORD else scale.position(on_scale(area, grade, own, rules))

    column = paired(awarded, cases.rules).mapped(code)
    found: Codes = np.array(column.values, dtype=np.int8)[column.which]
    return found


def rescaled(own: Codes, scale: Scale, wanted: Scale, area: str, sides: Sequence[RulesInForce]) -> Codes:
    """Codes on one scale as codes on another. Raises InvalidInput where a grade has no counterpart."""
    if scale.same_names(wanted):
        return own
    names = [wanted.own_name(name) for name in scale.names]
    if None in names:
        before, after = sides[0].rule_set.name, sides[-1].rule_set.name
        raise InvalidInput([codes.UNLIKE_SCALES.at(None, area=area, before=before, after=after)])
    table = np.array([wanted.position(name) for name in names if name is not None], dtype=np.int8)
    return np.where(own >= 0, table[np.maximum(own, 0)], own).astype(np.int8)
