"""Rules under strain: where one fires, awards depart from proposals more often than elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.moderation.departures.counts import Flags, Share
from evenhand.statistics import holm

STRAINED = 0.05
"""A rule is under strain where chance alone would show as much in fewer than this share of such tables."""


@dataclass(frozen=True)
class RuleCounts:
    """The departures among the cases in which one rule fired, and among those in which it did not.

    `up` and `down` are of the cases in which it fired. `chance` is the probability of as many departures
    among these or more, were it all the same whether the rule fires; None where it fired in too few cases or
    in all of them. `adjusted` is the same for a look at many rules at once.
    """

    fired: Share
    elsewhere: Share
    up: int
    down: int
    chance: float | None
    adjusted: float | None = None

    @property
    def strained(self) -> bool:
        """Whether awards depart more often where the rule fires, beyond chance."""
        return self.adjusted is not None and self.adjusted < STRAINED

    def always_departed(self, minimum: int) -> bool:
        """Whether it fired in `minimum` cases or more, and nobody followed the proposal in any of them."""
        return self.fired.of >= minimum and self.fired.count == self.fired.of


def count_rule(fired: Flags, idle: Flags, steps: npt.NDArray[np.int64], minimum: int) -> RuleCounts:
    """The departures where a rule fired and where it did not.

    `steps` is by how many grades each case was awarded more than is proposed. `fired` and `idle` leave out
    cases in which it is open whether the rule fires, or in which it was not in force. All of shape (cases,).
    """
    departed = steps != 0
    where = Share(int((departed & fired).sum()), int(fired.sum()))
    elsewhere = Share(int((departed & idle).sum()), int(idle.sum()))
    up, down = int((fired & (steps > 0)).sum()), int((fired & (steps < 0)).sum())
    tested = where.of >= minimum and elsewhere.of >= minimum
    return RuleCounts(where, elsewhere, up, down, more_often(where, elsewhere) if tested else None)


def more_often(one: Share, other: Share) -> float:
    """The probability that the first of two shares is this high or higher where both come from one rate.

    The one-sided exact test of R. A. Fisher (1935), The design of experiments, section 21: how the
    departures fall on the two when their number is held is hypergeometric. Between 0 and 1.

    >>> round(more_often(Share(3, 4), Share(1, 4)), 4)
    0.2429
    """
    # Here, because it is slow to load and seldom asked.
    from scipy.stats import hypergeom

    departures = one.count + other.count
    return float(min(1.0, hypergeom.sf(one.count - 1, one.of + other.of, departures, one.of)))


def adjust_all(rules: Mapping[str, RuleCounts]) -> dict[str, RuleCounts]:
    """The same rules with every chance adjusted for how many of them were tested."""
    tested = [id for id, one in rules.items() if one.chance is not None]
    by_id = dict(zip(tested, holm([rules[id].chance or 0.0 for id in tested]), strict=True))
    return {
        id: RuleCounts(one.fired, one.elsewhere, one.up, one.down, one.chance, by_id.get(id))
        for id, one in rules.items()
    }
