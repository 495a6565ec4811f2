"""A sample in English, as plain data, and as lists; with a form for those who mark again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.explanation import Block, Document, Facts, Heading, Inset, Line, Paragraph, Table, line
from evenhand.explanation.words import counted, listed, sentence, tidy
from evenhand.services.casebook_words import casebook_cautions
from evenhand.services.moderation.lists import ListTable
from evenhand.services.moderation.sampling import By, Drawn, Sample
from evenhand.services.moderation.sampling_triggers import TITLES

MOST_SHOWN = 50
"""How many cases are shown of a sample. Files have all."""

_HOW = {
    By.TRIGGERS: "those with most triggers first, of equals at random",
    By.RISK: "at random by weight: 1, and 1 more for each trigger",
    By.STRATIFIED: "at random of every stratum, in proportion",
    By.RANDOM: "at random",
}


def sample_document(found: Sample) -> Document:
    """The page of a sample."""
    title = f"Second marking: a sample of {found.book.casebook.document.title}"
    blocks: list[Block] = [Heading(1, line(title)), Facts(tuple(_particulars(found)))]
    blocks += casebook_cautions(found.book.casebook.document, found.book.rejected, found.book.rejects)
    blocks += _cautions(found)
    blocks += _strata(found)
    blocks += _triggers(found)
    blocks += _drawn(found)
    blocks += _excluded(found)
    attribution = found.book.casebook.document.attribution
    if attribution:
        blocks.append(Paragraph(line(attribution)))
    return Document(title, tuple(blocks))


def _particulars(found: Sample) -> Iterator[tuple[str, Line]]:
    yield "Casebook", line(found.book.casebook.id)
    yield "Sample", line(f"{found.size:,} of {counted(found.population, 'cases')} that could be drawn")
    yield "Drawn", line(f"{_HOW[found.plan.by]}, with the seed {found.plan.seed}")
    expected, wanted = f"{found.plan.expect:.0%}", found.plan.precision
    if found.plan.by in (By.RANDOM, By.STRATIFIED):
        why = "" if wanted is None else f", as asked for ({wanted * 100:g} points)"
        told = f"if {expected} of grades agree, the 95% interval reaches {found.reached * 100:.1f} points"
        yield "Precision", line(f"{told} either way in one area{why}")
    if found.excluded:
        yield "Left out", line(f"{counted(len(found.excluded), 'cases')}, listed below")


def _cautions(found: Sample) -> Iterator[Block]:
    if found.plan.by in (By.TRIGGERS, By.RISK):
        chosen = "was chosen because of what is known of them"
        told = f"A sample that {chosen} says nothing of agreement in the whole casebook."
        yield Inset(line(f"{told} For that, draw at random or by strata."))
    if found.untriggered:
        number = counted(found.untriggered, "cases")
        yield Inset(line(f"No trigger holds for {number} of the sample: all that have one are in it."))


def _strata(found: Sample) -> Iterator[Block]:
    if found.strata:
        rows = tuple(
            (line(tidy(one.name)), line(f"{one.cases:,}"), line(f"{one.drawn:,}")) for one in found.strata
        )
        yield Table("Strata", ("Stratum", "Cases", "Drawn"), rows)


def _triggers(found: Sample) -> Iterator[Block]:
    rows = tuple(
        (
            line(TITLES[one.trigger]),
            line(f"{one.holds:,}"),
            line(f"{one.not_told:,}" if one.not_told else "-"),
        )
        for one in found.triggers
    )
    if rows:
        caption = "Triggers: for how many of the cases each holds in one area at least"
        yield Table(caption, ("Trigger", "Cases", "Cannot be told"), rows)
        why = "no previous grade, no evidence or no proposal is recorded for the case"
        if any(one.not_told for one in found.triggers):
            yield Paragraph(line(f"A trigger cannot be told where {why}, or where it would take too long."))


def _drawn(found: Sample) -> Iterator[Block]:
    yield Heading(2, line("The sample"))
    shown = found.drawn[:MOST_SHOWN]
    head = ("Case", "Framework", *(("Why",) if found.triggers else ()))
    rows = tuple((line(_named(one)), line(one.rules), *_why(one, found)) for one in shown)
    yield Table("Cases to mark again, in the order drawn", head, rows)
    if len(found.drawn) > len(shown):
        yield Paragraph(line(f"{len(found.drawn) - len(shown):,} more: -o writes all of them."))


def _named(one: Drawn) -> str:
    return one.id if one.name == one.id else f"{one.name} ({one.id})"


def _why(one: Drawn, found: Sample) -> tuple[Line, ...]:
    if not found.triggers:
        return ()
    several = len(found.areas) > 1
    told = [f"{tidy(each.area)}: {each.why}" if several else each.why for each in one.reasons]
    return (line(sentence("; ".join(told)) if told else "No trigger"),)


def _excluded(found: Sample) -> Iterator[Block]:
    if not found.excluded:
        return
    yield Heading(2, line("Left out"))
    by_why: dict[str, list[str]] = {}
    for one in found.excluded:
        by_why.setdefault(one.why, []).append(one.id)
    rows = tuple(
        (line(why), line(f"{len(ids):,}"), line(listed(ids[:10]) + (" and others" if len(ids) > 10 else "")))
        for why, ids in by_why.items()
    )
    yield Table("Cases that could not be drawn", ("Why", "Cases", "Which"), rows)


# --- plain data, lists and the form --------------------------------------------------------------------


def sample_json(found: Sample) -> dict[str, Any]:
    """The sample as plain data."""
    plan = found.plan
    return {
        "casebook": found.book.casebook.id,
        "by": plan.by.value,
        "seed": plan.seed,
        "areas": list(found.areas),
        "population": found.population,
        "size": found.size,
        "precision": {"wanted": plan.precision, "expected": plan.expect, "reached": found.reached},
        "stratify": plan.stratify,
        "sample": [
            {
                "id": one.id,
                "rules": one.rules,
                "grades": dict(one.grades),
                "triggers": [
                    {"trigger": each.trigger, "area": each.area, "why": each.why} for each in one.reasons
                ],
                "stratum": one.stratum,
                "weight": one.weight,
                "chance": one.chance,
            }
            for one in found.drawn
        ],
        "strata": [{"stratum": one.name, "cases": one.cases, "drawn": one.drawn} for one in found.strata],
        "triggers": {one.trigger: {"cases": one.holds, "not_told": one.not_told} for one in found.triggers},
        "excluded": [{"id": one.id, "why": one.why} for one in found.excluded],
    }


def sample_lists(found: Sample) -> list[ListTable]:
    """The cases drawn, with their reasons, and those left out."""
    plan = found.plan
    head = (
        "order",
        "id",
        "case",
        "framework",
        "stratum",
        "weight",
        "chance",
        "triggers",
        "why",
        "drawn_by",
        "seed",
    )
    rows = [
        (
            at,
            one.id,
            one.name,
            one.rules,
            one.stratum,
            one.weight,
            one.chance,
            len(one.reasons) if found.triggers else None,
            "; ".join(f"{each.area}: {each.why}" for each in one.reasons),
            plan.by.value,
            plan.seed,
        )
        for at, one in enumerate(found.drawn, start=1)
    ]
    excluded = [(one.id, one.why) for one in found.excluded]
    return [
        ListTable("sample", "Cases to mark again, in the order drawn", head, list(rows)),
        ListTable("left_out", "Cases that could not be drawn", ("id", "why"), list(excluded)),
    ]


def ratings_form(found: Sample, rater: str = "") -> ListTable:
    """A form for who marks again: without the grades awarded, so that nobody is led by them."""
    rows = [(one.id, rater, area, "") for one in found.drawn for area in one.grades]
    return ListTable("ratings", "Ratings to fill in", ("case", "rater", "area", "grade"), list(rows))
