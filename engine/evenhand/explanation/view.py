"""What an explanation shows beside the trace: the inspection's particulars, drafts, departures, notes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.domain import Departure


@dataclass(frozen=True)
class InspectionView:
    """One inspection as its page shows it.

    `drafts` and `departures` are by area. `notes` are sentences for the head of the page and
    `area_notes` for an area (such as how often a proposal holds when sampled cases are redrawn); both
    are shown as they are.
    """

    id: str
    provider: str | None = None
    date: datetime.date | None = None
    kind: str | None = None
    drafts: Mapping[str, str] = field(default_factory=dict)
    departures: Mapping[str, Departure] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    area_notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
