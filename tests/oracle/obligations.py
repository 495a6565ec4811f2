"""Every obligation of a small rule set, answered by its definition over every complete case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Final

from evenhand.domain import Better, Case, Conflict, Judged
from evenhand.evaluation import Truth
from evenhand.language import (
    Area,
    GivenOnly,
    Grades,
    HitPolicy,
    Modality,
    Rule,
    RulesInForce,
    StartGrade,
    StartTable,
)
from oracle.decisions import Decision, decide, row_name, tables_of, without_row, without_rule
from oracle.every_case import Complete, Places, complete_cases
from oracle.rests_on import RestsOn, rests_on

OBLIGATIONS: Final = (
    "no_conflict",
    "floor_below_ceiling",
    "a_rule_speaks",
    "can_fire",
    "not_redundant",
    "not_always",
    "grade_reached",
    "better_never_lowers",
    "table_complete",
    "rows_apart",
)
"""The names of all obligations but `claim`."""


@dataclass(frozen=True, order=True)
class Obligation:
    """Something that must hold of a rule set: its name, and the areas, rules, items or rows it is about."""

    name: str
    of: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} of {', '.join(self.of)}"


@dataclass(frozen=True)
class Answer:
    """Whether an obligation is proved, and the cases that show it is not where cases do."""

    proved: bool
    witnesses: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Decided:
    """A complete case and what is decided of it."""

    complete: Complete
    decision: Decision

    @property
    def case(self) -> Case:
        """The case."""
        return self.complete.case


Shows = Callable[[Decided], bool]
"""Whether a decided case shows something."""


class EveryCase:
    """Every complete case of some rules in force, each decided once; and from these, every answer."""

    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self.places: Places = complete_cases(rules)

    @cached_property
    def all(self) -> list[Decided]:
        """Every complete case, decided."""
        return [Decided(one, decide(self.rules, one.case)) for one in self.places.cases()]

    @cached_property
    def answers(self) -> dict[Obligation, Answer]:
        """Every obligation of the rule set, answered."""
        answered = dict(self._answers())
        # Only what can fire is asked whether it changes anything.
        firing = {one.of for one, answer in answered.items() if one.name == "can_fire" and answer.proved}
        for subject, changed in self._taken_away():
            if (subject,) in firing:
                answered[Obligation("not_redundant", (subject,))] = self._exists(changed)
        return answered

    @property
    def refuted(self) -> frozenset[Obligation]:
        """The obligations that do not hold."""
        return frozenset(one for one, answer in self.answers.items() if not answer.proved)

    # --- each obligation ---------------------------------------------------------------------------

    def _answers(self) -> Iterator[tuple[Obligation, Answer]]:
        for area in self.rules.areas:
            if not isinstance(area.start, GivenOnly):
                yield from self._area(area)
        for rule in self.rules.all_rules:
            if isinstance(rule, Rule):
                yield Obligation("can_fire", (rule.id,)), self._exists(_fires(rule.id))
                if rule.when is not None:
                    yield Obligation("not_always", (rule.id,)), self._exists(_does_not_fire(rule.id))
        for owner, table in tables_of(self.rules):
            for row in table.rows:
                subject = row_name(owner, row.id)
                yield Obligation("can_fire", (subject,)), self._exists(_row_counts(owner, row.id))
            if table.hit is HitPolicy.UNIQUE:
                yield Obligation("rows_apart", (owner,)), self._never(_rows_overlap(owner))

    def _area(self, area: Area) -> Iterator[tuple[Obligation, Answer]]:
        floors = [rule for rule in area.grading_rules if _is(rule, Modality.AT_LEAST)]
        ceilings = [rule for rule in area.grading_rules if _is(rule, Modality.AT_MOST)]
        judged = _is_judged(area.id)
        if floors and ceilings:
            yield Obligation("no_conflict", (area.id,)), self._never(judged, _in_conflict(area.id))
        for floor, ceiling in product(floors, ceilings):
            if _position(area, floor) > _position(area, ceiling):
                both = self._never(judged, _fires(floor.id), _fires(ceiling.id))
                yield Obligation("floor_below_ceiling", (floor.id, ceiling.id)), both
        if isinstance(area.start, StartGrade) and area.grading_rules:
            silent = _none_fires([rule.id for rule in area.grading_rules])
            yield Obligation("a_rule_speaks", (area.id,)), self._never(judged, silent)
        for grade in area.scale.names:
            yield Obligation("grade_reached", (area.id, grade)), self._exists(_is_at(area.id, grade))
        if isinstance(area.start, StartTable):
            yield Obligation("table_complete", (area.id,)), self._never(_has_gap(area.id))
        yield from self._better(area)

    def _better(self, area: Area) -> Iterator[tuple[Obligation, Answer]]:
        below = rests_on(self.rules, area.id)
        directed = self._directed(below)
        single = {item: self.lowered(area.id, (item,)) for item in directed}
        for item, pair in single.items():
            yield Obligation("better_never_lowers", (area.id, item)), _answer(pair)
        if any(single.values()):
            return
        for size in range(2, len(directed) + 1):
            together = {items: self.lowered(area.id, items) for items in combinations(directed, size)}
            for items, pair in together.items():
                if pair:
                    yield Obligation("better_never_lowers", (area.id, *items)), _answer(pair)
            if any(together.values()):
                return

    def _directed(self, below: RestsOn) -> list[str]:
        """The items and given areas that an area rests on of which one value is better than another."""
        items = [
            id
            for id, values in self.places.values.items()
            if id in below.items and values.item.better is not Better.NEITHER
        ]
        given = [area.id for area in self.rules.areas if isinstance(area.start, GivenOnly)]
        return [*items, *(area for area in given if area in below.areas)]

    def lowered(self, area: str, items: tuple[str, ...]) -> tuple[Case, Case] | None:
        """Two cases alike but for `items`, all of them better in the second, and `area` lower there.

        The same areas are judged in both, of those that `area` rests on and itself; none of them is in
        conflict, and the grade of `area` is decided.
        """
        names = self.places.names
        varied = [names.index(item) for item in items]
        below = rests_on(self.rules, area).areas | {area}
        groups: dict[object, list[tuple[tuple[int, ...], int, Case]]] = {}
        for one in self.all:
            outcomes = [outcome for id, outcome in one.decision.areas.items() if id in below]
            outcome = one.decision.areas[area]
            if outcome.proposed is None or any(at.conflict is Conflict.CERTAIN for at in outcomes):
                continue
            facts = one.complete.facts
            ranked = _all_ranked(self.places.rank(names[index], facts[index]) for index in varied)
            if ranked is None:
                continue
            others = tuple(fact for index, fact in enumerate(facts) if index not in varied)
            key = (others, tuple(at.judged for at in outcomes))
            groups.setdefault(key, []).append((ranked, outcome.scale.position(outcome.proposed), one.case))
        for group in groups.values():
            if len({grade for _, grade, _ in group}) == 1:
                continue
            for ranks, grade, case in group:
                for better, lower, after in group:
                    if lower < grade and all(a < b for a, b in zip(ranks, better, strict=True)):
                        return case, after
        return None

    def _taken_away(self) -> Iterator[tuple[str, Shows]]:
        """Each rule and row, and whether the outcome of a case changes when it is taken away."""
        for rule in self.rules.all_rules:
            if isinstance(rule, Rule):
                yield rule.id, _changed(without_rule(self.rules, rule.id), _may_fire(rule.id))
        for owner, table in tables_of(self.rules):
            for row in table.rows:
                rest = without_row(self.rules, owner, row.id)
                yield row_name(owner, row.id), _changed(rest, _row_may_count(owner, row.id))

    # --- over all cases ----------------------------------------------------------------------------

    def _exists(self, shows: Shows) -> Answer:
        return Answer(any(shows(one) for one in self.all))

    def _never(self, *shows: Shows) -> Answer:
        found = next((one for one in self.all if all(show(one) for show in shows)), None)
        return Answer(found is None, () if found is None else (found.case,))


# --- what a decision may show ---------------------------------------------------------------------------


def _fires(rule: str) -> Shows:
    return lambda one: one.decision.rules[rule] is Truth.TRUE


def _does_not_fire(rule: str) -> Shows:
    return lambda one: one.decision.rules[rule] is Truth.FALSE


def _may_fire(rule: str) -> Shows:
    return lambda one: one.decision.rules[rule] is not Truth.FALSE


def _none_fires(rules: list[str]) -> Shows:
    return lambda one: all(one.decision.rules[rule] is Truth.FALSE for rule in rules)


def _is_judged(area: str) -> Shows:
    return lambda one: one.decision.areas[area].judged is Judged.YES


def _in_conflict(area: str) -> Shows:
    return lambda one: one.decision.areas[area].conflict is Conflict.CERTAIN


def _is_at(area: str, grade: str) -> Shows:
    return lambda one: one.decision.areas[area].proposed == grade


def _row_counts(owner: str, row: str) -> Shows:
    return lambda one: row in one.decision.tables[owner].counting


def _row_may_count(owner: str, row: str) -> Shows:
    return lambda one: row in one.decision.tables[owner].possible


def _rows_overlap(owner: str) -> Shows:
    return lambda one: len(one.decision.tables[owner].holding) > 1


def _has_gap(owner: str) -> Shows:
    return lambda one: one.decision.tables[owner].gap


def _changed(rest: RulesInForce, may_matter: Shows) -> Shows:
    """What does not fire and cannot count changes nothing, so those cases are not decided again."""

    def changed(one: Decided) -> bool:
        if not may_matter(one):
            return False
        try:
            return decide(rest, one.case).seen != one.decision.seen
        except TypeError:
            # Without its last row, a table whose cells compare items has no meaning where one of these could
            # not be told. That the row matters is seen in the cases in which it surely counts.
            return False

    return changed


def _all_ranked(ranks: Iterable[int | None]) -> tuple[int, ...] | None:
    """The ranks, or None where one is missing."""
    found = list(ranks)
    known = tuple(rank for rank in found if rank is not None)
    return known if len(known) == len(found) else None


def _answer(pair: tuple[Case, Case] | None) -> Answer:
    return Answer(pair is None, pair or ())


def _is(rule: Rule, modality: Modality) -> bool:
    return isinstance(rule.conclusion, Grades) and rule.conclusion.modality is modality


def _position(area: Area, rule: Rule) -> int:
    assert isinstance(rule.conclusion, Grades)
    return area.scale.position(rule.conclusion.grade)
