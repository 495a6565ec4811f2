"""Items that are counted from sampled cases: the examples of language.md section 2, and their edges."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from evenhand.diagnostics import Problems
from evenhand.domain import (
    DOES_NOT_APPLY,
    DoesNotApply,
    ItemState,
    NumberRange,
    Recorded,
    ShareRange,
)
from evenhand.evaluation import count_cases
from evenhand.evidence import EvidenceSchema, read_case_sample, read_schema
from evenhand.language import FromCases, read_derivations

SCHEMA = """\
schema: cases
title: Cases
case_record:
  seen: {type: yes_no, title: Seen alone, may_not_apply: yes}
  grip: {type: level, title: Grip, levels: [absent, weak, strong]}
  gap: {type: count, title: Gap, unit: days, max: 100}
  old: {type: number, title: Age, places: 0, may_not_apply: yes, min: 0, max: 18}
  free: {type: number, title: Without bounds}
items:
  seen_alone: {type: share, title: Seen alone, better: higher, from_cases: seen is yes}
  not_seen: {type: count, title: Not seen, better: lower, from_cases: seen is no}
  absent: {type: share, title: Not recorded, better: lower, from_cases: seen does not apply}
  with_grip: {type: share, title: Grip, better: higher, from_cases: grip is at least weak}
  gap_mean: {type: number, title: Mean, unit: days, better: lower, from_cases: mean of gap}
  gap_median: {type: number, title: Median, unit: days, better: lower, from_cases: median of gap}
  old_mean: {type: number, title: Mean age, better: neither, from_cases: mean of old}
  old_median: {type: number, title: Median age, better: neither, from_cases: median of old}
  free_mean: {type: number, title: Mean, better: neither, from_cases: mean of free}
  gap_over: {type: share, title: Gap longer than age, better: lower, from_cases: gap > old}
"""


def _read() -> tuple[EvidenceSchema, dict[str, FromCases]]:
    problems = Problems()
    schema = read_schema(SCHEMA, "schema.yaml", problems)
    assert schema is not None, list(problems)
    derived = read_derivations(schema, None, problems)
    assert not problems, list(problems)
    return schema, {one.item: one for one in derived.from_cases}


CASES, DERIVED = _read()


def counted(item: str, column: str, *cells: str) -> ItemState:
    """What a sample with one column says of an item."""
    problems = Problems()
    text = f"case,{column}\n" + "".join(f"C{index},{cell}\n" for index, cell in enumerate(cells))
    sample = read_case_sample(text, "cases.csv", CASES, problems)
    assert sample is not None, list(problems)
    return count_cases(DERIVED[item], sample.rows)


def share(low: int, high: int, of: int, *, may_not_exist: bool = False) -> Recorded:
    return Recorded(ShareRange(low, high, of), may_not_exist=may_not_exist, sampled=True)


def test_31_yes_6_no_and_3_unknown_are_31_to_34_of_40() -> None:
    cells = ["yes"] * 31 + ["no"] * 6 + ["", "not known", "looked and could not tell"]
    assert counted("seen_alone", "seen", *cells) == share(31, 34, 40)


def test_a_count_is_certain_to_possible() -> None:
    cells = ["yes"] * 31 + ["no"] * 6 + ["", "", ""]
    assert counted("not_seen", "seen", *cells) == Recorded(NumberRange(6, 9))


def test_a_partly_known_cell_counts_where_it_is_decided() -> None:
    assert counted("with_grip", "grip", "weak or strong", "absent or weak", "absent") == share(1, 2, 3)


def test_a_case_known_not_to_apply_is_left_out_of_the_share() -> None:
    assert counted("seen_alone", "seen", "yes", "no", "does not apply", "does not apply") == share(1, 1, 2)


def test_a_case_known_not_to_apply_is_left_out_of_the_count() -> None:
    assert counted("not_seen", "seen", "no", "does not apply") == Recorded(NumberRange(1, 1))


def test_a_cell_that_may_not_apply_stays_in_the_denominator_while_unknown() -> None:
    assert counted("seen_alone", "seen", "yes", "") == share(1, 2, 2)


def test_if_no_case_surely_applies_the_share_may_not_exist() -> None:
    assert counted("seen_alone", "seen", "", "does not apply") == share(0, 1, 1, may_not_exist=True)
    assert counted("with_grip", "grip", "", "") == share(0, 2, 2)


def test_a_share_of_no_cases_does_not_apply() -> None:
    assert counted("seen_alone", "seen") == DOES_NOT_APPLY
    assert counted("seen_alone", "seen", "does not apply") == DOES_NOT_APPLY


def test_a_count_of_no_cases_is_nought() -> None:
    assert counted("not_seen", "seen") == Recorded(NumberRange(0, 0))


def test_a_column_that_is_not_there_leaves_every_case_open() -> None:
    assert counted("seen_alone", "gap", "3", "4") == share(0, 2, 2, may_not_exist=True)


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    assert counted("gap_median", "gap", "60", "20", "28", "21") == Recorded(
        NumberRange(Fraction(49, 2), Fraction(49, 2))
    )
    assert counted("gap_median", "gap", "60", "20", "28") == Recorded(NumberRange(28, 28))


def test_the_mean_is_exact() -> None:
    assert counted("gap_mean", "gap", "20", "21", "21") == Recorded(
        NumberRange(Fraction(62, 3), Fraction(62, 3))
    )


def test_an_unknown_cell_lies_between_the_bounds_of_its_item() -> None:
    assert counted("gap_mean", "gap", "30", "") == Recorded(NumberRange(15, 65))
    assert counted("gap_median", "gap", "30", "40", "") == Recorded(NumberRange(30, 40))
    assert counted("gap_mean", "gap", "10 to 20", "30") == Recorded(NumberRange(20, 25))


def test_a_mean_leaves_out_what_does_not_apply_and_does_not_exist_without_any() -> None:
    assert counted("old_mean", "old", "4", "does not apply", "8") == Recorded(NumberRange(6, 6))
    assert counted("old_mean", "old", "does not apply") == DOES_NOT_APPLY
    assert counted("old_mean", "old", "") == Recorded(NumberRange(0, 18), may_not_exist=True)
    assert counted("old_mean", "old") == DOES_NOT_APPLY


def test_a_mean_over_a_cell_without_bounds_has_no_end_on_that_side() -> None:
    found = counted("free_mean", "free", "4", "")
    assert isinstance(found, Recorded)
    assert None in (found.value.lowest, found.value.highest)
    assert counted("free_mean", "free", "4", "6") == Recorded(NumberRange(5, 5))


CELLS = ["yes", "no", "", "does not apply"]
NUMBERS = ["0", "9", "18", "", "does not apply", "3 to 5"]


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_what_is_counted_holds_every_way_in_which_the_cells_may_turn_out(length: int) -> None:
    for cells in product(CELLS, repeat=length):
        found = counted("seen_alone", "seen", *cells)
        for way in product(
            *(
                [["yes"], ["no"], ["yes", "no", "does not apply"], ["does not apply"]][CELLS.index(cell)]
                for cell in cells
            )
        ):
            assert_holds(found, counted("seen_alone", "seen", *way))


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_mean_holds_every_way_in_which_the_cells_may_turn_out(length: int) -> None:
    ways = {"": ["0", "7", "18", "does not apply"], "3 to 5": ["3", "4", "5"]}
    for cells in product(NUMBERS, repeat=length):
        found = counted("old_mean", "old", *cells)
        for way in product(*(ways.get(cell, [cell]) for cell in cells)):
            assert_holds(found, counted("old_mean", "old", *way))


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_median_holds_every_way_in_which_the_cells_may_turn_out(length: int) -> None:
    ways = {"": ["0", "7", "18", "does not apply"], "3 to 5": ["3", "4", "5"]}
    for cells in product(NUMBERS, repeat=length):
        found = counted("old_median", "old", *cells)
        for way in product(*(ways.get(cell, [cell]) for cell in cells)):
            assert_holds(found, counted("old_median", "old", *way))


def test_a_case_that_may_be_left_out_leaves_room_for_a_larger_share_of_the_others() -> None:
    # In the second case the gap cannot be longer, but whether there is an age to compare it with is open.
    assert counted("gap_over", "gap,old", "9,3", "0,") == share(1, 2, 2)
    assert counted("gap_over", "gap,old", "9,3", "0,does not apply") == share(1, 1, 1)
    assert counted("gap_over", "gap,old", "2,3", "0,") == share(0, 0, 2)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_share_by_two_items_holds_every_way_in_which_the_cells_may_turn_out(length: int) -> None:
    ways = {"": ["0", "7", "18", "does not apply"], "3 to 5": ["3", "4", "5"]}
    for gaps in product(["0", "4", "20"], repeat=length):
        for cells in product(["3", "", "does not apply", "3 to 5"], repeat=length):
            found = counted("gap_over", "gap,old", *map(",".join, zip(gaps, cells, strict=True)))
            for way in product(*(ways.get(cell, [cell]) for cell in cells)):
                turned_out = counted("gap_over", "gap,old", *map(",".join, zip(gaps, way, strict=True)))
                assert_holds(found, turned_out)


def assert_holds(open_state: ItemState, turned_out: ItemState) -> None:
    if isinstance(turned_out, DoesNotApply):
        assert isinstance(open_state, DoesNotApply) or (
            isinstance(open_state, Recorded) and open_state.may_not_exist
        )
        return
    assert isinstance(open_state, Recorded) and isinstance(turned_out, Recorded)
    (least, most), (low, high) = ends(open_state), ends(turned_out)
    assert least <= low and high <= most


def ends(state: Recorded) -> tuple[Fraction, Fraction]:
    value = state.value
    assert isinstance(value, ShareRange | NumberRange)
    low, high = value.bounds if isinstance(value, ShareRange) else (value.lowest, value.highest)
    return Fraction(low), Fraction(high)
