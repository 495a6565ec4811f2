"""Awarded grades beside proposed ones, as the cells and the design of the ordinal model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from evenhand.moderation.severity.ordinal import Cells, Design, Floats, Places

Codes = npt.NDArray[np.integer]

_OWN, _CUTS = 1.0, 2.0
"""Prior standard deviations, in logits, of what each proposed grade adds, and of where thresholds lie."""
_RATE, _BARRIER = 0.5, 0.5


@dataclass(frozen=True, eq=False)
class Awards:
    """Judgements with an awarded and a proposed grade; each array has the shape (judgements,).

    `area` is the place of the area in `grades`, which says how many grades each has (2 or more). `proposed`
    and `awarded` are places on the scale of the area, worst first. `grader` and `case` are places from 0,
    the grader -1 where it is not known.
    """

    area: Codes
    proposed: Codes
    awarded: Codes
    grader: Codes
    case: Codes
    grades: Sequence[int]
    graders: int

    @property
    def rows(self) -> int:
        """How many judgements there are."""
        return len(self.awarded)

    def taken(self, keep: npt.NDArray[np.bool_]) -> Awards:
        """Some of them."""
        return Awards(
            self.area[keep],
            self.proposed[keep],
            self.awarded[keep],
            self.grader[keep],
            self.case[keep],
            self.grades,
            self.graders,
        )


@dataclass(frozen=True, eq=False)
class AwardModel:
    """The design for some awards. `situation` numbers each area and proposed grade, `kind` each of these with
    each awarded grade; arrays of the shape (situations,) say which.
    """

    design: Design
    area: Places
    proposed: Places
    first_kind: Places
    grades: Sequence[int]

    def situations(self, awards: Awards) -> Places:
        """The situation of each judgement."""
        before = np.concatenate([[0], np.cumsum(self.grades)]).astype(np.intp)
        return before[awards.area] + awards.proposed.astype(np.intp)

    def kinds(self, awards: Awards) -> Places:
        """The kind of each judgement."""
        return self.first_kind[self.situations(awards)] + awards.awarded.astype(np.intp)

    def expected(self, theta: Floats, shift: Floats) -> Floats:
        """The mean awarded grade in each situation under each shift; shape (situations, shifts).

        The expected place on the scale is the sum over the thresholds of the chance to lie above each.
        """
        found = np.zeros((len(self.area), len(shift)))
        for at, (area, first) in enumerate(zip(self.area, self.first_kind, strict=True)):
            cuts = self.design.upper[first : first + self.grades[area] - 1] @ theta
            found[at] = expit(-(cuts[:, None] + shift[None, :])).sum(axis=0)
        return found


def award_model(grades: Sequence[int]) -> AwardModel:
    """The model of awarded grades in areas with so many grades each.

    P(awarded <= k | proposed p) = logistic(beta (k + 1/2 - p) + d[k] - g[p] + severity of the grader).
    Each area has its own slope beta > 0, thresholds d and additions g of each proposed grade. Where awarded
    and proposed grades always agree the likelihood alone would send beta to infinity; its prior, a gamma
    distribution of shape 1.5 and rate 0.5, and the normal ones of d and g keep it finite.
    """
    sizes = [1 + (size - 1) + size for size in grades]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
    q = int(starts[-1])
    upper: list[Floats] = []
    lower: list[Floats] = []
    gaps: list[Floats] = []
    top, bottom = list[bool](), list[bool]()
    areas, proposals, first = list[int](), list[int](), list[int]()
    precision, start = np.zeros(q), np.zeros(q)
    rate = np.zeros(q)
    for area, size in enumerate(grades):
        beta = int(starts[area])
        cut, own = beta + 1, beta + size
        precision[cut : cut + size - 1] = 1 / _CUTS**2
        precision[own : own + size] = 1 / _OWN**2
        rate[beta], start[beta] = _RATE, 2.0

        def end(
            k: float, p: int, beta: int = beta, cut: int = cut, own: int = own, size: int = size
        ) -> Floats:
            row = np.zeros(q)
            if 0 <= k < size - 1:
                row[beta], row[cut + int(k)], row[own + p] = k + 0.5 - p, 1.0, -1.0
            return row

        for p in range(size):
            areas.append(area)
            proposals.append(p)
            first.append(len(upper))
            for k in range(size):
                upper.append(end(k, p))
                lower.append(end(k - 1, p))
                top.append(k == size - 1)
                bottom.append(k == 0)
        slope = np.zeros(q)
        slope[beta] = 1.0
        gaps.append(slope)
        gaps += [end(k + 1, 0) - end(k, 0) for k in range(size - 2)]
    design = Design(
        np.array(upper),
        np.array(lower),
        np.array(top),
        np.array(bottom),
        np.array(gaps),
        precision,
        rate,
        np.full(len(gaps), _BARRIER),
        start,
    )
    return AwardModel(
        design, np.array(areas, np.intp), np.array(proposals, np.intp), np.array(first, np.intp), grades
    )


def cells_of(kinds: Places, grader: Codes, graders: int) -> Cells:
    """Judgements of one kind by one grader counted together, in an order that is that of none of them."""
    size = int(kinds.max(initial=0)) + 1
    keys, counts = np.unique((grader.astype(np.intp) + 1) * size + kinds, return_counts=True)
    return Cells(keys % size, keys // size - 1, counts.astype(np.float64), graders)
