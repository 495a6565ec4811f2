"""Agreement of the grades awarded in a casebook with those that the rules propose, by framework and area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from evenhand.explanation import Block, Heading, Inset, Line, Paragraph, Table, line
from evenhand.explanation.words import counted, first_few, tidy
from evenhand.moderation.agreement.bootstrap import RESAMPLES
from evenhand.replay import CONFLICT, UNDECIDED
from evenhand.services.moderation.agreement import SEED, AreaAgreement, area_agreement
from evenhand.services.moderation.agreement_json import area_json
from evenhand.services.moderation.agreement_words import (
    MOST_SHOWN,
    STATISTIC_HEAD,
    notes_on,
    statistic_cells,
    statistic_title,
    value_words,
)
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.judgements import AreaJudgements, FrameworkJudgements
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.lists import ListTable
from evenhand.services.moderation.ratings import AreaRatings
from evenhand.statistics import Weights

ANCHOR = "agreement"
"""Where the section is linked to."""

SIDES = ("awarded", "proposed")
"""The two `raters`: the people who awarded the grade, and the rules."""

CAUTION = (
    "This is how far awarded grades agree with what the rules propose. It is not agreement between "
    "inspectors: for that, two of them must judge the same cases (evenhand agree)."
)


@dataclass(frozen=True, eq=False)
class RuleAgreement:
    """The agreement on one area under one framework version.

    `undecided` counts cases with an awarded grade for which rules propose none, missing evidence leaving it
    open or rules being in conflict; they are in no figure.
    """

    framework: str
    area: str
    title: str
    found: AreaAgreement
    undecided: int


@dataclass(frozen=True, eq=False)
class CasebookAgreement:
    """The agreement of a casebook with the rules, in the order of its framework versions and their areas."""

    parts: tuple[RuleAgreement, ...]
    weights: Weights
    seed: int
    resamples: int


def casebook_agreement(
    casebook: ModeratedCasebook,
    weights: Weights = Weights.ORDINAL,
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> CasebookAgreement:
    """The agreement of awarded with proposed grades, for each area in scope that rules work out.

    Cases whose grade is taken as given are left out: the rules propose there what they are told.
    """
    parts = [
        _part(framework, framework.areas[id], weights, seed, resamples)
        for framework in casebook.frameworks
        for id in casebook.areas_of(framework)
        if id in framework.worked_out
    ]
    return CasebookAgreement(tuple(parts), weights, seed, resamples)


def _part(
    framework: FrameworkJudgements, judged: AreaJudgements, weights: Weights, seed: int, resamples: int
) -> RuleAgreement:
    rows = np.flatnonzero(judged.compared)
    both = np.stack([judged.awarded[rows], judged.proposed[rows]], axis=1).astype(np.int16)
    ids = tuple(framework.cases.id.at(row) for row in rows.tolist())
    ratings = AreaRatings(judged.id, judged.area.title, judged.scale, framework.name, ids, SIDES, both)
    open_ones = judged.graded & ~judged.given & np.isin(judged.proposed, (UNDECIDED, CONFLICT))
    found = area_agreement(ratings, weights, seed=seed, resamples=resamples)
    return RuleAgreement(framework.name, judged.id, judged.area.title, found, int(open_ones.sum()))


# --- JSON, the section, lists and leads --------------------------------------------------------------


def casebook_agreement_json(result: CasebookAgreement) -> dict[str, Any]:
    """By framework version and area, with what is common to them."""
    found: dict[str, Any] = {}
    for part in result.parts:
        found.setdefault(part.framework, {})[part.area] = {
            **area_json(part.found),
            "undecided": part.undecided,
        }
    return {
        "between": list(SIDES),
        "caution": CAUTION,
        "weights": result.weights.value,
        "seed": result.seed,
        "resamples": result.resamples,
        "frameworks": found,
    }


_SHOWN = ("exact", "adjacent", "weighted_kappa", "krippendorff_alpha", "gwet_ac")


def casebook_agreement_blocks(result: CasebookAgreement) -> Iterator[Block]:
    """The section of a report."""
    yield Heading(2, line("Agreement with the rules"), anchor=ANCHOR)
    yield Inset(line(CAUTION))
    if not result.parts:
        yield Paragraph(line("No area of these cases has both an awarded grade and one that rules work out."))
        return
    rows = [tuple(map(line, row)) for part in result.parts for row in _rows(part)]
    drawn = f"intervals from {result.resamples:,} samples of the cases, seed {result.seed}"
    head = ("Framework and area", "Statistic", *STATISTIC_HEAD)
    yield Table(f"Awarded and proposed grades: {drawn}", head, tuple(rows))
    notes = {
        f"{_where(part)}, {statistic_title(name, part.found)}": part.found.statistics[name].note
        for part in result.parts
        for name in _SHOWN
    }
    yield from notes_on(notes)
    for part in result.parts:
        if part.undecided:
            told = f"{counted(part.undecided, 'cases')} with an awarded grade are in none of these figures"
            yield Paragraph(line(f"{_where(part)}: {told}: the rules propose no grade for them."))
    yield from _far_table(result)


def _rows(part: RuleAgreement) -> Iterator[tuple[str, ...]]:
    for name in _SHOWN:
        cells = statistic_cells(name, part.found.statistics[name])
        yield (_where(part), statistic_title(name, part.found), *cells)


def _far_table(result: CasebookAgreement) -> Iterator[Block]:
    rows: list[tuple[Line, ...]] = []
    for part in result.parts:
        for far in part.found.far:
            titles = [part.found.scale.title(far.grades[side]) for side in SIDES]
            rows.append((line(far.case), line(_where(part)), *map(line, titles), line(f"{far.steps}")))
    if not rows:
        return
    head = ("Case", "Framework and area", "Awarded", "Proposed", "Grades apart")
    yield Table("Awarded and proposed grade far apart", head, tuple(rows[:MOST_SHOWN]))
    if len(rows) > MOST_SHOWN:
        yield Paragraph(line(f"{len(rows) - MOST_SHOWN:,} more. The lists have all of them."))


def casebook_agreement_lists(result: CasebookAgreement) -> list[ListTable]:
    """Every statistic, and every case whose awarded grade lies far from the proposed one."""
    statistics = ListTable(
        "agreement",
        "Agreement of awarded grades with the rules",
        ("framework", "area", "statistic", "weighting", "value", "low_95", "high_95", "cases", "note"),
        [
            (
                part.framework,
                part.area,
                name,
                estimate.weighting,
                estimate.value,
                *((None, None) if estimate.interval is None else estimate.interval),
                estimate.n,
                estimate.note,
            )
            for part in result.parts
            for name, estimate in part.found.statistics.items()
        ],
    )
    far = ListTable(
        "far_from_rules",
        "Cases whose awarded grade lies far from the proposed one",
        ("framework", "area", "id", "awarded", "proposed", "grades_apart"),
        [
            (part.framework, part.area, one.case, *(one.grades[side] for side in SIDES), one.steps)
            for part in result.parts
            for one in part.found.far
        ],
    )
    return [statistics, far]


def casebook_agreement_leads(result: CasebookAgreement) -> list[Lead]:
    """Cases far from the rules are likely to deserve a look; how far they agree at all is context."""
    found = []
    for part in result.parts:
        far, exact = part.found.far, part.found.statistics["exact"]
        if far:
            number = counted(len(far), "cases")
            named = first_few([one.case for one in far])
            were = "was" if len(far) == 1 else "were"
            told = f"{_where(part)}: {number} {were} graded far from what the rules propose: {named}."
            found.append(Lead(60, line(told), ANCHOR))
        if exact.value is not None:
            share, n = value_words(exact, share=True), counted(exact.n, "cases")
            told = f"{_where(part)}: awarded and proposed grade are the same in {share} of {n}."
            found.append(Lead(20, line(told), ANCHOR))
    return found


def _where(part: RuleAgreement) -> str:
    return f"{part.framework} {tidy(part.area)}"
