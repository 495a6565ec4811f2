"""Grades moved away from what the rules propose: by severe leads, with the years, by departures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.synthesis.normal import Floats

Grades = npt.NDArray[np.int8]
"""The grade of one area in many cases: its place on the scale, worst first, below 0 where there is none."""
Rows = npt.NDArray[np.intp]

REASONS: Final = ("EVIDENCE_AFTER_FIELDWORK", "NOT_IN_THE_RULES", "SCALE_OF_IMPACT", "CONTEXT_OF_PROVIDER")
"""The reason codes of planted departures."""

LARGEST_SHIFT: Final = 0.9
"""No lead or year moves more grades than this share of them."""


@dataclass(frozen=True)
class Shifted:
    """Grades after a shift, and by how many grades each of them moved: -1, 0 or 1, int8."""

    grades: Grades
    moved: Grades


def shifted(random: np.random.Generator, grades: Grades, shift: Floats, best: int) -> Shifted:
    """Each grade moved one up with the chance that its `shift` says, or down where that is negative.

    `best` is the place of the best grade. Grades at the end of the scale have nowhere to go, and stay.
    """
    hit = random.random(len(grades)) < np.abs(shift)
    wanted = np.where(hit, np.sign(shift), 0).astype(np.int8)
    after = np.where(grades >= 0, np.clip(grades + wanted, 0, best), grades).astype(np.int8)
    return Shifted(after, (after - grades).astype(np.int8))


@dataclass(frozen=True)
class Chosen:
    """One area of some cases, to be moved by one grade: `rows`, which area by its place, and which way."""

    rows: Rows
    areas: npt.NDArray[np.intp]
    steps: npt.NDArray[np.int8]


def choose_areas(
    random: np.random.Generator, rows: Rows, grades: Mapping[str, Grades], best: Mapping[str, int]
) -> Chosen:
    """For each of some cases one area with a grade, and a way in which that grade can move.

    `grades` has one area at least. Cases without any grade that can move are left out.
    """
    table = np.stack([one[rows] for one in grades.values()])
    tops = np.array([best[area] for area in grades], dtype=np.int8)
    can = (table >= 0) & (tops[:, None] > 0)
    there = can.any(axis=0)
    # The area with the highest draw among those that can move.
    draws = np.where(can, random.random(table.shape), -1.0)
    areas = draws.argmax(axis=0)
    up = random.random(len(rows)) < 0.5
    now = table[areas, np.arange(len(rows))]
    steps = np.where(now == 0, 1, np.where(now == tops[areas], -1, np.where(up, 1, -1))).astype(np.int8)
    return Chosen(rows[there], areas[there], steps[there])


def severities(random: np.random.Generator, leads: int, spread: float) -> Floats:
    """The severity of each lead inspector in grades: positive is harder; float64, shape (leads,).

    It is how much harder one is than the others, so all together are neither hard nor soft.
    """
    drawn: Floats = random.standard_normal(leads) * spread
    fair: Floats = drawn - drawn.mean()
    return np.clip(fair, -LARGEST_SHIFT, LARGEST_SHIFT).round(3)


def drift_by_year(per_year: float, years: int) -> Floats:
    """By how many grades awards lie above what is proposed in each year, the years in the middle having none.

    float64, shape (years,).

    >>> drift_by_year(0.1, 3).tolist()
    [-0.1, 0.0, 0.1]
    """
    rising: Floats = (np.arange(years, dtype=np.float64) - (years - 1) / 2) * per_year
    return np.clip(rising, -LARGEST_SHIFT, LARGEST_SHIFT).round(6)
