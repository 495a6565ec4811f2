"""What is kept out of a table of groups stays out: checked by going through every table that it could be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from evenhand.replay import ALL, UNDECIDED, GroupRow, Tally, group_rows, suppressed, suppression, with_totals
from generators.vocabulary import FOUR

Counts = Sequence[Sequence[int]]
Table = tuple[tuple[int, ...], ...]


def tables(rows: int, columns: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    count = st.sampled_from([0, 0, *range(most + 1)])
    return st.lists(st.lists(count, min_size=columns, max_size=columns), min_size=2, max_size=rows)


small_tables = st.integers(1, 3).flatmap(lambda columns: tables(3, columns, 4))


def could_be(shown: Sequence[Sequence[int | None]]) -> Iterator[Table]:
    """Every table without totals that agrees with what is shown of it; the last row and column are totals."""
    *rows, totals = shown
    ways = [list(_columns([row[at] for row in rows], totals[at] or 0)) for at in range(len(totals) - 1)]
    for columns in product(*ways):
        table = tuple(zip(*columns, strict=True))
        if all(row[-1] in (None, sum(own)) for row, own in zip(rows, table, strict=True)):
            yield table


def _columns(cells: Sequence[int | None], total: int) -> Iterator[tuple[int, ...]]:
    """Every column that sums up to the total."""
    if not cells:
        if total == 0:
            yield ()
        return
    first, *rest = cells
    for count in range(total + 1) if first is None else [first]:
        if count <= total:
            for below in _columns(rest, total - count):
                yield (count, *below)


def kept_out(counts: Counts, below: int) -> frozenset[tuple[int, int]]:
    """What is kept out of a table that may be shown."""
    hidden = suppressed(counts, below)
    assert hidden is not None
    return hidden


def shown_of(counts: Counts, below: int) -> list[list[int | None]]:
    hidden = kept_out(counts, below)
    return [
        [None if (row, column) in hidden else count for column, count in enumerate(cells)]
        for row, cells in enumerate(with_totals(counts))
    ]


def has_cases(table: Counts) -> bool:
    return all(map(sum, table))


def assert_kept(counts: Counts, below: int) -> None:
    """Nobody can work out what is kept out, though they know that a row that is listed is not of nothing."""
    hidden = suppressed(counts, below)
    if hidden is None:
        assert max(map(sum, counts)) == 1 and below > 1
        return
    shown = shown_of(counts, below)
    values: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    found_itself = False
    for table in could_be(shown):
        if has_cases(counts) and not has_cases(table):
            continue
        found_itself = found_itself or [list(row) for row in table] == [list(row) for row in counts]
        whole = with_totals(table)
        for row, column in hidden:
            values[row, column].add(whole[row][column])
    assert found_itself
    assert all(len(found) > 1 for found in values.values()), (counts, below, shown)


def small_with_cases(rows: int, columns: int, most: int) -> Iterator[Table]:
    """Every table with a case in each row, and no more than so many in all."""
    for cases in range(rows, most + 1):
        for cells in combinations_with_replacement(range(rows * columns), cases):
            counts = [cells.count(at) for at in range(rows * columns)]
            table = tuple(tuple(counts[at : at + columns]) for at in range(0, len(counts), columns))
            if has_cases(table):
                yield table


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize(("rows", "columns", "most"), [(2, 2, 5), (2, 3, 4), (3, 2, 5), (3, 3, 4), (4, 2, 5)])
def test_no_small_table_with_a_case_in_each_row_gives_anything_away(rows, columns, most, long) -> None:
    with mock.patch.object(suppression, "MOST_ROWS", 1 if long else 200):
        for table in small_with_cases(rows, columns, most):
            for below in (2, 3):
                assert_kept(table, below)


@pytest.mark.parametrize("counts", [[[9, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 0], [0, 1], [0, 3]]])
def test_rows_of_one_case_are_kept_out_with_a_row_that_has_more(counts) -> None:
    for long in (200, 1):
        with mock.patch.object(suppression, "MOST_ROWS", long):
            assert_kept(counts, 5)
            assert len({row for row, _ in kept_out(counts, 5)}) == 3


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (3, 2), (3, 3), (4, 3)])
def test_a_table_is_withheld_only_where_no_way_of_keeping_cells_out_would_do(rows, columns) -> None:
    for table in small_with_cases(rows, columns, rows + 1):
        # All that can be kept out: what is left are the totals of columns, which are said of all cases.
        nothing = [[None] * (columns + 1)] * rows
        ways = [one for one in could_be([*nothing, with_totals(table)[-1]]) if has_cases(one)]
        totals = {tuple(map(sum, one)) for one in ways}
        assert (suppressed(table, 5) is None) == (len(totals) == 1)


@pytest.mark.parametrize("below", [2, 3])
def test_no_table_of_two_by_two_gives_anything_away(below: int) -> None:
    for cells in product(range(4), repeat=4):
        assert_kept([cells[:2], cells[2:]], below)


@given(small_tables, st.integers(2, 5))
def test_what_is_kept_out_cannot_be_worked_out_from_what_is_left_and_totals(counts, below) -> None:
    assert_kept(counts, below)


wide_tables = st.integers(1, 6).flatmap(lambda columns: tables(8, columns, 30))


@given(small_tables, st.integers(2, 5))
def test_a_long_table_gives_as_little_away(counts, below) -> None:
    """Long tables are kept out row by row: tried here on short ones, which can be looked through."""
    with mock.patch.object(suppression, "MOST_ROWS", 1):
        assert_kept(counts, below)


@given(wide_tables, st.integers(2, 8))
def test_every_small_count_is_kept_out_and_totals_of_all_are_not(counts, below) -> None:
    assume(suppressed(counts, below) is not None)
    hidden = kept_out(counts, below)
    for row, cells in enumerate(with_totals(counts)[:-1]):
        for column, count in enumerate(cells):
            if 0 < count < below:
                assert (row, column) in hidden
    assert all(row < len(counts) for row, _ in hidden)


@given(wide_tables, st.integers(1, 8))
def test_nothing_is_kept_out_where_nothing_is_small(counts, below) -> None:
    lifted = [[count and count + below for count in row] for row in counts]
    assert suppressed(lifted, below) == frozenset()
    assert suppressed(counts, 1) == frozenset()


roomy = st.integers(1, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(2, 4), min_size=columns, max_size=columns), min_size=2, max_size=3
    )
)


@given(roomy, st.integers(3, 4))
def test_knowing_that_no_count_is_0_helps_nobody_where_counts_leave_room(counts, below) -> None:
    hidden = kept_out(counts, below)
    values: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    for table in could_be(shown_of(counts, below)):
        if all(count > 0 for row in table for count in row):
            whole = with_totals(table)
            for row, column in hidden:
                values[row, column].add(whole[row][column])
    assert all(len(found) > 1 for found in values.values())


def test_a_table_of_one_group_says_what_is_said_of_all_and_is_shown() -> None:
    assert suppressed([[1, 2, 0]], 5) == frozenset()
    assert suppressed([], 5) == frozenset()


def test_a_count_that_only_a_total_would_give_away_takes_a_0_with_it() -> None:
    # All who went up are in the first group, and how many went up is said of all cases.
    assert shown_of([[20, 3], [30, 0]], 5) == [[None, None, 23], [None, None, 30], [50, 3, 53]]


# --- rows of groups, with the figures that follow from them ---------------------------------------------

FIGURES = ("same", "up", "down", "no_grade", "cases")


def tally_of(same: int, up: int, down: int, no_grade: int) -> Tally:
    tally = Tally(FOUR)
    codes = [(1, 1)] * same + [(1, 2)] * up + [(2, 0)] * down + [(UNDECIDED, 1)] * no_grade
    if codes:
        tally.add(*(np.array(side, dtype=np.int8) for side in zip(*codes, strict=True)))
    return tally


def rows_of(table: Counts, below: int) -> tuple[GroupRow, ...]:
    return group_rows({f"group {at}": tally_of(*row) for at, row in enumerate(table)}, below)


@given(tables(3, 4, 2), st.integers(2, 3))
def test_no_figure_of_a_group_gives_away_a_count_that_is_kept_out(counts, below) -> None:
    counts = [row for row in counts if any(row)]
    rows = rows_of(counts, below)
    assume(len(rows) > len(counts))
    shown = [[getattr(row, name) for name in FIGURES] for row in rows]
    assume(any(None in row for row in shown))
    values: dict[tuple[int, str], set[object]] = {}
    for table in could_be(shown):
        if not has_cases(table):
            continue
        whole = with_totals(table)
        tried = [GroupRow(row.group, *cells) for row, cells in zip(rows, whole, strict=True)]
        if any(
            getattr(row, name) not in (None, getattr(one, name))
            for row, one in zip(rows, tried, strict=True)
            for name in ("moved", "n", "interval")
        ):
            continue
        for at, one in enumerate(tried):
            for name in FIGURES:
                if getattr(rows[at], name) is None:
                    values.setdefault((at, name), set()).add(getattr(one, name))
    assert all(len(found) > 1 for found in values.values())
    kept = {(at, name) for at, row in enumerate(rows) for name in FIGURES if getattr(row, name) is None}
    assert set(values) == kept


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=5))
@example([[1, 0, 0, 0], [0, 0, 1, 0]])
def test_the_row_of_all_says_what_is_said_of_the_area(counts) -> None:
    assume(any(map(any, counts)))
    *_, every = rows_of(counts, 5)
    together = Tally(FOUR)
    for row in counts:
        together.counts += tally_of(*row).counts
    assert every.group == ALL
    assert (every.cases, every.n, every.moved) == (together.cases, together.n, together.moved)
    assert every.is_whole


def test_figures_that_rest_on_a_count_kept_out_are_kept_out_too() -> None:
    row = GroupRow("North", 20, None, 6, 0, 30)
    assert (row.moved, row.n, row.interval, row.is_whole) == (None, None, None, False)
    row = GroupRow("North", None, 4, 6, 0, 30)
    assert (row.moved, row.n, row.interval) == (10, None, None)


def test_a_group_that_is_called_all_is_not_taken_for_the_total() -> None:
    rows = group_rows({"all": tally_of(9, 0, 0, 0), "other": tally_of(8, 0, 0, 0)}, 5)
    assert [(row.group, row.cases) for row in rows] == [("all", 9), ("other", 8), ("all cases", 17)]


def test_a_group_without_a_case_is_not_listed() -> None:
    tallies = {"North": tally_of(9, 0, 0, 0), "South": tally_of(0, 0, 0, 0), "West": tally_of(1, 0, 0, 0)}
    assert [row.group for row in group_rows(tallies, 5)] == ["North", "West", ALL]
    assert group_rows({"South": tally_of(0, 0, 0, 0)}, 5) == ()


@pytest.mark.parametrize("groups", [2, 300])
def test_groups_of_one_case_each_are_not_listed(groups) -> None:
    tallies = {f"{at}": tally_of(*([1, 0, 0, 0] if at % 2 else [0, 1, 0, 0])) for at in range(groups)}
    assert group_rows(tallies, 5) == (GroupRow(ALL, groups // 2, groups // 2, 0, 0, groups),)
    assert len(group_rows(tallies, 1)) == groups + 1
