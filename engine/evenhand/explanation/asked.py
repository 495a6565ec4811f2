"""What a leaf is about and what it asks, in words: the same for every inspection under the same rules."""

from __future__ import annotations

from typing import assert_never

from evenhand.domain import Better, ItemType
from evenhand.evaluation.trace import LeafStep
from evenhand.explanation.terms import (
    area_title,
    named_phrase,
    named_subject,
    reading_words,
    term_subject,
    threshold_words,
)
from evenhand.explanation.values import name_words, or_so
from evenhand.explanation.words import either, quoted, tidy
from evenhand.language import (
    AreaGrade,
    Between,
    Compare,
    Comparison,
    DoesNotApplyTo,
    HasFinding,
    IsAgainst,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Leaf,
    Named,
    Not,
    PositiveLeaf,
    Relation,
    RulesInForce,
    Term,
    positive_of,
)


def subject_words(leaf: Leaf, rules: RulesInForce) -> str:
    """What a leaf is about, to stand first in a sentence."""
    positive = positive_of(leaf)
    match positive:
        case Compare(left) | Between(left):
            return term_subject(left, rules)
        case IsOneOf(subject) | IsRanked(subject) | IsAgainst(subject):
            return named_subject(subject, rules)
        case IsKnown(item) | DoesNotApplyTo(item):
            return tidy(item.title)
        case IsJudged(area):
            return area_title(rules, area)
        case HasFinding(finding):
            return f"The finding {finding_name(rules, finding)}"
        case _:
            assert_never(positive)


def asked_words(leaf: Leaf, rules: RulesInForce, step: LeafStep | None = None) -> str:
    """What a leaf asks of its subject: `at least 85%`, `good or outstanding`, `worse than good`.

    With a `step`, a threshold that is worked out or read elsewhere is shown with its value.
    """
    negated = isinstance(leaf, Not)
    positive: PositiveLeaf = positive_of(leaf)
    right = None if step is None else step.right
    match positive:
        case Compare(left, comparison, threshold):
            words = threshold_words(threshold, rules, right, _unit(left))
            return f"{_COMPARED[comparison, negated]}{words}"
        case Between(left, lowest, highest):
            upper = None if step is None else step.upper
            low = threshold_words(lowest, rules, right, None)
            high = threshold_words(highest, rules, upper, _unit(left))
            return f"a value outside {low} to {high}" if negated else f"between {low} and {high}"
        case IsOneOf(subject, names):
            words = either(_answer(subject, name) for name in names)
            return f"anything but {words}" if negated else words
        case IsRanked(subject, relation, name):
            return _ranked(subject, relation, _answer(subject, name), negated)
        case IsAgainst(subject, relation, other):
            words = _ranked(subject, relation, named_phrase(other, rules), negated, named=True)
            if right is None:
                return words
            return f"{words}, which is {reading_words(right, area=isinstance(other, AreaGrade))}"
        case IsKnown():
            return "no usable answer" if negated else "a recorded answer"
        case DoesNotApplyTo():
            return "anything but “does not apply”" if negated else "“does not apply”"
        case IsJudged():
            return "no judgement" if negated else "a judgement"
        case HasFinding():
            return "its absence" if negated else "it"
        case _:
            assert_never(positive)


def finding_name(rules: RulesInForce, id: str) -> str:
    """A finding's name in quotation marks."""
    found = rules.rule_set.findings.get(id)
    return quoted(found.name if found is not None else id)


_COMPARED = {
    (Comparison.AT_LEAST, False): "at least ",
    (Comparison.AT_MOST, False): "at most ",
    (Comparison.MORE, False): "more than ",
    (Comparison.LESS, False): "less than ",
    (Comparison.EQUAL, False): "exactly ",
    (Comparison.AT_LEAST, True): "less than ",
    (Comparison.AT_MOST, True): "more than ",
    (Comparison.MORE, True): "at most ",
    (Comparison.LESS, True): "at least ",
    (Comparison.EQUAL, True): "anything but ",
}


def _ranked(subject: Named, relation: Relation, name: str, negated: bool, *, named: bool = False) -> str:
    """`good or better` where the order written runs from worst to best, else `at least serious`.

    `named` says that `name` is not itself an answer but what has one: `no worse than “Leaders”`.
    """
    lower_is_better = isinstance(subject, ItemName) and subject.item.better is Better.LOWER
    directed = not isinstance(subject, ItemName) or subject.item.better is Better.HIGHER
    if relation is Relation.SAME:
        return f"something other than {name}" if negated else f"the same as {name}"
    if relation in (Relation.BETTER, Relation.WORSE):
        if not negated:
            return f"{relation.value} {name}"
        return _or_beyond(name, relation is Relation.WORSE, named=named)
    at_least = relation is Relation.AT_LEAST
    if directed:
        if negated:
            return f"{'worse' if at_least else 'better'} than {name}"
        return _or_beyond(name, at_least, named=named)
    if lower_is_better:
        if negated:
            return f"{'better' if at_least else 'worse'} than {name}"
        return _or_beyond(name, not at_least, named=named)
    if negated:
        return f"{'less' if at_least else 'more'} than {name}"
    return f"{relation.value} {name}"


def _or_beyond(name: str, better: bool, *, named: bool) -> str:
    """This or anything to one side of it: `good or better`, `no worse than “Leaders”`."""
    if named:
        return f"no {'worse' if better else 'better'} than {name}"
    return f"{name}{or_so(name)} {'better' if better else 'worse'}"


def _answer(subject: Named, name: str) -> str:
    """A level or option in quotation marks, so that `not found` is not read as a verdict; a grade bare."""
    words = name_words(subject.scale, name)
    if not isinstance(subject, ItemName) or subject.item.type is ItemType.YES_NO:
        return words
    return quoted(words)


def _unit(term: Term) -> str | None:
    return term.item.unit if isinstance(term, ItemNumber) else None
