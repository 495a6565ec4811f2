"""Recording error: evidence as somebody wrote it down who erred here and there."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.domain import EvidenceItem, ItemType
from evenhand.synthesis.cells import FIRST_OF_SIZE, SAMPLE_SIZES, Codes, counts_sample
from evenhand.synthesis.evidence import Evidence, EvidenceMaker
from evenhand.synthesis.normal import Floats

ERROR_OF_SPREAD: Final = 0.25
"""The standard deviation of an error in a number, as a share of that of the number between authorities."""

_SIZES: Final = np.array(SAMPLE_SIZES)
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def recorded_again(
    random: np.random.Generator, maker: EvidenceMaker, evidence: Evidence, sample: Codes, share: float
) -> Evidence:
    """The same evidence with a share of its values recorded with an error. What was not known stays so.

    An error moves a level by one step, turns yes into no, and takes another choice. It moves what is counted
    in a sample as another sample of that size would, and other numbers by a quarter of what they differ
    between authorities; at least to the next value, and never beyond the bounds of the item or the sample.
    Values alone are hit, not ranges. `sample` is the place of each case's sample size in SAMPLE_SIZES. Where
    there is nobody whom a section is about, its number stays 0.
    """
    count = len(sample)
    found: Evidence = {}
    for item in maker.items:
        codes = evidence[item.id]
        hit = (random.random(count) < share) & (codes < maker.cells[item.id].exact)
        if item.id in maker.totals:
            hit &= codes > 0
        erred = _erred(random, maker, item, codes, sample)
        found[item.id] = np.where(hit, erred, codes).astype(np.uint32)
    return found


def changed(before: Evidence, after: Evidence) -> int:
    """How many cells of two sets of evidence of the same cases differ."""
    return sum(int((codes != after[id]).sum()) for id, codes in before.items())


def _erred(
    random: np.random.Generator, maker: EvidenceMaker, item: EvidenceItem, codes: Codes, sample: Codes
) -> Places:
    """The code of each cell after an error; for cells that hold no single value it means nothing."""
    now = codes.astype(np.int64)
    up = random.random(len(codes)) < 0.5
    size = np.abs(random.standard_normal(len(codes)))
    if item.scale is not None:
        last = len(item.scale.names) - 1
        if item.type is ItemType.CHOICE:
            other = random.integers(1, last + 1, len(codes)) if last else np.zeros(len(codes), dtype=np.int64)
            found: Places = (now + other) % (last + 1)
            return found
        return _moved(now, np.ones(len(codes), dtype=np.int64), up, np.full(len(codes), last))
    if not counts_sample(item):
        grid, spread = maker.grids[item.id], maker.spreads[item.id]
        middle = spread.at(np.array([0.16, 0.84]))
        steps = ERROR_OF_SPREAD * abs(float(middle[1] - middle[0])) / 2 / float(grid.step)
        return _moved(now, _at_least_one(size * steps), up, np.full(len(codes), grid.size - 1))
    first, most = np.zeros(len(codes), dtype=np.int64), _SIZES[sample]
    if item.type is ItemType.SHARE:
        at = np.maximum(np.searchsorted(FIRST_OF_SIZE, now, side="right") - 1, 0)
        first, most = FIRST_OF_SIZE[at], _SIZES[at]
    counted = np.minimum(now - first, most)
    share = (counted + 0.5) / (most + 1)
    return first + _moved(counted, _at_least_one(size * np.sqrt(most * share * (1 - share))), up, most)


def _at_least_one(steps: Floats) -> Places:
    return np.maximum(1, np.rint(steps)).astype(np.int64)


def _moved(now: Places, steps: Places, up: Flags, last: Places) -> Places:
    """Places from 0 to `last` moved by steps; where one way leads out, they go the other."""
    there = np.where(up, now + steps, now - steps)
    back = np.where(up, now - steps, now + steps)
    found: Places = np.clip(np.where((there < 0) | (there > last), back, there), 0, last)
    return found
