"""The precedents of a case in English, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.domain import Scale
from evenhand.explanation import (
    Block,
    Document,
    Facts,
    Heading,
    Inset,
    Line,
    Paragraph,
    Strong,
    Table,
    Tag,
    Tone,
    line,
)
from evenhand.explanation.values import name_words
from evenhand.explanation.words import capital, counted, listed, quoted, sentence, short_date, tidy
from evenhand.services.casebook_words import casebook_cautions
from evenhand.services.moderation.precedents import (
    AGREES,
    NO_PRECEDENT,
    PARTS,
    DraftAmongPrecedents,
    Precedent,
    Precedents,
)
from evenhand.services.moderation.precedents_pool import period_of

MOST_SHOWN = 8
"""How many things that differ are shown of a case. JSON names all."""

_TAGS = {
    AGREES: Tag("Agrees", Tone.GOOD, "✓"),
    PARTS: Tag("Parts from them", Tone.BAD, "✗"),
    NO_PRECEDENT: Tag("No precedent near enough", Tone.OPEN, "?"),
}


def precedents_document(found: Precedents) -> Document:
    """The page of the precedents of a case."""
    title = f"Precedents of {found.subject.name}"
    blocks: list[Block] = [Heading(1, line(title)), Facts(tuple(_particulars(found)))]
    blocks += casebook_cautions(found.casebook.document, found.moderated.rejected, found.moderated.rejects)
    if found.drafts:
        blocks += _drafts(found)
    blocks += _nearest(found)
    attribution = found.casebook.document.attribution
    if attribution:
        blocks.append(Paragraph(line(attribution)))
    return Document(title, tuple(blocks))


def _particulars(found: Precedents) -> Iterator[tuple[str, Line]]:
    wanted, subject = found.wanted, found.subject
    yield "Case", line(subject.id)
    own = wanted.framework or subject.rules.rule_set.name
    considered = counted(found.considered, "cases") if found.considered else "no case"
    left = f", {found.incomparable:,} of them with too little in common" if found.incomparable else ""
    yield "Casebook", line(f"{found.casebook.id}: {considered} under {own}{_period_words(found)}{left}")
    yield "Compared by", line(_profile_words(found))
    yield "Near enough", line(f"up to a distance of {wanted.near:g}")


def _period_words(found: Precedents) -> str:
    first, last = period_of(found.subject, found.wanted)
    if first is None and last is None:
        return ""
    begin = "" if first is None else f" from {short_date(first)}"
    return f"{begin}{'' if last is None else f' to {short_date(last)}'}"


def _profile_words(found: Precedents) -> str:
    profile = found.profile
    titles = {area.id: area.title for area in found.subject.rules.areas}
    parts = []
    if profile.items:
        parts.append(counted(len(profile.items), "items of evidence"))
    if profile.areas:
        parts.append(f"the grades of {listed(quoted(titles[id]) for id in profile.areas)}")
    if profile.previous:
        named = listed(quoted(titles[id]) for id in profile.previous)
        parts.append(f"the previous grade of {named}")
    asked = found.wanted.area
    what = "all judged areas rest on" if asked is None else f"{quoted(titles[asked])} rests on"
    return f"{listed(parts)}: what {what}" if parts else f"nothing: the rules read nothing that {what}"


# --- drafts --------------------------------------------------------------------------------------------


def _drafts(found: Precedents) -> Iterator[Block]:
    said = "grades awarded" if found.subject.is_past else "drafts"
    yield Heading(2, line(f"The {said} beside their precedents"))
    apart = [one for one in found.drafts if one.status == PARTS]
    open_ = [one for one in found.drafts if one.status == NO_PRECEDENT]
    if apart:
        named = listed(quoted(one.area.title) for one in apart)
        told = line(Strong(f"{capital(named)}: most precedents were awarded another grade."))
    elif len(open_) == len(found.drafts):
        told = line(Strong("No precedent is near enough to say."))
    else:
        told = line(Strong("Where there are precedents, most were awarded the same grade."))
    yield Paragraph(told, lead=True)
    rows = tuple(_draft_row(one) for one in found.drafts)
    grade = "Awarded" if found.subject.is_past else "Draft"
    yield Table("Each area by what it rests on", ("Judgement area", grade, "Precedents", "Status"), rows)
    if apart:
        why = "a difference may have a reason that the record does not hold"
        yield Paragraph(line(f"Precedents do not decide: {why}. Say it as the reason, or look again."))


def _draft_row(one: DraftAmongPrecedents) -> tuple[Line, ...]:
    scale = one.area.scale
    counts = [f"{n:,} {name_words(scale, grade)}" for grade, n in reversed(list(one.precedents.items()))]
    if counts:
        told = listed(counts)
    elif one.nearest is None:
        told = "none that can be compared"
    else:
        told = f"none near enough (the nearest is at {one.nearest:.2f})"
    return line(tidy(one.area.title)), line(name_words(scale, one.draft)), line(told), line(_TAGS[one.status])


# --- cases ---------------------------------------------------------------------------------------------


def _nearest(found: Precedents) -> Iterator[Block]:
    yield Heading(2, line("The nearest cases"))
    if found.note is not None:
        yield Paragraph(line(sentence(found.note)))
    for one in found.precedents:
        yield Heading(3, line(one.name))
        yield Facts(tuple(_facts(one, found)))
        if one.differs:
            yield _differing(one, found)
    if found.as_near:
        yield Inset(
            line(f"{counted(found.as_near, 'more cases')} are as near as the last. Ask for more with -k.")
        )


def _facts(one: Precedent, found: Precedents) -> Iterator[tuple[str, Line]]:
    whole = "" if one.compared == 1 else f", with {one.compared:.0%} of what is compared known of both"
    yield "Distance", line(f"{one.distance:.2f}{whole}")
    yield (
        "Case",
        line(one.id if one.rules == found.subject.rules.rule_set.name else f"{one.id} ({one.rules})"),
    )
    yield "Awarded", line(_grades(one, found))
    yield "Reasons signature", line(one.signature)
    for area, reason in one.departures.items():
        yield f"Departure, {_title(found, area)}", line(sentence(reason))
    if not one.differs:
        yield "What differs", line("nothing that is known of both")


def _grades(one: Precedent, found: Precedents) -> str:
    areas = found.subject.rules.area_by_id
    asked = found.wanted.area
    parts = []
    for area in one.grades if asked is None else {asked} & one.grades.keys():
        scale = areas[area].scale if area in areas else None
        parts.append(f"{_title(found, area)}: {_grade(one.grades[area], scale)}")
    return "; ".join(parts) or "no grade"


def _grade(grade: str, scale: Scale | None) -> str:
    own = None if scale is None else scale.own_name(grade)
    return grade.replace("_", " ") if scale is None or own is None else name_words(scale, own)


def _title(found: Precedents, area: str) -> str:
    own = found.subject.rules.area_by_id.get(area)
    return tidy(area if own is None else own.title)


def _differing(one: Precedent, found: Precedents) -> Table:
    shown = one.differs[:MOST_SHOWN]
    more = len(one.differs) - len(shown)
    caption = f"What differs from {found.subject.name}, what counts most first"
    if more:
        caption += f" ({more:,} more with --json)"
    rows = tuple(
        (line(tidy(each.title)), line(each.own), line(each.other), line(f"{each.part:.3f}")) for each in shown
    )
    return Table(caption, ("What", found.subject.name, one.name, "Adds to the distance"), rows)


# --- plain data ----------------------------------------------------------------------------------------


def precedents_json(found: Precedents) -> dict[str, Any]:
    """The precedents as plain data (contracts.md, `precedents`)."""
    first, last = period_of(found.subject, found.wanted)
    return {
        "id": found.subject.id,
        "casebook": found.casebook.id,
        "framework": found.wanted.framework or found.subject.rules.rule_set.name,
        "period": {
            "from": None if first is None else first.isoformat(),
            "to": None if last is None else last.isoformat(),
        },
        "area": found.wanted.area,
        "compared_by": list(found.profile.ids),
        "near": found.wanted.near,
        "cases": found.considered,
        "incomparable": found.incomparable,
        "precedents": [_precedent_json(one) for one in found.precedents],
        "as_near": found.as_near,
        "note": found.note,
        "drafts": {
            one.area.id: {
                "draft": one.draft,
                "precedents": dict(one.precedents),
                "status": one.status,
                "nearest": one.nearest,
            }
            for one in found.drafts
        },
    }


def _precedent_json(one: Precedent) -> dict[str, Any]:
    return {
        "id": one.id,
        "rules": one.rules,
        "on": None if one.day is None else one.day.isoformat(),
        "distance": one.distance,
        "compared": one.compared,
        "grades": dict(one.grades),
        "signature": one.signature,
        "departures": dict(one.departures),
        "differs": [each.id for each in one.differs],
        "differences": [
            {"what": each.id, "title": each.title, "own": each.own, "other": each.other, "part": each.part}
            for each in one.differs
        ],
    }
