"""The generators as hypothesis strategies, by a size and a seed: both shrink towards small rule sets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st

from evenhand.domain import Case
from evenhand.language import RuleSet, RulesInForce
from generators.cases import Mood, draw_case
from generators.rule_sets import draw_rule_set, in_force

seeds: Final = st.integers(0, 2**32 - 1)
_sizes: Final = st.integers(1, 6)

OFTEN: Final = settings(max_examples=max(150, settings.default.max_examples if settings.default else 0))
"""For tests whose draws are cheap: at least 150 of them, and as many as the profile asks for."""


@dataclass(frozen=True)
class Drawing:
    """A rule set and a case for it, by what they are drawn from, so that a failure shows that alone."""

    size: int
    seed: int
    mood: Mood | None = None

    @cached_property
    def _both(self) -> tuple[RuleSet, Case]:
        rng = Random(self.seed)
        rule_set = draw_rule_set(rng, self.size)
        return rule_set, draw_case(rng, rule_set, self.mood)

    @property
    def rule_set(self) -> RuleSet:
        """The rule set."""
        return self._both[0]

    @property
    def case(self) -> Case:
        """The case."""
        return self._both[1]

    @cached_property
    def rules(self) -> RulesInForce:
        """The rules in force on the day of the inspection."""
        return in_force(self.rule_set)

    def rng(self) -> Random:
        """A source of chance for what a test draws besides, the same every time."""
        return Random(self.seed + 1)


def drawings(mood: Mood | None = None) -> st.SearchStrategy[Drawing]:
    """Rule sets of 1 to 6 areas with a case each."""
    return st.builds(Drawing, _sizes, seeds, st.just(mood))


def rule_sets() -> st.SearchStrategy[RuleSet]:
    """Rule sets of 1 to 6 areas."""
    return drawings().map(lambda drawn: drawn.rule_set)


def rule_sets_with_cases(mood: Mood | None = None) -> st.SearchStrategy[tuple[RuleSet, Case]]:
    """A rule set and a case for it."""
    return drawings(mood).map(lambda drawn: (drawn.rule_set, drawn.case))
