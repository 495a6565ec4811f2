"""An evidence schema: which items can be recorded, in which sections, and the record of a sampled case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.domain import EvidenceItem, Source
from evenhand.source import Node


@dataclass(frozen=True)
class EvidenceSchema:
    """The items of one schema by id, in the order of the file.

    `case_record` holds the items of one row of a case sample. `text` is the file as written, so that a
    record can carry it; `hash` is that text's SHA-256. `file` is how messages name the file; `node`
    is what was read from it, for places.
    """

    id: str
    version: str
    title: str
    items: Mapping[str, EvidenceItem]
    case_record: Mapping[str, EvidenceItem] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None
    source: Source | None = None
    text: str = field(default="", repr=False, compare=False)
    hash: str = ""
    file: str = field(default="", repr=False, compare=False)
    node: Node | None = field(default=None, repr=False, compare=False)
