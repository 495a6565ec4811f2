"""Casebooks drawn for the benchmark of like cases: items that go together, and noisy grades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.moderation.likeness.profiles import Profiles

CASES = 100_000
ITEMS = 10
GRADES = (-1.2, 0.0, 1.2)
"""Where the grades part, in the mean of the items."""


@dataclass(frozen=True)
class Drawn:
    """A kind of casebook.

    `spread` is how far the items of one case lie apart, `levels` on how many levels they are recorded (None:
    exactly), `missing` the share not recorded, and `noise` that of the grades; None draws them without regard
    to the items. One case in a thousand is moved by two grades. `asked` says that the speed asked for is that
    of such cases.
    """

    name: str
    spread: float
    levels: int | None
    missing: float
    noise: float | None
    asked: bool = True


DRAWN = (
    Drawn("exact numbers, noisy grades", 0.5, None, 0.03, 0.35),
    Drawn("six levels, noisy grades", 0.5, 6, 0.03, 0.35),
    Drawn("six levels, very noisy grades", 0.5, 6, 0.03, 1.0),
    Drawn("items that do not go together, grades drawn freely", 50.0, None, 0.0, None),
    Drawn("hostile: items that go together, grades drawn freely", 0.5, None, 0.03, None, asked=False),
)


def drawn(kind: Drawn, cases: int, seed: int) -> Profiles:
    """Some cases of a kind, as ranks."""
    random = np.random.default_rng([seed, cases])
    values = random.normal(size=(cases, 1)) + kind.spread * random.normal(size=(cases, ITEMS))
    if kind.noise is None:
        grades = random.integers(0, len(GRADES) + 1, cases)
    else:
        grades = np.digitize(values.mean(axis=1) + kind.noise * random.normal(size=cases), GRADES)
        odd = random.random(cases) < 0.001
        grades = np.where(odd, (grades + 2) % (len(GRADES) + 1), grades)
    if kind.levels is not None:
        values = np.clip(np.floor((values + 2.5) / 5 * kind.levels), 0, kind.levels - 1)
    ranks = np.stack([np.unique(column, return_inverse=True)[1] for column in values.T], axis=1)
    low = ranks.astype(np.int32)
    high = low.copy()
    lost = random.random(low.shape) < kind.missing
    low[lost], high[lost] = -1, int(ranks.max()) + 1
    return Profiles(low, high, np.zeros(cases, dtype=np.int64), grades.astype(np.int64))
