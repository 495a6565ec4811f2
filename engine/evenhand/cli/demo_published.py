"""The last part of `evenhand demo`: published judgements replayed, and one proposed change of a framework."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenhand.explanation import Block
    from evenhand.services.moderation.like_cases import AreaLikeCases, ToReconsider
    from evenhand.services.replay_casebook import Replayed
    from evenhand.services.workspace import Workspace

CASEBOOK = "published"
AREA = "overall"
AMENDMENT = "ties_and_cap_2023"


def published_blocks(workspace: Workspace) -> Iterator[Block]:
    """What published judgements come to under the rules of their time, and where like areas part."""
    from evenhand.explanation import Bullets, Entry, Paragraph, line
    from evenhand.services.moderation.casebook import Scope, read_for_moderation
    from evenhand.services.moderation.like_cases import like_cases
    from evenhand.services.replay_casebook import replay_casebook

    found = replay_casebook(CASEBOOK, workspace, after="awarded", area=AREA, by="framework")
    yield Paragraph(line(_introduction(found)))
    yield _by_framework(found)
    book = read_for_moderation(CASEBOOK, workspace, Scope(area=AREA))
    areas = like_cases(book).areas
    pairs = sum(area.pairs for area in areas)
    members = [(area, member) for area in areas for member in area.to_reconsider or ()]
    told = (
        f"{pairs} times, one judgement was at least as good as another in every area that counts, and was "
        f"graded lower overall. Were these {len(members)} reconsidered, none of that would be left:"
    )
    yield Paragraph(line(told))
    yield Bullets(tuple(Entry(line(_in_words(area, member))) for area, member in members))
    yield Paragraph(line("Each may have had a good reason. These are the ones to look at first."))


def _in_words(area: AreaLikeCases, member: ToReconsider) -> str:
    from evenhand.explanation.words import counted, tidy

    case, precedent = member.case, member.precedent
    others = counted(member.opposed_by, "judgements")
    speak = "speaks" if member.opposed_by == 1 else "speak"
    against = f"{others} {speak} against it, above all {precedent.name}: {tidy(precedent.awarded)}"
    return f"{case.name} ({area.framework}): {tidy(case.awarded)}. {against}."


def _introduction(found: Replayed) -> str:
    tally = found.replay.areas[AREA].tally
    return (
        f"Here are the {found.read} published judgements of children's services from February 2014 to "
        "April 2025, facts and no more. The grades of the areas are taken as given, and the overall grade is "
        "worked out by the rules of each framework as we have written them down. It is the one awarded in "
        f"{tally.same} of {tally.n}."
    )


def _by_framework(found: Replayed) -> Block:
    from evenhand.explanation import Table, line

    rows = []
    for name, tally in sorted(found.replay.areas[AREA].groups.items()):
        agreement = tally.agreement()
        kappa = "-" if agreement.kappa is None else f"{agreement.kappa:.2f}"
        interval = ""
        if agreement.interval is not None:
            low, high = agreement.interval
            interval = f" ({low:.2f} to {high:.2f})"
        cells = (name, f"{tally.n}", f"{tally.same}", f"{tally.moved}", f"{kappa}{interval}")
        rows.append(tuple(line(cell) for cell in cells))
    head = ("Rules", "Judgements", "Same", "Not", "Weighted kappa (95% interval)")
    return Table("Overall grade worked out, and awarded", head, tuple(rows))


def change_blocks(workspace: Workspace) -> Iterator[Block]:
    """What a proposed change of a framework would have done to the same judgements."""
    from evenhand.explanation import Paragraph, line
    from evenhand.services.replay_casebook import replay_casebook
    from evenhand.services.replay_causes import owed
    from evenhand.services.replay_document import headline, matrix

    path = amendment_file(workspace)
    found = replay_casebook(CASEBOOK, workspace, after=path, area=AREA)
    replay, attribution = found.replay, found.replay.attribution
    assert attribution is not None
    yield Paragraph(line(f"{attribution.amendment.title}. {attribution.amendment.note or ''}".strip()))
    tally = replay.areas[AREA].tally
    yield Paragraph(line(*headline(tally)), lead=True)
    yield matrix(tally, replay)
    yield from list(owed(AREA, replay, attribution))[1:]


def amendment_file(workspace: Workspace) -> str:
    """The path of the amendment that is shown. Raises InvalidInput where it is not there."""
    from evenhand.diagnostics import InvalidInput, Problems, codes

    for file in workspace.amendment_files(Problems()):
        if file.id == AMENDMENT:
            return str(file.path)
    raise InvalidInput([codes.FILE_MISSING.at(None, path=f"rules/amendments/{AMENDMENT}.yaml")])


def commands(workspace: Workspace) -> list[str]:
    """What one types to see more of it."""
    from pathlib import Path

    from evenhand.cli import output
    from evenhand.services.workspace import shown_path

    amendment = shown_path(Path(amendment_file(workspace)))
    return [
        output.command("moderate", CASEBOOK, "-o", "report.html"),
        output.command(
            "replay", CASEBOOK, "--after", amendment, "--area", AREA, "--format", "html", "-o", "r.html"
        ),
    ]
