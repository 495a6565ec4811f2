"""Floor 6: records that carry all a proposal rests on, and can be verified years later."""

from evenhand.records.derivation import derivation, outcome_facts
from evenhand.records.document import (
    HASHED_PARTS,
    RECORD_SCHEMA,
    STAGES,
    BadDecision,
    Difference,
    add_decision,
    check_hashes,
    first_difference,
    seal,
    to_bytes,
)
from evenhand.records.reading import NotARecord, from_bytes

__all__ = [
    "HASHED_PARTS",
    "RECORD_SCHEMA",
    "STAGES",
    "BadDecision",
    "Difference",
    "NotARecord",
    "add_decision",
    "check_hashes",
    "derivation",
    "first_difference",
    "from_bytes",
    "outcome_facts",
    "seal",
    "to_bytes",
]
