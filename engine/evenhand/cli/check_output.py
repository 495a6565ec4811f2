"""A check as text, HTML, Word or JSON."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evenhand.cli import output
from evenhand.cli.formats import word_of
from evenhand.cli.grid import grid
from evenhand.cli.opinions import as_text as opinions_as_text

if TYPE_CHECKING:
    from evenhand.domain import Scale
    from evenhand.evaluation import AreaStep
    from evenhand.explanation import Document, Entry
    from evenhand.services.check import Checked
    from evenhand.services.second_opinion import Heard

STATUS_WORDS = {
    "agrees": "agrees",
    "departs": "departs",
    "outside": "outside the permitted range",
    "undecided": "undecided",
    "conflict": "rules conflict",
    "not_judged": "not judged",
    "no_draft": "no draft",
}
_COLOURS = {
    "agrees": "32",
    "departs": "31",
    "outside the permitted range": "31",
    "rules conflict": "31",
    "undecided": "33",
}
_LONGEST_TITLE = 26
_LONGEST_GRADE = 20


def as_json(checked: list[Checked], *, trace: bool, heard: Mapping[str, Heard] | None) -> bytes:
    """The check as one JSON document (contracts.md), with second opinions where they were asked for."""
    from evenhand.services.views import check_json

    shown = [check_json(one, trace=trace) for one in checked]
    if heard is not None:
        from evenhand.services.second_opinion import opinion_json

        for one, found in zip(checked, shown, strict=True):
            asked = heard[one.inspection.file]
            known = asked.opinion
            found["second_opinion"] = None if known is None else opinion_json(known, file=asked.kept)
    return output.json_bytes("check", {"inspections": shown})


def as_html(checked: Checked, heard: Heard | None = None) -> bytes:
    """One inspection as a page that stands by itself."""
    from evenhand.explanation import render_page

    return render_page(_page(checked, heard)).encode("utf-8", "replace")


def as_word(checked: Checked, heard: Heard | None) -> bytes:
    """One inspection as a Word file."""
    return word_of(_page(checked, heard))


def _page(checked: Checked, heard: Heard | None) -> Document:
    from evenhand.explanation import explain_inspection
    from evenhand.services.views import view_of

    page = explain_inspection(checked.trace, view_of(checked))
    if heard is None:
        return page
    from evenhand.services.opinion_document import with_second_opinion

    return with_second_opinion(page, heard)


def as_plain_text(checked: list[Checked], *, trace: bool, heard: Sequence[Heard]) -> bytes:
    """The check as text for a file."""
    shown = [_inspection(one, trace, short=len(checked) > 1, colour=False) for one in checked]
    if heard:
        shown.append(opinions_as_text(heard, colour=False))
    return "\n".join(shown).encode("utf-8", "replace")


def print_text(checked: list[Checked], *, trace: bool, heard: Sequence[Heard]) -> None:
    """Print the check for a reader: a table of areas, then what needs attention."""
    colour = output.in_colour(sys.stdout)
    for place, one in enumerate(checked):
        text = _inspection(one, trace, short=len(checked) > 1, colour=colour)
        output.result(f"\n{text}" if place else text)
    if len(checked) > 1:
        output.result(f"\n{output.wrapped(_tally(checked))}")
    if heard:
        output.result(f"\n{opinions_as_text(heard, colour=colour)}")
    _say_what_next(checked, trace)


def _say_what_next(checked: list[Checked], trace: bool) -> None:
    open_areas = [(one, id) for one in checked for id in _needing(one)]
    if open_areas and not trace:
        one, area = open_areas[0]
        file = one.inspection.file
        output.hint(f"\nEvery step: {output.command('check', file, '--trace')}")
        output.hint(f"Why not a better grade: {output.command('why', file, '--area', area)}")


def _inspection(checked: Checked, trace: bool, *, short: bool, colour: bool) -> str:
    if trace:
        from evenhand.explanation import explain_inspection, render_text
        from evenhand.services.views import view_of

        document = explain_inspection(checked.trace, view_of(checked))
        return render_text(document, width=output.columns(), colour=colour)
    lines = [output.wrapped(headline(checked)), "", *areas_table(checked, colour=colour), ""]
    return "\n".join([*lines, _attention(checked, short=short, colour=colour)])


def headline(checked: Checked) -> str:
    """Which inspection it is, and under which rule set it is checked."""
    from evenhand.explanation.words import date_words

    inspection = checked.inspection
    named = f"{inspection.id}: {inspection.provider}" if inspection.provider else inspection.id
    return f"{named}, {date_words(inspection.on)}, under {inspection.rules.rule_set.name}"


def areas_table(checked: Checked, *, colour: bool) -> list[str]:
    """The areas of an inspection as a table: draft, proposal, permitted range, reach, status."""
    head: tuple[str, ...] = ("Judgement area", "Draft", "Proposed", "Permitted", "Still possible", "Status")
    rows = [_area_row(checked, step) for step in checked.trace.areas.values()]
    if all(step.outcome.proposed is not None for step in checked.trace.areas.values()):
        # Where every area is decided, only what is proposed is still possible.
        head = (*head[:4], *head[5:])
        rows = [(*row[:4], *row[5:]) for row in rows]
    return grid(head, rows, output.columns(), colours=_COLOURS if colour else {})


def _area_row(checked: Checked, step: AreaStep) -> tuple[str, ...]:
    area, outcome = step.area, step.outcome
    draft = checked.inspection.drafts.get(area.id)
    status = checked.status[area.id].value
    proposed = outcome.proposed
    if step.given is not None:
        shown = "not judged (given)" if proposed is None else f"{grade_label(area.scale, proposed)} (given)"
    else:
        shown = "-" if proposed is None else grade_label(area.scale, proposed)
    given = step.given is not None and status == "no_draft"
    return (
        area_label(step),
        "-" if draft is None else grade_label(area.scale, draft),
        shown,
        run_words(step.area.scale, outcome.permitted),
        run_words(step.area.scale, outcome.reach),
        "given" if given else STATUS_WORDS[status],
    )


def area_label(step: AreaStep) -> str:
    """A short name for an area: its title, or where that is long, its id in words."""
    area = step.area
    if len(area.title) <= _LONGEST_TITLE:
        return area.title
    words = area.id.replace("_", " ")
    return words[:1].upper() + words[1:]


def grade_label(scale: Scale, name: str) -> str:
    """A short name for a grade: its title, or where that is long, its id in words."""
    title = scale.title(name)
    return title if len(title) <= _LONGEST_GRADE else name.replace("_", " ")


def run_words(scale: Scale, run: tuple[int, int] | None) -> str:
    """A run of grades in few words."""
    if run is None:
        return "none"
    worst, best = run
    if (worst, best) == (0, len(scale) - 1):
        return "any grade"
    titles = [grade_label(scale, name) for name in scale.run(worst, best)]
    if len(titles) == 1:
        return titles[0]
    if best == len(scale) - 1:
        return f"{titles[0]} or better"
    if worst == 0:
        return f"{titles[-1]} or worse"
    return " or ".join(titles) if len(titles) == 2 else f"{titles[0]} up to {titles[-1]}"


def _needing(checked: Checked) -> list[str]:
    """The areas that someone should look at: by their status, or for a draft of what is not judged."""
    from evenhand.services.views import NEEDS_ATTENTION

    return [
        id
        for id, status in checked.status.items()
        if status in NEEDS_ATTENTION or (status.value == "not_judged" and id in checked.inspection.drafts)
    ]


def _attention(checked: Checked, *, short: bool, colour: bool) -> str:
    """What is to be said of each area that someone should look at: a sentence, or a short paragraph."""
    needing = _needing(checked)
    if not needing:
        drafted = bool(checked.inspection.drafts)
        return "Every draft agrees with what the rules propose." if drafted else "No draft is recorded."
    from evenhand.explanation import Bullets, Document, render_text

    entries = tuple(_area_entry(checked, id, short) for id in needing)
    document = Document("", (Bullets(entries),))
    return render_text(document, width=output.columns(), colour=colour).rstrip("\n")


def _area_entry(checked: Checked, area: str, short: bool) -> Entry:
    from evenhand.explanation import Bullets, Depth, Entry, Paragraph, explain_area, line
    from evenhand.services.views import view_of

    view = view_of(checked)
    whole = short or checked.status[area].value == "undecided"
    document = explain_area(checked.trace, area, view, Depth.SENTENCE if whole else Depth.PARAGRAPH)
    text = next(block.line for block in document.blocks if isinstance(block, Paragraph))
    if not whole:
        text = line(f"{checked.trace.areas[area].area.title}: ", *text)
    settle = _find_out(checked, area)
    return Entry(text, (Bullets((Entry(line(settle)),)),) if settle else ())


def _find_out(checked: Checked, area: str) -> str | None:
    """The items that would do most to settle an undecided area."""
    step = checked.trace.areas[area]
    if checked.status[area].value != "undecided" or not step.settle:
        return None
    from evenhand.explanation.words import first_few, quoted

    items = checked.trace.rules.schema.items
    return f"Find out first: {first_few([quoted(items[id].title) for id in step.settle])}."


def _tally(checked: list[Checked]) -> str:
    """How many areas have each status, over all inspections."""
    counts = Counter(STATUS_WORDS[status.value] for one in checked for status in one.status.values())
    shown = ", ".join(f"{words} {counts[words]}" for words in STATUS_WORDS.values() if counts[words])
    return f"{len(checked)} inspections. Judgement areas: {shown}."
