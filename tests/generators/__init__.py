"""Random rule sets and random cases for every differential test: planes, durable-rules, Z3, compiled path.

Everything is drawn from a `random.Random`, so a seed names a rule set and a case. `strategies` wraps the
same functions for hypothesis.
"""

from generators.cases import COMPLETE, Mood, draw_case, is_fully_recorded
from generators.completions import completions
from generators.monotone import draw_better, draw_monotone_rule_set
from generators.rule_sets import DAY, draw_rule_set, in_force
from generators.shuffling import shuffled
from generators.strategies import OFTEN, Drawing, drawings, rule_sets, rule_sets_with_cases, seeds

__all__ = [
    "COMPLETE",
    "DAY",
    "OFTEN",
    "Drawing",
    "Mood",
    "completions",
    "draw_better",
    "draw_case",
    "draw_monotone_rule_set",
    "draw_rule_set",
    "drawings",
    "in_force",
    "is_fully_recorded",
    "rule_sets",
    "rule_sets_with_cases",
    "seeds",
    "shuffled",
]
