"""Cases put together by their columns have one signature each, and cases apart have others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import example, given

from evenhand.domain import Conflict
from evenhand.evaluation import interpret
from evenhand.explanation.decisive import decisive_rules
from evenhand.explanation.signature import area_signature
from evenhand.language import RulesInForce
from evenhand.services.case_rules import CaseRules
from evenhand.services.moderation.judgements import judgements_of
from evenhand.services.moderation.reasons import same_reasons
from evenhand.services.moderation.sampling_triggers import triggers_of
from evenhand.services.moderation.signatures import area_signatures
from evenhand.services.workspace import Workspace
from generators import DAY, Drawing, drawings
from generators.casebooks import Casebook, draw_casebook


def drawn_casebook(drawn: Drawing) -> tuple[RulesInForce, Casebook]:
    rules = CaseRules(Workspace(())).on(replace(drawn.rule_set, hash="drawn"), DAY)
    return rules, draw_casebook(drawn.rng(), rules)


# In the example two cases have the same decisive rules, but a ceiling set the grade of one, and a move that
# of the other.
@example(Drawing(6, 188, None))
@given(drawings())
def test_groups_over_columns_are_those_of_the_signatures_of_traces(drawn: Drawing) -> None:
    rules, casebook = drawn_casebook(drawn)
    (one,) = judgements_of([casebook.cases])
    traces = [interpret(rules, case) for case in casebook.drawn]
    for area in one.areas:
        expected: dict[str, list[int]] = {}
        for row, trace in enumerate(traces):
            if casebook.awarded[row][area] in one.areas[area].scale and area not in casebook.drawn[row].given:
                expected.setdefault(area_signature(trace, area), []).append(row)
        groups = same_reasons(one, area)
        assert {group.signature: group.rows.tolist() for group in groups} == expected
        for group in groups:
            for row in group.rows.tolist():
                trace = traces[row]
                assert group.fired == trace.areas[area].fired
                assert group.proposed == trace.areas[area].outcome.proposed
                outcome = trace.areas[area].outcome
                decided = outcome.proposed is not None or outcome.conflict is Conflict.CERTAIN
                assert group.decisive == (decisive_rules(trace, area) if decided else None)


@example(Drawing(6, 188, None))
@given(drawings())
def test_a_limiting_rule_makes_a_case_worth_a_second_look_where_it_is_decisive(drawn: Drawing) -> None:
    rules, casebook = drawn_casebook(drawn)
    (one,) = judgements_of([casebook.cases])
    traces = [interpret(rules, case) for case in casebook.drawn]
    for area, own in one.areas.items():
        (found,) = (each for each in triggers_of(one, area) if each.id == "limiting_rule")
        limiting = {rule.id for rule in rules.area_by_id[area].grading_rules if rule.limit is not None}
        for row, trace in enumerate(traces):
            outcome = trace.areas[area].outcome
            decided = outcome.proposed is not None or outcome.conflict is Conflict.CERTAIN
            decisive = limiting.intersection(decisive_rules(trace, area))
            expected = bool(own.graded[row] and not own.given[row] and decided and decisive)
            assert bool(found.holds[row]) is expected
            if expected:
                assert all(f"({id})" in found.why(row) for id in decisive)


@given(drawings())
def test_the_odd_ones_are_those_without_the_usual_grade_whatever_the_order(drawn: Drawing) -> None:
    _, casebook = drawn_casebook(drawn)
    cases = casebook.cases
    (one,) = judgements_of([cases])
    (back,) = judgements_of([cases.taken(np.arange(cases.rows)[::-1])])
    for area in one.areas:
        found = area_signatures(one, area)
        for group in found.unlike:
            assert len(group.grades) > 1
            assert sum(group.grades.values()) == group.cases
            assert group.grades[group.usual] == max(group.grades.values())
            assert len(group.odd) == group.cases - group.grades[group.usual]
            assert group.usual not in {each.awarded for each in group.odd}
        again = area_signatures(back, area)
        assert {group.signature: {each.id for each in group.odd} for group in found.unlike} == {
            group.signature: {each.id for each in group.odd} for group in again.unlike
        }
