"""What is wrong with a reading of rules: disagreements with the oracle and between readings, in words.

Each takes the reading as a function, so that a test can pass one with a fault in it and see it caught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from evenhand.domain import Case, Conflict, Judged, Outcome
from evenhand.evaluation import interpret
from evenhand.evaluation.trace import InspectionTrace
from evenhand.evaluation.truth import Truth
from evenhand.language import RulesInForce
from generators import Drawing
from oracle.grading import AreaVerdict, Verdict, judge
from oracle.worlds import worlds

Interpret = Callable[[RulesInForce, Case], InspectionTrace]


class Decided(Protocol):
    """What every other reading gives of one case."""

    @property
    def areas(self) -> Mapping[str, Outcome]:
        """The outcome of every area."""

    @property
    def fired(self) -> Sequence[str]:
        """Ids of the rules that fired, over all files in rule-set order."""

    @property
    def undecided(self) -> Sequence[str]:
        """Ids of the rules that are undecided."""


Run = Callable[[RulesInForce, Case], Decided]


def outside_reach(rules: RulesInForce, case: Case, interpret: Interpret, limit: int = 30) -> Iterator[str]:
    """Worlds that `case` leaves open and the interpreter rules out: there must be none."""
    trace = interpret(rules, case)
    for world in worlds(rules.rule_set, case, limit):
        yield from _ruled_out(trace, judge(rules, world))


def _ruled_out(trace: InspectionTrace, verdict: Verdict) -> Iterator[str]:
    for id, fires in verdict.rules.items():
        step = trace.rule_step(id)
        if step is None or not (step.truth.possible if fires else not step.truth.certain):
            yield f"rule {id} {'fires' if fires else 'does not fire'} in a world that is left open"
    for id, holds in verdict.findings.items():
        truth = trace.findings[id].truth
        if not (truth.possible if holds else not truth.certain):
            yield f"finding {id} is {holds} in a world that is left open, and {truth} in the trace"
    for id, area in verdict.areas.items():
        outcome = trace.areas[id].outcome
        if not _is_left_open(outcome, area):
            yield f"area {id} turns out {area}, which is not in {outcome}"
        given = id in trace.case.given
        if area.grade is not None and not given and area.grade not in outcome.permitted_grades:
            yield f"area {id} turns out {area}, outside its permitted range in {outcome}"


def _is_left_open(outcome: Outcome, area: AreaVerdict) -> bool:
    if not area.judged:
        return outcome.judged is not Judged.YES
    if outcome.judged is Judged.NO:
        return False
    if area.conflict:
        return outcome.conflict is not Conflict.NO
    return outcome.conflict is not Conflict.CERTAIN and area.grade in outcome.reach_grades


def unlike_when_recorded(rules: RulesInForce, case: Case, interpret: Interpret) -> Iterator[str]:
    """Where the interpreter and the oracle differ on a fully recorded case: nowhere, or below a conflict.

    Areas are compared in order of dependence up to the first conflict; rules where no area is in conflict.
    """
    trace = interpret(rules, case)
    world = next(worlds(rules.rule_set, case, 1))
    verdict = judge(rules, world)
    for id in rules.rule_set.order:
        if id not in verdict.areas:
            truth = trace.findings[id].truth
            if not (truth.certain if verdict.findings[id] else not truth.possible):
                yield f"finding {id} is {verdict.findings[id]}, and {truth} in the trace"
            continue
        area, outcome = verdict.areas[id], trace.areas[id].outcome
        if outcome != _exactly(outcome, area, given=id in case.given):
            yield f"area {id} turns out {area}, and {outcome} in the trace"
        if area.conflict:
            return
    for id, fires in verdict.rules.items():
        step = trace.rule_step(id)
        if step is None or step.truth.certain != fires or step.truth.possible != fires:
            yield f"rule {id}: fires is {fires}, and the trace has {step and step.truth}"


def _exactly(outcome: Outcome, area: AreaVerdict, *, given: bool) -> Outcome:
    """The outcome that an area must have where nothing is open."""
    scale = outcome.scale
    if not area.judged:
        return Outcome(scale, None, None, None, Conflict.NO, Judged.NO)
    if area.conflict:
        return Outcome(scale, None, None, None, Conflict.CERTAIN, Judged.YES)
    assert area.grade is not None
    at = scale.position(area.grade)
    permitted = None if area.floor > area.ceiling and given else (area.floor, area.ceiling)
    return Outcome(scale, (at, at), permitted, at, Conflict.NO, Judged.YES)


def unlike_interpreter(rules: RulesInForce, case: Case, run: Run) -> Iterator[str]:
    """Where another reading differs from the interpreter in what it decides: nowhere."""
    trace = interpret(rules, case)
    other = run(rules, case)
    for id, step in trace.areas.items():
        if other.areas.get(id) != step.outcome:
            yield f"area {id} is {other.areas.get(id)}, and {step.outcome} in the trace"
    if set(other.areas) != set(trace.areas):
        yield f"areas are {sorted(other.areas)}, and {sorted(trace.areas)} in the trace"
    for word, truth, found in (
        ("fired", Truth.TRUE, other.fired),
        ("undecided", Truth.UNKNOWN, other.undecided),
    ):
        expected = tuple(rule.id for rule in rules.all_rules if _truth_of(trace, rule.id) is truth)
        if tuple(found) != expected:
            yield f"{word} rules are {found}, and {expected} in the trace"


def _truth_of(trace: InspectionTrace, rule: str) -> Truth | None:
    step = trace.rule_step(rule)
    return None if step is None else step.truth


def is_noticed(run: Run, drawings: Iterable[Drawing]) -> bool:
    """Whether a reading is unlike the interpreter on any of these draws."""
    return any(next(unlike_interpreter(drawn.rules, drawn.case, run), None) for drawn in drawings)
