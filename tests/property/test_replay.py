"""A replay counts exactly what the interpreter decides, whatever the order of cases and the size of parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.domain import Case, Conflict, Judged
from evenhand.evaluation import interpret
from evenhand.language import GivenOnly, Role, RulesInForce
from evenhand.services.case_rules import CaseRules
from evenhand.services.cases import Cases
from evenhand.services.replay import Replay, Replayer
from evenhand.services.replay_sides import AWARDED, OWN, Side, alike
from evenhand.services.workspace import Workspace
from generators import DAY, Drawing, drawings, in_force
from generators.casebooks import Casebook, draw_casebook, fewer_rules

OTHER = "drawn@2"


class Replaying:
    """A drawn casebook under its own rules, and another version of them."""

    def __init__(self, drawn: Drawing) -> None:
        rng = drawn.rng()
        case_rules = CaseRules(Workspace(()))
        other = fewer_rules(rng, drawn.rule_set)
        self.own = case_rules.on(replace(drawn.rule_set, hash="drawn"), DAY)
        self.other = in_force(other)
        self.casebook: Casebook = draw_casebook(rng, self.own)
        self.sides = {
            OWN: Side(OWN, OWN, None, case_rules),
            AWARDED: Side(AWARDED, AWARDED, None, case_rules),
            OTHER: Side(OTHER, OTHER, other, case_rules),
        }

    def replay(
        self, before: str, after: str, parts: list[Cases] | None = None, *, provisional: bool = False
    ) -> Replay:
        replayer = Replayer(self.sides[before], self.sides[after], by="region", provisional=provisional)
        for cases in parts or [self.casebook.cases]:
            for some in alike(cases, self.sides[before], self.sides[after]):
                replayer.add(some, replayer.tried(some))
        return replayer.found

    def outcome(self, side: str, row: int, area: str) -> str | None:
        """What a side makes of an area of a case: the word of the matrix, None where there is nothing."""
        if side == AWARDED:
            return self.casebook.awarded[row][area]
        return word(self.own if side == OWN else self.other, self.casebook.drawn[row], area)

    def provisional(self, side: str, row: int, area: str) -> str | None:
        """The same, where what is undecided counts at its provisional grade."""
        found = self.outcome(side, row, area)
        if side == AWARDED or found != "undecided":
            return found
        rules = self.own if side == OWN else self.other
        outcome = interpret(rules, self.casebook.drawn[row]).areas[area].outcome
        return outcome.provisional_grade or found


def word(rules: RulesInForce, case: Case, area: str) -> str:
    outcome = interpret(rules, case).areas[area].outcome
    if outcome.judged is Judged.NO:
        return "not_judged"
    if outcome.conflict is Conflict.CERTAIN and outcome.judged is Judged.YES:
        return "conflict"
    return outcome.proposed or "undecided"


SIDES = st.sampled_from([(OWN, AWARDED), (AWARDED, OWN), (OWN, OTHER), (OTHER, OWN), (OTHER, AWARDED)])


@given(drawings(), SIDES)
def test_replay_decides_each_case_as_the_interpreter_does(drawn: Drawing, sides: tuple[str, str]) -> None:
    asked = Replaying(drawn)
    found = asked.replay(*sides)
    graded = [
        area
        for area in asked.own.areas
        if area.role is Role.JUDGEMENT and not isinstance(area.start, GivenOnly)
    ]
    matrices: dict[str, Counter[tuple[str, str]]] = {area.id: Counter() for area in graded}
    moved, unreplayed = set(), set()
    grades = {area.id: area.scale.names for area in graded}
    for row, case in enumerate(asked.casebook.drawn):
        for area in matrices:
            both = [asked.outcome(side, row, area) for side in sides]
            if area in case.given or None in both:
                continue
            before, after = map(str, both)
            matrices[area][before, after] += 1
            if {before, after} <= set(grades[area]) and before != after:
                moved.add((f"case-{row}", area, before, after))
            if "undecided" in (before, after):
                unreplayed.add((f"case-{row}", area))
    assert {id: counted(found, id) for id in found.areas} == matrices
    assert {(one.id, one.area, one.before, one.after) for one in found.moved} == moved
    assert {(one.id, one.area) for one in found.unreplayed} == unreplayed
    assert len(found.moved) == found.moved_count == len(moved)
    assert len(found.unreplayed) == found.unreplayed_count == len(unreplayed)


@given(drawings(), SIDES)
def test_provisional_grades_are_those_of_the_interpreter(drawn: Drawing, sides: tuple[str, str]) -> None:
    asked = Replaying(drawn)
    found = asked.replay(*sides, provisional=True)
    for id, area in found.areas.items():
        matrix: Counter[tuple[str, str]] = Counter()
        for row, case in enumerate(asked.casebook.drawn):
            both = [asked.provisional(side, row, id) for side in sides]
            if id not in case.given and None not in both:
                matrix[str(both[0]), str(both[1])] += 1
        assert counted(found, id) == matrix
        assert area.tally.cases == sum(matrix.values())


def counted(found: Replay, area: str) -> Counter[tuple[str, str]]:
    matrix = found.areas[area].tally.matrix()
    return Counter({(a, b): count for a, row in matrix.items() for b, count in row.items() if count})


@given(drawings(), SIDES)
def test_what_is_missing_is_what_the_interpreter_says_would_settle_it(drawn: Drawing, sides) -> None:
    asked = Replaying(drawn)
    rules = {OWN: asked.own, OTHER: asked.other}
    for one in asked.replay(*sides).unreplayed:
        case = asked.casebook.drawn[int(one.id.removeprefix("case-"))]
        settle = [
            item
            for side in sides
            if side != AWARDED and word(rules[side], case, str(one.area)) == "undecided"
            for item in interpret(rules[side], case).areas[str(one.area)].settle
        ]
        items = [name for name in one.missing if name in asked.own.schema.items]
        assert items == [item for item in dict.fromkeys(settle) if item in asked.own.schema.items]


def totals(found: Replay) -> object:
    return (
        {id: (area.tally.counts.tolist(), area.gone) for id, area in found.areas.items()},
        {
            (id, group): tally.counts.tolist()
            for id, area in found.areas.items()
            for group, tally in area.groups.items()
        },
        Counter((one.id, one.area, one.before, one.after) for one in found.moved),
        Counter((one.id, one.area, one.missing, one.reason) for one in found.unreplayed),
        (found.cases, found.not_affected, found.unreplayed_count),
    )


@given(drawings(), SIDES, st.integers(0, 12))
def test_neither_the_order_of_rows_nor_parts_of_them_matter(drawn: Drawing, sides, at: int) -> None:
    asked = Replaying(drawn)
    cases = asked.casebook.cases
    order = list(range(cases.rows))
    Random(drawn.seed).shuffle(order)
    parts = [cases.taken(np.array(rows, dtype=np.intp)) for rows in (order[:at], order[at:]) if rows]
    assert totals(asked.replay(*sides, parts)) == totals(asked.replay(*sides))


@given(drawings(), SIDES)
def test_groups_add_up_to_the_whole(drawn: Drawing, sides) -> None:
    for area in Replaying(drawn).replay(*sides).areas.values():
        groups = [tally.counts for tally in area.groups.values()]
        assert (sum(groups, np.zeros_like(area.tally.counts)) == area.tally.counts).all()


@given(drawings())
def test_nothing_moves_under_the_rules_that_cases_are_under(drawn: Drawing) -> None:
    asked = Replaying(drawn)
    found = asked.replay(OWN, OWN)
    assert (found.moved, found.areas, found.not_affected) == ([], {}, asked.casebook.cases.rows)
