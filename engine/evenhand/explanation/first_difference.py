"""The first point where two traces part: rules aligned by id, then the leaf that is decided otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.evaluation.trace import AnyRuleStep, ConditionStep, FindingTableStep, LeafStep, Step
from evenhand.explanation.asked import asked_words, subject_words
from evenhand.explanation.book import Book
from evenhand.explanation.evidence_differences import given_words
from evenhand.explanation.leaves import leaf_words
from evenhand.explanation.reading import Reads
from evenhand.explanation.rule_words import fired_words
from evenhand.explanation.starts import start_words
from evenhand.explanation.voices import Voice


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """Where two traces first part: a rule, a leaf of it (None: the rule as a whole), and both sides.

    `rule` is a rule's id, or the area's id with `.start` or `.judged_when`. `a` and `b` are sentences.
    """

    rule: str
    title: str
    leaf: str | None
    a: str
    b: str


def first_difference(one: Book, two: Book, id: str, reads: Reads) -> FirstDifference | None:
    """The first rule (else given grade, or start) on which an area rests that is decided otherwise."""
    for rule_id in _in_order(one, reads):
        a, b = one.rule_steps[rule_id], two.rule_steps.get(rule_id)
        if b is None or a.truth is b.truth:
            continue
        return _rule_difference(one, two, a, b)
    for area in [*(other for other in one.trace.areas if other in reads.areas), id]:
        found = _area_difference(one, two, area)
        if found is not None:
            return found
    return None


def _in_order(book: Book, reads: Reads) -> list[str]:
    """The rules on which an area rests, those that others rest on first."""
    wanted = set(reads.rules)
    found: list[str] = []
    for name in book.rules.rule_set.order:
        if name in book.trace.areas:
            found += [step.rule.id for step in book.trace.areas[name].rules]
        else:
            found += [rule.id for rule in book.rules.concluding_rules.get(name, ())]
    return [rule for rule in dict.fromkeys(found) if rule in wanted]


def _rule_difference(one: Book, two: Book, a: AnyRuleStep, b: AnyRuleStep) -> FirstDifference:
    voice = one.voice(a.rule)
    for left, right in _aligned_parts(a, b):
        pair = _first_leaf(left, right)
        if pair is None:
            continue
        leaf_a, leaf_b = pair
        asked = asked_words(leaf_a.leaf, one.rules)
        return FirstDifference(
            a.rule.id,
            a.rule.title,
            f"{subject_words(leaf_a.leaf, one.rules)}: {asked}",
            leaf_words(leaf_a, one.trace, voice).short,
            leaf_words(leaf_b, two.trace, voice).short,
        )
    return FirstDifference(
        a.rule.id,
        a.rule.title,
        None,
        f"The rule {fired_words(a.truth)}.",
        f"The rule {fired_words(b.truth)}.",
    )


def _aligned_parts(a: AnyRuleStep, b: AnyRuleStep) -> Iterator[tuple[Step, Step]]:
    if isinstance(a, FindingTableStep) or isinstance(b, FindingTableStep):
        if isinstance(a, FindingTableStep) and isinstance(b, FindingTableStep):
            rows = {row.row.id: row for row in b.table.rows}
            for row in a.table.rows:
                other = rows.get(row.row.id)
                if other is None or len(other.cells) != len(row.cells):
                    continue
                for left, right in zip(row.cells, other.cells, strict=True):
                    if left is not None and right is not None:
                        yield left, right
        return
    for one, two in ((a.when, b.when), (a.unless, b.unless)):
        if one is not None and two is not None:
            yield one, two


def _first_leaf(a: Step, b: Step) -> tuple[LeafStep, LeafStep] | None:
    """The first leaf, in the order written, that is decided differently; None where the parts differ."""
    if a.truth is b.truth:
        return None
    if isinstance(a, LeafStep) and isinstance(b, LeafStep):
        return (a, b)
    if isinstance(a, ConditionStep) and isinstance(b, ConditionStep) and len(a.parts) == len(b.parts):
        for left, right in zip(a.parts, b.parts, strict=True):
            found = _first_leaf(left, right)
            if found is not None:
                return found
    return None


def _area_difference(one: Book, two: Book, id: str) -> FirstDifference | None:
    if id not in two.trace.areas:
        return None
    a, b = one.area(id), two.area(id)
    title = a.area.title
    if (a.given is None) != (b.given is None) or a.given != b.given:
        return FirstDifference(
            f"{id}.given", title, None, f"{given_words(one, id)}", f"{given_words(two, id)}"
        )
    when_a, when_b = a.judged_when, b.judged_when
    if when_a is not None and when_b is not None:
        pair = _first_leaf(when_a, when_b)
        if pair is not None:
            return FirstDifference(
                f"{id}.judged_when",
                title,
                subject_words(pair[0].leaf, one.rules),
                leaf_words(pair[0], one.trace, Voice.ASKS).short,
                leaf_words(pair[1], two.trace, Voice.ASKS).short,
            )
    span_a = (a.start.worst, a.start.best, a.start.judged)
    span_b = (b.start.worst, b.start.best, b.start.judged)
    if a.given is None and span_a != span_b:
        return FirstDifference(f"{id}.start", title, None, start_words(one, a), start_words(two, b))
    return None
