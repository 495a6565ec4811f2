"""Exit statuses, and their order over several inspections."""

from __future__ import annotations

from itertools import permutations

import pytest

from evenhand.cli.exit_status import ExitStatus, of_areas, overall
from evenhand.domain import DraftStatus


def test_the_order_over_several_is_5_3_1_4_0():
    order = [5, 3, 1, 4, 0]
    for place, status in enumerate(order):
        for rest in permutations(order[place:], 2):
            assert overall(map(ExitStatus, (status, *rest))) == status


def test_nothing_at_all_is_done():
    assert overall([]) is ExitStatus.DONE


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("agrees", 0),
        ("no_draft", 0),
        ("not_judged", 0),
        ("departs", 1),
        ("outside", 1),
        ("conflict", 1),
        ("undecided", 4),
    ],
)
def test_each_status_of_a_draft_has_its_exit_status(status, expected):
    assert of_areas([DraftStatus(status)]) == expected


def test_every_status_of_a_draft_has_one():
    assert {of_areas([status]) for status in DraftStatus} == {0, 1, 4}
