"""The semantic difference of two rule sets: for each area a relation, and inspections that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Signal
from evenhand.domain import Case, Outcome
from evenhand.evaluation import InspectionTrace, interpret
from evenhand.language import RulesInForce
from evenhand.verification.apart import Shown, apart_in_complete, apart_in_open
from evenhand.verification.asking import Answer, Limit, Solver, Verdict
from evenhand.verification.confirming import ReadingsDisagree
from evenhand.verification.counterexample import Example, example_of
from evenhand.verification.direct import alike_in, read_directly, with_first
from evenhand.verification.fewest import recorded
from evenhand.verification.lighter import lighter, recorded_in
from evenhand.verification.regions import Region, recorded_parts, shortest_region
from evenhand.verification.responsible import Responsible, responsible_rules
from evenhand.verification.sides import SameArea, Sides
from evenhand.verification.solver import Z3Solver
from evenhand.verification.unlike import Direction, Unlike, are_told, directions_of, unlike
from evenhand.verification.verifier import Budget, Clock
from evenhand.verification.worlds import World

MOST_WITNESSES = 3
"""How many inspections show one direction, unless more are asked for."""

MOST_EFFORT = 2_000_000
"""How much work one question for fewer items may take, about a third of a second.

By work and not by the clock, so that the same inspections are found each time.
"""


class Relation(StrEnum):
    """What the second rule set is beside the first, for one area, over every complete case of both.

    `stricter`: never better and somewhere worse. A case that is judged, or in conflict, in one of them alone
    is neither better nor worse: where there is one, the relation is `neither`. `new` and `gone`: only one of
    them has rules for the area.
    """

    EQUIVALENT = "equivalent"
    STRICTER = "stricter"
    SOFTER = "softer"
    NEITHER = "neither"
    NEW = "new"
    GONE = "gone"


class WitnessSide(NamedTuple):
    """What one rule set makes of a witness: its trace, and the rules that made the outcome."""

    example: Example
    trace: InspectionTrace
    outcome: Outcome
    responsible: Responsible


@dataclass(frozen=True, eq=False)
class DifferenceWitness:
    """An inspection about which two rule sets differ, as each of them calls its areas.

    `fewest` says whether it is known that no fewer items need be recorded. `causes` are the rules that made
    the outcomes and are not the same in both, or do not fire in both. In every complete case of `region`
    they differ in the same direction.
    """

    direction: Direction
    before: WitnessSide
    after: WitnessSide
    fewest: bool
    causes: tuple[str, ...]
    region: Region | None


@dataclass(frozen=True)
class AreaDifference:
    """How two rule sets compare about one area.

    `relation` is None where the time was up before it was known. `directions` has for each direction whether
    there is such a case (None: not known). `range_differs`: the grades are always equal, and what the fired
    must-rules leave open is not. `complete` says whether the search for witnesses came to its end.
    """

    area: SameArea | None
    id: str
    relation: Relation | None
    directions: dict[Direction, bool | None] = field(default_factory=dict)
    range_differs: bool | None = False
    witnesses: tuple[DifferenceWitness, ...] = ()
    complete: bool = True

    @property
    def differs(self) -> bool | None:
        """Whether the two differ about it; None where that is not known."""
        if self.relation is Relation.EQUIVALENT:
            return self.range_differs
        if self.relation is None:
            return any(self.directions.values()) or None
        return True


class Difference:
    """Two rule sets in force, compared area by area.

    `areas` says which areas of the two are the same. `seconds` is the limit for each area, `clock` tells the
    time in seconds. Raises `sides.CannotCompare`.
    """

    def __init__(
        self,
        before: RulesInForce,
        after: RulesInForce,
        areas: Iterable[SameArea],
        *,
        clock: Clock,
        seconds: float | None = None,
        make_solver: Callable[[Circuit, Sequence[World]], Solver] = Z3Solver,
    ) -> None:
        self.sides = Sides(before, after, areas, make_solver)
        self.clock = clock
        self.seconds = seconds

    @property
    def ids(self) -> tuple[str, ...]:
        """What every area of the two goes by: those of the first in order, then what only the second has."""
        before, after = self.sides.before, self.sides.after
        return tuple(dict.fromkeys([*before.own_ids, *after.own_ids]))

    def area(self, id: str, *, witnesses: int = MOST_WITNESSES) -> AreaDifference:
        """How the two compare about an area, within the time limit.

        Every witness was run through the interpreter under both. Raises `confirming.ReadingsDisagree`
        where that does not find the difference.
        """
        sides = self.sides
        same = sides.areas.get(id)
        ruled = sides.by_rules(sides.before, id), sides.by_rules(sides.after, id)
        if same is None or ruled[0] != ruled[1]:
            has_before = ruled[0] if same is not None else id in sides.before.own_ids
            return AreaDifference(same, id, Relation.GONE if has_before else Relation.NEW)
        budget = Budget(self.seconds, self.clock)
        both = sides.complete
        apart = unlike(both, same)
        answers = {
            direction: _possible(both.solver, signal, budget) for direction, signal in apart.by.items()
        }
        relation = _relation(answers)
        range_differs: bool | None = False
        if relation is Relation.EQUIVALENT and ruled[0]:
            range_differs = _possible(both.solver, apart.permitted, budget)
        search = _Search(sides, same, apart, budget)
        shown = [
            witness
            for direction, answer in answers.items()
            if answer
            for witness in search.witnesses(direction, witnesses)
        ]
        return AreaDifference(same, id, relation, answers, range_differs, tuple(shown), search.finished)


def _possible(solver: Solver, signal: Signal, budget: Budget) -> bool | None:
    if signal in (FALSE, TRUE):
        return bool(signal == TRUE)
    verdict = solver.ask(signal, seconds=budget.left()).verdict
    return None if verdict is Verdict.UNKNOWN else verdict is Verdict.POSSIBLE


def _relation(found: dict[Direction, bool | None]) -> Relation | None:
    """The relation, where what is known is enough for it."""
    stricter, softer, other = (found[direction] for direction in Direction)
    if other or (stricter and softer):
        return Relation.NEITHER
    if None in (stricter, softer, other):
        return None
    if stricter:
        return Relation.STRICTER
    return Relation.SOFTER if softer else Relation.EQUIVALENT


class _Search:
    """Looks for inspections that show a difference about one area, each made by other rules."""

    def __init__(self, sides: Sides, same: SameArea, apart: Unlike, budget: Budget) -> None:
        self.sides = sides
        self.same = same
        self.apart = apart
        self.budget = budget
        self.alike = alike_in(sides, budget.left)
        self.finished = True

    def witnesses(self, direction: Direction, most: int) -> Iterator[DifferenceWitness]:
        """Some witnesses of a direction, the first with as few items recorded as will do."""
        both = self.sides.complete
        shown: list[Shown] = []
        while len(shown) < most:
            blocked = [apart_in_complete(both, one) for one in shown]
            answer = self._asked(self.apart.shown[direction], blocked)
            if answer.verdict is Verdict.IMPOSSIBLE and not shown:
                # They differ only where something that nobody could tell leaves a grade open.
                answer = self._asked(self.apart.by[direction], blocked)
            if answer.model is None:
                self.finished = self.finished and answer.verdict is Verdict.IMPOSSIBLE
                return
            witness, place = self._witness(direction, answer, shown)
            yield witness
            shown.append(place)

    def _asked(self, signal: Signal, besides: Sequence[Signal]) -> Answer:
        return self.sides.complete.solver.ask(signal, *besides, seconds=self.budget.left())

    def _witness(
        self, direction: Direction, answer: Answer, before: Sequence[Shown]
    ) -> tuple[DifferenceWitness, Shown]:
        assert answer.model is not None
        example = example_of(self.sides.complete.world, answer.model)
        example, fewest = self._with_fewest(direction, example, before)
        one, other = self._decided(example, direction)
        rules = (*one.responsible.rules, *other.responsible.rules)
        shown = Shown(self.same, rules, (one.trace, other.trace), None)
        region = self._region(direction, example, shown)
        shown = replace(shown, region=region)
        return DifferenceWitness(direction, one, other, fewest, shown.causes, region), shown

    def _with_fewest(
        self, direction: Direction, example: Example, before: Sequence[Shown]
    ) -> tuple[Example, bool]:
        """An example with as few items recorded as is found soon enough; whether fewer will not do."""

        def shows(case: Case) -> bool:
            traces = self._traces(case)
            outcomes = traces[0].areas[self.same.before].outcome, traces[1].areas[self.same.after].outcome
            return (
                are_told(*outcomes)
                and direction in directions_of(*outcomes, self.same)
                and all(one.is_surely_apart(case, traces) for one in before)
            )

        if not shows(example.case):
            return example, False
        both = self.sides.open
        holding = [
            unlike(both, self.same).shown[direction],
            *(apart_in_open(both, one) for one in before),
        ]
        counted = tuple((signal, 1) for signal in recorded(both.world))
        while True:
            example = lighter(example, shows)
            fewer = Limit(counted, len(recorded_in(example)) - 1)
            answer = both.solver.ask(*holding, limit=fewer, seconds=self.budget.left(), effort=MOST_EFFORT)
            if answer.model is None:
                return example, answer.verdict is Verdict.IMPOSSIBLE
            example = example_of(both.world, answer.model)

    def _traces(self, case: Case) -> tuple[InspectionTrace, InspectionTrace]:
        before, after = self.sides.cases(case)
        return interpret(self.sides.before.rules, before), interpret(self.sides.after.rules, after)

    def _decided(self, example: Example, direction: Direction) -> tuple[WitnessSide, WitnessSide]:
        """What the interpreter makes of an example under both: confirmed, or it raises."""
        sides = (self.sides.before, self.sides.after)
        names = (self.same.before, self.same.after)
        found = []
        for side, case, own in zip(sides, self.sides.cases(example.case), names, strict=True):
            trace = interpret(side.rules, case)
            responsible = responsible_rules(side.rules, case, own, trace)
            decided = Example(case, example.states, example.sample)
            found.append(WitnessSide(decided, trace, trace.areas[own].outcome, responsible))
        one, other = found
        if direction not in directions_of(one.outcome, other.outcome, self.same):
            about = f"whether {self.same.id} is {direction} in {self.sides.after.rules.rule_set.name}"
            raise ReadingsDisagree(about, [one.example, other.example])
        return one, other

    def _region(self, direction: Direction, example: Example, shown: Shown) -> Region | None:
        """The complete cases around an example in which the two differ in the same direction.

        The conditions that the rules read which make the difference come first.
        """
        sides, both = self.sides, self.sides.complete
        rules = (sides.before.called, sides.after.called)
        trace = shown.traces[0]
        direct = read_directly(rules, self.same.id, self.alike, both.world, example.case, trace)
        ways = (direct, recorded_parts(both.world, example.case))
        holds = self.apart.by[direction]
        found = shortest_region(both.read_before, both.solver, holds, ways, self.budget.left)
        return None if found is None else with_first(found, rules, shown.causes, self.alike)
