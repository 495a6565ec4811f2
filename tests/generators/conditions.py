"""Random conditions: every leaf form and connective of the language, well typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from typing import Final

from evenhand.domain import Better, EvidenceItem, ItemType, Number, Scale, simplest
from evenhand.language import (
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    CaseTotal,
    Compare,
    Comparison,
    Condition,
    Constant,
    CountOf,
    DoesNotApplyTo,
    Extreme,
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
    NoneOf,
    Not,
    ParameterValue,
    Points,
    PreviousGrade,
    Quantity,
    Quotient,
    Relation,
    Scaled,
    Sum,
    Term,
    Written,
)
from generators.scope import Scope
from generators.vocabulary import SHARES

NUMBERS: Final = (ItemType.NUMBER, ItemType.COUNT)
NAMES: Final = (ItemType.LEVEL, ItemType.CHOICE, ItemType.YES_NO)
_ORDERINGS: Final = (Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.MORE, Comparison.LESS)
_RANKS: Final = (Relation.AT_LEAST, Relation.AT_MOST, Relation.BETTER, Relation.WORSE)


def draw_condition(rng: Random, scope: Scope, depth: int = 2) -> Condition:
    """A condition of at most `depth` connectives above its leaves."""
    if depth == 0 or rng.random() < 0.5:
        return draw_leaf(rng, scope)
    parts = tuple(draw_condition(rng, scope, depth - 1) for _ in range(rng.randint(2, 4)))
    parts = tuple(dict.fromkeys(parts))
    match rng.randrange(7):
        case 0 | 1:
            return AllOf(parts)
        case 2 | 3:
            return AnyOf(parts)
        case 4:
            return NoneOf(parts)
        case _:
            quantity = rng.choice(tuple(Quantity))
            return CountOf(quantity, rng.randint(1, len(parts)), parts)


def draw_leaf(rng: Random, scope: Scope) -> Leaf:
    """One leaf. Forms that this scope has nothing for are drawn again."""
    while True:
        kind = rng.choices(_KINDS, _WEIGHTS)[0]
        leaf = kind(rng, scope)
        if leaf is not None:
            return leaf


# --- numbers ---------------------------------------------------------------------------------------


def threshold_for(rng: Random, item: EvidenceItem) -> Number:
    """A number that cuts the item's values, mostly one that the item can have."""
    if item.type is ItemType.SHARE:
        return rng.choice(SHARES)
    step = Fraction(1, 10**item.places)
    lowest = -3 if item.lowest is None else item.lowest
    highest = 6 if item.highest is None else item.highest
    value = lowest + step * rng.randint(0, int((highest - lowest) / step))
    if rng.random() < 0.1:
        value += Fraction(1, 2) * step
    return simplest(Fraction(value))


def _constant_for(rng: Random, item: EvidenceItem) -> Term:
    value = threshold_for(rng, item)
    if item.type is ItemType.SHARE:
        if rng.random() < 0.3:
            return ParameterValue("usual", is_share=True)
        return Constant(value, is_share=True)
    if item.unit == "days":
        return _days(rng, value)
    draw = rng.random()
    if draw < 0.25:
        return ParameterValue("much" if item.places else "few")
    if draw < 0.35:
        # Out of reach, so that the item's bounds decide the comparison whatever is recorded.
        ends = [end for end in (item.lowest, item.highest) if end is not None]
        value = rng.choice([*ends, *(end + rng.choice((-1, 1)) for end in ends), value])
    return Constant(value)


def _days(rng: Random, value: Number) -> Term:
    draw = rng.random()
    if draw < 0.2:
        return ParameterValue("soon", "days")
    if draw < 0.4:
        # A conversion stands in the tree: what is in weeks is read in days.
        return Scaled(ParameterValue("within", "weeks"), 7, Written.UNIT)
    return Constant(value, "days") if rng.random() < 0.5 else Constant(value)


def _numeric(rng: Random, scope: Scope, *types: ItemType) -> EvidenceItem | None:
    found = scope.words.of_type(*types)
    return rng.choice(found) if found else None


def _plain_numbers(scope: Scope) -> list[EvidenceItem]:
    return [item for item in scope.words.of_type(*NUMBERS) if item.unit is None]


def _compare_constant(rng: Random, scope: Scope) -> Leaf | None:
    item = _numeric(rng, scope, *NUMBERS, ItemType.SHARE)
    if item is None:
        return None
    leaf = Compare(ItemNumber(item), rng.choice(_ORDERINGS), _constant_for(rng, item))
    return Not(leaf) if rng.random() < 0.1 else leaf


def _equal(rng: Random, scope: Scope) -> Leaf | None:
    item = _numeric(rng, scope, *NUMBERS, ItemType.SHARE)
    if item is None:
        return None
    leaf = Compare(ItemNumber(item), Comparison.EQUAL, _constant_for(rng, item))
    return Not(leaf) if rng.random() < 0.5 else leaf


def _between(rng: Random, scope: Scope) -> Leaf | None:
    item = _numeric(rng, scope, *NUMBERS, ItemType.SHARE)
    if item is None:
        return None
    ends = sorted((threshold_for(rng, item), threshold_for(rng, item)))
    is_share = item.type is ItemType.SHARE
    lowest, highest = (Constant(end, is_share=is_share) for end in ends)
    leaf = Between(ItemNumber(item), lowest, highest)
    return Not(leaf) if rng.random() < 0.4 else leaf


def _compare_shares(rng: Random, scope: Scope) -> Leaf | None:
    shares = scope.words.of_type(ItemType.SHARE)
    if len(shares) < 2:
        return None
    left, right = rng.sample(shares, 2)
    return Compare(ItemNumber(left), rng.choice(tuple(Comparison)), ItemNumber(right))


def _percent_of(rng: Random, scope: Scope) -> Leaf | None:
    counts = scope.words.of_type(ItemType.COUNT)
    if not counts:
        return None
    whole: Term = CaseTotal()
    item = rng.choice(counts)
    others = [other for other in counts if other is not item]
    if others and rng.random() < 0.6:
        whole = ItemNumber(rng.choice(others))
    share = rng.choice([value for value in SHARES if value not in (0, 1)])
    return Compare(ItemNumber(item), rng.choice(_ORDERINGS), Scaled(whole, share, written=Written.PERCENT))


def _arithmetic(rng: Random, scope: Scope) -> Leaf | None:
    items = _plain_numbers(scope)
    if len(items) < 2:
        return None
    left = _draw_term(rng, items, 2)
    right: Term = Constant(rng.randint(-1, 7))
    draw = rng.random()
    if draw < 0.2:
        right = ParameterValue("few")
    elif draw < 0.4:
        right = _draw_term(rng, items, 1)
    elif draw < 0.5 and isinstance(left, Sum):
        # A part of a fixed whole may be compared with a percentage.
        left = Scaled(left, Fraction(1, 4))
        right = Constant(rng.choice(SHARES), is_share=True)
    elif draw < 0.6:
        return Between(left, Constant(rng.randint(-1, 3)), Constant(rng.randint(3, 7)))
    return Compare(left, rng.choice(tuple(Comparison)), right)


def _draw_term(rng: Random, items: Sequence[EvidenceItem], depth: int) -> Term:
    """A term as the loader would leave it: no sum in a sum, no multiple of a multiple."""
    if depth == 0 or rng.random() < 0.2:
        return ItemNumber(rng.choice(items))
    parts = [_draw_term(rng, items, depth - 1) for _ in range(rng.choice((2, 2, 3)))]
    match rng.randrange(4):
        case 0:
            return _sum(rng, parts)
        case 1:
            part = _sum(rng, parts) if isinstance(parts[0], Scaled) else parts[0]
            return Scaled(part, rng.choice(_FACTORS))
        case 2:
            return Scaled(_sum(rng, parts), Fraction(1, len(parts)))
        case _:
            return Extreme(rng.random() < 0.5, tuple(parts))


def _sum(rng: Random, parts: Sequence[Term]) -> Term:
    flat: list[Term] = []
    for part in parts:
        flat += part.parts if isinstance(part, Sum) else [part]
    flat = [
        Scaled(part, -1) if rng.random() < 0.25 and not isinstance(part, Scaled | Constant) else part
        for part in flat
    ]
    if rng.random() < 0.2:
        flat.append(Constant(rng.choice((-2, 1, Fraction(1, 2)))))
    return Sum(tuple(flat))


_FACTORS: Final = (2, -1, Fraction(1, 2), 3, Fraction(2, 3), Fraction(3, 2))


def _quotient(rng: Random, scope: Scope) -> Leaf | None:
    counts = [item for item in scope.words.of_type(ItemType.COUNT) if item.unit is None]
    items = _plain_numbers(scope)
    if not counts or len(items) < 2:
        return None
    by = rng.choice(counts)
    others = [item for item in items if item is not by]
    part: Term = ItemNumber(rng.choice(others))
    if len(others) > 1 and rng.random() < 0.3:
        part = Sum(tuple(ItemNumber(item) for item in rng.sample(others, 2)))
    divisor = CaseTotal() if rng.random() < 0.25 else ItemNumber(by)
    right: Term = Constant(rng.choice((0, Fraction(1, 2), 1, Fraction(3, 2), 2)))
    if rng.random() < 0.25:
        right = ParameterValue("much")
    return Compare(Quotient(part, divisor), rng.choice(tuple(Comparison)), right)


def _points(rng: Random, scope: Scope) -> Leaf | None:
    subjects: list[Named] = [
        ItemName(item) for item in scope.words.of_type(ItemType.LEVEL) if item.names.points
    ]
    subjects += [AreaGrade(area, scale) for area, scale in scope.areas.items() if scale.points]
    if not subjects:
        return None
    chosen = rng.sample(subjects, rng.randint(1, min(3, len(subjects))))
    if len(chosen) == 1:
        return Compare(Points(chosen[0]), rng.choice(tuple(Comparison)), Constant(rng.randint(0, 4)))
    total = Sum(tuple(Points(subject) for subject in chosen))
    return Compare(total, rng.choice(_ORDERINGS), Constant(rng.randint(2, 8)))


# --- names -----------------------------------------------------------------------------------------


def _some_names(rng: Random, scale: Scale) -> tuple[str, ...]:
    """A set of names; of an area's grades an unbroken run would not be enough to test, so any."""
    chosen = set(rng.sample(scale.names, rng.randint(1, max(1, len(scale) - 1))))
    return tuple(name for name in scale.names if name in chosen)


def _grade_subject(rng: Random, scope: Scope) -> Named | None:
    subjects: list[Named] = []
    for area, scale in scope.areas.items():
        subjects += [AreaGrade(area, scale)] * 2
    subjects += [PreviousGrade(area, scale) for area, scale in scope.previous.items()]
    return rng.choice(subjects) if subjects else None


def _named_subject(rng: Random, scope: Scope, *types: ItemType) -> Named | None:
    if rng.random() < 0.45:
        return _grade_subject(rng, scope)
    items = scope.words.of_type(*types)
    return ItemName(rng.choice(items)) if items else None


def _is_one_of(rng: Random, scope: Scope) -> Leaf | None:
    subject = _named_subject(rng, scope, *NAMES)
    if subject is None:
        return None
    leaf = IsOneOf(subject, _some_names(rng, subject.scale))
    return Not(leaf) if rng.random() < 0.25 else leaf


def _is_ranked(rng: Random, scope: Scope) -> Leaf | None:
    subject = _named_subject(rng, scope, ItemType.LEVEL)
    if subject is None:
        return None
    leaf = IsRanked(subject, rng.choice(_RANKS), rng.choice(subject.scale.names))
    return Not(leaf) if rng.random() < 0.2 else leaf


def direction_of(subject: Named) -> Better:
    """Which direction on the subject's scale is better."""
    return subject.item.better if isinstance(subject, ItemName) else Better.HIGHER


def _is_against(rng: Random, scope: Scope) -> Leaf | None:
    subjects: list[Named] = [ItemName(item) for item in scope.words.of_type(ItemType.LEVEL, ItemType.CHOICE)]
    subjects += [AreaGrade(area, scale) for area, scale in scope.areas.items()]
    subjects += [PreviousGrade(area, scale) for area, scale in scope.previous.items()]
    pairs = [
        (left, right)
        for left in subjects
        for right in subjects
        if left != right
        and left.scale.same_names(right.scale)
        and direction_of(left) is direction_of(right)
        and not (isinstance(left, PreviousGrade) and isinstance(right, PreviousGrade))
    ]
    if not pairs:
        return None
    left, right = rng.choice(pairs)
    relations = _RANKS if left.scale.ordered else ()
    relation = rng.choice((*relations, Relation.SAME))
    leaf = IsAgainst(left, relation, right)
    return Not(leaf) if rng.random() < 0.25 else leaf


# --- presence and findings -------------------------------------------------------------------------


def _is_known(rng: Random, scope: Scope) -> Leaf | None:
    leaf = IsKnown(rng.choice(scope.words.items))
    return Not(leaf) if rng.random() < 0.4 else leaf


def _does_not_apply(rng: Random, scope: Scope) -> Leaf | None:
    items = [item for item in scope.words.items if item.may_not_apply]
    if not items:
        return None
    leaf = DoesNotApplyTo(rng.choice(items))
    return Not(leaf) if rng.random() < 0.3 else leaf


def _is_judged(rng: Random, scope: Scope) -> Leaf | None:
    if not scope.areas:
        return None
    leaf = IsJudged(rng.choice(list(scope.areas)))
    return Not(leaf) if rng.random() < 0.5 else leaf


def _has_finding(rng: Random, scope: Scope) -> Leaf | None:
    if not scope.findings:
        return None
    leaf = HasFinding(rng.choice(scope.findings))
    return Not(leaf) if rng.random() < 0.25 else leaf


_Draw = Callable[[Random, Scope], Leaf | None]

_FORMS: Final[tuple[tuple[_Draw, float], ...]] = (
    (_compare_constant, 3),
    (_equal, 0.7),
    (_between, 0.7),
    (_compare_shares, 0.5),
    (_percent_of, 0.5),
    (_arithmetic, 1.5),
    (_quotient, 0.6),
    (_points, 0.7),
    (_is_one_of, 2.5),
    (_is_ranked, 2.5),
    (_is_against, 1.3),
    (_is_known, 0.5),
    (_does_not_apply, 0.4),
    (_is_judged, 0.4),
    (_has_finding, 2),
)
_KINDS: Final = tuple(draw for draw, _ in _FORMS)
_WEIGHTS: Final = tuple(weight for _, weight in _FORMS)
