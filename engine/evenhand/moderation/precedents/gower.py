"""Gower's distance between cases: typed items, each on its own range, with missing values left out.

J. C. Gower, "A general coefficient of similarity and some of its properties", Biometrics 27 (1971) 857-871.
The distance here is one minus his similarity. To his numbers and names it adds ordered levels by their ranks
(as in L. Kaufman and P. J. Rousseeuw, "Finding Groups in Data", 1990, section 2.7), and that an item does not
apply: this is known, so two such cases are alike in the item, and one such case is wholly unlike a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

PLACES = 12
"""Decimals that a distance keeps, so that cases equally far away are not told apart by rounding."""


@dataclass(frozen=True, eq=False)
class Feature:
    """One thing known of some cases. `values` and `absent` have the shape (cases,).

    `values` are numbers, or places of names; NaN is not known. Where `absent` holds the thing does not
    apply, which is known, and the value beside it is not looked at. Values of an `ordered` feature differ by
    their distance as a part of `span`, at most wholly; others wholly or not at all. `weight` is how much it
    counts, 0 or more. Raises ValueError where shapes differ, or for a weight or span below 0.
    """

    id: str
    values: Floats
    absent: Flags
    ordered: bool = True
    span: float = 1.0
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.values.shape != self.absent.shape or self.values.ndim != 1:
            raise ValueError(f"feature {self.id}: values and absent have the shape (cases,)")
        if not (self.weight >= 0 and self.span >= 0):
            raise ValueError(f"feature {self.id}: weight and span are 0 or more")

    @property
    def known(self) -> Flags:
        """Of which cases it is known, be it that it does not apply."""
        return self.absent | ~np.isnan(self.values)

    def taken(self, rows: Rows) -> Feature:
        """The same of some cases, in the order given."""
        return Feature(self.id, self.values[rows], self.absent[rows], self.ordered, self.span, self.weight)


def observed_span(values: Floats, absent: Flags) -> float:
    """The range of what is known of a feature; 0 where no two values are known."""
    seen = values[~absent & ~np.isnan(values)]
    return float(seen.max() - seen.min()) if len(seen) else 0.0


def differences(one: Feature, other: Feature) -> Floats:
    """How unlike each of some cases is to each of others in one feature, from 0 to 1; NaN is not known.

    Shape (cases of one, cases of the other). The two are the same feature of different cases.
    """
    a, b = one.values[:, None], other.values[None, :]
    if one.ordered:
        apart = np.abs(a - b)
        with np.errstate(invalid="ignore"):
            # Where all values known are the same, none of them tells cases apart.
            found = np.minimum(apart / one.span, 1.0) if one.span > 0 else apart * 0.0
    else:
        found = (a != b).astype(np.float64)
        found[np.isnan(one.values), :] = np.nan
        found[:, np.isnan(other.values)] = np.nan
    if one.absent.any() or other.absent.any():
        own, others = one.absent[:, None], other.absent[None, :]
        found = np.where(own & others, 0.0, np.where(own & other.known[None, :], 1.0, found))
        found = np.where(others & ~own & one.known[:, None], 1.0, found)
        found = np.where((own & ~other.known[None, :]) | (others & ~one.known[:, None]), np.nan, found)
    return found


@dataclass(frozen=True, eq=False)
class Distances:
    """How far some cases are from others; both arrays have the shape (cases, other cases).

    `distance` is the mean of the differences of what is known of both, weighted, from 0 to 1; NaN where
    nothing is. `compared` is the part of all the weight that was known of both.
    """

    distance: Floats
    compared: Floats


def distances(features: Sequence[Feature], of: Rows, to: Rows) -> Distances:
    """Gower's distance of the cases `of` to the cases `to`, both places among those of the features."""
    shape = (len(of), len(to))
    total = float(sum(feature.weight for feature in features))
    apart, compared = np.zeros(shape), np.zeros(shape)
    for feature in features:
        if feature.weight == 0:
            continue
        found = differences(feature.taken(of), feature.taken(to))
        known = ~np.isnan(found)
        if not known.all():
            found = np.where(known, found, 0.0)
        apart += feature.weight * found
        compared += feature.weight * known
    with np.errstate(invalid="ignore", divide="ignore"):
        distance: Floats = np.where(compared > 0, np.round(apart / compared, PLACES), np.nan)
    share: Floats = np.round(compared / total, PLACES) if total > 0 else np.zeros(shape)
    return Distances(distance, share)
