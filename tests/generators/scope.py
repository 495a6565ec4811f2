"""What a random condition may read at its place in a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.domain import Scale
from generators.vocabulary import Vocabulary


@dataclass
class Scope:
    """What stands before the rule being drawn: earlier areas and findings, and every previous grade."""

    words: Vocabulary
    areas: dict[str, Scale] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    previous: Mapping[str, Scale] = field(default_factory=dict)

    def areas_on(self, scale: Scale) -> list[str]:
        """Earlier areas on the same scale."""
        return [area for area, own in self.areas.items() if own.same_names(scale)]
