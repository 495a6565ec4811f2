"""What would change or settle an area, in words and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evenhand.domain import (
    DoesNotApply,
    EvidenceItem,
    ItemState,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    UnknownReason,
)
from evenhand.evaluation import InspectionTrace
from evenhand.explanation.document import Block, Bullets, Entry, Heading, Paragraph, line
from evenhand.explanation.values import REASON_WORDS, name_words, state_words
from evenhand.explanation.words import capital, counted, listed, number, number_word, percent
from evenhand.language import (
    ColumnId,
    ColumnKind,
)
from evenhand.services.what_would_change import WhatWouldChange, WhatWouldSettle
from evenhand.services.witness_text import written_value
from evenhand.verification import Change, Changes, ChangeSet

_ALL_PLACES = 30

SHOWN = 3
"""How many ways are shown of each kind; JSON has all that were found."""


# --- what would change it -----------------------------------------------------------------------------


def change_blocks(answer: WhatWouldChange, trace: InspectionTrace) -> tuple[Block, ...]:
    """What would bring the area to the grade, as sentences and lists."""
    scale = trace.areas[answer.area].outcome.scale
    grade = _name(scale, answer.grade) if answer.grade in scale else f"a {answer.grade} grade"
    heading = Heading(2, line(f"What would change it to {grade}"))
    found = answer.found
    if found is None:
        return (heading, Paragraph(line(answer.note or "")))
    if not found.sets:
        return (heading, Paragraph(line(_nothing_found(answer, grade))))
    fewest = [one for one in found.sets if len(one.changes) == found.fewest]
    blocks: list[Block] = [heading]
    if found.contrary:
        made = "worse" if answer.better else "better"
        words = f"No way without making an item {made} reaches {grade}, so those that do are shown."
        blocks.append(Paragraph(line(words)))
    blocks += _ways(_lead(found, len(fewest), grade), fewest, trace)
    blocks += _ways("Other ways, with more changes:", found.sets[len(fewest) :], trace)
    if not found.fewest_known:
        blocks.append(Paragraph(line("Time ran out: there may be a way with fewer changes.")))
    elif not found.every or len(fewest) > SHOWN or len(found.sets) - len(fewest) > SHOWN:
        blocks.append(
            Paragraph(line("There are other ways. These are the smallest changes that were found."))
        )
    return tuple(blocks)


def _nothing_found(answer: WhatWouldChange, grade: str) -> str:
    if not answer.is_decided:
        return f"Time ran out before it was known whether a change of evidence reaches {grade}."
    if answer.only_changeable:
        return f"No change of what a provider can change reaches {grade}."
    return f"No change of evidence reaches {grade}."


def _lead(found: Changes, ways: int, grade: str) -> str:
    fewest = found.fewest or 0
    if fewest == 1:
        return f"One change would reach {grade}" + (". Any of these would do:" if ways > 1 else ":")
    together = f"{capital(number_word(fewest))} changes together would"
    if found.fewest_of_all:
        together = f"No single change reaches {grade}. {together}"
    else:
        # A single one may, in the other direction.
        together = f"{together} reach {grade}"
    return f"{together}, in any of these ways:" if ways > 1 else f"{together}:"


def _ways(lead: str, sets: Sequence[ChangeSet], trace: InspectionTrace) -> list[Block]:
    if not sets:
        return []
    if len(sets) == 1 and " together would" in lead:
        return [Paragraph(line(lead)), Bullets(tuple(_entry(change, trace) for change in sets[0].changes))]
    return [Paragraph(line(lead)), Bullets(tuple(_way(one, trace) for one in sets[:SHOWN]))]


def _way(one: ChangeSet, trace: InspectionTrace) -> Entry:
    if len(one.changes) == 1:
        return _entry(one.changes[0], trace)
    entries = tuple(_entry(change, trace) for change in one.changes)
    return Entry(line(f"These {number_word(len(entries))} together:"), (Bullets(entries),))


def _entry(change: Change, trace: InspectionTrace) -> Entry:
    profile, item = trace.case.profile, change.item
    after = _exactly(item, change.after, profile.cases)
    match change.before:
        case Unknown(UnknownReason.SOURCES_CONFLICT):
            told = [one for one in profile.entries.get(item.id, ()) if isinstance(one.state, Recorded)]
            sources = f"by {number_word(len(told))} sources" if len(told) > 1 else "by its sources"
            words = f"now recorded differently {sources}: {after}"
        case Unknown(reason):
            words = f"now {REASON_WORDS[reason]}: {after}"
        case Recorded(value, may_not_exist) if may_not_exist or not value.is_exact:
            words = f"now {_partly(item, change.before, profile.cases)}: make it {after}"
        case DoesNotApply():
            words = f"now it does not apply: make it {after}"
        case _ if isinstance(change.after, DoesNotApply):
            words = f"now {_exactly(item, change.before, profile.cases)}: does not apply"
        case _:
            words = f"from {_exactly(item, change.before, profile.cases)} to {after}"
    return Entry(line(f"{item.title}: {words}"))


def _partly(item: EvidenceItem, state: Recorded, cases: int | None) -> str:
    """What is partly known: a range as `between 15% and 20%`."""
    match state:
        case Recorded(NumberRange(low, high), False) if item.from_cases is None or cases is None:
            if low is not None and high is not None:
                return f"between {number(low)} and {counted(high, item.unit)}"
        case Recorded(ShareRange(of=None) as share, False):
            low, high = share.bounds
            return f"between {percent(low)} and {percent(high)}"
        case _:
            pass
    return state_words(item, state, cases)


def _exactly(item: EvidenceItem, state: ItemState, cases: int | None) -> str:
    """A state in words, a number with all its decimals: what is proposed is what was tried."""
    match state:
        case Recorded(NumberRange(low, high), False) if low is not None and low == high and low >= 0:
            if number(low) != number(low, _ALL_PLACES):
                unit = "" if item.unit is None else f" {item.unit}"
                return f"{number(low, _ALL_PLACES)}{unit}"
        case Recorded(ShareRange(low, high, None), False) if low == high:
            if percent(low) != percent(low, _ALL_PLACES):
                return written_value(item, state)
        case _:
            pass
    return state_words(item, state, cases)


def change_json(answer: WhatWouldChange) -> dict[str, object]:
    """The same as plain data: `changes` as the contract of `why` has it, and what is known about them."""
    found = answer.found
    return {
        "change_to": answer.grade,
        "changeable_only": answer.only_changeable,
        "changes": [[_change_json(change) for change in one.changes] for one in found.sets] if found else [],
        "changes_decided": answer.is_decided,
        "changes_every": found.every if found else True,
        "changes_contrary": found.contrary if found else False,
        "changes_note": answer.note,
    }


def _change_json(change: Change) -> dict[str, str]:
    return {
        "item": change.item.id,
        "from": written_value(change.item, change.before),
        "to": written_value(change.item, change.after),
    }


# --- what would settle it -----------------------------------------------------------------------------


def settle_blocks(answer: WhatWouldSettle, trace: InspectionTrace) -> tuple[Block, ...]:
    """What the area can turn out as and what would settle it, as sentences and lists."""
    reach, settling = answer.reach, answer.settling
    scale = trace.areas[reach.area].outcome.scale
    heading = Heading(2, line("What would settle it"))
    outcomes = _outcomes(scale, (*reach.outcomes, *reach.open))
    if reach.is_decided:
        settled = f"Whatever is still found out, the area is {outcomes}."
        return (heading, Paragraph(line(settled)), *_wider(answer, scale))
    blocks: list[Block] = [heading, Paragraph(line(f"The area can still turn out {outcomes}."))]
    blocks += _wider(answer, scale)
    if not answer.is_decided:
        blocks.append(Paragraph(line("Time ran out before all of this was known.")))
    if settling.sets:
        blocks += _settling(answer, trace)
    elif settling.in_time:
        blocks.append(Paragraph(line(_not_enough(answer, trace))))
    if answer.likely:
        blocks += _likely(answer, trace)
    return tuple(blocks)


def _wider(answer: WhatWouldSettle, scale: Scale) -> list[Block]:
    if not answer.reach.wider:
        return []
    wider = _outcomes(scale, answer.reach.wider)
    words = f"Condition by condition it could also be {wider}, but no evidence makes all of them so at once."
    return [Paragraph(line(words))]


def _settling(answer: WhatWouldSettle, trace: InspectionTrace) -> list[Block]:
    settling = answer.settling
    count = settling.fewest or 0
    if settling.needs_all and count > 1:
        lead = f"Only all {number_word(count)} open items together settle it for sure:"
    elif count == 1:
        lead = "One item settles it, whatever it turns out to be:"
    else:
        lead = f"{capital(number_word(count))} items settle it, whatever they turn out to be:"
    if len(settling.sets) == 1:
        return [Paragraph(line(lead)), _items(sorted(settling.sets[0]), trace)]
    entries = tuple(
        Entry(line(listed(_title(item, trace) for item in sorted(one)))) for one in settling.sets[:SHOWN]
    )
    return [
        Paragraph(line(lead.replace("it, whatever", "it in any of these ways, whatever"))),
        Bullets(entries),
    ]


def _items(items: Iterable[str], trace: InspectionTrace) -> Bullets:
    return Bullets(tuple(Entry(line(_title(item, trace))) for item in items))


def _not_enough(answer: WhatWouldSettle, trace: InspectionTrace) -> str:
    besides = listed(_besides(column, trace) for column in answer.settling.besides)
    match len(answer.settling.items):
        case 0:
            start = "No item is open that could settle it"
        case 1:
            start = "The one open item is not sure to settle it"
        case _:
            start = "No set of open items is sure to settle it"
    return f"{start}. What else is open: {besides}." if besides else f"{start}."


def _besides(column: ColumnId, trace: InspectionTrace) -> str:
    match column.kind:
        case ColumnKind.PREVIOUS:
            return f"the previous grade of {trace.rules.area_by_id[column.id].title}"
        case ColumnKind.GIVEN:
            return f"the grade given for {trace.rules.area_by_id[column.id].title}"
        case ColumnKind.CASES:
            return "the number of cases sampled"
        case ColumnKind.ITEM:
            return f"{_title(column.id, trace)}, {_closed(trace.case.profile.state(column.id))}"


def _closed(state: ItemState) -> str:
    """Why no more work settles an item."""
    suppressed = state == Unknown(UnknownReason.SUPPRESSED)
    return "which is suppressed in the source" if suppressed else "which nobody could tell"


def _likely(answer: WhatWouldSettle, trace: InspectionTrace) -> list[Block]:
    entries = tuple(
        Entry(line(f"{_title(one.item, trace)}: decided {one.decided}, left less open in {one.narrowed}"))
        for one in answer.likely[:SHOWN]
        if one.narrowed
    )
    drawn = f"{answer.rounds} random completions recorded item by item in random order (seed {answer.seed})"
    if answer.settling.sets:
        lead = f"Most likely to settle it, by {drawn}:"
    else:
        lead = f"{'These' if len(entries) > 1 else 'This one'} most often did settle it, in {drawn}:"
    return [Paragraph(line(lead)), Bullets(entries)] if entries else []


def settle_json(answer: WhatWouldSettle) -> dict[str, object]:
    """The same as plain data."""
    reach, settling = answer.reach, answer.settling
    likely = [{"item": one.item, "decided": one.decided, "narrowed": one.narrowed} for one in answer.likely]
    return {
        "outcomes": list(reach.outcomes),
        "not_reached": list(reach.wider),
        "open": list(reach.open),
        "items": list(settling.items),
        "sets": [sorted(one) for one in settling.sets],
        "besides": [f"{column.kind} {column.id}".strip() for column in settling.besides],
        "decided": answer.is_decided,
        "likely": likely,
        "rounds": answer.rounds if likely else None,
        "seed": answer.seed,
    }


# --- parts ---------------------------------------------------------------------------------------------


def _outcomes(scale: Scale, outcomes: Iterable[str]) -> str:
    return listed((_name(scale, one) for one in outcomes), "or")


def _name(scale: Scale, outcome: str) -> str:
    if outcome in scale:
        return name_words(scale, outcome)
    return "in conflict" if outcome == "conflict" else outcome


def _title(item: str, trace: InspectionTrace) -> str:
    return trace.rules.schema.items[item].title
