"""The page of `evenhand agree`: what was read, and the agreement on each area."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.explanation import Block, Document, Facts, Heading, Inset, Line, line
from evenhand.explanation.words import capital, counted, listed, tidy
from evenhand.services.moderation.agreement import AgreementOfRatings, AreaAgreement
from evenhand.services.moderation.agreement_words import area_blocks
from evenhand.services.moderation.ratings_casebook import AWARDED
from evenhand.services.moderation.severity_raters import rater_severity_blocks


def agreement_document(found: AgreementOfRatings) -> Document:
    """The page."""
    title = f"Agreement of ratings: {found.ratings.file}"
    blocks: list[Block] = [Heading(1, line(title)), Facts(tuple(_particulars(found)))]
    if found.with_awarded:
        told = f"The grade that the casebook records counts as that of one more rater, `{AWARDED}`."
        blocks.append(Inset(line(told)))
    for one in found.areas:
        name = one.ratings.title or one.ratings.area
        if name is not None:
            blocks.append(Heading(2, line(capital(tidy(name))), anchor=one.ratings.area))
            blocks.append(Facts(tuple(_of_area(one))))
        blocks += area_blocks(one)
        blocks += rater_severity_blocks(one)
    return Document(title, tuple(blocks))


def _particulars(found: AgreementOfRatings) -> Iterator[tuple[str, Line]]:
    ratings = found.ratings
    yield "Ratings", line(f"{ratings.file} ({ratings.layout.value})")
    if found.casebook is not None:
        yield "Casebook", line(f"{found.casebook}: every case is one of it")
    if len(found.areas) == 1 and found.areas[0].ratings.area is None:
        yield from _of_area(found.areas[0])
    if ratings.missing:
        yield "No grade", line(f"{counted(ratings.missing, 'cells')} empty or not judged")
    if ratings.silent:
        yield "No rating", line(f"from {listed(ratings.silent)}")
    yield "Weights", line(found.weights.value)
    yield "Seed", line(f"{found.seed}")


def _of_area(one: AreaAgreement) -> Iterator[tuple[str, Line]]:
    scale, rated = one.scale, one.rated
    grades = ", ".join(scale.title(name) for name in scale.names)
    yield "Scale", line(f"{grades} ({one.ratings.scale_of}, worst first)")
    yield "Cases", line(f"{rated.cases:,}, {rated.paired:,} with two ratings or more")
    yield "Raters", line(f"{rated.raters:,}, with {counted(rated.ratings, 'ratings')}")
