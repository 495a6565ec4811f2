"""Which open items are most likely to settle an area: how often each did in random completions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from evenhand.domain import Case, ItemState
from evenhand.evaluation import compile_rules
from evenhand.language import (
    RulesInForce,
    item_column,
)
from evenhand.verification.problem import Problem
from evenhand.verification.reach import outcomes_of

ROUNDS = 200
"""How many random completions are recorded, item after item."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Of the completions drawn, in how many an item decided the area, and in how many it left less open."""

    item: str
    decided: int
    narrowed: int


def likely_to_settle(
    rules: RulesInForce, case: Case, area: str, items: Sequence[str], rng: Random, rounds: int = ROUNDS
) -> tuple[Likely, ...]:
    """The items ranked by how often they decided the area, then by how often they left less open.

    In each round all items turn out somehow, values that no rule tells apart counting as one and all being as
    likely, and are recorded in a random order. The item after which one outcome is left decided the area.
    """
    compiled = compile_rules(rules)
    spaces = Problem([rules], switched=False).completing("drawn", case).spaces
    ways = {item: spaces[item_column(item)].states for item in items if item_column(item) in spaces}
    decided: Counter[str] = Counter()
    narrowed: Counter[str] = Counter()
    open_before = len(outcomes_of(compiled.run(case).areas[area]))
    for _ in range(rounds if open_before > 1 else 0):
        states: dict[str, ItemState] = dict(case.profile.states)
        open_ = open_before
        for item in rng.sample(list(ways), len(ways)):
            state = rng.choice(ways[item])
            assert state is not None and not isinstance(state, str | int)
            states[item] = state
            known = replace(case, profile=replace(case.profile, states=states))
            left = len(outcomes_of(compiled.run(known).areas[area]))
            if left < open_:
                narrowed[item] += 1
            open_ = left
            if left == 1:
                decided[item] += 1
                break
    ranked = sorted(ways, key=lambda item: (-decided[item], -narrowed[item], list(items).index(item)))
    return tuple(Likely(item, decided[item], narrowed[item]) for item in ranked)
