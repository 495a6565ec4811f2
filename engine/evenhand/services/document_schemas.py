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
    "FrameworkDocument.files": "Files of rules and thresholds in order; default: all those of the folder",
    "ScaleDocument.titles": "Words for readers, by grade",
    "ScaleDocument.points": "A whole number for each grade, for arithmetic",
    "ParametersDocument.parameters": "Named thresholds, by id",
    "ParameterDocument.unit": 'The unit of its values: `"%"`, `days`, or the unit of an item',
    "ParameterDocument.values": "Values from a day on, oldest first",
    "ParameterDocument.local": "Whether an inspection file may set it",
    "ParameterDocument.min": "The least value that an inspection file may set",
    "ParameterDocument.max": "The greatest value that an inspection file may set",
    "Examples.examples": "Model cases, run by `evenhand test`",
    "Claims.claims": "What the rule set is said to do or never to do, proved or refuted by `evenhand verify`",
    "Claim.id": "A short name to call the claim by",
    "Claim.because": "Why this should hold",
    "WaiversDocument.waivers": "What need not be proved of the rule set, each with its reason",
    "WaiverDocument.obligation": "What need not hold",
    "WaiverDocument.of": "What it need not hold of: an area, a rule, `HP3 row 2`, a claim, or a list of them",
    "WaiverDocument.because": "Why it need not hold",
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
    "Amendment.amendment": "The id of the amendment: the name of its file",
    "Amendment.amends": "What it amends: `ilacs@2023`, or the path of a folder or of another amendment",
    "Amendment.changes": "What it changes, made in this order",
    "Amendment.examples": "Its own model cases, run by `evenhand test`; those of the base are not inherited",
    "Amendment.claims": "Claims about what it makes; those about the base hold too",
    "Amendment.waivers": "What need not be proved of what it makes; waivers of the base hold too",
    "Change.id": "The id of the change: a grade that moves is put down to it",
    "Change.because": "Why this should change",
    "Change.set_parameter": "Another value of a threshold, or other bounds",
    "Change.add_parameter": "One more threshold",
    "Change.remove_parameter": "A threshold to take away, by its id",
    "Change.replace_rule": "A whole rule in place of the one of the same id",
    "Change.add_rule": "One more rule",
    "Change.remove_rule": "A rule to take away, by its id",
    "Change.set_area": "Other values of keys of an area, such as where it starts",
    "Change.add_area": "One more judgement area, with its rules",
    "Change.rename_area": "Another id for an area, wherever it is named",
    "Change.remove_area": "An area to take away, by its id, with its rules",
    "Change.set_group": "What a named group has",
    "Change.add_grade": "One more grade on a scale",
    "Change.remove_grade": "One grade less on a scale",
    "Change.rename_grade": "Another id for a grade, wherever it is named",
    "SetParameterDocument.value": "The value that it has from now on",
    "SetParameterDocument.from": "The day from which it has that value; without it, always",
    "SetArea.ties": "Which of two middle grades is taken, where the area starts at a median",
    "SetArea.without": "Keys to take out of the area",
    "AddArea.after": "The area that it follows on pages; default: the last",
    "AddRule.area": "The area that the rule belongs to; without one it makes a finding",
    "RenameAreaDocument.to": "The new id",
    "RenameGradeDocument.to": "The new id. The old one stays as another name of the grade.",
    "AddGradeDocument.better_than": "The grade that it is the next better than",
    "AddGradeDocument.worse_than": "The grade that it is the next worse than",
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
