"""The normal distribution over whole arrays, without a library of its own."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_WIDEST = 6.0
_POINTS = np.linspace(-_WIDEST, _WIDEST, 4097)
_BELOW = np.array([0.5 * (1.0 + erf(point / sqrt(2.0))) for point in _POINTS.tolist()])


def share_below(points: Floats) -> Floats:
    """The share of a standard normal distribution below each point; float64, of the same shape.

    Read off a table in steps of 0.003, which is exact to six decimals.

    >>> share_below(np.array([0.0, 1.959964])).round(4).tolist()
    [0.5, 0.975]
    """
    return np.asarray(np.interp(points, _POINTS, _BELOW), dtype=np.float64)


def point_above(shares: Floats) -> Floats:
    """The point of a standard normal distribution that a share lies below; float64, of the same shape.

    >>> point_above(np.array([0.5, 0.975])).round(3).tolist()
    [0.0, 1.96]
    """
    return np.asarray(np.interp(shares, _BELOW, _POINTS), dtype=np.float64)
