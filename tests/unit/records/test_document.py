"""A record is checked part by part, and decisions made later are chained to it."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from evenhand.records import BadDecision, Difference, add_decision, check_hashes, first_difference, seal
from unit.records.test_reading import PARTS

DAY = datetime.date(2024, 6, 3)
PROPOSED = {
    **PARTS,
    "outcome": {"leaders": {"proposed": "good"}, "care": {"proposed": "good"}},
    "drafts": {"leaders": "good", "care": None},
}


def sealed() -> dict[str, Any]:
    """A new record, which a test may change."""
    return json.loads(json.dumps(seal(PROPOSED, "0.1", "1")))


def decided(record: dict[str, Any], stage: str = "moderated", **grades: str) -> dict[str, Any]:
    return add_decision(record, stage, grades or {"leaders": "good"}, "A. Panel", DAY)


# --- hashes ------------------------------------------------------------------------------------------


def test_a_record_as_it_was_sealed_fits_its_hashes() -> None:
    assert check_hashes(sealed()) is None


@pytest.mark.parametrize(
    ("above", "name", "place"),
    [
        ("outcome", "leaders", "outcome"),
        ("inspection", "id", "inspection"),
        ("evidence", "text", "evidence.text"),
    ],
)
def test_the_smallest_part_that_was_changed_is_named(above: str, name: str, place: str) -> None:
    record = sealed()
    record[above][name] = "changed"
    assert check_hashes(record) == Difference(place, "its content does not fit its hash")


def test_a_changed_file_is_named_and_not_the_rules_as_a_whole() -> None:
    record = sealed()
    record["rules"]["files"]["framework.yaml"] += "\n"
    assert check_hashes(record) == Difference(
        "rules.files.framework.yaml", "its content does not fit its hash"
    )


@pytest.mark.parametrize("hashes", [{}, [], {"outcome": "sha256:0"}])
def test_hashes_that_leave_parts_out_are_told(hashes: object) -> None:
    record = sealed()
    record["hashes"] = hashes
    assert check_hashes(record) == Difference("hashes", "it does not name the parts of the record")


@pytest.mark.parametrize("name", ["program", "language", "hash"])
def test_what_stands_outside_the_parts_is_held_by_the_hash_of_the_whole(name: str) -> None:
    record = sealed()
    record[name] = "changed"
    assert check_hashes(record) == Difference("hash", "the record as a whole does not fit its hash")


# --- decisions ---------------------------------------------------------------------------------------


def test_decisions_leave_the_record_below_them_as_it_was() -> None:
    record = sealed()
    twice = decided(decided(record), "published")
    assert check_hashes(twice) is None
    assert record == sealed()
    assert [decision["stage"] for decision in twice["decisions"]] == ["moderated", "published"]
    assert [decision["after"] for decision in twice["decisions"]] == [
        record["hash"],
        twice["decisions"][0]["hash"],
    ]


def test_a_changed_decision_is_told_at_its_place() -> None:
    record = decided(decided(sealed()), "published")
    record["decisions"][1]["by"] = "somebody else"
    assert check_hashes(record) == Difference("decisions.1", "its content does not fit its hash")


def test_a_decision_taken_out_breaks_the_chain() -> None:
    record = decided(decided(sealed()), "published")
    del record["decisions"][0]
    assert check_hashes(record) == Difference("decisions.0", "it does not follow from the one before")


@pytest.mark.parametrize(
    ("decisions", "told"),
    [
        ({}, Difference("decisions", "it is not a list")),
        (["moderated"], Difference("decisions.0", "it does not follow from the one before")),
    ],
)
def test_decisions_of_another_form_are_told(decisions: object, told: Difference) -> None:
    record = sealed()
    record["decisions"] = decisions
    assert check_hashes(record) == told


def test_a_decision_says_who_made_it_when_and_why() -> None:
    record = add_decision(sealed(), "provisional", {"care": "inadequate"}, "A. Panel", DAY, "the law says so")
    (decision,) = record["decisions"]
    assert {key: decision[key] for key in ("stage", "grades", "by", "on", "reason")} == {
        "stage": "provisional",
        "grades": {"care": "inadequate"},
        "by": "A. Panel",
        "on": "2024-06-03",
        "reason": "the law says so",
    }


def test_a_grade_other_than_the_draft_needs_a_reason() -> None:
    with pytest.raises(BadDecision, match=r"^a grade that differs from the draft needs a reason: leaders$"):
        decided(sealed(), leaders="inadequate", care="inadequate")
    reason = "the panel saw more"
    found = add_decision(sealed(), "moderated", {"leaders": "inadequate"}, "A. Panel", DAY, reason)
    assert found["decisions"][0]["reason"] == reason


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        (("final",), "`final` is not one of provisional, moderated, published"),
        (("published", "moderated"), "`moderated` cannot follow `published`"),
    ],
)
def test_stages_have_names_and_an_order(stages: tuple[str, ...], said: str) -> None:
    record = sealed()
    for stage in stages[:-1]:
        record = decided(record, stage)
    with pytest.raises(BadDecision) as refusal:
        decided(record, stages[-1])
    assert str(refusal.value) == said


def test_a_stage_may_be_decided_again() -> None:
    assert len(decided(decided(sealed()))["decisions"]) == 2


def test_an_area_that_the_record_does_not_have_is_refused() -> None:
    with pytest.raises(BadDecision, match=r"^`homes` is not an area of this record$"):
        decided(sealed(), homes="good")


# --- differences ---------------------------------------------------------------------------------------

LONG = "x" * 70

DIFFERENCES = {
    "a value": ({"a": {"b": 1}}, {"a": {"b": 2}}, "a.b", "it says `1` and should say `2`"),
    "the first in the order of keys": (
        {"b": 1, "a": 1},
        {"b": 2, "a": 2},
        "a",
        "it says `1` and should say `2`",
    ),
    "a key that is missing": ({"a": {}}, {"a": {"b": 1}}, "a.b", "it is missing"),
    "a key too many": ({"a": {"b": 1}}, {"a": {}}, "a.b", "it should not be there"),
    "a part of a list": ({"a": [1, 2]}, {"a": [1, 3]}, "a.1", "it says `2` and should say `3`"),
    "a shorter list": ({"a": [1]}, {"a": [1, 2]}, "a", "it has 1 parts and should have 2"),
    "a longer list": ({"a": [1, 2]}, {"a": [1]}, "a", "it has 2 parts and should have 1"),
    "another kind": ({"a": []}, {"a": {}}, "a", "it says `[]` and should say `{}`"),
    "yes is not one": ({"a": True}, {"a": 1}, "a", "it says `true` and should say `1`"),
    "a long text": ({"a": LONG}, {"a": "é"}, "a", f'it says `"{"x" * 56}...` and should say `"é"`'),
}


@pytest.mark.parametrize(("written", "made", "place", "problem"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_the_first_difference_of_two_documents_is_placed(
    written: object, made: object, place: str, problem: str
) -> None:
    assert first_difference(written, made) == Difference(place, problem)


def test_equal_documents_have_no_difference() -> None:
    assert first_difference({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}) is None
