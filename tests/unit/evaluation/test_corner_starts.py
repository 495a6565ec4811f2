"""Where an area starts when nothing, or nothing yet, says so: the step that a reader is shown."""

from __future__ import annotations

import pytest

from evenhand.domain import Judged, Scale
from evenhand.evaluation.grading import (
    bounds_of,
    extreme_bounds,
    given_outcome,
    limits_of,
    median_bounds,
    outcome_of,
    provisional_of,
)
from evenhand.evaluation.interpreter import provisional_reading_of, reading_of
from evenhand.evaluation.trace import Existence, Names, StartStep
from evenhand.evaluation.truth import Truth
from evenhand.language import Grades, Modality, Moves, Ties
from unit.evaluation.asking import trace_of

YES, NO = Existence.YES, Existence.NO
GRADES = Scale("four_grades", ("inadequate", "requires_improvement", "good", "outstanding"))
NOT_JUDGED = Names(GRADES, 0, NO)
AT_LEAST_GOOD = Grades(Modality.AT_LEAST, "good")
AT_MOST_POOR = Grades(Modality.AT_MOST, "requires_improvement")

FROM_CARE = """\
area: leaders
title: Leaders
starts_at: {start}
rules:
  - {{id: L1, title: T, when: late > 3, then: {{at_most: good}}}}
"""


def start_of(area: str, inspection: str, **files: str) -> StartStep:
    return trace_of(inspection, **files).areas[area].start


def test_an_area_without_rules_of_its_own_may_have_any_grade() -> None:
    assert start_of("care", "evidence: {}") == StartStep(0, 3, YES)


def test_an_area_that_starts_at_one_not_judged_could_start_anywhere() -> None:
    start = start_of("leaders", "given: {care: not_judged}", leaders_yaml=FROM_CARE.format(start="care"))
    assert (start.worst, start.best, start.judged) == (0, 3, NO)
    assert bounds_of(NOT_JUDGED) == (0, 3)


@pytest.mark.parametrize("start", ["{median_of: both, ties: better}", "{worst_of: both}", "{best_of: both}"])
def test_what_is_made_of_areas_none_of_which_is_judged_is_not_judged(start: str) -> None:
    found = start_of(
        "leaders",
        "given: {care: not_judged, homes: not_judged}",
        leaders_yaml=FROM_CARE.format(start=start),
    )
    assert (found.worst, found.best, found.judged) == (0, 0, NO)
    assert [member for member, _ in found.members] == ["care", "homes"]


@pytest.mark.parametrize("members", [[], [NOT_JUDGED], [NOT_JUDGED, NOT_JUDGED]])
def test_no_grade_is_made_of_no_area(members: list[Names]) -> None:
    assert [median_bounds(members, ties, 3) for ties in Ties] == [(0, 0), (0, 0)]
    assert [extreme_bounds(members, best, 3) for best in (True, False)] == [(0, 0), (0, 0)]


TABLE = """\
area: leaders
title: Leaders
starts_at:
  table: |
    wellbeing    | grade
    poor         | inadequate
    fair or fine | good
rules:
  - {id: L1, title: T, when: late > 3, then: {at_most: good}}
"""


def test_a_table_without_a_row_that_holds_could_start_anywhere() -> None:
    found = start_of("leaders", "evidence: {wellbeing: does not apply}", leaders_yaml=TABLE)
    assert (found.worst, found.best, found.judged) == (0, 3, NO)


def test_a_table_starts_between_the_grades_of_the_rows_that_may_count() -> None:
    found = start_of("leaders", "evidence: {}", leaders_yaml=TABLE)
    assert (found.worst, found.best, found.judged) == (0, 2, Existence.MAYBE)


CARE_IN_CONFLICT = """\
area: care
title: Care
starts_at: good
judged_when: wellbeing does apply
rules:
  - {id: C1, title: T, when: harm is yes, then: {at_most: inadequate}}
  - {id: C2, title: T, when: harm is yes, then: {at_least: good}}
"""


@pytest.mark.parametrize(
    ("evidence", "homes", "reads_conflict"),
    [
        ("{harm: yes, wellbeing: fine}", "good", True),
        ("{harm: yes, wellbeing: fine}", "not_judged", True),
        ("{harm: no, wellbeing: fine}", "good", False),
        ("{harm: yes, wellbeing: does not apply}", "good", False),
        ("{harm: yes}", "good", True),
    ],
)
def test_one_member_in_conflict_is_enough_to_say_so(evidence: str, homes: str, reads_conflict: bool) -> None:
    start = start_of(
        "leaders",
        f"evidence: {evidence}\ngiven: {{homes: {homes}}}",
        leaders_yaml=FROM_CARE.format(start="{worst_of: both}"),
        care_yaml=CARE_IN_CONFLICT,
    )
    assert start.reads_conflict is reads_conflict


def test_an_area_that_is_not_judged_is_read_as_no_grade_at_all() -> None:
    outcome = given_outcome(GRADES, None, limits_of(GRADES, (0, 3), []))
    assert reading_of(outcome) == provisional_reading_of(outcome) == NOT_JUDGED


def test_an_area_in_conflict_is_read_as_any_grade() -> None:
    crossed = limits_of(GRADES, (2, 2), [(AT_LEAST_GOOD, Truth.TRUE), (AT_MOST_POOR, Truth.TRUE)])
    outcome = outcome_of(GRADES, crossed, Judged.YES, provisional_of(crossed))
    assert reading_of(outcome) == provisional_reading_of(outcome) == Names(GRADES, 15, YES, in_conflict=True)


def test_a_start_is_not_moved_off_the_scale() -> None:
    for steps in range(-4, 5):
        for truth in (Truth.TRUE, Truth.UNKNOWN):
            worst, best = limits_of(GRADES, (1, 2), [(Moves(steps), truth)]).start
            moved = (1 + steps, 2 + steps)
            worst_move = moved[0] if truth is Truth.TRUE or steps < 0 else 1
            best_move = moved[1] if truth is Truth.TRUE or steps > 0 else 2
            assert (worst, best) == (min(max(worst_move, 0), 3), min(max(best_move, 0), 3))


def test_a_member_that_may_be_in_conflict_could_have_any_grade_whatever_its_reach() -> None:
    member = Names(GRADES, 0b0010, YES, in_conflict=True)
    assert bounds_of(member) == (0, 3)
    assert median_bounds([member], Ties.BETTER, 3) == extreme_bounds([member], False, 3) == (0, 3)
    assert bounds_of(Names(GRADES, 0b0010, YES)) == (1, 1)
