"""Whether the grade that follows from the same grades of areas changes over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.moderation.drift.tables import (
    Counts,
    Floats,
    Timed,
    drawn_sums,
    share_as_far,
    weighted_sums,
)


@dataclass(frozen=True, eq=False)
class ProfileChanges:
    """How grades given profiles change between the earlier and the later half of the steps.

    `early` and `late` count grades, shape (profiles, grades). `usual_early` and `usual_late` are the
    commonest grade of each half, shape (profiles,): -1 where a half has none or two are as common. `p`
    (profiles,) tests each profile and `overall` all of them together, towards softer or harder; `way` is 1
    where later grades are higher given the profile, -1 where lower, 0 where as high. `split` is the step at
    which the later half begins.
    """

    early: Counts
    late: Counts
    usual_early: npt.NDArray[np.int64]
    usual_late: npt.NDArray[np.int64]
    p: Floats
    overall: float
    way: int
    split: int

    @property
    def changed(self) -> npt.NDArray[np.bool_]:
        """Which profiles have another usual grade in the later half."""
        known = (self.usual_early >= 0) & (self.usual_late >= 0)
        found: npt.NDArray[np.bool_] = known & (self.usual_early != self.usual_late)
        return found


def profile_changes(one: Timed, draws: int, random: np.random.Generator) -> ProfileChanges:
    """Test that grade given profile (the strata) does not depend on time, by permutation within profiles.

    The halves part at the step before which half of the judgements lie. Each test takes the sum over
    judgements of the later half of how far the grade lies above the mean of its profile, either way.
    """
    split = _middle(one)
    early, late = one.counts[:, :split].sum(axis=1), one.counts[:, split:].sum(axis=1)
    grades = np.arange(one.counts.shape[2], dtype=np.float64)
    table = early + late
    means = (table @ grades) / np.maximum(table.sum(axis=1), 1)
    weights = grades[None, :] - means[:, None]
    p = np.ones(len(table))
    total, drawn_total = 0.0, np.zeros(draws)
    for at in np.flatnonzero(((early.sum(axis=1) > 0) & (late.sum(axis=1) > 0)).tolist()):
        own = Timed(np.stack([early[at], late[at]])[None], one.first[:2], one.last[:2])
        seen = float(weighted_sums(own, weights[at][None])[1])
        drawn = drawn_sums(own, weights[at][None], draws, random)[:, 1]
        p[at] = share_as_far(abs(seen), np.abs(drawn))
        total, drawn_total = total + seen, drawn_total + drawn
    overall = share_as_far(abs(total), np.abs(drawn_total))
    way = 0 if abs(total) < 1e-9 else int(np.sign(total))
    return ProfileChanges(early, late, _usual(early), _usual(late), p, overall, way, split)


def _middle(one: Timed) -> int:
    """The step at which the later half begins; at least one step on each side where there are two."""
    so_far = np.cumsum(one.per_step())
    if one.steps < 2:
        return one.steps
    # The first boundary that lies nearest to half of the judgements.
    apart = np.abs(so_far[:-1] - so_far[-1] / 2)
    return int(apart.argmin()) + 1


def _usual(counts: Counts) -> npt.NDArray[np.int64]:
    most = counts.max(axis=1, keepdims=True)
    alone = ((counts == most).sum(axis=1) == 1) & (most[:, 0] > 0)
    found: npt.NDArray[np.int64] = np.where(alone, counts.argmax(axis=1), -1).astype(np.int64)
    return found
