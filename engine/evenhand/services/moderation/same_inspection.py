"""Records of one inspection found among many: by who was inspected, and when."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evenhand.replay import ABSENT, NOT_JUDGED
from evenhand.services.cases import Cases
from evenhand.services.moderation.case_names import grade_title
from evenhand.services.moderation.judgements import FrameworkJudgements

Place = tuple[FrameworkJudgements, int]
"""A record: its framework version, and its row there."""


@dataclass
class Inspections:
    """Records by provider and day.

    Two records are of one inspection where they have one provider and one day of inspection; or, where one of
    them has none, one day of publication. The case of letters in a provider's name and spaces do not matter.
    """

    _by_on: dict[tuple[str, datetime.date], list[Place]] = field(default_factory=lambda: defaultdict(list))
    _by_published: dict[tuple[str, datetime.date], list[Place]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, place: Place) -> None:
        """Keep a record."""
        cases, row = place[0].cases, place[1]
        provider = _provider(cases, row)
        on, published = cases.on.at(row), cases.published.at(row)
        if provider and on is not None:
            self._by_on[provider, on].append(place)
        if provider and published is not None:
            self._by_published[provider, published].append(place)

    def of(self, place: Place) -> list[Place]:
        """The records kept that are of the same inspection, in the order in which they were kept."""
        cases, row = place[0].cases, place[1]
        provider = _provider(cases, row)
        on, published = cases.on.at(row), cases.published.at(row)
        found = [] if on is None else list(self._by_on.get((provider, on), ()))
        if published is not None:
            for one, other in self._by_published.get((provider, published), ()):
                if on is None or one.cases.on.at(other) is None:
                    found.append((one, other))
        return found


def can_be_told(cases: Cases, row: int) -> bool:
    """Whether a record says who was inspected, and when."""
    return bool(_provider(cases, row)) and (cases.on.at(row) or cases.published.at(row)) is not None


def _provider(cases: Cases, row: int) -> str:
    return " ".join(cases.provider.at(row).casefold().split())


def unlike(one: Place, other: Place) -> Iterator[tuple[str | None, str]]:
    """The areas that two records grade differently, each with what they say. None stands for the framework.

    A grade counts whether it was awarded or taken as given. One that only one of them has counts where the
    other source records grades of that area at all.
    """
    (first, row), (second, other_row) = one, other
    if first.name != second.name:
        yield None, f"under {first.name}, here under {second.name}"
        return
    for id, judged in first.areas.items():
        theirs = second.areas.get(id)
        if theirs is None:
            continue
        codes = int(judged.recorded[row]), int(theirs.recorded[other_row])
        known = [code == NOT_JUDGED or code >= 0 for code in codes]
        recorded = all(bool((area.recorded != ABSENT).any()) for area in (judged, theirs))
        if codes[0] != codes[1] and (all(known) or (any(known) and recorded)):
            yield id, f"{grade_title(codes[0], judged.scale)}, here {grade_title(codes[1], theirs.scale)}"


def among(frameworks: Sequence[FrameworkJudgements]) -> Inspections:
    """Every record of some framework versions."""
    found = Inspections()
    for one in frameworks:
        for row in range(one.rows):
            found.add((one, row))
    return found
