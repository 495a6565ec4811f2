"""One part of a moderation as the report has it: what it found, in every form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from evenhand.explanation import Block
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.lists import ListTable

Found = TypeVar("Found")


@dataclass(frozen=True)
class Section:
    """A part: under `key` in JSON, as `blocks` of the page, as `lists`, and with what to look at first."""

    key: str
    json: Any
    blocks: Sequence[Block]
    lists: Sequence[ListTable]
    leads: Sequence[Lead]


def section(
    key: str,
    found: Found,
    as_json: Callable[[Found], Any],
    blocks: Callable[[Found], Iterable[Block]],
    lists: Callable[[Found], Iterable[ListTable]],
    leads: Callable[[Found], Iterable[Lead]],
) -> Section:
    """What a part found, in every form."""
    return Section(key, as_json(found), tuple(blocks(found)), tuple(lists(found)), tuple(leads(found)))
