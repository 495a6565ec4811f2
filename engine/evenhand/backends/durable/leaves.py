"""Leaves as tests of one fact, on two rails: it surely holds, and it possibly does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from evenhand.backends.durable.facts import (
    CONFLICT,
    EXISTS,
    KNOWN,
    POSSIBLY,
    SURELY,
    Comparands,
    excluded,
    finding_subject,
    grid_of,
    item_subject,
    named_subject,
    position,
)
from evenhand.backends.durable.productions import FAILS, Compare, Operator, Test, every, opposite, some
from evenhand.backends.durable.values import ABSENT, PRESENT
from evenhand.domain import EvidenceItem, Number
from evenhand.language import (
    Between,
    Comparison,
    Constant,
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
    ParameterValue,
    PreviousGrade,
    Term,
    areas_in_leaf,
    positive_of,
    print_leaf,
    ranked_mask,
    written_order,
)
from evenhand.language import Compare as CompareLeaf

Comparing = CompareLeaf | Between | IsOneOf | IsRanked | IsAgainst
"""A leaf that compares something, and is false where that does not exist."""

MIRRORED: Mapping[Comparison, Comparison] = {
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.LESS: Comparison.MORE,
    Comparison.EQUAL: Comparison.EQUAL,
}


@dataclass(frozen=True, slots=True)
class LeafTests:
    """The fact that decides a leaf, and its tests on the two rails."""

    subject: str
    surely: Test
    possibly: Test

    def rail(self, surely: bool, holds: bool) -> Test:
        """The test on one rail, of the leaf or of its not holding."""
        if holds:
            return self.surely if surely else self.possibly
        return opposite(self.possibly if surely else self.surely)


# --- comparisons -----------------------------------------------------------------------------------


Ordered = Callable[[str, Operator, str], Test]
"""An end of the left side (`lo`, `hi`) compared with an end of the right side."""


def _compared(comparison: Comparison, ordered: Ordered) -> tuple[Test, Test]:
    """Whether a comparison of two ranges surely and possibly holds."""
    match comparison:
        case Comparison.AT_LEAST:
            return ordered("lo", ">=", "hi"), ordered("hi", ">=", "lo")
        case Comparison.AT_MOST:
            return ordered("hi", "<=", "lo"), ordered("lo", "<=", "hi")
        case Comparison.MORE:
            return ordered("lo", ">", "hi"), ordered("hi", ">", "lo")
        case Comparison.LESS:
            return ordered("hi", "<", "lo"), ordered("lo", "<", "hi")
        case Comparison.EQUAL:
            surely = every(ordered("lo", ">=", "hi"), ordered("hi", "<=", "lo"))
            return surely, every(ordered("hi", ">=", "lo"), ordered("lo", "<=", "hi"))
        case _:
            assert_never(comparison)


def _beside_threshold(threshold: int) -> Ordered:
    """An item's ends on its grid against a threshold on it."""

    def ordered(end: str, operator: Operator, _: str) -> Test:
        rounded = "f" if operator in (">=", "<") else "c"
        return Compare(f"{end}{rounded}", operator, threshold)

    return ordered


def _beside_position(at: int) -> Ordered:
    """The two ends of a name against one position."""
    return lambda end, operator, _: Compare(end, operator, at)


def _beside(left: str, right: str) -> Ordered:
    """The ends of one amount of a fact against those of another."""
    return lambda end, operator, other: Compare(f"{left}{end}", operator, f"{right}{other}")


# --- leaves ----------------------------------------------------------------------------------------


def _standing(surely: Test, possibly: Test, *, may_conflict: bool) -> tuple[Test, Test]:
    """What does not exist holds in no way; what may not, or rests on a conflict, does not surely."""
    present, perhaps = Compare(EXISTS, "=", PRESENT), Compare(EXISTS, ">", ABSENT)
    if not may_conflict:
        return every(present, surely), every(perhaps, possibly)
    conflict = Compare(CONFLICT, "=", 1)
    return every(present, opposite(conflict), surely), every(perhaps, some(conflict, possibly))


class LeafReader:
    """Turns the leaves of a rule set into tests, and says which facts they need."""

    def __init__(self, parameters: Mapping[str, Number], leaves: Iterable[Leaf]) -> None:
        """Raises TooLargeError where thresholds of one item cannot be whole numbers together."""
        self.parameters = parameters
        self.items: dict[str, EvidenceItem] = {}
        self.previous: dict[str, PreviousGrade] = {}
        self.comparands: dict[str, Comparands] = {}
        self.leaves: dict[Leaf, LeafTests] = {}
        thresholds: dict[str, set[Fraction]] = {}
        for leaf in leaves:
            found = self._thresholds(leaf)
            if found is not None:
                thresholds.setdefault(found[0].id, set()).update(end for _, end in found[1])
        self.grids = {item: grid_of(item, values) for item, values in thresholds.items()}

    def tests(self, leaf: Leaf) -> LeafTests:
        """The tests of a leaf."""
        found = self.leaves.get(leaf)
        if found is None:
            found = self.leaves[leaf] = self._tests(leaf)
        return found

    def _tests(self, leaf: Leaf) -> LeafTests:
        positive, negated = positive_of(leaf), isinstance(leaf, Not)
        if isinstance(positive, IsKnown | DoesNotApplyTo | IsJudged | HasFinding):
            tests = self._presence(positive)
            if negated:
                return LeafTests(tests.subject, opposite(tests.possibly), opposite(tests.surely))
            return tests
        subject, surely, possibly = self._comparison(positive)
        if negated:
            surely, possibly = opposite(possibly), opposite(surely)
        settled = _standing(surely, possibly, may_conflict=bool(areas_in_leaf(leaf)))
        return LeafTests(subject, *settled)

    def _presence(self, leaf: IsKnown | DoesNotApplyTo | IsJudged | HasFinding) -> LeafTests:
        match leaf:
            case IsKnown(item):
                subject = self._item(item)
                return LeafTests(subject, Compare(KNOWN, "=", 2), Compare(KNOWN, ">", 0))
            case DoesNotApplyTo(item):
                subject = self._item(item)
                return LeafTests(subject, Compare(EXISTS, "=", ABSENT), Compare(EXISTS, "<", PRESENT))
            case IsJudged(area):
                return LeafTests(f"area {area}", Compare(EXISTS, "=", PRESENT), Compare(EXISTS, ">", ABSENT))
            case HasFinding(finding):
                subject = finding_subject(finding)
                return LeafTests(subject, Compare(SURELY, "=", 1), Compare(POSSIBLY, "=", 1))
            case _:
                assert_never(leaf)

    def _comparison(self, leaf: Comparing) -> tuple[str, Test, Test]:
        """The fact, and whether the comparison surely and possibly holds if what is compared exists."""
        beside = self._beside_thresholds(leaf)
        if beside is not None:
            item, tests = beside
            return self._item(item), *tests
        match leaf:
            case CompareLeaf(left, comparison, right):
                subject = self._comparands((left, right), (), leaf)
                return subject, *_compared(comparison, _beside("a", "b"))
            case Between(term, low, high):
                subject = self._comparands((term, low, high), (), leaf)
                above = _compared(Comparison.AT_LEAST, _beside("a", "b"))
                below = _compared(Comparison.AT_MOST, _beside("a", "c"))
                not_empty = Compare("blo", "<=", "chi")
                return subject, every(above[0], below[0]), every(above[1], below[1], not_empty)
            case IsOneOf(named, names):
                return self._membership(named, named.scale.mask(names))
            case IsRanked(named, relation, name):
                return self._membership(named, ranked_mask(named, relation, name))
            case IsAgainst(named, relation, other):
                subject = self._comparands((), (named, other), leaf)
                comparison = written_order(relation, named)
                if comparison is Comparison.EQUAL:
                    return subject, *_same(len(named.scale))
                return subject, *_compared(comparison, _beside("a", "b"))
            case _:
                assert_never(leaf)

    def _membership(self, subject: Named, mask: int) -> tuple[str, Test, Test]:
        if isinstance(subject, ItemName):
            self._item(subject.item)
        elif isinstance(subject, PreviousGrade):
            self.previous[named_subject(subject)] = subject
        return named_subject(subject), *_one_of(mask, len(subject.scale))

    def _item(self, item: EvidenceItem) -> str:
        self.items[item.id] = item
        return item_subject(item.id)

    def _comparands(self, terms: tuple[Term, ...], names: tuple[Named, ...], leaf: Leaf) -> str:
        subject = f"comparison {len(self.comparands)}"
        self.comparands[subject] = Comparands(print_leaf(leaf), terms, names, areas_in_leaf(leaf))
        return subject

    # --- thresholds --------------------------------------------------------------------------------

    def _fixed(self, term: Term) -> Fraction | None:
        match term:
            case Constant(value):
                return Fraction(value)
            case ParameterValue(id):
                return Fraction(self.parameters[id])
            case _:
                return None

    def _thresholds(self, leaf: Leaf) -> tuple[EvidenceItem, list[tuple[Comparison, Fraction]]] | None:
        """The item, and how it must lie to which numbers, where it is compared with fixed ones only."""
        ends: list[tuple[Comparison, Fraction | None]]
        match positive_of(leaf):
            case CompareLeaf(ItemNumber(item), comparison, other):
                ends = [(comparison, self._fixed(other))]
            case CompareLeaf(other, comparison, ItemNumber(item)):
                ends = [(MIRRORED[comparison], self._fixed(other))]
            case Between(ItemNumber(item), low, high):
                ends = [(Comparison.AT_LEAST, self._fixed(low)), (Comparison.AT_MOST, self._fixed(high))]
            case _:
                return None
        fixed = [(comparison, end) for comparison, end in ends if end is not None]
        return (item, fixed) if len(fixed) == len(ends) else None

    def _beside_thresholds(self, leaf: Comparing) -> tuple[EvidenceItem, tuple[Test, Test]] | None:
        """The item and the tests of a leaf that compares an item with fixed numbers only."""
        found = self._thresholds(leaf)
        if found is None:
            return None
        item, ends = found
        scaled = [self.grids[item.id].threshold(end) for _, end in ends]
        tests = [
            _compared(comparison, _beside_threshold(threshold))
            for (comparison, _), threshold in zip(ends, scaled, strict=True)
        ]
        surely, possibly = (every(*rail) for rail in zip(*tests, strict=True))
        # A value that is not known may lie above the one and below the other, and between them is nothing.
        return item, (surely, possibly if scaled == sorted(scaled) else FAILS)


def _one_of(mask: int, size: int) -> tuple[Test, Test]:
    """Whether a name surely and possibly is at one of the positions of a mask."""
    among = [at for at in range(size) if mask >> at & 1]
    if among == list(range(size - len(among), size)):
        return _compared(Comparison.AT_LEAST, _beside_position(size - len(among)))
    if among == list(range(len(among))):
        return _compared(Comparison.AT_MOST, _beside_position(len(among) - 1))
    surely = every(*(Compare(position(at), "=", 0) for at in range(size) if at not in among))
    return surely, some(*(Compare(position(at), "=", 1) for at in among))


def _same(size: int) -> tuple[Test, Test]:
    """Whether two names surely and possibly are the same: each can be one only, or one that both can be."""
    surely = every(Compare("alo", "=", "ahi"), Compare("blo", "=", "bhi"), Compare("alo", "=", "blo"))
    # One comparison for each position: 1 and 1 is above 1 and 0 only, and the opposite is as short.
    return surely, some(*(Compare(position(at, "a"), ">", excluded(at)) for at in range(size)))
