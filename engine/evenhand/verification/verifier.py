"""Decides the obligations of a rule set: proved, refuted with a witness, or undecided within a time limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.backends.planes.rails import Rails
from evenhand.backends.planes.reading import Switch
from evenhand.domain import Case
from evenhand.evaluation import InspectionTrace
from evenhand.language import (
    AllOf,
    AreaGrade,
    Condition,
    DecisionTable,
    DoesNotApplyTo,
    GivenOnly,
    IsJudged,
    IsOneOf,
    ItemName,
    ItemNumber,
    Not,
    PreviousGrade,
    RulesInForce,
    StartTable,
    atoms_of,
)
from evenhand.language.claims import ObligationName
from evenhand.verification.asking import Answer, Solver, Verdict
from evenhand.verification.confirming import confirmed
from evenhand.verification.counterexample import example_of
from evenhand.verification.covering import covering_rules
from evenhand.verification.direct import all_whole, read_directly
from evenhand.verification.fewest import recorded, with_fewest
from evenhand.verification.monotone import Monotone
from evenhand.verification.obligations import obligations_of
from evenhand.verification.outcomes import at_grade, outcome_signals
from evenhand.verification.parts import Read
from evenhand.verification.problem import Problem
from evenhand.verification.regions import Region, recorded_parts, shortest_region
from evenhand.verification.results import Found, Obligation, Result
from evenhand.verification.solver import Z3Solver
from evenhand.verification.world_rules import WorldRules
from evenhand.verification.worlds import World

MakeSolver = Callable[[Circuit, Sequence[World]], Solver]
Clock = Callable[[], float]


class Budget:
    """The seconds left for one obligation. `seconds` of None is as long as it takes."""

    def __init__(self, seconds: float | None, clock: Clock) -> None:
        self.clock = clock
        self.until = None if seconds is None else clock() + seconds

    def left(self) -> float | None:
        """The seconds left; 0 where they are used up."""
        return None if self.until is None else max(0.0, self.until - self.clock())


class Verifier:
    """The obligations of one rule set in force.

    `seconds` is the limit for each obligation, `clock` tells the time in seconds, `make_solver` makes what
    is asked.
    """

    def __init__(
        self,
        rules: RulesInForce,
        *,
        clock: Clock,
        seconds: float | None = None,
        make_solver: MakeSolver = Z3Solver,
    ) -> None:
        self.rules = rules
        self.clock = clock
        self.seconds = seconds
        self.make_solver = make_solver
        self._exist = {
            area.id: columns_exist(area.start.table)
            for area in rules.areas
            if isinstance(area.start, StartTable)
        }
        self.problem = Problem([rules], [self._exist.values()])
        self.written = self.problem.written[0]
        self.obligations = tuple(obligations_of(rules, self.problem))

    def decide_all(self) -> Iterator[Found]:
        """What can be found of every obligation, in order.

        What can never fire is not asked whether it is redundant. Where better evidence of no single item
        lowers an area's grade, but better evidence of several does, that is found too.
        """
        never: set[tuple[str, ...]] = set()
        better: dict[str, list[Found]] = {}
        for at, obligation in enumerate(self.obligations):
            if obligation.name is ObligationName.NOT_REDUNDANT and obligation.subject in never:
                continue
            found = self.decide(obligation)
            yield found
            if obligation.name is ObligationName.CAN_FIRE and found.result is Result.REFUTED:
                never.add(obligation.subject)
            if obligation.name is ObligationName.BETTER_NEVER_LOWERS:
                area = obligation.subject[0]
                better.setdefault(area, []).append(found)
                if not self._goes_on(at, area):
                    yield from self._together(area, better[area])

    def _goes_on(self, at: int, area: str) -> bool:
        """Whether the obligation after one is of better evidence for the same area."""
        following = self.obligations[at + 1 : at + 2]
        return any(
            one.name is ObligationName.BETTER_NEVER_LOWERS and one.subject[0] == area for one in following
        )

    def _together(self, area: str, singly: Sequence[Found]) -> Iterator[Found]:
        if any(found.result is not Result.PROVED for found in singly):
            return
        budget = Budget(self.seconds, self.clock)
        found = self._monotone.together(area, [one.obligation.subject[1] for one in singly], budget.left)
        if found is not None:
            yield found

    def decide(self, obligation: Obligation) -> Found:
        """What can be found of one obligation within the time limit.

        Every witness was run through the interpreter. Raises `confirming.ReadingsDisagree` where that does
        not find what the solver found.
        """
        budget = Budget(self.seconds, self.clock)
        match obligation.name:
            case ObligationName.BETTER_NEVER_LOWERS:
                return self._monotone.decide(obligation, budget.left)
            case ObligationName.NOT_REDUNDANT:
                return self._redundant(obligation, budget)
            case ObligationName.CAN_FIRE | ObligationName.NOT_ALWAYS | ObligationName.GRADE_REACHED:
                return self._shown(obligation, budget)
            case _:
                return self._excluded(obligation, budget)

    # --- what all of them ask --------------------------------------------------------------------------

    @property
    def circuit(self) -> Circuit:
        """The circuit that everything is asked in."""
        return self.problem.circuit

    @cached_property
    def world(self) -> World:
        """Any complete case."""
        return self.problem.complete("case")

    @cached_property
    def read(self) -> WorldRules:
        """What the rules make of any complete case."""
        return self.world.read(self.written)

    @cached_property
    def solver(self) -> Solver:
        """What is asked about complete cases."""
        return self.make_solver(self.circuit, [self.world])

    @cached_property
    def _open_world(self) -> World:
        return self.problem.partial("open")

    @cached_property
    def _open_read(self) -> WorldRules:
        return self._open_world.read(self.written)

    @cached_property
    def _open_solver(self) -> Solver:
        return self.make_solver(self.circuit, [self._open_world])

    @cached_property
    def _monotone(self) -> Monotone:
        return Monotone(self.rules, self.problem, self.make_solver)

    def _fires(self, read: WorldRules, obligation: Obligation) -> Rails:
        if obligation.row is not None:
            return read.rows[obligation.row]
        return read.rules[obligation.subject[0]]

    # --- that something can be -------------------------------------------------------------------------

    def shown_by(self, obligation: Obligation) -> Signal:
        """That a case in `world` shows an obligation to hold. Raises TypeError where none alone can."""
        match obligation.name:
            case ObligationName.CAN_FIRE:
                return self._fires(self.read, obligation).surely
            case ObligationName.NOT_ALWAYS:
                return self.circuit.negated(self._fires(self.read, obligation).possibly)
            case ObligationName.NOT_REDUNDANT:
                return self._differs_without(obligation.switch)
            case ObligationName.GRADE_REACHED:
                area, grade = obligation.subject
                position = self.rules.area_by_id[area].scale.position(grade)
                return at_grade(self.circuit, self.read.areas[area], position).surely
            case _:
                raise TypeError(f"{obligation.name} is not shown by one case")

    def _shown(self, obligation: Obligation, budget: Budget) -> Found:
        """An obligation that one case shows to hold."""
        signal = self.shown_by(obligation)
        answer = self.solver.ask(signal, seconds=budget.left())
        return Found(obligation, _RESULT_IF_SHOWN[answer.verdict])

    def _redundant(self, obligation: Obligation, budget: Budget) -> Found:
        found = self._shown(obligation, budget)
        if found.result is not Result.REFUTED or obligation.row is not None:
            return found
        (rule,) = obligation.subject
        return replace(found, related=covering_rules(self.rules, self.read, self.solver, rule, budget.left))

    def _differs_without(self, switch: Switch) -> Signal:
        """That something turns out otherwise without a rule or row."""
        without = self.world.read(self.written, [switch])
        kinds = self.rules.rule_set.findings
        graded = any(not isinstance(area.start, GivenOnly) for area in self.rules.areas)
        shown = [id for id, finding in kinds.items() if finding.kind is not None or not graded]
        parts = [
            self.circuit.differ(one, other)
            for area in self.read.areas
            for one, other in zip(
                outcome_signals(self.circuit, self.read.areas[area]),
                outcome_signals(self.circuit, without.areas[area]),
                strict=True,
            )
        ]
        parts += [
            self.circuit.differ(one, other)
            for finding in shown
            for one, other in zip(self.read.findings[finding], without.findings[finding], strict=True)
        ]
        return self.circuit.any_of(parts)

    # --- that something cannot be ----------------------------------------------------------------------

    def _excluded(self, obligation: Obligation, budget: Budget) -> Found:
        """An obligation that no case may contradict; one that does is shown with as little as will do."""
        against = self._against(obligation, self.read)
        answer = self.solver.ask(*against, seconds=budget.left())
        if answer.model is None:
            return Found(obligation, _RESULT_IF_EXCLUDED[answer.verdict])
        return self._witness(obligation, answer, budget)

    def _witness(self, obligation: Obligation, answer: Answer, budget: Budget) -> Found:
        assert answer.model is not None
        against = self._against(obligation, self._open_read)
        counted = [(signal, 1) for signal in recorded(self._open_world)]
        least, fewest = with_fewest(self._open_solver, against, counted, budget.left)
        if least.model is None:
            example = example_of(self.world, answer.model)
            fewest = False
        else:
            example = example_of(self._open_world, least.model)
        trace = confirmed(self.rules, obligation, example)
        region = None
        if least.model is not None and obligation.name is ObligationName.A_RULE_SPEAKS:
            region = self._region(obligation, example.case, trace, budget)
        return Found(obligation, Result.REFUTED, (example,), fewest, region)

    def _region(
        self, obligation: Obligation, case: Case, trace: InspectionTrace, budget: Budget
    ) -> Region | None:
        """The region around a witness, over complete cases: what its rules read of it, widened."""
        holds = self.circuit.all_of(self._against(obligation, self.read))
        area = obligation.subject[0]
        direct = read_directly([self.rules], area, all_whole(self.rules), self.world, case, trace)
        ways = (direct, recorded_parts(self.world, case))
        return shortest_region(Read(self.world, self.read), self.solver, holds, ways, budget.left)

    def _against(self, obligation: Obligation, read: WorldRules) -> list[Signal]:
        """What has to hold at once in a case that contradicts an obligation."""
        subject = obligation.subject
        match obligation.name:
            case ObligationName.NO_CONFLICT:
                area = read.areas[subject[0]]
                return [area.judged.surely, area.conflict.surely]
            case ObligationName.FLOOR_BELOW_CEILING:
                own = next(
                    area.id for area in self.rules.areas if any(rule.id == subject[0] for rule in area.rules)
                )
                fires = [read.rules[rule].surely for rule in subject]
                return [read.areas[own].judged.surely, *fires]
            case ObligationName.A_RULE_SPEAKS:
                rules = self.rules.area_by_id[subject[0]].grading_rules
                silent = [self.circuit.negated(read.rules[rule.id].possibly) for rule in rules]
                return [read.areas[subject[0]].judged.surely, *silent]
            case ObligationName.TABLE_COMPLETE:
                rows = [rails.possibly for row, rails in read.rows.items() if row.owner == subject[0]]
                exist = read.asked[self._exist[subject[0]]]
                return [exist.surely, self.circuit.negated(self.circuit.any_of(rows))]
            case ObligationName.ROWS_APART:
                rows = [rails.surely for row, rails in read.rows.items() if row.owner == subject[0]]
                return [self.circuit.at_least(2, rows)]
            case _:
                raise TypeError(f"{obligation.name} is not refuted by one case")


_RESULT_IF_SHOWN = {
    Verdict.POSSIBLE: Result.PROVED,
    Verdict.IMPOSSIBLE: Result.REFUTED,
    Verdict.UNKNOWN: Result.UNDECIDED,
}
_RESULT_IF_EXCLUDED = {
    Verdict.POSSIBLE: Result.REFUTED,
    Verdict.IMPOSSIBLE: Result.PROVED,
    Verdict.UNKNOWN: Result.UNDECIDED,
}


def columns_exist(table: DecisionTable) -> Condition:
    """That every column of a table that some cell asks about exists for an inspection."""
    parts: list[Condition] = []
    for index, column in enumerate(table.columns):
        if isinstance(column.subject, str) or not table.asks(index):
            continue
        for atom in atoms_of(column.subject):
            match atom:
                case ItemName(item) | ItemNumber(item):
                    parts.append(Not(DoesNotApplyTo(item)))
                case AreaGrade(area, _):
                    parts.append(IsJudged(area))
                case PreviousGrade(_, scale):
                    parts.append(IsOneOf(atom, scale.names))
                case _:
                    pass
    return AllOf(tuple(parts))
