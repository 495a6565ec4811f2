"""The status of a draft: the first that holds, in the order of language.md section 6."""

from __future__ import annotations

import pytest

from evenhand.domain import Conflict, DraftStatus, Judged, Outcome, Scale

GRADES = Scale("four_grades", ("inadequate", "requires_improvement", "good", "outstanding"))
ANY = (0, 3)


def outcome(
    reach=ANY, permitted=ANY, conflict: Conflict = Conflict.NO, judged: Judged = Judged.YES, provisional=None
) -> Outcome:
    return Outcome(GRADES, reach, permitted, provisional, conflict, judged)


NOTHING = outcome(None, None)
STATUS = {
    "not judged wins over everything": (outcome(None, None, judged=Judged.NO), "good", "not_judged"),
    "not judged needs no draft": (outcome(None, None, judged=Judged.NO), None, "not_judged"),
    "a certain conflict": (outcome(None, None, Conflict.CERTAIN), "good", "conflict"),
    "a certain conflict without a draft": (outcome(None, None, Conflict.CERTAIN), None, "conflict"),
    "a certain conflict that is perhaps not judged": (
        outcome(None, None, Conflict.CERTAIN, Judged.POSSIBLY),
        "good",
        "undecided",
    ),
    "outside wins over departs": (outcome((0, 0), (0, 1)), "outstanding", "outside"),
    "outside even where the grade is undecided": (outcome((0, 1), (0, 1)), "good", "outside"),
    "outside although a conflict is possible": (
        outcome((0, 1), (0, 1), Conflict.POSSIBLE),
        "good",
        "outside",
    ),
    "not in the reach departs": (outcome((1, 1)), "good", "departs"),
    "not in the reach departs although it is undecided": (outcome((0, 1)), "good", "departs"),
    "in the reach and undecided": (outcome((1, 2)), "good", "undecided"),
    "undecided without a draft": (outcome((1, 2)), None, "undecided"),
    "one grade that may be in conflict is undecided": (
        outcome((2, 2), conflict=Conflict.POSSIBLE),
        "good",
        "undecided",
    ),
    "one grade that is perhaps not judged is undecided": (
        outcome((2, 2), judged=Judged.POSSIBLY),
        "good",
        "undecided",
    ),
    "decided without a draft": (outcome((2, 2)), None, "no_draft"),
    "decided and the same": (outcome((2, 2)), "good", "agrees"),
}


@pytest.mark.parametrize(("found", "draft", "status"), STATUS.values(), ids=STATUS)
def test_status(found: Outcome, draft: str | None, status: str) -> None:
    assert found.status_of(draft) is DraftStatus(status)


def test_a_grade_is_proposed_only_where_nothing_else_is_possible() -> None:
    assert outcome((2, 2)).proposed == "good"
    assert outcome((1, 2)).proposed is None
    assert outcome((2, 2), conflict=Conflict.POSSIBLE).proposed is None
    assert outcome((2, 2), judged=Judged.POSSIBLY).proposed is None
    assert NOTHING.proposed is None


def test_reach_and_permitted_are_runs_of_grades_worst_first() -> None:
    found = outcome((0, 2), (1, 3), provisional=1)
    assert found.reach_grades == ("inadequate", "requires_improvement", "good")
    assert found.permitted_grades == ("requires_improvement", "good", "outstanding")
    assert found.provisional_grade == "requires_improvement"


def test_nothing_is_empty_and_has_no_provisional_grade() -> None:
    assert (NOTHING.reach_grades, NOTHING.permitted_grades, NOTHING.provisional_grade) == ((), (), None)
