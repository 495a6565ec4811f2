"""Claims and waivers as people write them: claims.yaml, waivers.yaml, and the same keys of an amendment."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from evenhand.language.claims.obligations import ObligationName
from evenhand.source import Document, Id, Words

ClaimForm = Annotated[Any, WithJsonSchema({"$ref": "#/$defs/claim"})]
"""A claim: one line, or a block. Read from its place in the file."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_NAME = {"type": ["string", "number"], "minLength": 1}
OneOrMore = Annotated[
    list[Words],
    BeforeValidator(_listed),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_NAME, {"type": "array", "minItems": 1, "items": _NAME}]}),
]
"""A name, or a list of names."""


class ClaimDocument(Document):
    """One claim, and why it is made."""

    id: Id | None = None
    claim: ClaimForm
    because: Words | None = None


class ClaimsDocument(Document):
    """claims.yaml."""

    claims: list[ClaimDocument] = Field(min_length=1)


class WaiverDocument(Document):
    """One thing that need not hold, and why."""

    obligation: ObligationName
    of: OneOrMore
    because: Words


class WaiversDocument(Document):
    """waivers.yaml."""

    waivers: list[WaiverDocument] = Field(min_length=1)
