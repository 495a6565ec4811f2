"""Exact reach: which outcomes the completions of a partly recorded inspection really have.

The interpreter looks at each condition by itself, so its reach may hold grades that no completion has. Here
all conditions are looked at together, and each outcome is shown by a completion that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from evenhand.backends.planes.area_circuit import AreaCircuit
from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.domain import Case, Conflict, Judged, Outcome, Previous
from evenhand.evaluation import interpret
from evenhand.language import RulesInForce
from evenhand.verification.asking import Verdict
from evenhand.verification.confirming import ReadingsDisagree
from evenhand.verification.counterexample import Example, example_of
from evenhand.verification.problem import Problem
from evenhand.verification.solver import Z3Solver
from evenhand.verification.verifier import MakeSolver

NOT_JUDGED = "not judged"
IN_CONFLICT = "conflict"
"""Words for outcomes that are no grade. They have a space or are reserved, so no grade is called so."""


@dataclass(frozen=True)
class ExactReach:
    """What an area can turn out as, the grades first, worst first.

    `wider` is what the interpreter's reach holds beside it. `open` is what could not be settled in the time
    there was: outcomes that the interpreter's reach holds. Each of `examples` is the case with everything
    that may yet be settled filled in, so that the area turns out so.
    """

    area: str
    outcomes: tuple[str, ...]
    wider: tuple[str, ...]
    open: tuple[str, ...]
    examples: dict[str, Case]

    @property
    def is_decided(self) -> bool:
        """Whether the area turns out the same whatever is found out."""
        return len(self.outcomes) == 1 and not self.open


def outcomes_of(outcome: Outcome) -> tuple[str, ...]:
    """What an outcome leaves open: grades, worst first, then not judged, then in conflict."""
    found = list(outcome.reach_grades)
    if outcome.judged is not Judged.YES:
        found.append(NOT_JUDGED)
    if outcome.conflict is not Conflict.NO:
        found.append(IN_CONFLICT)
    return tuple(found)


def outcome_signals(circuit: Circuit, area: AreaCircuit) -> Iterator[tuple[str, Signal]]:
    """For each thing that an area can turn out as, that the case leaves it open."""
    worst, best = area.reach
    for position, grade in enumerate(area.scale.names):
        above = circuit.negated(worst.at_least(position + 1))
        yield grade, circuit.all_of([area.has_reach, best.at_least(position), above])
    yield NOT_JUDGED, circuit.negated(area.judged.surely)
    yield IN_CONFLICT, circuit.both(area.judged.possibly, area.conflict.possibly)


def exact_reach(
    rules: RulesInForce,
    case: Case,
    area: str,
    *,
    left: Callable[[], float | None],
    make_solver: MakeSolver = Z3Solver,
) -> ExactReach:
    """The exact reach of one area.

    What could not be told or is suppressed stays so, and may leave a completion with several outcomes: all of
    them count. `left` gives the seconds that are left. Raises ReadingsDisagree where the interpreter finds
    otherwise of a completion.
    """
    problem = Problem([rules], switched=False)
    world = problem.completing("completed", case)
    signals = outcome_signals(problem.circuit, world.read_area(problem.written[0], area))
    solver = make_solver(problem.circuit, [world])
    by_itself = outcomes_of(interpret(rules, case).areas[area].outcome)
    examples: dict[str, Case] = {}
    open_: list[str] = []
    for outcome, signal in signals:
        answer = solver.ask(signal, seconds=left())
        if answer.verdict is Verdict.UNKNOWN and outcome in by_itself:
            open_.append(outcome)
        if answer.model is None:
            continue
        completion = completed(case, example_of(world, answer.model))
        if outcome in outcomes_of(interpret(rules, completion).areas[area].outcome):
            examples[outcome] = completion
        else:
            raise ReadingsDisagree(f"a completion in which {area} is {outcome}", [Example(completion, {})])
    wider = tuple(one for one in by_itself if one not in examples and one not in open_)
    if any(one not in by_itself for one in examples):
        raise ReadingsDisagree(f"the reach of {area}", [Example(one, {}) for one in examples.values()])
    return ExactReach(area, tuple(examples), wider, tuple(open_), examples)


def completed(case: Case, example: Example) -> Case:
    """A case with what an example fills in; all that is recorded exactly is left as it is written."""
    found = example.case
    states = {**case.profile.states, **found.profile.states}
    cases = case.profile.cases if case.profile.cases is not None else found.profile.cases
    profile = replace(case.profile, states=states, cases=cases)
    none = found.previous.none and not case.previous.grades
    grades = {**found.previous.grades, **case.previous.grades}
    previous = Previous(grades, case.previous.on, none)
    return replace(case, profile=profile, given={**found.given, **case.given}, previous=previous)
