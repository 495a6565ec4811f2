"""A trace as canonical JSON: every step with its English, exact values, notes and evidence.

The text is put together from fragments. Those that depend on the rules alone are made once and kept by
node, so that one `TraceJson` renders many inspections under the same rules quickly; the tests hold the
text to `canonical_json` of what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from evenhand.domain import Number, exact_text
from evenhand.evaluation.trace import (
    Amount,
    AnyRuleStep,
    AreaStep,
    FindingStep,
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
from evenhand.evaluation.truth import Truth
from evenhand.explanation.asked import asked_words, subject_words
from evenhand.explanation.book import Book, Words
from evenhand.explanation.conditions import wanted_words
from evenhand.explanation.decisive import decisive_rules
from evenhand.explanation.evidence_json import EvidenceJson, case_json
from evenhand.explanation.fragments import array, compact, flag, optional, quote, strings
from evenhand.explanation.rule_json import rule_constants
from evenhand.explanation.rule_words import because_words
from evenhand.explanation.signature import signature_of
from evenhand.language import (
    Compare,
    Constant,
    IsAgainst,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Leaf,
    ParameterValue,
    RulesInForce,
    items_in_leaf,
    positive_of,
)

TRACE_SCHEMA = "evenhand/trace/1"

_MOST_TEXTS = 50_000


def trace_to_json(trace: InspectionTrace, renderer: TraceJson | None = None) -> dict[str, Any]:
    """The whole trace as plain data. Pass a `TraceJson` to keep texts between inspections."""
    found: dict[str, Any] = json.loads(trace_text(trace, renderer))
    return found


def trace_text(trace: InspectionTrace, renderer: TraceJson | None = None) -> str:
    """The whole trace as canonical JSON, newline included."""
    if renderer is None or not renderer.fits(trace):
        renderer = TraceJson(trace.rules)
    return renderer.text(trace)


@dataclass(frozen=True, slots=True)
class _LeafPlan:
    """What is the same of a leaf for every inspection: fragments, and the one item at its left if any."""

    text: str
    items: str
    item: str | None
    right: str | None


class TraceJson:
    """Renders traces under one `RulesInForce`; it may be used again for every inspection under it.

    Not for two threads at once.
    """

    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self._leaves: dict[int, _LeafPlan] = {}
        self._connectives: dict[int, str] = {}
        self._rules: dict[int, tuple[str, str]] = {}
        self._numbers: dict[tuple[int, int], str] = {}
        self._masks: dict[tuple[int, int], str] = {}
        self._lefts: dict[str, str] = {}
        self._words: Words = {}
        self._evidence = EvidenceJson(rules)
        self._parameters = _object(
            (id, self._number(value)) for id, value in sorted(rules.parameters.items())
        )
        self._rule_set = _rule_set(rules)

    def fits(self, trace: InspectionTrace) -> bool:
        """Whether a trace is under the same rules: one rule set, day and values of parameters."""
        mine, other = self.rules, trace.rules
        return mine is other or (
            mine.rule_set is other.rule_set and mine.on == other.on and mine.parameters == other.parameters
        )

    def text(self, trace: InspectionTrace) -> str:
        """The trace as canonical JSON: keys in order, no spaces, one newline at the end."""
        self._lefts = {}
        if len(self._words) > _MOST_TEXTS:
            self._words.clear()
        book = Book(trace, self._words)
        decisive = {id: decisive_rules(trace, id) for id in trace.areas}
        areas = _object((id, self._area(trace.areas[id], book, decisive[id])) for id in sorted(trace.areas))
        findings = _object((id, _finding(trace.findings[id])) for id in sorted(trace.findings))
        others = array(self._rule(step, book) for step in trace.other_rules)
        return (
            f'{{"areas":{areas},"case":{case_json(trace.case)},"evidence":{self._evidence.text(book)},'
            f'"findings":{findings},"other_rules":{others},"parameters":{self._parameters},'
            f'"rules":{self._rule_set},"schema":"{TRACE_SCHEMA}",'
            f'"signature":"{signature_of(trace, decisive)}"}}\n'
        )

    # --- areas and rules ---------------------------------------------------------------------------

    def _area(self, step: AreaStep, book: Book, decisive: tuple[str, ...]) -> str:
        outcome = step.outcome
        names = step.area.scale.names
        limits = step.limits
        ends = ",".join(
            f'"{name}":{strings(names[at] for at in pair)}'
            for name, pair in (
                ("ceiling", limits.ceiling),
                ("floor", limits.floor),
                ("pointed", limits.pointed),
                ("start", limits.start),
            )
        )
        judged_when = "null" if step.judged_when is None else self._step(step.judged_when)
        return (
            f'{{"conflict":"{outcome.conflict.value}","decisive":{strings(decisive)},'
            f'"fired":{strings(step.fired)},"given":{optional(step.given)},'
            f'"judged":"{outcome.judged.value}","judged_when":{judged_when},"limits":{{{ends}}},'
            f'"permitted":{strings(outcome.permitted_grades)},"proposed":{optional(outcome.proposed)},'
            f'"provisional":{optional(outcome.provisional_grade)},'
            f'"provisional_fired":{strings(sorted(step.provisional_fired))},'
            f'"reach":{strings(outcome.reach_grades)},'
            f'"rules":{array([self._rule(rule, book) for rule in step.rules])},'
            f'"scale":{strings(names)},"settle":{strings(step.settle)},'
            f'"start":{self._start(step.start, names)},'
            f'"title":{quote(step.area.title)},"undecided":{strings(step.undecided)}}}'
        )

    def _start(self, start: StartStep, names: tuple[str, ...]) -> str:
        members = _object(sorted((member, self._reading(reading)) for member, reading in start.members))
        table = "null" if start.table is None else self._table(start.table)
        return (
            f'{{"best":"{names[start.best]}","judged":"{start.judged.value}","members":{members},'
            f'"reads_conflict":{flag(start.reads_conflict)},"table":{table},"worst":"{names[start.worst]}"}}'
        )

    def _rule(self, step: AnyRuleStep, book: Book) -> str:
        rule = step.rule
        constants = self._rules.get(id(rule))
        if constants is None:
            constants = self._rules[id(rule)] = rule_constants(rule)
        before, after = constants
        because = None if rule.because is None else because_words(step, book)
        truth = _truth(step.truth)
        if isinstance(step, FindingTableStep):
            found = _object((id, _truth(truth)) for id, truth in sorted(step.concluded.items()))
            table = self._table(step.table)
            return (
                f'{{"because":{optional(because)},"concluded":{found},{before},"table":{table},{after},'
                f'"truth":{truth},"unless":null,"when":null}}'
            )
        unless = "null" if step.unless is None else self._step(step.unless)
        when = "null" if step.when is None else self._step(step.when)
        return (
            f'{{"because":{optional(because)},"concluded":null,{before},"table":null,{after},"truth":{truth},'
            f'"unless":{unless},"when":{when}}}'
        )

    def _table(self, table: TableStep) -> str:
        columns = strings(column.head for column in table.table.columns)
        rows = array(self._row(row) for row in table.rows)
        return (
            f'{{"columns":{columns},"gap":"{table.gap.value}","hit":"{table.table.hit.value}","rows":{rows}}}'
        )

    def _row(self, row: RowStep) -> str:
        cells = array("null" if cell is None else self._step(cell) for cell in row.cells)
        return (
            f'{{"cells":{cells},"id":{quote(row.row.id)},"outcome":{optional(row.row.outcome)},'
            f'"possible":{flag(row.possible)},"truth":{_truth(row.truth)}}}'
        )

    # --- conditions --------------------------------------------------------------------------------

    def _step(self, step: Step) -> str:
        if isinstance(step, LeafStep):
            return self._leaf(step)
        condition = step.condition
        text = self._connectives.get(id(condition))
        if text is None:
            text = self._connectives[id(condition)] = quote(wanted_words(condition, len(step.parts)))
        parts = ",".join([self._step(part) for part in step.parts])
        return f'{{"parts":[{parts}],"text":{text},"truth":{_truth(step.truth)}}}'

    def _leaf(self, step: LeafStep) -> str:
        leaf = step.leaf
        plan = self._leaves.get(id(leaf))
        if plan is None:
            plan = self._leaves[id(leaf)] = self._plan(leaf, step)
        left = self._lefts.get(plan.item) if plan.item is not None else None
        if left is None:
            left = "null" if step.left is None else self._reading(step.left)
            if plan.item is not None:
                self._lefts[plan.item] = left
        right = plan.right
        if right is None:
            right = "null" if step.right is None else self._reading(step.right)
        distance = "null" if step.distance is None else self._number(step.distance)
        interval = "null" if step.interval is None else '["{:.4f}","{:.4f}"]'.format(*step.interval)
        notes = strings([note.value for note in step.notes]) if step.notes else "[]"
        upper = "null" if step.upper is None else self._reading(step.upper)
        return (
            f'{{"distance":{distance},"interval":{interval},"items":{plan.items},"notes":{notes},'
            f'"text":{plan.text},"threshold":{right},"truth":{_truth(step.truth)},"upper":{upper},"value":{left}}}'
        )

    def _plan(self, leaf: Leaf, step: LeafStep) -> _LeafPlan:
        positive = positive_of(leaf)
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
        text = quote(f"{subject_words(leaf, self.rules)}: {asked_words(leaf, self.rules)}")
        return _LeafPlan(text, strings(read.id for read in items_in_leaf(leaf)), item, right)

    # --- values ------------------------------------------------------------------------------------

    def _reading(self, reading: Reading) -> str:
        if isinstance(reading, Names):
            return (
                f'{{"exists":"{reading.exists.value}","in_conflict":{flag(reading.in_conflict)},'
                f'"names":{self._names(reading)}}}'
            )
        return self._amount(reading)

    def _amount(self, amount: Amount) -> str:
        low, high = amount.lowest, amount.highest
        lowest = "null" if low is None else self._number(low)
        highest = lowest if high is low else ("null" if high is None else self._number(high))
        return (
            f'{{"exists":"{amount.exists.value}","highest":{highest},"lowest":{lowest},'
            f'"of":{"null" if amount.of is None else amount.of},"share":{flag(amount.is_share)},'
            f'"unit":{optional(amount.unit)}}}'
        )

    def _names(self, names: Names) -> str:
        key = (id(names.scale), names.mask)
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = strings(names.scale.names_in(names.mask))
        return found

    def _number(self, value: Number) -> str:
        if isinstance(value, int):
            return f'"{value}"'
        key = (value.numerator, value.denominator)
        found = self._numbers.get(key)
        if found is None:
            if len(self._numbers) > _MOST_TEXTS:
                self._numbers.clear()
            found = self._numbers[key] = f'"{exact_text(value)}"'
        return found


# --- fragments -------------------------------------------------------------------------------------


def _object(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{{','.join([f'{quote(key)}:{value}' for key, value in pairs])}}}"


def _truth(truth: Truth) -> str:
    if truth is Truth.TRUE:
        return '"true"'
    return '"false"' if truth is Truth.FALSE else '"unknown"'


def _finding(step: FindingStep) -> str:
    finding = step.finding
    return (
        f'{{"concluded_by":{strings(step.concluded_by)},"kind":{optional(finding.kind)},'
        f'"name":{quote(finding.name)},"truth":{_truth(step.truth)}}}'
    )


def _rule_set(rules: RulesInForce) -> str:
    rule_set, schema = rules.rule_set, rules.schema
    return compact(
        {
            "hash": rule_set.hash,
            "id": rule_set.id,
            "on": rules.on.isoformat(),
            "schema": {"hash": schema.hash, "id": schema.id, "version": schema.version},
            "title": rule_set.title,
            "version": rule_set.version,
        }
    )
