"""An inspection in progress in words: what a step changed, what is known, what was known when."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from evenhand.cli import output
from evenhand.cli.check_output import area_label, areas_table, headline, run_words
from evenhand.cli.grid import grid
from evenhand.domain import Conflict, Judged, Outcome
from evenhand.explanation.words import first_few, listed
from evenhand.services.evidence_history import Did
from evenhand.services.evidence_text import settles

if TYPE_CHECKING:
    from evenhand.services.evidence_history import Change
    from evenhand.services.evidence_text import Entries, Fields
    from evenhand.services.live import Known, Step

_DID = {
    Did.SET: "recorded",
    Did.UNKNOWN: "marked unknown",
    Did.WITHDRAW: "withdrawn",
    Did.UNDO: "undone",
    Did.FOUND: "found in the file",
}


def opening(known: Known, items: int) -> str:
    """Which inspection it is and where it stands. `items` is how many items something is known of."""
    checked = known.checked
    schema = checked.inspection.rules.schema
    recordable = sum(item.computed is None for item in schema.items.values())
    lines = [
        output.wrapped(headline(checked)),
        "",
        *areas_table(checked, colour=output.in_colour(sys.stdout)),
        "",
        f"Something is recorded of {items} of the {recordable} items.",
    ]
    return "\n".join([*lines, *_find_out(known)])


def step_words(step: Step) -> str:
    """What a step recorded, and what followed from it."""
    change, schema = step.change, step.after.checked.inspection.rules.schema
    title = schema.items[change.item].title
    followed = list(_followed(step))
    return "\n".join(
        [
            output.wrapped(_recorded(change, title)),
            *_disagreement(step),
            *(followed or ["  Nothing else follows from it yet."]),
            *_find_out(step.after),
        ]
    )


def _recorded(change: Change, title: str) -> str:
    now, was = entries_words(change.now), entries_words(change.was)
    if change.now == change.was:
        return f"Nothing new: {title} is {now} already."
    if change.did == Did.UNDO:
        return f"Undone: {title} is again {now}."
    if change.did == Did.WITHDRAW:
        return f"Withdrawn: {title} was {was}, and is {'now ' if change.now else ''}{now}."
    if not change.was:
        return f"Recorded: {title} is {now}."
    settled = next((entry for entry in change.now if settles(entry) and entry not in change.was), None)
    if settled is not None:
        others = tuple(entry for entry in change.now if entry != settled)
        stay = f" Recorded besides: {entries_words(others)}." if others else ""
        return f"Settled: {title} is {_entry_words(settled)}.{stay}"
    if all(entry in change.now for entry in change.was):
        return f"Recorded besides: {title} is {now}."
    return f"Corrected: {title} is {now}. It was {was}."


def _disagreement(step: Step) -> Iterator[str]:
    """What to do where the sources of the item disagree."""
    item = step.change.item
    if len(step.change.now) > 1 and item in step.after.conflicting:
        settle = f"settle {item} VALUE because NOTE"
        yield output.wrapped(
            f"  The sources disagree, so it counts as unknown. Settle it with: {settle}", "    "
        )


def entries_words(entries: Entries) -> str:
    """What is known of an item, in few words."""
    return "; ".join(map(_entry_words, entries)) or "not looked at"


def _entry_words(fields: Fields) -> str:
    said = fields.get("value") or f"unknown ({fields.get('unknown')})"
    besides = ["settled"] if settles(fields) else []
    besides += [fields[key] for key in ("source", "on", "by", "note") if key in fields]
    return f"{said} [{', '.join(besides)}]" if besides else said


def _followed(step: Step) -> Iterator[str]:
    titles = {rule.id: rule.title for rule in step.after.checked.trace.rules.all_rules}
    for words, rules in (
        ("Fires now", step.became_fired),
        ("Undecided now", step.became_undecided),
        ("Cannot fire any more", step.became_impossible),
    ):
        if rules:
            named = "; ".join(f"{rule} {titles[rule]}" if titles[rule] != rule else rule for rule in rules)
            yield output.wrapped(f"  {words}: {named}", "    ")
    for id in step.moved:
        area = step.after.checked.trace.areas[id]
        before = step.before.outcomes.get(id)
        was = "" if before is None else f"{_possible(before)} → "
        way = "" if before is None else _way(before, step.after.outcomes[id])
        yield output.wrapped(f"  {area_label(area)}: {was}{_possible(step.after.outcomes[id])}{way}", "    ")


def _possible(outcome: Outcome) -> str:
    """What is possible of an area, in few words."""
    if outcome.judged is Judged.NO:
        return "not judged"
    if outcome.conflict is Conflict.CERTAIN:
        return "rules conflict"
    also = [
        words
        for words, there in (
            ("rules may conflict", outcome.conflict is Conflict.POSSIBLE),
            ("may not be judged", outcome.judged is Judged.POSSIBLY),
        )
        if there
    ]
    return ", ".join([run_words(outcome.scale, outcome.reach), *also])


def _way(before: Outcome, now: Outcome) -> str:
    was, are = set(before.reach_grades), set(now.reach_grades)
    if was == are or not was or not are:
        return ""
    return " (narrowed)" if are < was else " (widened)" if are > was else " (moved)"


def _find_out(known: Known) -> Iterator[str]:
    if not known.settle:
        yield output.wrapped(f"  {nothing_to_find_out(known)}", "    ")
        return
    items = known.checked.inspection.rules.schema.items
    first = first_few([f"{items[id].title} ({id})" for id in known.settle])
    yield output.wrapped(f"  Find out next: {first}.", "    ")


def nothing_to_find_out(known: Known) -> str:
    """Why there is no item to find out next."""
    open_areas = [
        area_label(known.checked.trace.areas[id])
        for id, outcome in known.outcomes.items()
        if outcome.proposed is None
        and outcome.judged is not Judged.NO
        and outcome.conflict is not Conflict.CERTAIN
    ]
    if not open_areas:
        return "Every judgement area is settled."
    return f"Nothing that could still be recorded would settle what is left: {listed(open_areas)}."


def items_words(known: Known, items: Iterable[tuple[str, Entries]]) -> str:
    """What is recorded, item by item."""
    schema = known.checked.inspection.rules.schema
    rows = [
        (id, schema.items[id].title, entries_words(entries)) for id, entries in items if id in schema.items
    ]
    if not rows:
        return "Nothing is recorded yet."
    return "\n".join(grid(("Item", "Title", "Recorded"), rows, output.columns()))


def history_words(history: Sequence[Change]) -> str:
    """What was known when, in the order in which it became known."""
    if not history:
        return "Nothing has been recorded yet."
    by = any(change.by for change in history)
    rows = [
        (
            (change.at or "not noted").replace("T", " ").removesuffix("Z"),
            change.item,
            "corrected" if change.did == Did.SET and change.was else _DID[change.did],
            entries_words(change.now),
            *([change.by or "-"] if by else []),
        )
        for change in history
    ]
    head = ("When (UTC)", "Item", "What was done", "Known since", *(["By"] if by else []))
    return "\n".join(grid(head, rows, output.columns()))
