"""Model cases for the boundaries that no cases of a casebook show from both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evenhand.diagnostics import InvalidInput, codes
from evenhand.evaluation import compile_rules
from evenhand.language import (
    GivenOnly,
    RuleSet,
    RulesInForce,
    item_column,
)
from evenhand.services.boundary_search import Pair, Search, case_where_it_matters
from evenhand.services.case_settings import Options, Settings
from evenhand.services.coverage_boundaries import BoundarySeen
from evenhand.services.coverage_casebook import CasebookCoverage
from evenhand.services.coverage_counts import RuleSetCoverage


@dataclass(frozen=True)
class BoundaryPair:
    """The two cases of one boundary. `area` is the one that a panel grades them in."""

    seen: BoundarySeen
    pair: Pair
    area: str
    begun_with: str | None
    """The id of the case whose evidence they began with; None for one in the middle of everything."""
    options: Options

    @property
    def matters(self) -> bool:
        """Whether the two get unlike grades."""
        return self.pair.area is not None


@dataclass(frozen=True)
class BoundaryCases:
    """What a panel is offered to grade, under one rule set."""

    casebook: str
    rule_set: RuleSet
    seed: int
    pairs: tuple[BoundaryPair, ...]
    without: tuple[BoundarySeen, ...]
    """The boundaries for which no case can be made: their item cannot be set to the two values."""


def boundary_cases(
    found: CasebookCoverage, seed: int, told: Callable[[int], None] = lambda done: None
) -> BoundaryCases | None:
    """Two model cases for each boundary that is not exercised, in the order of the boundaries.

    None where every boundary is exercised. Raises InvalidInput where the boundaries are of several rule sets,
    or of one that grades no area.
    """
    open_ = [one for one in found.rule_sets if one.unexercised]
    if len(open_) > 1:
        names = ", ".join(one.rule_set.name for one in open_)
        hint = f"name one with --rules, such as --rules {open_[0].rule_set.name}"
        raise InvalidInput([codes.SEVERAL_RULE_SETS.at(None, names=names, hint=hint)])
    if not open_:
        return None
    own = open_[0]
    maker = _Maker(own, seed)
    pairs, without = [], []
    for number, seen in enumerate(own.unexercised, start=1):
        pair = maker.pair(seen)
        if pair is None:
            without.append(seen)
        else:
            pairs.append(pair)
        told(number)
    return BoundaryCases(found.casebook.id, own.rule_set, seed, tuple(pairs), tuple(without))


class _Maker:
    """Makes pairs of cases under one rule set; what belongs to rules in force is worked out once."""

    def __init__(self, own: RuleSetCoverage, seed: int) -> None:
        self.own = own
        self.seed = seed
        self._searches: dict[int, tuple[Search, list[tuple[str | None, Settings]]]] = {}

    def pair(self, seen: BoundarySeen) -> BoundaryPair | None:
        """The two cases of one boundary; None where there can be none."""
        search, starts = self._search(seen.rules)
        areas = self._areas(seen, search)
        seed = f"{self.seed} {seen.place} {seen.boundary.threshold} {seen.boundary.belongs}"
        pair = case_where_it_matters(seen.boundary, search, areas, [settings for _, settings in starts], seed)
        if pair is None:
            return None
        return BoundaryPair(seen, pair, pair.area or areas[0], starts[pair.start][0], search.options)

    def _search(self, rules: RulesInForce) -> tuple[Search, list[tuple[str | None, Settings]]]:
        found = self._searches.get(id(rules))
        if found is None:
            options = Options(rules)
            neutral: Settings = options.neutral()
            starts: list[tuple[str | None, Settings]] = [
                (id, options.completed(case)) for id, case in self.own.samples
            ]
            # A case that records nothing is one in the middle of everything.
            starts = [(id, settings) for id, settings in starts if settings != neutral]
            search = Search(compile_rules(rules), options)
            found = self._searches[id(rules)] = search, [*starts, (None, neutral)]
        return found

    def _areas(self, seen: BoundarySeen, search: Search) -> list[str]:
        """The area whose file the boundary stands in, or those that rest on its item. Raises InvalidInput."""
        graded = [area for area in seen.rules.areas if not isinstance(area.start, GivenOnly)]
        own = [area.id for area in graded if area.id == seen.area]
        parts = {item_column(part.id) for part in search.options.recorded_parts(seen.boundary.item)}
        resting = [area.id for area in graded if parts & set(search.options.behind[area.id])]
        # Findings that no rule of their own area reads matter elsewhere.
        first = [id for id in own if id in resting]
        found = first or resting or own or [area.id for area in graded]
        if not found:
            problem = f"{seen.rules.rule_set.name} grades no area, so a panel has nothing to grade"
            raise InvalidInput([codes.NOTHING_TO_COVER.at(None, problem=problem)])
        return found
