"""Claims about a rule set, and waivers of what it need not prove: what people write, read and checked."""

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

__all__ = [
    "COMMAND_LINE",
    "FORMS",
    "AgainstRules",
    "Always",
    "Claim",
    "Never",
    "NeverDiffers",
    "NeverSofter",
    "NeverStricter",
    "ObligationName",
    "Whenever",
    "WithinGrades",
    "claim_text",
    "print_claim",
    "read_claim",
    "read_claim_text",
]
