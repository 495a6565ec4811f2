"""One leaf of a trace in English: what is recorded, what is asked, whether it is met and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from evenhand.domain import EvidenceItem, Number, Unknown, UnknownReason
from evenhand.evaluation.leaves import compare_amounts
from evenhand.evaluation.trace import Amount, Existence, InspectionTrace, LeafNote, LeafStep, Names
from evenhand.evaluation.truth import Truth
from evenhand.explanation.asked import asked_words, subject_words
from evenhand.explanation.terms import (
    parts_words,
    reading_words,
)
from evenhand.explanation.values import (
    assumption_words,
    item_words,
    state_words,
)
from evenhand.explanation.voices import Voice
from evenhand.explanation.words import (
    counted,
    date_words,
    percentage_points,
    quoted,
    sentence,
)
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
    Operand,
    PreviousGrade,
    Quotient,
    Scaled,
    finding_in_leaf,
    items_in_leaf,
    operands_of,
    positive_of,
)


@dataclass(frozen=True, slots=True)
class LeafWords:
    """One leaf in words. `margin` says by how much, or why it is not decided; `caveats` are sentences."""

    subject: str
    value: str
    asked: str
    verdict: str
    margin: str
    verb: str
    caveats: tuple[str, ...] = ()
    is_finding: bool = False

    @property
    def short(self) -> str:
        """One sentence, without caveats."""
        if self.is_finding:
            return sentence(f"{self.subject} is {self.value}; {self.verb} {self.asked}")
        margin = f", {self.margin}" if self.margin else ""
        return sentence(f"{self.subject}: {self.value}; {self.verb} {self.asked}: {self.verdict}{margin}")

    @property
    def full(self) -> str:
        """The sentence with its caveats."""
        return " ".join((self.short, *self.caveats))


def leaf_words(step: LeafStep, trace: InspectionTrace, voice: Voice = Voice.ASKS) -> LeafWords:
    """Put one decided leaf into words."""
    return LeafWords(
        subject=subject_words(step.leaf, trace.rules),
        value=_value(step, trace),
        asked=asked_words(step.leaf, trace.rules, step),
        verdict=voice.verdict(step.truth),
        margin=_why_open(step, trace) if step.truth is Truth.UNKNOWN else _margin(step, voice),
        verb=voice.verb,
        caveats=tuple(_caveats(step, trace)),
        is_finding=finding_in_leaf(step.leaf) is not None,
    )


def distance_words(step: LeafStep) -> str | None:
    """How far the value lies from the threshold, without sign: `7.5 percentage points`."""
    if step.distance is None or not isinstance(step.left, Amount):
        return None
    return _distance(step.distance, step.left)


# --- what is recorded ------------------------------------------------------------------------------


def _value(step: LeafStep, trace: InspectionTrace) -> str:
    leaf = positive_of(step.leaf)
    profile = trace.case.profile
    match leaf:
        case Compare(ItemNumber(item)) | Between(ItemNumber(item)):
            amount = step.left if isinstance(step.left, Amount) else None
            return item_words(item, profile, amount)
        case Compare(left) | Between(left):
            total = reading_words(step.left)
            values = {
                item.id: state_words(item, profile.state(item.id), profile.cases)
                for item in items_in_leaf(step.leaf)
                if item.computed is None
            }
            parts = parts_words(left, values)
            return f"{total}, made of {parts}" if parts else total
        case IsOneOf(subject) | IsRanked(subject) | IsAgainst(subject):
            return _named_value(subject, step, trace)
        case IsKnown(item) | DoesNotApplyTo(item):
            return item_words(item, profile)
        case IsJudged():
            # A not-form has the opposite truth of what it is about.
            truth = step.truth.negated() if isinstance(step.leaf, Not) else step.truth
            return {
                Truth.TRUE: "judged",
                Truth.FALSE: "not judged",
                Truth.UNKNOWN: "possibly not judged",
            }[truth]
        case HasFinding():
            truth = step.truth.negated() if isinstance(step.leaf, Not) else step.truth
            return {
                Truth.TRUE: "made",
                Truth.FALSE: "not made",
                Truth.UNKNOWN: "not yet decided",
            }[truth]
        case _:
            assert_never(leaf)


def _named_value(subject: Named, step: LeafStep, trace: InspectionTrace) -> str:
    match subject:
        case ItemName(item):
            return item_words(item, trace.case.profile)
        case AreaGrade():
            return reading_words(step.left, area=True)
        case PreviousGrade(area):
            previous = trace.case.previous
            if previous.none:
                return "there was none"
            if area not in previous.grades:
                return "not given"
            words = reading_words(step.left)
            return f"{words} ({date_words(previous.on)})" if previous.on is not None else words
        case _:
            assert_never(subject)


# --- by how much, and why not decided --------------------------------------------------------------


def _margin(step: LeafStep, voice: Voice) -> str:
    leaf = positive_of(step.leaf)
    if step.distance is None or not isinstance(leaf, Compare) or not isinstance(step.left, Amount):
        return ""
    distance = step.distance
    comparison = leaf.comparison
    if comparison is Comparison.EQUAL and distance == 0:
        return ""
    at_zero = isinstance(step.right, Amount) and step.right.lowest == 0
    if distance == 0:
        return "" if at_zero else "exactly at the threshold"
    words = _distance(distance, step.left)
    if voice is not Voice.ASKS or comparison is Comparison.EQUAL:
        if at_zero:
            return ""
        return f"{words} {'above' if distance > 0 else 'below'} the threshold"
    if step.truth is Truth.TRUE:
        return f"with {words} to spare"
    return f"{words} {'over' if distance > 0 else 'short'}"


def _distance(distance: Number, kind: Amount) -> str:
    size = distance if distance >= 0 else -distance
    return percentage_points(size) if kind.is_share else counted(size, kind.unit)


def _why_open(step: LeafStep, trace: InspectionTrace) -> str:
    leaf = positive_of(step.leaf)
    if isinstance(leaf, HasFinding | IsJudged):
        return ""
    if LeafNote.AREA_IN_CONFLICT in step.notes:
        return ""
    items = items_in_leaf(step.leaf)
    if not items:
        if isinstance(step.left, Names) and isinstance(getattr(leaf, "subject", None), PreviousGrade):
            return "until the previous grade is given"
        return "until that area is decided"
    reasons = [_item_reason(item, trace) for item in items]
    open_items = [reason for reason in reasons if reason is not None]
    if len(items) == 1:
        return _ALONE.get(open_items[0], "") if open_items else _straddles(step)
    if UnknownReason.COULD_NOT_TELL in open_items or UnknownReason.SUPPRESSED in open_items:
        return "and it cannot be, because a part of it will stay unknown"
    return "because a part of it is not known" if open_items else _straddles(step)


_ALONE = {
    UnknownReason.NOT_LOOKED_AT: "until it is looked at",
    UnknownReason.SOURCES_CONFLICT: "until the sources are settled",
    UnknownReason.COULD_NOT_TELL: "and it cannot be",
    UnknownReason.SUPPRESSED: "and it cannot be",
}


def _item_reason(item: EvidenceItem, trace: InspectionTrace) -> UnknownReason | None:
    if item.computed is not None and item.id not in trace.case.profile.states:
        return None
    state = trace.case.profile.state(item.id)
    return state.reason if isinstance(state, Unknown) else None


def _straddles(step: LeafStep) -> str:
    if LeafNote.MAY_NOT_EXIST in step.notes:
        return ""
    if isinstance(step.left, Amount):
        if step.left.is_exact:
            return ""
        if step.left.lowest is None or step.left.highest is None:
            return "because a part of it is not known"
        return "because it may lie on either side of the threshold"
    return "because more than one answer is still possible"


# --- what a reader should know ---------------------------------------------------------------------


def _caveats(step: LeafStep, trace: InspectionTrace) -> list[str]:
    found: list[str] = []
    for note in step.notes:
        text = _caveat(note, step, trace)
        if text:
            found.append(text)
    return found


def _caveat(note: LeafNote, step: LeafStep, trace: InspectionTrace) -> str:
    match note:
        case LeafNote.WITHIN_SAMPLING_ERROR:
            if step.interval is None:
                return "This is within sampling error."
            low, high = (round(end * 100) for end in step.interval)
            return (
                "This is within sampling error: allowing for which cases happened to be sampled, the share "
                f"lies between {low}% and {high}% at the 95% level."
            )
        case LeafNote.ROUNDED_NEAR_THRESHOLD:
            return (
                "The percentage is within 0.05 percentage points of the threshold and may be rounded: "
                "check the counts behind it."
            )
        case LeafNote.DECIDED_BY_BOUNDS:
            if step.truth is Truth.UNKNOWN:
                return ""
            return "Every value that it can still have gives the same answer."
        case LeafNote.DOES_NOT_EXIST:
            if LeafNote.NOTHING_TO_DIVIDE_BY in step.notes and _divides(step.leaf):
                return ""
            return "What does not apply cannot meet a condition, whichever way that is put."
        case LeafNote.MAY_NOT_EXIST:
            said = _reads_items(step) and not _open_anyway(step)
            return "It may turn out not to apply." if said else ""
        case LeafNote.AREA_IN_CONFLICT:
            return "The rules of that area may conflict, so a comparison with it is not decided."
        case LeafNote.NOTHING_TO_DIVIDE_BY:
            if not _divides(step.leaf):
                return ""
            return "There is nothing to divide by, so the figure does not apply."
        case LeafNote.ASSUMED:
            reasons = [
                f"{quoted(item.title)} is assumed, not recorded: {reason}"
                for item in items_in_leaf(step.leaf)
                if (reason := assumption_words(item, trace.case.profile)) is not None
            ]
            return " ".join(sentence(reason) for reason in reasons)
        case _:
            assert_never(note)


def _divides(leaf: Leaf) -> bool:
    """Whether a leaf divides, itself or by a computed item."""
    for operand in operands_of(leaf):
        term: Operand = operand
        while isinstance(term, Scaled):
            term = term.part
        if isinstance(term, Quotient) or (isinstance(term, ItemNumber) and term.item.computed is not None):
            return True
    return False


def _open_anyway(step: LeafStep) -> bool:
    """Whether the values alone leave a comparison open, so that nothing more need be said of it."""
    leaf = positive_of(step.leaf)
    if not (isinstance(leaf, Compare) and isinstance(step.left, Amount) and isinstance(step.right, Amount)):
        return False
    return compare_amounts(step.left, leaf.comparison, step.right) is Truth.UNKNOWN


def _reads_items(step: LeafStep) -> bool:
    return bool(items_in_leaf(step.leaf)) and step.left is not None and (step.left.exists is Existence.MAYBE)
