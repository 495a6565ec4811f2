"""What to look at first: one sentence for each thing that is found, with how much it matters."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.explanation import Line


@dataclass(frozen=True)
class Lead:
    """One sentence. `where` is the anchor of the section that tells more.

    `weight` is 100 for a record that must be wrong, 80 for a certain inconsistency to reconsider, 60 for a
    likely one, 40 for what is worth a look, and 20 for context.
    """

    weight: int
    line: Line
    where: str
