"""A claim as it stands in a file or on the command line: with its id, its reason, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from evenhand.diagnostics import Span
from evenhand.language.claims.nodes import Claim
from evenhand.language.claims.printer import claim_text


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A claim that someone makes of a rule set.

    `inherited` is set where it is made of the rule set that an amendment amends, and holds for the
    amendment too.
    """

    claim: Claim
    id: str | None = None
    because: str | None = None
    inherited: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The claim on one line."""
        return claim_text(self.claim)

    @property
    def name(self) -> str:
        """Its id, or what it says where it has none: what a waiver of it is of."""
        return self.id or self.text
