"""Amendments: proposed changes of a rule set, and the rule sets that they make."""

from evenhand.language.amendments.amendment import (
    Amendment,
    WrittenAmendment,
    check_amendment,
    read_amendment,
)
from evenhand.language.amendments.changes import Change, renamed_areas
from evenhand.language.amendments.documents import AmendmentDocument
from evenhand.language.amendments.making import amended

__all__ = [
    "Amendment",
    "AmendmentDocument",
    "Change",
    "WrittenAmendment",
    "amended",
    "check_amendment",
    "read_amendment",
    "renamed_areas",
]
