"""Boundary cases are what they say: two sides of one boundary, and unlike grades where they are promised."""

from __future__ import annotations

from hypothesis import given

from evenhand.domain import Case
from evenhand.evaluation import Truth, compile_rules, interpret
from evenhand.language import Between, RulesInForce, positive_of
from evenhand.services.boundary_cases import BoundaryCases, BoundaryPair
from evenhand.services.boundary_file import boundary_file
from evenhand.services.boundary_search import Search, case_where_it_matters
from evenhand.services.case_settings import Options, case_of
from evenhand.services.coverage_boundaries import BoundarySeen
from evenhand.services.coverage_counts import RuleSetCoverage
from evenhand.services.model_cases import outcome_word
from generators import Drawing, drawings
from generators.casebooks import draw_casebook
from oracle.leaves import leaves_in
from property.test_amendments import SELDOM


def boundaries(drawn: Drawing) -> tuple[RuleSetCoverage, list[BoundarySeen]]:
    found = RuleSetCoverage(drawn.rule_set)
    found.add(draw_casebook(drawn.rng(), drawn.rules).cases, drawn.rules)
    found.finish()
    return found, found.unexercised[:4]


def truth_at(rules: RulesInForce, case: Case, seen: BoundarySeen) -> Truth:
    return leaves_in(interpret(rules, case))[seen.place].truth


@SELDOM
@given(drawings())
def test_the_two_cases_lie_on_the_two_sides_and_get_unlike_grades_where_they_say_so(drawn: Drawing) -> None:
    own, seen = boundaries(drawn)
    rules = drawn.rules
    options = Options(rules)
    search = Search(compile_rules(rules), options, restarts=4, steps=20)
    starts = [*(options.completed(case) for _, case in own.samples[:3]), options.neutral()]
    areas = [area.id for area in rules.areas]
    pairs = []
    for one in seen:
        pair = case_where_it_matters(one.boundary, search, areas, starts, str(drawn.seed))
        assert pair == case_where_it_matters(one.boundary, search, areas, starts, str(drawn.seed))
        if pair is None:
            continue
        cases = [case_of(side) for side in (pair.lower, pair.upper)]
        differ = [key for key in pair.lower if pair.lower[key] != pair.upper[key]]
        assert len(differ) == 1 and pair.lower.keys() == pair.upper.keys()
        # What lies between two ends may be so little that no value lies there.
        if not isinstance(positive_of(one.leaf), Between):
            assert {truth_at(rules, case, one) for case in cases} == {Truth.TRUE, Truth.FALSE}
        if pair.area is not None:
            words = [outcome_word(interpret(rules, case).areas[pair.area].outcome) for case in cases]
            assert words[0] != words[1] and "undecided" not in words
        pairs.append(BoundaryPair(one, pair, pair.area or areas[0], None, options))
    if pairs:
        # The file is read back, and every case of it comes to what the file says.
        text = boundary_file(BoundaryCases("drawn", drawn.rule_set, drawn.seed, tuple(pairs), ()))
        assert text.count("# expected:") == 2 * len(pairs)
