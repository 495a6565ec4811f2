"""Which rules set an area's grade, and how: the last step of grading that changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from evenhand.domain import Conflict, Judged
from evenhand.evaluation.trace import AreaStep, InspectionTrace, RuleStep
from evenhand.evaluation.truth import Truth
from evenhand.language import Grades, Modality, Moves, Rule


class SetBy(Enum):
    """The step of grading that set a grade, the last that changed anything."""

    START = "start"
    MOVES = "moves"
    SUPPORTS = "supports"
    LIKELY = "likely"
    FLOOR = "floor"
    CEILING = "ceiling"
    CONFLICT = "conflict"
    GIVEN = "given"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class Decisive:
    """What set a grade: the step of grading, and the rules at its value."""

    set_by: SetBy
    rules: tuple[str, ...]


def decisive_rules(trace: InspectionTrace, area_id: str) -> tuple[str, ...]:
    """The ids of the rules that set an area's grade, in file order; empty where only the start decides.

    A grade is made in steps (language.md section 6): the start is moved, supports raise it, likely rules
    lower it, floor and ceiling bound it. The last step that changed the grade set it, and the decisive
    rules are the fired rules at its value: the `at_most` at the ceiling if what was pointed to is better;
    else the `at_least` at the floor if it is worse; else the `likely` at the grade if they lowered it;
    else the `supports` at the grade if they raised it; else the raises or lowers if they moved the start.

    Where the grade is decided although some rules or the start are not, this is asked at the worst and
    at the best that they can still come to, and the answers are put together. For an undecided area it
    is asked of the provisional grade, with the rules that count for it. In a conflict of fired rules, the
    `at_most` at the ceiling and the `at_least` at the floor are decisive. A given area, or one that is
    not judged, has none.
    """
    return decisive(trace, area_id).rules


def deciding_rules(trace: InspectionTrace, area_id: str) -> tuple[str, ...] | None:
    """The decisive rules of an area whose grade is decided, or that surely has none; None for any other."""
    outcome = trace.areas[area_id].outcome
    decided = outcome.proposed is not None or outcome.conflict is Conflict.CERTAIN
    return decisive_rules(trace, area_id) if decided else None


def decisive(trace: InspectionTrace, area_id: str) -> Decisive:
    """What set an area's grade, with the step that did; the rules are those of `decisive_rules`."""
    step = trace.areas[area_id]
    outcome = step.outcome
    if step.given is not None:
        return Decisive(SetBy.GIVEN, ())
    if outcome.judged is Judged.NO:
        return Decisive(SetBy.NOT_JUDGED, ())
    grading = step.grading_steps
    fired = {rule.rule.id for rule in grading if rule.truth is Truth.TRUE}
    if outcome.conflict is Conflict.CERTAIN:
        return _conflict(step, [rule.rule for rule in grading if rule.rule.id in fired])
    if outcome.proposed is None:
        counting = [rule.rule for rule in grading if rule.rule.id in step.provisional_fired]
        if outcome.provisional is None:
            return _conflict(step, counting)
        return _last_change(step, counting, step.provisional_start)
    worst = [r.rule for r in grading if r.rule.id in fired or (_open(r) and not _helps(r.rule))]
    best = [r.rule for r in grading if r.rule.id in fired or (_open(r) and _helps(r.rule))]
    ends = (
        _last_change(step, worst, step.start.worst),
        _last_change(step, best, step.start.best),
    )
    found = {id for end in ends for id in end.rules if id in fired}
    rules = tuple(rule.rule.id for rule in grading if rule.rule.id in found)
    # An end that an undecided rule set says nothing that is sure; the other end is the reason then.
    sure = next((end for end in ends if fired.issuperset(end.rules) and end.rules), ends[0])
    set_by = sure.set_by if rules else SetBy.START
    return Decisive(set_by, rules)


def counting_rules(step: AreaStep) -> tuple[RuleStep, ...]:
    """The grading rules that count for the grade shown: the fired ones, or the provisional ones."""
    decided = step.outcome.proposed is not None or step.given is not None
    return tuple(
        rule
        for rule in step.grading_steps
        if (rule.truth is Truth.TRUE if decided else rule.rule.id in step.provisional_fired)
    )


def _open(step: RuleStep) -> bool:
    return step.truth is Truth.UNKNOWN


def _helps(rule: Rule) -> bool:
    match rule.conclusion:
        case Grades(Modality.SUPPORTS | Modality.AT_LEAST):
            return True
        case Moves(steps):
            return steps > 0
        case _:
            return False


def _at(step: AreaStep, rules: Iterable[Rule], modality: Modality) -> list[tuple[int, str]]:
    return [
        (step.area.scale.position(rule.conclusion.grade), rule.id)
        for rule in rules
        if isinstance(rule.conclusion, Grades) and rule.conclusion.modality is modality
    ]


def _last_change(step: AreaStep, rules: list[Rule], start: int) -> Decisive:
    top = len(step.area.scale) - 1
    supports = _at(step, rules, Modality.SUPPORTS)
    likely = _at(step, rules, Modality.LIKELY)
    floors = _at(step, rules, Modality.AT_LEAST)
    ceilings = _at(step, rules, Modality.AT_MOST)
    moves = [(rule.conclusion.steps, rule.id) for rule in rules if isinstance(rule.conclusion, Moves)]
    total = sum(steps for steps, _ in moves)
    moved = min(max(start + total, 0), top)
    raised = max([moved, *(at for at, _ in supports)])
    pointed = min([raised, *(at for at, _ in likely)])
    ceiling = min([top, *(at for at, _ in ceilings)])
    floor = max([0, *(at for at, _ in floors)])
    if pointed > ceiling:
        return Decisive(SetBy.CEILING, _these(ceilings, ceiling))
    if pointed < floor:
        return Decisive(SetBy.FLOOR, _these(floors, floor))
    if pointed < raised:
        return Decisive(SetBy.LIKELY, _these(likely, pointed))
    if raised > moved:
        return Decisive(SetBy.SUPPORTS, _these(supports, raised))
    if moved != start:
        same_way = tuple(id for steps, id in moves if (steps > 0) == (total > 0))
        return Decisive(SetBy.MOVES, same_way)
    return Decisive(SetBy.START, ())


def _these(rules: list[tuple[int, str]], at: int) -> tuple[str, ...]:
    return tuple(id for position, id in rules if position == at)


def _conflict(step: AreaStep, rules: list[Rule]) -> Decisive:
    ceilings = _at(step, rules, Modality.AT_MOST)
    floors = _at(step, rules, Modality.AT_LEAST)
    ceiling = min((at for at, _ in ceilings), default=None)
    floor = max((at for at, _ in floors), default=None)
    chosen = {id for at, id in ceilings if at == ceiling} | {id for at, id in floors if at == floor}
    return Decisive(SetBy.CONFLICT, tuple(rule.id for rule in rules if rule.id in chosen))
