"""What no Boolean formula is made of: leaves that reckon with areas, and gaps of tables over areas.

They are decided as the interpreter does, once for each combination of what they read in a chunk of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evenhand.backends.planes.bits import Level, Plane, packed, unpacked
from evenhand.backends.planes.columns import Column, ColumnState
from evenhand.backends.planes.combinations import occurring
from evenhand.backends.planes.knowing import decide_known, knowledge_of
from evenhand.backends.planes.reading import LookUp
from evenhand.backends.planes.row_leaves import RowGap
from evenhand.domain import Scale
from evenhand.evaluation.trace import Existence, Names
from evenhand.evaluation.truth import Truth, truth_of
from evenhand.language import ColumnId

Codes = tuple[NDArray[np.int64], int]
"""One code for each row, and how many codes there are."""

_EXISTS = (Existence.NO, Existence.MAYBE, Existence.YES)


def look_up(
    key: LookUp, arguments: Sequence[Level], raw: Mapping[ColumnId, Column], rows: tuple[int, int]
) -> tuple[Plane, Plane]:
    """Both rails of a question for some rows (the first, and the one after the last).

    `arguments` are planes of those rows in the order that `key` says, `raw` whole columns.
    """
    first, last = rows
    read = [raw[column] for column in key.columns]
    codes = list(_codes(key, arguments, last - first))
    codes += [(column.which[first:last].astype(np.int64), len(column.states)) for column in read]
    place, parts = occurring(codes)
    decided = np.array(
        [
            _of_codes(key, combination, read)
            for combination in zip(*(part.tolist() for part in parts), strict=True)
        ],
        dtype=bool,
    ).reshape(-1, 2)
    return packed(decided[place, 0], last - first), packed(decided[place, 1], last - first)


def _codes(key: LookUp, arguments: Sequence[Level], rows: int) -> Iterator[Codes]:
    """What each area and each finding is, as one number for every row."""

    def total(planes: Sequence[Level]) -> NDArray[np.int64]:
        found = np.zeros(rows, dtype=np.int64)
        for plane in planes:
            found += plane if isinstance(plane, bool) else unpacked(np.ascontiguousarray(plane), rows)
        return found

    at = 0
    for _, scale in key.areas:
        top = len(scale) - 1
        own = arguments[at : at + 3 + 2 * top]
        at += len(own)
        code = total(own[:2]) * 2 + total(own[2:3])
        code = (code * len(scale) + total(own[3 : 3 + top])) * len(scale) + total(own[3 + top :])
        yield code, 6 * len(scale) ** 2
    for _ in key.findings:
        yield total(arguments[at : at + 2]), 3
        at += 2


def _of_codes(key: LookUp, combination: Sequence[int], read: Sequence[Column]) -> tuple[bool, bool]:
    """A question for one combination of codes."""
    areas = combination[: len(key.areas)]
    findings = combination[len(areas) : len(areas) + len(key.findings)]
    places = combination[len(areas) + len(findings) :]
    names = [_names(scale, code) for (_, scale), code in zip(key.areas, areas, strict=True)]
    truths = [truth_of(certain=code == 2, possible=code > 0) for code in findings]
    states = [column.states[place] for column, place in zip(read, places, strict=True)]
    return decide_combination(key, names, truths, states)


def decide_combination(
    key: LookUp, areas: Sequence[Names], findings: Sequence[Truth], states: Sequence[ColumnState]
) -> tuple[bool, bool]:
    """Whether what is asked surely and possibly holds, by what its areas, findings and columns are."""
    values = dict(key.question.values) if isinstance(key.question, RowGap) else {}
    known = knowledge_of(key.question.computed, key.columns, states, values)
    known.areas.update(zip((area for area, _ in key.areas), areas, strict=True))
    known.findings.update(zip(key.findings, findings, strict=True))
    return decide_known(key.question, known)


def _names(scale: Scale, code: int) -> Names:
    rest, best = divmod(code, len(scale))
    rest, worst = divmod(rest, len(scale))
    exists, in_conflict = divmod(rest, 2)
    if not exists:
        return Names(scale, 0, Existence.NO)
    mask = (1 << best + 1) - (1 << worst)
    # In conflict the worst and best of reach may have changed places, and any grade is possible.
    return Names(scale, scale.whole if in_conflict else mask, _EXISTS[exists], bool(in_conflict))
