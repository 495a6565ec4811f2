"""The reference page of one rule set: its areas, rules, conditions, thresholds and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from evenhand.domain import Scale
from evenhand.language import (
    AnyRule,
    Area,
    Concludes,
    Condition,
    DecisionTable,
    FindingTable,
    GivenOnly,
    Grades,
    Moves,
    Parameter,
    Period,
    Rule,
    RuleSet,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
    Template,
    print_condition,
    print_named,
)
from evenhand.language.printer import Plain
from evenhand.services.markdown import cell, heading, link_to, table
from evenhand.services.rule_set_views import joined_parts


def rule_set_page(rule_set: RuleSet) -> str:
    """The page of one rule set in Markdown."""
    parts = [heading(1, f"{rule_set.title} (`{rule_set.name}`)"), *_head(rule_set)]
    for area in rule_set.areas:
        parts += _area(area, rule_set)
    if rule_set.other_rules:
        parts += [heading(2, "Findings that several areas read"), *_rules(rule_set.other_rules, rule_set)]
    if rule_set.parameters:
        parts += [heading(2, "Parameters"), _parameters(rule_set.parameters.values())]
    return "\n\n".join(parts) + "\n"


def _head(rule_set: RuleSet) -> Iterator[str]:
    facts = [
        f"- In force: {_period(rule_set.in_force)}",
        f"- Status: {rule_set.status.replace('_', ' ')}",
        f"- Evidence: [{rule_set.schema.title}](../evidence/{rule_set.schema.id}.md)",
        *(f"- Grades of `{id}`, worst first: {_grades(scale)}" for id, scale in rule_set.scales.items()),
        *(f"- Group `{id}`: {_listed(members)}" for id, members in rule_set.groups.items()),
        f"- Rules: {len(rule_set.all_rules)}",
    ]
    if rule_set.source:
        facts.append(f"- Source: {link_to(rule_set.source)}")
    yield "\n".join(facts)
    if rule_set.note:
        yield rule_set.note


def _grades(scale: Scale) -> str:
    return ", ".join(
        f"`{name}`" if scale.title(name) == name.replace("_", " ") else f"`{name}` ({scale.title(name)})"
        for name in scale.names
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _period(period: Period) -> str:
    start = f"from {period.start}" if period.start else "from the beginning"
    return f"{start} to {period.end}" if period.end else f"{start}, with no end"


def _area(area: Area, rule_set: RuleSet) -> Iterator[str]:
    yield heading(2, f"{area.title} (`{area.id}`)")
    if area.judged_when is not None:
        yield from _condition("Judged when", area.judged_when, rule_set)
    yield from _start(area.start, rule_set)
    yield from _rules(area.rules, rule_set)


def _start(start: Start, rule_set: RuleSet) -> Iterator[str]:
    match start:
        case StartGrade(grade):
            yield f"Starts at `{grade}`."
        case StartAt(subject):
            yield f"Starts at `{print_named(subject)}`."
        case StartMedian(areas, ties):
            yield f"Starts at the median of {_listed(areas)}. Ties go to the {ties}."
        case StartExtreme(best, areas):
            yield f"Starts at the {'best' if best else 'worst'} of {_listed(areas)}."
        case StartTable(decision):
            yield f"Starts at what this table says. Its hit policy is `{decision.hit}`."
            yield _table(decision, "grade", rule_set)
        case GivenOnly():
            yield "This area has no rules here. Its grade is given, or it is undecided."
        case _:
            assert_never(start)


def _rules(rules: Iterable[AnyRule], rule_set: RuleSet) -> Iterator[str]:
    for rule in rules:
        yield heading(3, f"{rule.id}. {rule.title}")
        if isinstance(rule, FindingTable):
            yield f"A table of findings. Its hit policy is `{rule.table.hit}`."
            yield _table(rule.table, "finding", rule_set)
        else:
            yield from _conditions(rule, rule_set)
            yield f"Then {_conclusion(rule, rule_set)}."
        if rule.in_force != Period():
            yield f"In force {_period(rule.in_force)}."
        if rule.because:
            yield f"Because: {_template(rule.because)}"
        if rule.source:
            yield f"Source: {link_to(rule.source)}."
        if rule.note:
            yield f"Note: {rule.note}"


def _conditions(rule: Rule, rule_set: RuleSet) -> Iterator[str]:
    for lead, condition in (("When", rule.when), ("Unless", rule.unless)):
        if condition is not None:
            yield from _condition(lead, condition, rule_set)


def _condition(lead: str, condition: Condition, rule_set: RuleSet) -> Iterator[str]:
    written = print_condition(condition)
    if isinstance(written, str):
        yield f"{lead} `{_named(written, rule_set)}`."
        return
    words, parts = joined_parts(written)
    yield f"{lead} {words}:"
    yield "\n".join(_bullets(parts, "", rule_set))


def _bullets(parts: Iterable[Plain], indent: str, rule_set: RuleSet) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield f"{indent}- `{_named(part, rule_set)}`"
            continue
        words, inner = joined_parts(part)
        yield f"{indent}- {words}:"
        yield from _bullets(inner, f"{indent}  ", rule_set)


def _named(leaf: str, rule_set: RuleSet) -> str:
    """A leaf as it is written in files: a finding by its name and not by its id."""
    negated = leaf.startswith("not ")
    finding = rule_set.findings.get(leaf.removeprefix("not "))
    return leaf if finding is None else f"{'not ' if negated else ''}{finding.name}"


def _conclusion(rule: Rule, rule_set: RuleSet) -> str:
    match rule.conclusion:
        case Concludes(id):
            finding = rule_set.findings[id]
            kind = rule_set.finding_kinds.get(finding.kind or "")
            return f"finding: {finding.name}" + (f" (as {kind.lower()})" if kind else "")
        case Grades(modality, grade):
            return f"{modality.replace('_', ' ')}: `{grade}`"
        case Moves(steps):
            size = abs(steps)
            return f"{'raise' if steps > 0 else 'lower'}: {size} grade{'' if size == 1 else 's'}"
        case _:
            assert_never(rule.conclusion)


def _template(template: Template) -> str:
    """A reason as it is written, the names that are filled in between braces."""
    words = (f"`{{{part}}}`" if place % 2 else part for place, part in enumerate(template.parts))
    return " ".join("".join(words).split())


def _table(decision: DecisionTable, wanted: str, rule_set: RuleSet) -> str:
    rows = [
        [f"`{cell(_cell(part, rule_set))}`" if part else "any" for part in row.cells]
        + [_outcome(row.outcome, rule_set)]
        for row in decision.rows
    ]
    return table([*(f"`{column.head}`" for column in decision.columns), wanted], rows)


def _cell(condition: Condition, rule_set: RuleSet) -> str:
    written = print_condition(condition)
    return _named(written, rule_set) if isinstance(written, str) else str(written)


def _outcome(outcome: str | None, rule_set: RuleSet) -> str:
    if outcome is None:
        return "no finding"
    finding = rule_set.findings.get(outcome)
    return finding.name if finding else f"`{outcome}`"


def _parameters(parameters: Iterable[Parameter]) -> str:
    rows = []
    for parameter in parameters:
        for dated in parameter.values:
            since = f" from {dated.start}" if dated.start else ""
            source = link_to(dated.source) if dated.source else ""
            note = " ".join(filter(None, (dated.note, parameter.note)))
            local = "yes" if parameter.local else ""
            rows.append(
                (
                    f"**{cell(parameter.title)}**<br>`{parameter.id}`",
                    f"{dated.written}{since}",
                    local,
                    source,
                    cell(note),
                )
            )
    return table(("Threshold", "Value", "May be set locally", "Source", "Note"), rows)
