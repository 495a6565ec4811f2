"""The cases of an area by the reasons that decided it: one trace for all that have the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.backends.planes import About, PlaneResult
from evenhand.evaluation import interpret
from evenhand.explanation.decisive import deciding_rules
from evenhand.explanation.signature import area_signature
from evenhand.language import StartExtreme, StartMedian
from evenhand.services.case_of_row import case_at
from evenhand.services.cases import Cases
from evenhand.services.moderation.judgements import FrameworkJudgements
from evenhand.services.moderation.precedents_profile import start_profile

Rows = npt.NDArray[np.intp]

_OUTCOME = (About.PROPOSED, About.JUDGED, About.CONFLICT)
_FIRED = 2
_READ = (About.WORST, About.BEST, About.JUDGED, About.CONFLICT)


@dataclass(frozen=True, eq=False)
class SameReasons:
    """Cases for which an area was decided for the same reasons: those of one `area_signature`.

    `rows` are their places among the cases of the framework version, in order. `proposed` is their grade, or
    None; `decisive` is None where neither a grade is decided, nor that limiting rules leave none.
    """

    signature: str
    rows: Rows
    proposed: str | None
    fired: tuple[str, ...]
    decisive: tuple[str, ...] | None


def same_reasons(one: FrameworkJudgements, area: str) -> list[SameReasons]:
    """The cases that were graded in an area, and for which rules work it out, by their reasons.

    Reasons are compared over columns: cases for which everything is alike that a signature is made of. One
    case of each such group is then interpreted, and groups with one signature are put together. Those with
    most cases come first, of equals that with the first case.
    """
    own = one.areas[area]
    wanted = own.graded & ~own.given
    found: dict[str, list[SameReasons]] = {}
    for rows, result in one.decided:
        inside = np.flatnonzero(wanted[rows])
        if len(inside):
            for group in _groups(one, area, rows, inside, result):
                found.setdefault(group.signature, []).append(group)
    groups = [_together(parts) for parts in found.values()]
    return sorted(groups, key=lambda group: (-len(group.rows), int(group.rows[0])))


def _groups(
    one: FrameworkJudgements, area: str, rows: Rows, inside: Rows, result: PlaneResult
) -> Iterator[SameReasons]:
    columns = [column[inside] for column in _columns(one, area, rows, result)]
    _, firsts, which = np.unique(np.stack(columns, axis=1), axis=0, return_index=True, return_inverse=True)
    in_order = np.argsort(which.reshape(-1), kind="stable")
    parts = np.split(in_order, np.cumsum(np.bincount(which.reshape(-1)))[:-1])
    for first, part in zip(firsts.tolist(), parts, strict=True):
        place = int(rows[inside[first]])
        rules = one.cases.rules.at(place)
        trace = interpret(rules, case_at(one.cases, place, rules))
        yield SameReasons(
            area_signature(trace, area),
            rows[inside[part]],
            trace.areas[area].outcome.proposed,
            trace.areas[area].fired,
            deciding_rules(trace, area),
        )


def _columns(
    one: FrameworkJudgements, area: str, rows: Rows, result: PlaneResult
) -> Iterator[npt.NDArray[np.int64]]:
    """What the signature of an area is made of, for every case of a part: shape (cases of the part,)."""
    rules = one.cases.rules.at(int(rows[0]))
    for about in _OUTCOME:
        yield result.codes(about, area).astype(np.int64)
    proposed = result.codes(About.PROPOSED, area) >= 0
    for rule in rules.area_by_id[area].rules:
        status = result.codes(About.RULE, rule.id).astype(np.int64)
        # Of an area that is not decided only the fired rules count.
        yield np.where(proposed, status, status == _FIRED)
    read = start_profile(rules, area)
    others = [_as_one([result.codes(about, other) for about in _READ]) for other in read.areas]
    if others and isinstance(rules.area_by_id[area].start, StartMedian | StartExtreme):
        # It is all one which of its areas has which grade.
        others = list(np.sort(np.stack(others), axis=0))
    yield from others
    cases: Cases = one.cases
    for item in read.items:
        if item in cases.items:
            yield cases.items[item].which[rows].astype(np.int64)
    for other in read.previous:
        if other in cases.previous:
            yield cases.previous[other].which[rows].astype(np.int64)
    if read.items:
        yield cases.sampled.which[rows].astype(np.int64)


def _as_one(codes: list[npt.NDArray[np.int8]]) -> npt.NDArray[np.int64]:
    """Several codes of each case as one number."""
    found = np.zeros(len(codes[0]), dtype=np.int64)
    for each in codes:
        found = (found << 8) | each.view(np.uint8)
    return found


def _together(parts: list[SameReasons]) -> SameReasons:
    first = parts[0]
    rows = np.sort(np.concatenate([part.rows for part in parts]))
    return SameReasons(first.signature, rows, first.proposed, first.fired, first.decisive)
