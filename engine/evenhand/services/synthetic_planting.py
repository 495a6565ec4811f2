"""Inconsistencies planted in the grades of synthetic cases, and counted as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from evenhand.services.synthetic_cases import CaseMaker, Drawn, stream
from evenhand.services.synthetic_panel import PanelGrader
from evenhand.synthesis import (
    REASONS,
    Codes,
    Floats,
    Grades,
    Rows,
    choose_areas,
    drift_by_year,
    severities,
    shifted,
)

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Departed:
    """One planted departure: a case, its area, the grade before and after, and a reason code."""

    id: str
    area: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Unlike:
    """Two planted cases with the same evidence and, in one area, unlike grades."""

    id: str
    copy: str
    area: str
    grade: str
    copy_grade: str


@dataclass(frozen=True)
class Panelled:
    """One case that a panel graded: by area, the grade that the rules propose and the one awarded, if unlike.

    A case of which the rules leave an area in conflict has None there.
    """

    id: str
    areas: dict[str, tuple[str | None, str]]


@dataclass(frozen=True)
class Planted:
    """What was awarded in some cases: grades by area, and by area the reasons of planted departures.

    A reason is its place in REASONS, len(REASONS) where none is recorded; uint32, shape (cases,).
    """

    awarded: dict[str, Grades]
    reasons: dict[str, Codes]


@dataclass
class Moved:
    """How many judgements were moved, for each lead or each year: up and down, int64."""

    cases: Counts
    moved_cases: Counts
    up: Counts
    down: Counts

    @classmethod
    def none(cls, size: int) -> Moved:
        """Nothing counted yet, for so many leads or years."""
        return cls(*(np.zeros(size, dtype=np.int64) for _ in range(4)))

    @property
    def judgements(self) -> int:
        """How many judgements were moved in all."""
        return int(self.up.sum() + self.down.sum())

    def add(self, which: Rows, moves: list[Grades]) -> None:
        """Count the moves of some cases: for each area, by how many grades each case moved."""
        size = len(self.cases)
        table = np.stack(moves)
        self.cases += np.bincount(which, minlength=size)
        self.moved_cases += np.bincount(which[(table != 0).any(axis=0)], minlength=size)
        for one in table:
            self.up += np.bincount(which[one > 0], minlength=size)
            self.down += np.bincount(which[one < 0], minlength=size)


@dataclass
class Planter:
    """Plants in one block of cases after another, and keeps count.

    `departed`, `unlike` and `panelled` are told of each as it is planted: there may be too many to hold.
    """

    maker: CaseMaker
    departed: Callable[[Departed], None]
    unlike: Callable[[Unlike], None]
    panelled: Callable[[Panelled], None]
    panel: PanelGrader | None = None
    departures: int = 0
    pairs: int = 0
    panels: int = 0
    years: list[int] = field(init=False)

    def __post_init__(self) -> None:
        maker = self.maker
        self.years = sorted({day.year for day in maker.days})
        self.severity: Floats = severities(
            stream(maker.seed, "leads"), maker.known.leads, maker.plants.severity
        )
        self.drift: Floats = drift_by_year(maker.plants.drift, len(self.years))
        self.by_lead = Moved.none(maker.known.leads)
        self.by_year = Moved.none(len(self.years))
        self._year_of_day = np.array([self.years.index(day.year) for day in maker.days], dtype=np.intp)
        self._best = {area.id: len(area.scale) - 1 for area in maker.graded}

    def plant(self, drawn: Drawn, proposed: dict[str, Grades], block: int) -> Planted:
        """What is awarded in the cases of one block, from those that the rules propose.

        What is planted never meets in one case with a pair of unlike judgements or with the grades of a
        panel, so that each can be looked for by itself.
        """
        random = stream(self.maker.seed, "moves", block)
        paired = np.zeros(drawn.count, dtype=bool)
        paired[drawn.pairs.rows] = paired[drawn.pairs.copies] = True
        apart, graded = paired, proposed
        if self.panel is not None:
            by_panel, graded = self.panel.plant(drawn, proposed, paired, block)
            apart = paired | by_panel
            self._tell(drawn, np.flatnonzero(by_panel), proposed, graded)
        leads, years = drawn.met.leads, self._year_of_day[drawn.met.days]
        # A severe lead awards lower grades; drift is by how much grades rise.
        awarded = self._shift(
            random, graded, np.where(apart, 0.0, -self.severity[leads]), leads, self.by_lead
        )
        awarded = self._shift(random, awarded, np.where(apart, 0.0, self.drift[years]), years, self.by_year)
        reasons = self._depart(random, drawn, awarded, apart)
        self._make_unlike(random, drawn, awarded)
        return Planted(awarded, reasons)

    def _shift(
        self,
        random: np.random.Generator,
        grades: dict[str, Grades],
        shift: Floats,
        which: Rows,
        counted: Moved,
    ) -> dict[str, Grades]:
        found = {id: shifted(random, one, shift, self._best[id]) for id, one in grades.items()}
        counted.add(which, [one.moved for one in found.values()])
        return {id: one.grades for id, one in found.items()}

    def _depart(
        self,
        random: np.random.Generator,
        drawn: Drawn,
        grades: dict[str, Grades],
        apart: npt.NDArray[np.bool_],
    ) -> dict[str, Codes]:
        hit = random.random(drawn.count) < float(self.maker.plants.departures)
        chosen = choose_areas(random, np.flatnonzero(hit & ~apart), grades, self._best)
        reasons = random.integers(0, len(REASONS), len(chosen.rows))
        areas = list(grades)
        found = {area: np.full(drawn.count, len(REASONS), dtype=np.uint32) for area in areas}
        for row, at, step, reason in zip(
            chosen.rows.tolist(), chosen.areas.tolist(), chosen.steps.tolist(), reasons.tolist(), strict=True
        ):
            area = areas[at]
            before = int(grades[area][row])
            grades[area][row] = before + step
            found[area][row] = reason
            names = self._names(area)
            case = self.maker.id_of(drawn.first + row)
            self.departed(Departed(case, area, names[before], names[before + step], REASONS[reason]))
        self.departures += len(chosen.rows)
        return found

    def _make_unlike(self, random: np.random.Generator, drawn: Drawn, grades: dict[str, Grades]) -> None:
        pairs = dict(zip(drawn.pairs.copies.tolist(), drawn.pairs.rows.tolist(), strict=True))
        chosen = choose_areas(random, drawn.pairs.copies, grades, self._best)
        areas = list(grades)
        for copy, at, step in zip(
            chosen.rows.tolist(), chosen.areas.tolist(), chosen.steps.tolist(), strict=True
        ):
            area = areas[at]
            before = int(grades[area][copy])
            grades[area][copy] = before + step
            names = self._names(area)
            ids = [self.maker.id_of(drawn.first + row) for row in (pairs[copy], copy)]
            self.unlike(Unlike(ids[0], ids[1], area, names[before], names[before + step]))
        self.pairs += len(chosen.rows)

    def _tell(self, drawn: Drawn, rows: Rows, proposed: dict[str, Grades], graded: dict[str, Grades]) -> None:
        for row in rows.tolist():
            areas: dict[str, tuple[str | None, str]] = {}
            for area, own in graded.items():
                before, after = int(proposed[area][row]), int(own[row])
                if before != after:
                    names = self._names(area)
                    areas[area] = (names[before] if before >= 0 else None, names[after])
            self.panelled(Panelled(self.maker.id_of(drawn.first + row), areas))
        self.panels += len(rows)

    def _names(self, area: str) -> tuple[str, ...]:
        return self.maker.rules.area_by_id[area].scale.names
