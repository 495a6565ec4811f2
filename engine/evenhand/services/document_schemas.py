"""From the Pydantic models of files to definitions of a JSON Schema, with their open places filled.

The models read text and check the rest in place, so their own schemas say little of conditions and starts,
and let a null stand that no file may hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema
from pydantic.json_schema import models_json_schema

from evenhand.evidence import (
    DepartureDocument,
    ExpectationDocument,
    InspectionDocument,
    LocalValueDocument,
    SchemaDocument,
    SourceDocument,
)
from evenhand.language import AreaDocument, ExamplesDocument, FrameworkDocument, ParametersDocument
from evenhand.language.documents import (
    BestStartDocument,
    ExampleDocument,
    MiddleStartDocument,
    RuleDocument,
    TableStartDocument,
    WorstStartDocument,
)
from evenhand.services.item_schemas import Json
from evenhand.source import Document, Id, Words

_PART = "x-part"


def _part(name: str) -> WithJsonSchema:
    """A place that is filled with a definition of ours and not with what Pydantic makes of its type."""
    return WithJsonSchema({_PART: name})


# --- the files, with the places that their models leave open ------------------------------------------


class _Rule(RuleDocument):
    when: Annotated[Any, _part("condition")] = None
    unless: Annotated[Any, _part("condition")] = None
    then: Annotated[Any, _part("conclusion")] = None


class _Area(AreaDocument):
    judged_when: Annotated[Any, _part("condition")] = None
    starts_at: Annotated[Any, _part("start")] = None
    rules: list[_Rule] = Field(default_factory=list)  # type: ignore[assignment]


class _Example(ExampleDocument):
    evidence: Annotated[Any, _part("evidence")] = None
    assume: Annotated[Any, _part("assumptions")] = None
    expected: Annotated[Any, _part("expected")]


class _Examples(ExamplesDocument):
    examples: list[_Example] = Field(min_length=1)  # type: ignore[assignment]


class _Inspection(InspectionDocument):
    evidence: Annotated[Any, _part("evidence")] = None
    assume: Annotated[Any, _part("assumptions")] = None
    given: Annotated[Any, _part("given")] = None
    draft: Annotated[Any, _part("draft")] = None
    departures: Annotated[Any, _part("departures")] = None
    expected: Annotated[Any, _part("expected")] = None
    parameters: Annotated[Any, _part("local_values")] = None


class _Casebook(Document):
    """What a folder of inspection files is: stands beside the folder, under its name."""

    casebook: Id = Field(description="The id of the casebook: the name of its folder")
    title: Words
    kind: Literal["real", "model", "synthetic"] = Field(
        description="Real: published or recorded. Model: written by hand. Synthetic: generated."
    )
    source: SourceDocument
    licence: Words = Field(description="Under which licence the cases may be used")
    note: Words | None = None


ROOTS: Mapping[str, tuple[type[BaseModel], ...]] = {
    "evidence_schema": (SchemaDocument,),
    "framework": (FrameworkDocument,),
    "parameters": (ParametersDocument,),
    "area": (_Area,),
    "rules": (FrameworkDocument, ParametersDocument, _Area, _Examples),
    "examples": (_Examples,),
    "inspection": (_Inspection,),
    "casebook": (_Casebook,),
}
_STARTS = (MiddleStartDocument, WorstStartDocument, BestStartDocument, TableStartDocument)


def document_definitions(kind: str) -> tuple[list[str], Json]:
    """The names of the documents that a file of this kind may be, and the definitions of all their parts.

    `evidence`, `assumptions` and what names areas are left to be filled in.
    """
    roots = ROOTS[kind]
    models = [*roots]
    if _Area in roots:
        models += _STARTS
    if _Inspection in roots or _Examples in roots:
        models += (ExpectationDocument, DepartureDocument, LocalValueDocument)
    found = _of_models(models)
    return [root.__name__.lstrip("_") for root in roots], found | (_CONDITIONS if _Area in roots else {})


# --- conditions and conclusions ------------------------------------------------------------------------

_LIST: Json = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
_COUNT = r"^(at least|at most|exactly) ([1-9][0-9]*|one|two|three|four|five|six|seven|eight|nine|ten) of$"
_MOVE: Json = {"type": "string", "pattern": "^[1-9] grades?$", "examples": ["1 grade"]}


def _joining(words: str) -> Json:
    return {"description": words, **_LIST}


_CONDITIONS: Json = {
    "condition": {
        "description": "One line of near-English, a list (all must hold), or one way of joining over a list.",
        "anyOf": [
            {
                "type": "string",
                "minLength": 1,
                "description": "For example `caseload_mean <= 18`, `plan_quality is strong`, or a finding.",
            },
            _LIST,
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                    "all": _joining("Every one of these holds."),
                    "any": _joining("At least one of these holds."),
                    "none": _joining("Not one of these holds."),
                    "at least 2 of": _joining("Two or more of these hold."),
                    "at most 2 of": _joining("No more than two of these hold."),
                    "exactly 2 of": _joining("Two of these hold, no more and no fewer."),
                },
                "patternProperties": {_COUNT: _LIST},
                "additionalProperties": False,
            },
        ],
    },
    "conclusion": {
        "description": "What follows when the rule fires: one conclusion.",
        "type": "object",
        "properties": {
            "finding": {
                "description": "A named intermediate conclusion.",
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                        "required": ["id", "name"],
                        "additionalProperties": False,
                    },
                ],
            },
            "as": {
                "type": "string",
                "description": "The kind of finding: one of the framework's `finding_kinds`.",
            },
            "supports": {"type": "string", "description": "The evidence points to at least this grade."},
            "likely": {"type": "string", "description": "Likely to be no better than this grade."},
            "at_most": {"type": "string", "description": "Must not be better than this grade."},
            "at_least": {"type": "string", "description": "Must not be worse than this grade."},
            "raise": {"description": "Moves the start up.", **_MOVE},
            "lower": {"description": "Moves the start down.", **_MOVE},
        },
        "additionalProperties": False,
        "dependentRequired": {"as": ["finding"]},
        "oneOf": [
            {"required": [key]}
            for key in ("finding", "supports", "likely", "at_most", "at_least", "raise", "lower")
        ],
    },
    "start": {
        "description": "Where the area starts before its rules move it.",
        "anyOf": [
            {"type": "string", "description": "A grade, another area, or a level item on the same scale."},
            *({"$ref": f"#/$defs/{start.__name__}"} for start in _STARTS),
        ],
    },
}


# --- from Pydantic's schemas to ours -------------------------------------------------------------------


def _of_models(models: Iterable[type[BaseModel]]) -> Json:
    _, found = models_json_schema([(model, "validation") for model in models], by_alias=True)
    definitions: Json = {}
    for name, part in found["$defs"].items():
        plain_name = name.lstrip("_")
        tidied = _tidy(part)
        tidied.pop("description", None)
        tidied.pop("title", None)
        for key, schema in tidied.get("properties", {}).items():
            schema.pop("title", None)
            words = _HELP.get(f"{plain_name}.{key}") or _HELP.get(key)
            if words and "description" not in schema:
                schema["description"] = words
        definitions[plain_name] = tidied
    return definitions


def _tidy(part: Any) -> Any:
    """A part of a schema without what means nothing to an editor: null, which no file may hold."""
    if isinstance(part, list):
        return [_tidy(one) for one in part]
    if not isinstance(part, dict):
        return part
    if _PART in part:
        return {"$ref": f"#/$defs/{part[_PART]}"}
    found: Json = {}
    for key, value in part.items():
        if key == "properties":
            found[key] = {name: _tidy(schema) for name, schema in value.items()}
        elif key == "default" and isinstance(value, bool):
            found[key] = "yes" if value else "no"
        elif key == "$ref":
            found[key] = value.replace("/_", "/")
        elif not (key == "default" and value is None):
            found[key] = _tidy(value)
    return _without_null(_as_text(found))


def _as_text(part: Json) -> Json:
    """Text stays text whatever an editor takes it for; `yes` and `no` are words and not true and false."""
    if part.get("enum") == ["yes", "no", True, False]:
        return part | {"enum": ["yes", "no"]}
    if part.get("type") == "string" and not part.keys() & {"enum", "const", "pattern", "format"}:
        return part | {"type": ["string", "number", "boolean"]}
    if part.get("type") == ["integer", "string"]:
        return part | {"pattern": "^-?(0|[1-9][0-9]*)$"}
    return part


def _without_null(part: Json) -> Json:
    options = part.get("anyOf")
    if not isinstance(options, list):
        return part
    kept = [option for option in options if option != {"type": "null"}]
    rest = {key: value for key, value in part.items() if key != "anyOf"}
    return {**kept[0], **rest} if len(kept) == 1 else {**rest, "anyOf": kept}


_HELP = {
    "title": "Words for readers",
    "note": "Free text for those who read the file",
    "source": "Where this comes from",
    "in_force": "First and last day in force",
    "Area.area": "The id of the judgement area. Without one the file may hold findings only.",
    "Area.scale": "The grade scale; default: the framework's",
    "Area.role": "Only judgements are drafted, replayed and moderated by default",
    "Area.part_of": "The area that this is a sub-judgement of",
    "Area.given_only": "The area has no rules: its grade is taken as given",
    "Area.judged_when": "When the area is judged at all",
    "Area.rules": "The rules of the area, in any order",
    "Rule.id": "The id of the rule, unique in the rule set",
    "Rule.when": "What must hold for the rule to fire",
    "Rule.unless": "What must not hold for the rule to fire",
    "Rule.hit": "Which row of the table counts when several hold",
    "Rule.table": "A decision table that concludes findings: a block of text, or a CSV file beside the rules",
    "Rule.because": "Why, with values between braces: `{caseload_mean}`. Quote it if it begins with a brace.",
    "FrameworkDocument.framework": "The id of the framework: the name of its folder",
    "FrameworkDocument.language": "The version of the rule language",
    "FrameworkDocument.status": "`draft`, `in_force` or `withdrawn`",
    "FrameworkDocument.evidence_schema": "The id of the evidence schema that the rules read",
    "FrameworkDocument.scales": "Grade scales by id",
    "FrameworkDocument.groups": "Named lists of areas or items: `any of practice_areas are inadequate`",
    "FrameworkDocument.area_titles": "Titles, by area, in place of those in shared files",
    "FrameworkDocument.finding_kinds": "Kinds of finding that rules may name under `as`",
    "FrameworkDocument.files": "Files of rules and thresholds in order; default: every YAML file there",
    "ScaleDocument.titles": "Words for readers, by grade",
    "ScaleDocument.points": "A whole number for each grade, for arithmetic",
    "ParametersDocument.parameters": "Named thresholds, by id",
    "ParameterDocument.unit": 'The unit of its values: `"%"`, `days`, or the unit of an item',
    "ParameterDocument.values": "Values from a day on, oldest first",
    "ParameterDocument.local": "Whether an inspection file may set it",
    "ParameterDocument.min": "The least value that an inspection file may set",
    "ParameterDocument.max": "The greatest value that an inspection file may set",
    "Examples.examples": "Model cases, run by `evenhand test`",
    "Example.on": "The day of the case; default: the first day in force",
    "Example.given": "Grades taken as they are. `not_judged` is a word.",
    "HeaderDocument.id": "The id of the inspection",
    "HeaderDocument.provider": "Who was inspected",
    "HeaderDocument.kind": "The kind of visit",
    "HeaderDocument.groups": "Groups to compare by, such as the region",
    "Inspection.previous": "The grades of the previous inspection, or `none`",
    "DepartureDocument.reason": "Why the draft differs from what is proposed",
    "DepartureDocument.by": "Who decided: a code, not a name",
    "DepartureDocument.second": "The second person, needed outside the permitted range",
    "SchemaDocument.case_record": "What is recorded for each sampled case: the columns of a case sample",
    "SchemaDocument.items": "The evidence items, by id",
    "ItemDocument.level_titles": "Words for readers, by level",
    "ItemDocument.option_titles": "Words for readers, by choice",
    "MiddleStartDocument.median_of": "The middle grade of these areas, or of a group",
    "MiddleStartDocument.ties": "Which of two middle grades is taken",
    "WorstStartDocument.worst_of": "The worst grade of these areas, or of a group",
    "BestStartDocument.best_of": "The best grade of these areas, or of a group",
    "TableStartDocument.hit": "Which row counts when several hold",
    "TableStartDocument.table": "A decision table: a block of text, or a CSV file beside the rules",
}
"""What an editor says about a key, by model and key or by key alone, where its model says nothing."""
