"""Claims about a rule set, and waivers of what it need not prove: what people write, read and checked."""

from evenhand.language.claims.documents import (
    ClaimDocument,
    ClaimsDocument,
    WaiverDocument,
    WaiversDocument,
)
from evenhand.language.claims.nodes import (
    AgainstRules,
    Always,
    Claim,
    Never,
    NeverDiffers,
    NeverSofter,
    NeverStricter,
    Whenever,
    WithinGrades,
)
from evenhand.language.claims.obligations import ObligationName
from evenhand.language.claims.printer import claim_text, print_claim
from evenhand.language.claims.reader import COMMAND_LINE, FORMS, read_claim, read_claim_text
from evenhand.language.claims.stated import StatedClaim
from evenhand.language.claims.waivers import Waiver, read_waiver, row_subject

__all__ = [
    "COMMAND_LINE",
    "FORMS",
    "AgainstRules",
    "Always",
    "Claim",
    "ClaimDocument",
    "ClaimsDocument",
    "Never",
    "NeverDiffers",
    "NeverSofter",
    "NeverStricter",
    "ObligationName",
    "StatedClaim",
    "Waiver",
    "WaiverDocument",
    "WaiversDocument",
    "Whenever",
    "WithinGrades",
    "claim_text",
    "print_claim",
    "read_claim",
    "read_claim_text",
    "read_waiver",
    "row_subject",
]
