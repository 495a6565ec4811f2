"""The first point where two traces part: rules aligned by id, then the leaf that is decided otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.evaluation.trace import AnyRuleStep, ConditionStep, FindingTableStep, LeafStep, Step
from evenhand.explanation.asked import asked_words, subject_words
from evenhand.explanation.book import Book, leaf_steps_of
from evenhand.explanation.evidence_differences import given_words
from evenhand.explanation.leaves import leaf_words
from evenhand.explanation.rule_words import fired_words
from evenhand.explanation.starts import start_words
from evenhand.explanation.voices import Voice
from evenhand.language import RestsOn


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


def first_difference(one: Book, two: Book, id: str, reads: RestsOn) -> FirstDifference | None:
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


def _in_order(book: Book, reads: RestsOn) -> list[str]:
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


# --- several traces ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parting:
    """Where some of several traces first part from the others; `sides` says of each what was decided.

    `rule`, `title` and `leaf` are as in FirstDifference.
    """

    rule: str
    title: str
    leaf: str | None
    sides: tuple[str, ...]


def first_parting(books: Sequence[Book], id: str, reads: RestsOn) -> Parting | None:
    """The first point at which two of several traces part, in the order of the first, with all sides.

    `reads` is what the area rests on in the first. Rules that only some of them have are passed over.
    """
    for rule_id in _in_order(books[0], reads):
        steps = [book.rule_steps.get(rule_id) for book in books]
        there = [step for step in steps if step is not None]
        if len(there) == len(books) and len({step.truth for step in there}) > 1:
            return _rule_parting(books, there)
    for area in [*(other for other in books[0].trace.areas if other in reads.areas), id]:
        found = _area_parting(books, area)
        if found is not None:
            return found
    return None


def _rule_parting(books: Sequence[Book], steps: Sequence[AnyRuleStep]) -> Parting:
    first = steps[0]
    other = next(step for step in steps if step.truth is not first.truth)
    for left, right in _aligned_parts(first, other):
        pair = _first_leaf(left, right)
        if pair is None:
            continue
        leaves = [_same_leaf(first, step, pair[0]) for step in steps]
        voice = books[0].voice(first.rule)
        asked = asked_words(pair[0].leaf, books[0].rules)
        return Parting(
            first.rule.id,
            first.rule.title,
            f"{subject_words(pair[0].leaf, books[0].rules)}: {asked}",
            tuple(
                f"The rule {fired_words(step.truth)}."
                if leaf is None
                else leaf_words(leaf, book.trace, voice).short
                for book, step, leaf in zip(books, steps, leaves, strict=True)
            ),
        )
    told = tuple(f"The rule {fired_words(step.truth)}." for step in steps)
    return Parting(first.rule.id, first.rule.title, None, told)


def _same_leaf(one: AnyRuleStep, other: AnyRuleStep, leaf: LeafStep) -> LeafStep | None:
    """What stands in the place of a leaf in another trace; None where the rule is built in another way."""
    for left, right in _aligned_parts(one, other):
        mine, theirs = leaf_steps_of(left), leaf_steps_of(right)
        if len(mine) == len(theirs):
            for own, found in zip(mine, theirs, strict=True):
                if own is leaf:
                    return found
    return None


def _area_parting(books: Sequence[Book], id: str) -> Parting | None:
    first = books[0]
    for other in books[1:]:
        found = _area_difference(first, other, id)
        if found is None:
            continue
        if found.rule.endswith(".given"):
            sides = tuple(given_words(book, id) for book in books)
        elif found.rule.endswith(".start"):
            sides = tuple(start_words(book, book.area(id)) for book in books)
        else:
            sides = tuple(_judged_words(first, book, other, id) for book in books)
        return Parting(found.rule, found.title, found.leaf, sides)
    return None


def _judged_words(first: Book, book: Book, other: Book, id: str) -> str:
    """The leaf of what an area is judged when at which `first` and `other` part, as another trace has it."""
    mine, parted, own = (each.area(id).judged_when for each in (first, other, book))
    if mine is None or parted is None or own is None:
        return "It is always judged."
    pair = _first_leaf(mine, parted)
    places, theirs = leaf_steps_of(mine), leaf_steps_of(own)
    if pair is None or len(places) != len(theirs):
        return "It is judged by another condition."
    at = next(number for number, leaf in enumerate(places) if leaf is pair[0])
    return leaf_words(theirs[at], book.trace, Voice.ASKS).short
