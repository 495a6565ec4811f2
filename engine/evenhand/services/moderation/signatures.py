"""Cases decided for the same reasons and graded unalike: one trace signature, several awarded grades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evenhand.language import Area
from evenhand.services.moderation.case_names import case_name
from evenhand.services.moderation.casebook import ModeratedCasebook
from evenhand.services.moderation.judgements import FrameworkJudgements
from evenhand.services.moderation.reasons import SameReasons, same_reasons


@dataclass(frozen=True)
class OddOne:
    """A case that was awarded another grade than is usual for its reasons."""

    id: str
    name: str
    awarded: str


@dataclass(frozen=True)
class UnlikeGrades:
    """Cases with one signature and several grades; `grades` counts them, the best grade first.

    `usual` is the grade that most were awarded; of two as frequent the proposed one, else the better.
    """

    signature: str
    cases: int
    grades: Mapping[str, int]
    usual: str
    odd: tuple[OddOne, ...]
    proposed: str | None
    fired: tuple[str, ...]
    decisive: tuple[str, ...]


@dataclass(frozen=True)
class AreaSignatures:
    """One area under one framework version: how many signatures its cases have, and those with unlike grades.

    The groups with most odd ones come first.
    """

    framework: str
    area: Area
    cases: int
    signatures: int
    unlike: tuple[UnlikeGrades, ...]

    @property
    def odd(self) -> int:
        """How many cases are odd ones out."""
        return sum(len(group.odd) for group in self.unlike)


@dataclass(frozen=True)
class Signatures:
    """Every area in scope that rules work out for some case that was awarded a grade."""

    areas: tuple[AreaSignatures, ...]


def casebook_signatures(book: ModeratedCasebook) -> Signatures:
    """The cases of a casebook by trace signature, each framework version and area apart.

    An area that a case gives is not counted: nothing decided it.
    """
    return Signatures(
        tuple(
            area_signatures(one, id)
            for one in book.frameworks
            for id in book.areas_of(one)
            if id in one.worked_out
        )
    )


def area_signatures(one: FrameworkJudgements, area: str) -> AreaSignatures:
    """The cases of one area by trace signature."""
    groups = same_reasons(one, area)
    unlike = sorted(_unlike(one, area, groups), key=lambda group: -len(group.odd))
    cases = sum(len(group.rows) for group in groups)
    return AreaSignatures(one.name, one.areas[area].area, cases, len(groups), tuple(unlike))


def _unlike(one: FrameworkJudgements, area: str, groups: list[SameReasons]) -> Iterator[UnlikeGrades]:
    own = one.areas[area]
    names = own.scale.names
    for group in groups:
        awarded = own.awarded[group.rows]
        counts = Counter(awarded.tolist())
        if len(counts) < 2:
            continue
        usual = max(counts, key=lambda code: (counts[code], names[code] == group.proposed, code))
        odd = tuple(
            OddOne(one.cases.id.at(row), case_name(one.cases, row), names[int(own.awarded[row])])
            for row in group.rows[awarded != usual].tolist()
        )
        grades = {names[code]: counts[code] for code in sorted(counts, reverse=True)}
        yield UnlikeGrades(
            group.signature,
            len(group.rows),
            grades,
            names[usual],
            odd,
            group.proposed,
            group.fired,
            group.decisive or (),
        )
