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
    like = like_cases(read_for_moderation(CASEBOOK, workspace, Scope(area=AREA)))
    compared, apart = sum(one.cases for one in like.areas), sum(len(_members(one)) for one in like.areas)
    told = (
        f"{compared} of them can be compared with others under the same framework. {apart} are the fewest "
        "that would have to change so that none has a lower grade than another that is no better in any area "
        "that counts:"
    )
    yield Paragraph(line(told))
    yield Bullets(tuple(Entry(line(words)) for one in like.areas for words in _in_words(one)))
    yield Paragraph(line("Each may have had a good reason. These are the ones to look at first."))


def _members(one: AreaLikeCases) -> tuple[ToReconsider, ...]:
    return one.to_reconsider or ()


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


def _in_words(one: AreaLikeCases) -> Iterator[str]:
    """Those of one profile that were awarded one grade together."""
    from evenhand.explanation.words import listed, tidy

    alike: dict[tuple[object, ...], list[ToReconsider]] = {}
    for member in _members(one):
        key = (*member.case.profile.items(), member.case.awarded, member.precedent.awarded)
        alike.setdefault(key, []).append(member)
    for members in alike.values():
        first = members[0]
        by_grade: dict[str, list[str]] = {}
        for area, grade in first.case.profile.items():
            by_grade.setdefault(tidy(grade), []).append(tidy(area))
        areas = "; ".join(f"{', '.join(names)} {grade}" for grade, names in by_grade.items())
        names = listed(_with_day(member.case.name) for member in members)
        grade = tidy(first.case.awarded)
        yield (
            f"{one.framework}: {areas}. {first.opposed_by} were {tidy(first.precedent.awarded)} overall. "
            f"{grade[0].upper()}{grade[1:]}: {names}."
        )


def _with_day(name: str) -> str:
    """`Bury (16 May 2016)`, so that the comma does not part the name from its day in a list."""
    provider, comma, day = name.rpartition(", ")
    return f"{provider} ({day})" if comma else name


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
