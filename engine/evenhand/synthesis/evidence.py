"""Evidence drawn for many cases at once: items that hang together as they do in real authorities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from evenhand.domain import Better, EvidenceItem, ItemType, UnknownReason
from evenhand.language import RulesInForce
from evenhand.synthesis.cells import FIRST_OF_SIZE, SAMPLE_SIZES, Cells, Codes, Grid, cells_of, counts_sample
from evenhand.synthesis.normal import Floats, share_below
from evenhand.synthesis.spreads import USUAL, Spread, spread_of
from evenhand.synthesis.subjects import counted_from_some, fields_counted, wholes_and_parts
from evenhand.synthesis.thresholds import thresholds_of

Evidence = dict[str, Codes]
"""The code of each item's cell, for many cases."""

OF_QUALITY: Final = 0.80
"""How much of an item's score is the quality of the authority; squares of the three add up to 1."""
OF_SECTION: Final = 0.30
"""How much is common to the items of a section."""
OF_ITSELF: Final = (1 - OF_QUALITY**2 - OF_SECTION**2) ** 0.5
"""How much is its own."""

NOTHING_THERE: Final = 0.01
"""In how many cases a section has nothing that its items could be about, or an item does not apply."""

MISSING: Final[Mapping[UnknownReason, float]] = {
    UnknownReason.NOT_LOOKED_AT: 0.012,
    UnknownReason.COULD_NOT_TELL: 0.004,
    UnknownReason.SOURCES_CONFLICT: 0.002,
    UnknownReason.SUPPRESSED: 0.002,
}
"""In what share of cells each reason stands in place of a value."""
RANGES: Final = 0.01
"""In what share of cells a range stands around the value."""


@dataclass(frozen=True)
class Missing:
    """How many cells say nothing, by reason, and how many hold a range."""

    reasons: dict[UnknownReason, int]
    ranges: int


@dataclass
class EvidenceMaker:
    """Draws evidence for the rules in force: every item that is recorded and not computed.

    `spreads` says how the numeric ones spread, `grids` which values those take that are not counted in a
    sample, and `totals` which are numbers of people, of whom there may be none.
    """

    rules: RulesInForce
    cells: dict[str, Cells] = field(init=False)
    items: tuple[EvidenceItem, ...] = field(init=False)

    def __post_init__(self) -> None:
        schema = self.rules.schema
        self.items = tuple(item for item in schema.items.values() if item.computed is None)
        thresholds = thresholds_of(self.rules)
        usual = USUAL.get(schema.id, {})
        self.spreads: dict[str, Spread] = {
            item.id: spread_of(item, thresholds.get(item.id, ()), usual.get(item.id))
            for item in self.items
            if item.type.is_numeric
        }
        self._partial = counted_from_some(self.rules)
        self._empty = wholes_and_parts(self.rules, self._partial)
        empty = {item for _, items in self._empty for item in items}
        self.cells = {
            item.id: cells_of(item, self.spreads.get(item.id), may_be_empty=item.id in empty)
            for item in self.items
        }
        self.totals = frozenset(item for items, _ in self._empty for item in items)
        self.grids = {
            id: Grid.of(schema.items[id], spread)
            for id, spread in self.spreads.items()
            if not counts_sample(schema.items[id])
        }
        self._fields, self._rest_of = fields_counted(self.rules)

    # --- values --------------------------------------------------------------------------------------

    def draw(self, random: np.random.Generator, quality: Floats, size: Floats, sample: Codes) -> Evidence:
        """Complete evidence of cases: `quality` and `size` of their authorities as points of a normal
        distribution, `sample` the place of each one's sample size in SAMPLE_SIZES; all of shape (cases,).
        """
        count = len(quality)
        shared = {section: random.standard_normal(count) for section in self._sections()}
        own = {key: random.standard_normal(count) for key in self._keys()}
        found: Evidence = {}
        for item in self.items:
            alone = own[self._fields.get(item.id, item.id)]
            score = self._score(item, quality, size, shared[item.section or ""], alone)
            found[item.id] = self._code(item, share_below(score), sample, found)
        self._take_out(random, found, count)
        return found

    def _sections(self) -> list[str]:
        return list(dict.fromkeys(item.section or "" for item in self.items))

    def _keys(self) -> list[str]:
        return list(dict.fromkeys(self._fields.get(item.id, item.id) for item in self.items))

    def _score(
        self, item: EvidenceItem, quality: Floats, size: Floats, shared: Floats, alone: Floats
    ) -> Floats:
        if item.better is not Better.NEITHER:
            return OF_QUALITY * quality + OF_SECTION * shared + OF_ITSELF * alone
        # Large authorities have more of everything.
        return 0.95 * size + 0.31 * alone if item.type.is_numeric else alone

    def _code(self, item: EvidenceItem, quality: Floats, sample: Codes, found: Evidence) -> Codes:
        if item.scale is not None:
            return _named(item, quality)
        spread = self.spreads[item.id]
        if item.id in self.grids:
            return self.grids[item.id].nearest(spread.at(quality))
        sizes = np.array(SAMPLE_SIZES)
        # Of those to whom it may not apply, the sample has fewer.
        at = np.maximum(sample.astype(np.intp) - 1, 0) if item.id in self._partial else sample.astype(np.intp)
        other = self._rest_of.get(item.id)
        if other in found:
            counted = sizes[at] - (found[other].astype(np.intp) - FIRST_OF_SIZE[at])
        else:
            counted = np.rint(spread.at(quality) * sizes[at]).astype(np.intp)
        codes = counted if item.type is ItemType.COUNT else FIRST_OF_SIZE[at] + counted
        return np.asarray(codes, dtype=np.uint32)

    def _take_out(self, random: np.random.Generator, found: Evidence, count: int) -> None:
        """What does not apply: whole sections that are about nobody, and single items."""
        for totals, items in self._empty:
            nobody = random.random(count) < NOTHING_THERE
            for item in totals:
                found[item][nobody] = 0
            for item in items:
                code = self.cells[item].not_applying
                assert code is not None
                found[item][nobody] = code

    # --- what is not known ---------------------------------------------------------------------------

    def hide(self, random: np.random.Generator, complete: Evidence) -> Evidence:
        """The same evidence with some of it missing or known as a range only."""
        found: Evidence = {}
        for id, codes in complete.items():
            cells, chance = self.cells[id], random.random(len(codes))
            codes, known = codes.copy(), codes < cells.exact
            reached = 0.0
            for reason, rate in MISSING.items():
                hit = known & (reached <= chance) & (chance < reached + rate)
                reached += rate
                if reason in cells.reasons:
                    codes[hit] = cells.reasons[reason]
            hit = known & (reached <= chance) & (chance < reached + RANGES)
            codes[hit] = cells.ranges[codes[hit]]
            found[id] = codes
        return found

    def missing(self, evidence: Evidence) -> Missing:
        """What is missing in some evidence."""
        counts = dict.fromkeys(MISSING, 0)
        ranges = 0
        for id, codes in evidence.items():
            cells = self.cells[id]
            used = np.bincount(codes, minlength=len(cells.texts))
            others = set(range(cells.exact, len(cells.texts))) - {cells.not_applying}
            for reason, code in cells.reasons.items():
                counts[reason] += int(used[code])
                others.discard(code)
            ranges += sum(int(used[code]) for code in others)
        return Missing(counts, ranges)


def _named(item: EvidenceItem, quality: Floats) -> Codes:
    """Levels and answers: the worst of what should not be found at all is rarer than weak practice."""
    count = len(item.names)
    cuts = np.arange(1, count) / count
    if item.better is Better.LOWER:
        cuts = cuts**2 * 0.6
    rank = np.searchsorted(cuts, quality, side="right")
    if item.better is Better.LOWER:
        # The scale begins with the best.
        rank = count - 1 - rank
    return rank.astype(np.uint32)
