"""How many cases to second-mark so that agreement is known as precisely as wanted."""

from __future__ import annotations

from math import sqrt

from evenhand.statistics import Z_95


def half_width(n: int, population: int, expected: float, z: float = Z_95) -> float:
    """Half of the length of the Wilson interval of a share, for n cases drawn of a population.

    E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212; the cases count as
    n (N - 1) / (N - n), which is the finite population correction (W. G. Cochran, "Sampling Techniques",
    1977, section 2.6). 0 where all cases are drawn. Raises ValueError unless 1 <= n <= population and
    0 <= expected <= 1.
    """
    if not 1 <= n <= population or not 0 <= expected <= 1:
        raise ValueError(f"no interval of a share of {expected} for {n} of {population}")
    if n == population:
        return 0.0
    counted = n * (population - 1) / (population - n)
    spread = expected * (1 - expected) / counted + z * z / (4 * counted * counted)
    return z * sqrt(spread) / (1 + z * z / counted)


def size_for(precision: float, population: int, expected: float, z: float = Z_95) -> int:
    """The fewest cases for which the interval reaches at most `precision` either way.

    The share expected is taken for what will be found. Raises ValueError unless 0 < precision.

    >>> size_for(0.05, 1_000_000, 0.9)
    141
    """
    if not precision > 0:
        raise ValueError(f"no precision of {precision}")
    low, high = 1, population
    # The interval never grows with n.
    while low < high:
        middle = (low + high) // 2
        if half_width(middle, population, expected, z) <= precision:
            high = middle
        else:
            low = middle + 1
    return low
