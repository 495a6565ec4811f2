"""The nearest known name for a misspelt one."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import did_you_mean, did_you_mean_each, nearest

GRADES = ["inadequate", "requires_improvement", "good", "outstanding"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("outstandin", "outstanding"),
        ("Good", "good"),
        ("requires-improvement", "requires_improvement"),
        ("requires improvement", "requires_improvement"),
        ("inadequat", "inadequate"),
    ],
)
def test_a_slip_finds_the_name_that_was_meant(written: str, meant: str) -> None:
    assert nearest(written, GRADES) == meant
    assert did_you_mean(written, GRADES) == f"did you mean `{meant}`?"


def test_what_is_like_nothing_lists_the_few_names_there_are() -> None:
    assert nearest("zzz", GRADES) is None
    listed = "it can be `good`, `inadequate`, `outstanding`, `requires_improvement`"
    assert did_you_mean("zzz", GRADES) == listed


def test_of_many_names_none_is_listed() -> None:
    assert did_you_mean("zzz", [f"item_{number}" for number in range(9)]) is None
    assert did_you_mean("zzz", []) is None


def test_where_very_many_names_are_known_only_the_first_of_many_slips_get_a_hint() -> None:
    slips = ["goud", "goud", "gooood", "goood"]
    goods = dict.fromkeys(slips, "did you mean `good`?")
    assert did_you_mean_each(slips, GRADES) == goods
    assert did_you_mean_each(slips, GRADES, most_compared=9) == goods | {"goood": None}
    assert did_you_mean_each(["goud"], GRADES, most_compared=1) == {"goud": "did you mean `good`?"}


def test_the_answer_does_not_depend_on_the_order_of_the_names() -> None:
    assert nearest("ab", ["ac", "ad"]) == nearest("ab", ["ad", "ac"])
