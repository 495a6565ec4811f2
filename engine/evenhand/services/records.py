"""Make a record of a checked inspection, and verify one by running what it carries again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand import __version__
from evenhand.diagnostics import InvalidInput, Problems
from evenhand.domain import Departure
from evenhand.evidence import EvidenceSchema, read_schema
from evenhand.language import LANGUAGE, RuleSet, load_rule_set
from evenhand.records import (
    Difference,
    NotARecord,
    check_hashes,
    derivation,
    first_difference,
    from_bytes,
    outcome_facts,
    seal,
    to_bytes,
)
from evenhand.services.check import Checked, check_inspection
from evenhand.services.evidence_history import BadHistory, Change, change_json, history_from
from evenhand.services.evidence_text import known_items
from evenhand.services.inspections import read_inspection

Json = dict[str, Any]

DERIVED_PARTS = ("outcome", "derivation", "drafts", "departures", "inspection")
"""Parts that follow from the rest: running the record again shows the very place that was changed."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a record is reproduced to the byte; if not, the first place that differs, and how."""

    same: bool
    place: str | None = None
    problem: str | None = None


def make_record(checked: Checked, history: Sequence[Change] = ()) -> bytes:
    """The record of a checked inspection, as the bytes to write.

    `history` is what was known when, up to what the inspection says; without one the record has none.
    """
    return to_bytes(_record(checked, __version__, history))


def _record(checked: Checked, program: str, history: Sequence[Change] = ()) -> Json:
    inspection = checked.inspection
    rule_set = inspection.rules.rule_set
    cases = None
    if inspection.cases_name is not None:
        cases = {"name": inspection.cases_name, "text": inspection.cases_text}
    evidence: Json = {"text": inspection.text, "cases": cases}
    if history:
        evidence["history"] = [change_json(change) for change in history]
    parts = {
        "inspection": {
            "id": inspection.id,
            "provider": inspection.provider,
            "on": inspection.on.isoformat(),
            "kind": inspection.kind,
        },
        "rules": {
            "id": rule_set.id,
            "version": rule_set.version,
            "hash": rule_set.hash,
            "files": dict(rule_set.files),
            "schema": {"id": rule_set.schema.id, "text": rule_set.schema.text},
        },
        "evidence": evidence,
        "outcome": {
            area: {
                **outcome_facts(step.outcome),
                "draft": inspection.drafts.get(area),
                "status": checked.status[area].value,
                "fired": list(step.fired),
                "undecided": list(step.undecided),
            }
            for area, step in checked.trace.areas.items()
        },
        "derivation": derivation(checked.trace),
        "drafts": dict(inspection.drafts),
        "departures": {area: _departure(departure) for area, departure in inspection.departures.items()},
    }
    return seal(parts, program, LANGUAGE)


def _departure(departure: Departure) -> Json:
    return {
        "reason": departure.reason,
        "by": departure.by,
        "second": departure.second,
        "on": departure.on.isoformat() if departure.on else None,
    }


def verify_record(data: bytes) -> Verification:
    """Run the rules and evidence that a record carries, and compare with what it says.

    Raises NotARecord for a document that is no record, or one of a later language.
    """
    record = from_bytes(data)
    if record["language"] != LANGUAGE:
        raise NotARecord(
            f"its rules are in version `{record['language']}` of the language, and this program "
            f"reads version {LANGUAGE}"
        )
    changed = check_hashes(record)
    if changed is not None and changed.place not in DERIVED_PARTS:
        return Verification(False, changed.place, changed.problem)
    made = _run_again(record)
    if isinstance(made, Difference):
        return Verification(False, made.place, made.problem)
    made["decisions"] = record["decisions"]
    if to_bytes(made) == data:
        return Verification(True)
    found = first_difference(_without_hashes(record), _without_hashes(made)) or changed
    found = found or first_difference(record, made)
    if found is None:
        return Verification(False, _first_byte(data, to_bytes(made)), "it is written another way")
    return Verification(False, found.place, found.problem)


def _without_hashes(record: Json) -> Json:
    return {key: value for key, value in record.items() if key not in ("hash", "hashes")}


def _first_byte(one: bytes, other: bytes) -> str:
    pairs = zip(one, other, strict=False)
    at = next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return f"byte {at + 1}"


def _run_again(record: Json) -> Json | Difference:
    """The record that its own rules and evidence make."""
    problems = Problems()
    rule_set = _rule_set(record, problems)
    evidence = record["evidence"]
    cases = evidence["cases"]

    def find(reference: str, on: datetime.date) -> RuleSet:
        if rule_set is None:
            raise InvalidInput(problems.sorted())
        return rule_set

    def read_text(name: str) -> str | None:
        return cases["text"] if cases and cases["name"] == name else None

    inspection = read_inspection(evidence["text"], "the record's evidence", find, problems, read_text)
    checked = None if inspection is None else check_inspection(inspection, problems)
    if checked is None:
        first = next(iter(problems.sorted()), None)
        return Difference("evidence", f"it cannot be run again: {first}")
    try:
        history = history_from(evidence.get("history", ()))
    except BadHistory as bad:
        return Difference(f"evidence.history.{bad.number - 1}", bad.problem)
    if history.changes and history.known != known_items(checked.inspection.node):
        return Difference("evidence.history", "it does not lead to the evidence")
    return _record(checked, record["program"], history.changes)


def _rule_set(record: Json, problems: Problems) -> RuleSet | None:
    rules = record["rules"]
    schema = read_schema(rules["schema"]["text"], "the record's evidence schema", problems)

    def find_schema(id: str) -> EvidenceSchema | None:
        return schema if schema is not None and schema.id == id else None

    return load_rule_set(rules["files"], find_schema, problems, shown_in="the record's rules/")
