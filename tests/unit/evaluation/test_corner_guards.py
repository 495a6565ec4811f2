"""What the floors below exclude is refused as a fault of the program, never decided in silence."""

from __future__ import annotations

import pytest

from evenhand.domain import (
    YES_NO,
    Case,
    EvidenceItem,
    EvidenceProfile,
    ItemType,
    NameSet,
    NumberRange,
    Previous,
    Recorded,
    Scale,
)
from evenhand.evaluation import count_cases
from evenhand.evaluation.board import Marks
from evenhand.evaluation.gates import normal
from evenhand.evaluation.interpreter import decide
from evenhand.evaluation.item_codes import ItemCodes
from evenhand.evaluation.readings import Knowledge, read_name, read_term
from evenhand.evaluation.tables import decide_table
from evenhand.language import (
    Compare,
    Comparison,
    Constant,
    CountOf,
    DecisionTable,
    FromCases,
    HasFinding,
    HitPolicy,
    IsOneOf,
    ItemName,
    ItemNumber,
    Points,
    PreviousGrade,
    Summary,
)

LATE = EvidenceItem("late", ItemType.COUNT, "Late", lowest=0)
SEEN = EvidenceItem("seen", ItemType.YES_NO, "Seen", scale=YES_NO)
GRADES = Scale("grades", ("poor", "good"))


def knowing(previous: Previous | None = None, **states: Recorded) -> Knowledge:
    return Knowledge(Case(EvidenceProfile(states), {}, previous or Previous()), {}, {})


def test_a_number_item_with_recorded_names_is_refused() -> None:
    with pytest.raises(TypeError, match="late is a count but has recorded names"):
        read_term(ItemNumber(LATE), knowing(late=Recorded(NameSet(1))))


def test_a_named_item_with_a_recorded_number_is_refused() -> None:
    with pytest.raises(TypeError, match="seen is a yes_no but has a recorded number"):
        read_name(ItemName(SEEN), knowing(seen=Recorded(NumberRange(1, 1))))


def test_a_previous_grade_that_the_scale_has_no_name_for_is_refused() -> None:
    with pytest.raises(ValueError, match="previous grade fair of care is not on its scale"):
        read_name(PreviousGrade("care", GRADES), knowing(Previous({"care": "fair"})))


def test_points_of_a_scale_without_points_are_refused() -> None:
    with pytest.raises(TypeError, match="yes_no has no points"):
        read_term(Points(ItemName(SEEN)), knowing())


@pytest.mark.parametrize("summary", Summary)
def test_a_case_sample_is_not_counted_without_what_to_count(summary: Summary) -> None:
    with pytest.raises(TypeError, match=r"^item: a "):
        count_cases(FromCases("item", summary, None, None), [])


def test_a_table_of_findings_does_not_take_the_best_row() -> None:
    with pytest.raises(TypeError, match="`unique` or `first`"):
        table = DecisionTable((), HitPolicy.BEST, ())
        known = knowing()
        decide_table(table, lambda cell: decide(cell, known), known)


def test_leaves_of_another_kind_are_not_coded() -> None:
    finding = HasFinding("grip")
    with pytest.raises(TypeError, match="coded by name"):
        ItemCodes(SEEN, {finding: Marks()}, {})
    with pytest.raises(TypeError, match="coded by thresholds"):
        ItemCodes(LATE, {finding: Marks()}, {})


def test_a_count_of_another_kind_has_no_gate() -> None:
    with pytest.raises(TypeError, match="no gate for most of"):
        normal(CountOf("most of", 1, (HasFinding("grip"),)))


def test_leaves_of_the_right_kind_are() -> None:
    few = Compare(ItemNumber(LATE), Comparison.LESS, Constant(3))
    assert ItemCodes(LATE, {few: Marks()}, {}).bits(Recorded(NumberRange(2, 2))) == (1, 1)
    assert ItemCodes(LATE, {few: Marks()}, {}).bits(Recorded(NumberRange(2, 3))) == (0, 1)
    seen = IsOneOf(ItemName(SEEN), ("yes",))
    assert ItemCodes(SEEN, {seen: Marks()}, {}).bits(Recorded(NameSet(2))) == (1, 1)
    assert ItemCodes(SEEN, {seen: Marks()}, {}).bits(Recorded(NameSet(3))) == (0, 1)
