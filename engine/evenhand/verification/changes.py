"""What would change it: the fewest changes of evidence after which an area is proposed another grade.

Of an inspection as it is recorded, whatever is known of it, some items are given another exact value (or
does not apply, where they may not); everything else stays as it is. Fewest items come first, then the least
change. Each answer is confirmed by the interpreter before anyone sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from evenhand.backends.planes.circuit import TRUE, Signal
from evenhand.domain import Better, Case, EvidenceItem, ItemState
from evenhand.evaluation import interpret
from evenhand.language import (
    ColumnId,
    ColumnKind,
    RulesInForce,
    rests_on,
)
from evenhand.verification.asking import Limit, Model, Solver, Verdict
from evenhand.verification.change_sizes import ends_of, goes, nearest_in, size_of
from evenhand.verification.confirming import ReadingsDisagree
from evenhand.verification.counterexample import Example
from evenhand.verification.nearest_numbers import NearestNumbers
from evenhand.verification.outcomes import at_grade
from evenhand.verification.problem import Problem
from evenhand.verification.solver import Z3Solver
from evenhand.verification.verifier import MakeSolver
from evenhand.verification.world_inputs import Within
from evenhand.verification.worlds import World

LOOKED_AT = 5
"""So many times as many sets of the fewest items are looked at as are given: those of the least changes."""

_UNITS = 1000
"""Sizes are compared in thousandths while the solver looks for less."""


@dataclass(frozen=True)
class Change:
    """One item that is changed, from what is recorded to a value; `size` is from 0 to 1."""

    item: EvidenceItem
    before: ItemState
    after: ItemState
    size: Fraction


@dataclass(frozen=True)
class ChangeSet:
    """Changes that reach the grade together, of which none can be left out, and the case that they make."""

    changes: tuple[Change, ...]
    case: Case

    @property
    def size(self) -> Fraction:
        """How large the changes are together."""
        return sum((change.size for change in self.changes), Fraction(0))

    @property
    def items(self) -> frozenset[str]:
        """The items that are changed."""
        return frozenset(change.item.id for change in self.changes)


@dataclass(frozen=True)
class Changes:
    """What would bring an area to a grade: sets of changes, fewest items first, then the least change.

    `every` says that there are no other sets of items; without any set, that no change of evidence reaches
    the grade. `fewest_known` says that no smaller set was overlooked. Both may be wanting where time ran out.

    Where only changes in the direction of the grade were looked for, both are about those. `contrary` says
    that there are none, so that each of `sets` changes an item the other way; `fewest_of_all` that none which
    does has fewer items than `sets`.
    """

    area: str
    grade: str
    sets: tuple[ChangeSet, ...]
    every: bool
    fewest_known: bool
    contrary: bool = False
    fewest_of_all: bool = True

    @property
    def fewest(self) -> int | None:
        """How many items have to change at least."""
        return len(self.sets[0].changes) if self.sets else None


class ChangeFinder:
    """Finds what would change the grades of inspections under one rule set in force."""

    def __init__(self, rules: RulesInForce, make_solver: MakeSolver = Z3Solver) -> None:
        self.rules = rules
        self.problem = Problem([rules], switched=False)
        self.make_solver = make_solver
        self._searches = 0

    def find(
        self,
        case: Case,
        area: str,
        grade: str,
        *,
        left: Callable[[], float | None],
        only_changeable: bool = False,
        better: bool | None = None,
        most: int = 10,
    ) -> Changes:
        """Up to `most` sets of changes after which `area` is proposed `grade`.

        `left` gives the seconds that are left; `only_changeable` leaves the items alone that a provider
        cannot change. `better` says that the grade is a better one, or a worse: then no item changes the
        other way, unless nothing else reaches the grade. Raises ReadingsDisagree where the interpreter does
        not propose the grade.
        """
        self._searches += 1
        rest = rests_on(self.rules, area).columns
        keep = {
            column
            for column in self.problem.asked.columns
            if column not in rest
            or (
                only_changeable
                and column.kind is ColumnKind.ITEM
                and not self.problem.item(column).changeable
            )
        }
        world = self.problem.changing(f"changed {self._searches}", case, keep)
        position = self.rules.area_by_id[area].scale.position(grade)
        reached = world.read_area(self.problem.written[0], area)
        goal = at_grade(self.problem.circuit, reached, position).surely
        solver = self.make_solver(self.problem.circuit, [world])
        search = any_way = _Search(self, case, world, goal, solver, left)
        sets: list[ChangeSet] = []
        if better is not None:
            one_way = self.problem.circuit.both(goal, any_way.one_way(better))
            search = _Search(self, case, world, one_way, solver, left)
            sets = search.sets(most)
        contrary = not sets and search.in_time
        if contrary:
            search = any_way
            sets = search.sets(most)
        for one in sets[:most]:
            self._confirm(one, area, grade)
        every = search.every and len(sets) <= most
        fewest_known = search.fewest_known or search.every
        contrary = contrary and better is not None and bool(sets)
        fewest_of_all = search is any_way or not sets or any_way.takes(len(sets[0].changes))
        return Changes(area, grade, tuple(sets[:most]), every, fewest_known, contrary, fewest_of_all)

    def _confirm(self, found: ChangeSet, area: str, grade: str) -> None:
        if interpret(self.rules, found.case).areas[area].outcome.proposed != grade:
            raise ReadingsDisagree(f"changes that bring {area} to {grade}", [Example(found.case, {})])


_States = dict[ColumnId, int]
"""Of the columns that are changed, the place of the new state among the states of their spaces."""


class _Search:
    """One search in one world."""

    def __init__(
        self,
        finder: ChangeFinder,
        case: Case,
        world: World,
        goal: Signal,
        solver: Solver,
        left: Callable[[], float | None],
    ) -> None:
        self.finder = finder
        self.case = case
        self.world = world
        self.circuit = world.circuit
        self.goal = goal
        self.solver = solver
        self.left = left
        self.in_time = True
        self.every = False
        self.fewest_known = False
        self.same = {
            column: world.is_other(column, 0)
            for column, space in world.spaces.items()
            if len(space.states) > 1
        }
        self.changes = {column: self.circuit.negated(same) for column, same in self.same.items()}
        self.weights = {column: self._weights_of(column) for column in self.same}

    # --- which way the changes go ----------------------------------------------------------------------

    def one_way(self, better: bool) -> Signal:
        """That no item changes for the worse where a better grade is looked for, and the other way about."""
        return self.circuit.all_of(self._goes_one_way(column, 1 if better else -1) for column in self.same)

    def _goes_one_way(self, column: ColumnId, way: int) -> Signal:
        space, before = self.world.spaces[column], self.case.profile.state(column.id)
        assert space.item is not None
        if column in self.finder.problem.reckoned and space.item.better is not Better.NEITHER:
            low, high = ends_of(before)
            if (space.item.better is Better.HIGHER) == (way > 0):
                within = Within(self.world.name, column, low, None)
            else:
                within = Within(self.world.name, column, None, high)
            return self.circuit.either(
                self.circuit.negated(self.world.in_order(column)), self.circuit.input(within)
            )
        contrary = sum(
            1 << place
            for place in self.weights[column]
            if goes(space.item, before, self._after(column, place)) == -way
        )
        return self.circuit.negated(self.world.in_states(column, contrary)) if contrary else TRUE

    # --- sets of columns ------------------------------------------------------------------------------

    def takes(self, count: int) -> bool:
        """Whether it is known that so many columns have to change at least."""
        counted = tuple((signal, 1) for signal in self.changes.values())
        return self._ask(self.goal, limit=Limit(counted, count - 1)) is None and self.in_time

    def sets(self, most: int) -> list[ChangeSet]:
        """The sets of changes that are found, fewest items first, then the least change."""
        found = map(self.changed, self.found(most))
        places = {id: place for place, id in enumerate(self.finder.rules.schema.items)}

        def order(one: ChangeSet) -> tuple[int, Fraction, list[int]]:
            # Of sets as large, which the solver finds first is not told.
            return len(one.changes), one.size, [places[change.item.id] for change in one.changes]

        return sorted(found, key=order)

    def found(self, most: int) -> Iterator[_States]:
        """For each smallest set of columns that will do, its least change; the smallest sets first."""
        blocked: list[Signal] = []
        size, wanted = 0, LOOKED_AT * most
        counted = [(signal, 1) for signal in self.changes.values()]
        while self._ask(self.goal, *blocked) is not None:
            model = None
            while size <= len(self.changes):
                model = self._ask(self.goal, *blocked, limit=Limit(tuple(counted), size))
                if model is not None or not self.in_time:
                    break
                size += 1
                if blocked:
                    wanted = most
            if model is None or len(blocked) >= wanted:
                return
            self.fewest_known = self.fewest_known or self.in_time
            least = self._least(model)
            yield least
            if not self.in_time:
                return
            blocked.append(self.circuit.any_of(self.same[column] for column in least))
        self.every = self.in_time

    def _ask(self, *signals: Signal, limit: Limit | None = None) -> Model | None:
        answer = self.solver.ask(*signals, limit=limit, seconds=self.left())
        self.in_time = self.in_time and answer.verdict is not Verdict.UNKNOWN
        return answer.model

    # --- the least change of some columns --------------------------------------------------------------

    def _least(self, model: Model) -> _States:
        """The least change of the columns that an example changes."""
        states = self._states(model)
        held = self._held(states)
        weighted = [
            (self.world.in_states(column, 1 << place), weight)
            for column in states
            for place, weight in self.weights[column].items()
        ]
        while cost := sum(self.weights[column][place] for column, place in states.items()):
            better = self._ask(*held, limit=Limit(tuple(weighted), cost - 1))
            if better is None:
                break
            states = self._states(better)
        return states

    def _held(self, columns: Sequence[ColumnId] | _States) -> list[Signal]:
        """That the grade is reached and nothing but some columns is changed."""
        return [self.goal, *(same for column, same in self.same.items() if column not in columns)]

    def _states(self, model: Model) -> _States:
        found = {}
        for column, changed in self.changes.items():
            if model.holds(changed):
                found[column] = next(
                    place
                    for place in self.weights[column]
                    if model.holds(self.world.in_states(column, 1 << place))
                )
        return found

    def _weights_of(self, column: ColumnId) -> dict[int, int]:
        """The size of the change to each state of a column, but for the one that is recorded."""
        space = self.world.spaces[column]
        before = self.case.profile.state(column.id)
        assert space.item is not None
        unchanged = len(space.ordered)
        weights = {}
        for place in range(len(space.states)):
            if place != unchanged:
                size = size_of(space.item, before, self._after(column, place))
                weights[place] = max(1, ceil(size * _UNITS))
        return weights

    def _after(self, column: ColumnId, place: int) -> ItemState:
        space = self.world.spaces[column]
        if place < len(space.ordered):
            return nearest_in(space, place, self.case.profile.state(column.id))
        state = space.states[place]
        assert state is not None and not isinstance(state, str | int)
        return state

    # --- the case that they make -----------------------------------------------------------------------

    def changed(self, states: _States) -> ChangeSet:
        """The changes of some columns, and the case that they make."""
        profile = self.case.profile
        after = {column: self._after(column, place) for column, place in states.items()}
        reckoned = [
            column
            for column, place in states.items()
            if column in self.finder.problem.reckoned and place < len(self.world.spaces[column].ordered)
        ]
        if reckoned:
            held = [self.world.in_states(column, 1 << place) for column, place in states.items()]
            nearest = NearestNumbers(self.world, self.solver, [*self._held(states), *held], self.left)
            for column in reckoned:
                after[column] = nearest.state(column, profile.state(column.id), after[column])
        changes = []
        for column, state in after.items():
            item, before = self.finder.problem.item(column), profile.state(column.id)
            changes.append(Change(item, before, state, size_of(item, before, state)))
        known = {**profile.states, **{change.item.id: change.after for change in changes}}
        case = replace(self.case, profile=replace(profile, states=known))
        places = {id: place for place, id in enumerate(self.finder.rules.schema.items)}
        changes.sort(key=lambda change: places[change.item.id])
        return ChangeSet(tuple(changes), case)
