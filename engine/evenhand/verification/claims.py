"""Decides a claim about a rule set over every complete case of which it speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from evenhand.backends.planes.area_circuit import AreaCircuit
from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.domain import Conflict, Judged
from evenhand.evaluation import InspectionTrace, Truth, decide_afterwards, interpret
from evenhand.language import Condition, RulesInForce, areas_in_leaf, leaves_of
from evenhand.language.claims import (
    AgainstRules,
    Always,
    Claim,
    Never,
    NeverDiffers,
    NeverSofter,
    NeverStricter,
    ObligationName,
    Whenever,
    WithinGrades,
    claim_text,
)
from evenhand.verification.asking import Solver, Verdict
from evenhand.verification.confirming import ReadingsDisagree
from evenhand.verification.counterexample import Example, example_of
from evenhand.verification.fewest import recorded, with_fewest
from evenhand.verification.problem import Problem
from evenhand.verification.results import Found, Obligation, Result
from evenhand.verification.sides import BothRead, CannotCompare, SameArea, Sides
from evenhand.verification.solver import Z3Solver
from evenhand.verification.unlike import Direction, directions_of, unlike
from evenhand.verification.verifier import Budget, MakeSolver
from evenhand.verification.world_rules import WorldRules
from evenhand.verification.worlds import World

OwnClaim = Always | Never | Whenever | WithinGrades
"""A claim about one rule set alone."""

_AGAINST = {
    NeverSofter: (Direction.SOFTER,),
    NeverStricter: (Direction.STRICTER,),
    NeverDiffers: (Direction.STRICTER, Direction.SOFTER),
}


@dataclass(frozen=True, slots=True)
class Against:
    """Another rule set that a claim compares with, and which of its areas are the same.

    In each of `areas` the other rule set is the one before.
    """

    rules: RulesInForce
    areas: tuple[SameArea, ...]


def decide_claim(
    claim: Claim,
    rules: RulesInForce,
    others: Callable[[str], Against],
    budget: Budget,
    make_solver: MakeSolver = Z3Solver,
) -> Found:
    """What can be found of a claim within the time limit. `others` gives the rule set of a reference.

    The claim speaks of complete cases in which the areas that it names are judged and not in conflict. A
    witness is one that it does not hold of, run through the interpreter. Raises CannotCompare where the
    other rule set has no such area, or unlike grades, and `confirming.ReadingsDisagree` where the
    interpreter does not find what the solver found.
    """
    obligation = Obligation(ObligationName.CLAIM, (claim_text(claim),))
    match claim:
        case NeverSofter() | NeverStricter() | NeverDiffers():
            return _against(claim, rules, others(claim.than), obligation, budget, make_solver)
        case Always() | Never() | Whenever() | WithinGrades():
            return _Own(claim, rules, make_solver).decide(obligation, budget)
        case _:
            assert_never(claim)


# --- one rule set ------------------------------------------------------------------------------------


class _Own:
    """A claim about one rule set."""

    def __init__(self, claim: OwnClaim, rules: RulesInForce, make_solver: MakeSolver) -> None:
        self.claim = claim
        self.rules = rules
        self.make_solver = make_solver
        self.conditions = _conditions(claim)
        self.problem = Problem([rules], [self.conditions], switched=False)

    def decide(self, obligation: Obligation, budget: Budget) -> Found:
        complete = self.problem.complete("case")
        found = self._ask(complete, budget)
        if found.witness is None:
            says_nothing = found.result is Result.PROVED and not self._may_apply(complete, budget)
            return Found(obligation, found.result, says_nothing=says_nothing)
        partial = self.problem.partial("open")
        least = self._ask(partial, budget, counted=True)
        witness = least.witness or found.witness
        trace = interpret(self.rules, witness.case)
        if not self._is_refuted(trace):
            raise ReadingsDisagree(f"the claim `{obligation.subject[0]}`", [witness])
        return Found(obligation, Result.REFUTED, (witness,), least.fewest)

    def _ask(self, world: World, budget: Budget, *, counted: bool = False) -> _Answer:
        read = world.read(self.problem.written[0])
        solver = self.make_solver(self.problem.circuit, [world])
        return _ask(solver, world, self._against(world, read), budget, counted=counted)

    def _may_apply(self, world: World, budget: Budget) -> bool:
        """Whether some case may meet the condition of the claim, where it has one."""
        if not isinstance(self.claim, Whenever):
            return True
        read = world.read(self.problem.written[0])
        named = [_has_grade(world.circuit, read.areas[area]) for area in areas_named(self.claim)]
        meets = read.asked[self.claim.condition].surely
        solver = self.make_solver(self.problem.circuit, [world])
        return solver.ask(meets, *named, seconds=budget.left()).verdict is not Verdict.IMPOSSIBLE

    def _against(self, world: World, read: WorldRules) -> list[Signal]:
        """What holds at once in a case that refutes the claim."""
        circuit = world.circuit
        named = [_has_grade(circuit, read.areas[area]) for area in areas_named(self.claim)]
        match self.claim:
            case Always(condition):
                refuting = [circuit.negated(read.asked[condition].possibly)]
            case Never(condition):
                refuting = [read.asked[condition].surely]
            case Whenever(condition, then):
                refuting = [read.asked[condition].surely, circuit.negated(read.asked[then].possibly)]
            case WithinGrades(area, other, grades):
                refuting = [_further_apart(circuit, read.areas[area], read.areas[other], grades)]
            case _:
                assert_never(self.claim)
        return [*named, *refuting]

    def _is_refuted(self, trace: InspectionTrace) -> bool:
        """Whether the claim speaks of an inspection and does not hold of it."""
        outcomes = [trace.areas[area].outcome for area in areas_named(self.claim)]
        if any(one.judged is not Judged.YES or one.conflict is not Conflict.NO for one in outcomes):
            return False
        truths = [decide_afterwards(condition, trace).truth for condition in self.conditions]
        match self.claim:
            case Always():
                return truths == [Truth.FALSE]
            case Never():
                return truths == [Truth.TRUE]
            case Whenever():
                return truths == [Truth.TRUE, Truth.FALSE]
            case WithinGrades(area, other, grades):
                one, two = (trace.areas[id].outcome.reach for id in (area, other))
                return one is not None and two is not None and max(one[0] - two[1], two[0] - one[1]) > grades
            case _:
                assert_never(self.claim)


def _conditions(claim: OwnClaim) -> tuple[Condition, ...]:
    match claim:
        case Always(condition) | Never(condition):
            return (condition,)
        case Whenever(condition, then):
            return (condition, then)
        case WithinGrades():
            return ()
        case _:
            assert_never(claim)


def areas_named(claim: Claim) -> Iterator[str]:
    """The areas that a claim names, each once."""
    if isinstance(claim, AgainstRules):
        if claim.area is not None:
            yield claim.area
        return
    if isinstance(claim, WithinGrades):
        yield from dict.fromkeys((claim.area, claim.other))
    leaves = [leaf for condition in _conditions(claim) for leaf in leaves_of(condition)]
    yield from dict.fromkeys(area for leaf in leaves for area in areas_in_leaf(leaf))


def _has_grade(circuit: Circuit, area: AreaCircuit) -> Signal:
    """That an area is judged and not in conflict."""
    return circuit.both(area.judged.surely, circuit.negated(area.conflict.possibly))


def _further_apart(circuit: Circuit, one: AreaCircuit, other: AreaCircuit, grades: int) -> Signal:
    """That two areas on one scale are surely more than so many grades apart."""
    parts = []
    for high, low in ((one, other), (other, one)):
        for position in range(grades + 1, len(one.scale)):
            below = circuit.negated(low.reach.best.at_least(position - grades))
            parts.append(circuit.both(high.reach.worst.at_least(position), below))
    return circuit.any_of(parts)


# --- against another rule set --------------------------------------------------------------------------


def _against(
    claim: AgainstRules,
    rules: RulesInForce,
    other: Against,
    obligation: Obligation,
    budget: Budget,
    make_solver: MakeSolver,
) -> Found:
    sides = Sides(other.rules, rules, other.areas, make_solver)
    asked = [same for same in sides.areas.values() if claim.area in (None, same.after)]
    if claim.area is not None and not asked:
        raise CannotCompare(area=claim.area)
    directions = _AGAINST[type(claim)]
    undecided = False
    for same in asked:
        if not same.comparable:
            raise CannotCompare(area=same.after)
        found = _ask_both(sides.complete, same, directions, budget)
        undecided = undecided or found.result is Result.UNDECIDED
        if found.witness is not None:
            least = _ask_both(sides.open, same, directions, budget, counted=True)
            witness = _confirmed(sides, same, directions, least.witness or found.witness, obligation)
            return Found(obligation, Result.REFUTED, (witness,), least.fewest)
    return Found(obligation, Result.UNDECIDED if undecided else Result.PROVED)


def _ask_both(
    both: BothRead,
    same: SameArea,
    directions: Sequence[Direction],
    budget: Budget,
    *,
    counted: bool = False,
) -> _Answer:
    apart = unlike(both, same)
    signals = apart.shown if counted else apart.by
    holding = [both.world.circuit.any_of(signals[direction] for direction in directions)]
    return _ask(both.solver, both.world, holding, budget, counted=counted)


def _confirmed(
    sides: Sides, same: SameArea, directions: Sequence[Direction], example: Example, obligation: Obligation
) -> Example:
    """The witness as the rule set calls its areas, once the interpreter found the difference too."""
    before, after = sides.cases(example.case)
    one = interpret(sides.before.rules, before).areas[same.before].outcome
    other = interpret(sides.after.rules, after).areas[same.after].outcome
    if not directions_of(one, other, same) & set(directions):
        raise ReadingsDisagree(f"the claim `{obligation.subject[0]}`", [example])
    return Example(after, example.states, example.sample)


# --- asking ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answer:
    result: Result
    witness: Example | None = None
    fewest: bool = False


def _ask(
    solver: Solver, world: World, holding: Sequence[Signal], budget: Budget, *, counted: bool
) -> _Answer:
    """Whether some signals can hold at once, with an inspection; where `counted`, as little as will do."""
    if counted:
        weighted = [(signal, 1) for signal in recorded(world)]
        answer, fewest = with_fewest(solver, holding, weighted, budget.left)
    else:
        answer, fewest = solver.ask(*holding, seconds=budget.left()), False
    if answer.model is not None:
        return _Answer(Result.REFUTED, example_of(world, answer.model), fewest)
    unknown = answer.verdict is Verdict.UNKNOWN
    return _Answer(Result.UNDECIDED if unknown else Result.PROVED)
