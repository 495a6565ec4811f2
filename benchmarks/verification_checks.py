"""Whether what verification found is right: held to the interpreter, and to planes on random records.

Planes and interpreter know nothing of the solver. What one case shows is shown by a case that the interpreter
decides. What no case may show is shown by none of many random records.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import DisagreementError
from evenhand.backends.planes import (
    About,
    Asked,
    Columns,
    PlaneResult,
    PlaneRules,
    columns_of_cases,
    compile_together,
)
from evenhand.domain import Better, Case, EvidenceItem, ItemState
from evenhand.evaluation import InspectionTrace, Truth, interpret
from evenhand.evidence import read_value
from evenhand.language import (
    AnyRule,
    GivenOnly,
    RulesInForce,
    item_column,
)
from evenhand.language.claims import ObligationName
from evenhand.verification import AreaDifference, Changes, Direction, Found, Obligation, Result, Verifier
from evenhand.verification.counterexample import example_of

ROWS = 200_000
"""How many random records are decided by planes."""

Rows = NDArray[np.bool_]

ALL = Asked.PROPOSED | Asked.REACH | Asked.PERMITTED | Asked.RULES | Asked.FINDINGS
SHOWN_BY_A_CASE = (
    ObligationName.CAN_FIRE,
    ObligationName.NOT_ALWAYS,
    ObligationName.NOT_REDUNDANT,
    ObligationName.GRADE_REACHED,
)


def check(holds: bool, what: str) -> None:
    """Raises DisagreementError, saying what, unless something holds."""
    if not holds:
        raise DisagreementError(f"verification is wrong about {what}")


# --- obligations -----------------------------------------------------------------------------------------


class ObligationChecks:
    """What was found of the obligations of a rule set, held to the interpreter and to random records.

    `counts` has how many were checked in each way.
    """

    def __init__(self, verifier: Verifier, rules: PlaneRules, columns: Columns) -> None:
        self.verifier = verifier
        self.rules = verifier.rules
        self.columns = columns
        self.result = rules.run(rules.coding.code(columns), ALL)
        self.counts = {"by a case": 0, "by random records": 0, "not checked": 0}

    def check(self, found: Found) -> None:
        """Raises DisagreementError where it is not so."""
        obligation = found.obligation
        about = f"{obligation.name} of {', '.join(obligation.subject)}"
        if found.result is Result.UNDECIDED:
            self.counts["not checked"] += 1
        elif obligation.row is not None:
            # Rows of tables have no steps and no levels of their own. The rule sets measured here have few.
            self.counts["not checked"] += 1
        elif (found.result is Result.PROVED) == (obligation.name in SHOWN_BY_A_CASE):
            self.counts["by a case"] += 1
            check(self._is_shown(found), about)
        else:
            rows = self._against(obligation)
            self.counts["not checked" if rows is None else "by random records"] += 1
            check(rows is None or not rows.any(), about)

    # --- by a case ---------------------------------------------------------------------------------------

    def _is_shown(self, found: Found) -> bool:
        if found.result is Result.REFUTED:
            # No witness reaches anyone before the interpreter has confirmed it.
            return len(found.witnesses) > 0
        obligation = found.obligation
        answer = self.verifier.solver.ask(self.verifier.shown_by(obligation))
        if answer.model is None:
            return False
        case = example_of(self.verifier.world, answer.model).case
        trace = interpret(self.rules, case)
        if obligation.name is ObligationName.GRADE_REACHED:
            area, grade = obligation.subject
            return trace.areas[area].outcome.proposed == grade
        (id,) = obligation.subject
        if obligation.name is ObligationName.NOT_REDUNDANT:
            without = interpret(without_rule(self.rules, id), case)
            return seen(trace, self.rules) != seen(without, self.rules)
        step = trace.rule_step(id)
        wanted = Truth.TRUE if obligation.name is ObligationName.CAN_FIRE else Truth.FALSE
        return step is not None and step.truth is wanted

    # --- by random records -------------------------------------------------------------------------------

    def _against(self, obligation: Obligation) -> Rows | None:
        """The random records that show that an answer is wrong; None where that is not checked here."""
        subject, result = obligation.subject, self.result
        match obligation.name:
            case ObligationName.CAN_FIRE:
                return self._rule(subject[0]) == 2
            case ObligationName.NOT_ALWAYS:
                return self._rule(subject[0]) == 0
            case ObligationName.GRADE_REACHED:
                area, grade = subject
                return result.codes(About.PROPOSED, area) == result.scales[area].position(grade)
            case ObligationName.NOT_REDUNDANT:
                return self._unlike(subject[0])
            case ObligationName.NO_CONFLICT:
                return result.codes(About.CONFLICT, subject[0]) == 2
            case ObligationName.FLOOR_BELOW_CEILING:
                both: Rows = (self._rule(subject[0]) == 2) & (self._rule(subject[1]) == 2)
                return both
            case ObligationName.A_RULE_SPEAKS:
                rules = self.rules.area_by_id[subject[0]].grading_rules
                silent = np.logical_and.reduce([self._rule(rule.id) == 0 for rule in rules])
                return silent & (result.codes(About.JUDGED, subject[0]) == 2)
            case ObligationName.BETTER_NEVER_LOWERS:
                return self._lowered(*subject) if len(subject) == 2 else None
            case _:
                return None

    def _rule(self, id: str) -> NDArray[np.int8]:
        return self.result.codes(About.RULE, id)

    def _unlike(self, id: str) -> Rows:
        """The records of which anything seen turns out otherwise without a rule."""
        there = [area.id for area in self.rules.areas]
        now, without = compile_together([self.rules, without_rule(self.rules, id)], ALL)
        coded = now.coding.code(self.columns)
        return unlike(now.run(coded, ALL), without.run(coded, ALL), there, shown_findings(self.rules))

    def _lowered(self, area: str, item: str) -> Rows | None:
        """The records of which an area's grade falls where an item becomes better and all else stays."""
        column = item_column(item)
        space = self.verifier.world.spaces.get(column)
        if space is None or space.item is None or column not in self.columns.columns:
            return None
        rank = {state: at for at, state in enumerate(space.ordered)}
        held = self.columns.columns[column]
        if not all(state in rank or state in space.others for state in held.states):
            return None
        ranks = np.array([rank.get(state, -1) for state in held.states])
        moved = replace(held, which=np.roll(held.which, 1))
        one, other = ranks[held.which], ranks[moved.which]
        better = one < other if space.item.better is Better.HIGHER else other < one
        rules = PlaneRules(self.rules)
        again = Columns(self.columns.rows, {**self.columns.columns, column: moved})
        result = rules.run(rules.coding.code(again), ALL)
        before, after = (found.codes(About.PROPOSED, area) for found in (self.result, result))
        alike = np.logical_and.reduce(
            [
                self.result.codes(About.JUDGED, id) == result.codes(About.JUDGED, id)
                for id in self.rules.area_by_id
            ]
        )
        lower: Rows = alike & better & (one >= 0) & (other >= 0) & (before >= 0) & (after >= 0)
        return lower & (after < before)


def seen(trace: InspectionTrace, rules: RulesInForce) -> tuple[Any, ...]:
    """All that is seen of what became of an inspection."""
    found: list[Any] = [trace.findings[id].truth for id in shown_findings(rules)]
    for step in trace.areas.values():
        outcome = step.outcome
        found.append((outcome.judged, outcome.conflict, outcome.reach, outcome.permitted))
    return tuple(found)


def shown_findings(rules: RulesInForce) -> list[str]:
    """The findings that people are shown: strengths, weaknesses, or all where no area is graded."""
    kinds = rules.rule_set.findings
    graded = any(not isinstance(area.start, GivenOnly) for area in rules.areas)
    return [id for id, finding in kinds.items() if finding.kind is not None or not graded]


def unlike(one: PlaneResult, other: PlaneResult, areas: Iterable[str], findings: Iterable[str] = ()) -> Rows:
    """The records of which anything seen of some areas and findings is not the same in two results."""
    seen = (About.JUDGED, About.CONFLICT, About.WORST, About.BEST, About.FLOOR, About.CEILING)
    asked = [*itertools.product(seen, areas), *((About.FINDING, id) for id in findings)]
    parts = [one.codes(about, id) != other.codes(about, id) for about, id in asked]
    return np.logical_or.reduce(parts)


def without_rule(rules: RulesInForce, id: str) -> RulesInForce:
    """The rules in force but one."""

    def others(kept: tuple[AnyRule, ...]) -> tuple[AnyRule, ...]:
        return tuple(rule for rule in kept if rule.id != id)

    areas = tuple(replace(area, rules=others(area.rules)) for area in rules.areas)
    return replace(rules, areas=areas, other_rules=others(rules.other_rules))


# --- differences -----------------------------------------------------------------------------------------


def moved(before: PlaneResult, after: PlaneResult, area: str) -> set[Direction]:
    """The directions in which a grade is another one after, of any of the records of two results."""
    one, other = (found.codes(About.PROPOSED, area) for found in (before, after))
    both = (one >= 0) & (other >= 0)
    found = {
        Direction.STRICTER: both & (other < one),
        Direction.SOFTER: both & (other > one),
        Direction.OTHER: (one != other) & ~both,
    }
    return {direction for direction, rows in found.items() if rows.any()}


def check_difference(found: AreaDifference, before: PlaneResult, after: PlaneResult) -> None:
    """Hold a difference to random records: what they show was found. And each direction has its witness.

    Every witness was confirmed by the interpreter. Raises DisagreementError.
    """
    for direction in moved(before, after, found.id):
        check(found.directions[direction] is True, f"{found.id} being {direction}")
    for direction, there in found.directions.items():
        witnessed = any(one.direction is direction for one in found.witnesses)
        check(there is not None and witnessed == there, f"{found.id} being {direction}, with a witness")


# --- changes ---------------------------------------------------------------------------------------------


def check_changes(found: Changes, case: Case, rules: RulesInForce, planes: PlaneRules) -> None:
    """Hold changes to the interpreter, and that there are no fewer to every change of one item.

    Raises DisagreementError.
    """
    about = f"changes that bring {found.area} to {found.grade}"
    for one in found.sets:
        trace = interpret(rules, one.case)
        check(trace.areas[found.area].outcome.proposed == found.grade, about)
    if found.fewest == 0 or not found.fewest_known:
        return
    cases = [case, *single_changes(case, rules)]
    coded = planes.coding.code(columns_of_cases(cases, rules.rule_set))
    wanted = planes.scales[found.area].position(found.grade)
    reached = planes.run(coded, Asked.PROPOSED).codes(About.PROPOSED, found.area) == wanted
    check(not reached[0] and bool(reached.any()) == (found.fewest == 1), f"the fewest {about}")


def single_changes(case: Case, rules: RulesInForce) -> Iterator[Case]:
    """Every case that differs from another one in the value of one item; all numbers are whole."""
    for id, item in rules.schema.items.items():
        for state in _values(item):
            states = {**case.profile.states, id: state}
            yield replace(case, profile=replace(case.profile, states=states))


def _values(item: EvidenceItem) -> Iterator[ItemState]:
    if item.type.is_numeric:
        assert item.lowest is not None and item.highest is not None
        for value in range(int(item.lowest), int(item.highest) + 1):
            yield read_value(item, str(value))
    else:
        for name in item.names.names:
            yield read_value(item, name)
