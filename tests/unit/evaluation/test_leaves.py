"""The truth of each leaf under what is recorded, and what a reader is told about it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evenhand.evaluation import LeafNote
from unit.evaluation.asking import leaf, truth
from unit.language.vocabulary import SCHEMA

DOES_NOT_APPLY = "evidence: {wellbeing: does not apply, seen_alone: does not apply}"
NOTHING = ""

TRUTHS = [
    # What does not exist makes a comparison false whichever way it is put.
    ("wellbeing is fine", DOES_NOT_APPLY, "false"),
    ("wellbeing is not fine", DOES_NOT_APPLY, "false"),
    ("wellbeing is at most fine", DOES_NOT_APPLY, "false"),
    ("wellbeing is not at most fine", DOES_NOT_APPLY, "false"),
    ("seen_alone >= 0%", DOES_NOT_APPLY, "false"),
    ("seen_alone is not >= 0%", DOES_NOT_APPLY, "false"),
    ("seen_alone is not between 0% and 100%", DOES_NOT_APPLY, "false"),
    ("min of seen_alone and on_time >= 0%", DOES_NOT_APPLY, "false"),
    ("wellbeing does not apply", DOES_NOT_APPLY, "true"),
    ("wellbeing does apply", DOES_NOT_APPLY, "false"),
    ("wellbeing is known", DOES_NOT_APPLY, "true"),
    # What may not exist turns true into unknown and leaves false alone.
    ("wellbeing is at least poor", NOTHING, "unknown"),
    ("seen_alone >= 0%", NOTHING, "unknown"),
    ("seen_alone > 100%", NOTHING, "false"),
    ("seen_alone is not > 100%", NOTHING, "unknown"),
    ("wellbeing does not apply", NOTHING, "unknown"),
    # What surely exists is decided by its bounds.
    ("gap >= 0", NOTHING, "true"),
    ("gap <= 365", NOTHING, "true"),
    ("gap > 365", NOTHING, "false"),
    ("gap <= 364", NOTHING, "unknown"),
    # A share may turn out to be of nothing.
    ("on_time <= 100%", NOTHING, "unknown"),
    ("grip is at least absent", NOTHING, "true"),
    ("grip is not absent", NOTHING, "unknown"),
    # Each leaf is read by itself.
    ("late <= late", NOTHING, "unknown"),
    ("grip is grip", NOTHING, "unknown"),
    # Equality of a range.
    ("late = 3", "evidence: {late: 3 to 4}", "unknown"),
    ("late = 5", "evidence: {late: 3 to 4}", "false"),
    ("late is not 5", "evidence: {late: 3 to 4}", "true"),
    ("late is not 3", "evidence: {late: 3 to 4}", "unknown"),
    ("late is between 3 and 4", "evidence: {late: 3 to 4}", "true"),
    ("late is not between 3 and 4", "evidence: {late: 3 to 4}", "false"),
    # Levels keep their set, areas their run.
    ("grip is not weak", "evidence: {grip: absent or strong}", "true"),
    ("grip is weak", "evidence: {grip: absent or strong}", "false"),
    ("grip is at least adequate", "evidence: {grip: absent or strong}", "unknown"),
    ("grip is absent or strong", "evidence: {grip: absent or strong}", "true"),
    # Directions.
    ("failure is worse than isolated", "evidence: {failure: serious}", "true"),
    ("failure is better than isolated", "evidence: {failure: not_found}", "true"),
    ("failure is at most isolated", "evidence: {failure: not_found}", "true"),
    # Areas that are given, not judged, or open.
    ("care is at least good", "given: {care: good}", "true"),
    ("care is not at least good", "given: {care: not_judged}", "false"),
    ("care is judged", "given: {care: not_judged}", "false"),
    ("care is not judged", "given: {care: not_judged}", "true"),
    ("care is at least inadequate", NOTHING, "true"),
    ("care is better than homes", "given: {care: good, homes: inadequate}", "true"),
    ("care is homes", "given: {care: good, homes: not_judged}", "false"),
    ("points of care > 2", "given: {care: good}", "true"),
    ("points of care > 2", "given: {care: not_judged}", "false"),
    # The previous inspection.
    ("previous care is good", "previous: {grades: {care: good}}", "true"),
    ("previous care is good", "previous: {grades: {homes: good}}", "unknown"),
    ("previous care is at least inadequate", NOTHING, "unknown"),
    ("previous care is not good", "previous: none", "false"),
    (
        "care is better than previous care",
        "given: {care: good}\nprevious: {grades: {care: inadequate}}",
        "true",
    ),
    # Findings.
    ("managers keep a grip", "evidence: {grip: strong}", "true"),
    ("not managers keep a grip", "evidence: {grip: strong}", "false"),
    ("not managers keep a grip", NOTHING, "unknown"),
    # Arithmetic.
    ("late + due >= 3", "evidence: {late: 1, due: 2}", "true"),
    ("late - due >= -3", "evidence: {late: 1 to 2, due: 4}", "true"),
    ("late - due >= -2", "evidence: {late: 1 to 2, due: 4}", "unknown"),
    ("caseload / due >= 5", "evidence: {caseload: 10, due: 2}", "true"),
    ("caseload / due >= 5", "evidence: {caseload: 10, due: 0}", "false"),
    ("caseload / due < 5", "evidence: {caseload: 10, due: 0}", "false"),
    ("caseload / due >= 5", "evidence: {caseload: 10, due: 0 to 2}", "unknown"),
    ("caseload / due >= 20", "evidence: {caseload: 10, due: 1 to 2}", "false"),
    ("caseload / cases >= 1", "evidence: {caseload: 10}", "unknown"),
    ("max of late and due >= 4", "evidence: {late: 5}", "true"),
    ("min of late and due >= 4", "evidence: {late: 3}", "false"),
    ("max of late and due <= 4", "evidence: {late: 3}", "unknown"),
    ("total points of grip and oversight >= 5", "evidence: {grip: strong}", "true"),
    ("total points of grip and oversight >= 6", "evidence: {grip: strong}", "unknown"),
    # Exact numbers.
    ("on_time <= 25%", "evidence: {on_time: 7 of 28}", "true"),
    ("on_time >= 85%", "evidence: {on_time: 17 of 20}", "true"),
    ("on_time >= 2 of 3", "evidence: {on_time: 66.7%}", "true"),
    ("on_time = 2 of 3", "evidence: {on_time: 66.7%}", "false"),
    ("on_time = 2 of 3", "evidence: {on_time: 4 of 6}", "true"),
    ("3 * caseload = 0.3", "evidence: {caseload: 0.1}", "true"),
]


@pytest.mark.parametrize(("condition", "inspection", "expected"), TRUTHS)
def test_the_truth_of_a_leaf(condition: str, inspection: str, expected: str) -> None:
    assert truth(condition, inspection) == expected


NOTES = [
    ("wellbeing is fine", DOES_NOT_APPLY, {LeafNote.DOES_NOT_EXIST}),
    ("wellbeing is fine", NOTHING, {LeafNote.MAY_NOT_EXIST}),
    ("gap <= 365", NOTHING, {LeafNote.DECIDED_BY_BOUNDS}),
    ("gap <= 20", "evidence: {gap: 10 to 20}", {LeafNote.DECIDED_BY_BOUNDS}),
    ("gap <= 20", "evidence: {gap: 10}", set()),
    ("gap <= 20", NOTHING, set()),
    (
        "on_time >= 80%",
        "evidence: {on_time: {value: 33 of 40, sampled: yes}}",
        {LeafNote.WITHIN_SAMPLING_ERROR},
    ),
    (
        "80% <= on_time",
        "evidence: {on_time: {value: 33 of 40, sampled: yes}}",
        {LeafNote.WITHIN_SAMPLING_ERROR},
    ),
    ("on_time >= 80%", "evidence: {on_time: 33 of 40}", set()),
    ("on_time >= 50%", "evidence: {on_time: {value: 33 of 40, sampled: yes}}", set()),
    ("on_time >= 2 of 3", "evidence: {on_time: 66.7%}", {LeafNote.ROUNDED_NEAR_THRESHOLD}),
    ("on_time >= 2 of 3", "evidence: {on_time: 66.8%}", set()),
    ("on_time >= 85%", "evidence: {on_time: 84.95%}", {LeafNote.ROUNDED_NEAR_THRESHOLD}),
    ("on_time >= 2 of 3", "evidence: {on_time: 2 of 3}", set()),
    (
        "caseload / due >= 5",
        "evidence: {caseload: 10, due: 0}",
        {LeafNote.DOES_NOT_EXIST, LeafNote.NOTHING_TO_DIVIDE_BY},
    ),
    (
        "5 <= caseload / due",
        "evidence: {caseload: 10, due: 0}",
        {LeafNote.DOES_NOT_EXIST, LeafNote.NOTHING_TO_DIVIDE_BY},
    ),
    (
        "wellbeing is not poor",
        "evidence: {wellbeing: does not apply}",
        {LeafNote.DOES_NOT_EXIST},
    ),
    ("harm is yes", "assume: {harm: {value: no, because: not published}}", {LeafNote.ASSUMED}),
    ("grip is weak", "assume: {harm: {value: no, because: not published}}", set()),
]


@pytest.mark.parametrize(("condition", "inspection", "notes"), NOTES)
def test_a_reader_is_told_how_a_leaf_was_decided(condition: str, inspection: str, notes) -> None:
    assert set(leaf(condition, inspection).notes) == notes


def test_the_sampling_interval_of_a_partly_known_share_covers_both_its_ends() -> None:
    found = leaf("on_time >= 80%", "evidence: {on_time: {value: 31 to 34 of 40, sampled: yes}}").interval
    low = leaf("on_time >= 80%", "evidence: {on_time: {value: 31 of 40, sampled: yes}}").interval
    high = leaf("on_time >= 80%", "evidence: {on_time: {value: 34 of 40, sampled: yes}}").interval
    assert found is not None and low is not None and high is not None
    assert found == (low[0], high[1])


@pytest.mark.parametrize(
    ("condition", "inspection", "distance"),
    [
        ("gap <= 28", "evidence: {gap: 31}", 3),
        ("gap <= 4 weeks", "evidence: {gap: 31}", 3),
        ("on_time >= 85%", "evidence: {on_time: 31 of 40}", Fraction(-3, 40)),
        ("gap <= 28", "evidence: {gap: 28 to 31}", None),
        ("gap <= 28", NOTHING, None),
        ("late <= due", "evidence: {late: 3, due: 5}", -2),
    ],
)
def test_the_distance_from_a_threshold_is_exact(condition: str, inspection: str, distance) -> None:
    assert leaf(condition, inspection).distance == distance


CONFLICT = """\
area: care
title: Care
starts_at: good
rules:
  - {id: C1, title: T, when: harm is yes, then: {at_most: inadequate}}
  - {id: C2, title: T, when: visible is yes, then: {at_least: good}}
"""


@pytest.mark.parametrize(
    ("condition", "evidence", "expected"),
    [
        ("care is at least inadequate", "{harm: yes, visible: yes}", "unknown"),
        ("care is not inadequate", "{harm: yes, visible: yes}", "unknown"),
        ("care is judged", "{harm: yes, visible: yes}", "true"),
        ("points of care >= 0", "{harm: yes, visible: yes}", "unknown"),
        ("care is at least inadequate", "{harm: yes}", "unknown"),
        ("care is at most inadequate", "{harm: yes, visible: no}", "true"),
    ],
)
def test_comparing_an_area_in_conflict_is_unknown(condition: str, evidence: str, expected: str) -> None:
    found = leaf(condition, f"evidence: {evidence}", care_yaml=CONFLICT)
    assert found.truth.value == expected
    assert (LeafNote.AREA_IN_CONFLICT in found.notes) == (expected == "unknown")


def test_what_does_not_exist_wins_over_conflict_and_conflict_over_what_may_not_exist() -> None:
    both = "evidence: {harm: yes, visible: yes}"
    files = {"care_yaml": CONFLICT}
    assert truth("care is homes", both + "\ngiven: {homes: not_judged}", **files) == "false"
    assert truth("care is worse than previous care", both + "\nprevious: none", **files) == "false"
    # False by its bounds alone, were it not for the conflict.
    assert truth("points of care > 9", both, **files) == "unknown"


def test_a_reader_is_told_that_a_computed_item_has_nothing_to_divide_by() -> None:
    schema = SCHEMA + "  each: {type: number, title: Each, better: lower, computed: caseload / due}\n"
    found = leaf("each >= 5", "evidence: {caseload: 10, due: 0}", schema_yaml=schema)
    assert set(found.notes) == {LeafNote.DOES_NOT_EXIST, LeafNote.NOTHING_TO_DIVIDE_BY}
    found = leaf("each >= 5", "evidence: {caseload: 10, due: 0 to 2}", schema_yaml=schema)
    assert set(found.notes) == {LeafNote.MAY_NOT_EXIST}
