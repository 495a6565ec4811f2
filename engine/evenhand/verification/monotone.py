"""Better evidence never gives a lower grade: two inspections, one as good as the other in everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.domain import NOT_LOOKED_AT
from evenhand.evaluation import interpret
from evenhand.language import (
    ColumnId,
    RestsOn,
    RulesInForce,
    given_column,
    item_column,
    rests_on,
)
from evenhand.language.claims import ObligationName
from evenhand.verification.asking import Solver, Verdict
from evenhand.verification.confirming import ReadingsDisagree
from evenhand.verification.counterexample import Example, example_of
from evenhand.verification.fewest import recorded, with_fewest
from evenhand.verification.obligations import has_direction
from evenhand.verification.pairs import Pair
from evenhand.verification.problem import Problem
from evenhand.verification.results import Found, Obligation, Result
from evenhand.verification.world_rules import WorldRules
from evenhand.verification.worlds import World

Left = Callable[[], float | None]


@dataclass(frozen=True)
class _Both:
    """Two worlds, what the rules make of each, and what is asked about them."""

    pair: Pair
    before: WorldRules
    after: WorldRules
    solver: Solver


class Monotone:
    """Decides for each area and item whether better evidence of it ever lowers the area's grade."""

    def __init__(
        self,
        rules: RulesInForce,
        problem: Problem,
        make_solver: Callable[[Circuit, Sequence[World]], Solver],
    ) -> None:
        self.rules = rules
        self.problem = problem
        self.make_solver = make_solver
        self._rest: dict[str, RestsOn] = {}
        self._all_at_once: dict[str, Verdict] = {}

    def decide(self, obligation: Obligation, left: Left) -> Found:
        """What is found of one area and one item, or several items that change together."""
        area, *items = obligation.subject
        columns = self._columns(area, items)
        if not columns or not self._may_fail(area, left):
            return Found(obligation, Result.PROVED)
        answer = self._complete.solver.ask(*self._lowered(self._complete, area, columns), seconds=left())
        if answer.model is None:
            unknown = answer.verdict is Verdict.UNKNOWN
            return Found(obligation, Result.UNDECIDED if unknown else Result.PROVED)
        both = self._open
        counted = [(signal, 1) for signal in recorded(both.pair.before)]
        least, fewest = with_fewest(both.solver, self._lowered(both, area, columns), counted, left)
        if least.model is None:
            both, least, fewest = self._complete, answer, False
        assert least.model is not None
        before = example_of(both.pair.before, least.model)
        derived = [one.item for one in self.rules.rule_set.derivations.from_cases]
        after = _changed(before, example_of(both.pair.after, least.model), columns, derived)
        self._confirm(area, before, after, obligation)
        return Found(obligation, Result.REFUTED, (before, after), fewest)

    def together(self, area: str, proved: Iterable[str], left: Left) -> Found | None:
        """Where no single item lowers an area's grade but several at once do: the fewest that do."""
        columns = self._columns(area, proved)
        if not columns or not self._may_fail(area, left):
            return None
        both = self._complete
        changed = [(both.pair.circuit.negated(both.pair.same(column)), 1) for column in columns]
        least, fewest = with_fewest(both.solver, self._lowered(both, area, columns), changed, left)
        if least.model is None:
            if least.verdict is Verdict.IMPOSSIBLE:
                return None
            return Found(Obligation(ObligationName.BETTER_NEVER_LOWERS, (area,)), Result.UNDECIDED)
        # In the order of the schema, and then of the areas, as waivers name them.
        known = [*self.rules.schema.items, *self.rules.area_by_id]
        items = [
            column.id
            for column, (signal, _) in zip(columns, changed, strict=True)
            if least.model.holds(signal)
        ]
        subject = (area, *sorted(items, key=known.index))
        found = self.decide(Obligation(ObligationName.BETTER_NEVER_LOWERS, subject), left)
        return Found(found.obligation, found.result, found.witnesses, found.fewest and fewest)

    # --- what is asked -------------------------------------------------------------------------------

    def _columns(self, area: str, items: Iterable[str]) -> list[ColumnId]:
        """The columns of some items and given areas; not of one that no answer can depend on."""
        read = self._rests_on(area).columns
        found = [item_column(id) if item_column(id) in read else given_column(id) for id in items]
        return [column for column in found if column in self._complete.pair.before.spaces]

    def _rests_on(self, area: str) -> RestsOn:
        found = self._rest.get(area)
        if found is None:
            found = self._rest[area] = rests_on(self.rules, area)
        return found

    def _may_fail(self, area: str, left: Left) -> bool:
        """Whether the area's grade can fall while everything becomes better at once."""
        found = self._all_at_once.get(area)
        if found is None:
            columns = [
                column for column in self._complete.pair.before.spaces if has_direction(column, self.problem)
            ]
            asked = self._lowered(self._complete, area, columns)
            found = self._complete.solver.ask(*asked, seconds=left()).verdict
            if found is not Verdict.UNKNOWN:
                self._all_at_once[area] = found
        return found is not Verdict.IMPOSSIBLE

    def _lowered(self, both: _Both, area: str, changing: Sequence[ColumnId]) -> list[Signal]:
        """That some columns are no worse and all others the same, and yet the area's grade is lower."""
        circuit = both.pair.circuit
        rest = self._rests_on(area)
        columns = dict.fromkeys([*rest.columns, *(tie.total for tie in self.problem.ties if tie.total)])
        asked = [
            both.pair.no_worse(column) if column in changing else both.pair.same(column)
            for column in columns
            if column in both.pair.before.spaces
        ]
        one, other = both.before.areas[area], both.after.areas[area]
        for id in (area, *rest.areas):
            judged, again = both.before.areas[id].judged, both.after.areas[id].judged
            asked.append(circuit.negated(circuit.differ(judged.surely, again.surely)))
            for own in (both.before.areas[id], both.after.areas[id]):
                asked.append(circuit.negated(own.conflict.possibly))
        lower = circuit.any_of(
            circuit.both(high, circuit.negated(low))
            for high, low in zip(one.reach.worst.signals, other.reach.worst.signals, strict=True)
        )
        return [one.proposed, other.proposed, lower, *asked]

    @cached_property
    def _complete(self) -> _Both:
        return self._both(self.problem.complete("before"), self.problem.complete("after"))

    @cached_property
    def _open(self) -> _Both:
        return self._both(self.problem.partial("open before"), self.problem.partial("open after"))

    def _both(self, before: World, after: World) -> _Both:
        written = self.problem.written[0]
        solver = self.make_solver(self.problem.circuit, [before, after])
        return _Both(
            Pair(before, after, self.problem.reckoned), before.read(written), after.read(written), solver
        )

    # --- the interpreter ------------------------------------------------------------------------------

    def _confirm(self, area: str, before: Example, after: Example, obligation: Obligation) -> None:
        grades = [interpret(self.rules, one.case).areas[area].outcome for one in (before, after)]
        positions = [
            None if grade.proposed is None else grade.scale.position(grade.proposed) for grade in grades
        ]
        first, second = positions
        if first is None or second is None or second >= first:
            about = f"{obligation.name} of {', '.join(obligation.subject)}"
            raise ReadingsDisagree(about, [before, after])


def _changed(before: Example, after: Example, columns: Sequence[ColumnId], counted: Iterable[str]) -> Example:
    """The second example with what may differ, and everything else as it is in the first.

    What no condition can tell apart may have come out differently.
    """
    items = dict(before.case.profile.states)
    given = dict(before.case.given)
    for column in columns:
        own: dict[str, Any] = items if column == item_column(column.id) else given
        state = after.states[column]
        if state is None or state == NOT_LOOKED_AT:
            own.pop(column.id, None)
        else:
            own[column.id] = state
    # What is counted from cases is what its own cases say.
    own_counted = set(counted) & set(after.case.profile.states) if after.sample else set()
    items |= {id: after.case.profile.states[id] for id in own_counted}
    cases = after.case.profile.cases if after.sample else before.case.profile.cases
    profile = replace(before.case.profile, states=items, cases=cases)
    case = replace(before.case, profile=profile, given=given)
    own_columns = [column for column in after.states if column in columns or column.id in own_counted]
    states = {**before.states, **{column: after.states[column] for column in own_columns}}
    return Example(case, states, after.sample)
