"""How the quality of authorities must be spread so that grades come in the shares that are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from evenhand.synthesis.normal import Floats, share_below

BINS: Final = 32
"""How many bins quality is cut into."""

_ROUNDS = 400


@dataclass(frozen=True)
class QualitySpread:
    """What share of authorities lies in each bin of quality.

    `edges` are the ends of the bins, rising, as points of a normal distribution; float64, shape (BINS + 1,).
    `shares` add up to 1; float64, shape (BINS,). Within a bin quality is spread evenly.
    """

    edges: Floats
    shares: Floats

    def at(self, quantile: Floats) -> Floats:
        """The quality below which a share of authorities lies; float64, of the same shape."""
        return np.interp(quantile, self._below, self.edges)

    def below(self, quality: Floats) -> Floats:
        """What share of authorities lies below a quality; float64, of the same shape."""
        return np.interp(quality, self.edges, self._below)

    @cached_property
    def _below(self) -> Floats:
        return np.concatenate(([0.0], np.cumsum(self.shares)))

    def in_equal_bins(self) -> QualitySpread:
        """Nearly the same spread in bins that each hold as many authorities: narrow where there are many."""
        edges = self.at(np.linspace(0.0, 1.0, BINS + 1))
        return QualitySpread(edges, np.full(BINS, 1.0 / BINS))


def natural_spread() -> QualitySpread:
    """Quality as a normal distribution spreads it."""
    edges = np.linspace(-4.0, 4.0, BINS + 1)
    shares = np.diff(share_below(edges))
    return QualitySpread(edges, shares / shares.sum())


def fitted_spread(before: QualitySpread, graded: Floats, wanted: Floats) -> QualitySpread:
    """The spread of quality under which grades come nearest to the shares that are wanted.

    `graded[bin, grade]` is the share of a pilot sample of that bin that has each grade, `wanted[grade]` the
    share that all cases shall have; both float64. The shares of bins are those of greatest likelihood, by the
    EM algorithm of A. P. Dempster, N. M. Laird and D. B. Rubin (1977), Maximum likelihood from incomplete
    data via the EM algorithm, Journal of the Royal Statistical Society B 39, 1-38. It starts from the spread
    before, so bins between which grades do not tell keep their proportions.
    """
    shares = before.shares.copy()
    for _ in range(_ROUNDS):
        reached = shares @ graded
        ratio = np.divide(wanted, reached, out=np.zeros_like(wanted), where=reached > 0)
        shares = shares * (graded @ ratio)
        shares /= shares.sum()
    return QualitySpread(before.edges, shares)
