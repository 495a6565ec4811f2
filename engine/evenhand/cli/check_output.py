"""A check as text, HTML, Word or JSON."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import typer

from evenhand.cli import output
from evenhand.cli.grid import grid

if TYPE_CHECKING:
    from evenhand.evaluation import AreaStep
    from evenhand.services.check import Checked

_STATUS_WORDS = {
    "agrees": "agrees",
    "departs": "departs",
    "outside": "outside the permitted range",
    "undecided": "undecided",
    "conflict": "rules conflict",
    "not_judged": "not judged",
    "no_draft": "no draft",
}
_LONGEST_TITLE = 26


def as_json(checked: list[Checked], *, trace: bool) -> bytes:
    """The check as one JSON document (contracts.md)."""
    from evenhand.services.views import check_json

    return output.json_bytes("check", {"inspections": [check_json(one, trace=trace) for one in checked]})


def as_html(checked: Checked) -> bytes:
    """One inspection as a page that stands by itself."""
    from evenhand.explanation import explain_inspection, render_page
    from evenhand.services.views import view_of

    return render_page(explain_inspection(checked.trace, view_of(checked))).encode("utf-8", "replace")


def as_word(checked: Checked) -> bytes:
    """One inspection as a Word file."""
    from evenhand.explanation import explain_inspection
    from evenhand.services.views import view_of
    from evenhand.services.word_document import WordNotInstalled, render_word

    try:
        return render_word(explain_inspection(checked.trace, view_of(checked)))
    except WordNotInstalled:
        raise typer.BadParameter(
            "Word files need python-docx, which is not installed: pip install 'evenhand[docx]'",
            param_hint="--format docx",
        ) from None


def as_plain_text(checked: list[Checked], *, trace: bool) -> bytes:
    """The check as text for a file."""
    return "\n".join(_inspection(one, trace, colour=False) for one in checked).encode("utf-8", "replace")


def print_text(checked: list[Checked], *, trace: bool) -> None:
    """Print the check for a reader: a table of areas, then what needs attention."""
    colour = output.in_colour(sys.stdout)
    for place, one in enumerate(checked):
        output.result(("\n" if place else "") + _inspection(one, trace, colour=colour))
    if len(checked) > 1:
        output.result(f"\n{_tally(checked)}")


def _inspection(checked: Checked, trace: bool, *, colour: bool) -> str:
    if trace:
        from evenhand.explanation import explain_inspection, render_text
        from evenhand.services.views import view_of

        document = explain_inspection(checked.trace, view_of(checked))
        return render_text(document, width=output.columns(), colour=colour)
    lines = [_headline(checked), "", *areas_table(checked), ""]
    return "\n".join([*lines, _attention(checked, colour=colour)])


def _headline(checked: Checked) -> str:
    inspection = checked.inspection
    rules = inspection.rules.rule_set
    named = f"{inspection.provider} ({inspection.id})" if inspection.provider else inspection.id
    day = f"{inspection.on.day} {inspection.on:%B %Y}"
    return f"{named}, {day}, under {rules.name}"


def areas_table(checked: Checked, indent: str = "") -> list[str]:
    """The areas of an inspection as a table: draft, proposal, permitted range, reach, status."""
    head = ("Judgement area", "Draft", "Proposed", "Permitted", "Still possible", "Status")
    rows = [_area_row(checked, step) for step in checked.trace.areas.values()]
    return grid(head, rows, output.columns(), indent)


def _area_row(checked: Checked, step: AreaStep) -> tuple[str, ...]:
    area, outcome = step.area, step.outcome
    draft = checked.inspection.drafts.get(area.id)
    status = checked.status[area.id].value
    proposed = outcome.proposed
    if step.given is not None:
        shown = "not judged (given)" if proposed is None else f"{area.scale.title(proposed)} (given)"
    else:
        shown = "-" if proposed is None else area.scale.title(proposed)
    given = step.given is not None and status == "no_draft"
    return (
        area_label(step),
        "-" if draft is None else area.scale.title(draft),
        shown,
        _run(step, outcome.permitted),
        _run(step, outcome.reach),
        "given" if given else _STATUS_WORDS[status],
    )


def area_label(step: AreaStep) -> str:
    """A short name for an area: its title, or where that is long, its id in words."""
    area = step.area
    if len(area.title) <= _LONGEST_TITLE:
        return area.title
    words = area.id.replace("_", " ")
    return words[:1].upper() + words[1:]


def _run(step: AreaStep, run: tuple[int, int] | None) -> str:
    """A run of grades in few words."""
    scale = step.area.scale
    if run is None:
        return "none"
    worst, best = run
    if (worst, best) == (0, len(scale) - 1):
        return "any grade"
    titles = [scale.title(name) for name in scale.run(worst, best)]
    if len(titles) == 1:
        return titles[0]
    if best == len(scale) - 1:
        return f"{titles[0]} or better"
    if worst == 0:
        return f"{titles[-1]} or worse"
    return f"{titles[0]} to {titles[-1]}"


def _attention(checked: Checked, *, colour: bool) -> str:
    """A short paragraph for each area that someone should look at."""
    from evenhand.services.views import NEEDS_ATTENTION

    needing = [id for id, status in checked.status.items() if status in NEEDS_ATTENTION]
    if not needing:
        drafted = any(checked.inspection.drafts.values())
        return "Every draft agrees with what the rules propose." if drafted else "No draft is recorded."
    from evenhand.explanation import Depth, explain_area, render_text
    from evenhand.services.views import view_of

    view = view_of(checked)
    parts = [
        render_text(
            explain_area(checked.trace, id, view, Depth.PARAGRAPH), width=output.columns(), colour=colour
        )
        for id in needing
    ]
    return "\n".join(parts).rstrip("\n")


def _tally(checked: list[Checked]) -> str:
    """How many areas have each status, over all inspections."""
    counts = Counter(_STATUS_WORDS[status.value] for one in checked for status in one.status.values())
    shown = ", ".join(f"{counts[words]} {words}" for words in _STATUS_WORDS.values() if counts[words])
    return f"{len(checked)} inspections; judgement areas: {shown}."
