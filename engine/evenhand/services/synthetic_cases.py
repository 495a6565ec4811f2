"""Synthetic cases in blocks: each is drawn from the seed and its own number, whatever is done at a time."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from evenhand.evidence.rows import Column, constant
from evenhand.language import Area, GivenOnly, Role, RuleSet, RulesInForce
from evenhand.services.case_rules import CaseRules
from evenhand.services.cases import NO_PREVIOUS, Cases
from evenhand.services.published_mix import PublishedGrades
from evenhand.synthesis import (
    SAMPLE_SIZES,
    Authorities,
    Codes,
    Evidence,
    EvidenceMaker,
    Floats,
    Grades,
    Met,
    Plants,
    QualitySpread,
    Rows,
    authorities,
    met,
    natural_spread,
    share_below,
    working_days,
)

BLOCK: Final = 4096
"""How many cases are drawn from one stream of random numbers."""

_OF_AUTHORITY = 0.6
"""How much of the variance of quality lies between authorities; the rest between their inspections."""
_FIRST_INSPECTION = 0.05

Streams = Mapping[str, int]
STREAMS: Final[Streams] = {
    "authorities": 0,
    "pilot": 1,
    "leads": 2,
    "cases": 3,
    "hidden": 4,
    "pairs": 5,
    "moves": 6,
    "noise": 7,
    "panel": 8,
    "graded": 9,
}
"""Streams of random numbers that are independent of each other: one more draw shifts no other."""


def stream(seed: int, name: str, block: int = 0) -> np.random.Generator:
    """The random numbers of one purpose, and of one block of cases."""
    sequence = np.random.SeedSequence(seed, spawn_key=(STREAMS[name], block))
    return np.random.Generator(np.random.PCG64(sequence))


@dataclass(frozen=True)
class Pairs:
    """Like cases: the rows of each case and of the one that has its evidence."""

    rows: Rows
    copies: Rows


@dataclass(frozen=True)
class Drawn:
    """Some cases that follow each other. `first` is the number of the first, from 0.

    `given` and `previous` are places on the scales of their areas; `previous` is -1 where there was no
    inspection before.
    """

    first: int
    met: Met
    sample: Codes
    evidence: Evidence
    given: dict[str, Grades]
    previous: Grades
    pairs: Pairs

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self.sample)


@dataclass
class CaseMaker:
    """Draws the cases of one casebook under one rule set."""

    rule_set: RuleSet
    case_rules: CaseRules
    seed: int
    cases: int
    plants: Plants
    published: PublishedGrades
    spread: QualitySpread = field(default_factory=natural_spread)

    def __post_init__(self) -> None:
        self.days: list[datetime.date] = working_days(self.rule_set.in_force)
        self.rules = self.case_rules.on(self.rule_set, self.days[0])
        self.evidence = EvidenceMaker(self.rules)
        self.known: Authorities = authorities(stream(self.seed, "authorities"), self.cases)
        self.given_areas = [area for area in self.rules.areas if isinstance(area.start, GivenOnly)]
        self.graded = [area for area in self.rules.areas if _is_graded(area)]
        self._cuts: dict[str, Floats] = {}

    @property
    def target(self) -> Area:
        """The area whose mix of grades is brought near the published one: overall, else the last."""
        by_id = {area.id: area for area in self.graded}
        judged = [area for area in self.graded if area.role is Role.JUDGEMENT] or self.graded
        return by_id.get("overall", judged[-1])

    @property
    def blocks(self) -> int:
        """How many blocks the cases make."""
        return -(-self.cases // BLOCK)

    # --- drawing -------------------------------------------------------------------------------------

    def block(self, number: int) -> Drawn:
        """The cases of one block."""
        first = number * BLOCK
        count = min(BLOCK, self.cases - first)
        random = stream(self.seed, "cases", number)
        who = met(random, count, self.known, len(self.days))
        between, within = self.known.quality[who.authorities], random.standard_normal(count)
        base = np.sqrt(_OF_AUTHORITY) * between + np.sqrt(1 - _OF_AUTHORITY) * within
        quality = self.spread.at(share_below(base))
        hiding = stream(self.seed, "hidden", number)
        return self._paired(self.drawn(random, hiding, first, who, base, quality), number)

    def drawn(
        self,
        random: np.random.Generator,
        hiding: np.random.Generator,
        first: int,
        who: Met,
        base: Floats,
        quality: Floats,
    ) -> Drawn:
        """Cases with the qualities given; `base` is the same as points of a normal distribution."""
        count = len(base)
        sample = random.integers(0, len(SAMPLE_SIZES), count).astype(np.uint32)
        size = self.known.size[who.authorities]
        evidence = self.evidence.hide(hiding, self.evidence.draw(random, quality, size, sample))
        given = {
            area.id: self._graded_by(area, 0.9 * base + 0.436 * random.standard_normal(count))
            for area in self.given_areas
        }
        before = self._graded_by(self.target, 0.6 * base + 0.8 * random.standard_normal(count))
        before[random.random(count) < _FIRST_INSPECTION] = -1
        nobody = Pairs(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))
        return Drawn(first, who, sample, evidence, given, before, nobody)

    def _graded_by(self, area: Area, points: Floats) -> Grades:
        """Grades that come in the published shares, all equally often where none are published."""
        if area.id not in self._cuts:
            mix = self.published.mix(area.id, area.scale, self.rule_set)
            size = len(area.scale)
            shares = [1 / size] * size if mix is None else mix.shares
            self._cuts[area.id] = np.cumsum(shares)[:-1]
        return np.searchsorted(self._cuts[area.id], share_below(points), side="right").astype(np.int8)

    def _paired(self, drawn: Drawn, number: int) -> Drawn:
        """The same with some cases made like others: all that rules read is copied."""
        pairs = self._pairs_before(drawn.first + drawn.count) - self._pairs_before(drawn.first)
        order = stream(self.seed, "pairs", number).permutation(drawn.count)
        rows, copies = order[:pairs], order[pairs : 2 * pairs]
        for codes in (*drawn.evidence.values(), drawn.sample):
            codes[copies] = codes[rows]
        for grades in (*drawn.given.values(), drawn.previous):
            grades[copies] = grades[rows]
        drawn.met.days[copies] = drawn.met.days[rows]
        return replace(drawn, pairs=Pairs(rows, copies))

    def _pairs_before(self, row: int) -> int:
        """How many pairs lie before a row: spread evenly, so that each block has room for its own."""
        return -(-self.plants.pairs(self.cases) * row // self.cases)

    # --- as cases ------------------------------------------------------------------------------------

    def as_cases(self, drawn: Drawn) -> Cases:
        """Drawn cases in columns, as a casebook is read into."""
        count = drawn.count
        no_day: datetime.date | None = None
        return Cases(
            number=1 + drawn.first + np.arange(count, dtype=np.int64),
            id=Column(self.ids(drawn), np.arange(count, dtype=np.uint32)),
            provider=Column(self.known.names, _which(drawn.met.authorities)),
            on=Column(self.days, _which(drawn.met.days)),
            published=constant(no_day, count),
            rules=self._rules_of(drawn),
            groups={},
            items={id: Column(self.evidence.cells[id].states, codes) for id, codes in drawn.evidence.items()},
            given={area.id: _grades(area.scale.names, drawn.given[area.id]) for area in self.given_areas},
            awarded={},
            previous={self.target.id: _grades((*self.target.scale.names, NO_PREVIOUS), drawn.previous)},
            sampled=Column(SAMPLE_SIZES, drawn.sample),
        )

    def ids(self, drawn: Drawn) -> list[str]:
        """The ids of drawn cases."""
        return [self.id_of(row) for row in range(drawn.first, drawn.first + drawn.count)]

    def id_of(self, row: int) -> str:
        """The id of one case, by its number from 0."""
        # As wide as the last one, so that ids rise with the rows, and one can tell that none is there twice.
        return f"SYN-{row + 1:0{max(7, len(str(self.cases)))}}"

    def _rules_of(self, drawn: Drawn) -> Column[RulesInForce]:
        found: dict[int, int] = {}
        values: list[RulesInForce] = []
        of_day = np.zeros(len(self.days), dtype=np.uint32)
        for day in np.unique(drawn.met.days).tolist():
            rules = self.case_rules.on(self.rule_set, self.days[day])
            if id(rules) not in found:
                found[id(rules)] = len(values)
                values.append(rules)
            of_day[day] = found[id(rules)]
        return Column(values, of_day[drawn.met.days])


def _is_graded(area: Area) -> bool:
    return area.role in (Role.JUDGEMENT, Role.PART) and not isinstance(area.start, GivenOnly)


def _which(places: Rows) -> Codes:
    return places.astype(np.uint32)


def _grades(names: Sequence[str], grades: Grades) -> Column[str | None]:
    """Grades by name; -1 is the last name."""
    return Column(list(names), np.where(grades < 0, len(names) - 1, grades).astype(np.uint32))


def together(drawn: Sequence[Drawn]) -> Drawn:
    """Blocks that follow each other as one; shapes (cases of all,)."""
    first = drawn[0]
    if len(drawn) == 1:
        return first
    starts = [one.first - first.first for one in drawn]

    def evidence(parts: list[Evidence]) -> Evidence:
        return {id: np.concatenate([part[id] for part in parts]) for id in parts[0]}

    def rows(parts: list[Rows]) -> Rows:
        return np.concatenate([part + start for part, start in zip(parts, starts, strict=True)])

    return Drawn(
        first=first.first,
        met=Met(
            np.concatenate([one.met.authorities for one in drawn]),
            np.concatenate([one.met.leads for one in drawn]),
            np.concatenate([one.met.kinds for one in drawn]),
            np.concatenate([one.met.days for one in drawn]),
        ),
        sample=np.concatenate([one.sample for one in drawn]),
        evidence=evidence([one.evidence for one in drawn]),
        given={id: np.concatenate([one.given[id] for one in drawn]) for id in first.given},
        previous=np.concatenate([one.previous for one in drawn]),
        pairs=Pairs(rows([one.pairs.rows for one in drawn]), rows([one.pairs.copies for one in drawn])),
    )
