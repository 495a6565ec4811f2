"""One case of a casebook as the interpreter is asked about it, under its own rules or others."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.diagnostics import InvalidInput, codes
from evenhand.domain import NO_PREVIOUS_GIVEN, NOT_JUDGED, Case, EvidenceProfile, Previous
from evenhand.language import RulesInForce
from evenhand.services.cases import NO_PREVIOUS, Cases


def case_at(cases: Cases, row: int, rules: RulesInForce) -> Case:
    """The case of one row under `rules`. Raises InvalidInput where a grade given is not on their scale."""
    own = cases.rules.at(row)
    items = rules.schema.items
    states = {id: column.at(row) for id, column in cases.items.items() if id in items}
    profile = EvidenceProfile(states, cases=cases.sampled.at(row))
    given = {area: column.at(row) for area, column in cases.given.items()}
    before = {area: column.at(row) for area, column in cases.previous.items()}
    return Case(profile, on_scales(given, own, rules), _previous(before, own, rules))


def _previous(grades: Mapping[str, str | None], own: RulesInForce, rules: RulesInForce) -> Previous:
    if NO_PREVIOUS in grades.values():
        return Previous(none=True)
    found = on_scales(grades, own, rules)
    return Previous(found) if found else NO_PREVIOUS_GIVEN


def on_scales(grades: Mapping[str, str | None], own: RulesInForce, rules: RulesInForce) -> dict[str, str]:
    """Grades under one rule set as another calls them; areas that it has not are left out.

    Raises InvalidInput where a grade stands for none of the other's.
    """
    found = {}
    for area, grade in grades.items():
        if grade is not None and area in rules.area_by_id:
            found[area] = on_scale(area, grade, own, rules)
    return found


def on_scale(area: str, grade: str, own: RulesInForce, rules: RulesInForce) -> str:
    """A grade of an area under one rule set as another calls it. Raises InvalidInput where it has none."""
    if grade == NOT_JUDGED:
        return grade
    found = rules.area_by_id[area].scale.own_name(grade)
    if found is None:
        before, after = own.rule_set.name, rules.rule_set.name
        raise InvalidInput([codes.UNLIKE_SCALES.at(None, area=area, before=before, after=after)])
    return found
