"""One leaf, decided: the meaning of every comparison when evidence may be missing (language.md 2, 3)."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from evenhand.domain import (
    DoesNotApply,
    EvidenceItem,
    Number,
    Recorded,
    ShareRange,
    Unknown,
    simplest,
)
from evenhand.evaluation.readings import (
    Knowledge,
    read_item_number,
    read_name,
    read_term,
    weakest,
)
from evenhand.evaluation.trace import (
    Amount,
    Existence,
    LeafNote,
    LeafStep,
    Names,
    Reading,
    ends_of,
)
from evenhand.evaluation.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, truth_of
from evenhand.language import (
    Between,
    Compare,
    Comparison,
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
    Not,
    PositiveLeaf,
    Quotient,
    Relation,
    Scaled,
    Sum,
    Term,
    items_in_leaf,
    items_in_operand,
    ranked_mask,
    written_order,
)
from evenhand.statistics import wilson_interval

YES, MAYBE, NO = Existence.YES, Existence.MAYBE, Existence.NO

NEAR = Fraction(5, 10000)
"""0.05 percentage points: how near a rounded percentage must lie to a threshold to be marked."""


def decide_leaf(leaf: Leaf, known: Knowledge) -> LeafStep:
    """Decide one leaf; the step is also its explanation.

    What does not exist makes it false whichever way it is put; a possible conflict of an area makes it
    unknown; what may not exist turns true into unknown. In that order.
    """
    positive: PositiveLeaf
    positive, negated = (leaf.leaf, True) if isinstance(leaf, Not) else (leaf, False)
    match positive:
        case Compare(left, comparison, right):
            return _decide_compare(leaf, left, comparison, right, known, negated)
        case Between(subject, lowest, highest):
            return _decide_between(leaf, subject, (lowest, highest), known, negated)
        case IsRanked(subject, relation, name):
            mask = ranked_mask(subject, relation, name)
            return _decide_membership(leaf, subject, mask, known, negated)
        case IsOneOf(subject, names):
            return _decide_membership(leaf, subject, subject.scale.mask(names), known, negated)
        case IsAgainst(subject, relation, other):
            return _decide_against(leaf, subject, relation, other, known, negated)
        case IsKnown(item):
            truth = known_truth(item, known)
        case DoesNotApplyTo(item):
            truth = _absent_truth(item, known)
        case IsJudged(area):
            truth = _EXISTS_TRUTH[known.areas[area].exists]
        case HasFinding(finding):
            truth = known.findings[finding]
        case _:
            assert_never(positive)
    return LeafStep(leaf, truth.negated() if negated else truth)


# --- numbers ---------------------------------------------------------------------------------------


def compare_amounts(left: Amount, comparison: Comparison, right: Amount) -> Truth:
    """Compare two amounts by their bounds alone; existence is not looked at."""
    match comparison:
        case Comparison.AT_LEAST:
            return _in_order(right, left, strict=False)
        case Comparison.AT_MOST:
            return _in_order(left, right, strict=False)
        case Comparison.MORE:
            return _in_order(right, left, strict=True)
        case Comparison.LESS:
            return _in_order(left, right, strict=True)
        case Comparison.EQUAL:
            return truth_of(
                certain=left.is_exact and right.is_exact and left.lowest == right.lowest,
                possible=_ends_in_order(left.lowest, right.highest, False, unbounded=True)
                and _ends_in_order(right.lowest, left.highest, False, unbounded=True),
            )
        case _:
            assert_never(comparison)


def _in_order(one: Amount, other: Amount, *, strict: bool) -> Truth:
    """Whether one amount is at most (where strict, less than) the other."""
    return truth_of(
        certain=_ends_in_order(one.highest, other.lowest, strict, unbounded=False),
        possible=_ends_in_order(one.lowest, other.highest, strict, unbounded=True),
    )


def _ends_in_order(one: Number | None, other: Number | None, strict: bool, *, unbounded: bool) -> bool:
    if one is None or other is None:
        return unbounded
    return one < other if strict else one <= other


def _decide_compare(
    leaf: Leaf,
    left: Term,
    comparison: Comparison,
    right: Term,
    known: Knowledge,
    negated: bool,
) -> LeafStep:
    a, b = read_term(left, known), read_term(right, known)
    truth, common = _decided(leaf, compare_amounts(a, comparison, b), (a, b), known, negated)
    distance = None
    if a.is_exact and b.is_exact:
        assert a.lowest is not None and b.lowest is not None
        distance = simplest(a.lowest - b.lowest)
    interval, notes = _amount_notes((left, right), (a, b), common, known)
    return LeafStep(leaf, truth, a, b, None, distance, interval, notes)


def _decide_between(
    leaf: Leaf, subject: Term, ends: tuple[Term, Term], known: Knowledge, negated: bool
) -> LeafStep:
    amount = read_term(subject, known)
    low, high = (read_term(end, known) for end in ends)
    above = compare_amounts(amount, Comparison.AT_LEAST, low)
    below = compare_amounts(amount, Comparison.AT_MOST, high)
    empty = compare_amounts(low, Comparison.MORE, high) is TRUE
    base = FALSE if empty else all_of((above, below))
    truth, common = _decided(leaf, base, (amount, low, high), known, negated)
    interval, notes = _amount_notes((subject, *ends), (amount, low, high), common, known)
    return LeafStep(leaf, truth, amount, low, high, None, interval, notes)


def _amount_notes(
    terms: tuple[Term, ...], amounts: tuple[Amount, ...], notes: list[LeafNote], known: Knowledge
) -> tuple[tuple[float, float] | None, tuple[LeafNote, ...]]:
    """Mark what a reader should know of numbers besides: dividing by 0, sampling error, rounding.

    The subject stands first, before what it is compared with.
    """
    if LeafNote.DOES_NOT_EXIST in notes and any(_divides_by_zero(term, known) for term in terms):
        notes.append(LeafNote.NOTHING_TO_DIVIDE_BY)
    for amount in amounts:
        if amount.is_share:
            return _share_notes(terms, amounts, notes, known)
    return None, tuple(notes)


def _share_notes(
    terms: tuple[Term, ...], amounts: tuple[Amount, ...], notes: list[LeafNote], known: Knowledge
) -> tuple[tuple[float, float] | None, tuple[LeafNote, ...]]:
    interval = None
    # A sampled share may stand on either side: `a >= b` is as uncertain as `b <= a`.
    pairs = [(terms[0], threshold) for threshold in amounts[1:]]
    pairs += [(other, amounts[0]) for other in terms[1:]]
    for side, threshold in pairs:
        share = _recorded_share(side, known)
        if share is None or not threshold.is_exact or threshold.lowest is None:
            continue
        recorded, sampled = share
        found = _sampling_interval(recorded, sampled)
        if found is not None:
            interval = interval or found
            if found[0] <= float(threshold.lowest) <= found[1]:
                _add_note(notes, LeafNote.WITHIN_SAMPLING_ERROR)
        if recorded.of is None and recorded.is_exact:
            gap = abs(Fraction(recorded.lowest) - threshold.lowest)
            if gap <= NEAR:
                _add_note(notes, LeafNote.ROUNDED_NEAR_THRESHOLD)
    return interval, tuple(notes)


def _add_note(notes: list[LeafNote], note: LeafNote) -> None:
    if note not in notes:
        notes.append(note)


def _recorded_share(term: Term, known: Knowledge) -> tuple[ShareRange, bool] | None:
    if not isinstance(term, ItemNumber):
        return None
    state = known.case.profile.state(term.item.id)
    if isinstance(state, Recorded) and isinstance(state.value, ShareRange):
        return state.value, state.sampled
    return None


def _sampling_interval(share: ShareRange, sampled: bool) -> tuple[float, float] | None:
    if not sampled or share.of is None:
        return None
    return (
        wilson_interval(int(share.lowest), share.of)[0],
        wilson_interval(int(share.highest), share.of)[1],
    )


def _divides_by_zero(term: Term, known: Knowledge) -> bool:
    """Whether a part of a term is divided by a count that is surely zero."""
    match term:
        case Quotient(part, by):
            amount = read_term(by, known)
            surely_zero = amount.exists is YES and amount.highest == 0
            return surely_zero or _divides_by_zero(part, known)
        case Sum(parts) | Extreme(_, parts):
            return any(_divides_by_zero(part, known) for part in parts)
        case Scaled(part):
            return _divides_by_zero(part, known)
        case ItemNumber(item) if item.id in known.computed:
            return _divides_by_zero(known.computed[item.id], known)
        case _:
            return False


# --- names -----------------------------------------------------------------------------------------


def _decide_membership(leaf: Leaf, subject: Named, mask: int, known: Knowledge, negated: bool) -> LeafStep:
    names = read_name(subject, known)
    base = truth_of(certain=names.mask & ~mask == 0, possible=names.mask & mask != 0)
    truth, notes = _decided(leaf, base, (names,), known, negated)
    return LeafStep(leaf, truth, names, notes=tuple(notes))


def _decide_against(
    leaf: Leaf,
    subject: Named,
    relation: Relation,
    other: Named,
    known: Knowledge,
    negated: bool,
) -> LeafStep:
    a, b = read_name(subject, known), read_name(other, known)
    comparison = written_order(relation, subject)
    if comparison is Comparison.EQUAL:
        base = truth_of(
            certain=a.mask == b.mask and a.mask.bit_count() == 1,
            possible=a.mask & b.mask != 0,
        )
    else:
        base = compare_amounts(_positions(a), comparison, _positions(b))
    truth, notes = _decided(leaf, base, (a, b), known, negated)
    return LeafStep(leaf, truth, a, b, notes=tuple(notes))


def _positions(names: Names) -> Amount:
    if names.mask == 0:
        return Amount(None, None, names.exists)
    return Amount(*ends_of(names.mask), names.exists)


# --- existence and presence ------------------------------------------------------------------------

_EXISTS_TRUTH = {
    YES: TRUE,
    MAYBE: UNKNOWN,
    NO: FALSE,
}


def _standing(readings: tuple[Reading, ...]) -> tuple[Existence, bool]:
    """How surely everything compared exists, and whether any of it rests on an area in conflict."""
    exists = YES
    in_conflict = False
    for reading in readings:
        if reading.exists is not YES:
            exists = weakest(exists, reading.exists)
        if reading.in_conflict:
            in_conflict = True
    return exists, in_conflict


def _decided(
    leaf: Leaf, base: Truth, readings: tuple[Reading, ...], known: Knowledge, negated: bool
) -> tuple[Truth, list[LeafNote]]:
    """The truth of a leaf once existence is looked at, and what a reader should know of any leaf."""
    notes: list[LeafNote] = []
    truth = base.negated() if negated else base
    exists, in_conflict = _standing(readings)
    if exists is NO:
        truth = FALSE
        notes.append(LeafNote.DOES_NOT_EXIST)
    elif exists is MAYBE:
        if truth is TRUE:
            truth = UNKNOWN
        notes.append(LeafNote.MAY_NOT_EXIST)
    if in_conflict:
        if exists is not NO:
            truth = UNKNOWN
        notes.append(LeafNote.AREA_IN_CONFLICT)
    if truth is not UNKNOWN and exists is not NO:
        for reading in readings:
            if not _is_exact(reading):
                notes.append(LeafNote.DECIDED_BY_BOUNDS)
                break
    profile = known.case.profile
    if profile.has_assumptions and any(profile.is_assumed(item.id) for item in items_in_leaf(leaf)):
        notes.append(LeafNote.ASSUMED)
    return truth, notes


def known_truth(item: EvidenceItem, known: Knowledge) -> Truth:
    """Whether an item is known: a computed item is when all its parts are."""
    if item.id in known.computed:
        return all_of(known_truth(part, known) for part in items_in_operand(known.computed[item.id]))
    match known.case.profile.state(item.id):
        case Recorded() | DoesNotApply():
            return TRUE
        case Unknown(reason):
            return UNKNOWN if reason.may_be_settled else FALSE


def _absent_truth(item: EvidenceItem, known: Knowledge) -> Truth:
    """Whether an item does not apply: the other way round from whether it exists."""
    if item.type.is_numeric:
        exists = read_item_number(item, known).exists
    else:
        exists = read_name(ItemName(item), known).exists
    return _EXISTS_TRUTH[exists].negated()


def _is_exact(reading: Reading) -> bool:
    if isinstance(reading, Amount):
        return reading.lowest is not None and reading.lowest == reading.highest
    return reading.mask.bit_count() == 1
