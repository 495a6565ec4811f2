"""From the rows of a case sample to the evidence items that are counted from them (language.md 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    Case,
    DoesNotApply,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    simplest,
)
from evenhand.evaluation.interpreter import decide
from evenhand.evaluation.readings import Knowledge, read_term
from evenhand.evaluation.trace import Existence
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    Condition,
    FromCases,
    Summary,
    Term,
    items_in_leaf,
    leaves_of,
)

CaseRow = Mapping[str, ItemState]
"""What is recorded for one sampled case, by case-record item."""


def count_cases(derived: FromCases, rows: Sequence[CaseRow]) -> ItemState:
    """The state of one item that is worked out from the case sample.

    A count or share is a range, certain to possible. A share stays over every row but those to which it
    is known not to apply; a share, mean or median of no rows does not apply. Means and medians lie
    between those of the rows' lowest and highest possible values, without an end where a cell that is not
    known has no bound.
    """
    match derived.summary:
        case Summary.COUNT | Summary.SHARE:
            if derived.condition is None:
                raise TypeError(f"{derived.item}: a count of cases needs a condition")
            return _count(derived.condition, rows, share=derived.summary is Summary.SHARE)
        case Summary.MEAN | Summary.MEDIAN:
            if derived.of is None:
                raise TypeError(f"{derived.item}: a mean or median needs an item")
            return _middle(derived.of, rows, derived.summary)


def _known(row: CaseRow) -> Knowledge:
    return Knowledge(Case(EvidenceProfile(row)), {}, {})


def _count(condition: Condition, rows: Sequence[CaseRow], *, share: bool) -> ItemState:
    items = {item.id: item for leaf in leaves_of(condition) for item in items_in_leaf(leaf)}
    certain = possible = applying = surely_applying = perhaps_left_out = 0
    for row in rows:
        applies = _applies(items.values(), row)
        if share and applies is Existence.NO:
            continue
        applying += 1
        surely_applying += applies is Existence.YES
        truth = decide(condition, _known(row)).truth
        certain += truth is Truth.TRUE
        possible += truth is not Truth.FALSE
        perhaps_left_out += truth is Truth.FALSE and applies is Existence.MAYBE
    if not share:
        return Recorded(NumberRange(certain, possible))
    if applying == 0:
        return DOES_NOT_APPLY
    if possible:
        # Where a case for which the condition cannot hold is left out, the share of the others grows.
        possible += perhaps_left_out
    return Recorded(
        ShareRange(certain, possible, applying),
        may_not_exist=surely_applying == 0,
        sampled=True,
    )


def _applies(items: Iterable[EvidenceItem], row: CaseRow) -> Existence:
    """Whether what a condition reads applies to a case: not where one item is known not to."""
    found = Existence.YES
    for item in items:
        state = row.get(item.id, NOT_LOOKED_AT)
        if isinstance(state, DoesNotApply):
            return Existence.NO
        if isinstance(state, Unknown) and item.may_not_apply:
            found = Existence.MAYBE
    return found


def _middle(of: Term, rows: Sequence[CaseRow], summary: Summary) -> ItemState:
    lows: list[Number | None] = []
    highs: list[Number | None] = []
    surely = False
    for row in rows:
        amount = read_term(of, _known(row))
        if amount.exists is Existence.NO:
            continue
        surely = surely or amount.exists is Existence.YES
        lows.append(amount.lowest)
        highs.append(amount.highest)
    if not lows:
        return DOES_NOT_APPLY
    if summary is Summary.MEAN:
        middle = NumberRange(_mean(lows), _mean(highs))
    else:
        middle = NumberRange(_median(lows, open_first=True), _median(highs, open_first=False))
    return Recorded(middle, may_not_exist=not surely)


def _mean(values: Sequence[Number | None]) -> Number | None:
    """The mean; None where one value has no bound."""
    known = [value for value in values if value is not None]
    return simplest(Fraction(sum(known)) / len(known)) if len(known) == len(values) else None


def _median(values: Sequence[Number | None], *, open_first: bool) -> Number | None:
    """The middle value; of an even number, the mean of the middle two.

    Values without a bound stand first (as low as can be) or last; None where one of them is in the middle.
    """
    known = sorted(value for value in values if value is not None)
    unbounded: list[Number | None] = [None] * (len(values) - len(known))
    ordered = [*unbounded, *known] if open_first else [*known, *unbounded]
    half = len(ordered) // 2
    return _mean(ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1])
