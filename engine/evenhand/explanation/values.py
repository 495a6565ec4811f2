"""What is recorded for an item, and what a term or grade can be, in words with unit and denominator."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from evenhand.domain import (
    DoesNotApply,
    EvidenceEntry,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    UnknownReason,
)
from evenhand.evaluation.trace import Amount, Existence, Names, ends_of
from evenhand.explanation.words import (
    counted,
    date_words,
    either,
    listed,
    lower_first,
    number,
    percent,
    tidy,
)

REASON_WORDS = {
    UnknownReason.NOT_LOOKED_AT: "not looked at",
    UnknownReason.SOURCES_CONFLICT: "sources conflict",
    UnknownReason.COULD_NOT_TELL: "looked at, but could not tell",
    UnknownReason.SUPPRESSED: "suppressed in the source",
}


def name_words(scale: Scale, name: str) -> str:
    """A grade, level or answer inside a sentence."""
    return lower_first(tidy(scale.title(name)))


def mask_words(scale: Scale, mask: int) -> str:
    """The names of a set, in the order of their scale.

    >>> from evenhand.domain import YES_NO
    >>> mask_words(YES_NO, 3)
    'no or yes'
    """
    return either(name_words(scale, name) for name in scale.names_in(mask))


def or_better(scale: Scale, position: int) -> str:
    """The grade at a position and every better one: `good or better`, `outstanding`."""
    grade = name_words(scale, scale.names[position])
    return grade if position == len(scale) - 1 else f"{grade}{or_so(grade)} better"


def or_so(name: str) -> str:
    """` or`, with a comma after a name of several words."""
    return ", or" if " " in name and not name.startswith("“") else " or"


def grade_run(scale: Scale, worst: int, best: int) -> str:
    """A run of grades: one, a choice of two, or from the worst to the best."""
    names = [name_words(scale, name) for name in scale.run(worst, best)]
    if len(names) < 3:
        return either(names)
    return f"anything from {names[0]} up to {names[-1]}"


def item_words(item: EvidenceItem, profile: EvidenceProfile, amount: Amount | None = None) -> str:
    """What is recorded for `item`: `31 of 40 cases sampled (77.5%)`, `not looked at`.

    `amount` is what a computed item can be, when the profile does not hold its value. Assumed values
    and conflicting sources are said so.
    """
    state = profile.state(item.id)
    worked_out = item.computed is not None or item.id in profile.derived
    if amount is not None and worked_out and item.id not in profile.states:
        return amount_words(amount)
    if state == Unknown(UnknownReason.SOURCES_CONFLICT):
        return _conflict_words(item, profile)
    words = state_words(item, state, profile.cases)
    if profile.is_assumed(item.id):
        return f"{words} (assumed)"
    return words


def state_words(item: EvidenceItem, state: ItemState, cases: int | None = None) -> str:
    """One state of an item in words. `cases` is the number of cases sampled, where there is a sample."""
    match state:
        case DoesNotApply():
            return "does not apply"
        case Unknown(reason):
            return REASON_WORDS[reason]
        case Recorded(value, may_not_exist):
            match value:
                case NumberRange():
                    words = _number_words(item, value, cases)
                case ShareRange():
                    words = _share_words(item, value)
                case NameSet(mask):
                    words = mask_words(item.names, mask)
                case _:
                    assert_never(value)
            return f"{words}, and it may not apply" if may_not_exist else words


def short_words(item: EvidenceItem, state: ItemState, following: str = "") -> str:
    """A value to stand inside a rule's own sentence, which `following` goes on with.

    A share before `of` leads with the percentage; a unit that the sentence repeats is left out.
    """
    after = following.lstrip()
    if isinstance(state, Recorded):
        match state.value:
            case ShareRange() as share if share.of is not None:
                low, high = share.bounds
                span = _span(number(share.lowest), number(share.highest))
                percentages = _span(percent(low), percent(high))
                if after.startswith("of "):
                    return f"{percentages} ({span} of {share.of:,})"
                return f"{span} of {share.of:,} ({percentages})"
            case NumberRange(least, most) if least is not None and most is not None:
                unit = item.unit
                if unit is not None and after.startswith((unit, unit.split()[0])):
                    return _span(number(least), number(most))
                return _unit_span(least, most, unit)
            case _:
                pass
    words = state_words(item, state)
    return f"({words})" if isinstance(state, Unknown) else words


def amount_words(amount: Amount) -> str:
    """What a term can be: `17.2 days`, `70% to 80%`, `at least 3`, `not known`."""
    if amount.exists is Existence.NO:
        return "does not apply"
    words = _amount_span(amount)
    if amount.exists is Existence.MAYBE:
        return f"{words}, and it may not apply"
    return words


def _amount_span(amount: Amount) -> str:
    low, high = amount.lowest, amount.highest
    if low is None and high is None:
        return "not known"
    if low is None:
        return f"at most {one_amount(high, amount)}"
    if high is None:
        return "not known" if low == 0 else f"at least {one_amount(low, amount)}"
    if amount.is_share:
        return _span(percent(low), percent(high))
    return _unit_span(low, high, amount.unit)


def one_amount(value: Number | None, kind: Amount) -> str:
    """One number of the same kind as `kind`: with its unit, or as a percentage."""
    if value is None:
        return "not known"
    return percent(value) if kind.is_share else counted(value, kind.unit)


def names_words(names: Names, *, area: bool = False) -> str:
    """What a level or grade can be; for an area, that it is not judged or not yet decided."""
    if names.exists is Existence.NO:
        return "not judged" if area else "does not apply"
    count = names.mask.bit_count()
    if area and count > 1:
        words = f"not yet decided ({grade_run(names.scale, *ends_of(names.mask))})"
    elif count == len(names.scale) and count > 2:
        words = "not known"
    else:
        words = mask_words(names.scale, names.mask)
    if names.in_conflict:
        words = f"{words}, and its rules may conflict"
    if names.exists is Existence.MAYBE:
        words = f"{words}, or not judged" if area else f"{words}, and it may not apply"
    return words


def source_words(item: EvidenceItem, profile: EvidenceProfile) -> str:
    """Where the value comes from: each source with its date and who recorded it."""
    entries = profile.entries.get(item.id, ())
    if entries:
        return "; ".join(dict.fromkeys(_entry_source(entry) for entry in entries))
    if item.id in profile.derived or item.id in profile.states:
        if item.from_cases is not None and profile.cases is not None:
            return f"Counted from the sample of {profile.cases:,} cases"
        if item.computed is not None:
            return "Worked out from other items"
    if item.computed is not None:
        return "Worked out from other items"
    if item.id in profile.states and isinstance(profile.states[item.id], Recorded):
        return "Source not recorded"
    return "Nothing recorded"


def assumption_words(item: EvidenceItem, profile: EvidenceProfile) -> str | None:
    """Why a value was assumed, or None when it was not."""
    for entry in profile.entries.get(item.id, ()):
        if entry.assumed_because is not None:
            return entry.assumed_because
    return None


def _entry_source(entry: EvidenceEntry) -> str:
    if entry.is_assumed:
        return f"Assumed: {entry.assumed_because}"
    parts = [entry.source or "Source not recorded"]
    if entry.on is not None:
        parts.append(date_words(entry.on))
    if entry.by is not None:
        parts.append(f"recorded by {entry.by}")
    return ", ".join(parts)


def _conflict_words(item: EvidenceItem, profile: EvidenceProfile) -> str:
    versions = [
        f"{state_words(item, entry.state, profile.cases)} ({entry.source or 'source not recorded'})"
        for entry in profile.entries.get(item.id, ())
        if not isinstance(entry.state, Unknown) and not entry.is_assumed
    ]
    if not versions:
        return "sources conflict"
    return f"sources conflict: {listed(versions)}"


def _number_words(item: EvidenceItem, value: NumberRange, cases: int | None) -> str:
    low, high = value.lowest, value.highest
    if low is None or high is None:
        return _amount_span(Amount(low, high, unit=item.unit))
    if item.from_cases is not None and item.type is ItemType.COUNT and cases is not None:
        of = item.of or "cases sampled"
        if value.is_exact:
            return f"{number(low)} of {cases:,} {of}"
        return (
            f"{number(low)} of {cases:,} {of}, {number(high - low)} not known, "
            f"so {number(low)} to {number(high)}"
        )
    return _unit_span(low, high, item.unit)


def _share_words(item: EvidenceItem, value: ShareRange) -> str:
    low, high = value.bounds
    if value.of is None:
        return _span(percent(low), percent(high))
    noun = item.of or ("cases sampled" if item.from_cases is not None else None)
    of = f"{value.of:,} {noun}" if noun else f"{value.of:,}"
    percentages = _span(percent(low), percent(high))
    if value.is_exact:
        return f"{number(value.lowest)} of {of} ({percentages})"
    if item.from_cases is not None:
        missing = number(Fraction(value.highest) - value.lowest)
        return f"{number(value.lowest)} of {of} ({percent(low)}), {missing} not known, so {percentages}"
    return f"{number(value.lowest)} to {number(value.highest)} of {of} ({percentages})"


def _unit_span(low: Number, high: Number, unit: str | None) -> str:
    if low == high:
        return counted(low, unit)
    return f"{number(low)} to {counted(high, unit)}"


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"
