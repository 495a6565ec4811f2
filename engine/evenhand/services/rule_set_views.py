"""A whole rule set in plain view: where each area starts, and every rule as it is written."""

from __future__ import annotations

from typing import Any

from evenhand.diagnostics import Problems
from evenhand.domain import Source
from evenhand.explanation import (
    Block,
    Bullets,
    Document,
    Entry,
    Facts,
    Heading,
    Line,
    Paragraph,
    Strong,
    Table,
    line,
)
from evenhand.explanation.rule_words import source_line
from evenhand.explanation.words import capital, listed, sentence, tidy
from evenhand.language import FRAMEWORK_FILE, RuleSet, print_rule_set
from evenhand.services.rule_pages import period_words, table_block
from evenhand.source import plain, read_yaml

Json = dict[str, Any]

_JOINED = {"all": "all of these", "any": "any of these", "none": "none of these"}


def rule_set_json(rule_set: RuleSet) -> Json:
    """A rule set as plain data: its framework, parameters, areas and rules, as they are written."""
    files = {name: _plain(name, text) for name, text in print_rule_set(rule_set).items()}
    framework = files.pop(FRAMEWORK_FILE)
    parameters = files.pop("parameters.yaml", {})
    areas = [files.pop(f"{area.id}.yaml") for area in rule_set.areas]
    other = [rule for file in files.values() for rule in file.get("rules", [])]
    return {
        "id": rule_set.id,
        "hash": rule_set.hash,
        **{key: value for key, value in framework.items() if key not in ("framework", "areas")},
        **parameters,
        "areas": areas,
        "other_rules": other,
    }


def _plain(name: str, text: str) -> Json:
    node = read_yaml(text, name, Problems())
    found = None if node is None else plain(node)
    return found if isinstance(found, dict) else {}


def rule_set_view(rule_set: RuleSet) -> Document:
    """A rule set for reading: its particulars, every area with its rules, and its thresholds."""
    written = rule_set_json(rule_set)
    title = f"{rule_set.title} ({rule_set.name})"
    blocks: list[Block] = [Heading(1, line(title)), Facts(_particulars(rule_set))]
    if rule_set.note is not None:
        blocks.append(Paragraph(line(sentence(rule_set.note))))
    for area in written["areas"]:
        blocks.append(Heading(2, line(f"{area['title']} ({area['area']})")))
        if "judged_when" in area:
            blocks += condition_blocks("Judged only when", area["judged_when"])
        blocks += start_blocks(area)
        blocks += _rules(area.get("rules", []))
    if written["other_rules"]:
        blocks.append(Heading(2, line("Findings that more than one area may read")))
        blocks += _rules(written["other_rules"])
    blocks += _parameters(written.get("parameters", {}))
    return Document(title, tuple(blocks))


def _particulars(rule_set: RuleSet) -> tuple[tuple[str, Line], ...]:
    pairs: list[tuple[str, Line]] = [
        *([("Amends", line(rule_set.amends))] if rule_set.amends is not None else []),
        ("In force", line(period_words(rule_set.in_force))),
        ("Status", line(capital(tidy(rule_set.status)))),
        ("Evidence", line(f"{rule_set.schema.title} ({rule_set.schema.id})")),
    ]
    for scale in rule_set.scales.values():
        names = ", ".join(scale.title(name) for name in scale.names)
        pairs.append(("Grades, worst first", line(names)))
    pairs.append(("Rules", line(str(len(rule_set.all_rules)))))
    if rule_set.source is not None:
        pairs.append(("Source", source_line(rule_set.source)))
    return tuple(pairs)


def start_blocks(area: Json) -> list[Block]:
    """Where an area starts, from what is written of it."""
    start = area.get("starts_at")
    if start is None:
        return [Paragraph(line("It has no rules here: its grade is given."))]
    if isinstance(start, str):
        return [Paragraph(line(f"Starts at: {start}"))]
    if "table" in start:
        return [
            table_block(f"Starts where this table says ({start.get('hit', 'unique')} row)", start["table"])
        ]
    kind = next(key for key in ("median_of", "worst_of", "best_of") if key in start)
    members = start[kind] if isinstance(start[kind], str) else listed(start[kind])
    ties = f", ties to the {start['ties']}" if "ties" in start else ""
    return [Paragraph(line(f"Starts at: the {kind.removesuffix('_of')} of {members}{ties}"))]


def _rules(rules: list[Json]) -> list[Block]:
    return [Bullets((_rule(rule),)) for rule in rules]


def _rule(rule: Json) -> Entry:
    """One rule: its title, and under it what it asks and concludes."""
    return Entry(line(Strong(f"{rule['id']} {rule['title']}")), tuple(rule_blocks(rule)))


def rule_blocks(rule: Json) -> list[Block]:
    """What a rule asks and concludes, from what is written of it."""
    blocks: list[Block] = []
    if "table" in rule:
        blocks.append(table_block(f"Findings by this table ({rule.get('hit', 'unique')} row)", rule["table"]))
    if "when" in rule:
        blocks += condition_blocks("When", rule["when"])
    if "unless" in rule:
        blocks += condition_blocks("Unless", rule["unless"])
    return [*blocks, *(Paragraph(line(text)) for text in _concludes(rule))]


def _concludes(rule: Json) -> list[str]:
    found = []
    then = rule.get("then", {})
    for key, value in then.items():
        if key == "as":
            continue
        name = value["name"] if isinstance(value, dict) else value
        kind = f" (as {then['as']})" if key == "finding" and "as" in then else ""
        found.append(f"Then {tidy(key)}: {name}{kind}")
    if "in_force" in rule:
        period = rule["in_force"]
        found.append(f"In force from {period.get('from', 'the beginning')} to {period.get('to', 'now')}")
    if "source" in rule:
        source = rule["source"]
        found.append(f"Source: {Source(source['document'], source.get('part'))}")
    return found


def condition_blocks(lead: str, written: Any) -> list[Block]:
    """A condition as it is written, its lists as lists."""
    if isinstance(written, str):
        return [Paragraph(line(f"{lead} {written}"))]
    words, parts = joined_parts(written)
    return [Paragraph(line(f"{lead} {words}:")), Bullets(tuple(_part(part) for part in parts))]


def _part(written: Any) -> Entry:
    if isinstance(written, str):
        return Entry(line(written))
    words, parts = joined_parts(written)
    return Entry(line(f"{words}:"), (Bullets(tuple(_part(part) for part in parts)),))


def joined_parts(written: Any) -> tuple[str, list[Any]]:
    """How a condition as it is written joins its parts, in words, and the parts.

    >>> joined_parts({"at least two of": ["a is yes", "b is yes"]})
    ('at least two of these', ['a is yes', 'b is yes'])
    >>> joined_parts(["a is yes", "b is yes"])
    ('all of these', ['a is yes', 'b is yes'])
    """
    if isinstance(written, list):
        return _JOINED["all"], written
    ((key, parts),) = written.items()
    return _JOINED.get(key, f"{key} these"), parts


def _parameters(written: Json) -> list[Block]:
    if not written:
        return []
    rows = []
    for id, parameter in written.items():
        dated = parameter["values"][-1]
        unit = parameter.get("unit", "")
        value = dated["value"] if unit in ("", "%") else f"{dated['value']} {unit}"
        since = f" (from {dated['from']})" if "from" in dated else ""
        local = "; may be set by local policy" if parameter.get("local") == "yes" else ""
        rows.append((line(id), line(f"{value}{since}{local}"), line(parameter["title"])))
    columns = ("Name", "Value", "What it is")
    return [Heading(2, line("Thresholds")), Table("Latest value of each", columns, tuple(rows))]
