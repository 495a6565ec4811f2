"""What each move is owed to, beside a slow calculation: the interpreter under every set of changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.diagnostics import InvalidInput
from evenhand.domain import Case
from evenhand.evaluation import interpret
from evenhand.language import Amendment, Role, RuleSet, amended
from evenhand.replay import Changes, reasons, sets_of
from evenhand.services.case_rules import CaseRules
from evenhand.services.replay import Replay, Replayer
from evenhand.services.replay_sides import OWN, Side
from evenhand.services.workspace import Workspace
from generators import DAY, Drawing, drawings
from generators.amendments import draw_moving_amendment
from generators.casebooks import Casebook, draw_casebook
from property.test_amendments import SELDOM, amendment_of, as_loaded, drawn_amendment

Grades = dict[str, str | None]


def moving_amendment(drawn: Drawing) -> Amendment:
    """An amendment of a rule set of which every area is judged; most move something."""
    areas = tuple(replace(area, role=Role.JUDGEMENT, part_of=None) for area in drawn.rule_set.areas)
    base = as_loaded(replace(drawn.rule_set, areas=areas))
    text = draw_moving_amendment(drawn.rng(), base)
    assume(text is not None)
    found = amendment_of(base, str(text))
    assume(found is not None)
    assert found is not None
    return found


AMENDMENTS = st.sampled_from([moving_amendment, moving_amendment, moving_amendment, drawn_amendment])


def every_set(ids: Sequence[str]) -> list[Changes]:
    """Every set of changes but the empty one."""
    return [frozenset(some) for size in range(1, len(ids) + 1) for some in combinations(ids, size)]


def grades_under(rule_set: RuleSet, case: Case) -> Grades:
    """The grade that the interpreter proposes of each area; None where it proposes none."""
    trace = interpret(rule_set.in_force_on(DAY), known_to(case, rule_set))
    return {id: step.outcome.proposed for id, step in trace.areas.items()}


def known_to(case: Case, rule_set: RuleSet) -> Case:
    given = {area: grade for area, grade in case.given.items() if area in rule_set.area_by_id}
    return replace(case, given=given)


def slow_reasons(amendment: Amendment, case: Case, area: str) -> set[Changes]:
    """The sets of changes that give the grade that all of them give, and of which no part does."""
    after = grades_under(amendment.rule_set, case)[area]
    enough: set[Changes] = set()
    for some in every_set([change.id for change in amendment.changes]):
        try:
            made = amended(amendment.base, [one for one in amendment.changes if one.id in some])
        except InvalidInput:
            continue
        if area in made.area_by_id and grades_under(made, case)[area] == after:
            enough.add(some)
    return {some for some in enough if not any(other < some for other in enough)}


def replayed(amendment: Amendment, drawn: Drawing) -> tuple[Replay, Casebook]:
    case_rules = CaseRules(Workspace(()))
    casebook = draw_casebook(drawn.rng(), case_rules.on(amendment.base, DAY))
    before = Side(OWN, OWN, None, case_rules)
    after = Side("drawn", "drawn", amendment.rule_set, case_rules, amendment)
    replayer = Replayer(before, after)
    for some in replayer.alike(casebook.cases):
        replayer.add(some, replayer.tried(some))
    return replayer.found, casebook


@SELDOM
@given(drawings(), AMENDMENTS)
def test_every_move_is_owed_to_what_the_interpreter_says_under_every_set_of_changes(drawn, draw) -> None:
    amendment = draw(drawn)
    found, casebook = replayed(amendment, drawn)
    for one in found.moved:
        case = casebook.drawn[int(one.id.removeprefix("case-"))]
        assert one.before == grades_under(amendment.base, case)[one.area]
        assert one.after == grades_under(amendment.rule_set, case)[one.area]
        assert len(set(one.because)) == len(one.because)
        assert set(one.because) == slow_reasons(amendment, case, one.area)


@SELDOM
@given(drawings())
def test_moves_are_counted_by_what_they_are_owed_to(drawn: Drawing) -> None:
    found, _ = replayed(moving_amendment(drawn), drawn)
    assert found.attribution is not None
    listed = Counter((one.area, one.because) for one in found.moved)
    assert {key: tally.moved for key, tally in found.attribution.owed.items()} == listed


@SELDOM
@given(drawings())
def test_each_change_alone_moves_what_the_interpreter_says(drawn: Drawing) -> None:
    amendment = moving_amendment(drawn)
    found, casebook = replayed(amendment, drawn)
    assert found.attribution is not None
    stays = {(one.id, one.area, *one.because, one.after) for one in found.only_alone}
    slow_stays, lost, elsewhere = set(), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for (area, id), tally in found.attribution.alone.items():
        made = amended(amendment.base, [one for one in amendment.changes if one.id == id])
        moved: Counter[bool] = Counter()
        for row, case in enumerate(casebook.drawn):
            before, alone = grades_under(amendment.base, case)[area], grades_under(made, case)[area]
            if area in case.given or before is None or alone is None or before == alone:
                continue
            scale = tally.scale
            moved[scale.position(alone) > scale.position(before)] += 1
            together = grades_under(amendment.rule_set, case)[area]
            if together == before:
                slow_stays.add((f"case-{row}", area, frozenset((id,)), alone))
            lost[area, id] += together is None
            elsewhere[area, id] += together not in (None, before, alone)
        assert (tally.up, tally.down) == (moved[True], moved[False])
    assert stays == slow_stays
    assert (found.attribution.lost, found.attribution.elsewhere) == (lost, elsewhere)


# --- the smallest sets, without rules -------------------------------------------------------------------


def slow_smallest(after: int, alone: dict[Changes, int]) -> set[Changes]:
    enough = {some for some, code in alone.items() if code == after}
    return {some for some in enough if not any(other < some for other in enough)}


@given(st.integers(1, 4), st.data())
def test_a_reason_is_enough_and_no_part_of_it_is(size: int, data: st.DataObject) -> None:
    ids = [f"c{at}" for at in range(size)]
    tried = sets_of(ids)
    assert set(tried) == set(every_set(ids))
    assert [len(some) for some in tried] == sorted(len(some) for some in tried)
    rows = data.draw(st.integers(1, 6))
    codes = st.lists(st.integers(-3, 3), min_size=rows, max_size=rows)
    alone = {some: np.array(data.draw(codes), dtype=np.int8) for some in tried}
    after = alone[tried[-1]]
    wanted = data.draw(st.lists(st.integers(0, rows - 1), unique=True))
    found = reasons(after, alone, np.array(sorted(wanted), dtype=np.intp))
    told = [(row, reason) for reason, some in found.items() for row in some.tolist()]
    assert sorted(row for row, _ in told) == sorted(wanted)
    for row, reason in told:
        slow = slow_smallest(int(after[row]), {some: int(own[row]) for some, own in alone.items()})
        assert set(reason) == slow and len(reason) == len(slow)


@given(st.integers(7, 12))
def test_of_many_changes_those_of_one_and_two_and_all_are_tried(size: int) -> None:
    ids = [f"c{at}" for at in range(size)]
    tried = sets_of(ids)
    assert tried[-1] == frozenset(ids)
    assert {len(some) for some in tried[:-1]} == {1, 2}
    assert len(tried) == len(set(tried)) == size + size * (size - 1) // 2 + 1


def test_without_changes_there_is_nothing_to_try() -> None:
    assert sets_of([]) == []
