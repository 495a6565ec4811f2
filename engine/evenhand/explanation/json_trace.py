"""A trace as plain data for JSON: every step with its English, exact values, notes and evidence.

Texts that depend on the rules alone are made once and kept by node, so that one `TraceJson` renders many
inspections of the same rules quickly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evenhand.domain import Number, Source, exact_text
from evenhand.evaluation.trace import (
    Amount,
    AnyRuleStep,
    AreaStep,
    FindingTableStep,
    InspectionTrace,
    LeafStep,
    Names,
    Reading,
    RowStep,
    StartStep,
    Step,
    TableStep,
)
from evenhand.explanation.asked import asked_words, subject_words
from evenhand.explanation.book import Book
from evenhand.explanation.conditions import wanted_words
from evenhand.explanation.decisive import decisive_rules
from evenhand.explanation.evidence_json import case_json, evidence_json
from evenhand.explanation.rule_words import because_words
from evenhand.explanation.signature import signature
from evenhand.language import (
    Compare,
    Concludes,
    Constant,
    FindingTable,
    Grades,
    IsAgainst,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Leaf,
    Not,
    ParameterValue,
    Rule,
    RulesInForce,
    items_in_leaf,
)

TRACE_SCHEMA = "evenhand/trace/1"

Json = dict[str, Any]

_MOST_TEXTS = 50_000


def trace_to_json(trace: InspectionTrace, renderer: TraceJson | None = None) -> Json:
    """The whole trace as plain data. Pass a `TraceJson` to keep texts between inspections."""
    if renderer is None or renderer.rules is not trace.rules:
        renderer = TraceJson(trace.rules)
    return renderer.render(trace)


@dataclass(frozen=True, slots=True)
class _LeafPlan:
    """What is the same of a leaf for every inspection. `item` is the one item at its left, if it is one."""

    text: str
    items: list[str]
    item: str | None
    right: Json | None


class TraceJson:
    """Renders traces under one `RulesInForce`; it may be used again for every inspection under it."""

    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self._leaves: dict[int, _LeafPlan] = {}
        self._connectives: dict[int, str] = {}
        self._texts: dict[tuple[int, int], str | None] = {}
        self._conclusions: dict[int, Json] = {}
        self._lefts: dict[str, Json] = {}
        self._masks: dict[tuple[int, int], list[str]] = {}

    def render(self, trace: InspectionTrace) -> Json:
        """The whole trace as plain data, keys in order. Not for use from two threads at once."""
        self._lefts = {}
        book = Book(trace)
        rules = trace.rules.rule_set
        return {
            "areas": {id: self._area(step, book) for id, step in trace.areas.items()},
            "case": case_json(trace.case),
            "evidence": evidence_json(book),
            "findings": {
                id: {
                    "concluded_by": list(step.concluded_by),
                    "kind": step.finding.kind,
                    "name": step.finding.name,
                    "truth": step.truth.value,
                }
                for id, step in trace.findings.items()
            },
            "other_rules": [self._rule(step, book) for step in trace.other_rules],
            "parameters": {id: self._number(value) for id, value in trace.rules.parameters.items()},
            "rules": {
                "hash": rules.hash,
                "id": rules.id,
                "on": trace.rules.on.isoformat(),
                "schema": {"hash": rules.schema.hash, "id": rules.schema.id, "version": rules.schema.version},
                "title": rules.title,
                "version": rules.version,
            },
            "schema": TRACE_SCHEMA,
            "signature": signature(trace),
        }

    # --- areas and rules ---------------------------------------------------------------------------

    def _area(self, step: AreaStep, book: Book) -> Json:
        outcome = step.outcome
        names = step.area.scale.names
        limits = step.limits
        return {
            "conflict": outcome.conflict.value,
            "decisive": list(decisive_rules(book.trace, step.area.id)),
            "fired": list(step.fired),
            "given": step.given,
            "judged": outcome.judged.value,
            "judged_when": None if step.judged_when is None else self._step(step.judged_when),
            "limits": {
                "ceiling": [names[at] for at in limits.ceiling],
                "floor": [names[at] for at in limits.floor],
                "pointed": [names[at] for at in limits.pointed],
                "start": [names[at] for at in limits.start],
            },
            "permitted": list(outcome.permitted_grades),
            "proposed": outcome.proposed,
            "provisional": outcome.provisional_grade,
            "provisional_fired": sorted(step.provisional_fired),
            "reach": list(outcome.reach_grades),
            "rules": [self._rule(rule, book) for rule in step.rules],
            "scale": list(names),
            "settle": list(step.settle),
            "start": self._start(step.start, names),
            "title": step.area.title,
            "undecided": list(step.undecided),
        }

    def _start(self, start: StartStep, names: tuple[str, ...]) -> Json:
        return {
            "best": names[start.best],
            "judged": start.judged.value,
            "members": {member: self._reading(reading) for member, reading in start.members},
            "reads_conflict": start.reads_conflict,
            "table": None if start.table is None else self._table(start.table),
            "worst": names[start.worst],
        }

    def _rule(self, step: AnyRuleStep, book: Book) -> Json:
        rule = step.rule
        found: Json = {
            "because": because_words(step, book) if rule.because is not None else None,
            "conclusion": self._conclusion(rule),
            "id": rule.id,
            "source": None if rule.source is None else source_json(rule.source),
            "title": rule.title,
            "truth": step.truth.value,
        }
        if isinstance(step, FindingTableStep):
            found["concluded"] = {id: truth.value for id, truth in step.concluded.items()}
            found["table"] = self._table(step.table)
            return found
        found["unless"] = None if step.unless is None else self._step(step.unless)
        found["when"] = None if step.when is None else self._step(step.when)
        return found

    def _conclusion(self, rule: Rule | FindingTable) -> Json:
        found = self._conclusions.get(id(rule))
        if found is None:
            found = self._conclusions[id(rule)] = conclusion_json(rule)
        return found

    def _table(self, table: TableStep) -> Json:
        return {
            "columns": [column.head for column in table.table.columns],
            "gap": table.gap.value,
            "hit": table.table.hit.value,
            "rows": [self._row(row) for row in table.rows],
        }

    def _row(self, row: RowStep) -> Json:
        return {
            "cells": [None if cell is None else self._step(cell) for cell in row.cells],
            "id": row.row.id,
            "outcome": row.row.outcome,
            "possible": row.possible,
            "truth": row.truth.value,
        }

    # --- conditions --------------------------------------------------------------------------------

    def _step(self, step: Step) -> Json:
        if isinstance(step, LeafStep):
            return self._leaf(step)
        condition = step.condition
        text = self._connectives.get(id(condition))
        if text is None:
            text = self._connectives[id(condition)] = wanted_words(condition, len(step.parts))
        return {
            "parts": [self._step(part) for part in step.parts],
            "text": text,
            "truth": step.truth.value,
        }

    def _leaf(self, step: LeafStep) -> Json:
        leaf = step.leaf
        plan = self._leaves.get(id(leaf))
        if plan is None:
            plan = self._leaves[id(leaf)] = self._plan(leaf, step)
        if plan.item is None:
            left = None if step.left is None else self._reading(step.left)
        else:
            left = self._lefts.get(plan.item)
            if left is None and step.left is not None:
                left = self._lefts[plan.item] = self._reading(step.left)
        right = plan.right
        if right is None and step.right is not None:
            right = self._reading(step.right)
        interval = step.interval
        return {
            "distance": None if step.distance is None else self._number(step.distance),
            "interval": None if interval is None else [f"{end:.4f}" for end in interval],
            "items": plan.items,
            "notes": [note.value for note in step.notes] if step.notes else [],
            "text": plan.text,
            "threshold": right,
            "truth": step.truth.value,
            "upper": None if step.upper is None else self._reading(step.upper),
            "value": left,
        }

    def _plan(self, leaf: Leaf, step: LeafStep) -> _LeafPlan:
        positive = leaf.leaf if isinstance(leaf, Not) else leaf
        item = None
        right = None
        match positive:
            case Compare(left, _, threshold):
                item = left.item.id if isinstance(left, ItemNumber) else None
                if isinstance(threshold, Constant | ParameterValue) and step.right is not None:
                    right = self._reading(step.right)
            case IsOneOf(ItemName(found)) | IsRanked(ItemName(found)) | IsAgainst(ItemName(found)):
                item = found.id
            case _:
                pass
        text = f"{subject_words(leaf, self.rules)}: {asked_words(leaf, self.rules)}"
        return _LeafPlan(text, [item.id for item in items_in_leaf(leaf)], item, right)

    # --- values ------------------------------------------------------------------------------------

    def _reading(self, reading: Reading) -> Json:
        if isinstance(reading, Names):
            return {
                "exists": reading.exists.value,
                "in_conflict": reading.in_conflict,
                "names": self._names(reading),
            }
        return self._amount(reading)

    def _amount(self, amount: Amount) -> Json:
        low, high = amount.lowest, amount.highest
        lowest = None if low is None else self._number(low)
        return {
            "exists": amount.exists.value,
            "highest": lowest if high is low else (None if high is None else self._number(high)),
            "lowest": lowest,
            "of": amount.of,
            "share": amount.is_share,
            "unit": amount.unit,
        }

    def _names(self, names: Names) -> list[str]:
        key = (id(names.scale), names.mask)
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = list(names.scale.names_in(names.mask))
        return found

    def _number(self, value: Number) -> str | None:
        if isinstance(value, int):
            return str(value)
        key = (value.numerator, value.denominator)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            found = self._texts[key] = exact_text(value)
        return found


def source_json(source: Source) -> Json:
    """A source as plain data."""
    return {"document": source.document, "part": source.part, "url": source.url}


def conclusion_json(rule: Rule | FindingTable) -> Json:
    """What a rule concludes as plain data: the kind, and the grade, finding or steps."""
    if isinstance(rule, FindingTable):
        return {"kind": "findings"}
    match rule.conclusion:
        case Concludes(finding):
            return {"finding": finding, "kind": "finding"}
        case Grades(modality, grade):
            return {"grade": grade, "kind": modality.value}
        case moves:
            return {"kind": "raise" if moves.steps > 0 else "lower", "steps": abs(moves.steps)}
