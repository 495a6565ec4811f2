"""How much harder each lead awards than the rules' proposal and the other leads would have it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import InvalidInput, codes, did_you_mean
from evenhand.evidence.rows import Column
from evenhand.moderation.severity.awards import Awards
from evenhand.moderation.severity.graders import Severities, severities_of_awards
from evenhand.services.cases import NOT_RECORDED
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.judgements import FrameworkJudgements

GRADERS: Final = "lead"
MINIMUM: Final = 5

_CODE = re.compile(r"[A-Z]{0,5}[-_]?[0-9]{1,8}[A-Z]?")
"""What a code looks like: a number, with a few capital letters before it at most."""


@dataclass(frozen=True)
class LeadSeverity:
    """One lead by code: by how many grades it awards lower than others would on its own cases (negative:
    higher), with a 95% interval. `flagged` leads stand out with how many were looked at allowed for.
    """

    code: str
    severity: float
    low: float
    high: float
    judgements: int
    inspections: int
    flagged: bool


@dataclass(frozen=True)
class FrameworkSeverity:
    """The leads of one framework version.

    `shown` are in the order of their codes; `few` counts leads with fewer inspections than the minimum.
    `judgements` and `inspections` count those that have a lead, `unknown` judgements that have none. `note`
    says in words why nothing is estimated; the figures are then None.
    """

    framework: str
    areas: tuple[str, ...]
    judgements: int
    inspections: int
    unknown: int
    leads: int
    few: int
    shown: tuple[LeadSeverity, ...] = ()
    differ: bool | None = None
    spread: float | None = None
    spread_logits: float | None = None
    ratio: float | None = None
    p: float | None = None
    clustering: float | None = None
    note: str | None = None

    @property
    def flagged(self) -> tuple[LeadSeverity, ...]:
        """Those whose awards stand out."""
        return tuple(one for one in self.shown if one.flagged)


@dataclass(frozen=True)
class Severity:
    """The severity of leads in every framework version. `graders` is the group of cases that says who led.

    `recoded` says that what stood there did not look like codes, and that codes were given instead.
    """

    graders: str
    minimum: int
    recoded: bool
    frameworks: tuple[FrameworkSeverity, ...]


def severity_of(book: ModeratedCasebook, graders: str = GRADERS, minimum: int = MINIMUM) -> Severity:
    """Estimate severities in the areas in scope, all areas of a framework version together.

    Leads with fewer than `minimum` inspections compared count in the estimates and are not shown. Raises
    InvalidInput where the casebook has no such group of cases, unless it is the usual one that was not asked
    for by name.
    """
    known = {name for one in book.frameworks for name in one.cases.groups}
    if graders not in known and graders != GRADERS:
        hint = did_you_mean(graders, known)
        raise InvalidInput([codes.UNKNOWN_GRADERS.at(None, name=graders, hint=hint)])
    names = sorted({name for one in book.frameworks for name in _names(one, graders)})
    recoded = any(not _CODE.fullmatch(name) for name in names)
    # What may be a name is not shown: where one does not look like a code, all get new ones.
    said = {name: f"lead {at:03}" if recoded else name for at, name in enumerate(names, start=1)}
    found = tuple(_framework(book, one, graders, minimum, said) for one in book.frameworks)
    return Severity(graders, minimum, recoded, found)


def _names(one: FrameworkJudgements, graders: str) -> set[str]:
    column = one.cases.groups.get(graders)
    if column is None:
        return set()
    return {name for name in column.used().values if name not in (NOT_RECORDED, "")}


def _framework(
    book: ModeratedCasebook, one: FrameworkJudgements, graders: str, minimum: int, said: dict[str, str]
) -> FrameworkSeverity:
    areas = tuple(
        id
        for id in book.areas_of(one)
        if id in one.worked_out and len(one.areas[id].scale) > 1 and one.areas[id].compared.any()
    )
    names = sorted(_names(one, graders))
    who = _who(one.cases.groups.get(graders), names, one.rows)
    awards = awards_of(one, areas, who, len(names))
    compared = np.bincount(awards.grader[awards.grader >= 0], minlength=len(names)) > 0
    pairs = np.unique(np.stack([awards.grader, awards.case]), axis=1)
    inspections = np.bincount(pairs[0][pairs[0] >= 0].astype(np.intp), minlength=len(names))
    enough = inspections >= minimum
    counts = {
        "framework": one.name,
        "areas": areas,
        "judgements": int((awards.grader >= 0).sum()),
        "inspections": len(np.unique(awards.case[awards.grader >= 0])),
        "unknown": int((awards.grader < 0).sum()),
        "leads": int(compared.sum()),
        "few": int((compared & ~enough).sum()),
    }
    note = None
    if not areas:
        note = "no grade was awarded that the rules propose one for from what is recorded"
    elif graders not in one.cases.groups:
        note = f"the casebook has no group `{graders}` that says who led each inspection"
    elif not compared.any():
        note = "who led is not recorded of any inspection that can be compared"
    elif compared.sum() < 2:
        note = "there is one lead only, and nobody to compare with"
    if note is not None:
        return FrameworkSeverity(**counts, note=note)  # type: ignore[arg-type]
    found = severities_of_awards(awards)
    shown = tuple(
        _lead(found, at, said[names[at]], int(inspections[at]))
        for at in np.flatnonzero(enough & compared).tolist()
    )
    return FrameworkSeverity(
        **counts,  # type: ignore[arg-type]
        shown=shown,
        differ=found.differ,
        spread=found.spread_grades,
        spread_logits=found.spread,
        ratio=found.ratio,
        p=found.p,
        clustering=found.clustering,
    )


def _lead(found: Severities, at: int, code: str, inspections: int) -> LeadSeverity:
    return LeadSeverity(
        code,
        float(found.severity[at]),
        float(found.low[at]),
        float(found.high[at]),
        int(found.judgements[at]),
        inspections,
        bool(found.flagged[at]),
    )


def _who(column: Column[str] | None, names: list[str], rows: int) -> npt.NDArray[np.int64]:
    """The place of each case's lead among the names, -1 where it is not recorded."""
    if column is None:
        return np.full(rows, -1, dtype=np.int64)
    place = {name: at for at, name in enumerate(names)}
    table = np.array([place.get(name, -1) for name in column.values], dtype=np.int64)
    found: npt.NDArray[np.int64] = table[column.which]
    return found


def awards_of(
    one: FrameworkJudgements, areas: tuple[str, ...], who: npt.NDArray[np.int64], graders: int
) -> Awards:
    """The judgements of some areas that were awarded a grade and have one proposed, one after the other."""
    rows = [np.flatnonzero(one.areas[id].compared) for id in areas]
    none = np.zeros(0, dtype=np.int64)
    case = np.concatenate([none, *rows])
    return Awards(
        np.repeat(np.arange(len(areas)), [len(some) for some in rows]),
        np.concatenate([none, *(one.areas[id].proposed[some] for id, some in zip(areas, rows, strict=True))]),
        np.concatenate([none, *(one.areas[id].awarded[some] for id, some in zip(areas, rows, strict=True))]),
        who[case],
        case,
        [len(one.areas[id].scale) for id in areas],
        graders,
    )
