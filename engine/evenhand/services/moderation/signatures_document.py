"""Trace signatures of a casebook in English, as plain data, as lists, and what to look at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.explanation import Block, Heading, Line, Paragraph, Table, line
from evenhand.explanation.values import name_words
from evenhand.explanation.words import counted, first_few, listed, quoted, tidy
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.lists import ListTable
from evenhand.services.moderation.signatures import AreaSignatures, Signatures, UnlikeGrades

ANCHOR = "signatures"
MOST_GROUPS = 5
"""How many groups of an area are shown. Lists have all."""
MOST_LISTED = 1_000
"""How many odd ones of a group JSON names."""


def signatures_json(found: Signatures) -> dict[str, Any]:
    """By framework version and area: the groups with one signature and unlike grades."""
    content: dict[str, Any] = {}
    for one in found.areas:
        content.setdefault(one.framework, {})[one.area.id] = {
            "cases": one.cases,
            "signatures": one.signatures,
            "odd": one.odd,
            "unlike": [_group_json(group) for group in one.unlike],
        }
    return content


def _group_json(group: UnlikeGrades) -> dict[str, Any]:
    return {
        "signature": group.signature,
        "cases": group.cases,
        "grades": dict(group.grades),
        "usual": group.usual,
        "proposed": group.proposed,
        "fired": list(group.fired),
        "decisive": list(group.decisive),
        "odd": [one.id for one in group.odd[:MOST_LISTED]],
        "odd_count": len(group.odd),
    }


def signatures_blocks(found: Signatures) -> Iterator[Block]:
    """The section of a report."""
    yield Heading(2, line("Decided for the same reasons, graded unalike"), anchor=ANCHOR)
    told = "were decided for the same reasons: the same rules fired, were decisive and left the same status"
    yield Paragraph(
        line(f"Cases with one signature {told}. Where people graded them unalike, rules do not say why.")
    )
    if not found.areas:
        yield Paragraph(
            line("No area of these cases is worked out by rules, so there are no reasons to compare.")
        )
        return
    yield Table(
        "Signatures",
        ("Area", "Framework", "Cases", "Signatures", "Unlike grades", "Odd ones out"),
        _rows(found),
    )
    for one in found.areas:
        if one.unlike:
            yield from _area(one)


def _rows(found: Signatures) -> tuple[tuple[Line, ...], ...]:
    return tuple(
        (
            line(tidy(one.area.title)),
            line(one.framework),
            line(f"{one.cases:,}"),
            line(f"{one.signatures:,}"),
            line(f"{len(one.unlike):,}"),
            line(f"{one.odd:,}"),
        )
        for one in found.areas
    )


def _area(one: AreaSignatures) -> Iterator[Block]:
    shown = one.unlike[:MOST_GROUPS]
    rows = tuple(_group_row(group, one) for group in shown)
    caption = f"{tidy(one.area.title)} under {one.framework}: one signature, unlike grades"
    if len(one.unlike) > len(shown):
        caption += f" (the {len(shown)} with most odd ones, of {len(one.unlike):,})"
    yield Table(caption, ("Signature", "Reasons", "Cases", "Awarded", "Odd ones out"), rows)


def _group_row(group: UnlikeGrades, one: AreaSignatures) -> tuple[Line, ...]:
    scale = one.area.scale
    awarded = listed(f"{n:,} {name_words(scale, grade)}" for grade, n in group.grades.items())
    odd = first_few([f"{each.name} ({name_words(scale, each.awarded)})" for each in group.odd], 4)
    return (
        line(group.signature),
        line(_reasons(group, one)),
        line(f"{group.cases:,}"),
        line(awarded),
        line(odd),
    )


def _reasons(group: UnlikeGrades, one: AreaSignatures) -> str:
    titles = {rule.id: rule.title for rule in one.area.rules}
    proposed = (
        "not decided" if group.proposed is None else f"proposed {name_words(one.area.scale, group.proposed)}"
    )
    rules = [f"{quoted(titles[id])} ({id})" for id in group.decisive if id in titles]
    if rules:
        return f"{proposed}: {listed(rules)}"
    if group.proposed is None:
        return f"{proposed}; {counted(len(group.fired), 'rules')} fired"
    return f"{proposed}: where it starts"


def signatures_lists(found: Signatures) -> list[ListTable]:
    """Every odd one out."""
    head = (
        "framework",
        "area",
        "signature",
        "cases",
        "usual",
        "proposed",
        "id",
        "case",
        "awarded",
        "decisive",
    )
    rows = [
        (
            one.framework,
            one.area.id,
            group.signature,
            group.cases,
            group.usual,
            group.proposed,
            odd.id,
            odd.name,
            odd.awarded,
            ", ".join(group.decisive),
        )
        for one in found.areas
        for group in one.unlike
        for odd in group.odd
    ]
    title = "Cases awarded another grade than is usual for what decided them"
    return [ListTable("signatures", title, head, list(rows))]


def signatures_leads(found: Signatures) -> list[Lead]:
    """For each area, the cases to compare. Groups of two say little, and are not led with."""
    leads = []
    for one in found.areas:
        groups = [group for group in one.unlike if group.cases > 2 and group.proposed is not None]
        odd = sum(len(group.odd) for group in groups)
        if not odd:
            continue
        first = groups[0]
        named = first_few([each.name for each in first.odd], 2)
        usual = name_words(one.area.scale, first.usual)
        were = "was" if odd == 1 else "were"
        told = line(
            f"{one.framework} {tidy(one.area.id)}: {counted(odd, 'cases')} {were} graded otherwise than most "
            f"that were decided for the same reasons, such as {named} ({usual} is usual there)."
        )
        leads.append(Lead(40, told, ANCHOR))
    return leads
