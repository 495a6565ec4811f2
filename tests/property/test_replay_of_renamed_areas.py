"""A replay under rules that only call areas otherwise finds what a replay under their old names finds."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given

from evenhand.language import Area, RuleSet
from evenhand.services.case_rules import CaseRules
from evenhand.services.cases import Cases
from evenhand.services.replay import Replay, Replayer
from evenhand.services.replay_sides import AWARDED, OWN, Side
from evenhand.services.workspace import Workspace
from generators import DAY, Drawing, drawings
from generators.casebooks import draw_casebook
from property.test_amendments import SELDOM, as_loaded, with_new_names


def replayed(before: Side, after: Side, cases: Cases, area: str | None = None) -> Replay:
    replayer = Replayer(before, after, area)
    for same in replayer.alike(cases):
        replayer.add(same, replayer.tried(same))
    return replayer.found


def counts(found: Replay) -> dict[str, object]:
    return {id: (area.tally.counts.tolist(), area.gone, area.new) for id, area in found.areas.items()}


def few(rng: Random, rules: RuleSet) -> list[Area]:
    """One or two areas: of more, every set of changes is tried out, which is not what is asked here."""
    return rng.sample(rules.areas, rng.randint(1, min(2, len(rules.areas))))


@SELDOM
@given(drawings())
def test_areas_are_compared_under_whatever_id_they_have(drawn: Drawing) -> None:
    rng = drawn.rng()
    base = as_loaded(drawn.rule_set)
    new = {area.id: f"new_{area.id}" for area in few(rng, base)}
    amendment = with_new_names(base, new)
    case_rules = CaseRules(Workspace(()))
    cases = draw_casebook(rng, case_rules.on(base, DAY)).cases
    own, awarded = Side(OWN, OWN, None, case_rules), Side(AWARDED, AWARDED, None, case_rules)
    renamed = Side("renamed", "renamed", amendment.rule_set, case_rules, amendment)
    for before, after in ((own, renamed), (renamed, own)):
        found = replayed(before, after, cases)
        assert set(found.areas) <= set(base.area_by_id)
        for area in found.areas.values():
            # Whatever a case is on one side it is on the other.
            assert (np.diag(np.diag(area.tally.counts)) == area.tally.counts).all()
            assert (area.gone, area.new) == (0, 0)
        old, now = next(iter(new.items()))
        assert counts(replayed(before, after, cases, now)) == counts(replayed(before, after, cases, old))
    for plain, called in (((own, awarded), (renamed, awarded)), ((awarded, own), (awarded, renamed))):
        expected = {new.get(id, id): told for id, told in counts(replayed(*plain, cases)).items()}
        assert counts(replayed(*called, cases)) == expected


@SELDOM
@given(drawings())
def test_an_area_that_two_amendments_rename_in_turn_stays_itself(drawn: Drawing) -> None:
    rng = drawn.rng()
    base = as_loaded(drawn.rule_set)
    case_rules = CaseRules(Workspace(()))
    cases = draw_casebook(rng, case_rules.on(base, DAY)).cases
    below = with_new_names(base, {area.id: f"new_{area.id}" for area in few(rng, base)})
    above = with_new_names(below.rule_set, {area.id: f"more_{area.id}" for area in few(rng, below.rule_set)})
    above = replace(above, below=below)
    first, last = (Side(one.id, one.id, one.rule_set, case_rules, one) for one in (below, above))
    for before, after in ((first, last), (last, first)):
        found = replayed(before, after, cases)
        assert len(found.areas) <= len(base.areas)
        assert found.moved_count == 0
        assert not any(area.gone or area.new for area in found.areas.values())
