"""One rule in plain English: what it asks, what it concludes, what reads it, and where it comes from."""

from __future__ import annotations

import datetime

from evenhand.domain import Case, EvidenceProfile
from evenhand.evaluation import interpret
from evenhand.explanation import Block, Bullets, Document, Entry, Facts, Heading, Line, Paragraph, Table, line
from evenhand.explanation.asked import asked_words, subject_words
from evenhand.explanation.book import Book
from evenhand.explanation.conditions import column_title, outcome_line, wanted_words
from evenhand.explanation.rule_words import conclusion_words, source_line
from evenhand.explanation.terms import area_title
from evenhand.explanation.words import date_words, listed, lower_first, quoted, sentence, tidy
from evenhand.language import (
    AllOf,
    AnyOf,
    AnyRule,
    Condition,
    CountOf,
    DecisionTable,
    FindingTable,
    HasFinding,
    HitPolicy,
    IsJudged,
    Leaf,
    NoneOf,
    Period,
    RuleSet,
    RulesInForce,
    Template,
    finding_in_leaf,
    findings_of,
    leaves_of_rule,
    positive_of,
)
from evenhand.services.rule_sets import FoundRule, day_in_force


def period_words(period: Period) -> str:
    """Days in force, in words.

    >>> period_words(Period(datetime.date(2018, 1, 1), None))
    'from 1 January 2018'
    """
    parts = []
    if period.start is not None:
        parts.append(f"from {date_words(period.start)}")
    if period.end is not None:
        parts.append(f"to {date_words(period.end)}")
    return " ".join(parts) or "on every day"


def table_block(caption: str, written: str) -> Table:
    """A decision table from the block of text that it is written as."""
    rows = [[cell.strip() for cell in row.split("|")] for row in written.strip().splitlines()]
    return Table(caption, tuple(rows[0]), tuple(tuple(line(cell) for cell in row) for row in rows[1:]))


def rule_page(found: FoundRule, today: datetime.date) -> Document:
    """One rule in plain English, with thresholds as they stand on the day nearest to `today` in its force."""
    rule_set, rule = found.rule_set, found.rule
    rules = rule_set.in_force_on(day_in_force(rule.in_force, day_in_force(rule_set.in_force, today)))
    # A rule's conclusion is worded from a trace: that of an inspection of which nothing is known yet.
    book = Book(interpret(rules, Case(EvidenceProfile({}))))
    title = f"{tidy(rule.title)} ({rule.id})"
    area = book.area_of(rule.id)
    facts: list[tuple[str, Line]] = [("Rule set", line(f"{rule_set.title} ({rule_set.name})"))]
    if area is not None:
        facts.append(("Judgement area", line(area_title(rules, area))))
    period = rule.in_force if rule.in_force != Period() else rule_set.in_force
    facts.append(("In force", line(period_words(period))))
    blocks: list[Block] = [Heading(1, line(title)), Facts(tuple(facts))]
    blocks += _asks(rule, rules, book)
    blocks.append(Paragraph(line(f"Then it {conclusion_words(rule, book)}.")))
    readers = _readers(rule, rule_set)
    if readers:
        blocks.append(Paragraph(line(f"Read by {listed(readers)}.")))
    if rule.because is not None:
        blocks.append(Paragraph(line(f"Its reason: {quoted(_reason(rule.because, rules))}")))
    if rule.note is not None:
        blocks.append(Paragraph(line(f"Note: {sentence(rule.note)}")))
    if rule.source is not None:
        blocks.append(Paragraph(line("Source: ", *source_line(rule.source))))
    return Document(title, tuple(blocks))


def _asks(rule: AnyRule, rules: RulesInForce, book: Book) -> list[Block]:
    if isinstance(rule, FindingTable):
        return [_table_in_english(rule.table, book)]
    blocks: list[Block] = []
    if rule.when is not None:
        blocks += _in_english("When", rule.when, rules)
    if rule.unless is not None:
        blocks += _in_english("Unless", rule.unless, rules)
    return blocks


def _table_in_english(table: DecisionTable, book: Book) -> Table:
    """A table of findings: what each row asks of each column, and the finding it makes."""
    columns = tuple(column_title(column, book) for column in table.columns)
    rows = tuple(
        (*(line(_cell(cell, book.rules)) for cell in row.cells), outcome_line(row.outcome, book, None))
        for row in table.rows
    )
    which = "the first row that fits" if table.hit is HitPolicy.FIRST else "the one row that fits"
    return Table(f"It makes the finding of {which}", (*columns, "Finding"), rows)


def _cell(cell: Condition | None, rules: RulesInForce) -> str:
    match cell:
        case None:
            return "anything"
        case AllOf(parts):
            return listed(_cell(part, rules) for part in parts)
        case AnyOf(parts) | NoneOf(parts) | CountOf(_, _, parts):
            return listed((_cell(part, rules) for part in parts), "or")
        case _:
            return asked_words(cell, rules)


def _in_english(lead: str, condition: Condition, rules: RulesInForce) -> list[Block]:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | CountOf(_, _, parts):
            words = lower_first(wanted_words(condition, len(parts)))
            entries = tuple(_entry(part, rules) for part in parts)
            return [Paragraph(line(f"{lead} {words}:")), Bullets(entries)]
        case _:
            return [Paragraph(line(f"{lead}: {_leaf(condition, rules)}."))]


def _entry(condition: Condition, rules: RulesInForce) -> Entry:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts) | CountOf(_, _, parts):
            below = Bullets(tuple(_entry(part, rules) for part in parts))
            return Entry(line(f"{wanted_words(condition, len(parts))}:"), (below,))
        case _:
            return Entry(line(_leaf(condition, rules)))


def _leaf(leaf: Leaf, rules: RulesInForce) -> str:
    inner = positive_of(leaf)
    subject = subject_words(leaf, rules)
    if isinstance(inner, HasFinding):
        return f"{subject} is {'not ' if inner is not leaf else ''}made"
    if isinstance(inner, IsJudged):
        return f"{subject} is {'not ' if inner is not leaf else ''}judged"
    return f"{subject}: {asked_words(leaf, rules)}"


def _readers(rule: AnyRule, rule_set: RuleSet) -> list[str]:
    """The rules that read what this one finds."""
    findings = set(findings_of(rule))
    return [
        f"{quoted(other.title)} ({other.id})"
        for other in rule_set.all_rules
        if any(finding_in_leaf(leaf) in findings for leaf in leaves_of_rule(other))
    ]


def _reason(template: Template, rules: RulesInForce) -> str:
    """A reason with each name replaced by what will stand there, in square brackets."""
    words = [f"[{_named(part, rules)}]" if place % 2 else part for place, part in enumerate(template.parts)]
    return " ".join("".join(words).split())


def _named(name: str, rules: RulesInForce) -> str:
    if name in rules.schema.items:
        return lower_first(tidy(rules.schema.items[name].title))
    parameter = rules.rule_set.parameters.get(name)
    if parameter is not None:
        return lower_first(tidy(parameter.title))
    return lower_first(area_title(rules, name))
