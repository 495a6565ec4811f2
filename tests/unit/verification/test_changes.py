"""The value that a change proposes is the nearest that will do, and every smallest set of items is found."""

from __future__ import annotations

import datetime

import pytest

from evenhand.domain import Case, EvidenceProfile, ItemState, NumberRange, Recorded, ShareRange
from evenhand.language import RulesInForce
from evenhand.services.witness_text import written_value
from evenhand.verification import Answer, ChangeFinder, Changes, Limit, Verdict
from written import load

SCHEMA = """\
schema: tiny
title: Tiny
items:
  on_time: {type: share, title: On time, better: higher}
  late: {type: count, title: Late visits, better: lower, min: 0, max: 20}
  spent: {type: number, title: Spent, places: 1, min: 0, max: 30, better: neither}
  grip: {type: level, title: Grip, levels: [absent, weak, adequate, strong], better: higher}
  harm: {type: yes_no, title: Harm, better: lower, changeable: no}
  moves: {type: number, title: Moves, places: 2, min: 0, better: lower, from_cases: mean of moved}
  setting: {type: choice, title: Setting, options: [home, school, street], may_not_apply: yes}
case_record:
  moved: {type: count, title: Times moved}
"""

FRAMEWORK = """\
framework: tiny
version: "1"
title: Tiny
in_force: {from: 2024-01-01, to: 2025-12-31}
evidence_schema: tiny
scales:
  two: {grades: [poor, good]}
areas: [care]
"""


def rules_where(when: str) -> RulesInForce:
    """Rules by which care is good where a condition holds, and poor else."""
    care = (
        "area: care\ntitle: Care\nstarts_at: poor\nrules:\n"
        f"  - {{id: A1, title: A, when: {when}, then: {{supports: good}}}}\n"
    )
    files = {"framework.yaml": FRAMEWORK, "schema.yaml": SCHEMA, "care.yaml": care}
    return load(files).usable.in_force_on(datetime.date(2024, 5, 13))


def share(lowest: int, of: int) -> ItemState:
    return Recorded(ShareRange(lowest, lowest, of))


def number(lowest: int, highest: int | None = None) -> ItemState:
    return Recorded(NumberRange(lowest, lowest if highest is None else highest))


def find(
    rules: RulesInForce, *, only_changeable: bool = False, better: bool | None = None, **states: ItemState
) -> Changes:
    case = Case(EvidenceProfile(states))
    finder = ChangeFinder(rules)
    return finder.find(
        case, "care", "good", left=lambda: None, only_changeable=only_changeable, better=better
    )


def proposed(found: Changes) -> list[dict[str, str]]:
    return [{c.item.id: written_value(c.item, c.after) for c in one.changes} for one in found.sets]


@pytest.mark.parametrize(
    ("when", "item", "state", "becomes"),
    [
        ("on_time >= 85%", "on_time", share(31, 40), "34 of 40"),
        ("on_time >= 85%", "on_time", Recorded(ShareRange(0, 0)), "85%"),
        ("on_time > 85%", "on_time", share(31, 40), "35 of 40"),
        ("on_time > 85%", "on_time", Recorded(ShareRange(0, 0)), "85.1%"),
        ("on_time is between 84% and 86%", "on_time", share(2, 3), "84%"),
        ("late < 3", "late", number(9), "2"),
        ("late is between 3 and 5", "late", number(9), "5"),
        ("late is between 3 and 5", "late", number(1), "3"),
        ("late <= 5", "late", number(4, 8), "5"),
        ("spent > 2", "spent", number(1), "2.1"),
        ("moves > 1", "moves", number(1), "1.01"),
        ("moves < 1", "moves", number(1), "0.99"),
        ("moves is between 1.001 and 1.2", "moves", number(1), "1.01"),
        ("moves is between 1.001 and 1.002", "moves", number(1), "1.001"),
        ("grip is at least adequate", "grip", None, "adequate"),
        ("late <= 5", "late", None, "5"),
        ("setting is street", "setting", None, "street"),
    ],
)
def test_the_nearest_value_that_will_do_is_proposed(
    when: str, item: str, state: ItemState | None, becomes: str
) -> None:
    found = find(rules_where(f'"{when}"'), **({} if state is None else {item: state}))
    assert proposed(found) == [{item: becomes}]
    assert found.every and found.fewest_known


def test_numbers_that_are_reckoned_together_are_settled_one_after_the_other() -> None:
    found = find(rules_where('"late + spent <= 10"'), late=number(9), spent=number(3))
    assert sorted(map(str, proposed(found))) == ["{'late': '7'}", "{'spent': '1'}"]


def test_the_least_change_comes_first_and_no_set_holds_another() -> None:
    when = "{any: [late <= 8, grip is at least adequate, {all: [harm is no, on_time >= 80%]}]}"
    states = {"late": number(9), "on_time": share(7, 10)}
    found = find(rules_where(when), **states)
    assert proposed(found) == [
        {"late": "8"},
        {"grip": "adequate"},
        {"on_time": "8 of 10", "harm": "no"},
    ]


def test_what_makes_an_item_worse_for_a_better_grade_is_left_out_where_there_are_other_ways() -> None:
    rules = rules_where("{any: [late > 4, on_time >= 80%]}")
    states = {"late": number(4), "on_time": share(7, 10)}
    worse, better = {"late": "5"}, {"on_time": "8 of 10"}
    assert proposed(find(rules, **states)) == [worse, better]
    found = find(rules, better=True, **states)
    assert (proposed(found), found.every, found.contrary) == ([better], True, False)
    assert proposed(find(rules, better=False, **states)) == [worse]


def test_where_nothing_else_reaches_the_grade_an_item_may_become_worse() -> None:
    found = find(rules_where('"late > 5"'), better=True, late=number(4))
    assert (proposed(found), found.contrary) == ([{"late": "6"}], True)
    found = find(rules_where('"late + spent > 9"'), better=True, late=number(4), spent=number(5))
    assert (proposed(found), found.contrary) == ([{"spent": "5.1"}], False)


def test_a_smaller_set_that_is_left_out_is_not_denied() -> None:
    when = "{any: [late > 5, {all: [on_time >= 80%, grip is at least adequate]}]}"
    found = find(rules_where(when), better=True, late=number(4), on_time=share(7, 10))
    assert (proposed(found), found.fewest_of_all) == ([{"on_time": "8 of 10", "grip": "adequate"}], False)


def test_items_that_a_provider_cannot_change_are_left_alone_when_asked() -> None:
    rules = rules_where('"harm is no"')
    assert proposed(find(rules)) == [{"harm": "no"}]
    found = find(rules, only_changeable=True)
    assert (found.sets, found.every) == ((), True)


class _OutOfTime:
    """A solver that never has an answer."""

    def ask(
        self,
        *signals: int,
        limit: Limit | None = None,
        seconds: float | None = None,
        effort: int | None = None,
    ) -> Answer:
        return Answer(Verdict.UNKNOWN)


def test_without_time_nothing_is_claimed() -> None:
    finder = ChangeFinder(rules_where('"late < 3"'), make_solver=lambda circuit, worlds: _OutOfTime())
    found = finder.find(Case(EvidenceProfile({})), "care", "good", left=lambda: 0)
    assert (found.sets, found.every, found.fewest_known) == ((), False, False)
