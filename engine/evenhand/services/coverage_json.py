"""What a casebook tests of the rules, as JSON (schema evenhand/coverage/1)."""

from __future__ import annotations

from typing import Any

from evenhand.diagnostics import Span
from evenhand.domain import exact_text
from evenhand.services.coverage import Seen
from evenhand.services.coverage_boundaries import BoundarySeen
from evenhand.services.coverage_casebook import CasebookCoverage
from evenhand.services.coverage_counts import RuleSetCoverage


def coverage_json(found: CasebookCoverage) -> dict[str, Any]:
    """What `evenhand coverage --json` prints, without the name of its schema."""
    return {
        "casebook": {
            "id": found.casebook.id,
            "title": found.casebook.document.title,
            "kind": found.casebook.document.kind,
            "cases": found.cases,
            "rejected": found.rejected,
            "rejects": None if found.rejects is None else found.rejects.as_posix(),
        },
        "rules": found.side.name,
        "without_rules": found.without_rules,
        "not_affected": found.not_affected,
        "rule_sets": [_rule_set(one) for one in found.rule_sets],
    }


def _rule_set(one: RuleSetCoverage) -> dict[str, Any]:
    rule_set = one.rule_set
    return {
        "rules": {"id": rule_set.id, "version": rule_set.version, "hash": rule_set.hash},
        "cases": one.cases,
        "summary": _summary(one),
        "by_rule": [_rule(one, id) for id in one.seen.rules],
        "conditions": [
            {"rule": place[0], "part": place[1], "number": place[2], "text": one.text_of(place)}
            | _place(one.places[place].area, one.places[place].span)
            | _seen(seen)
            for place, seen in one.conditions.items()
        ],
        "boundaries": [_boundary(boundary) for boundary in one.boundaries],
        "rows": [
            {"rule": place[0], "row": place[1].removeprefix("row ")}
            | _place(one.places[place].area, one.places[place].span)
            | {"counted": seen.true, "not_counted": seen.false, "may_have_counted": seen.unknown}
            for place, seen in one.rows.items()
        ],
        "levels": [
            {
                "name": names.id,
                "title": names.title,
                "rules": list(names.rules),
                "seen": {name: names.counts[name] for name in names.scale.names},
                "never": list(names.never),
            }
            for names in one.names.values()
        ],
        "grades": {
            area.id: {name: one.grades[area.id][name] for name in area.scale.names}
            | {word: count for word, count in one.grades[area.id].items() if word not in area.scale}
            for area in rule_set.areas
        },
        "recorded": one.recorded,
    }


def _summary(one: RuleSetCoverage) -> dict[str, Any]:
    return {
        "rules": len(one.seen.rules),
        "never_fired": [rule.id for rule in one.never_fired],
        "never_failed_to_fire": [rule.id for rule in one.always_fired],
        "undecided_in_every_case": [rule.id for rule in one.never_decided],
        "not_in_force": [rule.id for rule in one.not_in_force],
        "boundaries": len(one.boundaries),
        "boundaries_not_exercised": len(one.unexercised),
        "rows": len(one.rows),
        "rows_never_counted": sum(not seen.true for seen in one.rows.values()),
        "not_recorded": one.not_recorded,
    }


def _rule(one: RuleSetCoverage, id: str) -> dict[str, Any]:
    rule = one.rule_by_id[id]
    seen = one.seen.rules[id].seen
    return {
        "rule": id,
        "title": rule.title,
        **_place(one.area_of_rule.get(id), rule.span),
        "fired": seen.true,
        "not_fired": seen.false,
        "undecided": seen.unknown,
        "examples": {word: [case for _, case in cases] for word, cases in one.examples[id].items()},
    }


def _place(area: str | None, span: Span | None) -> dict[str, Any]:
    return {
        "area": area,
        "file": None if span is None else span.file,
        "line": None if span is None else span.line,
        "column": None if span is None else span.column,
    }


def _seen(seen: Seen) -> dict[str, int]:
    return {"true": seen.true, "false": seen.false, "unknown": seen.unknown}


def _boundary(one: BoundarySeen) -> dict[str, Any]:
    rule, part, number = one.place
    boundary = one.boundary
    return {
        "rule": rule,
        "part": part,
        "number": number,
        "text": one.text,
        **_place(one.area, one.span),
        "item": boundary.item.id,
        "threshold": exact_text(boundary.threshold),
        "threshold_is": boundary.belongs.value,
        "beside_within": exact_text(boundary.width),
        **_seen(one.seen),
        "cases": one.cases,
        "lower": one.lower,
        "beside_below": one.below,
        "at": one.at,
        "beside_above": one.above,
        "higher": one.upper,
        "nearest_below": exact_text(one.nearest_below),
        "nearest_above": exact_text(one.nearest_above),
        "exercised": one.exercised if one.can_be_exercised else None,
    }
