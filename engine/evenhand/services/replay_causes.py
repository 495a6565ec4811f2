"""What moves are owed to, in English: to which changes of an amendment, and to which value of a threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.explanation import (
    Block,
    Bullets,
    Entry,
    Heading,
    Line,
    Paragraph,
    Strong,
    Table,
    Tag,
    Tone,
    line,
)
from evenhand.explanation.words import counted, listed, sentence, short_date
from evenhand.replay import Reason, Tally
from evenhand.services.attribution import Attribution
from evenhand.services.replay_results import Moved, Replay
from evenhand.services.sweep import Sweep

MOST_NAMED = 10
"""How many cases are named in a sentence."""


def step(one: Moved) -> tuple[str, Tag]:
    """From which grade to which a case moved."""
    up = one.scale.position(one.after) > one.scale.position(one.before)
    after = Tag(one.after.replace("_", " "), Tone.GOOD if up else Tone.BAD)
    return f"{one.before.replace('_', ' ')} → ", after


def when(one: Moved) -> str:
    """When a case was inspected, or else published."""
    if one.on is not None:
        return short_date(one.on)
    return "not recorded" if one.published is None else f"pub. {short_date(one.published)}"


# --- changes -----------------------------------------------------------------------------------------


def owed(area: str, replay: Replay, found: Attribution) -> Iterator[Block]:
    """To which changes the moves of an area are owed, and what each change would do alone."""
    yield Heading(3, line("What the moves are owed to"))
    changes = [
        Entry(line(Strong(id), f": {sentence(change.description)}")) for id, change in found.changes.items()
    ]
    yield Bullets(tuple(changes))
    reasons = {reason: tally for (of, reason), tally in found.owed.items() if of == area}
    if reasons:
        rows = [(line(_reason(reason)), *_counts(tally)) for reason, tally in reasons.items()]
        yield Table("Moves, each counted once", ("Owed to", "Moved", "Up", "Down"), tuple(rows))
    alone = {change: tally for (of, change), tally in found.alone.items() if of == area}
    if not reasons and len(alone) < 2:
        yield Paragraph(line("No case moves."))
    if len(alone) > 1:
        together = {"all together": replay.areas[area].tally}
        rows = [
            (line(change), *_counts(tally), line(f"{tally.undecided:,}"))
            for change, tally in (alone | together).items()
        ]
        head = ("Change", "Moved", "Up", "Down", "Undecided")
        yield Table("Each change by itself", head, tuple(rows))
        yield Paragraph(line(_interaction(area, replay, found, alone)))
    if len(found.sets) + len(found.refused) < 2 ** len(found.changes) - 1:
        told = "Of so many changes, each alone, each two, and all together were tried, and nothing between."
        yield Paragraph(line(told))
    for refused in found.refused:
        makes, was = ("makes", "was") if len(refused) == 1 else ("make", "were")
        named = listed(sorted(refused))
        told = f"{named} without the others {makes} no rule set, and {was} not tried out alone."
        yield Paragraph(line(told))


def _counts(tally: Tally) -> tuple[tuple[str], ...]:
    return tuple((f"{count:,}",) for count in (tally.moved, tally.up, tally.down))


def _reason(reason: Reason) -> str:
    """
    >>> _reason((frozenset({"a"}), frozenset({"b", "c"})))
    'a; or b and c together'
    """
    if not reason:
        return "no set of changes that was tried out"
    shown = [f"{listed(sorted(some))}{' together' if len(some) > 1 else ''}" for some in reason]
    return "; or ".join(shown)


def _interaction(area: str, replay: Replay, found: Attribution, alone: dict[str, Tally]) -> str:
    together = replay.areas[area].tally.moved
    apart = sum(tally.moved for tally in alone.values())
    if not apart and not together:
        return "None of the changes moves a case."
    each_alone = all(len(of) == 1 and len(of[0]) == 1 for at, of in found.owed if at == area)
    others = any(found.lost[area, change] or found.elsewhere[area, change] for change in alone)
    stays = any(one.area == area for one in replay.only_alone)
    if apart == together and each_alone and not stays and not others:
        return "The changes do not interact: together they move what each of them moves alone."
    told = f"The changes interact: alone they make {counted(apart, 'moves')}, and together {together:,}."
    for change in alone:
        stay = [
            one for one in replay.only_alone if one.area == area and one.because == (frozenset((change,)),)
        ]
        if stay:
            told += f" {change} alone would move {_named(stay)}; with the others in force they stay."
        lost, elsewhere = found.lost[area, change], found.elsewhere[area, change]
        if lost:
            told += f" Of the cases that {change} alone would move, {lost:,} have no grade with the others."
        if elsewhere:
            told += f" {elsewhere:,} that {change} alone would move go to another grade with the others."
    return told


def _named(moved: Sequence[Moved]) -> str:
    shown = [f"{one.provider or one.id} ({when(one)}) to {one.after.replace('_', ' ')}" for one in moved]
    rest = len(shown) - MOST_NAMED
    return listed(shown[:MOST_NAMED] + ([f"{rest:,} more"] if rest > 0 else []))


# --- thresholds --------------------------------------------------------------------------------------


def swept(area: str, sweep: Sweep) -> Iterator[Block]:
    """How many grades of an area move at each value of a threshold."""
    if sweep.parameter is None:
        return
    rows: list[tuple[Line, ...]] = []
    marked: set[int] = set()
    for value in sweep.values:
        tally = sweep.tallies.get((value, area))
        if tally is None:
            continue
        if value == sweep.as_it_is:
            marked.add(len(rows))
        now = " (as it is)" if value == sweep.as_it_is else ""
        rows.append((line(f"{sweep.shown(value)}{now}"), *_counts(tally), line(f"{tally.undecided:,}")))
    if rows:
        caption = f"{sweep.parameter.title} ({sweep.asked.parameter}), value by value"
        head = ("Value", "Moved", "Up", "Down", "Undecided")
        yield Table(caption, head, tuple(rows), frozenset(marked))
        if len(sweep.current) > 1:
            values = listed([sweep.shown(value) for value in sorted(sweep.current)])
            told = f"The threshold is {values}, depending on the day or the rule set: no row is as it is."
            yield Paragraph(line(told))
