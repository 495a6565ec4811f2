"""A moderation in every form: the one-screen summary, the whole report, and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from evenhand.explanation import (
    Block,
    Bullets,
    Document,
    Entry,
    Facts,
    Heading,
    Inset,
    Line,
    Paragraph,
    Table,
    Tone,
    line,
    plain,
)
from evenhand.explanation.words import counted, date_words, listed, tidy
from evenhand.services.casebook_words import casebook_cautions, casebook_line
from evenhand.services.moderation.judgements import FrameworkJudgements
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.moderate import WORTH_A_LOOK, Moderation

MOST_IN_SUMMARY: Final = 6
"""So that the summary fits one screen."""

_CERTAIN, _LIKELY = 80, 60


def summary_document(found: Moderation) -> Document:
    """One screen: what to do first, then what was looked at. The report has the rest."""
    title = _title(found)
    blocks = [Heading(1, line(title)), *_first(found, MOST_IN_SUMMARY), *_looked_at(found, whole=False)]
    return Document(title, tuple(blocks))


def report_document(found: Moderation) -> Document:
    """The whole report."""
    title = _title(found)
    blocks: list[Block] = [
        Heading(1, line(title)),
        *_first(found, None),
        *_looked_at(found, whole=True),
        *_besides(found),
    ]
    for section in found.sections:
        blocks += section.blocks
    attribution = found.book.casebook.document.attribution
    if attribution:
        blocks.append(Paragraph(line(attribution)))
    return Document(title, tuple(blocks))


def report_json(found: Moderation) -> dict[str, Any]:
    """Everything that was found, as plain data."""
    book = found.book
    return {
        "casebook": book.casebook.id,
        "cases": book.cases,
        "rejected": book.rejected,
        "out_of_scope": book.out_of_scope,
        "seed": found.asked.seed,
        "scope": {
            "area": book.scope.area,
            "framework": book.scope.framework,
            "from": None if book.scope.first is None else book.scope.first.isoformat(),
            "to": None if book.scope.last is None else book.scope.last.isoformat(),
            "by_year": found.asked.by_year,
        },
        "first": [
            {"weight": lead.weight, "text": plain(lead.line), "section": lead.where} for lead in found.leads
        ],
        **{section.key: section.json for section in found.sections},
    }


def _title(found: Moderation) -> str:
    return f"Moderation of {found.book.casebook.document.title}"


def _first(found: Moderation, most: int | None) -> Iterator[Block]:
    leads = [lead for lead in found.leads if lead.weight >= WORTH_A_LOOK]
    if not leads:
        yield Paragraph(line("Nothing was found that should be looked at again."), lead=True)
    else:
        shown = leads if most is None else leads[:most]
        yield Heading(2, line("What to look at first"), anchor="first")
        yield Bullets(tuple(Entry(lead.line, tone=_tone(lead)) for lead in shown))
        left = len(leads) - len(shown)
        if left:
            yield Paragraph(line(f"{counted(left, 'points')} more in the report: add -o report.html."))
        told = (
            "A finding says where judgements differ, and not which of them is right. There may be evidence "
            "that no record here shows. People decide."
        )
        yield Inset(line(told))


def _besides(found: Moderation) -> Iterator[Block]:
    context = [lead for lead in found.leads if lead.weight < WORTH_A_LOOK]
    if context:
        yield Heading(2, line("Besides"), anchor="besides")
        yield Bullets(tuple(Entry(lead.line) for lead in context))


def _tone(lead: Lead) -> Tone:
    if lead.weight >= _CERTAIN:
        return Tone.BAD
    return Tone.OPEN if lead.weight >= _LIKELY else Tone.PLAIN


def _looked_at(found: Moderation, *, whole: bool) -> Iterator[Block]:
    book = found.book
    document = book.casebook.document
    facts: list[tuple[str, Line]] = [("Casebook", casebook_line(document, book.cases))]
    scope = book.scope
    if scope.has_period:
        ends = [
            word + date_words(day)
            for word, day in (("from ", scope.first), ("to ", scope.last))
            if day is not None
        ]
        facts.append(("Period", line(" ".join(ends))))
    if book.out_of_scope:
        facts.append(("Out of scope", line(counted(book.out_of_scope, "cases"))))
    facts.append(("Seed", line(f"{found.asked.seed} (of everything that is drawn)")))
    yield Facts(tuple(facts))
    yield from casebook_cautions(document, book.rejected, book.rejects)
    rows = tuple(row for one in book.frameworks for row in _worked_out(found, one))
    if rows:
        yield Table("What was looked at", ("Area", "Years", "Judgements", "As proposed"), rows)
    given = [told for one in book.frameworks for told in _taken_as_given(found, one)]
    if given and whole:
        yield Paragraph(line(f"Nothing is proposed where grades are taken as given: {'; '.join(given)}."))


def _worked_out(found: Moderation, one: FrameworkJudgements) -> Iterator[tuple[Line, ...]]:
    """The areas of a framework version that rules work out."""
    years = sorted(set(one.years.tolist()) - {0})
    when = "-" if not years else f"{years[0]}" if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
    for id in found.book.areas_of(one):
        if id not in one.worked_out:
            continue
        judged = one.areas[id]
        compared = int(judged.compared.sum())
        same = int((judged.compared & (judged.awarded == judged.proposed)).sum())
        share = f"{same:,} of {compared:,} ({100 * same / compared:.0f}%)" if compared else "none proposed"
        name = f"{one.name} {tidy(id)}"
        yield line(name), line(when), line(f"{int(judged.graded.sum()):,}"), line(share)


def _taken_as_given(found: Moderation, one: FrameworkJudgements) -> Iterator[str]:
    given = [tidy(id) for id in found.book.areas_of(one) if id not in one.worked_out]
    if given:
        yield f"{one.name} {listed(given)}"
