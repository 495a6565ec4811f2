"""One part of a moderation as the report has it: what it found, in every form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.explanation import Block
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.lists import ListTable


@dataclass(frozen=True)
class Section:
    """A part: under `key` in JSON, as `blocks` of the page, as `lists`, and with what to look at first."""

    key: str
    json: Any
    blocks: Sequence[Block]
    lists: Sequence[ListTable]
    leads: Sequence[Lead]
