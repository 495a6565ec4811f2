"""What stands in the way of a condition: the leaves that would have to change, and how many of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from evenhand.evaluation.trace import (
    AnyRuleStep,
    ConditionStep,
    FindingTableStep,
    LeafStep,
    Step,
    TableStep,
)
from evenhand.evaluation.truth import Truth
from evenhand.explanation.asked import finding_name
from evenhand.explanation.book import Book
from evenhand.explanation.rule_words import rule_name
from evenhand.explanation.voices import Voice
from evenhand.explanation.words import listed, number_word
from evenhand.language import (
    AllOf,
    AnyOf,
    CountOf,
    HasFinding,
    NoneOf,
    Not,
    Quantity,
    positive_of,
)


@dataclass(frozen=True, slots=True)
class LeafObstacle:
    """One leaf in the way. `through` names the findings on the way to it, the outermost first."""

    step: LeafStep
    voice: Voice
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupObstacle:
    """Several things in the way, and in `text` how many of them would have to change."""

    text: str
    parts: tuple[Obstacle, ...]


Obstacle = LeafObstacle | GroupObstacle


def leaves_in(obstacles: tuple[Obstacle, ...]) -> Iterator[tuple[LeafObstacle, str | None]]:
    """Every leaf in the way, with the text of the group nearest to it; a leaf twice is given once."""
    seen: set[int] = set()
    for leaf, group in _walk(obstacles, None):
        if id(leaf.step) not in seen:
            seen.add(id(leaf.step))
            yield leaf, group


def _walk(obstacles: tuple[Obstacle, ...], group: str | None) -> Iterator[tuple[LeafObstacle, str | None]]:
    for obstacle in obstacles:
        if isinstance(obstacle, LeafObstacle):
            yield obstacle, group
        else:
            yield from _walk(obstacle.parts, obstacle.text)


def in_the_way_of_firing(step: AnyRuleStep, book: Book) -> tuple[Obstacle, ...]:
    """What keeps a rule from firing; empty when it fired."""
    return _Search(book).to_fire(step, ())


def in_the_way_of_not_firing(step: AnyRuleStep, book: Book) -> tuple[Obstacle, ...]:
    """What makes a rule fire, or lets it still fire: what would have to change for it not to."""
    return _Search(book).not_to_fire(step, ())


def in_the_way_of(step: Step, book: Book, voice: Voice) -> tuple[Obstacle, ...]:
    """What keeps one condition from holding."""
    return _Search(book).to_hold(step, voice, ())


class _Search:
    def __init__(self, book: Book) -> None:
        self.book = book

    def to_fire(self, step: AnyRuleStep, through: tuple[str, ...]) -> tuple[Obstacle, ...]:
        if isinstance(step, FindingTableStep):
            return ()
        found: list[Obstacle] = []
        if step.when is not None:
            found += self.to_hold(step.when, self.book.voice(step.rule), through)
        if step.unless is not None:
            found += self.to_fail(step.unless, Voice.EXCEPTION, through)
        return tuple(found)

    def not_to_fire(self, step: AnyRuleStep, through: tuple[str, ...]) -> tuple[Obstacle, ...]:
        if isinstance(step, FindingTableStep):
            return ()
        voice = self.book.voice(step.rule)
        ways: list[Obstacle] = []
        if step.when is not None:
            ways += self.to_fail(step.when, voice, through)
        if step.unless is None:
            return tuple(ways)
        exception = self.to_hold(step.unless, Voice.EXCEPTION, through)
        if not ways:
            return exception
        return (_group("Either of these would do", (*ways, *exception)),)

    def to_hold(self, step: Step, voice: Voice, through: tuple[str, ...]) -> tuple[Obstacle, ...]:
        """What keeps `step` from being true."""
        if step.truth is Truth.TRUE:
            return ()
        if isinstance(step, LeafStep):
            return self._leaf(step, voice, through, wanted=True)
        parts = step.parts
        match step.condition:
            case AllOf():
                return self._each(parts, voice, through, wanted=True)
            case AnyOf():
                return self._some(1, 0, parts, voice, through, wanted=True)
            case NoneOf():
                return self._each(parts, voice, through, wanted=False)
            case CountOf(quantity, number):
                possible = sum(part.truth.possible for part in parts)
                certain = sum(part.truth.certain for part in parts)
                too_many = certain > number or (certain == number and possible > number)
                if quantity is Quantity.AT_MOST or (quantity is Quantity.EXACTLY and too_many):
                    return self._count_down(number, step, voice, through)
                return self._count_up(number, step, voice, through)
            case _:
                assert_never(step.condition)

    def to_fail(self, step: Step, voice: Voice, through: tuple[str, ...]) -> tuple[Obstacle, ...]:
        """What keeps `step` from being false."""
        if step.truth is Truth.FALSE:
            return ()
        if isinstance(step, LeafStep):
            return self._leaf(step, voice, through, wanted=False)
        parts = step.parts
        match step.condition:
            case AllOf():
                return self._some(1, 0, parts, voice, through, wanted=False)
            case AnyOf():
                return self._each(parts, voice, through, wanted=False)
            case NoneOf():
                return self._some(1, 0, parts, voice, through, wanted=True)
            case CountOf(quantity, number):
                if quantity is Quantity.AT_LEAST:
                    return self._count_down(number - 1, step, voice, through)
                if quantity is Quantity.AT_MOST:
                    return self._count_up(number + 1, step, voice, through)
                either = (
                    *self._each(parts, voice, through, wanted=True),
                    *self._each(parts, voice, through, wanted=False),
                )
                return (_group("A different number of these would have to hold", either),)
            case _:
                assert_never(step.condition)

    def _each(
        self, parts: tuple[Step, ...], voice: Voice, through: tuple[str, ...], *, wanted: bool
    ) -> tuple[Obstacle, ...]:
        turn = self.to_hold if wanted else self.to_fail
        return tuple(found for part in parts for found in turn(part, voice, through))

    def _some(
        self,
        needed: int,
        held: int,
        parts: tuple[Step, ...],
        voice: Voice,
        through: tuple[str, ...],
        *,
        wanted: bool,
    ) -> tuple[Obstacle, ...]:
        """Of `parts`, `needed` more would have to change; each that has several leaves stays together."""
        turn = self.to_hold if wanted else self.to_fail
        ways = [found for part in parts if (found := turn(part, voice, through))]
        kept = tuple(way[0] if len(way) == 1 else _group("All of these", way) for way in ways)
        if len(kept) <= needed and not held:
            return kept
        holds = voice.verdict(Truth.TRUE)
        among = number_word(len(kept))
        if not wanted:
            text = f"{number_word(needed)} of these would have to be otherwise"
        elif held:
            text = f"{number_word(held)} {holds}, {number_word(needed)} more of these {among} needed"
        else:
            text = f"{number_word(needed)} of these {among} needed"
        return (_group(text, kept),)

    def _count_up(
        self, number: int, step: ConditionStep, voice: Voice, through: tuple[str, ...]
    ) -> tuple[Obstacle, ...]:
        held = sum(part.truth.certain for part in step.parts)
        lacking = tuple(part for part in step.parts if not part.truth.certain)
        return self._some(number - held, held, lacking, voice, through, wanted=True)

    def _count_down(
        self, number: int, step: ConditionStep, voice: Voice, through: tuple[str, ...]
    ) -> tuple[Obstacle, ...]:
        holding = tuple(part for part in step.parts if part.truth.possible)
        return self._some(len(holding) - number, 0, holding, voice, through, wanted=False)

    def _leaf(
        self, step: LeafStep, voice: Voice, through: tuple[str, ...], *, wanted: bool
    ) -> tuple[Obstacle, ...]:
        negated = isinstance(step.leaf, Not)
        positive = positive_of(step.leaf)
        if not isinstance(positive, HasFinding):
            return (LeafObstacle(step, voice, through),)
        name = finding_name(self.book.rules, positive.finding)
        return self._finding(step, positive.finding, name, through, wanted=wanted != negated)

    def _finding(
        self, leaf: LeafStep, id: str, name: str, through: tuple[str, ...], *, wanted: bool
    ) -> tuple[Obstacle, ...]:
        """Through a finding to the leaves of the rules that conclude it."""
        inner = (*through, self.book.rules.rule_set.findings[id].name)
        steps = [self.book.rule_steps[rule] for rule in self.book.trace.findings[id].concluded_by]
        ways: list[tuple[AnyRuleStep, tuple[Obstacle, ...]]] = []
        for step in steps:
            if isinstance(step, FindingTableStep):
                found = self._table(step.table, id, inner, wanted=wanted)
            else:
                found = (self.to_fire if wanted else self.not_to_fire)(step, inner)
            if found:
                ways.append((step, found))
        if not ways:
            return (LeafObstacle(leaf, Voice.ASKS, through),)
        state = {True: "is needed and is not made", False: "stands in the way"}[wanted]
        if wanted and leaf.truth is Truth.UNKNOWN:
            state = "is needed and is not yet decided"
        joint = "any one of these rules makes it" if wanted else "it is made by"
        if len(ways) == 1:
            step, found = ways[0]
            text = f"The finding {name} {state}; {rule_name(step.rule, self.book)} makes it"
            return (_group(text, found),)
        groups = tuple(_group(rule_name(step.rule, self.book), found) for step, found in ways)
        if wanted:
            return (_group(f"The finding {name} {state}; {joint}", groups),)
        names = listed(rule_name(step.rule, self.book) for step, _ in ways)
        return (_group(f"The finding {name} {state}; {joint} {names}", groups),)

    def _table(
        self, table: TableStep, id: str, through: tuple[str, ...], *, wanted: bool
    ) -> tuple[Obstacle, ...]:
        rows = [row for row in table.rows if (row.row.outcome == id) == wanted]
        ways: list[Obstacle] = []
        for row in rows:
            cells = tuple(cell for cell in row.cells if cell is not None)
            found = self._each(cells, Voice.ASKS, through, wanted=True)
            if found:
                ways.append(found[0] if len(found) == 1 else _group("All of these", found))
        if len(ways) <= 1:
            return tuple(ways)
        return (_group("Any one of these rows of the decision table would do", tuple(ways)),)


def _group(text: str, parts: tuple[Obstacle, ...]) -> GroupObstacle:
    return GroupObstacle(text, parts)
