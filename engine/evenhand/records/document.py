"""A record: one JSON document that carries all that a proposal rests on, hashed part by part.

Decisions made later (moderated, published) are added to a record, each chained to the one before, and
never overwrite what is there.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.domain import canonical_json, content_hash

RECORD_SCHEMA = "evenhand/record/1"
HASHED_PARTS = ("inspection", "rules", "evidence", "outcome", "derivation", "drafts", "departures")
"""The parts of a record that have a hash of their own, so that a changed one can be named."""

STAGES = ("provisional", "moderated", "published")
"""The decisions that may be added to a record, in their order."""

Json = dict[str, Any]


class BadDecision(Exception):
    """A decision that cannot be added; the message says why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a record differs from what it should be."""

    place: str
    problem: str


def seal(parts: Mapping[str, Any], program: str, language: str) -> Json:
    """A record of `parts` (one for each of HASHED_PARTS), with their hashes."""
    record: Json = {"schema": RECORD_SCHEMA, "program": program, "language": language}
    record.update({name: parts[name] for name in HASHED_PARTS})
    record["hashes"] = part_hashes(record)
    record["hash"] = content_hash(record)
    record["decisions"] = []
    return record


def part_hashes(record: Json) -> dict[str, str]:
    """The hash of each part of a record, and of each file among its rules, by where it stands."""
    found = {name: content_hash(record[name]) for name in HASHED_PARTS}
    for name, text in record["rules"]["files"].items():
        found[f"rules.files.{name}"] = content_hash(text)
    for name in ("text", "cases", "history"):
        if name in record["evidence"]:
            found[f"evidence.{name}"] = content_hash(record["evidence"][name])
    return found


def to_bytes(record: Json) -> bytes:
    """The one way in which a record is written."""
    return canonical_json(record).encode()


def check_hashes(record: Json) -> Difference | None:
    """The first part whose hash does not fit, the record as a whole, or a decision out of the chain."""
    written = record["hashes"]
    made = part_hashes(record)
    if not isinstance(written, dict) or set(written) != set(made):
        return Difference("hashes", "it does not name the parts of the record")
    # A file is named rather than the part that it belongs to.
    for place in sorted(made, key=lambda place: -place.count(".")):
        if written[place] != made[place]:
            return Difference(place, "its content does not fit its hash")
    rest = {key: value for key, value in record.items() if key not in ("hash", "decisions")}
    if record["hash"] != content_hash(rest):
        return Difference("hash", "the record as a whole does not fit its hash")
    return _check_chain(record)


def _check_chain(record: Json) -> Difference | None:
    decisions = record["decisions"]
    if not isinstance(decisions, list):
        return Difference("decisions", "it is not a list")
    before = record["hash"]
    for index, decision in enumerate(decisions):
        place = f"decisions.{index}"
        if not isinstance(decision, dict) or decision.get("after") != before:
            return Difference(place, "it does not follow from the one before")
        body = {key: value for key, value in decision.items() if key != "hash"}
        if decision.get("hash") != content_hash(body):
            return Difference(place, "its content does not fit its hash")
        before = decision["hash"]
    return None


def add_decision(
    record: Json,
    stage: str,
    grades: Mapping[str, str],
    by: str,
    on: datetime.date,
    reason: str | None = None,
) -> Json:
    """The record with a later decision added: moderated or published grades, by whom, when and why.

    Raises BadDecision for a stage that is not later than the last one, or a moderated grade without a reason
    where it differs from the draft.
    """
    if stage not in STAGES:
        raise BadDecision(f"`{stage}` is not one of {', '.join(STAGES)}")
    made = [decision["stage"] for decision in record["decisions"]]
    if made and STAGES.index(stage) < STAGES.index(made[-1]):
        raise BadDecision(f"`{stage}` cannot follow `{made[-1]}`")
    known = record["outcome"]
    for area in grades:
        if area not in known:
            raise BadDecision(f"`{area}` is not an area of this record")
    changed = [area for area, grade in grades.items() if record["drafts"].get(area) not in (None, grade)]
    if changed and not reason:
        raise BadDecision(f"a grade that differs from the draft needs a reason: {', '.join(changed)}")
    after = record["decisions"][-1]["hash"] if record["decisions"] else record["hash"]
    body: Json = {
        "stage": stage,
        "grades": dict(grades),
        "by": by,
        "on": on.isoformat(),
        "reason": reason,
        "after": after,
    }
    body["hash"] = content_hash(body)
    return {**record, "decisions": [*record["decisions"], body]}


def first_difference(written: Any, made: Any) -> Difference | None:
    """The first place, in the order of keys, where two documents differ."""
    return next(_differences(written, made, ""), None)


def _differences(written: Any, made: Any, place: str) -> Iterator[Difference]:
    if isinstance(written, dict) and isinstance(made, dict):
        for key in sorted({*written, *made}):
            inner = f"{place}.{key}" if place else str(key)
            if key not in written:
                yield Difference(inner, "it is missing")
            elif key not in made:
                yield Difference(inner, "it should not be there")
            else:
                yield from _differences(written[key], made[key], inner)
    elif isinstance(written, list) and isinstance(made, list):
        for index, (one, other) in enumerate(zip(written, made, strict=False)):
            yield from _differences(one, other, f"{place}.{index}")
        if len(written) != len(made):
            yield Difference(place, f"it has {len(written)} parts and should have {len(made)}")
    elif written != made or type(written) is not type(made):
        yield Difference(place, f"it says {_short(written)} and should say {_short(made)}")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"
