"""Judgements read for moderation are those that the interpreter makes of each case."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given

from evenhand.backends.planes import About
from evenhand.domain import NOT_JUDGED as NOT_JUDGED_WORD
from evenhand.domain import Judged
from evenhand.evaluation import interpret
from evenhand.replay import ABSENT, NOT_JUDGED
from evenhand.services.case_of_row import case_at
from evenhand.services.moderation.judgements import judgements_of, together
from generators import Drawing, drawings
from generators.casebooks import draw_casebook
from property.test_amendments import SELDOM


@SELDOM
@given(drawings())
def test_each_case_is_decided_as_by_the_interpreter(drawn: Drawing) -> None:
    rng = drawn.rng()
    cases = draw_casebook(rng, drawn.rules).cases
    (found,) = judgements_of([cases.taken(rows) for rows in _halves(rng, cases.rows)])
    assert found.rows == cases.rows
    for row in range(cases.rows):
        trace = interpret(drawn.rules, case_at(found.cases, row, drawn.rules))
        for id, judged in found.areas.items():
            outcome, scale = trace.areas[id].outcome, judged.scale
            expected = None if outcome.proposed is None else scale.position(outcome.proposed)
            proposed = int(judged.proposed[row])
            assert (proposed if proposed >= 0 else None) == expected
            assert (proposed == NOT_JUDGED) == (outcome.judged is Judged.NO)
            reach = outcome.reach
            assert (int(judged.worst[row]), int(judged.best[row])) == (reach or (-1, -1))
            permitted = outcome.permitted
            assert (int(judged.floor[row]), int(judged.ceiling[row])) == (permitted or (-1, -1))
            grade = found.cases.awarded[id].at(row)
            awarded = (
                ABSENT if grade is None else NOT_JUDGED if grade == NOT_JUDGED_WORD else scale.position(grade)
            )
            assert int(judged.awarded[row]) == awarded
            assert bool(judged.given[row]) == (found.cases.given[id].at(row) is not None)
        for step in trace.areas.values():
            for rule in step.area.rules:
                status = 2 if rule.id in step.fired else 1 if rule.id in step.undecided else 0
                assert int(found.statuses(About.RULE, rule.id)[row]) == status


def _halves(rng: Random, rows: int) -> list[np.ndarray]:
    at = rng.randint(0, rows)
    return [part for part in (np.arange(at), np.arange(at, rows)) if len(part)]


@SELDOM
@given(drawings())
def test_cases_put_together_are_those_that_were_taken_apart(drawn: Drawing) -> None:
    rng = drawn.rng()
    cases = draw_casebook(rng, drawn.rules).cases
    again = together([cases.taken(rows) for rows in _halves(rng, cases.rows)])
    for name in ("id", "provider", "on", "published", "rules", "sampled"):
        assert getattr(again, name).each() == getattr(cases, name).each()
    for name in ("groups", "items", "given", "awarded", "previous"):
        for key, column in getattr(cases, name).items():
            assert getattr(again, name)[key].each() == column.each()
