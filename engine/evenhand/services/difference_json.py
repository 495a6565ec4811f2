"""The difference of two rule sets as JSON (contracts.md)."""

from __future__ import annotations

from typing import Any

from evenhand.domain import NOT_LOOKED_AT
from evenhand.services.difference import AreaCompared, ComparedSide, RuleSetsCompared, WitnessCases
from evenhand.services.difference_cases import CaseCounts
from evenhand.services.difference_words import Files
from evenhand.services.region_words import region_words
from evenhand.services.witness_text import written_value
from evenhand.verification import WitnessSide

Json = dict[str, Any]


def difference_json(found: RuleSetsCompared, files: Files) -> Json:
    """What `evenhand diff --json` prints, without the name of its schema."""
    casebook = found.casebook
    return {
        "before": _side(found.before),
        "after": _side(found.after),
        "areas": {id: _area(area, found, files) for id, area in found.areas.items()},
        "casebook": None
        if casebook is None
        else {
            "id": casebook.casebook.id,
            "cases": casebook.cases,
            "not_affected": casebook.not_affected,
            "without_rules": casebook.without_rules,
        },
    }


def _side(side: ComparedSide) -> Json:
    rule_set = side.rule_set
    return {
        "id": rule_set.id,
        "version": rule_set.version,
        "hash": rule_set.hash,
        "on": side.rules.on.isoformat(),
    }


def _area(area: AreaCompared, found: RuleSetsCompared, files: Files) -> Json:
    own = area.difference
    same = own.area
    return {
        "relation": "undecided" if own.relation is None else own.relation.value,
        "before": None if same is None else same.before,
        "after": None if same is None else same.after,
        "comparable": None if same is None else same.comparable,
        "directions": {direction.value: there for direction, there in own.directions.items()},
        "range_differs": own.range_differs,
        "complete": own.complete,
        "witnesses": [path.as_posix() for one in area.witnesses for path in files.get(one.witness, ())],
        "shown": [_witness(one, found, files) for one in area.witnesses],
        "cases": None if area.counts is None else area.counts.differ,
        "counts": None if area.counts is None else _counts(area.counts),
    }


def _counts(counts: CaseCounts) -> Json:
    return {
        "cases": counts.cases,
        "stricter": counts.stricter,
        "softer": counts.softer,
        "other": counts.other,
        "undecided": counts.undecided,
    }


def _witness(one: WitnessCases, found: RuleSetsCompared, files: Files) -> Json:
    witness = one.witness
    region = witness.region
    return {
        "direction": witness.direction.value,
        "before": _outcome(witness.before, found.before),
        "after": _outcome(witness.after, found.after),
        "fewest": witness.fewest,
        "region": None if region is None else region_words(region, found.after.rules),
        "cases": one.cases,
        "files": [path.as_posix() for path in files.get(witness, ())],
    }


def _outcome(own: WitnessSide, side: ComparedSide) -> Json:
    case, outcome = own.example.case, own.outcome
    states = {id: case.profile.state(id) for id in side.rules.schema.items}
    return {
        "proposed": outcome.proposed,
        "judged": outcome.judged.value,
        "conflict": outcome.conflict.value,
        "permitted": list(outcome.permitted_grades),
        "rules": list(own.responsible.rules),
        "evidence": {
            id: written_value(side.rules.schema.items[id], state)
            for id, state in states.items()
            if state != NOT_LOOKED_AT
        },
        "given": dict(case.given),
        "previous": "none" if case.previous.none else dict(case.previous.grades),
    }
