"""The sampling interval of a share: the least uncertainty that a sample carries."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054
"""The two-sided 95% point of the normal distribution."""


def wilson_interval(count: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of `count` of `of`, as two fractions of one.

    Source: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22, 209-212. Raises ValueError unless
    0 <= count <= of and of > 0.

    >>> [round(end, 3) for end in wilson_interval(31, 40)]
    [0.625, 0.877]
    """
    if of <= 0 or not 0 <= count <= of:
        raise ValueError(f"no share of {count} of {of}")
    share = count / of
    centre = share + z * z / (2 * of)
    margin = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    # At the ends the two terms are equal, and rounding must not leave a trace of what nobody counted.
    low = 0.0 if count == 0 else max(0.0, (centre - margin) / scale)
    high = 1.0 if count == of else min(1.0, (centre + margin) / scale)
    return low, high
