"""Tables that fit the terminal."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from evenhand.cli.grid import grid

words = st.lists(st.text("abcdefghij", min_size=1, max_size=9), max_size=6).map(" ".join)
rows = st.lists(st.tuples(words, words, words), min_size=1, max_size=5)


@given(rows, st.integers(min_value=40, max_value=120))
def test_no_line_is_wider_than_the_terminal(cells, width):
    assert all(len(line) <= width for line in grid(("One", "Two", "Three"), cells, width))


WIDE = [("Help and protection", "inadequate", "requires improvement", "outside the permitted range")]


def test_where_the_words_do_not_fit_side_by_side_each_row_is_a_list():
    assert grid(("Area", "Proposed", "Draft", "Status"), WIDE * 2, 40) == [
        "Help and protection",
        "  Proposed: inadequate",
        "  Draft: requires improvement",
        "  Status: outside the permitted range",
        "",
        "Help and protection",
        "  Proposed: inadequate",
        "  Draft: requires improvement",
        "  Status: outside the permitted range",
    ]


def test_a_list_is_wrapped_and_coloured_too():
    shown = grid(("Area", "Draft", "", "Status"), WIDE, 30, colours={"outside the permitted range": "31"})
    assert shown[-2:] == ["  Status: \x1b[31moutside the\x1b[0m", "    \x1b[31mpermitted range\x1b[0m"]


@given(rows, st.integers(min_value=40, max_value=120))
def test_no_word_is_lost(cells, width):
    shown = sorted(" ".join(grid(("One", "Two", "Three"), cells, width)[2:]).split())
    assert shown == sorted(word for row in cells for cell in row for word in cell.split())


@given(rows, st.integers(min_value=40, max_value=120))
def test_colour_changes_nothing_but_colour(cells, width):
    colours = {cell: "32" for row in cells for cell in row}
    painted = grid(("One", "Two", "Three"), cells, width, colours=colours)
    bare = [re.sub(r"\x1b\[\d+m", "", line).rstrip() for line in painted]
    assert bare == grid(("One", "Two", "Three"), cells, width)


def test_a_word_wider_than_its_column_stays_whole():
    long = "x" * 60
    assert any(long in line for line in grid(("A", "B"), [(long, "b")], 40))
