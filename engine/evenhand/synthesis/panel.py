"""A panel that grades as people may: by the weight of all evidence taken together, and by no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.domain import Better, ItemType
from evenhand.synthesis.cells import SAMPLE_SIZES, Cells, counts_sample
from evenhand.synthesis.evidence import Evidence, EvidenceMaker
from evenhand.synthesis.moves import Grades
from evenhand.synthesis.normal import Floats

UNLIKE_WEIGHTS: Final = 0.5
"""How much the weights of items differ from each other: the standard deviation of their logarithms."""
OWN_VIEW: Final = 0.35
"""How much of a score is the panel's own view of a case, as a share of how scores differ between cases."""


@dataclass(frozen=True)
class Panel:
    """Grades each area by a weighted mean of how good the evidence is on every item that has a direction.

    `positions` says of each item how good each of its cells is, in standard deviations from its mean, 0 where
    a cell says nothing. `weights` is float64 of shape (areas, items). `cuts` are the scores at which the next
    better grade of each area begins. Nothing is read of any rule.
    """

    areas: tuple[str, ...]
    positions: Mapping[str, Floats]
    weights: Floats
    spread: Floats
    """How much the scores of each area differ between cases, before the panel's own view is added."""
    cuts: tuple[Floats, ...]

    @classmethod
    def formed(
        cls,
        random: np.random.Generator,
        maker: EvidenceMaker,
        pilot: Evidence,
        mixes: Mapping[str, Sequence[float]],
    ) -> Panel:
        """A panel that gives, in the cases of a pilot sample, the shares of grades of each area (`mixes`)."""
        positions = {
            item.id: _positions(maker.cells[item.id], pilot[item.id])
            for item in maker.items
            if item.better is not Better.NEITHER
        }
        weights = np.exp(UNLIKE_WEIGHTS * random.standard_normal((len(mixes), len(positions))))
        weights /= weights.sum(axis=1, keepdims=True)
        bare = cls(tuple(mixes), positions, weights, np.zeros(len(mixes)), ())
        spread = bare.scores(random, pilot).std(axis=1)
        seen = cls(bare.areas, positions, weights, spread, ()).scores(random, pilot)
        cuts = tuple(
            np.quantile(scores, np.clip(np.cumsum(mix)[:-1], 0.0, 1.0))
            for scores, mix in zip(seen, mixes.values(), strict=True)
        )
        return cls(bare.areas, positions, weights, spread, cuts)

    def scores(self, random: np.random.Generator, evidence: Evidence) -> Floats:
        """The score of each case in each area, float64 of shape (areas, cases), higher being better."""
        good = np.stack([place[evidence[id]] for id, place in self.positions.items()])
        own = random.standard_normal((len(self.areas), good.shape[1]))
        found: Floats = self.weights @ good + OWN_VIEW * self.spread[:, None] * own
        return found

    def grades(self, random: np.random.Generator, evidence: Evidence) -> dict[str, Grades]:
        """The grade of each case, by area."""
        scores = self.scores(random, evidence)
        return {
            area: np.searchsorted(cuts, own, side="right").astype(np.int8)
            for area, cuts, own in zip(self.areas, self.cuts, scores, strict=True)
        }


def _positions(cells: Cells, pilot: npt.NDArray[np.uint32]) -> Floats:
    """How good each cell of an item is; float64, shape (cells,). A range lies amid the values around it."""
    item = cells.item
    places = np.arange(cells.exact, dtype=np.float64)
    if item.type is ItemType.SHARE and counts_sample(item):
        places = np.concatenate([np.arange(size + 1) / size for size in SAMPLE_SIZES])
    if item.better is Better.LOWER:
        places = -places
    total, count = np.zeros(len(cells.texts)), np.zeros(len(cells.texts))
    np.add.at(total, cells.ranges, places)
    np.add.at(count, cells.ranges, 1.0)
    total[: cells.exact], count[: cells.exact] = places, 1.0
    known = count > 0
    values = np.divide(total, count, out=np.zeros_like(total), where=known)
    seen = values[pilot[known[pilot]]]
    spread = float(seen.std()) if len(seen) else 0.0
    if spread == 0.0:
        return np.zeros_like(values)
    found: Floats = np.where(known, (values - seen.mean()) / spread, 0.0)
    return found
