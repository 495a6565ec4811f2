"""Scales: names in the order written, their bits, and the names that others use for them."""

from __future__ import annotations

import pytest

from evenhand.domain import YES_NO, Scale

GRADES = Scale(
    "four_grades",
    ("inadequate", "requires_improvement", "good", "outstanding"),
    {"requires_improvement": "requires improvement to be good"},
    also_called={"requires_improvement": ("adequate", "satisfactory")},
)


def test_names_stand_in_the_order_written() -> None:
    assert [GRADES.position(name) for name in GRADES.names] == [0, 1, 2, 3]
    assert len(GRADES) == 4
    assert "good" in GRADES and "adequate" not in GRADES


def test_a_name_that_the_scale_has_not_has_no_position() -> None:
    with pytest.raises(KeyError):
        GRADES.position("excellent")


def test_a_set_of_names_is_kept_as_bits() -> None:
    mask = GRADES.mask(["outstanding", "inadequate"])
    assert mask == 0b1001
    assert GRADES.names_in(mask) == ("inadequate", "outstanding")
    assert GRADES.whole == 0b1111


def test_a_run_holds_both_its_ends() -> None:
    assert GRADES.run(1, 2) == ("requires_improvement", "good")


def test_a_title_is_the_id_with_spaces_unless_one_is_written() -> None:
    assert GRADES.title("requires_improvement") == "requires improvement to be good"
    assert Scale("s", ("not_met", "met")).title("not_met") == "not met"


@pytest.mark.parametrize(
    ("name", "own"),
    [("good", "good"), ("adequate", "requires_improvement"), ("satisfactory", "requires_improvement")],
)
def test_a_grade_of_another_scale_is_found_by_what_it_is_also_called(name: str, own: str) -> None:
    assert GRADES.own_name(name) == own


def test_a_grade_that_nothing_is_called_is_not_found() -> None:
    assert GRADES.own_name("excellent") is None


def test_scales_are_compared_by_their_names_in_order() -> None:
    assert GRADES.same_names(Scale("other", GRADES.names, points=(1, 2, 3, 4)))
    assert not GRADES.same_names(Scale("other", tuple(reversed(GRADES.names))))


def test_no_stands_before_yes_and_neither_is_better() -> None:
    assert YES_NO.names == ("no", "yes")
    assert not YES_NO.ordered
