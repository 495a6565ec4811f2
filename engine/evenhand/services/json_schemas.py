"""JSON Schemas of the files that people write, so that an editor completes keys, item names and levels.

Editors read YAML 1.2, in which `yes` is text and `17.2` a number. A schema is what an editor can know about a
file by itself: names that other files define (parameters, findings) are checked by `evenhand check`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evenhand.diagnostics import InvalidInput, Problems, codes, did_you_mean
from evenhand.domain import NOT_JUDGED
from evenhand.evidence import EvidenceSchema
from evenhand.language import RuleSet
from evenhand.services.case_reading import EXPECTED_WORDS
from evenhand.services.document_schemas import document_definitions
from evenhand.services.item_schemas import Json, evidence_definitions
from evenhand.services.rule_sets import loaded_rule_sets
from evenhand.services.workspace import Workspace, open_workspace

KINDS = (
    "evidence_schema",
    "framework",
    "parameters",
    "area",
    "rules",
    "examples",
    "claims",
    "waivers",
    "inspection",
    "casebook",
    "amendment",
)
"""What there is a schema for. `rules` is any file of a rule set."""

FOLDER = "evidence_schemas/json"
"""Where the schemas stand that the shipped files name, relative to the top of the repository."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TITLES = {
    "evidence_schema": "Evidence schema",
    "framework": "Framework of a rule set",
    "parameters": "Parameters of a rule set",
    "area": "Rules of one judgement area",
    "rules": "A file of a rule set",
    "examples": "Model cases of a rule set",
    "claims": "Claims about a rule set",
    "waivers": "Waivers of a rule set",
    "inspection": "Inspection",
    "casebook": "Casebook",
    "amendment": "Amendment",
}


# --- what this module promises -----------------------------------------------------------------------


def json_schema(
    kind: str, workspace: Workspace, schema_id: str | None = None, also: Iterable[RuleSet] = ()
) -> Json:
    """The JSON Schema (draft 2020-12) of one kind of file.

    An inspection's schema knows the items of the evidence schema `schema_id`, and the areas and grades of
    the rule sets that read it; where None is given and the workspace has one evidence schema, of that.
    The rule sets of `also` are read whether the workspace has them or not.
    Model cases know items only where `schema_id` is given. Raises InvalidInput for an evidence schema that
    is not there, ValueError for a kind that is not in `KINDS`.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of file: {kind}")
    ids = tuple(workspace.schema_paths())
    if kind == "inspection" and schema_id is None and len(ids) == 1:
        schema_id = ids[0]
    reads_items = kind in ("inspection", "examples", "rules", "amendment")
    evidence = None if schema_id is None else _evidence_schema(schema_id, workspace)
    roots, found = document_definitions(kind)
    if reads_items:
        found |= evidence_definitions(evidence)
        found |= _outcomes(
            _areas_of(workspace, schema_id, also) if kind == "inspection" and schema_id else {}
        )
    title = _TITLES[kind]
    if kind == "inspection" and evidence is not None:
        title = f"{title} with evidence of `{evidence.id}`"
    return _whole(title, roots, found)


def schema_files(workspace: Workspace) -> dict[str, str]:
    """The schemas that shipped files name in their first line, by file name, each as text."""
    wanted = {f"{kind}.schema.json": json_schema(kind, workspace) for kind in _BY_KIND}
    for id in workspace.schema_paths():
        wanted[f"inspection.{id}.schema.json"] = json_schema("inspection", workspace, id)
    return {name: json.dumps(found, indent=1, ensure_ascii=False) + "\n" for name, found in wanted.items()}


_BY_KIND = tuple(kind for kind in KINDS if kind not in ("rules", "inspection"))


def write_all(folder: Path, workspace: Workspace) -> None:
    """Write every schema that shipped files name into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files(workspace).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


# --- names of the workspace --------------------------------------------------------------------------


def _evidence_schema(id: str, workspace: Workspace) -> EvidenceSchema:
    problems = Problems()
    found = workspace.schema(id, problems)
    problems.raise_if_errors()
    if found is None:
        hint = did_you_mean(id, workspace.schema_paths())
        raise InvalidInput([codes.UNKNOWN_SCHEMA.at(None, name=id, hint=hint)])
    return found


def _areas_of(
    workspace: Workspace, schema_id: str, also: Iterable[RuleSet]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Title and grades of every area that a rule set with this evidence schema has."""
    titles: dict[str, list[str]] = {}
    grades: dict[str, dict[str, None]] = {}
    # A rule set that cannot be read has no names to offer; `evenhand rules` says what is wrong.
    loaded = (rule_set for _, rule_set in loaded_rule_sets(workspace, Problems()))
    known = {rule_set.hash: rule_set for rule_set in (*loaded, *also)}
    for rule_set in known.values():
        if rule_set.schema.id != schema_id:
            continue
        for area in rule_set.areas:
            titles.setdefault(area.id, []).append(f"{rule_set.name}: {area.title}")
            grades.setdefault(area.id, {}).update(dict.fromkeys(area.scale.names))
    return {id: ("\n\n".join(titles[id]), tuple(grades[id])) for id in titles}


def _outcomes(areas: Mapping[str, tuple[str, tuple[str, ...]]]) -> Json:
    """The parts of a file that name areas: known areas with their grades, or any where none are known."""

    def by_area(*words: str, then: Json | None = None) -> Json:
        def grade(grades: tuple[str, ...]) -> Json:
            named: Json = {"enum": [*grades, *words]} if grades else {"type": "string"}
            return named if then is None else {"anyOf": [named, then]}

        if not areas:
            return {"type": "object", "additionalProperties": grade(())}
        known = {id: {"description": title, **grade(grades)} for id, (title, grades) in areas.items()}
        return {"type": "object", "properties": known, "additionalProperties": False}

    expectation: Json = {"$ref": "#/$defs/ExpectationDocument"}
    departures: Json = {"$ref": "#/$defs/DepartureDocument"}
    found = {
        "draft": by_area(),
        "given": by_area(NOT_JUDGED),
        "expected": by_area(*EXPECTED_WORDS, then=expectation) | {"minProperties": 1},
        "departures": {
            "type": "object",
            "properties": {id: {"description": title, **departures} for id, (title, _) in areas.items()},
            "additionalProperties": False if areas else departures,
        },
        "local_values": {"type": "object", "additionalProperties": {"$ref": "#/$defs/LocalValueDocument"}},
    }
    helps = {
        "draft": "Your draft grade of each area you have judged.",
        "given": "Grades taken as they are. `not_judged` is a word.",
        "expected": "Model cases only: what the rules should give. `evenhand test` runs them.",
        "departures": "Why a draft differs from what is proposed.",
        "local_values": "Thresholds that local policy sets.",
    }
    return {name: {"description": helps[name], **part} for name, part in found.items()}


def _whole(title: str, roots: list[str], definitions: Json) -> Json:
    """One schema: its root opened, and the definitions that are read from it."""
    top: Json
    if len(roots) == 1:
        top = definitions[roots[0]]
    else:
        top = {"anyOf": [{"$ref": f"#/$defs/{root}"} for root in roots]}
    used: dict[str, None] = {}
    waiting = [top]
    while waiting:
        for name in _references(waiting.pop()):
            if name not in used:
                used[name] = None
                waiting.append(definitions[name])
    return {
        "$schema": DIALECT,
        "title": title,
        **top,
        "$defs": {name: definitions[name] for name in sorted(used)},
    }


def _references(part: Any) -> Iterable[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref" and isinstance(value, str):
                yield value.removeprefix("#/$defs/")
            else:
                yield from _references(value)
    elif isinstance(part, list):
        for one in part:
            yield from _references(one)


if __name__ == "__main__":
    write_all(Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER), open_workspace())
