"""Better evidence never gives a lower grade, where conditions are monotone in the declared directions."""

from __future__ import annotations

from random import Random

from hypothesis import given

from evenhand.domain import Conflict
from evenhand.evaluation import interpret
from generators import COMPLETE, OFTEN, draw_better, draw_case, draw_monotone_rule_set, in_force, seeds


@OFTEN
@given(seeds)
def test_monotone_conditions_give_monotone_grades(seed: int) -> None:
    rng = Random(seed)
    rule_set = draw_monotone_rule_set(rng)
    rules = in_force(rule_set)
    worse = draw_case(rng, rule_set, COMPLETE)
    better = draw_better(rng, rule_set, worse)
    before, after = interpret(rules, worse), interpret(rules, better)
    for id in rule_set.order:
        if id not in before.areas:
            continue
        low, high = before.areas[id].outcome, after.areas[id].outcome
        if Conflict.CERTAIN in (low.conflict, high.conflict):
            # A conflict has no grade, and what reads it takes any: the law stops here.
            return
        assert low.judged == high.judged
        if low.reach is not None and high.reach is not None:
            assert high.reach >= low.reach
