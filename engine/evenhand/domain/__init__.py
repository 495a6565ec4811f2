"""Floor 1: the field's nouns, frozen, without input or output."""

from evenhand.domain.canonical import canonical_json, content_hash
from evenhand.domain.cases import (
    NO_PREVIOUS_GIVEN,
    NOT_JUDGED,
    Case,
    Departure,
    EvidenceEntry,
    EvidenceProfile,
    Previous,
)
from evenhand.domain.items import Better, EvidenceItem, ItemType, Source
from evenhand.domain.numbers import (
    MOST_DIGITS,
    DecimalFault,
    Number,
    exact_text,
    places_of,
    read_decimal,
    show_number,
    show_percent,
    simplest,
)
from evenhand.domain.proposals import Conflict, DraftStatus, Judged, Outcome
from evenhand.domain.scales import YES_NO, Scale
from evenhand.domain.states import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    DoesNotApply,
    ItemState,
    NameSet,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    UnknownReason,
    Value,
)
from evenhand.domain.units import PERCENT, UNIT_WORDS, factor_between, normal_unit
from evenhand.domain.words import RESERVED

__all__ = [
    "DOES_NOT_APPLY",
    "MOST_DIGITS",
    "NOT_JUDGED",
    "NOT_LOOKED_AT",
    "NO_PREVIOUS_GIVEN",
    "PERCENT",
    "RESERVED",
    "UNIT_WORDS",
    "YES_NO",
    "Better",
    "Case",
    "Conflict",
    "DecimalFault",
    "Departure",
    "DoesNotApply",
    "DraftStatus",
    "EvidenceEntry",
    "EvidenceItem",
    "EvidenceProfile",
    "ItemState",
    "ItemType",
    "Judged",
    "NameSet",
    "Number",
    "NumberRange",
    "Outcome",
    "Previous",
    "Recorded",
    "Scale",
    "ShareRange",
    "Source",
    "Unknown",
    "UnknownReason",
    "Value",
    "canonical_json",
    "content_hash",
    "exact_text",
    "factor_between",
    "normal_unit",
    "places_of",
    "read_decimal",
    "show_number",
    "show_percent",
    "simplest",
]
