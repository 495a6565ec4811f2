"""From the Pydantic models of files to definitions of a JSON Schema, with their open places filled.

The models read text and check the rest in place, so their own schemas say little of conditions and starts,
and let a null stand that no file may hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import models_json_schema

from evenhand.evidence import (
    CasebookDocument,
    DepartureDocument,
    ExpectationDocument,
    InspectionDocument,
    LocalValueDocument,
    SchemaDocument,
)
from evenhand.language import (
    AmendmentDocument,
    AreaDocument,
    ExamplesDocument,
    FrameworkDocument,
    ParametersDocument,
)
from evenhand.language.amendments.documents import (
    ACTIONS,
    AddAreaDocument,
    AddRuleDocument,
    ChangeDocument,
    SetAreaDocument,
)
from evenhand.language.claims import FORMS, ClaimDocument, ClaimsDocument, WaiversDocument
from evenhand.language.documents import (
    BestStartDocument,
    ExampleDocument,
    MiddleStartDocument,
    RuleDocument,
    TableStartDocument,
    WorstStartDocument,
)
from evenhand.services.document_help import HELP
from evenhand.services.item_schemas import Json

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


class _Claim(ClaimDocument):
    claim: Annotated[Any, _part("claim")]


class _Claims(ClaimsDocument):
    claims: list[_Claim] = Field(min_length=1)  # type: ignore[assignment]


class _AddRule(AddRuleDocument):
    when: Annotated[Any, _part("condition")] = None
    unless: Annotated[Any, _part("condition")] = None
    then: Annotated[Any, _part("conclusion")] = None


class _SetArea(SetAreaDocument):
    judged_when: Annotated[Any, _part("condition")] = None
    starts_at: Annotated[Any, _part("start")] = None


class _AddArea(AddAreaDocument):
    judged_when: Annotated[Any, _part("condition")] = None
    starts_at: Annotated[Any, _part("start")] = None
    rules: list[_Rule] = Field(default_factory=list)  # type: ignore[assignment]


class _Change(ChangeDocument):
    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [action]} for action in ACTIONS]})

    replace_rule: _Rule | None = None
    add_rule: _AddRule | None = None
    set_area: _SetArea | None = None
    add_area: _AddArea | None = None


class _Amendment(AmendmentDocument):
    changes: list[_Change] = Field(min_length=1)  # type: ignore[assignment]
    examples: list[_Example] | None = Field(default=None, min_length=1)  # type: ignore[assignment]
    claims: list[_Claim] | None = Field(default=None, min_length=1)  # type: ignore[assignment]


class _Inspection(InspectionDocument):
    evidence: Annotated[Any, _part("evidence")] = None
    assume: Annotated[Any, _part("assumptions")] = None
    given: Annotated[Any, _part("given")] = None
    draft: Annotated[Any, _part("draft")] = None
    departures: Annotated[Any, _part("departures")] = None
    expected: Annotated[Any, _part("expected")] = None
    parameters: Annotated[Any, _part("local_values")] = None


ROOTS: Mapping[str, tuple[type[BaseModel], ...]] = {
    "evidence_schema": (SchemaDocument,),
    "framework": (FrameworkDocument,),
    "parameters": (ParametersDocument,),
    "area": (_Area,),
    "rules": (FrameworkDocument, ParametersDocument, _Area, _Examples, _Claims, WaiversDocument),
    "examples": (_Examples,),
    "claims": (_Claims,),
    "waivers": (WaiversDocument,),
    "inspection": (_Inspection,),
    "casebook": (CasebookDocument,),
    "amendment": (_Amendment,),
}
_STARTS = (MiddleStartDocument, WorstStartDocument, BestStartDocument, TableStartDocument)


def document_definitions(kind: str) -> tuple[list[str], Json]:
    """The names of the documents that a file of this kind may be, and the definitions of all their parts.

    `evidence`, `assumptions` and what names areas are left to be filled in.
    """
    roots = ROOTS[kind]
    models = [*roots]
    has_rules = _Area in roots or _Amendment in roots
    has_conditions = has_rules or _Claims in roots
    if has_rules:
        models += _STARTS
    if not {_Inspection, _Examples, _Amendment}.isdisjoint(roots):
        models += (ExpectationDocument, DepartureDocument, LocalValueDocument)
    found = _of_models(models)
    return [root.__name__.lstrip("_") for root in roots], found | (_CONDITIONS if has_conditions else {})


# --- conditions and conclusions ------------------------------------------------------------------------

_LIST: Json = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
_COUNT = r"^(at least|at most|exactly) ([1-9][0-9]*|one|two|three|four|five|six|seven|eight|nine|ten) of$"
_MOVE: Json = {"type": "string", "pattern": "^[1-9] grades?$", "examples": ["1 grade"]}


def _joining(words: str) -> Json:
    return {"description": words, **_LIST}


def _block(keys: tuple[str, ...]) -> Json:
    return {
        "type": "object",
        "properties": {key: {"$ref": "#/$defs/condition"} for key in keys},
        "required": list(keys),
        "additionalProperties": False,
    }


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
    "claim": {
        "description": "One line of near-English, or a block where conditions take several lines.",
        "anyOf": [
            {"type": "string", "minLength": 1, "description": f"One of: {'; '.join(FORMS)}."},
            *(_block(keys) for keys in (("whenever", "then"), ("always",), ("never",))),
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
            words = HELP.get(f"{plain_name}.{key}") or HELP.get(key)
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
