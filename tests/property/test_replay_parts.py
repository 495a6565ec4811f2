"""Cases split anywhere, replayed in parts and put together, come out as in one go."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from hypothesis import given

from evenhand.replay import Tally
from evenhand.services.case_rules import CaseRules
from evenhand.services.cases import Cases
from evenhand.services.replay import Replay, Replayer
from evenhand.services.replay_merge import merged
from evenhand.services.replay_sides import AWARDED, OWN, Side
from evenhand.services.sweep import Sweep, read_sweep
from evenhand.services.workspace import Workspace
from generators import DAY, Drawing, drawings, in_force
from generators.casebooks import draw_casebook, fewer_rules
from property.test_amendments import SELDOM, as_loaded, drawn_amendment


def replayed(before: Side, after: Side, cases: list[Cases], sweep: str | None = None) -> Replay:
    swept = None if sweep is None else Sweep(read_sweep(sweep))
    replayer = Replayer(before, after, by="region", sweep=swept)
    for some in cases:
        for same in replayer.alike(some):
            replayer.add(same, replayer.tried(same))
    return replayer.found


def in_parts(rng: Random, cases: Cases) -> list[list[Cases]]:
    """The cases in some parts, each in some chunks."""
    order = rng.sample(range(cases.rows), cases.rows)
    cuts = sorted(rng.randint(0, cases.rows) for _ in range(rng.randint(0, 3)))
    ends = list(zip([0, *cuts], [*cuts, cases.rows], strict=True))
    parts = [cases.taken(np.array(order[start:end], dtype=np.intp)) for start, end in ends if start < end]
    return [
        [part.taken(np.arange(0, part.rows // 2)), part.taken(np.arange(part.rows // 2, part.rows))]
        if part.rows > 1
        else [part]
        for part in parts
    ]


def told(found: Replay) -> dict[str, Any]:
    """All of a replay, whatever the order of its lists."""
    owed, sweep = found.attribution, found.sweep
    return {
        "cases": (found.cases, found.not_affected, found.without_rules, found.without_area),
        "areas": {
            id: (
                counts(area.tally),
                area.gone,
                area.new,
                area.kept,
                {name: counts(own) for name, own in area.groups.items()},
            )
            for id, area in found.areas.items()
        },
        "moved": sorted(map(repr, found.moved)),
        "only_alone": sorted(map(repr, found.only_alone)),
        "unreplayed": sorted((one.id, one.area, one.missing, one.reason) for one in found.unreplayed),
        "alone": owed and {key: counts(tally) for key, tally in owed.alone.items()},
        "owed": owed and {key: counts(tally) for key, tally in owed.owed.items()},
        "sweep": sweep
        and (
            sweep.values,
            sweep.current,
            sweep.known,
            {at: counts(own) for at, own in sweep.tallies.items()},
        ),
    }


def counts(tally: Tally) -> list[list[int]]:
    found: list[list[int]] = tally.counts.tolist()
    return found


@SELDOM
@given(drawings())
def test_two_versions_of_rules_come_out_as_in_one_go(drawn: Drawing) -> None:
    rng = drawn.rng()
    case_rules = CaseRules(Workspace(()))
    other = fewer_rules(rng, drawn.rule_set)
    own = case_rules.on(replace(drawn.rule_set, hash="drawn"), DAY)
    cases = draw_casebook(rng, own).cases
    sides = [
        Side(OWN, OWN, None, case_rules),
        Side(AWARDED, AWARDED, None, case_rules),
        Side("other", "drawn@2", other, case_rules),
    ]
    before, after = rng.sample(sides, 2)
    thresholds = [one for one in in_force(other).rule_set.parameters.values() if one.is_share]
    sweep = f"{thresholds[0].id}=10%:90%:40%" if thresholds and not after.is_awarded else None
    whole = replayed(before, after, [cases], sweep)
    parts = [replayed(before, after, some, sweep) for some in in_parts(rng, cases)]
    assert told(merged(parts)) == told(whole)


@SELDOM
@given(drawings())
def test_what_moves_are_owed_to_comes_out_as_in_one_go(drawn: Drawing) -> None:
    rng = drawn.rng()
    amendment = drawn_amendment(drawn)
    case_rules = CaseRules(Workspace(()))
    own = case_rules.on(as_loaded(drawn.rule_set), DAY)
    cases = draw_casebook(rng, own).cases
    before = Side(OWN, OWN, None, case_rules)
    after = Side("after", "after", amendment.rule_set, case_rules, amendment)
    whole = replayed(before, after, [cases])
    parts = [replayed(before, after, some) for some in in_parts(rng, cases)]
    assert told(merged(parts)) == told(whole)
