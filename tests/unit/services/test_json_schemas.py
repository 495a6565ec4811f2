"""The JSON Schemas that editors use, held to the shipped files and to what the reader accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from evenhand.diagnostics import InvalidInput, Problems
from evenhand.evidence import BadValue, EvidenceSchema, read_value
from evenhand.services.json_schemas import FOLDER, KINDS, json_schema, schema_files, write_all
from evenhand.services.workspace import Workspace

TOP = Path(__file__).parents[3]
SHIPPED = sorted(
    path for folder in ("rules", "evidence_schemas", "casebooks") for path in (TOP / folder).rglob("*.yaml")
)
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, which editors read: `yes` and dates are text, `17.2` is a number."""


AsEditorsRead.yaml_implicit_resolvers = {}
for tag, written, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    AsEditorsRead.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{written})$"), list(first)
    )


def as_an_editor_reads(text: str) -> Any:
    return yaml.load(text, AsEditorsRead)  # a subclass of the safe loader


@cache
def shipped_workspace() -> Workspace:
    return Workspace((TOP,))


@cache
def validator(kind: str, schema_id: str | None = None) -> Draft202012Validator:
    found = json_schema(kind, shipped_workspace(), schema_id)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def faults(kind: str, text: str, schema_id: str | None = None) -> list[str]:
    """Where an editor would underline `text`, as paths of keys."""
    return sorted({"/".join(map(str, path)) for path in _paths(kind, text, schema_id)})


def _paths(kind: str, text: str, schema_id: str | None) -> Iterator[tuple[str | int, ...]]:
    for error in validator(kind, schema_id).iter_errors(as_an_editor_reads(text)):
        yield tuple(error.absolute_path)


# --- the shipped files -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(TOP).as_posix())
def test_a_shipped_file_names_its_schema_in_its_first_line_and_keeps_to_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = MODELINE.fullmatch(text.split("\n", 1)[0])
    assert named, "the first line names no schema"
    schema = path.parent / named[1]
    assert schema.is_file(), f"there is no {named[1]}"
    check = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert [error.json_path for error in check.iter_errors(as_an_editor_reads(text))] == []


def test_the_written_schemas_are_up_to_date() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (TOP / FOLDER).glob("*.json")}
    assert written == schema_files(shipped_workspace()), (
        f"write them again: python -m evenhand.services.json_schemas {FOLDER}"
    )


def test_writing_makes_the_folder(tmp_path: Path) -> None:
    write_all(tmp_path / "json", shipped_workspace())
    assert (tmp_path / "json" / "inspection.children_social_care.schema.json").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_schema_whose_references_lead_somewhere(kind: str) -> None:
    found = validator(kind).schema
    assert isinstance(found, dict)
    named = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(found)))
    assert named <= {f"#/$defs/{name}" for name in found["$defs"]}
    assert '"null"' not in json.dumps(found)


# --- what is underlined while you type ---------------------------------------------------------------

INSPECTION = "inspection: {id: A, framework: ilacs, on: 2024-05-13}\n"


@pytest.mark.parametrize(
    ("written", "underlined"),
    [
        ("evidence:\n  - {item: caseload_mean, value: 17.2}", []),
        ("evidence:\n  - {item: casload_mean, value: 17.2}", ["evidence"]),
        ("evidence:\n  - {item: caseload_mean, value: 172}", ["evidence"]),
        ("evidence:\n  - {item: plan_quality, value: stong}", ["evidence"]),
        ("evidence:\n  - {item: plan_quality, value: sound or strong}", []),
        ("evidence:\n  - {item: plan_quality, valu: sound}", ["evidence"]),
        ("evidence:\n  - {item: plan_quality, value: does not apply}", ["evidence"]),
        ("evidence:\n  - {item: children_seen_alone, value: does not apply}", []),
        ("evidence:\n  - {item: children_seen, value: 0.9}", ["evidence"]),
        ("evidence:\n  - {item: children_seen, unknown: not looked at}", []),
        ("evidence:\n  - {item: children_seen, unknown: dunno}", ["evidence"]),
        ("evidence:\n  - {item: children_seen, value: 90%, unknown: not looked at}", ["evidence"]),
        ("evidence:\n  - {item: children_seen, value: 90%, settles: yes}", ["evidence"]),
        ("evidence:\n  - {item: children_seen, value: 90%, settles: yes, note: counted again}", []),
        ("evidence:\n  - {item: unallocated_children, value: 4}", ["evidence"]),
        ("evidence: {caseload_mean: 17.2, children_seen: 31 of 40}", []),
        ("evidence: {caseload_mean: high}", ["evidence"]),
        ("evidence: {children_seen: {value: 31 of 40, sampled: yes}}", []),
        ("evidence: {children_seen: {value: 31 of 40, sampled: true}}", ["evidence"]),
        ("draft: {leaders: good}", []),
        ("draft: {ledaers: good}", ["draft"]),
        ("draft: {leaders: goood}", ["draft/leaders"]),
        ("draft: {leaders: not_judged}", ["draft/leaders"]),
        ("given: {leaders: not_judged}", []),
        ("expected: {leaders: undecided}", []),
        ("expected: {leaders: {grade: good, becuase: x}}", ["expected/leaders"]),
        ("departures: {leaders: {reason: Seen on site, by: INS-1}}", []),
        ("departures: {leaders: {reason: Seen on site}}", ["departures/leaders"]),
        ("assume: {harm_left_too_long: {value: no, because: not published}}", []),
        (
            "assume: {harm_left_too_long: {value: 0, because: not published}}",
            ["assume/harm_left_too_long/value"],
        ),
        ("previous: none", []),
        ("previous: {on: 2021-03-01, grades: {overall: adequate}}", []),
        ("evidnce: []", [""]),
    ],
)
def test_an_inspection_is_underlined_where_it_is_wrong(written: str, underlined: list[str]) -> None:
    assert faults("inspection", INSPECTION + written, "children_social_care") == underlined


AREA = "area: leaders\ntitle: Leaders\nstarts_at: good\nrules:\n  - id: L1\n    title: A rule\n"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("    when: caseload_mean <= 18\n    then: {supports: good}", True),
        ("    when: [a is yes, {any: [b is yes, c is yes]}]\n    then: {supports: good}", True),
        ("    when: {at least two of: [a is yes, b is yes]}\n    then: {raise: 1 grade}", True),
        ("    when: {exactly 3 of: [a, b, c, d]}\n    then: {lower: 2 grades}", True),
        ("    when: {either: [a is yes]}\n    then: {supports: good}", False),
        ("    when: {all: [a is yes], any: [b is yes]}\n    then: {supports: good}", False),
        ("    when: {all: []}\n    then: {supports: good}", False),
        ("    when: a is yes\n    then: {awards: good}", False),
        ("    when: a is yes\n    then: {supports: good, finding: grip}", False),
        ("    when: a is yes\n    then: {supports: good, as: strength}", False),
        (
            "    when: a is yes\n    then: {finding: {id: grip, name: managers keep a grip}, as: strength}",
            True,
        ),
        ("    when: a is yes\n    then: {raise: good}", False),
        ("    hit: first\n    table: |\n      a | finding\n      - | grip", True),
        ("    hit: frist\n    table: |\n      a | finding\n      - | grip", False),
        ("    wen: a is yes\n    then: {supports: good}", False),
    ],
)
def test_a_rule_is_underlined_where_it_is_wrong(written: str, right: bool) -> None:
    assert (faults("area", AREA + written) == []) == right
    assert (faults("rules", AREA + written) == []) == right


@pytest.mark.parametrize(
    ("start", "right"),
    [
        ("good", True),
        ("{median_of: [a, b], ties: better}", True),
        ("{median_of: [a, b], ties: best}", False),
        ("{average_of: [a, b]}", False),
        ("{worst_of: practice_areas}", True),
        ('{hit: first, table: "a | grade"}', True),
        ("[good]", False),
    ],
)
def test_a_start_is_underlined_where_it_is_wrong(start: str, right: bool) -> None:
    assert (faults("area", f"area: a\ntitle: A\nstarts_at: {start}") == []) == right


AMENDMENT = (
    "amendment: a\ntitle: A\namends: ilacs@2023\nchanges:\n  - id: one\n    because: It is tried.\n    "
)


@pytest.mark.parametrize(
    ("action", "right"),
    [
        ("remove_rule: OV2", True),
        ("set_parameter: {parameter: visit_interval, value: 6 weeks, from: 2024-09-01}", True),
        ("set_parameter: {parameter: visit_interval, value: 28}", True),
        ("set_parameter: {parameter: visit_interval, unit: days}", False),
        ("replace_rule: {id: OV2, title: A rule, when: a is yes, then: {at_most: good}}", True),
        ("replace_rule: {id: OV2, title: A rule, wen: a is yes, then: {at_most: good}}", False),
        (
            "add_rule: {area: overall, id: OV4, title: A rule, unless: [a is yes], then: {awards: good}}",
            False,
        ),
        ("set_area: {area: overall, ties: worse}", True),
        ("set_area: {area: overall, ties: wrose}", False),
        ("set_area: {area: overall, starts_at: {worst_of: practice_areas}, without: [judged_when]}", True),
        ("set_area: {area: overall, starts_at: {average_of: practice_areas}}", False),
        (
            "add_area: {area: a, title: A, starts_at: good, rules: [{id: R, title: T, when: {some: [a]}}]}",
            False,
        ),
        ("rename_grade: {grade: good, to: fine}", True),
        ("rename_grade: {grade: good}", False),
        ("remove_rule: OV2\n    remove_area: overall", False),
        ("note: It does nothing", False),
    ],
)
def test_a_change_is_underlined_where_it_is_wrong(action: str, right: bool) -> None:
    assert (faults("amendment", AMENDMENT + action) == []) == right


def test_other_files_are_underlined_where_they_are_wrong() -> None:
    parameters = "parameters: {expected: {title: Expected, values: [{valeu: 85%}]}}"
    assert faults("parameters", parameters) != []
    framework = (TOP / "rules/ilacs/2023/framework.yaml").read_text(encoding="utf-8")
    assert faults("framework", framework) == []
    assert faults("framework", framework.replace("status: in_force", "status: in force")) == ["status"]
    assert faults("casebook", "casebook: model\ntitle: Model\nkind: modle\nsource: {document: x}\nlicence: y")


def test_model_cases_know_items_where_the_evidence_schema_is_named() -> None:
    written = "examples: [{id: a, title: A, evidence: {caseload_maen: 12}, expected: {leaders: good}}]"
    assert faults("examples", written) == []
    assert faults("examples", written, "children_social_care") != []


def test_an_unknown_evidence_schema_is_told_with_the_nearest_name() -> None:
    with pytest.raises(InvalidInput) as told:
        json_schema("inspection", shipped_workspace(), "childrens_social_care")
    assert [(one.code.id, one.hint) for one in told.value.diagnostics] == [
        ("R159", "did you mean `children_social_care`?")
    ]


# --- the reader and the editor ------------------------------------------------------------------------

WRITINGS = [
    *(
        "0",
        "1",
        "4",
        "17.2",
        "-3",
        "172",
        "15 to 18",
        "3 to 5",
        "17.25",
        "007",
        "12 days",
        "6 weeks",
        "1 week",
    ),
    *("31 of 40", "31 to 34 of 40", "0 of 0", "77.5%", "70% to 80%", "70 to 80%", "43 of 40", "0.9"),
    *(
        "yes",
        "no",
        "true",
        "yes or no",
        "sound",
        "sound or strong",
        "strong or sound",
        "not_found",
        "isolated",
    ),
    *("does not apply", "12 children", "12 children per social worker", "none", "x"),
]


@pytest.fixture(scope="module")
def schema() -> EvidenceSchema:
    problems = Problems()
    found = shipped_workspace().schema("children_social_care", problems)
    assert found is not None
    return found


@pytest.mark.parametrize("written", WRITINGS)
def test_an_editor_underlines_no_value_that_the_reader_accepts(written: str, schema: EvidenceSchema) -> None:
    for item in schema.items.values():
        if item.computed is not None:
            continue
        try:
            read_value(item, written)
        except BadValue:
            continue
        text = f"{INSPECTION}evidence:\n  - item: {item.id}\n    value: {written}"
        assert faults("inspection", text, "children_social_care") == [], f"{item.id}: {written}"


def test_hover_shows_question_unit_bounds_and_place(schema: EvidenceSchema) -> None:
    found = json_schema("inspection", shipped_workspace(), "children_social_care")["$defs"][
        "value_caseload_mean"
    ]
    assert found["title"] == "Mean caseload"
    assert found["description"].split("\n\n") == [
        "What is the mean number of children for whom one social worker is responsible?",
        "Unit: children per social worker.",
        "Values: 0 to 100.",
        "Lower is better.",
        "Usually found in: Annex A lists 6 to 8, counted by allocated worker.",
    ]
