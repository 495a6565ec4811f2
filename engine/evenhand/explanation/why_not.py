"""Why an area did not get a grade: the limits in the way, the rules that were needed, what they lack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from evenhand.domain import Conflict, Judged
from evenhand.evaluation.trace import AreaStep, InspectionTrace, RuleStep
from evenhand.evaluation.truth import Truth
from evenhand.explanation.book import Book
from evenhand.explanation.decisive import counting_rules
from evenhand.explanation.obstacles import (
    Obstacle,
    in_the_way_of,
    in_the_way_of_firing,
    in_the_way_of_not_firing,
)
from evenhand.explanation.starts import StartBlocker, start_blockers
from evenhand.explanation.values import name_words
from evenhand.explanation.voices import Voice
from evenhand.language import Grades, Modality, Moves


class WhyNotKind(Enum):
    """What an entry of a why-not is: something in the way, something that was needed, or a support."""

    CEILING = "ceiling"
    LIKELY = "likely"
    LOWERED = "lowered"
    SUPPORT_NEEDED = "support needed"
    RAISE_NEEDED = "raise needed"
    FLOOR_NEEDED = "floor needed"
    HELD_UP = "held up"
    START = "start"
    JUDGED = "judged"


class Direction(Enum):
    """Which way the grade asked about lies from the grade proposed."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class WhyNotRule:
    """One rule (or the start) in the way of a grade, and what about it would have to change.

    `rule` is a rule's id; for the start it is the area's id with `.start`. `truth` says whether the rule
    fired. `members` holds the areas in the way where the start rests on other areas.
    """

    rule: str
    kind: WhyNotKind
    title: str
    truth: Truth
    obstacles: tuple[Obstacle, ...] = ()
    members: tuple[StartBlocker, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why `area` has the grade `current` (proposed, or provisional) and not `grade`.

    `grade` is None where there is nothing to ask: the proposal is the best grade, or there is no grade.
    `needs_all` says whether every limit and one of the rules needed would have to change; `message` says
    what cannot be said by rules.
    """

    area: str
    grade: str | None
    current: str | None
    provisional: bool
    direction: Direction
    rules: tuple[WhyNotRule, ...] = ()
    message: str | None = None

    @property
    def limits(self) -> tuple[WhyNotRule, ...]:
        """What stands in the way: each would have to change."""
        return tuple(rule for rule in self.rules if rule.kind in _LIMITS)

    @property
    def needed(self) -> tuple[WhyNotRule, ...]:
        """What was needed: one of them is enough."""
        return tuple(rule for rule in self.rules if rule.kind in _NEEDED)


_LIMITS = frozenset({WhyNotKind.CEILING, WhyNotKind.LIKELY, WhyNotKind.HELD_UP, WhyNotKind.JUDGED})
_NEEDED = frozenset(
    {
        WhyNotKind.SUPPORT_NEEDED,
        WhyNotKind.RAISE_NEEDED,
        WhyNotKind.FLOOR_NEEDED,
        WhyNotKind.LOWERED,
        WhyNotKind.START,
    }
)


def why_not(trace: InspectionTrace, area_id: str, grade: str | None = None) -> WhyNot:
    """Explain why an area is not proposed (or provisionally graded) at `grade`.

    Without `grade`, the next grade up is asked about. For a better grade, the fired limits below it are
    in the way, and where the evidence does not point so high, the supports, raises and floors that did
    not fire are what was needed, each with the leaves in its way. For a worse grade, the supports, floors
    and raises that hold the grade up are given. Raises KeyError for a grade that the area does not have.
    """
    step = trace.areas[area_id]
    scale = step.area.scale
    asked = None if grade is None else scale.position(grade)
    if step.given is not None:
        current = None if step.outcome.judged is Judged.NO else step.given
        return WhyNot(
            area_id,
            grade,
            current,
            False,
            Direction.NONE,
            message="The grade is given in the inspection file.",
        )
    if step.outcome.judged is Judged.NO:
        return _not_judged(trace, step, grade)
    position = _current(step)
    if position is None:
        return _in_conflict(trace, step, grade)
    name = scale.names[position]
    provisional = step.outcome.proposed is None
    if asked is None:
        if position == len(scale) - 1:
            message = "This is the best grade on the scale."
            return WhyNot(area_id, None, name, provisional, Direction.NONE, message=message)
        asked = position + 1
    target = scale.names[asked]
    if asked == position:
        return WhyNot(area_id, target, name, provisional, Direction.SAME)
    book = Book(trace)
    if asked > position:
        found = _better(book, step, asked)
        return WhyNot(area_id, target, name, provisional, Direction.BETTER, found)
    found = _worse(book, step, asked)
    return WhyNot(area_id, target, name, provisional, Direction.WORSE, found)


# --- better ----------------------------------------------------------------------------------------


def _better(book: Book, step: AreaStep, asked: int) -> tuple[WhyNotRule, ...]:
    scale = step.area.scale
    counting = {rule.rule.id for rule in counting_rules(step)}
    found: list[WhyNotRule] = []
    pointed = _pointed_without_likely(step)
    floor = max(
        (
            scale.position(r.rule.conclusion.grade)
            for r in counting_rules(step)
            if isinstance(r.rule.conclusion, Grades) and r.rule.conclusion.modality is Modality.AT_LEAST
        ),
        default=0,
    )
    for rule in step.grading_steps:
        conclusion = rule.rule.conclusion
        if not isinstance(conclusion, Grades) or scale.position(conclusion.grade) >= asked:
            continue
        if conclusion.modality is Modality.AT_MOST and rule.truth.possible:
            found.append(_in_the_way(rule, WhyNotKind.CEILING, book))
        elif conclusion.modality is Modality.LIKELY and rule.truth.possible and floor < asked:
            found.append(_in_the_way(rule, WhyNotKind.LIKELY, book))
    if pointed < asked:
        found += _needed(book, step, asked, counting)
    return tuple(found)


def _needed(book: Book, step: AreaStep, asked: int, counting: set[str]) -> list[WhyNotRule]:
    scale = step.area.scale
    found: list[WhyNotRule] = []
    for rule in step.grading_steps:
        conclusion = rule.rule.conclusion
        if rule.rule.id in counting:
            if isinstance(conclusion, Moves) and conclusion.steps < 0:
                found.append(_in_the_way(rule, WhyNotKind.LOWERED, book))
            continue
        match conclusion:
            case Grades(Modality.SUPPORTS, grade) if scale.position(grade) >= asked:
                found.append(_lacking(rule, WhyNotKind.SUPPORT_NEEDED, book))
            case Grades(Modality.AT_LEAST, grade) if scale.position(grade) >= asked:
                found.append(_lacking(rule, WhyNotKind.FLOOR_NEEDED, book))
            case Moves(steps) if steps > 0:
                found.append(_lacking(rule, WhyNotKind.RAISE_NEEDED, book))
            case _:
                pass
    members, obstacles, note = start_blockers(book, step, asked)
    if members or obstacles or note:
        found.append(
            WhyNotRule(
                f"{step.area.id}.start",
                WhyNotKind.START,
                "Where this area starts",
                Truth.UNKNOWN if step.start.best >= asked else Truth.FALSE,
                obstacles,
                members,
                note,
            )
        )
    return found


def _worse(book: Book, step: AreaStep, asked: int) -> tuple[WhyNotRule, ...]:
    scale = step.area.scale
    found: list[WhyNotRule] = []
    for rule in counting_rules(step):
        match rule.rule.conclusion:
            case Grades(Modality.SUPPORTS | Modality.AT_LEAST, grade) if scale.position(grade) > asked:
                found.append(_in_the_way(rule, WhyNotKind.HELD_UP, book))
            case Moves(steps) if steps > 0:
                found.append(_in_the_way(rule, WhyNotKind.HELD_UP, book))
            case _:
                pass
    start = step.provisional_start
    if start > asked:
        note = f"The area starts at {name_words(scale, scale.names[start])}."
        title = "Where this area starts"
        found.append(WhyNotRule(f"{step.area.id}.start", WhyNotKind.START, title, Truth.TRUE, note=note))
    return tuple(found)


# --- no grade --------------------------------------------------------------------------------------


def _in_conflict(trace: InspectionTrace, step: AreaStep, grade: str | None) -> WhyNot:
    book = Book(trace)
    limiting = tuple(
        _in_the_way(rule, WhyNotKind.CEILING, book)
        for rule in step.grading_steps
        if rule.truth.possible and rule.rule.limit is not None
    )
    message = "Limiting rules leave no grade: at least one of them would have to change."
    return WhyNot(step.area.id, grade, None, False, Direction.NONE, limiting, message)


def _not_judged(trace: InspectionTrace, step: AreaStep, grade: str | None) -> WhyNot:
    rules: tuple[WhyNotRule, ...] = ()
    if step.judged_when is not None and step.judged_when.truth is not Truth.TRUE:
        obstacles = in_the_way_of(step.judged_when, Book(trace), Voice.ASKS)
        title = "When this area is judged"
        rules = (WhyNotRule(f"{step.area.id}.judged_when", WhyNotKind.JUDGED, title, Truth.FALSE, obstacles),)
    message = "This area is not judged, so it has no grade."
    return WhyNot(step.area.id, grade, None, False, Direction.NONE, rules, message)


# --- parts -----------------------------------------------------------------------------------------


def _current(step: AreaStep) -> int | None:
    if step.outcome.conflict is Conflict.CERTAIN:
        return None
    if step.outcome.proposed is not None:
        return step.area.scale.position(step.outcome.proposed)
    return step.outcome.provisional


def _pointed_without_likely(step: AreaStep) -> int:
    """What the start, moves and supports that count point to."""
    scale = step.area.scale
    at = step.provisional_start
    total = 0
    supports = [0]
    for rule in counting_rules(step):
        match rule.rule.conclusion:
            case Moves(steps):
                total += steps
            case Grades(Modality.SUPPORTS | Modality.AT_LEAST, grade):
                supports.append(scale.position(grade))
            case _:
                pass
    return max(min(max(at + total, 0), len(scale) - 1), *supports)


def _in_the_way(rule: RuleStep, kind: WhyNotKind, book: Book) -> WhyNotRule:
    obstacles = in_the_way_of_not_firing(rule, book)
    return WhyNotRule(rule.rule.id, kind, rule.rule.title, rule.truth, obstacles)


def _lacking(rule: RuleStep, kind: WhyNotKind, book: Book) -> WhyNotRule:
    obstacles = in_the_way_of_firing(rule, book)
    return WhyNotRule(rule.rule.id, kind, rule.rule.title, rule.truth, obstacles)
