"""Floor 0: figures about counts, each with its interval and its source. Knows nothing of rules."""

from evenhand.statistics.agreement import Agreement, Weights, agreement_of
from evenhand.statistics.holm import holm
from evenhand.statistics.intervals import Z_95, wilson_interval

__all__ = [
    "Z_95",
    "Agreement",
    "Weights",
    "agreement_of",
    "holm",
    "wilson_interval",
]
