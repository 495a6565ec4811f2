"""How far raters agree: the statistics of each judgement area, who met whom, and what to look at first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evenhand.domain import Scale
from evenhand.moderation.agreement.bootstrap import RESAMPLES
from evenhand.moderation.agreement.estimates import Agreement, Estimate, agreement
from evenhand.moderation.agreement.overlap import (
    RaterPair,
    coincidence_counts,
    components,
    far_apart,
    rater_pairs,
    steps_apart,
)
from evenhand.moderation.agreement.ratings import MISSING, Codes, Counts, RatedCases
from evenhand.services.moderation.ratings import AreaRatings, Ratings
from evenhand.statistics import Weights

SEED = 1
"""The seed of the samples unless one says otherwise."""

__all__ = ["RESAMPLES", "SEED", "AgreementOfRatings", "AreaAgreement", "agreement_of_ratings"]


@dataclass(frozen=True)
class FarCase:
    """A case whose ratings lie far apart: how many grades, and who gave which, by code."""

    case: str
    steps: int
    grades: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class AreaAgreement:
    """The agreement on one judgement area."""

    ratings: AreaRatings
    rated: RatedCases
    found: Agreement
    pairs: tuple[RaterPair, ...]
    groups: tuple[tuple[str, ...], ...]
    """Raters linked by shared cases; those of two groups cannot be compared."""
    far: tuple[FarCase, ...]

    @property
    def scale(self) -> Scale:
        """The scale of the grades, worst first."""
        return self.ratings.scale

    @property
    def statistics(self) -> Mapping[str, Estimate]:
        """The statistics with the weights asked for."""
        return self.found.statistics

    @property
    def is_compared(self) -> bool:
        """Whether a case has two ratings."""
        return self.rated.raters > 1 and self.rated.paired > 0

    @property
    def two_raters(self) -> bool:
        """Whether there are two raters, so that their grades can be crossed."""
        return len(self.ratings.raters) == 2

    def crossed(self) -> Counts:
        """How many cases have each two grades: of two raters the first by the second.

        Of more, how many pairs of ratings of one case, counted both ways round. Shape (q, q).
        """
        codes, size = self.ratings.codes, len(self.scale)
        if not self.two_raters:
            return coincidence_counts(codes, size)
        both = codes[(codes != MISSING).all(axis=1)].astype(np.intp)
        return np.bincount(both[:, 0] * size + both[:, 1], minlength=size * size).reshape(size, size)


@dataclass(frozen=True, eq=False)
class AgreementOfRatings:
    """The agreement on each area of a file of ratings."""

    ratings: Ratings
    areas: tuple[AreaAgreement, ...]
    weights: Weights
    seed: int
    resamples: int
    casebook: str | None
    with_awarded: bool


def agreement_of_ratings(
    ratings: Ratings,
    weights: Weights = Weights.ORDINAL,
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
    casebook: str | None = None,
    with_awarded: bool = False,
) -> AgreementOfRatings:
    """The agreement of ratings. `casebook` is the id of the one they were checked against."""
    areas = tuple(area_agreement(one, weights, seed=seed, resamples=resamples) for one in ratings.areas)
    return AgreementOfRatings(ratings, areas, weights, seed, resamples, casebook, with_awarded)


def area_agreement(
    ratings: AreaRatings, weights: Weights, *, seed: int = SEED, resamples: int = RESAMPLES
) -> AreaAgreement:
    """The agreement on one area."""
    codes, size = ratings.codes, len(ratings.scale)
    rated = RatedCases.of(codes, size)
    groups = tuple(tuple(ratings.raters[at] for at in group) for group in components(codes))
    return AreaAgreement(
        ratings,
        rated,
        agreement(rated, weights, seed=seed, resamples=resamples),
        tuple(rater_pairs(codes, size)),
        groups,
        tuple(_far(ratings, codes)),
    )


def _far(ratings: AreaRatings, codes: Codes) -> list[FarCase]:
    steps, names = steps_apart(codes), ratings.scale.names
    found = []
    for place in far_apart(codes, len(names)).tolist():
        grades = {
            rater: names[code]
            for rater, code in zip(ratings.raters, codes[place].tolist(), strict=True)
            if code != MISSING
        }
        found.append(FarCase(ratings.cases[place], int(steps[place]), grades))
    return found
