"""Rules in words: how a rule is named, what it concludes, and its own reason filled with evidence."""

from __future__ import annotations

from typing import assert_never

from evenhand.domain import Source
from evenhand.evaluation.trace import AnyRuleStep
from evenhand.evaluation.truth import Truth
from evenhand.explanation.asked import finding_name
from evenhand.explanation.book import Book
from evenhand.explanation.document import Line, Link, line
from evenhand.explanation.values import name_words, names_words, or_better
from evenhand.explanation.words import (
    counted,
    listed,
    number_word,
    percent,
    quoted,
    sentence,
    tidy,
)
from evenhand.language import (
    AnyRule,
    Concludes,
    FindingTable,
    Grades,
    Modality,
    Moves,
    Rule,
    Template,
)


def rule_name(rule: AnyRule, book: Book) -> str:
    """A rule's title with its id: `“Managers keep a grip” (HP3)`; without a title, what it concludes."""
    title = rule.title.strip()
    if title and title != rule.id:
        return f"{quoted(title)} ({rule.id})"
    return f"the rule that {conclusion_words(rule, book)} ({rule.id})"


def rule_names(ids: tuple[str, ...], book: Book) -> str:
    """Several rules as a list in a sentence."""
    return listed(rule_name(book.rule_steps[id].rule, book) for id in ids)


def conclusion_words(rule: AnyRule, book: Book) -> str:
    """What a rule does when it fires, as the end of a sentence that the rule begins."""
    if isinstance(rule, FindingTable):
        outcomes = dict.fromkeys(row.outcome for row in rule.table.rows if row.outcome is not None)
        names = [finding_name(book.rules, outcome) for outcome in outcomes]
        if len(names) == 1:
            return f"makes the finding {names[0]}"
        return f"makes one of the findings {listed(names, 'or')}"
    match rule.conclusion:
        case Concludes(finding):
            return f"makes the finding {finding_name(book.rules, finding)}"
        case Grades(modality, grade):
            scale = book.scale_of(rule.id)
            if modality is Modality.SUPPORTS:
                return f"points to {or_better(scale, scale.position(grade))}"
            return _limit_words(modality, name_words(scale, grade))
        case Moves(steps):
            size = abs(steps)
            grades = f"{number_word(size)} grade{'' if size == 1 else 's'}"
            return f"{'raises' if steps > 0 else 'lowers'} the start by {grades}"
        case _:
            assert_never(rule.conclusion)


def says_conclusion(rule: AnyRule, book: Book) -> bool:
    """Whether a rule's title already names the grade that it is about."""
    if not isinstance(rule, Rule) or not isinstance(rule.conclusion, Grades):
        return False
    scale = book.scale_of(rule.id)
    name = rule.conclusion.grade
    title = rule.title.lower()
    return name.replace("_", " ").lower() in title or name_words(scale, name).lower() in title


def fired_words(truth: Truth) -> str:
    """`fired`, `did not fire` or `is not decided`."""
    if truth is Truth.UNKNOWN:
        return "is not decided"
    return "fired" if truth is Truth.TRUE else "did not fire"


def because_words(step: AnyRuleStep, book: Book) -> str | None:
    """The rule's own reason with the evidence filled in; None without one, or where it did not fire."""
    template = step.rule.because
    if template is None or step.truth is not Truth.TRUE:
        return None
    return fill(template, book)


def fill(template: Template, book: Book) -> str:
    """A template with each name replaced by what is recorded for it."""
    words = list(template.parts)
    for place in range(1, len(words), 2):
        following = words[place + 1] if place + 1 < len(words) else ""
        words[place] = _named(words[place], following, book)
    return sentence("".join(words))


def source_line(source: Source) -> Line:
    """A source with its address as a link where it has one."""
    words = str(source)
    return line(Link(words, source.url)) if source.url else line(words)


def _limit_words(modality: Modality, grade: str) -> str:
    if modality is Modality.LIKELY:
        return f"makes anything better than {grade} unlikely"
    return f"allows nothing {'better' if modality is Modality.AT_MOST else 'worse'} than {grade}"


def _named(name: str, following: str, book: Book) -> str:
    rules = book.rules
    if name in rules.schema.items:
        return book.short_value(rules.schema.items[name], following)
    if name in rules.rule_set.parameters:
        value = rules.parameters.get(name)
        if value is None:
            return "(not set)"
        parameter = rules.rule_set.parameters[name]
        if parameter.is_share:
            return percent(value)
        unit = parameter.unit
        repeated = unit is not None and following.lstrip().startswith(unit)
        return counted(value, None if repeated else unit)
    if name in book.trace.areas:
        return names_words(book.reading(name), area=True)
    return tidy(name)
