"""A whole rule set back to the files it could have been read from.

Loading what is printed gives an equal rule set, its places and hash aside. Amended rule sets are written
this way, and the property tests hold reader and printer together by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

import yaml

from evenhand.domain import PERCENT, Number, Scale, Source, exact_text, show_percent
from evenhand.language.framework_files import FRAMEWORK_FILE, PARAMETERS_FILE
from evenhand.language.loader import LANGUAGE
from evenhand.language.nodes import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Condition,
    DoesNotApplyTo,
    HasFinding,
    IsJudged,
    Not,
)
from evenhand.language.printer import print_condition, print_leaf, print_named, print_term
from evenhand.language.rules import (
    ALWAYS,
    AnyRule,
    Area,
    Concludes,
    Conclusion,
    DecisionTable,
    FindingTable,
    GivenOnly,
    Grades,
    Moves,
    Parameter,
    Period,
    Role,
    Rule,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
    Template,
)
from evenhand.language.ruleset import RuleSet

Written = dict[str, Any]

OTHER_RULES_FILE = "findings.yaml"


def print_rule_set(rule_set: RuleSet) -> dict[str, str]:
    """The files of a rule set by name, as YAML text."""
    files: dict[str, Written] = {FRAMEWORK_FILE: _framework(rule_set)}
    if rule_set.parameters:
        written = {id: _parameter(known) for id, known in rule_set.parameters.items()}
        files[PARAMETERS_FILE] = {"parameters": written}
    for area in rule_set.areas:
        files[f"{area.id}.yaml"] = _area(area, rule_set)
    if rule_set.other_rules:
        rules = [_rule(rule, rule_set) for rule in rule_set.other_rules]
        files[OTHER_RULES_FILE] = {"rules": rules}
    return {name: dump(content) for name, content in files.items()}


def dump(content: Written) -> str:
    """Plain data as YAML in block style, keys in the order given."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def _framework(rule_set: RuleSet) -> Written:
    scales = {id: _scale(scale) for id, scale in rule_set.scales.items()}
    return _without_nothing(
        {
            "framework": rule_set.id,
            "version": rule_set.version,
            "amends": rule_set.amends,
            "title": rule_set.title,
            "language": LANGUAGE,
            "status": rule_set.status,
            "in_force": _period(rule_set.in_force) or {},
            "evidence_schema": rule_set.schema.id,
            "source": _source(rule_set.source),
            "note": rule_set.note,
            "scales": scales,
            "areas": [area.id for area in rule_set.areas],
            "groups": {id: list(members) for id, members in rule_set.groups.items()} or None,
            "finding_kinds": dict(rule_set.finding_kinds) or None,
        }
    )


def _scale(scale: Scale) -> Written:
    return _without_nothing(
        {
            "grades": list(scale.names),
            "titles": dict(scale.titles) or None,
            "points": None if scale.points is None else [str(point) for point in scale.points],
            "also_called": {key: list(names) for key, names in scale.also_called.items()} or None,
        }
    )


def _period(period: Period) -> Written | None:
    written = {}
    if period.start is not None:
        written["from"] = period.start.isoformat()
    if period.end is not None:
        written["to"] = period.end.isoformat()
    return written or None


def _source(source: Source | None) -> Written | None:
    if source is None:
        return None
    return _without_nothing({"document": source.document, "part": source.part, "url": source.url})


def _without_nothing(written: Mapping[str, Any]) -> Written:
    return {key: value for key, value in written.items() if value is not None}


def _parameter(parameter: Parameter) -> Written:
    def threshold(value: Number | None) -> str | None:
        if value is None:
            return None
        return show_percent(value, 15) if parameter.is_share else exact_text(value)

    values = [
        _without_nothing(
            {
                "from": None if dated.start is None else dated.start.isoformat(),
                "value": dated.written,
                "source": _source(dated.source),
                "note": dated.note,
            }
        )
        for dated in parameter.values
    ]
    return _without_nothing(
        {
            "title": parameter.title,
            "unit": PERCENT if parameter.is_share else parameter.unit,
            "values": values,
            "local": "yes" if parameter.local else None,
            "min": threshold(parameter.lowest),
            "max": threshold(parameter.highest),
            "note": parameter.note,
        }
    )


# --- areas and rules ---------------------------------------------------------------------------------


def _area(area: Area, rule_set: RuleSet) -> Written:
    judged = None if area.judged_when is None else print_condition(area.judged_when)
    return _without_nothing(
        {
            "area": area.id,
            "title": area.title,
            "scale": _scale_name(area.scale, rule_set),
            "role": None if area.role is Role.JUDGEMENT else area.role.value,
            "part_of": area.part_of,
            "given_only": "yes" if isinstance(area.start, GivenOnly) else None,
            "judged_when": judged,
            "starts_at": _start(area.start, rule_set),
            "rules": [_rule(rule, rule_set) for rule in area.rules] or None,
        }
    )


def _scale_name(scale: Scale, rule_set: RuleSet) -> str:
    return next(id for id, known in rule_set.scales.items() if known == scale)


def _start(start: Start, rule_set: RuleSet) -> str | Written | None:
    match start:
        case GivenOnly():
            return None
        case StartGrade(grade):
            return grade
        case StartAt(subject):
            return print_named(subject)
        case StartMedian(areas, ties):
            return {"median_of": list(areas), "ties": ties.value}
        case StartExtreme(best, areas):
            return {"best_of" if best else "worst_of": list(areas)}
        case StartTable(table):
            return {"hit": table.hit.value, "table": print_table(table, "grade", rule_set)}
        case _:
            assert_never(start)


def _rule(rule: AnyRule, rule_set: RuleSet) -> Written:
    written: Written = {"id": rule.id, "title": rule.title}
    if isinstance(rule, FindingTable):
        written["hit"] = rule.table.hit.value
        written["table"] = print_table(rule.table, "finding", rule_set)
    else:
        written.update(_body(rule, rule_set))
    period = None if rule.in_force == ALWAYS else _period(rule.in_force)
    written.update(
        _without_nothing(
            {
                "because": None if rule.because is None else print_template(rule.because),
                "source": _source(rule.source),
                "in_force": period,
                "note": rule.note,
            }
        )
    )
    return written


def _body(rule: Rule, rule_set: RuleSet) -> Written:
    return _without_nothing(
        {
            "when": None if rule.when is None else print_condition(rule.when),
            "unless": None if rule.unless is None else print_condition(rule.unless),
            "then": _conclusion(rule.conclusion, rule_set),
        }
    )


def _conclusion(conclusion: Conclusion, rule_set: RuleSet) -> Written:
    match conclusion:
        case Concludes(id):
            finding = rule_set.findings[id]
            named = finding.name if finding.name == id else {"id": id, "name": finding.name}
            return _without_nothing({"finding": named, "as": finding.kind})
        case Grades(modality, grade):
            return {modality.value: grade}
        case Moves(steps):
            grades = "1 grade" if abs(steps) == 1 else f"{abs(steps)} grades"
            return {"raise" if steps > 0 else "lower": grades}
        case _:
            assert_never(conclusion)


def print_template(template: Template) -> str:
    """A reason with its names between braces."""
    return "".join(f"{{{part}}}" if index % 2 else part for index, part in enumerate(template.parts))


# --- tables ------------------------------------------------------------------------------------------


def print_table(table: DecisionTable, outcome: str, rule_set: RuleSet) -> str:
    """A table as a block of text, with the ids of its rows."""
    head = ["id", *(column.head for column in table.columns), outcome]
    lines = [head]
    for row in table.rows:
        cells = [
            "-" if cell is None else print_cell(cell, column.head)
            for cell, column in zip(row.cells, table.columns, strict=True)
        ]
        concluded = row.outcome
        if concluded is not None and concluded in rule_set.findings:
            concluded = rule_set.findings[concluded].name
        lines.append([row.id, *cells, concluded or "-"])
    widths = [max(len(line[index]) for line in lines) for index in range(len(head))]
    return "".join(
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )


def print_cell(cell: Condition, head: str) -> str:
    """A cell: its leaf without the left side."""
    match cell:
        case HasFinding():
            return "yes"
        case Not(HasFinding()):
            return "no"
        case IsJudged():
            return "judged"
        case Not(IsJudged()):
            return "not judged"
        case DoesNotApplyTo():
            return "does not apply"
        case Between(_, low, high):
            return f"{print_term(low)} to {print_term(high)}"
        case Not(Between(_, low, high)):
            return f"not {print_term(low)} to {print_term(high)}"
        case Compare(_, comparison, right):
            return f"{comparison} {print_term(right)}"
        case AnyOf(parts) | AllOf(parts):
            # `5 or 7`, and `not 5 or 7`: equalities of one number.
            inner = [part.leaf if isinstance(part, Not) else part for part in parts]
            values = [print_term(part.right) for part in inner if isinstance(part, Compare)]
            return ("not " if isinstance(cell, AllOf) else "") + " or ".join(values)
        case _:
            text = print_leaf(cell)  # type: ignore[arg-type]
            return text.removeprefix(f"{head} ").removeprefix("is ")
