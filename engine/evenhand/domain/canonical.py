"""Hashes of text and of plain data, whose canonical JSON is always the same bytes for the same data."""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object) -> str:
    """`value` as JSON with sorted keys, no spaces, characters as they are, and a newline at the end.

    Raises TypeError for what is not plain data and ValueError for a number that JSON does not have.

    >>> canonical_json({"b": [1, None], "a": "é"})
    '{"a":"é","b":[1,null]}\\n'
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return f"{text}\n"


def text_hash(text: str) -> str:
    """The SHA-256 of `text` in UTF-8, as `sha256:` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def content_hash(value: object) -> str:
    """The hash of the canonical JSON of `value`."""
    return text_hash(canonical_json(value))
