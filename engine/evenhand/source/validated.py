"""Checking a document against a Pydantic model, with every error told at its place."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from evenhand.diagnostics import Diagnostic, Problems, Span, codes, did_you_mean
from evenhand.source.nodes import Mapping, Node, Scalar, Sequence, plain
from evenhand.source.places import key_place, place

Model = TypeVar("Model", bound=BaseModel)


class Document(BaseModel):
    """The base of every model of a file as people write it: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def read_as(model: type[Model], node: Node, problems: Problems) -> Model | None:
    """`node` as `model`, or None with every problem added at its place."""
    try:
        return model.model_validate(plain(node))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            problems.add(_diagnostic(details, node, model))
        return None


# --- words that a document may hold ------------------------------------------------------------------


def _day(value: object) -> object:
    if isinstance(value, str):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        raise PydanticCustomError("not_a_date", "not a date", {"value": value})
    return value


def _yes_no(value: object) -> object:
    if isinstance(value, str):
        if value in ("yes", "no"):
            return value == "yes"
        raise PydanticCustomError("not_yes_or_no", "not yes or no", {"value": value})
    return value


def _whole(value: object) -> object:
    if isinstance(value, str):
        if re.fullmatch(r"-?(0|[1-9]\d{0,8})", value):
            return int(value)
        raise PydanticCustomError("not_a_whole_number", "not a whole number", {"value": value})
    return value


def _id(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", value):
        raise PydanticCustomError("not_an_id", "not an id", {"value": value})
    return value


Day = Annotated[
    datetime.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no", True, False]})]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": ["integer", "string"]})]
Id = Annotated[
    str, BeforeValidator(_id), WithJsonSchema({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$"})
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Text = Annotated[str, WithJsonSchema({"type": ["string", "number", "boolean"]})]
"""Text that an editor may take for a number, a date or a yes; it stays text."""


# --- errors ------------------------------------------------------------------------------------------


def _diagnostic(details: ErrorDetails, node: Node, model: type[BaseModel]) -> Diagnostic:
    loc = details["loc"]
    kind = details["type"]
    at = place(node, loc)
    context: dict[str, Any] = details.get("ctx", {})
    match kind:
        case "extra_forbidden":
            key = str(loc[-1])
            known = _keys_at(model, loc[:-1])
            return codes.UNKNOWN_KEY.at(key_place(node, loc), key=key, hint=did_you_mean(key, known))
        case "missing":
            return codes.MISSING_KEY.at(_start_of(at), key=str(loc[-1]))
        case "literal_error" | "enum" if isinstance(details.get("input"), str):
            allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            value = str(details.get("input", ""))
            return codes.NOT_ALLOWED.at(at, value=value, hint=did_you_mean(value, allowed))
        case "not_a_date":
            return codes.NOT_A_DATE.at(at, value=context["value"], hint="write it as 2024-05-13")
        case "not_yes_or_no":
            return codes.NOT_YES_OR_NO.at(at, value=context["value"])
        case "not_a_whole_number":
            written = context["value"]
            hint = None
            if re.fullmatch(r"-?0\d+|-?\d{1,3}(,\d{3})+", written):
                hint = f"write it as {int(written.replace(',', ''))}"
            return codes.NOT_A_WHOLE_NUMBER.at(at, value=written, hint=hint)
        case "not_an_id":
            hint = "use letters, digits and underscores, beginning with a letter"
            return codes.NOT_AN_ID.at(at, value=context["value"], hint=hint)
        case "too_short":
            return codes.EMPTY_LIST.at(at)
        case "string_too_short":
            return codes.EMPTY_TEXT.at(at)
        case _:
            return codes.WRONG_SHAPE.at(at, expected=_EXPECTED.get(kind, "text"), found=_found(node, loc))


_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a set of keys",
    "mapping_type": "a set of keys",
    "model_type": "a set of keys",
    "model_attributes_type": "a set of keys",
}


def _found(node: Node, loc: tuple[str | int, ...]) -> str:
    at = place(node, loc)
    for candidate in _nodes(node):
        if candidate.span == at:
            return describe(candidate)
    return "something else"


def _nodes(node: Node) -> list[Node]:
    found: list[Node] = [node]
    match node:
        case Mapping(entries):
            for entry in entries:
                found.extend(_nodes(entry.value))
        case Sequence(items):
            for item in items:
                found.extend(_nodes(item))
    return found


def describe(node: Node) -> str:
    """What kind of thing a node is, in words for a message."""
    match node:
        case Scalar(text):
            return f"`{text}`" if len(text) <= 40 else "text"
        case Mapping():
            return "a set of keys"
        case Sequence():
            return "a list"


def _start_of(span: Span) -> Span:
    """The first line of a place: a missing key is shown where its owner begins."""
    if span.end_line == span.line:
        return span
    return Span(span.file, span.line, span.column, span.line, span.column + 1)


def _keys_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The keys that the model at `loc` knows, for the nearest name."""
    current: Any = model
    for part in loc:
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = next(
                (field for name, field in current.model_fields.items() if part in (name, field.alias)),
                None,
            )
            if field is None:
                continue
            current = field.annotation
        found = _model_in(current)
        if found is not None:
            current = found
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items()]
    return []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _model_in(part)
        if found is not None:
            return found
    return None
