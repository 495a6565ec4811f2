"""Cases drawn without replacement: at random, by strata, by weight, or those with most reasons first.

Every draw depends on the seed and on the order of what is drawn from, and on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]
Counts = npt.NDArray[np.int64]


def _check(population: int, size: int) -> None:
    if not 1 <= size <= population:
        raise ValueError(f"no sample of {size} of {population}")


def at_random(population: int, size: int, seed: int) -> Rows:
    """Places of a simple random sample, in the order drawn; shape (size,).

    Raises ValueError unless 1 <= size <= population, as the others do.
    """
    _check(population, size)
    drawn: Rows = np.random.default_rng(seed).permutation(population)[:size].astype(np.intp)
    return drawn


def by_weight(weights: npt.NDArray[np.float64], size: int, seed: int) -> Rows:
    """Places of a sample in which each next one is drawn with a chance proportional to its weight.

    P. S. Efraimidis and P. G. Spirakis, "Weighted random sampling with a reservoir", Information Processing
    Letters 97 (2006) 181-185: the largest keys u^(1/weight), u uniform, here as logarithms. Raises ValueError
    for a weight that is not above 0.
    """
    _check(len(weights), size)
    if not (weights > 0).all():
        raise ValueError("weights are above 0")
    # 1 - u, as u may be 0, of which there is no logarithm.
    keys = np.log1p(-np.random.default_rng(seed).random(len(weights))) / weights
    drawn: Rows = np.argsort(-keys, kind="stable")[:size]
    return drawn


def most_first(counts: Counts, size: int, seed: int) -> Rows:
    """Places of the cases with the highest counts, highest first; those with equal counts in random order."""
    _check(len(counts), size)
    order = np.random.default_rng(seed).permutation(len(counts))
    drawn: Rows = np.lexsort((order, -counts))[:size]
    return drawn


@dataclass(frozen=True, eq=False)
class Stratified:
    """A stratified sample: `drawn` places, and how many of each stratum there are and were drawn."""

    drawn: Rows
    population: Counts
    sizes: Counts


def by_strata(strata: Rows, size: int, seed: int) -> Stratified:
    """A simple random sample of each stratum. `strata` has the number of each case's own, from 0 on.

    Sizes are proportional, by largest remainders, with one at least of each stratum where `size` allows it.
    Places stand stratum by stratum.
    """
    _check(len(strata), size)
    population = np.bincount(strata).astype(np.int64)
    sizes = allocated(population, size)
    shuffled = np.random.default_rng(seed).permutation(len(strata))
    in_order = shuffled[np.argsort(strata[shuffled], kind="stable")]
    ends = np.cumsum(population)
    parts = [
        in_order[end - whole : end - whole + n] for end, whole, n in zip(ends, population, sizes, strict=True)
    ]
    return Stratified(np.concatenate(parts).astype(np.intp), population, sizes)


def allocated(population: Counts, size: int) -> Counts:
    """How many of each stratum to draw: in proportion, by largest remainders, one at least of each.

    Where there are more strata than are to be drawn, the largest have one. Of equal remainders the first
    stratum has it. The sizes add up to `size`, and none is above its stratum.

    >>> allocated(np.array([60, 30, 9, 1]), 10).tolist()
    [5, 3, 1, 1]
    """
    held = np.flatnonzero(population > 0)
    sizes = np.zeros(len(population), dtype=np.int64)
    if size <= len(held):
        sizes[held[np.argsort(-population[held], kind="stable")[:size]]] = 1
        return sizes
    whole = int(population.sum())
    # Whole numbers throughout, so that remainders are compared exactly.
    share, remainder = np.divmod(population * size, whole)
    sizes = np.where(population > 0, np.maximum(share, 1), 0)
    while sizes.sum() > size:
        # One at least of each took more than there is: from those furthest above their share.
        above = np.where(sizes > 1, sizes * whole - population * size, np.iinfo(np.int64).min)
        sizes[int(np.argmax(above))] -= 1
    rest = int(size - sizes.sum())
    open_ = np.flatnonzero(sizes == share)
    for at in open_[np.argsort(-remainder[open_], kind="stable")][:rest]:
        sizes[at] += 1
    return sizes
