"""A casebook moderated: every part of the report put together, with what to look at first."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.services.moderation.agreement_casebook import (
    casebook_agreement,
    casebook_agreement_blocks,
    casebook_agreement_json,
    casebook_agreement_leads,
    casebook_agreement_lists,
)
from evenhand.services.moderation.casebook import ModeratedCasebook, Scope, read_for_moderation
from evenhand.services.moderation.departures import departures_of
from evenhand.services.moderation.departures_json import departures_json, departures_lists
from evenhand.services.moderation.departures_leads import departures_leads
from evenhand.services.moderation.departures_words import departures_blocks
from evenhand.services.moderation.drift import drift_of
from evenhand.services.moderation.drift_json import drift_json, drift_lists
from evenhand.services.moderation.drift_words import drift_blocks, drift_leads
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.like_cases import like_cases
from evenhand.services.moderation.like_cases_document import like_cases_blocks, like_cases_leads
from evenhand.services.moderation.like_cases_json import like_cases_json, like_cases_lists
from evenhand.services.moderation.lists import ListTable
from evenhand.services.moderation.record_checks import OtherSource, check_records
from evenhand.services.moderation.record_words import (
    records_blocks,
    records_json,
    records_leads,
    records_lists,
)
from evenhand.services.moderation.section import Section, section
from evenhand.services.moderation.severity import severity_of
from evenhand.services.moderation.severity_words import (
    severity_blocks,
    severity_json,
    severity_leads,
    severity_lists,
)
from evenhand.services.moderation.signatures import casebook_signatures
from evenhand.services.moderation.signatures_document import (
    signatures_blocks,
    signatures_json,
    signatures_leads,
    signatures_lists,
)
from evenhand.services.workspace import Workspace

SEED = 1
"""Where no other is asked for, so that two runs say the same."""

WORTH_A_LOOK = 40
"""From this weight on, what is found is something to report."""

Stage = Callable[[str], None]
"""Is told what is being worked out."""


@dataclass(frozen=True)
class Asked:
    """What a moderation is asked for, besides the casebook and its scope.

    `today` is the day after which no inspection can have been. `graders` is the group of cases that says who
    graded, in codes; `minimum` is under how many inspections nobody is shown. With `by_year`, cases are
    likened to those of the same year only.
    """

    today: datetime.date
    graders: str = "lead"
    minimum: int = 5
    by_year: bool = False
    seed: int = SEED


@dataclass(frozen=True)
class Moderation:
    """A casebook moderated."""

    book: ModeratedCasebook
    asked: Asked
    sections: tuple[Section, ...]

    @property
    def leads(self) -> list[Lead]:
        """What to look at first: by weight, and of one weight in the order of the report."""
        found = [lead for section in self.sections for lead in section.leads]
        return sorted(found, key=lambda lead: -lead.weight)

    @property
    def lists(self) -> list[ListTable]:
        """Every list, in the order of the report."""
        return [table for section in self.sections for table in section.lists]

    @property
    def has_something(self) -> bool:
        """Whether there is something that should be looked at."""
        return any(lead.weight >= WORTH_A_LOOK for lead in self.leads)


def moderate(
    name: str,
    workspace: Workspace,
    asked: Asked,
    scope: Scope | None = None,
    *,
    beside: str | None = None,
    rejects: Path | None = None,
    outputs: Sequence[Path | None] = (),
    told: Callable[[int], None] = lambda read: None,
    stage: Stage = lambda name: None,
) -> Moderation:
    """Moderate a casebook. `beside` names another casebook of the same inspections.

    Raises InvalidInput where nothing can be read, or nothing is in scope.
    """
    book = read_for_moderation(name, workspace, scope, rejects=rejects, outputs=outputs, told=told)
    other = None
    if beside is not None:
        theirs = read_for_moderation(beside, workspace, Scope(framework=book.scope.framework))
        other = OtherSource(theirs.casebook.id, theirs.frameworks)
    return Moderation(book, asked, tuple(_sections(book, asked, other, stage)))


def _sections(
    book: ModeratedCasebook, asked: Asked, other: OtherSource | None, stage: Stage
) -> Iterator[Section]:
    areas = {one.name: book.areas_of(one) for one in book.frameworks}
    stage("Checking records")
    checks = check_records(
        book.frameworks,
        book.words,
        today=asked.today,
        areas=areas,
        other=other,
        drawn=book.casebook.document.kind == "synthetic",
    )
    yield section("records", checks, records_json, records_blocks, records_lists, records_leads)
    stage("Likening cases")
    yield section(
        "consistency",
        like_cases(book, by_year=asked.by_year),
        like_cases_json,
        like_cases_blocks,
        like_cases_lists,
        like_cases_leads,
    )
    stage("Reading traces")
    yield section(
        "signatures",
        casebook_signatures(book),
        signatures_json,
        signatures_blocks,
        signatures_lists,
        signatures_leads,
    )
    stage("Counting departures")
    departures = departures_of(book.frameworks, areas, minimum=asked.minimum)
    yield section(
        "departures",
        departures,
        departures_json,
        departures_blocks,
        departures_lists,
        departures_leads,
    )
    stage("Measuring agreement")
    yield section(
        "agreement",
        casebook_agreement(book, seed=asked.seed),
        casebook_agreement_json,
        casebook_agreement_blocks,
        casebook_agreement_lists,
        casebook_agreement_leads,
    )
    stage("Estimating severity")
    yield section(
        "severity",
        severity_of(book, asked.graders, asked.minimum),
        severity_json,
        severity_blocks,
        severity_lists,
        severity_leads,
    )
    stage("Looking for drift")
    yield section(
        "drift",
        drift_of(book, asked.seed, minimum=asked.minimum),
        drift_json,
        drift_blocks,
        drift_lists,
        drift_leads,
    )
