"""What would change it is what trying every change of evidence finds, and no smaller change will do."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.domain import Case
from evenhand.verification import ChangeFinder
from generators import draw_case
from generators.small_rule_sets import SmallDrawing, small_drawings
from oracle.inspections import fewest_changes
from oracle.values import CannotEnumerate, values_of

MOST = 3
"""Brute force tries so many items at once."""


def _case(drawn: SmallDrawing) -> Case:
    return draw_case(drawn.rng(), drawn.rules.rule_set)


def _no_limit() -> None:
    return None


@settings(max_examples=60)
@given(small_drawings(120), st.randoms(use_true_random=False))
def test_the_fewest_changes_are_those_that_trying_every_change_finds(
    drawn: SmallDrawing, rng: Random
) -> None:
    rules, case = drawn.rules, _case(drawn)
    area = rng.choice(rules.areas)
    finder = ChangeFinder(rules)
    try:
        values = values_of([rules], case.profile.states)
    except CannotEnumerate:
        return
    for grade in area.scale.names:
        try:
            expected = fewest_changes(rules, case, area.id, grade, MOST)
        except CannotEnumerate:
            return
        found = finder.find(case, area.id, grade, left=_no_limit)
        assert found.fewest_known
        assert not any(one.items < other.items for one in found.sets for other in found.sets)
        if found.fewest is None or found.fewest > MOST:
            assert expected == frozenset()
            continue
        fewest = [one for one in found.sets if len(one.changes) == found.fewest]
        assert {one.items for one in fewest} == {frozenset(item for item, _ in one) for one in expected}
        for one in fewest:
            classes = {(c.item.id, values[c.item.id].class_of(c.after)) for c in one.changes}
            assert frozenset(classes) in expected
