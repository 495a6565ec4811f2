"""The departures ledger says of any cases what the interpreter says of them one by one, in whatever order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.domain import Judged
from evenhand.evaluation import Truth, interpret
from evenhand.evidence.rows import column_of
from evenhand.language import RulesInForce
from evenhand.services.cases import Cases
from evenhand.services.moderation.departures import departures_of
from evenhand.services.moderation.departures_ledger import AreaLedger, Departures
from evenhand.services.moderation.judgements import judgements_of
from generators import Drawing, drawings, in_force
from generators.casebooks import Casebook, draw_casebook

REASONS = (None, None, "SCALE", "late evidence", "Late evidence")


def ledgers(cases: Cases) -> Departures:
    judged = judgements_of([cases])
    return departures_of(judged, {one.name: one.judged_areas for one in judged}, minimum=1)


def areas_of(found: Departures) -> dict[str, AreaLedger]:
    return {area.id: area for one in found.frameworks for area in one.areas}


def plainly(
    casebook: Casebook, rules: RulesInForce, area: str
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """What one counts who asks the interpreter about each case: departures, and those by rule that fired."""
    scale = rules.area_by_id[area].scale
    counts: Counter[str] = Counter()
    by_rule: Counter[tuple[str, str]] = Counter()
    for case, own in zip(casebook.drawn, casebook.awarded, strict=True):
        awarded = own[area]
        step = interpret(rules, case).areas[area]
        outcome = step.outcome
        if awarded not in scale.names or case.given.get(area) is not None:
            continue
        if outcome.judged is Judged.NO or outcome.proposed is None:
            continue
        by = scale.position(awarded) - scale.position(outcome.proposed)
        counts["cases"] += 1
        counts["up"] += by > 0
        counts["down"] += by < 0
        counts["outside"] += awarded not in outcome.permitted_grades
        for rule in step.grading_steps:
            if rule.truth is Truth.TRUE:
                by_rule[rule.rule.id, "fired"] += 1
                by_rule[rule.rule.id, "departed"] += by != 0
            elif rule.truth is Truth.FALSE:
                by_rule[rule.rule.id, "idle"] += 1
    return counts, by_rule


@settings(max_examples=100)
@given(drawings())
def test_the_ledger_is_what_the_interpreter_says_case_by_case(drawn: Drawing) -> None:
    rng = drawn.rng()
    rules = in_force(drawn.rule_set)
    casebook = draw_casebook(rng, rules)
    area_ids = [area.id for area in rules.areas]
    reasons = {id: [rng.choice(REASONS) for _ in casebook.drawn] for id in area_ids}
    cases = replace(casebook.cases, departures={id: column_of(one) for id, one in reasons.items()})
    for id, area in areas_of(ledgers(cases)).items():
        counts, by_rule = plainly(casebook, rules, id)
        found = area.counts
        assert (found.cases, found.up, found.down, found.outside) == tuple(
            counts[word] for word in ("cases", "up", "down", "outside")
        )
        assert len(area.departed) == found.up + found.down
        told = [one.reason for one in area.departed]
        rows = [int(one.id.removeprefix("case-")) for one in area.departed]
        assert told == [reasons[id][row] for row in rows]
        assert sum(one.up + one.down for one in area.reasons) + area.without_reason == len(told)
        assert len(area.reasons) == len({one.casefold() for one in told if one is not None})
        for rule in area.rules:
            fired = rule.counts.fired
            if (rule.id, "fired") in by_rule:
                assert (fired.of, fired.count) == (by_rule[rule.id, "fired"], by_rule[rule.id, "departed"])
                assert rule.counts.elsewhere.of == by_rule[rule.id, "idle"]
        held = Counter(id for group in area.unalike for ids in group.cases.values() for id in ids)
        assert not held or max(held.values()) == 1


@settings(max_examples=40)
@given(drawings(), st.randoms(use_true_random=False))
def test_the_order_of_cases_changes_no_figure(drawn: Drawing, shuffler) -> None:
    cases = draw_casebook(drawn.rng(), in_force(drawn.rule_set)).cases
    order = list(range(cases.rows))
    shuffler.shuffle(order)
    one, other = (areas_of(ledgers(some)) for some in (cases, cases.taken(np.array(order, dtype=np.intp))))
    assert set(one) == set(other)
    for id, area in one.items():
        again = other[id]
        assert (area.counts, area.rules) == (again.counts, again.rules)
        assert {case.id for case in area.departed} == {case.id for case in again.departed}

        def groups(ledger: AreaLedger) -> set[frozenset[str]]:
            return {frozenset(id for ids in one.cases.values() for id in ids) for one in ledger.unalike}

        assert groups(area) == groups(again)
