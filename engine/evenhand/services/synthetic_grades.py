"""The grades of synthetic cases: what the rules make of them, and the quality that gives the mix wanted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evenhand.diagnostics import InvalidInput, codes
from evenhand.language import items_in_leaf, leaves_of_rule
from evenhand.replay import UNDECIDED
from evenhand.services.decided_cases import DecidedCases
from evenhand.services.published_mix import PublishedMix
from evenhand.services.synthetic_cases import CaseMaker, Drawn, stream
from evenhand.synthesis import BINS, Floats, Grades, Met, fitted_spread, met, point_above

PER_BIN = 128
"""How many cases of each bin of quality the pilot sample has."""


@dataclass
class CaseGrader:
    """Grades synthetic cases by the rules that hold for each."""

    maker: CaseMaker
    _proposed: DecidedCases = field(default_factory=DecidedCases)
    _provisional: DecidedCases = field(default_factory=lambda: DecidedCases(provisional=True))

    def propose(self, drawn: Drawn) -> tuple[dict[str, Grades], dict[str, int]]:
        """What the rules propose in each area, and in how many cases missing evidence leaves it open.

        Where it is open, the grade is the provisional one.
        """
        areas = [area.id for area in self.maker.graded]
        cases = self.maker.as_cases(drawn)
        found = {area: np.full(cases.rows, UNDECIDED, dtype=np.int8) for area in areas}
        open_ = dict.fromkeys(areas, 0)
        for at, rules in enumerate(cases.rules.values):
            rows = np.flatnonzero(cases.rules.which == at)
            coded = self._proposed.code(cases.taken(rows), [rules])
            (proposed,) = self._proposed.decide(coded, [rules], areas)
            (provisional,) = self._provisional.decide(coded, [rules], areas)
            for area in areas:
                found[area][rows] = provisional[area].codes
                open_[area] += int((proposed[area].codes == UNDECIDED).sum())
        return found, open_

    # --- the mix -------------------------------------------------------------------------------------

    def calibrate(self) -> PublishedMix | None:
        """Spread quality so that the target area's grades come near the published mix, which is returned.

        Without a published mix, quality stays as it is. Raises InvalidInput where the rules grade nothing.
        """
        maker = self.maker
        target = maker.target
        mix = maker.published.mix(target.id, target.scale, maker.rule_set)
        # The second round looks closely where the first found that grades turn. Given grades follow the
        # spread of quality, so they too are right only then.
        for number in range(2):
            graded = self._pilot(number)
            if mix is None:
                return None
            fitted = fitted_spread(maker.spread, graded, np.array(mix.shares))
            maker.spread = fitted.in_equal_bins() if number == 0 else fitted
        return mix

    def _pilot(self, number: int) -> Floats:
        """The share of each grade of the target area in each bin of quality; shape (bins, grades)."""
        maker = self.maker
        random = stream(maker.seed, "pilot", number)
        edges = maker.spread.edges
        widths = np.repeat(np.diff(edges), PER_BIN)
        quality = np.repeat(edges[:-1], PER_BIN) + random.random(BINS * PER_BIN) * widths
        who: Met = met(random, len(quality), maker.known, len(maker.days))
        base = point_above(maker.spread.below(quality))
        drawn = maker.drawn(random, random, 0, who, base, quality)
        proposed, _ = self.propose(drawn)
        grades = proposed[maker.target.id].reshape(-1, PER_BIN)
        size = len(maker.target.scale)
        counts = np.stack([(grades == grade).sum(axis=1) for grade in range(size)], axis=1).astype(np.float64)
        totals = counts.sum(axis=1, keepdims=True)
        if not totals.any():
            problem = f"they leave `{maker.target.id}` open whatever the evidence"
            name = maker.rule_set.name
            raise InvalidInput([codes.NOTHING_TO_GENERATE.at(None, name=name, problem=problem)])
        shares: Floats = counts / np.maximum(totals, 1.0)
        return shares


def check_reads_evidence(maker: CaseMaker) -> None:
    """Raises InvalidInput where no rule of the rule set reads evidence, or it grades no area."""
    rules = maker.rules
    reads = any(items_in_leaf(leaf) for rule in rules.all_rules for leaf in leaves_of_rule(rule))
    if reads and maker.graded:
        return
    problem = "its rules read no evidence" if maker.graded else "the grades of all its areas are given"
    raise InvalidInput([codes.NOTHING_TO_GENERATE.at(None, name=maker.rule_set.name, problem=problem)])
