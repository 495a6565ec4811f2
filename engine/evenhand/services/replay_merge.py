"""Replays of parts of a casebook put together: the same as a replay of all of it."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Protocol, TypeVar

import numpy as np

from evenhand.diagnostics import InvalidInput, codes
from evenhand.domain import Scale
from evenhand.replay import WORDS, Reason, Tally
from evenhand.services.attribution import Attribution
from evenhand.services.awarded_codes import counterparts
from evenhand.services.replay_results import (
    MOST_LISTED,
    MOST_UNREPLAYED,
    AreaReplay,
    Moved,
    Replay,
)
from evenhand.services.sweep import Sweep

Key = TypeVar("Key")


def merged(parts: Sequence[Replay]) -> Replay:
    """The replay of all cases from replays of some of them, which have the same sides; one at least.

    An area has the words of the first part that has it, as it has those of its first case. Lists are in the
    order of ids, and as long as in any replay. Raises InvalidInput where two parts have grades of which
    neither stands for those of the other, or thresholds that are swept in different units.
    """
    first = parts[0]
    whole = Replay(first.before, first.after, first.by, provisional=first.provisional)
    whole.keeps_departures = first.keeps_departures
    whole.sweep = None if first.sweep is None else Sweep(first.sweep.asked)
    whole.attribution = _without_counts(first.attribution)
    for part in parts:
        _Adding(whole, part).add()
    _put_in_order(whole)
    return whole


def _without_counts(found: Attribution | None) -> Attribution | None:
    if found is None:
        return None
    empty = copy(found)
    empty.alone, empty.owed, empty.lost, empty.elsewhere = {}, {}, Counter(), Counter()
    return empty


class _Adding:
    """One part while it is added."""

    def __init__(self, whole: Replay, part: Replay) -> None:
        self.whole = whole
        self.part = part

    def add(self) -> None:
        whole, part = self.whole, self.part
        whole.cases += part.cases
        whole.without_rules += part.without_rules
        whole.not_affected += part.not_affected
        whole.without_area += part.without_area
        for area in part.areas.values():
            self._area(area)
        whole.moved += [self._moved(one) for one in part.moved]
        whole.only_alone += [self._moved(one) for one in part.only_alone]
        whole.unreplayed += part.unreplayed
        self._attribution(whole.attribution, part.attribution)
        self._sweep(whole.sweep, part.sweep)

    def _area(self, own: AreaReplay) -> None:
        area = self.whole.areas.get(own.id)
        if area is None:
            area = AreaReplay(own.id, own.title, Tally(own.tally.scale), own.rules)
            self.whole.areas[own.id] = area
        area.gone += own.gone
        area.new += own.new
        area.kept += own.kept
        self._tally(area.tally, own.tally, own.id)
        for group, tally in own.groups.items():
            self._tally(area.groups.setdefault(group, Tally(area.tally.scale)), tally, own.id)

    def _attribution(self, whole: Attribution | None, part: Attribution | None) -> None:
        if whole is not None and part is not None:
            self._tallies(whole.alone, {(key, key[0]): tally for key, tally in part.alone.items()})
            self._tallies(whole.owed, {(key, key[0]): tally for key, tally in part.owed.items()})
            whole.lost += part.lost
            whole.elsewhere += part.elsewhere

    def _sweep(self, whole: Sweep | None, part: Sweep | None) -> None:
        if whole is None or part is None:
            return
        if part.parameter is not None:
            whole.take(part.parameter, part.rules, part.values)
        whole.current |= part.current
        whole.known |= part.known
        self._tallies(whole.tallies, {(key, key[1]): tally for key, tally in part.tallies.items()})

    def _tallies(self, whole: dict[Key, Tally], part: Mapping[tuple[Key, str], Tally]) -> None:
        """Add tallies by what they are of and by the area that they are of."""
        for (key, area), tally in part.items():
            scale = self.whole.areas[area].tally.scale
            self._tally(whole.setdefault(key, Tally(scale)), tally, area)

    def _tally(self, whole: Tally, part: Tally, area: str) -> None:
        places = self._places(part.scale, area)
        special = range(len(whole.scale), len(whole.scale) + len(WORDS))
        at = [*places, *special]
        np.add.at(whole.counts, np.ix_(at, at), part.counts)

    def _moved(self, one: Moved) -> Moved:
        scale = self.whole.areas[one.area].tally.scale
        if one.scale.same_names(scale):
            return replace(one, scale=scale)
        places = self._places(one.scale, one.area)
        before, after = (scale.names[places[one.scale.position(name)]] for name in (one.before, one.after))
        return replace(one, scale=scale, before=before, after=after)

    def _places(self, scale: Scale, area: str) -> list[int]:
        """The place on the scale of the whole of every grade of a part."""
        wanted = self.whole.areas[area].tally.scale
        if scale.same_names(wanted):
            return list(range(len(scale)))
        places = counterparts(scale, wanted)
        if places is None:
            before, after = self.part.areas[area].rules, self.whole.areas[area].rules
            raise InvalidInput([codes.UNLIKE_SCALES.at(None, area=area, before=before, after=after)])
        return [int(place) for place in places]


def _put_in_order(whole: Replay) -> None:
    places = {id: at for at, id in enumerate(whole.areas)}
    whole.moved = in_order(first_moved(whole.moved), places)
    whole.only_alone = in_order(first_moved(whole.only_alone), places)
    unreplayed = first_open(whole.unreplayed)
    whole.unreplayed = sorted(unreplayed, key=lambda one: (one.id, places.get(one.area or "", -1)))
    found = whole.attribution
    if found is not None:
        changes = {change: at for at, change in enumerate(found.changes)}
        sets = {some: at for at, some in enumerate(found.sets)}

        def by_reason(key: tuple[str, Reason]) -> tuple[int, list[int]]:
            return places[key[0]], [sets[some] for some in key[1]]

        alone = sorted(found.alone, key=lambda key: (places[key[0]], changes[key[1]]))
        found.alone = {key: found.alone[key] for key in alone}
        found.owed = {key: found.owed[key] for key in sorted(found.owed, key=by_reason)}


class OfACase(Protocol):
    """Something that is said of a case, in one area or in all."""

    @property
    def id(self) -> str:
        """The id of the case."""

    @property
    def area(self) -> str | None:
        """The area; None for all."""


Case = TypeVar("Case", bound=OfACase)


def first_moved(moved: Iterable[Moved]) -> list[Moved]:
    """As many cases that moved as are listed: the same ones in whatever parts they come.

    So nothing but the case and its area says which these are, and not even the order of areas, which is that
    of the parts.
    """
    return heapq.nsmallest(
        MOST_LISTED, moved, key=lambda one: (one.id, one.area, sorted(map(sorted, one.because)))
    )


def first_open(cases: Iterable[Case]) -> list[Case]:
    """The same for cases that cannot be replayed."""
    return heapq.nsmallest(MOST_UNREPLAYED, cases, key=lambda one: (one.id, one.area or ""))


def in_order(moved: Iterable[Moved], areas: Mapping[str, int]) -> list[Moved]:
    """Cases that moved, by id, and for each the areas in their order."""
    return sorted(moved, key=lambda one: (one.id, areas[one.area], sorted(map(sorted, one.because))))
