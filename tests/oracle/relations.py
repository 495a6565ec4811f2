"""How two rule sets compare, area by area, over every complete case of both."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from evenhand.domain import Case, Conflict, Judged, Outcome
from evenhand.language import GivenOnly, RulesInForce
from oracle.decisions import decide
from oracle.every_case import complete_cases


class Relation(StrEnum):
    """What the second rule set is beside the first, for one area."""

    EQUIVALENT = "equivalent"
    STRICTER = "stricter"
    SOFTER = "softer"
    NEITHER = "neither"


def relations(before: RulesInForce, after: RulesInForce) -> dict[str, Relation]:
    """The relation of two rule sets for each area that both have.

    Stricter: never better than before, and somewhere worse. Outcomes are compared: not judged, in conflict,
    or the grades that are possible (one, but where something could not be told). An area that is judged or
    in conflict in one rule set alone is neither stricter nor softer there.
    """
    shared = [area.id for area in before.areas if area.id in after.area_by_id]
    worse = dict.fromkeys(shared, False)
    better = dict.fromkeys(shared, False)
    for complete in complete_cases(before, after).cases():
        one = decide(before, _given_to(before, complete.case)).areas
        other = decide(after, _given_to(after, complete.case)).areas
        for area in shared:
            lower, higher = _compared(one[area], other[area])
            worse[area] |= lower
            better[area] |= higher
    return {area: _relation(worse[area], better[area]) for area in shared}


def _given_to(rules: RulesInForce, case: Case) -> Case:
    """The case with only those areas given that the rules leave to be given."""
    given = {area.id: case.given[area.id] for area in rules.areas if isinstance(area.start, GivenOnly)}
    return replace(case, given=given)


def _compared(before: Outcome, after: Outcome) -> tuple[bool, bool]:
    """Whether the second outcome is worse and whether it is better; both where they cannot be compared."""
    if _seen(before) == _seen(after):
        return False, False
    if not (_is_graded(before) and _is_graded(after)):
        return True, True
    assert before.reach is not None and after.reach is not None
    pairs = list(zip(before.reach, after.reach, strict=True))
    return any(new < old for old, new in pairs), any(new > old for old, new in pairs)


def _seen(outcome: Outcome) -> object:
    names = None if outcome.reach is None else outcome.reach_grades
    return outcome.judged, outcome.conflict, names


def _is_graded(outcome: Outcome) -> bool:
    return outcome.judged is Judged.YES and outcome.conflict is Conflict.NO


def _relation(worse: bool, better: bool) -> Relation:
    if worse and better:
        return Relation.NEITHER
    if worse:
        return Relation.STRICTER
    return Relation.SOFTER if better else Relation.EQUIVALENT
