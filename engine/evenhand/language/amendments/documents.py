"""An amendment as people write it: which rule set it amends, and its changes, each with its reason."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from evenhand.evidence import SourceDocument
from evenhand.language.claims.documents import ClaimDocument, WaiverDocument
from evenhand.language.documents import (
    AreaDocument,
    ExampleDocument,
    ParameterDocument,
    RuleDocument,
    StartForm,
    Written,
)
from evenhand.source import Day, Document, Id, Text, Whole, Words, YesNo

AreaKey = Literal["scale", "role", "part_of", "given_only", "judged_when", "starts_at", "source", "note"]


class SetParameterDocument(Document):
    """`set_parameter`: another value, or other bounds, of a threshold that is there."""

    parameter: Id
    value: Text | None = None
    from_: Day | None = Field(default=None, alias="from")
    source: SourceDocument | None = None
    note: Words | None = None
    title: Words | None = None
    local: YesNo | None = None
    min: Text | None = None
    max: Text | None = None


class AddParameterDocument(ParameterDocument):
    """`add_parameter`: a threshold, as in parameters.yaml, with its id."""

    parameter: Id


class AddRuleDocument(RuleDocument):
    """`add_rule`: a rule, and the area that it belongs to."""

    area: Id | None = None


class SetAreaDocument(Document):
    """`set_area`: other values of keys of an area, or keys taken out of it."""

    area: Id
    title: Words | None = None
    scale: Id | None = None
    role: Literal["judgement", "part", "step", "route"] | None = None
    part_of: Id | None = None
    given_only: YesNo | None = None
    judged_when: Written = None
    starts_at: StartForm = None
    ties: Literal["better", "worse"] | None = None
    source: SourceDocument | None = None
    note: Words | None = None
    without: list[AreaKey] = Field(default_factory=list)


class AddAreaDocument(AreaDocument):
    """`add_area`: an area, as in a file of its own, and where it stands on pages."""

    area: Id
    after: Id | None = None


class RenameAreaDocument(Document):
    """`rename_area`: another id for an area, wherever it is named."""

    area: Id
    to: Id
    title: Words | None = None


class SetGroupDocument(Document):
    """`set_group`: which areas or items a named group has."""

    group: Id
    members: list[Id] = Field(min_length=1)


class AddGradeDocument(Document):
    """`add_grade`: one more grade on a scale, beside one that is there."""

    grade: Id
    better_than: Id | None = None
    worse_than: Id | None = None
    scale: Id | None = None
    title: Words | None = None
    points: Whole | None = None


class RemoveGradeDocument(Document):
    """`remove_grade`: one grade less on a scale."""

    grade: Id
    scale: Id | None = None


class RenameGradeDocument(Document):
    """`rename_grade`: another id for a grade, wherever it is named."""

    grade: Id
    to: Id
    scale: Id | None = None
    title: Words | None = None


class ChangeDocument(Document):
    """One change: its id, its reason, and one thing that it does."""

    id: Id
    because: Words
    source: SourceDocument | None = None
    note: Words | None = None
    set_parameter: SetParameterDocument | None = None
    add_parameter: AddParameterDocument | None = None
    remove_parameter: Id | None = None
    replace_rule: RuleDocument | None = None
    add_rule: AddRuleDocument | None = None
    remove_rule: Id | None = None
    set_area: SetAreaDocument | None = None
    add_area: AddAreaDocument | None = None
    rename_area: RenameAreaDocument | None = None
    remove_area: Id | None = None
    set_group: SetGroupDocument | None = None
    add_grade: AddGradeDocument | None = None
    remove_grade: RemoveGradeDocument | None = None
    rename_grade: RenameGradeDocument | None = None


ACTIONS = tuple(
    name for name in ChangeDocument.model_fields if name not in ("id", "because", "source", "note")
)
"""What a change can do, by the key that says it."""


class AmendmentDocument(Document):
    """A proposed change of a rule set."""

    amendment: Id
    title: Words
    amends: Words
    source: SourceDocument | None = None
    note: Words | None = None
    changes: list[ChangeDocument] = Field(min_length=1)
    examples: list[ExampleDocument] | None = Field(default=None, min_length=1)
    claims: list[ClaimDocument] | None = Field(default=None, min_length=1)
    waivers: list[WaiverDocument] | None = Field(default=None, min_length=1)
