"""Pieces of canonical JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from json.encoder import encode_basestring

quote = encode_basestring
"""A text as JSON, characters as they are."""


def optional(text: str | None) -> str:
    """A text as JSON, or null."""
    return "null" if text is None else quote(text)


def flag(value: bool) -> str:
    """A yes or no as JSON."""
    return "true" if value else "false"


def strings(texts: Iterable[str]) -> str:
    """A list of texts as JSON."""
    return f"[{','.join([quote(text) for text in texts])}]"


def array(fragments: Iterable[str]) -> str:
    """A list of fragments as JSON."""
    return f"[{','.join(fragments)}]"


def compact(value: object) -> str:
    """Plain data as a fragment: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
