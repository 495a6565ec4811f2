"""What would settle it: the fewest open items that decide an area, whatever they turn out to be.

A set of items settles an area if no two completions that agree on them differ in what the area turns out as.
Two that do show that one of the items in which they differ has to be looked at as well. The smallest sets
that hold one of each of these are tried, until one settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evenhand.backends.planes import NoGrade, state_in
from evenhand.backends.planes.circuit import Signal
from evenhand.domain import Case, Recorded, Unknown
from evenhand.language import (
    ColumnId,
    ColumnKind,
    RulesInForce,
    item_column,
    rests_on,
)
from evenhand.verification.asking import Model, Verdict
from evenhand.verification.hitting import hitting_sets
from evenhand.verification.pairs import Pair
from evenhand.verification.problem import Problem
from evenhand.verification.reach import outcome_signals
from evenhand.verification.solver import Z3Solver
from evenhand.verification.verifier import MakeSolver


@dataclass(frozen=True)
class Settling:
    """What would settle an area: `sets` are all smallest sets of items that do, up to a limit.

    `items` are the open items that the area rests on, in the order of the schema. Where not even all of them
    settle it, there is no set, and `besides` says what else is open: the previous grade or the given grade of
    an area, the number of cases, or items of which nobody can tell. `in_time` says whether all of this is
    known.
    """

    area: str
    items: tuple[str, ...]
    sets: tuple[frozenset[str], ...]
    besides: tuple[ColumnId, ...]
    in_time: bool

    @property
    def fewest(self) -> int | None:
        """How many items have to be known at least; None where no items are enough."""
        return len(self.sets[0]) if self.sets else None

    @property
    def needs_all(self) -> bool:
        """Whether nothing less than all open items settles it."""
        return self.fewest == len(self.items)


def open_items(rules: RulesInForce, case: Case, area: str) -> tuple[str, ...]:
    """The items that an area rests on and that more work can still settle, in the order of the schema."""
    read = {column.id for column in rests_on(rules, area).columns if column.kind is ColumnKind.ITEM}
    return tuple(id for id in rules.schema.items if id in read and _is_open(case, id))


def _is_open(case: Case, item: str) -> bool:
    match case.profile.state(item):
        case Unknown(reason):
            return reason.may_be_settled
        case Recorded(value, may_not_exist):
            return may_not_exist or not value.is_exact
        case _:
            return False


def settling_sets(
    rules: RulesInForce,
    case: Case,
    area: str,
    *,
    left: Callable[[], float | None],
    most: int = 10,
    make_solver: MakeSolver = Z3Solver,
) -> Settling:
    """The smallest sets of open items that settle an area, up to `most`. `left` gives the seconds left."""
    items = open_items(rules, case, area)
    search = _Search(rules, case, area, items, left, make_solver)
    whole = search.refuted(frozenset(items))
    if whole is not None or not search.in_time:
        return Settling(area, items, (), search.besides if whole is not None else (), search.in_time)
    found: list[frozenset[str]] = []
    refuting: list[frozenset[str]] = []
    size = 0
    while not found:
        tried = True
        while tried and len(found) < most and search.in_time:
            tried = False
            for chosen in hitting_sets(refuting, size):
                if chosen in found:
                    continue
                differing = search.refuted(chosen)
                if differing is None and search.in_time:
                    found.append(chosen)
                if differing is not None:
                    refuting.append(differing)
                    tried = True
                if tried or len(found) >= most or not search.in_time:
                    break
        if not search.in_time:
            break
        size += 1
    return Settling(area, items, tuple(sorted(found, key=sorted)), (), search.in_time)


class _Search:
    """Two completions of one case, asked whether they can agree on some items and differ in the outcome."""

    def __init__(
        self,
        rules: RulesInForce,
        case: Case,
        area: str,
        items: Iterable[str],
        left: Callable[[], float | None],
        make_solver: MakeSolver,
    ) -> None:
        problem = Problem([rules], switched=False)
        circuit = problem.circuit
        worlds = problem.completing("one", case), problem.completing("other", case)
        pair = Pair(*worlds, problem.reckoned)
        one, other = (
            list(outcome_signals(circuit, world.read_area(problem.written[0], area))) for world in worlds
        )
        several = circuit.at_least(2, [signal for _, signal in one])
        differ = (circuit.differ(own, again) for (_, own), (_, again) in zip(one, other, strict=True))
        self.differ: Signal = circuit.any_of([several, *differ])
        self.solver = make_solver(circuit, worlds)
        self.same = {
            item: pair.same(item_column(item)) for item in items if item_column(item) in pair.before.spaces
        }
        self.left = left
        self.in_time = True
        rest = rests_on(rules, area).columns
        self.besides = tuple(
            column for column in pair.before.spaces if column in rest and _stays_open(column, case)
        )

    def refuted(self, chosen: frozenset[str]) -> frozenset[str] | None:
        """Items of which one is needed besides `chosen`; None where these settle the area (or time is up).

        As few as can be: two completions are sought that differ in less and less.
        """
        model = self._apart(chosen)
        if model is None:
            return None
        agreed = set(chosen)
        differing = self._differing(model)
        for item in sorted(differing):
            if item not in differing:
                continue
            closer = self._apart(agreed | (self.same.keys() - differing) | {item})
            if closer is None:
                continue
            agreed.add(item)
            differing &= self._differing(closer)
        return frozenset(differing)

    def _apart(self, agreed: Iterable[str]) -> Model | None:
        same = [self.same[item] for item in sorted(agreed) if item in self.same]
        answer = self.solver.ask(self.differ, *same, seconds=self.left())
        self.in_time = self.in_time and answer.verdict is not Verdict.UNKNOWN
        return answer.model

    def _differing(self, model: Model) -> set[str]:
        return {item for item, same in self.same.items() if not model.holds(same)}


def _stays_open(column: ColumnId, case: Case) -> bool:
    """Whether a column is open and no item that more work can settle."""
    state = state_in(column, case)
    if isinstance(state, Unknown):
        return not state.reason.may_be_settled
    return state is None or state is NoGrade.NOT_GIVEN
