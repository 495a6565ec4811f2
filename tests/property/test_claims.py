"""A claim printed and read back is an equal claim, and a line of several commas is never cut by guessing."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import yaml
from hypothesis import given

from evenhand.diagnostics import Problems
from evenhand.language import Condition, RuleSet, names_of
from evenhand.language.claims import (
    Always,
    Claim,
    Never,
    NeverDiffers,
    NeverSofter,
    NeverStricter,
    Whenever,
    WithinGrades,
    print_claim,
    read_claim,
)
from evenhand.source import read_yaml
from generators import Drawing, drawings, seeds
from generators.cases import every_condition


def draw_claims(rng: Random, rule_set: RuleSet) -> Iterator[Claim]:
    """A claim of each form, as far as the rule set has something for it."""
    conditions: list[Condition] = list(every_condition(rule_set))
    for condition in conditions:
        yield Always(condition)
        yield Never(condition)
        yield Whenever(condition, rng.choice(conditions))
    areas = [None, *(area.id for area in rule_set.areas)]
    for kind in (NeverSofter, NeverStricter, NeverDiffers):
        yield kind(rng.choice(areas), rng.choice(("ilacs@2023", "ilacs@2023+a.b", "../2018", "mine.yaml")))
    for area in rule_set.areas:
        like = [other.id for other in rule_set.areas if other.scale.same_names(area.scale)]
        yield WithinGrades(area.id, rng.choice(like), rng.randint(1, 12))


@given(drawings(), seeds)
def test_a_claim_printed_and_read_back_is_equal(drawn: Drawing, seed: int) -> None:
    names = names_of(drawn.rule_set)
    for claim in draw_claims(Random(seed), drawn.rule_set):
        problems = Problems()
        node = read_yaml(yaml.safe_dump(print_claim(claim), width=1000), "printed.yaml", problems)
        assert node is not None
        assert read_claim(node, names, problems) == claim, print_claim(claim)
        assert not problems.has_errors
