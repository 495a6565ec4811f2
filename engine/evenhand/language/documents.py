"""The files of a rule set as people write them: framework, parameters, areas, model cases."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from evenhand.evidence import LocalValueDocument, SourceDocument
from evenhand.evidence.documents import AssumptionDocument, ExpectationForm, PreviousForm
from evenhand.source import Day, Document, Id, Text, Whole, Words, YesNo

Written = Annotated[Any, WithJsonSchema({"$ref": "#/$defs/condition"})]
"""A condition: text, a list, or one way of joining over a list. Read from its place in the file."""

StartForm = Annotated[Any, WithJsonSchema({"type": ["object", "string"]})]
"""Where an area starts. Read from its place in the file."""


class PeriodDocument(Document):
    """Days in force."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class ScaleDocument(Document):
    """A grade scale, worst to best."""

    grades: list[Id] = Field(min_length=1, description="Grades from worst to best")
    titles: dict[str, Words] = Field(default_factory=dict)
    points: list[Whole] | None = None
    also_called: dict[str, list[Words]] = Field(
        default_factory=dict, description="Names that other scales use for a grade"
    )


class FrameworkDocument(Document):
    """framework.yaml."""

    framework: Id
    version: Words = Field(description="In quotes, so that an editor keeps it as text")
    amends: Words | None = Field(
        default=None, description="Written by the program: the rule set that this is a proposed change of"
    )
    title: Words
    language: Words = "1"
    status: Literal["draft", "in_force", "withdrawn"] = "in_force"
    in_force: PeriodDocument
    evidence_schema: Id
    source: SourceDocument | None = None
    note: Words | None = None
    scales: dict[Id, ScaleDocument] = Field(min_length=1)
    scale: Id | None = Field(
        default=None, description="The scale of areas that name none; default: the first"
    )
    areas: list[Id] = Field(default_factory=list, description="Judgement areas in the order for pages")
    area_titles: dict[Id, Words] = Field(default_factory=dict)
    groups: dict[Id, list[Id]] = Field(default_factory=dict)
    finding_kinds: dict[Id, Words] = Field(default_factory=dict)
    files: list[Words] | None = Field(default=None, min_length=1)


class DatedValueDocument(Document):
    """A parameter's value from a day on."""

    from_: Day | None = Field(default=None, alias="from")
    value: Text
    source: SourceDocument | None = None
    note: Words | None = None


class ParameterDocument(Document):
    """One named threshold."""

    title: Words
    unit: Words | None = None
    values: list[DatedValueDocument] = Field(min_length=1)
    local: YesNo = False
    min: Text | None = None
    max: Text | None = None
    note: Words | None = None


class ParametersDocument(Document):
    """parameters.yaml."""

    parameters: dict[Id, ParameterDocument] = Field(min_length=1)


class RuleDocument(Document):
    """One rule, or a table of findings."""

    id: Id
    title: Words
    when: Written = None
    unless: Written = None
    then: Annotated[
        dict[str, Any] | None,
        WithJsonSchema(
            {
                "type": "object",
                "properties": {
                    "finding": {"type": ["string", "object"]},
                    "as": {"type": "string"},
                    "supports": {"type": "string"},
                    "likely": {"type": "string"},
                    "raise": {"type": "string"},
                    "lower": {"type": "string"},
                    "at_most": {"type": "string"},
                    "at_least": {"type": "string"},
                },
                "additionalProperties": False,
            }
        ),
    ] = None
    hit: Literal["unique", "first", "best", "worst"] | None = None
    table: Words | None = None
    because: Words | None = None
    source: SourceDocument | None = None
    in_force: PeriodDocument | None = None
    note: Words | None = None


class AreaDocument(Document):
    """A file of rules: one judgement area, or findings alone."""

    area: Id | None = None
    title: Words | None = Field(default=None, description="Needed where the file has an `area`")
    scale: Id | None = None
    role: Literal["judgement", "part", "step", "route"] = "judgement"
    part_of: Id | None = None
    given_only: YesNo = False
    judged_when: Written = None
    starts_at: StartForm = None
    rules: list[RuleDocument] = Field(default_factory=list)
    source: SourceDocument | None = None
    note: Words | None = None


class MiddleStartDocument(Document):
    """`starts_at` as a median."""

    median_of: list[Id] | Id
    ties: Literal["better", "worse"] | None = None


class WorstStartDocument(Document):
    """`starts_at` as the worst of others."""

    worst_of: list[Id] | Id


class BestStartDocument(Document):
    """`starts_at` as the best of others."""

    best_of: list[Id] | Id


class TableStartDocument(Document):
    """`starts_at` as a decision table."""

    hit: Literal["unique", "first", "best", "worst"] = "unique"
    table: Words


class ExampleDocument(Document):
    """One model case of a rule set."""

    id: Words
    title: Words
    on: Day | None = None
    evidence: Any = Field(default_factory=dict)
    given: dict[str, str] = Field(default_factory=dict)
    assume: dict[str, AssumptionDocument] = Field(default_factory=dict)
    previous: PreviousForm | None = None
    parameters: dict[str, LocalValueDocument] = Field(default_factory=dict)
    cases: Words | None = None
    expected: dict[str, ExpectationForm] = Field(
        default_factory=dict, description="Needed: a case without it is told, and the others are run"
    )
    note: Words | None = None


class ExamplesDocument(Document):
    """examples.yaml."""

    examples: list[ExampleDocument] = Field(min_length=1)
