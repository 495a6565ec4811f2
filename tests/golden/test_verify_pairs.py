"""What verification says of each pair of rule sets under `verify/` is what is expected of it."""

from __future__ import annotations

import itertools

import pytest

from evenhand.verification import Difference, SameArea
from golden.verify_sets import VerifySet, rules_of, sets_to_compare


@pytest.mark.parametrize("one", sets_to_compare(), ids=lambda one: one.name)
def test_the_difference_of_two_rule_sets_is_the_one_expected(one: VerifySet) -> None:
    before, after = rules_of(one.files), rules_of(one.files_after)
    shared = [
        SameArea(area.id, area.id, area.id, tuple(range(len(area.scale))))
        for area in before.areas
        if area.id in after.area_by_id
    ]
    difference = Difference(before, after, shared, clock=itertools.count().__next__)
    found = {id: difference.area(id) for id in difference.ids}
    assert {id: area.relation for id, area in found.items()} == one.expected.relation, one.expected.because
    assert {bool(area.witnesses) for area in found.values() if area.relation != "equivalent"} <= {True}
