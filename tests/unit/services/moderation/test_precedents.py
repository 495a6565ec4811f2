"""What cases are compared by: what an area rests on, as numbers; and which cases are asked."""

from __future__ import annotations

import datetime
import math
from fractions import Fraction

import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    YES_NO,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
)
from evenhand.services.moderation.precedents import find_precedents
from evenhand.services.moderation.precedents_pool import Wanted
from evenhand.services.moderation.precedents_profile import profile_of, start_profile, state_as_number
from evenhand.services.workspace import open_workspace
from written_casebooks import write_casebook

NUMBER = EvidenceItem("n", ItemType.NUMBER, "N")
SHARE = EvidenceItem("s", ItemType.SHARE, "S")
LEVEL = EvidenceItem("l", ItemType.LEVEL, "L", scale=Scale("l", ("low", "middle", "high")))
CHOICE = EvidenceItem("c", ItemType.CHOICE, "C", scale=Scale("c", ("x", "y", "z"), ordered=False))
ANSWER = EvidenceItem("a", ItemType.YES_NO, "A", scale=YES_NO)


@pytest.mark.parametrize(
    ("item", "state", "number"),
    [
        (NUMBER, Recorded(NumberRange(3, 3)), 3.0),
        (NUMBER, Recorded(NumberRange(3, Fraction(9, 2))), 3.75),
        (NUMBER, Recorded(NumberRange(3, None)), None),
        (SHARE, Recorded(ShareRange(31, 31, 40)), 0.775),
        (SHARE, Recorded(ShareRange(Fraction(1, 2), 1)), 0.75),
        (LEVEL, Recorded(NameSet(0b100)), 2.0),
        (LEVEL, Recorded(NameSet(0b011)), 0.5),
        (CHOICE, Recorded(NameSet(0b010)), 1.0),
        (CHOICE, Recorded(NameSet(0b011)), None),
        (ANSWER, Recorded(NameSet(0b10)), 1.0),
        (ANSWER, Recorded(NameSet(0b11)), None),
        (NUMBER, NOT_LOOKED_AT, None),
    ],
)
def test_states_are_numbers_at_the_middle_of_what_is_known(
    item: EvidenceItem, state: ItemState, number: float | None
) -> None:
    found, absent = state_as_number(state, item)
    assert not absent
    assert math.isnan(found) if number is None else found == number


def test_what_does_not_apply_is_known() -> None:
    assert state_as_number(DOES_NOT_APPLY, NUMBER)[1]


def test_an_area_is_compared_by_what_its_rules_read_or_by_grades_that_are_given(repository) -> None:
    rules = open_workspace(repository).rule_set("ilacs@2023").in_force_on(datetime.date(2024, 5, 13))
    leaders = profile_of(rules, ["leaders"], (), ())
    assert "supervision_on_time" in leaders.items
    assert not leaders.areas
    overall = profile_of(rules, ["overall"], (), ())
    assert set(leaders.items) < set(overall.items)
    four = ["leaders", "help_and_protection", "children_in_care", "care_leavers"]
    by_grade = profile_of(rules, ["overall"], four, ())
    assert (by_grade.items, sorted(by_grade.areas)) == ({}, sorted(four))
    # One area by itself is not compared by its own grade; among several it is.
    assert profile_of(rules, ["leaders"], ["leaders"], ()).items == leaders.items
    assert list(profile_of(rules, ["leaders", "overall"], four, ()).areas) == four
    assert sorted(start_profile(rules, "overall").areas) == sorted(four)


def test_a_computed_item_is_compared_by_its_parts_unless_it_is_recorded(repository) -> None:
    rules = open_workspace(repository).rule_set("ilacs@2023").in_force_on(datetime.date(2024, 5, 13))
    judged = [area.id for area in rules.areas]
    parts = profile_of(rules, judged, (), ()).items
    assert "unallocated_in_need" in parts and "unallocated_children" not in parts
    itself = profile_of(rules, judged, (), {"unallocated_children"}).items
    assert "unallocated_children" in itself


COLUMNS = """\
framework: ilacs@2018
columns:
  id: id
  on: on
  given: [leaders, help_and_protection, children_in_care]
  awarded: [overall]
  departures: {overall: why}
"""
ROWS = """\
id,on,leaders,help_and_protection,children_in_care,overall,why
a,2020-02-29,good,good,good,good,
b,2021-02-28,good,good,good,outstanding,practice seen
c,2021-03-01,good,good,good,good,
d,,good,good,good,good,
e,2020-02-28,inadequate,good,good,inadequate,
"""


def test_years_around_a_leap_day_and_cases_without_a_day(repository, tmp_path) -> None:
    write_casebook(tmp_path / "mine", COLUMNS, ROWS)
    workspace = open_workspace(repository)

    def ids(case: str, **wanted: object) -> list[str]:
        asked = Wanted(area="overall", **wanted)  # type: ignore[arg-type]
        return [one.id for one in find_precedents(case, str(tmp_path / "mine"), workspace, asked).precedents]

    assert ids("a") == ["b", "c", "d"]
    assert ids("a", within=1) == ["b"]
    assert ids("d", last=datetime.date(2020, 12, 31)) == ["a"]
    with pytest.raises(InvalidInput) as refused:
        ids("d", within=1)
    assert [told.code.id for told in refused.value.diagnostics] == ["M852"]


def test_the_reason_of_a_departure_is_shown_and_the_order_of_rows_does_not_matter(
    repository, tmp_path
) -> None:
    head, *rows = ROWS.splitlines()
    workspace = open_workspace(repository)
    found = []
    for number, order in enumerate((rows, rows[::-1])):
        write_casebook(tmp_path / f"c{number}", COLUMNS, "\n".join([head, *order]) + "\n")
        found.append(find_precedents("a", str(tmp_path / f"c{number}"), workspace, Wanted(area="overall")))
    first, second = found
    assert first.precedents == second.precedents
    assert first.precedents[0].departures == {"overall": "practice seen"}
    (draft,) = first.drafts
    assert (draft.precedents, draft.status) == ({"good": 2, "outstanding": 1}, "agrees")


def test_one_case_alone_has_no_precedent(repository, tmp_path) -> None:
    write_casebook(tmp_path / "mine", COLUMNS, "\n".join(ROWS.splitlines()[:2]) + "\n")
    found = find_precedents("a", str(tmp_path / "mine"), open_workspace(repository), Wanted())
    assert (found.precedents, found.drafts[0].status) == ((), "no precedent")
    assert found.note == "none near enough: no case of the casebook is under ilacs@2018"
