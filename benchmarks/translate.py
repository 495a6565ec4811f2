"""A pack of the workload as a rule set of our own language, and its records as cases.

The rule set is written as YAML files and read by the same loader as any other: there is no special path.
Grade 0 of the workload (no rule supports any grade) is the bottom of the scale, at which every area
starts. A missing indicator is an item that was not looked at.
"""

from __future__ import annotations

import datetime
from typing import Any

import yaml

from benchmarks.engines.engine import items_of
from benchmarks.workload import Pack, Record
from evenhand.diagnostics import InvalidInput, Problems
from evenhand.domain import Case
from evenhand.evidence import (
    EvidenceSchema,
    PlacedEntry,
    build_profile,
    read_entries,
    read_schema,
)
from evenhand.language import RuleSet, RulesInForce, load_rule_set
from evenhand.source import read_yaml

ON = datetime.date(2026, 11, 1)
"""The day of every record's inspection."""

SCHEMA = "workload"
GRADES = ("no_grade", "grade_1", "grade_2", "grade_3", "grade_4")
"""The grades 0 to 4 of the workload."""

_TYPES = {"int": "count", "pct": "number", "ord": "level", "bool": "yes_no"}
_RANKED = {">=": "is at least", "<=": "is at most", "==": "is", "!=": "is not"}
_OPERATIONS = {
    ">=": lambda value, threshold: value >= threshold,
    "<=": lambda value, threshold: value <= threshold,
    ">": lambda value, threshold: value > threshold,
    "<": lambda value, threshold: value < threshold,
    "==": lambda value, threshold: value == threshold,
    "!=": lambda value, threshold: value != threshold,
}

Written = dict[str, Any]
"""A file as a person writes it, before it is text."""


# --- files --------------------------------------------------------------------------------------------


def schema_text(pack: Pack) -> str:
    """The evidence schema of a pack, as YAML."""
    items = {indicator["id"]: _item(indicator) for indicator in pack["indicators"]}
    return _text({"schema": SCHEMA, "title": "The items of the workload", "items": items})


def rule_set_files(pack: Pack) -> dict[str, str]:
    """The files of a pack's rule set by name, as YAML: the framework, one file an area, and the overall."""
    files = {"framework.yaml": _text(_framework(pack))}
    for area in pack["areas"]:
        rules = [_rule(rule, pack) for rule in pack["rules"] if rule["then"]["area"] == area]
        written = {"area": area, "title": _words(area), "starts_at": GRADES[0], "rules": rules}
        files[f"{area}.yaml"] = _text(written)
    overall = {
        "area": "overall",
        "title": "Overall",
        "starts_at": GRADES[-1],
        "rules": [_overall_rule(condition) for condition in pack["overall"]],
    }
    files["overall.yaml"] = _text(overall)
    return files


def load_pack(pack: Pack) -> RulesInForce:
    """A pack's rule set, read from its files. Raises InvalidInput where they are not right."""
    problems = Problems()
    schema = read_schema(schema_text(pack), f"{SCHEMA}.yaml", problems)
    rule_set = load_rule_set(rule_set_files(pack), {SCHEMA: schema}.get, problems)
    problems.raise_if_errors()
    if rule_set is None:
        raise InvalidInput([])
    return rule_set.in_force_on(ON)


def _framework(pack: Pack) -> Written:
    return {
        "framework": "workload",
        "version": pack["version"],
        "title": "The workload of the benchmarks",
        "language": 1,
        "status": "in_force",
        "in_force": {"from": "2020-01-01"},
        "evidence_schema": SCHEMA,
        "scales": {"grades": {"grades": list(GRADES)}},
        "areas": [*pack["areas"], "overall"],
    }


def _item(indicator: Written) -> Written:
    kind = _TYPES[indicator["type"]]
    found: Written = {"type": kind, "title": f"Item {indicator['id']}", "better": "neither"}
    if kind == "level":
        found["levels"] = [level_name(value) for value in range(indicator["min"], indicator["max"] + 1)]
    elif kind != "yes_no":
        found |= {"min": indicator["min"], "max": indicator["max"]}
    return found


def _text(written: Written) -> str:
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=1000)


def _words(id: str) -> str:
    return id.replace("_", " ").capitalize()


# --- rules --------------------------------------------------------------------------------------------


def _rule(rule: Written, pack: Pack) -> Written:
    conclusion = rule["then"]
    effect = "supports" if conclusion["kind"] == "supports" else "at_most"
    items = dict.fromkeys(items_of(rule["when"]))
    return {
        "id": rule["id"],
        "title": f"Rule {rule['id']} of {_words(conclusion['area'])}",
        "when": _condition(rule["when"], pack),
        "then": {effect: GRADES[conclusion["grade"]]},
        "because": f"{', '.join(f'{item} is {{{item}}}' for item in items)}.",
        "source": {"document": "The workload of the benchmarks", "part": rule["id"]},
    }


def _condition(expression: Written, pack: Pack) -> Any:
    if "cmp" in expression:
        return _leaf(*expression["cmp"], pack)
    connective, key = ("all", "and") if "and" in expression else ("any", "or")
    return {connective: [_condition(part, pack) for part in expression[key]]}


def _leaf(item: str, operation: str, threshold: int | bool, pack: Pack) -> str:
    indicator = next(one for one in pack["indicators"] if one["id"] == item)
    if indicator["type"] == "bool":
        return f"{item} is {_answer(threshold)}"
    holds = _OPERATIONS[operation]
    outcomes = {holds(value, threshold) for value in range(indicator["min"], indicator["max"] + 1)}
    if len(outcomes) == 1:
        # Our bounds decide such a comparison even where the item is unknown, and the reference leaves it
        # undecided there. That is what this leaf means.
        return f"{item} is known" if outcomes == {True} else f"{item} is not known"
    if indicator["type"] == "ord":
        return f"{item} {_RANKED[operation]} {level_name(threshold)}"
    return f"{item} {operation} {threshold}"


def level_name(value: int) -> str:
    """What the schema calls a value of a level item."""
    return f"level_{value}"


def _answer(value: int | bool) -> str:
    return "yes" if value else "no"


def _overall_rule(condition: Written) -> Written:
    areas, grade = condition["areas"], GRADES[condition["at_most"]]
    if len(areas) == 1:
        when = f"{areas[0]} is at most {grade}"
    else:
        listed = f"{', '.join(areas[:-1])} and {areas[-1]}"
        when = f"at least {condition['count']} of {listed} are at most {grade}"
    return {
        "id": condition["id"],
        "title": f"Rule {condition['id']} of overall",
        "when": when,
        "then": {"at_most": GRADES[condition["cap"]]},
        "because": f"{', '.join(f'{area} is {{{area}}}' for area in areas)}.",
        "source": {"document": "The workload of the benchmarks", "part": condition["id"]},
    }


# --- records ------------------------------------------------------------------------------------------


def case_of(record: Record, rule_set: RuleSet) -> Case:
    """A record as a checked case, read as an inspection file's evidence is."""
    return Case(build_profile(_entries(record, rule_set.schema), (), (), None, Problems()))


def _entries(record: Record, schema: EvidenceSchema) -> tuple[PlacedEntry, ...]:
    problems = Problems()
    written = [
        {"item": item, "value": _value(value, schema.items[item].type), "source": "workload"}
        for item, value in record.items()
    ]
    found = read_entries(read_yaml(_text_of(written), "record.yaml", problems), schema, problems)
    problems.raise_if_errors()
    return found


def _text_of(entries: list[Written]) -> str:
    return "\n".join(
        f"- {{item: {entry['item']}, value: {entry['value']}, source: {entry['source']}}}"
        for entry in entries
    )


def _value(value: int | bool, kind: str) -> str:
    if kind == "yes_no":
        return _answer(value)
    return level_name(value) if kind == "level" else str(value)
