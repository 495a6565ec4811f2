"""How many cases to second-mark so that agreement is known as precisely as wanted."""

from __future__ import annotations

from math import sqrt

from evenhand.statistics import Z_95


def reach(n: int, population: int, expected: float, z: float = Z_95) -> float:
    """How far the Wilson interval of a share reaches from it, on the side on which it reaches further.

    For n cases drawn of a population, where the share expected is found. E. B. Wilson (1927), Journal of the
    American Statistical Association 22, 209-212; the cases count as n (N - 1) / (N - n), which is the finite
    population correction (W. G. Cochran, "Sampling Techniques", 1977, section 2.6). 0 where all cases are
    drawn. Raises ValueError unless 1 <= n <= population and 0 <= expected <= 1.
    """
    if not 1 <= n <= population or not 0 <= expected <= 1:
        raise ValueError(f"no interval of a share of {expected} for {n} of {population}")
    if n == population:
        return 0.0
    counted = n * (population - 1) / (population - n)
    scale = 1 + z * z / counted
    middle = (expected + z * z / (2 * counted)) / scale
    half = z * sqrt(expected * (1 - expected) / counted + z * z / (4 * counted * counted)) / scale
    return max(expected - (middle - half), (middle + half) - expected)


def size_for(precision: float, population: int, expected: float, z: float = Z_95) -> int:
    """The fewest cases for which the interval reaches at most `precision` on either side.

    The share expected is taken for what will be found. Raises ValueError unless 0 < precision.

    >>> size_for(0.05, 1_000_000, 0.9)
    196
    """
    if not precision > 0:
        raise ValueError(f"no precision of {precision}")
    low, high = 1, population
    # The interval never grows with n.
    while low < high:
        middle = (low + high) // 2
        if reach(middle, population, expected, z) <= precision:
            high = middle
        else:
            low = middle + 1
    return low
